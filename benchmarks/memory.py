"""The memory of processes. Light, so that a measured process can import it at its end."""

import resource
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")
_RESET = Path("/proc/self/clear_refs")


def peak_mb() -> float:
    """Return the most memory that this process has held, MB; on Linux since `forget_peak`."""
    if _STATUS.exists():  # getrusage would also count what the parent held when it started this one
        return int(_fields(_STATUS)["VmHWM"].split()[0]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def resident_mb() -> tuple[float, float]:
    """Return the memory of this process that is its own, and that of mapped files, MB; Linux alone tells them apart."""
    if not _STATUS.exists():
        return peak_mb(), 0.0
    fields = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines())
    return int(fields["RssAnon"].split()[0]) / 1024, int(fields["RssFile"].split()[0]) / 1024


def forget_peak() -> None:
    """Start the peak anew from what is held now; only Linux can, elsewhere it stays that of the whole process."""
    if _RESET.exists():
        _RESET.write_text("5")


def status_mb(pid: int) -> dict[str, int]:
    """Return what Linux tells of the memory of a process, MB.

    Returns:
        `rss`, resident, of it `anonymous`, its own and not a mapped file; `peak`; `pss`, its share, in which what
        several processes map counts once for all.
    """
    status = _fields(Path(f"/proc/{pid}/status"))
    shared = _fields(Path(f"/proc/{pid}/smaps_rollup"))
    kilobytes = {
        "rss": status["VmRSS"],
        "anonymous": status["RssAnon"],
        "peak": status["VmHWM"],
        "pss": shared["Pss"],
    }
    return {name: int(text.split()[0]) // 1024 for name, text in kilobytes.items()}


def _fields(file: Path) -> dict[str, str]:
    """Return the fields of a file of /proc by name."""
    lines = file.read_text().splitlines()
    return {name: text for name, colon, text in (line.partition(":") for line in lines) if colon}
