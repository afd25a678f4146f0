"""Every benchmark, at sizes that end in minutes on two free cores.

python -m benchmarks [--json]
"""

import argparse
import subprocess
import sys
from pathlib import Path

_RUNS = (
    ("embedding", "--passages", "200", "--rounds", "3"),
    ("sparse", "--passages", "50000", "--rounds", "5"),
    ("dense", "--rounds", "3"),
    ("cold_start", "--rounds", "5"),
    ("resident", "--rounds", "3"),
    ("reindex", "--rounds", "2"),
    ("reader",),
    ("scale", "--sizes", "1000,10000", "--peers-at", "10000", "--questions", "60"),
    ("telegram", "--questions", "60", "--chats", "10", "--alone", "10"),
)


def main() -> None:
    """Run one after the other, each in a process of its own; stop at the first that fails."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--json", action="store_true", help="end each with its figures as one line of JSON"
    )
    as_json = ["--json"] if parser.parse_args().json else []
    for name, *options in _RUNS:
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}", *options, *as_json],
            cwd=Path(__file__).parent.parent,
        )
        if done.returncode:
            raise SystemExit(done.returncode)


if __name__ == "__main__":
    main()
