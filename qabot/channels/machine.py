"""Answers, articles and reports as JSON, for scripts; the form is a contract."""

from typing import Any

from qabot.indexing.reindex import BuildReport
from qabot.types import Answer, Article, Citation, Skipped


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as `qabot ask --json` prints it."""
    data: dict[str, Any] = {
        "question": answer.question,
        "found": answer.found,
        "reason": answer.reason,
        "answer": answer.text,
        "elapsed_ms": round(answer.elapsed_ms, 2),
        "citations": [_citation_json(citation) for citation in answer.citations],
    }
    if answer.related:
        data["related"] = [_citation_json(citation) for citation in answer.related]
    return data


def _citation_json(citation: Citation) -> dict[str, Any]:
    passage = citation.passage
    return {
        "number": citation.number,
        "article_id": passage.article_id,
        "title": passage.title,
        "date": passage.published.isoformat() if passage.published else None,
        "source": passage.source,
        "url": passage.url,
        "passage": passage.text,
        "quote": citation.quote,
        "highlights": [list(span) for span in citation.highlights],
        "score": round(citation.score, 6),
    }


def article_json(article: Article) -> dict[str, Any]:
    """Return an article as `qabot read --json` and `qabot article --json` print it."""
    return {
        "id": article.id,
        "title": article.title,
        "subtitle": article.subtitle,
        "author": article.author,
        "date": article.published.isoformat() if article.published else None,
        "source": article.source,
        "url": article.url,
        "paragraphs": list(article.paragraphs),
        "captions": list(article.captions),
        "credits": list(article.credits),
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
        "skipped": [skipped_json(skipped) for skipped in report.skipped],
        "changed": report.changed,
        "seconds": round(report.seconds, 2),
        "index": str(report.folder),
    }


def skipped_json(skipped: Skipped) -> dict[str, str]:
    """Return a skipped file or line."""
    return {"where": skipped.where, "reason": skipped.reason}
