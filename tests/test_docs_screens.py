"""The screens of the handbook show what the commands print today."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from rich.text import Text

from docs.screens import FOLDER, LANGUAGES, SCREENS, as_svg, compared, file_of, recorded, text_of

Recorded = Mapping[tuple[str, str], list[Text]]


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Recorded:
    """All screens, from commands run now."""
    return recorded(tmp_path_factory.mktemp("screens"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [screen.name for screen in SCREENS])
def test_screen_is_up_to_date(today: Recorded, name: str, language: str) -> None:
    shown = compared("\n".join(map(str, today[name, language])))
    assert text_of(file_of(name, language)) == shown, "run: python -m docs.screens"


def test_no_screen_is_left_over() -> None:
    made = {file_of(screen.name, language) for screen in SCREENS for language in LANGUAGES}
    assert set(FOLDER.glob("*.svg")) == made


def test_drawing_keeps_every_character_and_names_nothing_in_the_net(tmp_path: Path) -> None:
    line = Text("《栖川日报》 7.26亿元，<a> & “引号”")
    line.stylize("bold yellow", 6, 12)
    path = tmp_path / "screen.svg"
    path.write_text(as_svg("screen", [line, Text(), Text("第二行")]), "utf-8")
    assert text_of(path) == "《栖川日报》7.26亿元，<a>&“引号”第二行"
    assert path.read_text("utf-8").count("http") == 1  # the name of SVG itself


def test_times_are_not_compared() -> None:
    assert compared("用时（秒） 13.5\n") == compared("用时（秒）  2.0") == "用时（秒）"
    assert compared("seconds  1.5") == compared("seconds 22.0")
    assert compared("段落 134") != compared("段落 135")
