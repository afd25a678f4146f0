"""The `qabot` command as a real process."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

QABOT = Path(sys.executable).with_name("qabot")


class Command:
    """Runs `qabot` in a folder of its own, with an environment of its own.

    Args:
        folder: Where it runs.
        cache: Where the packaged model is.
    """

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith("QABOT_")}
        self.env = kept | {
            "QABOT_CACHE": str(cache),
            "HOME": str(folder),
            "PYTHONIOENCODING": "utf-8",
        }

    def __call__(
        self, *words: str | bytes, stdin: bytes = b"", env: Mapping[str, str] | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Run to the end; standard input is empty if not given."""
        done = subprocess.run(
            [QABOT, *words],
            input=stdin,
            capture_output=True,
            cwd=self.folder,
            env=self.env | dict(env or {}),
            timeout=120,
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start with pipes on all three sides."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [QABOT, *words], stdin=pipe, stdout=pipe, stderr=pipe, cwd=self.folder, env=self.env
        )


def only_line(stderr: str) -> str:
    (line,) = stderr.splitlines()
    return line
