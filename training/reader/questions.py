"""Questions joined with passages: those that answer, and those that only share the words."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from qabot.language.normal import normal_form
from qabot.searching.coverage import places
from training.reader.corpus import Archive

_MINED = 24


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage in normal form.

    Attributes:
        spans: Where answers stand in `text`; empty for one that does not answer.
    """

    title: str
    day: date | None
    text: str
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A question with candidates; no answering ones means that the archive does not answer."""

    question: str
    answering: list[Candidate] = field(default_factory=list)
    others: list[Candidate] = field(default_factory=list)

    def dump(self) -> str:
        """Return the group as a line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, default=date.isoformat)


def groups_of(archive: Archive, items: Iterable[dict[str, Any]]) -> Iterator[Group]:
    """Yield a group for every labelled question that has a passage to learn from.

    Args:
        archive: Where the questions' articles are.
        items: With `question` (or `standalone`, a follow-up written out), `answer_groups`, `article_ids`; of a near
            miss, which nothing answers, `about`, the article that it is near to.
    """
    for item in items:
        group = _group(archive, item)
        if "about" in item and not item["answer_groups"]:
            near = [candidate(archive, row, ()) for row in archive.rows[item["about"]]]
            yield Group(group.question, [], [*near, *group.others])
        elif group.answering:
            yield group


def group_of_example(item: dict[str, Any]) -> Group:
    """Return the group of an example that was written with its passages.

    Args:
        item: `question`; `answers`, spellings; `gold`, passages that answer; `near`, others that have the question's
            words. A passage has `title`, `day` (ISO or null) and `text`.
    """
    answers = [normal_form(answer) for answer in item["answers"]]
    return Group(
        normal_form(item["question"]),
        [c for passage in item["gold"] if (c := _written(passage, answers)).spans],
        # Such a passage may well have the answer's words, and say something else with them.
        [_written(passage, ()) for passage in item["near"]],
    )


def _written(passage: dict[str, Any], answers: list[str] | tuple[()]) -> Candidate:
    text = normal_form(passage["text"])
    day = date.fromisoformat(passage["day"]) if passage["day"] else None
    return Candidate(normal_form(passage["title"]), day, text, spans_of(text, answers))


def _group(archive: Archive, item: dict[str, Any]) -> Group:
    question = normal_form(item.get("standalone") or item["question"])
    answers = [normal_form(answer) for group in item["answer_groups"] for answer in group]
    gold = [row for name in item["article_ids"] for row in archive.rows.get(name, ())]
    answering = [c for row in gold if (c := candidate(archive, row, answers)).spans]
    others = [
        candidate(archive, row, ()) for row in gold if not spans_of(archive.normal[row], answers)
    ]
    mined = [row for row in archive.search(question, _MINED) if row not in gold]
    # A passage of another article that has the answer's words may answer: it teaches neither.
    others += [
        candidate(archive, row, ()) for row in mined if not spans_of(archive.normal[row], answers)
    ]
    return Group(question, answering, others)


def candidate(archive: Archive, row: int, answers: list[str] | tuple[()]) -> Candidate:
    """Return a passage as a candidate, with the places of the answers."""
    passage = archive.passages[row]
    return Candidate(
        title=normal_form(passage.title),
        day=passage.published,
        text=archive.normal[row],
        spans=spans_of(archive.normal[row], answers),
    )


def spans_of(text: str, answers: list[str] | tuple[()]) -> tuple[tuple[int, int], ...]:
    """Return where any of the answers stands in a text, both in normal form."""
    return tuple(sorted({span for answer in answers for span in places(answer, text)}))
