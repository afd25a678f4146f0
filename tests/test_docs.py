"""The README holds what it says: its commands exist, every setting is in it."""

import re
import shlex
from pathlib import Path

import click
import pytest

from qabot.cli import cli
from qabot.settings import Settings

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")


def code_lines() -> list[str]:
    """Return the lines of fenced and indented code, without prompts."""
    fenced = re.findall(r"^```[^\n]*\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    indented = re.findall(r"^ {4}(.+)", README, re.MULTILINE)
    lines = [*"\n".join(fenced).splitlines(), *indented]
    return [re.sub(r"^\s*\$\s+", "", line).strip() for line in lines]


def commands() -> list[list[str]]:
    """Return the words of each `qabot …` command in a code block, without redirections and pipes."""
    found = []
    for line in code_lines():
        for part in re.split(r"\s\|\s|\s&&\s", line):
            match = re.match(
                r"(?:[A-Z_]+=\S+\s+)*(?:uv run\s+|\.venv/bin/|\S+/bin/)?qabot(\s.*)?$", part
            )
            if match:
                words = shlex.split(re.split(r"\s[<>]", match[1] or "")[0], comments=True)
                found.append(words)
    return found


def test_readme_shows_commands() -> None:
    assert [
        name for name in ("reindex", "ask") if any(words[:1] == [name] for words in commands())
    ] == ["reindex", "ask"]


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_command_of_the_readme_parses(words: list[str]) -> None:
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


@pytest.mark.parametrize("name", Settings.model_fields)
def test_setting_is_in_the_readme(name: str) -> None:
    assert f"QABOT_{name.upper()}" in README or re.search(rf"`{name}`", README)


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_subcommand_is_in_the_readme(name: str) -> None:
    assert f"qabot {name}" in README


def test_every_variable_of_the_readme_is_read_somewhere() -> None:
    known = {f"QABOT_{name.upper()}" for name in Settings.model_fields}
    source = "".join(
        path.read_text("utf-8") for path in (Path(__file__).parent.parent / "qabot").rglob("*.py")
    )
    for name in set(re.findall(r"QABOT_[A-Z0-9_]*[A-Z0-9]", README)) - known:
        assert f'"{name}"' in source, name
