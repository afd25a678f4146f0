"""README and handbook hold what they say: commands exist, settings are told, both languages have the same."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from docs.settings_page import chinese, english, table
from qabot.cli import cli
from qabot.settings import Settings

ROOT = Path(__file__).parent.parent
HANDBOOK = ROOT / "docs" / "handbook"
README = (ROOT / "README.md").read_text("utf-8")
PAGES = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in HANDBOOK.glob("*.md")}
NAMES = sorted(path.name[:-6] for path in HANDBOOK.glob("*.en.md"))


def code_lines(text: str) -> list[str]:
    """Return the lines of fenced and indented code, without prompts."""
    fenced = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    indented = re.findall(r"^ {4}(.+)", text, re.MULTILINE)
    lines = [*"\n".join(fenced).splitlines(), *indented]
    return [re.sub(r"^\s*\$\s+", "", line).strip() for line in lines]


def commands(text: str) -> list[list[str]]:
    """Return the words of each `qabot …` command in a code block, without redirections and pipes."""
    found = []
    for line in code_lines(text):
        for part in re.split(r"\s\|\s|\s&&\s", line):
            match = re.match(
                r"(?:[A-Z_]+=\S+\s+)*(?:uv run\s+|\.venv/bin/|\S+/bin/)?qabot(\s.*)?$", part
            )
            if match:
                words = shlex.split(re.split(r"\s[<>]", match[1] or "")[0], comments=True)
                found.append(words)
    return found


def all_commands() -> Iterator[tuple[str, list[str]]]:
    """Yield the commands of README and handbook, each with where it stands."""
    for name, text in {"README.md": README, **PAGES}.items():
        for words in commands(text):
            yield name, words


def pictures(text: str) -> list[str]:
    """Return the files that a page shows."""
    return re.findall(r"!\[.*?\]\((.*?)\)", text)


def test_readme_shows_commands() -> None:
    assert [
        name
        for name in ("reindex", "ask")
        if any(words[:1] == [name] for words in commands(README))
    ] == ["reindex", "ask"]


@pytest.mark.parametrize(
    ("name", "words"),
    [*all_commands()],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_command_parses(name: str, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    if words and not words[0].startswith("-"):
        command = cli.commands[words[0]]
        parsed = command.make_context(
            words[0], [word for word in words[1:] if word not in ("-h", "--help")]
        )
        assert isinstance(parsed, click.Context)
    else:
        options = {option for parameter in cli.params for option in parameter.opts} | {
            "-h",
            "--help",
        }
        assert set(words) <= options


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_subcommand_is_in_the_readme_and_in_both_handbooks(name: str) -> None:
    assert f"qabot {name}" in README
    for english_pages in (True, False):
        pages = [text for page, text in PAGES.items() if page.endswith(".en.md") == english_pages]
        assert any(f"qabot {name}" in text for text in pages)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_setting_is_in_the_table_once(language: str) -> None:
    told = re.findall(r"^\| `(QABOT_\w+)` \| .+ \| .+ \|$", table(language), re.MULTILINE)
    assert told == [f"QABOT_{name.upper()}" for name in Settings.model_fields]


def test_words_of_settings_are_those_of_settings() -> None:
    names = set(Settings.model_fields)
    assert chinese().keys() == names
    assert english().keys() == names


def test_every_variable_of_the_documents_is_read_somewhere() -> None:
    known = {f"QABOT_{name.upper()}" for name in Settings.model_fields}
    source = "".join(path.read_text("utf-8") for path in (ROOT / "qabot").rglob("*.py"))
    documents = README + "".join(PAGES.values())
    for name in set(re.findall(r"QABOT_[A-Z0-9_]*[A-Z0-9]", documents)) - known:
        assert f'"{name}"' in source, name


@pytest.mark.parametrize("link", re.findall(r"\]\((?!https?:|#)([^)#]+)", README))
def test_link_of_the_readme_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_each_page_is_in_both_languages_and_in_the_navigation() -> None:
    assert sorted(path.stem for path in HANDBOOK.glob("*.md") if "." not in path.stem) == NAMES
    navigation = re.findall(r"^  - (\S+)\.md$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.M)
    assert sorted(navigation) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_have_the_same_commands_and_pictures(name: str) -> None:
    zh, en = (PAGES[f"docs/handbook/{name}{suffix}.md"] for suffix in ("", ".en"))
    assert commands(zh) == commands(en)
    assert pictures(zh) == pictures(en)
    assert len(re.findall("^#+ ", zh, re.MULTILINE)) == len(re.findall("^#+ ", en, re.MULTILINE))


@pytest.mark.parametrize("name", NAMES)
def test_no_line_breaks_between_chinese_characters(name: str) -> None:
    # It would be shown as a space; code is shown as it is.
    text = re.sub(r"^( {4}|```).*", "", PAGES[f"docs/handbook/{name}.md"], flags=re.MULTILINE)
    assert re.findall(r"[\u3000-\u9fff\uff00-\uffef]\n {0,3}[\u4e00-\u9fff]+", text) == []
