"""The command `qabot` itself, and how it ends."""

import logging
import os
import sys

import click

from qabot import __version__
from qabot.cli.asking import ask, chat, telegram
from qabot.cli.doctor import doctor
from qabot.cli.exploring import between, latest, on, who
from qabot.cli.failing import colours, print_error
from qabot.cli.feedback import feedback
from qabot.cli.figures import figures
from qabot.cli.index import index
from qabot.cli.indexing import reindex
from qabot.cli.manual import completion, man
from qabot.cli.measuring import evaluate
from qabot.cli.reading import article, read
from qabot.cli.stats import stats
from qabot.cli.topics import related, timeline, topics
from qabot.memory import limit_bytes
from qabot.messages import say, speak

# Address space for a small archive, two cores, the packaged model; a reindex that embeds has torch in it.
_NEEDED_MB = {"reindex": 2400, "ask": 850, "chat": 850, "telegram": 850}


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
    _warn_of_limit(context.invoked_subcommand or "chat")
    if context.invoked_subcommand is None:
        context.invoke(chat)


_COMMANDS = (
    *(reindex, ask, chat, telegram),
    *(latest, on, between, timeline, figures, topics, related, who, stats),
    *(read, article, index, doctor),
    *(evaluate, feedback, completion, man),
)
for command in _COMMANDS:
    cli.add_command(command)


def _warn_of_limit(command: str) -> None:
    """Tell beforehand that memory may not do: of what runs out, some libraries end the process without a word of ours."""
    limit, needed = limit_bytes(), _NEEDED_MB.get(command, 0)
    if limit is not None and limit >> 20 < needed:
        click.secho(
            say(
                f"ulimit -v 限为 {limit >> 20} MB，qabot {command} 约需 {needed} MB。若因内存不够而中止，"
                "请设 QABOT_THREADS=1，或放宽限制。",
                f"ulimit -v allows {limit >> 20} MB; qabot {command} needs about {needed} MB. Should it end for want of "
                "memory, set QABOT_THREADS=1 or allow more.",
            ),
            fg="yellow",
            err=True,
            color=colours(),
        )


def main() -> None:
    """Run the command and turn any error into one line and an exit status: 1 error, 2 usage, 130 Ctrl-C."""
    _be_readable()
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


def _be_readable() -> None:
    """Speak English where the output takes no Chinese, and let nothing that it does not take end a command."""
    try:
        "汉".encode(getattr(sys.stdout, "encoding", None) or "utf-8")  # a stream in memory has none
    except UnicodeEncodeError:
        speak("en")
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")


def _discard_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
