"""How the command ends when something goes wrong that nobody foresaw."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

# A bot that knows nothing, and stumbles over some questions.
PROGRAM = """
from qabot import cli
from qabot.cli import asking
from qabot.errors import StorageError
from qabot.types import Answer

class Bot:
    def ask(self, question, k=None, period=None):
        if question == "断":
            raise ValueError("两行的\\n说明")
        if question == "空":
            raise LookupError
        if question == "满":
            raise StorageError("磁盘已满。", "请腾出空间。")
        if question == "停":
            raise KeyboardInterrupt
        return Answer(question=question, reason="没有。")

asking._open_bot = lambda settings: Bot()
cli.main()
"""


def qabot(
    folder: Path, *words: str, stdin: str = "", language: str = "zh"
) -> "subprocess.CompletedProcess[str]":
    """Run the command with that bot."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        env={
            "PYTHONPATH": str(Path(__file__).parent.parent),
            "QABOT_LANG": language,
            "PYTHONUTF8": "1",
        },
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("language", "question", "line"),
    [
        (
            "zh",
            "断",
            "意外的错误：ValueError: 两行的 说明。请加上 --debug 再试一次（qabot --debug …），并报告显示的内容。",
        ),
        (
            "en",
            "空",
            "unexpected error: LookupError. Run it again with --debug (qabot --debug …) and report what that shows.",
        ),
        ("zh", "满", "磁盘已满。 请腾出空间。"),
    ],
)
def test_error_is_told_in_one_line(tmp_path: Path, language: str, question: str, line: str) -> None:
    done = qabot(tmp_path, "ask", question, language=language)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"qabot: {line}\n")


def test_debug_shows_the_trace_before_the_line(tmp_path: Path) -> None:
    done = qabot(tmp_path, "--debug", "ask", "断")
    assert (done.returncode, done.stdout) == (1, "")
    lines = done.stderr.splitlines()
    assert "Traceback (most recent call last):" in lines
    assert "ValueError: 两行的" in lines
    assert lines[-1].startswith("qabot: 意外的错误：ValueError: 两行的 说明。")


def test_failing_line_costs_the_others_nothing(tmp_path: Path) -> None:
    done = qabot(tmp_path, "ask", "-", stdin="甲\n断\n乙\n满\n丙\n")
    assert done.stdout == "? 甲\n没有。\n? 乙\n没有。\n? 丙\n没有。\n"
    second, fourth = done.stderr.splitlines()
    assert second.startswith("qabot: 第 2 行：意外的错误：ValueError: 两行的 说明。")
    assert fourth == "qabot: 第 4 行：磁盘已满。 请腾出空间。"
    assert done.returncode == 1


def test_failing_line_has_its_object_among_those_of_json(tmp_path: Path) -> None:
    done = qabot(tmp_path, "ask", "--json", stdin="甲\n满\n乙\n")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["question"] for one in told] == ["甲", "满", "乙"]
    assert told[1] == {"question": "满", "error": "磁盘已满。 请腾出空间。"}
    assert ["error" in one for one in told] == [False, True, False]
    assert done.stderr == "qabot: 第 2 行：磁盘已满。 请腾出空间。\n"
    assert done.returncode == 1


def test_trace_of_a_failing_line_with_debug(tmp_path: Path) -> None:
    done = qabot(tmp_path, "--debug", "ask", "-", stdin="断\n甲\n", language="en")
    assert (done.returncode, done.stdout) == (1, "? 甲\n没有。\n")
    assert "Traceback (most recent call last):" in done.stderr.splitlines()
    assert "qabot: line 1: unexpected error: ValueError: 两行的 说明." in done.stderr


def test_lines_end_with_ctrl_c_and_with_no_failure(tmp_path: Path) -> None:
    stopped = qabot(tmp_path, "ask", "-", stdin="甲\n停\n乙\n")
    assert (stopped.returncode, stopped.stdout) == (130, "? 甲\n没有。\n")
    assert stopped.stderr.strip() == ""
    done = qabot(tmp_path, "ask", "-", stdin="甲\n")
    assert (done.returncode, done.stdout, done.stderr) == (0, "? 甲\n没有。\n", "")
