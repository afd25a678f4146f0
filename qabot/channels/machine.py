"""Answers, articles and reports as JSON, for scripts; the form is a contract."""

from collections.abc import Iterable
from typing import Any

from qabot.indexing.report import BuildReport
from qabot.language.dates.mentions import mentions
from qabot.types import Answer, Article, Block, Citation, Page, Passage, Place, Printing, Skipped


def answer_json(answer: Answer, *, in_chat: bool = False) -> dict[str, Any]:
    """Return an answer as `qabot ask --json` prints it; `in_chat`, with what a follow-up was understood to be."""
    data: dict[str, Any] = {
        "question": answer.question,
        "found": answer.found,
        "reason": answer.reason,
        "answer": answer.text,
        "value": answer.value,
        "probability": answer.probability
        if answer.probability is None
        else round(answer.probability, 4),
        "elapsed_ms": round(answer.elapsed_ms, 2),
        "citations": [citation_json(citation) for citation in answer.citations],
    }
    if in_chat:
        data["understood"] = answer.understood
    if answer.unanswered:
        data["unanswered"] = list(answer.unanswered)
    if answer.corrections:
        data["corrections"] = dict(answer.corrections)
    if answer.related:
        data["related"] = [citation_json(citation) for citation in answer.related]
    return data


def citation_json(citation: Citation) -> dict[str, Any]:
    """Return a citation."""
    passage = citation.passage
    return {
        "number": citation.number,
        "article_id": passage.article_id,
        "title": passage.title,
        "date": _day(passage),
        "source": passage.source,
        "url": passage.url,
        "passage": passage.text,
        "quote": citation.quote,
        "highlights": [list(span) for span in citation.highlights],
        "score": round(citation.score, 6),
        "file": passage.file,
        "lines": [list(lines) for lines in passage.lines],
        "also_in": [_printing_json(printing) for printing in citation.also_in],
        **_estimated(passage),
    }


def _printing_json(printing: Printing) -> dict[str, Any]:
    return {
        "source": printing.source,
        "date": _day(printing),
        "file": printing.file,
        "url": printing.url,
        **_estimated(printing),
    }


def _day(printed: Article | Passage | Printing) -> str | None:
    return printed.published.isoformat() if printed.published else None


def _estimated(printed: Article | Passage | Printing) -> dict[str, bool]:
    """Return a key that says so where the date was estimated, else none."""
    return {"date_estimated": True} if printed.estimated else {}


def article_json(article: Article) -> dict[str, Any]:
    """Return an article as `qabot article --json` prints it."""
    return {
        "id": article.id,
        "title": article.title,
        "subtitle": article.subtitle,
        "author": article.author,
        "date": _day(article),
        "source": article.source,
        "url": article.url,
        "paragraphs": list(article.paragraphs),
        "captions": list(article.captions),
        "credits": list(article.credits),
        **_estimated(article),
    }


def raw_json(article: Article, lines: Iterable[tuple[int, str]]) -> dict[str, Any]:
    """Return the lines of its file that an article came from, as `qabot article --raw --json` prints them."""
    return {
        "id": article.id,
        "file": article.file,
        "lines": [{"line": number, "text": line} for number, line in lines],
    }


def read_article_json(article: Article) -> dict[str, Any]:
    """Return an article as `qabot read --json` prints it: with where it was read."""
    return article_json(article) | {
        "date_estimated": article.estimated,
        "newspaper": article.newspaper,
        "page_number": article.page_number,
        "dates": [
            {
                "text": article.text[m.start : m.end],
                "from": m.first.isoformat(),
                "to": m.last.isoformat(),
            }
            for m in mentions(article.text, article.published)
        ],
        "places": [[_place_json(place) for place in pieces] for pieces in article.places],
    }


def blocks_json(page: Page) -> list[dict[str, Any]]:
    """Return the blocks of a page as `qabot read --json --blocks` prints them."""
    return [_block_json(block) for block in page.blocks]


def _block_json(block: Block) -> dict[str, Any]:
    return {
        "role": block.role.value,
        "article": block.article,
        "lines": [block.place.first_line, block.place.last_line],
        "confidence": round(block.confidence, 3),
        "text": block.text,
    }


def _place_json(place: Place) -> dict[str, Any]:
    return {
        "start": place.start,
        "end": place.end,
        "lines": [place.first_line, place.last_line],
    }


def report_json(report: BuildReport) -> dict[str, Any]:
    """Return what `qabot reindex --json` prints."""
    return {
        "files": report.files,
        "articles": report.articles,
        "passages": report.passages,
        "new": report.new,
        "reused": report.reused,
        "removed": report.removed,
        "duplicates": report.duplicates,
        "reprints": report.reprints,
        "aliases": report.aliases,
        "skipped": [skipped_json(skipped) for skipped in report.skipped],
        "changed": report.changed,
        "seconds": round(report.seconds, 2),
        "index": str(report.folder),
    }


def skipped_json(skipped: Skipped) -> dict[str, str]:
    """Return a skipped file or line."""
    return {"where": skipped.where, "reason": skipped.reason}
