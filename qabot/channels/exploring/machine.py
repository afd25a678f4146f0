"""What exploring finds, as JSON, for scripts; the form is a contract."""

from collections.abc import Iterable
from typing import Any

from qabot.types import Headline


def headlines_json(headlines: Iterable[Headline]) -> dict[str, Any]:
    """Return articles as `qabot latest --json` prints them."""
    return {
        "articles": [
            {
                "article_id": line.article_id,
                "title": line.title,
                "date": line.published.isoformat(),
                "source": line.source,
                "url": line.url,
                **({"date_estimated": True} if line.estimated else {}),
            }
            for line in headlines
        ]
    }
