"""The unit file and the Dockerfile name what exists, and the unit is as closed as it says."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from qabot.settings import Settings

ROOT = Path(__file__).parent.parent
UNIT = (ROOT / "deploy" / "qabot-telegram.service").read_text("utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
SETTINGS = {f"QABOT_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("text", [UNIT, DOCKERFILE], ids=["unit", "Dockerfile"])
def test_variables_are_settings(text: str) -> None:
    named = set(re.findall(r"QABOT_[A-Z_]+(?==)", text))
    assert named
    assert named <= SETTINGS


def test_dockerfile_copies_what_exists_and_runs_targets_of_make() -> None:
    for sources in re.findall(r"^COPY (.+) \S+$", DOCKERFILE, re.MULTILINE):
        assert all((ROOT / source).exists() for source in sources.split())
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    used = re.findall(r"^RUN make (\w+)|\"make\", \"(\w+)\"", DOCKERFILE, re.MULTILINE)
    assert {one or other for one, other in used} == {"install", "chat"} <= targets


def test_health_check_asks_where_the_monitor_listens() -> None:
    (address,) = re.findall(r"QABOT_TELEGRAM_MONITOR=(\S+)", DOCKERFILE)
    assert f"http://{address}/healthz" in DOCKERFILE


def test_image_runs_as_nobody_in_particular_and_opens_the_prompt() -> None:
    _, base, *others = DOCKERFILE.split("\nFROM ")
    assert re.search(r"^USER qabot$", base, re.MULTILINE)
    assert not any("USER" in stage or not stage.startswith("qabot AS") for stage in others[:-1])
    assert others[-1].split("\n", 1) == ["qabot AS chat", 'CMD ["make", "chat"]\n']


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize(
    "command", [["verify"], ["security", "--offline=true", "--threshold=20"]], ids=lambda c: c[0]
)
def test_systemd_takes_the_unit(tmp_path: Path, command: list[str]) -> None:
    # verify wants to see the program that it starts.
    unit = tmp_path / "qabot-telegram.service"
    unit.write_text(UNIT.replace("/opt/qabot/.venv/bin/qabot", "/usr/bin/env"), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", *command, str(unit)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Unknown" not in done.stderr
