"""One question from a shell: the whole `qabot ask` process, against `import sentence_transformers` alone.

The index is built from the sample archive, the model is in the cache, and both processes have run once before
the first round, so that the files are in memory and compiled. The run ends with an error if `qabot ask` finds
no answer or imports torch.

    python -m benchmarks.cold_start [--rounds N] [--json]
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.measure import parser, print_heading, print_json, print_table, take_turns

_ROOT = Path(__file__).parent.parent
_QUESTION = "云泊水库总库容多少？"
# What a process is asked when it has done its work.
_LAST_LINE = """
    import json, sys
    from benchmarks.memory import peak_mb
    print(json.dumps([peak_mb(), "torch" in sys.modules]), file=sys.stderr)
"""
_QABOT = f"from qabot.cli import main\ntry:\n    main()\nfinally:{_LAST_LINE}"
_IMPORT = f"try:\n    import sentence_transformers\nfinally:{_LAST_LINE}"


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    options = parser(__doc__, rounds=7).parse_args(arguments)
    print_heading("A whole `qabot ask`, from start to exit")
    peaks: dict[str, list[float]] = {"ours": [], "theirs": []}
    with TemporaryDirectory() as folder:
        _run(_QABOT, "reindex", "--corpus", str(_ROOT / "corpus"), "--index", folder)

        def our_turn() -> float:
            seconds, peak = _ask(folder)
            peaks["ours"].append(peak)
            return seconds

        def their_turn() -> float:
            seconds, peak, _, _ = _run(_IMPORT)
            peaks["theirs"].append(peak)
            return seconds

        our_turn(), their_turn()
        rounds = take_turns(options.rounds, our_turn, their_turn)
    times = [median(rounds.ours), median(rounds.theirs)]
    memory = [median(peaks["ours"]), median(peaks["theirs"])]
    names = ("`qabot ask`, answered", "`import sentence_transformers`")
    print_table(
        ["", "seconds, median", "peak memory, MB"],
        [[n, f"{s:.2f}", f"{m:,.0f}"] for n, s, m in zip(names, times, memory, strict=True)],
    )
    print(rounds)
    print("torch imported by `qabot ask`: no")
    figures = {
        "seconds": {"ours": round(times[0], 3), "theirs": round(times[1], 3)},
        "peak_mb": {"ours": round(memory[0]), "theirs": round(memory[1])},
        "torch_imported": False,
    }
    print_json(options, "cold_start", figures | rounds.as_json())


def _ask(index: str) -> tuple[float, float]:
    """Return seconds and peak memory of `qabot ask`.

    Raises:
        SystemExit: It found nothing, or imported torch.
    """
    seconds, peak, torch, output = _run(_QABOT, "ask", _QUESTION, "--index", index, "--json")
    if not json.loads(output)["found"]:
        raise SystemExit(f"no answer to {_QUESTION}: {output}")
    if torch:
        raise SystemExit("qabot ask imported torch")
    return seconds, peak


def _run(program: str, *arguments: str) -> tuple[float, float, bool, str]:
    """Run a program; return its seconds, peak memory, whether it imported torch, and its output.

    Raises:
        SystemExit: It failed.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("QABOT_") or name == "QABOT_CACHE"
    }
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        cwd=_ROOT,
        env=environment,
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments) or program}: {done.stderr}")
    peak, torch = json.loads(done.stderr.splitlines()[-1])
    return seconds, peak, torch, done.stdout


if __name__ == "__main__":
    main()
