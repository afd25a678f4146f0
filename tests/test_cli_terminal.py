"""Every command on a pseudo-terminal: its help, and what it shows, at 80 and at 40 columns."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from exploring_archive import START, build
from screens import Terminal

from qabot.cli import cli
from qabot.language.words import Tokenizer

SIZES = [(80, 24), (40, 20)]
# What runs, and what then stands on the screen, apart from where lines end.
RUNS = {
    "latest": ((), "大桥通车一年"),
    "on": (("2020-05-07",), "青柳河大桥开工"),
    "between": (("2020-05-01", "2020-05-31"), "青柳河大桥开工"),
    "timeline": (("青柳河大桥",), START),
    "figures": (("青柳河大桥",), "860米"),
    "topics": (("--from", "2022-07-01", "--to", "2022-07-31"), "白石沟"),
    "related": (("opened",), "大桥今天通车"),
    "who": (("阮阿九",), "阮阿九"),
    "stats": ((), "2020-05"),
    "article": (("start",), START),
    "read": (("corpus/news.jsonl",), START),
    "index": ((), "留给下次的向量"),
    "completion": (("bash",), "_qabot_completion"),
}
# Need a server, hours, files of their own or a person: test_telegram_command, test_reindex, test_evaluating, test_repl…
ELSEWHERE = {"ask", "chat", "telegram", "reindex", "eval", "feedback", "doctor", "man"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, cache: Path, tokenizer: Tokenizer) -> Path:
    """A folder with the archive of the bridge and its index."""
    home = tmp_path_factory.mktemp("terminal")
    build(home, cache, tokenizer)
    return home


@contextmanager
def shown(home: Path, cache: Path, size: tuple[int, int], *words: str) -> Iterator[Terminal]:
    """Run a command to its end on a terminal."""
    environment = {"QABOT_CACHE": str(cache), "HOME": str(home), "QABOT_NOW": "2022-12-01"}
    with closing(Terminal(["-m", "qabot", *words], home, size, environment)) as terminal:
        assert terminal.exit_status() == 0, terminal.all()
        yield terminal


def in_one(terminal: Terminal) -> str:
    """Return all that was shown, without line ends and indents."""
    return "".join(line.strip() for line in terminal.all().splitlines())


def test_every_command_is_run_here_or_elsewhere() -> None:
    assert RUNS.keys() | ELSEWHERE == cli.commands.keys()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", RUNS)
def test_command_shows_what_it_found(
    home: Path, cache: Path, name: str, size: tuple[int, int]
) -> None:
    words, told = RUNS[name]
    with shown(home, cache, size, name, *words) as terminal:
        assert told in in_one(terminal)
        assert b"\x1b[" in terminal.raw or name in ("completion", "index")


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_help_on_a_narrow_terminal(home: Path, cache: Path, name: str) -> None:
    with shown(home, cache, SIZES[1], name, "--help") as terminal:
        first, *_ = cli.commands[name].get_short_help_str(1000).split("，")
        assert f"qabot {name}" in in_one(terminal)
        assert first.split("：")[0][:8] in in_one(terminal)


@pytest.mark.parametrize("wanted", [True, False])
def test_colours_stay_away_where_they_are_not_wanted(
    home: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, wanted: bool
) -> None:
    if not wanted:
        monkeypatch.setenv("NO_COLOR", "1")
    with shown(home, cache, SIZES[0], "timeline", "青柳河大桥") as terminal:
        assert START in in_one(terminal)
        assert bool(terminal.marked(fg="cyan")) == wanted
