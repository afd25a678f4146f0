"""The `qabot` command. Each subcommand turns its arguments into one call of a room.

Heavy libraries are imported where they are needed, so that `qabot --help` is there at once.
"""

import json
import logging
import os
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from qabot import __version__
from qabot.errors import QABotError, UnusableIndexError
from qabot.messages import say

if TYPE_CHECKING:
    from qabot.bot import QABot
    from qabot.searching import Period
    from qabot.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])

_INDEX = click.option(
    "--index",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=say(
        "索引目录（QABOT_INDEX，默认 index）。", "Folder of the index (QABOT_INDEX, default index)."
    ),
)
_JSON = click.option(
    "--json",
    "as_json",
    is_flag=True,
    help=say("输出 JSON，供程序使用。", "Print JSON, for scripts."),
)

_FROM = click.option(
    "--from",
    "first",
    metavar="DATE",
    callback=lambda _c, _p, text: _day(text),
    help=say("只看这一天及以后，如 2021-01-18。", "Only from this day on, e.g. 2021-01-18."),
)
_TO = click.option(
    "--to",
    "last",
    metavar="DATE",
    callback=lambda _c, _p, text: _day(text),
    help=say("只看这一天及以前。", "Only up to this day."),
)


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


@cli.command(
    help=say(
        "让索引跟上语料：只处理有变化的部分，完成后一步切换。",
        "Bring the index up to date with the corpus.",
    )
)
@click.option(
    "--corpus",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=say(
        "报纸文本所在的目录（QABOT_CORPUS，默认 corpus）。",
        "Folder of news text (QABOT_CORPUS, default corpus).",
    ),
)
@_INDEX
@click.option("--full", is_flag=True, help=say("全部重新向量化。", "Embed everything anew."))
@_JSON
def reindex(corpus: Path | None, index: Path | None, full: bool, as_json: bool) -> None:
    """Build the index; exit status 1 if something could not be read."""
    from qabot.channels.machine import report_json
    from qabot.channels.progress import progress_bars
    from qabot.channels.tables import print_report
    from qabot.channels.terminal import make_console
    from qabot.indexing.encoder import load_encoder
    from qabot.indexing.reindex import reindex as build
    from qabot.language.words import Tokenizer

    settings = _settings(corpus=corpus, index=index)
    tokenizer = Tokenizer(settings.user_dict, settings.cache)
    with progress_bars(make_console(sys.stderr)) as progress:
        report = build(settings, load_encoder(settings), tokenizer, full=full, progress=progress)
    if as_json:
        _print_json(report_json(report))
    else:
        print_report(make_console(sys.stdout), report)
    if any(skipped.failed for skipped in report.skipped):
        raise SystemExit(1)


@cli.command(
    help=say(
        "回答一个问题；QUESTION 为 - 或从管道输入时，一行一问，逐行作答。",
        "Answer a question; with - or from a pipe, one question a line, one answer each, in order.",
    )
)
@click.argument("question", required=False)
@_INDEX
@_JSON
@click.option(
    "-k",
    type=click.IntRange(min=1, max=50),
    help=say("最多引用几段（默认 3）。", "Most passages (default 3)."),
)
@_FROM
@_TO
@click.option(
    "--chat",
    "in_chat",
    is_flag=True,
    help=say(
        "各行是一段对话，可以追问（那2018年呢？）；空行开始新的对话。",
        "The lines are one conversation with follow-ups; an empty line starts a new one.",
    ),
)
def ask(
    question: str | None,
    index: Path | None,
    as_json: bool,
    k: int | None,
    first: date | None,
    last: date | None,
    in_chat: bool,
) -> None:
    """Answer one question, or one for each line of standard input."""
    if question is None and sys.stdin.isatty():
        raise click.UsageError(
            say(
                '缺少问题，例如：qabot ask "水库总投资多少？"',
                'No question. For example: qabot ask "水库总投资多少？"',
            )
        )
    from qabot.answering.conversation import Conversation
    from qabot.channels.machine import answer_json
    from qabot.channels.terminal import make_console, print_answer

    period = _period(first, last)
    with _remedy_named(index):
        bot = _open_bot(_settings(index=index))
    console = make_console(sys.stdout)
    many = question is None or question == "-"
    conversation = Conversation(bot)
    asked = conversation.ask if in_chat else bot.ask
    for line in _stdin_lines() if many else [question or ""]:
        if in_chat and not line.strip():
            conversation.forget()
            if not as_json:
                console.print(say("—— 新的对话 ——", "—— new conversation ——"), style="dim")
            continue
        answer = asked(line, k, period)
        if as_json:
            _print_json(answer_json(answer, in_chat=in_chat))
            continue
        if many:
            shown = "".join(
                c for c in answer.question if c.isprintable()
            )  # no escapes to the terminal
            console.print(f"? {shown}", style="bold")
        print_answer(console, answer)


