"""`qabot completion` and `qabot man`: what shells and `man` want to know of the commands, made from the commands."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from qabot import __version__
from qabot.cli.options import help_of
from qabot.messages import say

# Where each shell looks for scripts, and what it takes besides.
_HOMES = {
    "bash": "~/.local/share/bash-completion/completions/qabot",
    "zsh": "~/.zfunc/_qabot",
    "fish": "~/.config/fish/completions/qabot.fish",
}
_KEPT_LINES = re.compile("\b\n(.*?)(?=\n\\.PP|\n\\.SH|\\Z)", re.DOTALL)


@click.command(
    help=help_of(
        "输出补全脚本，装好后按 Tab 补全命令和选项。"
        "zsh 还要在 ~/.zshrc 的 compinit 之前写上 fpath+=~/.zfunc。",
        "Print a script that has Tab complete commands and options, once it is installed. "
        "zsh also needs fpath+=~/.zfunc before compinit in ~/.zshrc.",
        *(f"qabot completion {shell} > {home}" for shell, home in _HOMES.items()),
    )
)
@click.argument("shell", type=click.Choice([*_HOMES]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script of a shell; on a terminal, tell where it belongs."""
    from click.shell_completion import get_completion_class

    made_by = get_completion_class(shell)
    if made_by is None:
        raise LookupError(f"click knows no completion for {shell}")
    root = context.find_root()
    script = made_by(root.command, {}, "qabot", "_QABOT_COMPLETE").source()
    click.echo(script)
    if sys.stdout.isatty():
        folder = _HOMES[shell].rpartition("/")[0]
        command = f"mkdir -p {folder} && qabot completion {shell} > {_HOMES[shell]}"
        click.echo(say(f"安装：{command}", f"To install: {command}"), err=True)


@click.command(
    help=help_of(
        "输出一个命令的手册页（man），不带命令时是 qabot 自己的；--to 把全部手册页写进一个目录。",
        "Print the man page of a command, without one that of qabot itself; --to writes all of them into a folder.",
        "qabot man | man -l -",
        "qabot man index check | man -l -",
        "qabot man --to ~/.local/share/man/man1",
    )
)
@click.argument("command", nargs=-1)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=say("写进这个目录，一个命令一页。", "Write them here, a page each."),
)
@click.pass_context
def man(context: click.Context, command: tuple[str, ...], folder: Path | None) -> None:
    """Print a page, or write all."""
    if command and folder:
        raise click.UsageError(
            say("--to 写出全部手册页，不能再指定命令。", "--to writes all pages: name no command.")
        )
    root = click.Context(context.find_root().command, info_name="qabot")
    if folder is None:
        click.echo(_page(_found(root, command)), nl=False)
        return
    folder = folder.expanduser()
    folder.mkdir(parents=True, exist_ok=True)
    for one in _all(root):
        (folder / f"{one.command_path.replace(' ', '-')}.1").write_text(_page(one), "utf-8")


def _found(context: click.Context, words: tuple[str, ...]) -> click.Context:
    for word in words:
        group = context.command
        inner = group.get_command(context, word) if isinstance(group, click.Group) else None
        if inner is None:
            asked = f"{context.command_path} {word}"
            raise click.BadParameter(
                say(f"没有命令 {asked}。", f"There is no command {asked}."), param_hint="COMMAND"
            )
        context = click.Context(inner, info_name=word, parent=context)
    return context


def _all(context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(context.command, click.Group):
        for name, command in context.command.commands.items():
            yield from _all(click.Context(command, info_name=name, parent=context))


def _page(context: click.Context) -> str:
    from click_man.core import generate_man_page

    page: str = generate_man_page(context, version=__version__)
    return _KEPT_LINES.sub(r".nf\n\1\n.fi", page)
