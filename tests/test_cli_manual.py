"""Help, completion and man pages: every command is in them, and every example works."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from command import QABOT, Command

from qabot.cli import cli

pytest_plugins = ["command_fixtures"]


def all_commands(
    command: click.Command, path: str = "qabot"
) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from all_commands(inner, f"{path} {name}")


COMMANDS = dict(all_commands(cli))


def examples(command: click.Command) -> list[list[str]]:
    """Return the words of each example in the help of a command, without variables, pipes and redirections."""
    lines = re.findall(r"^  (?:[A-Z_]+=\S+ )*qabot\b(.*)$", command.help or "", re.MULTILINE)
    return [shlex.split(re.split(r"\s[<>|]", line)[0]) for line in lines]


def parse(words: list[str]) -> None:
    """Have the command that these words name parse the others."""
    command: click.Command = cli
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        command = command.commands[words[0]]
        words = words[1:]
    command.make_context("qabot", words)


@pytest.mark.parametrize("path", COMMANDS)
def test_help_has_an_example_of_the_command_that_parses(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("corpus", "labelled"):
        (tmp_path / name).mkdir()
    for name in ("page.txt", "index.tar.gz"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    found = examples(COMMANDS[path])
    own = path.split()[1:]
    assert any(words[: len(own)] == own for words in found)
    for words in found:
        parse(words)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_is_in_the_language_that_was_chosen(empty: Command, language: str) -> None:
    for words in (("ask",), ("index", "check"), ("doctor",)):
        done = empty(*words, "--help", env={"QABOT_LANG": language})
        assert (done.returncode, done.stderr) == (0, "")
        assert {"zh": "例：", "en": "Examples:"}[language] in done.stdout
        assert f"\n    qabot {' '.join(words)}" in done.stdout


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_and_option_is_explained(path: str) -> None:
    command = COMMANDS[path]
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


@pytest.mark.parametrize(
    ("shell", "begins"),
    [("bash", "_qabot_completion() {"), ("zsh", "#compdef qabot"), ("fish", "function _qabot")],
)
def test_completion_prints_a_script(empty: Command, shell: str, begins: str) -> None:
    done = empty("completion", shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(begins)
    program = shutil.which(shell)
    if program:
        subprocess.run([program, "-n"], input=done.stdout, text=True, check=True, timeout=30)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("qabot re", {"read", "reindex", "related"}),
        ("qabot index b", {"backup"}),
        ("qabot completion ", {"bash", "zsh", "fish"}),
        ("qabot ask --c", {"--chat"}),
    ],
)
def test_bash_completes_commands_and_options(empty: Command, typed: str, offered: set[str]) -> None:
    bash = shutil.which("bash")
    assert bash
    words = typed.split(" ")
    script = empty("completion", "bash").stdout + (
        f"\nCOMP_WORDS=({' '.join(words[:-1])} {words[-1] or chr(39) * 2})\n"
        f"COMP_CWORD={len(words) - 1}\n_qabot_completion qabot\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n"
    )
    path = f"{QABOT.parent}:/usr/bin:/bin"
    done = subprocess.run(
        [bash, "-c", script],
        capture_output=True,
        text=True,
        env=empty.env | {"PATH": path},
        cwd=empty.folder,
        timeout=60,
        check=True,
    )
    assert set(done.stdout.split()) == offered, done.stderr


def test_unknown_shell_and_command_are_wrong_usage(empty: Command) -> None:
    for words in (("completion", "cmd"), ("completion",), ("man", "asks"), ("man", "ask", "x")):
        done = empty(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert words[-1] in done.stderr
    assert empty("man", "ask", "--to", "x").returncode == 2


def test_man_pages_are_written_for_every_command(empty: Command) -> None:
    done = empty("man", "--to", "share/man1")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    pages = {page.stem for page in (empty.folder / "share" / "man1").iterdir()}
    assert pages == {path.replace(" ", "-") for path in COMMANDS}
    page = empty("man", "index", "check", env={"QABOT_LANG": "en"}).stdout
    assert page.startswith('.TH "QABOT INDEX CHECK" "1" ')
    assert ".nf\nExamples:\n  qabot index check\n  qabot index check --all --json\n.fi\n" in page
    assert "\b" not in page
    assert r"\fB\-\-all\fP" in page


@pytest.mark.skipif(not shutil.which("man"), reason="no man here")
def test_man_shows_the_page(empty: Command) -> None:
    page = empty.folder / "qabot-ask.1"
    page.write_text(empty("man", "ask", env={"QABOT_LANG": "en"}).stdout, "utf-8")
    done = subprocess.run(
        ["man", "--warnings", "-l", str(page)], capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert "qabot ask --chat - < dialogue.txt" in done.stdout


def test_manual_needs_nothing_heavy() -> None:
    program = "import sys; import qabot.cli.manual; print('click_man' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "False\n"