@cli.command(help=say("打开对话，连续提问。", "Ask at a prompt."))
@_INDEX
@_FROM
@_TO
def chat(index: Path | None = None, first: date | None = None, last: date | None = None) -> None:
    """Run the REPL."""
    from qabot.channels.repl import Repl, prompted_lines
    from qabot.channels.terminal import make_console
    from qabot.indexing.pointer import current_build

    period = _period(first, last)
    settings = _settings(index=index)
    with _remedy_named(index):
        current_build(settings.index)
    repl = Repl(make_console(sys.stdout), lambda: _open_bot(settings), settings.k, period)
    repl.run(prompted_lines(settings.cache / "chat_history"))


@cli.command(
    help=say(
        "运行 Telegram 机器人；令牌取自环境变量 QABOT_TELEGRAM_TOKEN。",
        "Run the Telegram bot; the token comes from QABOT_TELEGRAM_TOKEN.",
    )
)
@_INDEX
def telegram(index: Path | None) -> None:
    """Run the bot until it is stopped."""
    from qabot.channels.telegram import run

    settings = _settings(index=index)
    logging.getLogger("qabot").setLevel(logging.INFO)  # an operator sees the bot come and go
    run(settings, lambda: _open_bot(settings))


@cli.command(help=say("显示文件是怎样被读成文章的。", "Show how files are read as articles."))
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True), metavar="PATH…"
)
@_JSON
@click.option(
    "--blocks",
    is_flag=True,
    help=say(
        "JSON 里加上版面的每一块：作用、所属文章、行号、把握。",
        "With --json, also every block of a page: role, article, lines, confidence.",
    ),
)
@click.option(
    "--sidecar",
    is_flag=True,
    help=say(
        "输出修订文件（TOML）的底稿，供修改后存在原文件旁。",
        "Print the page as a sidecar (TOML), to be edited and put beside the file.",
    ),
)
def read(paths: tuple[Path, ...], as_json: bool, blocks: bool, sidecar: bool) -> None:
    """Print the articles of files; exit status 1 if something could not be read."""
    from qabot.channels.reading import FileView, as_json_line, as_sidecar, on_screen
    from qabot.channels.terminal import make_console
    from qabot.reading import corpus_files, iter_articles

    if sidecar and as_json:
        raise click.UsageError(
            say("--sidecar 和 --json 只能选一个。", "--sidecar and --json exclude each other.")
        )
    if blocks and not as_json:
        raise click.UsageError(say("--blocks 要和 --json 一起用。", "--blocks needs --json."))
    console = make_console(sys.stdout)
    settings = _settings()
    failed = False
    files = [(path, file) for path in paths for file in corpus_files(path)]
    if sidecar and len(files) != 1:
        raise click.UsageError(
            say("--sidecar 每次只取一个版面。", "--sidecar takes exactly one page at a time.")
        )
    for folder, file in files:
        found = iter_articles(
            file,
            name=_name_in(folder, file),
            max_bytes=settings.max_file_bytes,
            name_patterns=settings.name_patterns,
        )
        view = FileView.of(file.name, found)
        failed = failed or view.failed
        if as_json:
            _print_json(as_json_line(view, blocks=blocks))
        elif sidecar:
            failed = not as_sidecar(view, console, make_console(sys.stderr)) or failed
        else:
            on_screen(view, console)
    if failed:
        raise SystemExit(1)


@cli.command(help=say("显示一篇文章的全文。", "Show one whole article."))
@click.argument("article_id", metavar="ID")
@_INDEX
@click.option(
    "--raw",
    is_flag=True,
    help=say(
        "显示文章所在版面的原文各行，带行号。",
        "Show the lines of the page that it came from, with their numbers.",
    ),
)
@_JSON
def article(article_id: str, index: Path | None, raw: bool, as_json: bool) -> None:
    """Print an article of the index; ids of earlier indexes lead to it, too."""
    from qabot.channels.machine import article_json, raw_json
    from qabot.channels.terminal import make_console, print_article, print_raw
    from qabot.indexing.index import open_build
    from qabot.indexing.pointer import current_build

    article_id = os.fsencode(article_id).decode("utf-8", "replace")  # bytes of another encoding
    with _remedy_named(index):
        store = open_build(current_build(_settings(index=index).index)).store
        found = store.article(article_id)
        lines = store.raw_lines(article_id) if raw else []
    if found is None:
        raise QABotError(
            say(
                f"档案里没有编号为 {article_id} 的文章。",
                f"The archive has no article {article_id}.",
            ),
            say(
                "编号见 qabot ask --json 的 article_id。",
                "qabot ask --json gives ids as article_id.",
            ),
        )
    if raw and not lines:
        raise QABotError(
            say(
                f"文章 {article_id} 来自 {found.file}，没有版面原文。",
                f"Article {article_id} comes from {found.file}, which has no lines of a page.",
            ),
            say(
                f"请去掉 --raw：qabot article {article_id}",
                f"Leave --raw out: qabot article {article_id}",
            ),
        )
    if as_json:
        _print_json(raw_json(found, lines) if raw else article_json(found))
        return
    console = make_console(sys.stdout)
    if raw:
        print_raw(console, lines)
    else:
        print_article(console, found)


