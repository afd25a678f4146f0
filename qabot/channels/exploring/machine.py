"""What exploring finds, as JSON, for scripts; the form is a contract."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from qabot.channels.machine import article_json, citation_json, printing_json
from qabot.exploring.absence import Absence
from qabot.exploring.figures import Figure, Figures
from qabot.exploring.latest import Latest
from qabot.exploring.related import Related
from qabot.exploring.standing_out import Topical
from qabot.exploring.timeline import Entry, Timeline
from qabot.exploring.topic import Topic
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


def timeline_json(typed: str, timeline: Timeline) -> dict[str, Any]:
    """Return a timeline as `qabot timeline --json` prints it."""
    return {
        **_topic_json(typed, timeline.topic, timeline.absence),
        "months": [
            {"month": f"{month:%Y-%m}", "passages": count} for month, count in timeline.months
        ],
        "more": timeline.more,
        "entries": [_entry_json(entry) for entry in timeline.entries],
    }


def latest_json(typed: str, latest: Latest) -> dict[str, Any]:
    """Return the newest articles about a topic as `qabot latest TOPIC --json` prints them."""
    return {
        **_topic_json(typed, latest.topic, latest.absence),
        "citations": [citation_json(citation) for citation in latest.citations],
    }


def _topic_json(typed: str, topic: Topic, absence: Absence | None) -> dict[str, Any]:
    """Return what was searched for, and what there is instead where nothing was found."""
    data: dict[str, Any] = {
        "topic": typed,
        "found": absence is None,
        "searched": {part: list(forms) for part, forms in topic.forms.items()},
    }
    if topic.corrections:
        data["corrections"] = dict(topic.corrections)
    if topic.left_out:
        data["left_out"] = list(topic.left_out)
    if absence is not None:
        data["covers"] = [day.isoformat() for day in absence.covers] if absence.covers else None
        data["related"] = [citation_json(citation) for citation in absence.near]
    return data


def _entry_json(entry: Entry) -> dict[str, Any]:
    return {
        "day": entry.day.isoformat(),
        "until": entry.until.isoformat(),
        "named": [day.isoformat() for day in entry.named] if entry.named else None,
        "reports": entry.reports,
        **citation_json(entry.citation),
    }


def figures_json(typed: str, figures: Figures) -> dict[str, Any]:
    """Return the numbers said about a topic as `qabot figures --json` prints them."""
    return {
        **_topic_json(typed, figures.topic, figures.absence),
        "passages": figures.passages,
        "read": figures.read,
        "more": figures.left_out,
        "counted": [
            {
                "what": counted.what,
                "more": counted.left_out,
                "figures": [_figure_json(figure) for figure in counted.figures],
            }
            for counted in figures.counted
        ],
    }


def _figure_json(figure: Figure) -> dict[str, Any]:
    amount = figure.amount
    compared, compared_unit = amount.compared
    return {
        "value": _number(amount.value),
        "upto": None if amount.upto is None else _number(amount.upto),
        "unit": amount.unit,
        "compared": {"value": _number(compared), "unit": compared_unit},
        "qualifiers": list(amount.qualifiers),
        "what": amount.what,
        "from": amount.first.isoformat() if amount.first else None,
        "to": amount.last.isoformat() if amount.last else None,
        "repeats": figure.repeats,
        **citation_json(figure.citation),
    }


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def topical_json(topical: Topical) -> dict[str, Any]:
    """Return what stands out in a period as `qabot topics --json` prints it."""
    first, last = topical.period.first, topical.period.last
    return {
        "from": first.isoformat() if first else None,
        "to": last.isoformat() if last else None,
        "articles": topical.articles,
        "words": [
            {
                "word": word.word,
                "headlines": word.headlines,
                "times": round(word.times, 2),
                **citation_json(word.citation),
            }
            for word in topical.words
        ],
    }


def related_json(related: Related) -> dict[str, Any]:
    """Return what belongs to an article as `qabot related --json` prints it."""
    return {
        "article": article_json(related.article),
        "event": [citation_json(citation) for citation in related.event],
        "earlier": [citation_json(citation) for citation in related.earlier],
        "later": [citation_json(citation) for citation in related.later],
        "reprints": [
            {
                **printing_json(reprint.printing),
                "article_id": reprint.printing.article_id,
                "title": reprint.title,
                "changes": [
                    {
                        "own": change.own and citation_json(change.own),
                        "other": change.other and citation_json(change.other),
                    }
                    for change in reprint.changes
                ],
                "more": reprint.more,
            }
            for reprint in related.reprints
        ],
    }
