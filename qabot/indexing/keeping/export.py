"""The articles of an index as JSON lines, which `qabot reindex` reads back: the same articles under the same ids."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from qabot.errors import StorageError
from qabot.indexing.portable import article_of, articles
from qabot.indexing.records import to_printing
from qabot.indexing.report import Progress
from qabot.indexing.store import Store
from qabot.messages import say
from qabot.types import Article, Printing

_LEVEL = 6  # of gzip: 9 takes twice as long for 1 % less


def lines_of(store: Store, progress: Progress) -> Iterator[str]:
    """Yield an article a line, each with its line end; a further printing of one is a line of its own, of the same id."""
    count, _ = store.counts()
    progress.start(say("导出", "Exporting"), count)
    for _, tables in articles(store):
        article = article_of(tables)
        yield _line(_record(article))
        for _, id_, source, published, estimated, file, url, *_ in tables.get("sources", []):
            printing = to_printing((id_, source, published, estimated, file, url))
            yield _line(_record(article) | _printed(printing))
        progress.advance(1)


@contextmanager
def text_file(path: Path) -> Iterator[IO[str]]:
    """Open a file for writing text, packed if its name ends in .gz; it is there when all is written, or not at all.

    Raises:
        StorageError: It cannot be written.
    """
    waiting = path.with_name(f".{path.name}.part")
    try:
        try:
            with (
                gzip.open(waiting, "wt", _LEVEL, encoding="utf-8")
                if path.suffix == ".gz"
                else waiting.open("w", encoding="utf-8") as file
            ):
                yield file
            waiting.replace(path)
        finally:
            waiting.unlink(missing_ok=True)
    except OSError as exc:
        raise cannot_write(path, exc) from exc


def cannot_write(path: Path, error: OSError) -> StorageError:
    """Return the error of a file that cannot be written."""
    reason = error.strerror or str(error)
    return StorageError(
        say(f"{path} 写不进去：{reason}。", f"Cannot write {path}: {reason}."),
        say(
            "请换一个目录，或腾出空间后再运行。",
            "Name another folder, or free space and run it again.",
        ),
    )


def _record(article: Article) -> dict[str, Any]:
    """Return an article as `reading.formats.jsonl` takes it."""
    return {
        "id": article.id,
        "title": article.title,
        "subtitle": article.subtitle,
        "author": article.author,
        "newspaper": article.newspaper,
        "page_number": article.page_number,
        **_printed(article),
        "text": "\n".join(article.paragraphs),
        "captions": list(article.captions),
        "credits": list(article.credits),
    }


def _printed(printed: Article | Printing) -> dict[str, Any]:
    return {
        "date": printed.published.isoformat() if printed.published else None,
        "date_estimated": printed.estimated,
        "source": printed.source,
        "url": printed.url,
    }


def _line(record: dict[str, Any]) -> str:
    kept = {name: value for name, value in record.items() if value or name == "text"}
    return json.dumps(kept, ensure_ascii=False) + "\n"
