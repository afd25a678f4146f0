"""Reprints of an article, and what is changed in them, sentence by sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import islice, zip_longest

from qabot.language.normal import normal_form
from qabot.language.sentences import sentence_spans, trim_span
from qabot.searching.engine import ALWAYS, Engine
from qabot.types import Article, Citation, Passage, Printing

# Changes that are shown of one reprint.
_MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A sentence that stands otherwise in a reprint; at least one of the two is there.

    Attributes:
        own: The article's; None for what the reprint adds.
        other: The reprint's; None for what it leaves out.
    """

    own: Citation | None
    other: Citation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprint:
    """Where else an article was printed.

    Attributes:
        printing: When and where.
        title: The reprint's, where it is another; else None.
        changes: What is not word for word the same; none for a printing that is.
        more: Further changes.
    """

    printing: Printing
    title: str | None = None
    changes: tuple[Change, ...] = ()
    more: int = 0


def reprints_of(engine: Engine, article: Article, number: int) -> Iterator[Reprint]:
    """Yield where else an article was printed, by date.

    Args:
        engine: Holds both.
        article: The article.
        number: Of the first citation.
    """
    own = _sentences(engine.passages_of(article.id))
    for printing in engine.printings([article.id], ALWAYS).get(article.id, []):
        other = engine.article(printing.article_id)
        if printing.article_id == article.id or other is None:
            if not _is_own(printing, article):
                yield Reprint(printing=printing)
            continue
        changes = [*_changes(own, _sentences(engine.passages_of(other.id)))]
        shown = [*_numbered(islice(changes, _MOST), number)]
        number += sum((change.own is not None) + (change.other is not None) for change in shown)
        yield Reprint(
            printing=printing,
            title=None if other.title == article.title else other.title,
            changes=tuple(shown),
            more=len(changes) - len(shown),
        )


def _is_own(printing: Printing, article: Article) -> bool:
    return (printing.source, printing.file) == (article.source, article.file)


def _sentences(passages: Sequence[Passage]) -> list[tuple[Passage, int, int]]:
    """Return the sentences of passages; what two of them have in common once."""
    found: list[tuple[Passage, int, int]] = []
    covered = 0
    for passage in passages:
        for span in sentence_spans(passage.text):
            start, end = trim_span(passage.text, *span)
            if start < end and passage.start + start >= covered:
                found.append((passage, start, end))
                covered = passage.start + end
    return found


def _changes(
    own: Sequence[tuple[Passage, int, int]], other: Sequence[tuple[Passage, int, int]]
) -> Iterator[Change]:
    told = [[normal_form(p.text[start:end]) for p, start, end in side] for side in (own, other)]
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, *told, autojunk=False).get_opcodes():
        if kind != "equal":
            for one, two in zip_longest(own[i1:i2], other[j1:j2]):
                yield Change(own=one and _cite(*one), other=two and _cite(*two))


def _cite(passage: Passage, start: int, end: int) -> Citation:
    return Citation(
        number=0, passage=passage, quote=passage.text[start:end], highlights=(), score=1.0
    )


def _numbered(changes: Iterator[Change], number: int) -> Iterator[Change]:
    for change in changes:
        own = change.own and replace(change.own, number=number)
        number += own is not None
        other = change.other and replace(change.other, number=number)
        number += other is not None
        yield Change(own=own, other=other)
