"""`qabot read` and `qabot article`: what files and the index hold."""

import sys
from pathlib import Path

import click

from qabot.cli.options import (
    INDEX,
    JSON,
    help_of,
    print_json,
    remedy_named,
    settings_of,
    typed_text,
)
from qabot.errors import QABotError
from qabot.messages import say


@click.command(
    help=help_of(
        "显示文件是怎样被读成文章的。",
        "Show how files are read as articles.",
        "qabot read corpus",
        "qabot read page.txt --json --blocks",
        "qabot read --sidecar page.txt > page.txt.toml",
    )
)
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True), metavar="PATH…"
)
@JSON
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
    settings = settings_of()
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
            print_json(as_json_line(view, blocks=blocks))
        elif sidecar:
            failed = not as_sidecar(view, console, make_console(sys.stderr)) or failed
        else:
            on_screen(view, console)
    if failed:
        raise SystemExit(1)


@click.command(
    help=help_of(
        "显示一篇文章的全文。",
        "Show one whole article.",
        "qabot article 4f1c0a9be27d5836",
        "qabot article 4f1c0a9be27d5836 --raw",
    )
)
@click.argument("article_id", metavar="ID")
@INDEX
@click.option(
    "--raw",
    is_flag=True,
    help=say(
        "显示文章所在版面的原文各行，带行号。",
        "Show the lines of the page that it came from, with their numbers.",
    ),
)
@JSON
def article(article_id: str, index: Path | None, raw: bool, as_json: bool) -> None:
    """Print an article of the index; ids of earlier indexes lead to it, too."""
    from qabot.channels.machine import article_json, raw_json
    from qabot.channels.terminal import make_console, print_article, print_raw
    from qabot.searching.engines import opener_of

    article_id = typed_text(article_id)
    with remedy_named(index):
        opener = opener_of(settings_of(index=index))
        engine = opener.open(opener.newest())
        found = engine.article(article_id)
        lines = engine.raw_lines(article_id) if raw else []
    if found is None:
        raise no_article(article_id)
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
        print_json(raw_json(found, lines) if raw else article_json(found))
        return
    console = make_console(sys.stdout)
    if raw:
        print_raw(console, lines)
    else:
        print_article(console, found)


def _name_in(path: Path, file: Path) -> str:
    """Return what `reindex` calls a file of a folder; of a file named by itself, its path as far as it was typed."""
    if path != file:
        return file.relative_to(path).as_posix()
    typed = path.as_posix()
    return path.name if path.is_absolute() or ".." in path.parts else typed


def no_article(article_id: str) -> QABotError:
    """Return the error for an id that no article has."""
    return QABotError(
        say(
            f"档案里没有编号为“{article_id}”的文章。",
            f"The archive has no article “{article_id}”.",
        ),
        say(
            "编号在每行末尾，请运行：qabot latest",
            "Ids stand at the end of each line of: qabot latest",
        ),
    )
