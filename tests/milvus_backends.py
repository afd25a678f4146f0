"""Two backends of Milvus from the package registry, each in an environment of its own: they are one module."""

import hashlib
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONSTRAINTS = (Path(__file__).parent.parent / "constraints.txt").read_text("utf-8").splitlines()
PYMILVUS = next(line for line in CONSTRAINTS if line.startswith("pymilvus=="))
START_S = 60


def environment(kept: Path, *packages: str) -> Path:
    """Return the Python of an environment with these packages besides those that run the tests.

    Args:
        kept: Folder in which environments are kept from session to session.
        packages: As pip takes them.

    Raises:
        AssertionError: The environment cannot be made; with pip's reason.
    """
    parent = sysconfig.get_path("purelib")
    name = hashlib.sha256("\0".join((sys.version, parent, *packages)).encode()).hexdigest()[:12]
    home = kept / name
    python, finished = home / "bin" / "python", home / "finished"
    if not finished.exists():
        run(sys.executable, "-m", "venv", "--clear", str(home))
        inside = next(home.glob("lib/python*/site-packages"))
        # Behind the environment's own packages, those of the tests' environment.
        (inside / "parent.pth").write_text(f"import site; site.addsitedir({parent!r})\n", "utf-8")
        run(str(python), "-m", "pip", "install", "--quiet", PYMILVUS, *packages)
        finished.touch()
    return python


def run(*command: str) -> None:
    """Run a command; if it fails, fail with what it printed."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"


@contextmanager
def server(python: Path, data: Path) -> Iterator[str]:
    """Run milvus-lite's server on a free port of this machine; give its address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [str(python.parent / "milvus-lite"), "server", "--data-dir", str(data)]
    log = data.with_suffix(".log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port)], stdout=output, stderr=output
        )
    try:
        for _ in range(START_S * 10):
            assert process.poll() is None, log.read_text("utf-8")
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise AssertionError(f"the server does not listen: {log.read_text('utf-8')}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()
