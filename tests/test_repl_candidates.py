from pathlib import Path

import pytest
from rich.console import Console

from qabot.bot import QABot
from qabot.channels.repl import COMMANDS
from qabot.channels.repl.candidates import completions
from qabot.channels.repl.command import split
from qabot.channels.repl.session import Session
from qabot.channels.repl.toolbar import toolbar
from qabot.messages import speak


@pytest.fixture
def session(small_bot: QABot) -> Session:
    session = Session(Console(), lambda: small_bot, page=3)
    session.ready()
    return session


def completed(session: Session, line: str) -> list[str]:
    """Return the lines that a line may become."""
    found = completions(session, COMMANDS, line)
    return [line[: len(line) - replaced] + candidate.text for replaced, candidate in found]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/sa", ["/save", "/save!"]),
        ("／so", ["/source"]),
        ("/lang ", ["/lang zh", "/lang en"]),
        ("/lang e", ["/lang en"]),
        ("/open 修好", ["/open 云桥镇修好三座便民桥"]),
        (
            "/source 新",
            ["/source 新馆开放", "/source 县图书馆新馆开放", "/source 縣人民醫院搬進新院區"],
        ),
        ("/from 2021", ["/from 2021-03-05"]),
        ("/to 2023", ["/to 2023-01-01"]),
        ("/more x", []),
        ("/nothing x", []),
        ("请问青龙", ["请问青龙水库下闸蓄水"]),
        ("水", []),  # one character says nothing
        ("修好", []),  # in a question, beginnings only
        ("\udce6青龙", ["\udce6青龙水库下闸蓄水"]),
        ("", []),
    ],
)
def test_what_may_be_typed_next(session: Session, line: str, expected: list[str]) -> None:
    assert completed(session, line) == expected


def test_passages_are_completed_by_number_with_their_title(session: Session) -> None:
    session.ask("青龙水库总投资多少？")
    found = [candidate for _, candidate in completions(session, COMMANDS, "/copy 1")]
    assert [(one.text, one.about) for one in found] == [("1", "青龙水库下闸蓄水")]


def test_files_are_completed(session: Session, tmp_path: Path) -> None:
    (tmp_path / "talk.md").touch()
    (tmp_path / "talks").mkdir()
    (tmp_path / ".hidden").touch()
    assert completed(session, f"/save {tmp_path}/ta") == [
        f"/save {tmp_path}/talk.md",
        f"/save {tmp_path}/talks/",
    ]
    assert completed(session, f"/save {tmp_path}/nowhere/x") == []


def test_nothing_of_the_archive_is_offered_before_it_is_there(small_bot: QABot) -> None:
    session = Session(Console(), lambda: small_bot, page=3)
    assert completed(session, "/open 修好") == completed(session, "青龙") == []
    assert completed(session, "/qu") == ["/quit"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/source  1 ", ("/source", "1")),
        ("／HELP", ("/help", "")),
        ("、more", ("/more", "")),
        ("、save! a b.md", ("/save!", "a b.md")),
        ("/source\u30001", ("/source", "1")),
        ("、那2018年呢", ("", "、那2018年呢")),
        ("那2018年呢", ("", "那2018年呢")),
        ("/", ("/", "")),
        ("", ("", "")),
    ],
)
def test_line_is_a_command_or_a_question(line: str, expected: tuple[str, str]) -> None:
    assert split(line) == expected


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("/sorce", "/source"), ("/opne", "/open"), ("/safe", "/save"), ("/nonsense", None)],
)
def test_nearest_command(typed: str, meant: str | None) -> None:
    assert COMMANDS.nearest(typed) == meant


def test_line_below_the_prompt_holds_what_there_is_room_for(session: Session) -> None:
    archive = " 8 篇 2021-03-05～2024-03-21 · 不限日期"
    assert toolbar(session, 80, 24).startswith(f"{archive} · multilingual-e5-small-int8")
    assert toolbar(session, 80, 24).endswith("\n Tab 补全 · ↑ 历史 · /help · Ctrl-D 退出")
    assert toolbar(session, 40, 20) == archive
    speak("en")
    assert toolbar(session, 50, 20) == " 8 articles 2021-03-05～2024-03-21 · all days"
