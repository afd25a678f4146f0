"""`qabot index`: a finished index looked after."""

import sys
from datetime import datetime
from pathlib import Path

import click

from qabot.cli.copying import copy
from qabot.cli.options import (
    INDEX,
    JSON,
    help_of,
    print_json,
    remedies_named,
    remedy_named,
    settings_of,
)
from qabot.messages import say


@click.group(
    invoke_without_command=True,
    help=help_of(
        "管理已建好的索引；不带子命令时显示里面有什么：文章、日期、来源、大小、模型、以前的索引。",
        "Look after a finished index; without a subcommand, tell what is inside: articles, days, sources, size, "
        "model, earlier builds.",
        "qabot index",
        "qabot index --json",
        "qabot index check",
    ),
)
@INDEX
@JSON
@click.pass_context
def index(context: click.Context, index: Path | None, as_json: bool) -> None:
    """Hold the commands on a finished index; without one, print what is inside."""
    if context.invoked_subcommand is not None:
        if index is not None or as_json:
            raise click.UsageError(
                say(
                    "--index 和 --json 要写在子命令后面。",
                    "--index and --json go behind the subcommand.",
                )
            )
        return
    from qabot.channels.index_view import print_contents
    from qabot.channels.machine import contents_json
    from qabot.channels.terminal import make_console
    from qabot.indexing.keeping.contents import contents_of

    with remedy_named(index):
        contents = contents_of(settings_of(index=index).index)
    if as_json:
        print_json(contents_json(contents))
    else:
        print_contents(make_console(sys.stdout), contents, datetime.now().astimezone())


@index.command(
    help=help_of(
        "检查索引是否完好：数据库、向量、词、段落与文章、行号与版面；有问题时给出命令，退出状态为 1。",
        "Look whether the index is whole: database, vectors, words, passages against articles, lines against pages; "
        "tells what to do, with exit status 1, if not.",
        "qabot index check",
        "qabot index check --all --json",
    )
)
@INDEX
@click.option(
    "--all",
    "every",
    is_flag=True,
    help=say(
        "核对每一段的词，而不只是抽样 1000 段。", "Compare the words of all passages, not of 1,000."
    ),
)
@JSON
def check(index: Path | None, every: bool, as_json: bool) -> None:
    """Examine the build in force."""
    from qabot.channels.progress import progress_bars
    from qabot.channels.terminal import make_console
    from qabot.cli.findings import print_findings
    from qabot.findings import examine
    from qabot.indexing.keeping.integrity import CHECKS, SAMPLE, Examinee
    from qabot.indexing.pointer import current_build
    from qabot.language.words import Tokenizer

    settings = settings_of(index=index)
    with remedy_named(index):
        current_build(settings.index)
    sample = sys.maxsize if every else SAMPLE
    tokenizer = Tokenizer(settings.user_dict, settings.cache)
    with progress_bars(make_console(sys.stderr)) as progress:
        build = Examinee(settings.index, tokenizer, sample, progress)
        found = list(examine(CHECKS, build))
    print_findings(remedies_named(found, index), as_json=as_json)


@index.command(
    help=help_of(
        "把全部文章导出为 JSON 行（- 为标准输出，.gz 则压缩）；qabot reindex 能原样读回，编号不变。",
        "Write all articles as JSON lines (- is standard output, .gz packs); qabot reindex reads them back under the "
        "same ids.",
        "qabot index export articles.jsonl.gz",
        "qabot index export - | wc -l",
    )
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@INDEX
def export(file: Path, index: Path | None) -> None:
    """Write the articles of the build in force."""
    from qabot.channels.progress import progress_bars
    from qabot.channels.terminal import make_console
    from qabot.indexing.index import open_build
    from qabot.indexing.keeping.export import lines_of, text_file
    from qabot.indexing.pointer import current_build

    with remedy_named(index):
        build = open_build(current_build(settings_of(index=index).index))
    try:
        with progress_bars(make_console(sys.stderr)) as progress:
            lines = lines_of(build.store, progress)
            if str(file) == "-":
                for line in lines:
                    click.echo(line, nl=False)
                return
            with text_file(file) as target:
                target.writelines(lines)
    finally:
        build.close()
    _tell(
        say(
            f"{build.manifest.articles} 篇文章已写入 {file}。",
            f"{build.manifest.articles} articles are in {file}.",
        )
    )


@index.command(
    help=help_of(
        "把索引备份成一个文件（.tar 或 .tar.gz），reindex 正在运行也可以。",
        "Back the index up into one file (.tar or .tar.gz), also while a reindex runs.",
        "qabot index backup index.tar.gz",
    )
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@INDEX
def backup(file: Path, index: Path | None) -> None:
    """Write the build in force into a file."""
    from qabot.channels.progress import progress_bars
    from qabot.channels.terminal import make_console
    from qabot.indexing.keeping.backup import SUFFIXES, back_up

    if not file.name.endswith(SUFFIXES):
        raise click.BadParameter(
            say(
                f"{file.name} 应以 .tar 或 .tar.gz 结尾。",
                f"{file.name} must end in .tar or .tar.gz.",
            ),
            param_hint="FILE",
        )
    with remedy_named(index), progress_bars(make_console(sys.stderr)) as progress:
        manifest = back_up(settings_of(index=index).index, file, progress)
    _tell(
        say(
            f"{manifest.built_at} 的索引已备份到 {file}。",
            f"The index of {manifest.built_at} is in {file}.",
        )
    )


@index.command(
    help=help_of(
        "从备份恢复索引：先核对校验，再一步切换；原来的索引保留一份。",
        "Restore the index from a backup: verified first, then in force in one step; the one before is kept.",
        "qabot index restore index.tar.gz",
        "qabot index restore index.tar.gz --index elsewhere",
    )
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@INDEX
def restore(file: Path, index: Path | None) -> None:
    """Make the build in a file the one in force."""
    from qabot.channels.progress import progress_bars
    from qabot.channels.terminal import make_console
    from qabot.indexing.keeping.backup import restore as restore_build

    settings = settings_of(index=index)
    with remedy_named(index), progress_bars(make_console(sys.stderr)) as progress:
        folder = restore_build(settings.index, file, progress)
    _tell(say(f"索引已恢复到 {folder}。", f"The index is restored in {folder}."))
    if settings.engine == "milvus":
        _tell(
            say(
                "要让 Milvus 也用它，请运行：qabot index copy --from index --to milvus",
                "For Milvus to have it too, run: qabot index copy --from index --to milvus",
            )
        )


index.add_command(copy)


def _tell(line: str) -> None:
    click.echo(line, err=True)