@cli.command(
    name="eval",
    help=say(
        "用带答案的问题逐阶段衡量：DIR 里有 corpus.jsonl（或 corpus/）和 questions.jsonl。",
        "Measure stage by stage with labelled questions: DIR holds corpus.jsonl (or corpus/) and questions.jsonl.",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--stages",
    metavar="NAMES",
    help=say("只比较这些阶段，如 dense,fused。", "Only these stages, e.g. dense,fused."),
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help=say("随机抽取这么多问题。", "A random sample of so many questions."),
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help=say("抽样与置信区间的随机种子。", "Of the sample and the intervals."),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help=say(
        "把结果写成 DIR 名.json 和 .md，不含问题和报纸的文字。",
        "Write the results as .json and .md named after DIR, without the words of questions and news.",
    ),
)
@click.option(
    "--answers",
    "answers_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=say(
        "写下最后一个阶段的回答，一行一个，同 ask --json。",
        "Write the last stage's answers, one a line, as ask --json does.",
    ),
)
@_JSON
def evaluate(
    folder: Path,
    stages: str | None,
    limit: int | None,
    seed: int,
    out: Path | None,
    answers_file: Path | None,
    as_json: bool,
) -> None:
    """Print what each stage gets right, refuses and takes, and where the last one fails."""
    from qabot.channels.evaluation import print_evaluation, write_answers, write_results
    from qabot.channels.progress import progress_bars
    from qabot.channels.terminal import make_console
    from qabot.evaluating import STAGES, stages_named
    from qabot.evaluating import evaluate as measure

    try:
        chosen = STAGES if stages is None else stages_named(stages.split(","))
    except ValueError as exc:
        raise click.BadParameter(str(exc), param_hint="--stages") from exc
    with progress_bars(make_console(sys.stderr)) as progress:
        evaluation = measure(folder, _settings(), progress, stages=chosen, limit=limit, seed=seed)
    if answers_file is not None:
        write_answers(evaluation, answers_file)
    if out is not None:
        write_results(evaluation, out)
    if as_json:
        _print_json(evaluation.as_json(words=True))
    else:
        print_evaluation(make_console(sys.stdout), evaluation)


def _name_in(path: Path, file: Path) -> str:
    """Return what `reindex` calls a file of a folder; of a file named by itself, its path as far as it was typed."""
    if path != file:
        return file.relative_to(path).as_posix()
    typed = path.as_posix()
    return path.name if path.is_absolute() or ".." in path.parts else typed


def _settings(**flags: Any) -> "Settings":
    from qabot.settings import load_settings

    return load_settings(**flags)


@contextmanager
def _remedy_named(index: Path | None) -> Iterator[None]:
    """Have an error of an index that --index names tell the command that mends that one."""
    try:
        yield
    except UnusableIndexError as exc:
        if index is not None:
            exc.hint = exc.hint.replace(
                "qabot reindex", f"qabot reindex --index {shlex.quote(str(index))}"
            )
        raise


def _open_bot(settings: "Settings") -> "QABot":
    from qabot.bot import QABot

    return QABot(settings)


def _day(text: str | None) -> date | None:
    from qabot.channels.days import day_of

    try:
        return None if text is None else day_of(text)
    except ValueError as exc:
        raise click.BadParameter(str(exc)) from exc


def _period(first: date | None, last: date | None) -> "Period":
    from qabot.channels.days import period_of

    try:
        return period_of(first, last)
    except ValueError as exc:
        raise click.UsageError(str(exc)) from exc


def _stdin_lines() -> Iterator[str]:
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", "replace").rstrip("\r\n").removeprefix("\ufeff")


def _print_json(data: dict[str, Any]) -> None:
    click.echo(json.dumps(data, ensure_ascii=False))


def main() -> None:
    """Run the command and turn errors into one line and an exit status: 1 error, 2 usage, 130 Ctrl-C."""
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except click.exceptions.Abort:
        status = 130
    except KeyboardInterrupt:
        status = 130
    except click.ClickException as exc:
        exc.show()
        status = exc.exit_code
    except QABotError as exc:
        if "--debug" in sys.argv[1:]:
            raise
        click.secho(f"qabot: {exc}", fg="red", err=True)
        status = 1
    except BrokenPipeError:
        # The reader has gone (`qabot … | head`); keep the interpreter from complaining when it flushes.
        _discard_output()
        status = 1
    except OSError as exc:
        _discard_output()
        click.secho(f"qabot: {exc}", fg="red", err=True)
        status = 1
    sys.exit(status)


def _discard_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
