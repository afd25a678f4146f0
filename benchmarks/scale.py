"""Growth with the archive, and the other sides: what `question` and `peers` print, as a page and as JSON.

python -m benchmarks.scale [--results FOLDER] [--plot FILE] [options of both]
"""

import argparse
import json
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.archive import add_archive
from benchmarks.measure import cores, existing

_ROOT = Path(__file__).parent.parent


def main(arguments: list[str] | None = None) -> None:
    """Run both, print, and write the page if asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="1000,10000", metavar="N,N")
    parser.add_argument("--peers-at", default="10000", metavar="N,N", help="(default 10000)")
    parser.add_argument("--questions", default="100")
    parser.add_argument("--questions-file", type=existing, metavar="FILE")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="write the growth as an SVG")
    parser.add_argument(
        "--results", type=Path, metavar="FOLDER", help="write scale.md and scale.json"
    )
    parser.add_argument("--json", action="store_true")
    add_archive(parser)
    options = parser.parse_args(arguments)
    shared = ["--embedded", str(options.embedded), "--folder", str(options.folder)]
    for name in ("corpus", "vectors", "questions_file"):
        if value := getattr(options, name):
            shared += [f"--{name.replace('_', '-')}", str(value.resolve())]
    plot = ["--plot", str(options.plot.resolve())] if options.plot else []
    question = ["--sizes", options.sizes, "--questions", options.questions]
    runs = [["question", *question, *plot]]
    runs += [["peers", "--passages", size] for size in options.peers_at.split(",")]
    pages, figures = zip(*(_run([*run, *shared]) for run in runs), strict=True)
    if options.json:
        print(json.dumps(figures))
    if options.results:
        day = datetime.now(UTC).date()
        head = f"{_processor()}, {cores()} cores, {platform.system()}, Python {platform.python_version()}, {day}\n"
        (options.results / "scale.md").write_text("\n".join([head, *pages]), "utf-8")
        text = json.dumps(figures, ensure_ascii=False, indent=1)
        (options.results / "scale.json").write_text(text + "\n", "utf-8")


def _run(arguments: list[str]) -> tuple[str, object]:
    """Run a benchmark in a process of its own; show and return what it prints, and its figures.

    Raises:
        SystemExit: It failed.
    """
    command = [sys.executable, "-m", f"benchmarks.{arguments[0]}", *arguments[1:], "--json"]
    page: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_ROOT) as process:
        assert process.stdout
        for line in process.stdout:
            if not line.startswith("{"):
                print(line, end="", flush=True)
            page.append(line)
    if process.returncode:
        raise SystemExit(process.returncode)
    figures = page.pop()
    return "".join(page), json.loads(figures)


def _processor() -> str:
    """Return the processor's name, where Linux tells it."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text().splitlines() if file.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


if __name__ == "__main__":
    main()
