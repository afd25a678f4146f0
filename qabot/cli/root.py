"""The command `qabot` itself, and how it ends."""

import logging
import os
import sys

import click

from qabot import __version__
from qabot.cli.asking import ask, chat, telegram
from qabot.cli.copying import index
from qabot.cli.exploring import between, latest, on, who
from qabot.cli.failing import print_error
from qabot.cli.feedback import feedback
from qabot.cli.indexing import reindex
from qabot.cli.measuring import evaluate
from qabot.cli.reading import article, read
from qabot.messages import say


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=say(
        "从报纸档案里找答案：逐字引用，注明出处；档案没写的，就说没有。\n\n"
        '\b\n先建索引，再提问：\n  qabot reindex --corpus corpus\n  qabot ask "水库总投资多少？"\n  qabot chat',
        "Answers from a newspaper archive: word for word, with the source, or not at all.\n\n"
        '\b\nBuild the index first, then ask:\n  qabot reindex --corpus corpus\n  qabot ask "水库总投资多少？"\n  qabot chat',
    ),
)
@click.version_option(__version__)
@click.option(
    "--debug",
    is_flag=True,
    help=say("出错时显示完整的调用栈。", "Show the whole trace of an error."),
)
@click.pass_context
def cli(context: click.Context, debug: bool) -> None:
    """Run a subcommand; without one, chat."""
    logging.basicConfig(level=logging.DEBUG if debug else logging.WARNING, stream=sys.stderr)
    if context.invoked_subcommand is None:
        context.invoke(chat)


_COMMANDS = (
    *(reindex, ask, chat, telegram),
    *(latest, on, between, who),
    *(read, article, evaluate, feedback, index),
)
for command in _COMMANDS:
    cli.add_command(command)


def main() -> None:
    """Run the command and turn any error into one line and an exit status: 1 error, 2 usage, 130 Ctrl-C."""
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except (click.exceptions.Abort, KeyboardInterrupt):
        status = 130
    except click.ClickException as exc:
        exc.show()
        status = exc.exit_code
    except BrokenPipeError:
        # The reader has gone (`qabot … | head`); keep the interpreter from complaining when it flushes.
        _discard_output()
        status = 1
    except OSError as exc:
        _discard_output()
        print_error(exc)
        status = 1
    except Exception as exc:  # the outer edge: nobody is shown a raw trace
        print_error(exc)
        status = 1
    sys.exit(status)


def _discard_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
