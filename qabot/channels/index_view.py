"""What is inside an index, as a table."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from qabot.channels.days import ago
from qabot.indexing.keeping.contents import Contents
from qabot.indexing.keeping.coverage import Coverage
from qabot.messages import say

_SHOWN_SOURCES = 20
_SHOWN_EARLIER = 5


def print_contents(console: Console, contents: Contents, now: datetime) -> None:
    """Print what an index holds, and what it takes of the disk.

    Args:
        console: Where to.
        contents: Of the index.
        now: With its time zone, in which times are told.
    """
    manifest, coverage = contents.manifest, contents.coverage
    built_at = contents.built_at.astimezone(now.tzinfo)
    _table(
        console,
        (
            (say("索引", "index"), str(contents.folder)),
            (
                say("建于", "built"),
                f"{built_at:%Y-%m-%d %H:%M}{say('，', ', ')}{ago(now - built_at)}",
            ),
            (say("格式", "format"), str(manifest.format)),
            (say("模型", "model"), manifest.model),
            (say("文章", "articles"), f"{manifest.articles:,}"),
            (say("段落", "passages"), f"{manifest.passages:,}"),
            (say("日期", "days"), shown_days(coverage)),
            (say("大小", "size"), shown_size(contents.size)),
            *((f"  {name}", shown_size(size)) for name, size in _named(contents.sizes)),
        ),
    )
    if any(coverage.sources):
        console.print()
        _table(console, ((name, f"{n:,}") for name, n in shown_sources(coverage).items()))
    if contents.earlier:
        console.print()
        _table(console, _earlier(contents, now))


def shown_size(size: int) -> str:
    """Return a number of bytes for people."""
    value = float(size)
    for unit in ("B", "KB", "MB"):
        if value < 1024:
            return f"{value:.0f} {unit}" if unit == "B" or value >= 10 else f"{value:.1f} {unit}"
        value /= 1024
    return f"{value:.1f} GB"


def shown_days(coverage: Coverage) -> str:
    """Tell in one line which days an archive covers."""
    parts = []
    if covered := coverage.covered:
        parts.append(
            say(
                f"{covered[0]} 至 {covered[-1]}，{coverage.span:,} 天里有 {len(covered):,} 天",
                f"{covered[0]} to {covered[-1]}, {len(covered):,} of {coverage.span:,} days",
            )
        )
    if coverage.undated:
        parts.append(
            say(f"无日期 {coverage.undated:,} 篇", f"{coverage.undated:,} articles undated")
        )
    if coverage.estimated:
        parts.append(
            say(
                f"日期是估计的 {coverage.estimated:,} 篇",
                f"dates of {coverage.estimated:,} estimated",
            )
        )
    return say("；", "; ").join(parts)


def shown_sources(coverage: Coverage) -> dict[str, int]:
    """Return the sources with most articles and how many those are; all others together at the end."""
    sources = [
        (name or say("（未注明）", "(not named)"), n) for name, n in coverage.sources.items()
    ]
    if len(sources) <= _SHOWN_SOURCES:
        return dict(sources)
    shown, others = sources[: _SHOWN_SOURCES - 1], sources[_SHOWN_SOURCES - 1 :]
    rest = say(f"其他 {len(others)} 种", f"{len(others)} others")
    return {**dict(shown), rest: sum(count for _, count in others)}


def _named(sizes: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    names = {
        "articles": say("文章", "articles"),
        "vectors": say("向量", "vectors"),
        "words": say("词", "words"),
        "other": say("其他", "other"),
        "earlier": say("以前的索引", "earlier builds"),
        "cache": say("留给下次的向量", "vectors kept for the next run"),
    }
    return ((names[part], size) for part, size in sizes.items() if size)


def _earlier(contents: Contents, now: datetime) -> Iterable[tuple[str, str]]:
    yield say("以前的索引", "earlier builds"), ""
    for one in contents.earlier[:_SHOWN_EARLIER]:
        when = f"{one.built_at.astimezone(now.tzinfo):%Y-%m-%d %H:%M}" if one.built_at else "?"
        yield f"  {one.name}", f"{when}{say('，', ', ')}{shown_size(one.size)}"


def _table(console: Console, rows: Iterable[tuple[str, str]]) -> None:
    """Print names and values below each other; without the spaces that a table fills its lines up with."""
    rows = list(rows)
    columns = max(cell_len(name) for name, _ in rows)
    for name, value in rows:
        space = " " * (columns - cell_len(name) + 2)
        console.print(Text.assemble((name, "bold"), space, value) if value else Text(name, "bold"))
