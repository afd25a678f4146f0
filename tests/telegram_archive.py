"""An archive in a file that a test can write anew while the bot runs: what `qabot reindex` does, without the index."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from qabot.indexing.manifest import Manifest
from qabot.types import Article


def publish(
    file: Path, articles: Sequence[Article], aliases: Mapping[str, str] | None = None
) -> str:
    """Put a new build into force.

    Args:
        file: Of an `ArchiveFile`.
        articles: All of the archive; only id, title, paragraphs, source and date are kept.
        aliases: Earlier id → id.

    Returns:
        When the build was made, as its manifest has it: another text each time.
    """
    built_at = datetime.now(UTC).isoformat()
    build = {
        "built_at": built_at,
        "articles": [
            {
                "id": article.id,
                "title": article.title,
                "paragraphs": article.paragraphs,
                "source": article.source,
                "published": article.published and article.published.isoformat(),
            }
            for article in articles
        ],
        "aliases": dict(aliases or {}),
    }
    aside = file.with_suffix(".new")
    aside.write_text(json.dumps(build), "utf-8")
    aside.replace(file)
    return built_at


def printed(article_id: str, title: str, *paragraphs: str, day: int = 1) -> Article:
    """Return an article of May 2020."""
    return Article(
        id=article_id,
        title=title,
        paragraphs=paragraphs or ("没有别的内容。",),
        source="青龙日报",
        published=date(2020, 5, day),
    )


class ArchiveFile:
    """What the file holds at the moment."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def manifest(self) -> Manifest:
        build = self._build()
        articles = len(build["articles"])
        return Manifest(
            format=4,
            model="none",
            dimension=1,
            tokenizer="none",
            reading="",
            passage_rule="none",
            articles=articles,
            passages=articles,
            reprints=0,
            aliases=len(build["aliases"]),
            terms=0,
            corpus="none",
            built_at=build["built_at"],
            files={},
        )

    def article_ids(self) -> set[str]:
        return {entry["id"] for entry in self._build()["articles"]}

    def article(self, article_id: str) -> Article | None:
        build = self._build()
        wanted = build["aliases"].get(article_id, article_id)
        for entry in build["articles"]:
            if entry["id"] == wanted:
                published = entry["published"] and date.fromisoformat(entry["published"])
                paragraphs = tuple(entry["paragraphs"])
                return Article(**entry | {"published": published, "paragraphs": paragraphs})
        return None

    def _build(self) -> dict[str, Any]:
        build: dict[str, Any] = json.loads(self._file.read_text("utf-8"))
        return build
