"""Passages that are to be cited, numbered in the order in which they are asked for."""

from collections.abc import Iterable, Mapping, Sequence

from qabot.language.sentences import sentence_spans, trim_span
from qabot.types import Citation, Passage, Printing

Span = tuple[int, int]


class Citing:
    """Collects what is cited: a sentence that is asked for twice has one number, and the marks of both."""

    def __init__(self) -> None:
        self._marks: dict[tuple[str, Span], set[Span]] = {}
        self._passages: dict[str, Passage] = {}

    def add(self, passage: Passage, marks: Iterable[Span]) -> int:
        """Cite the sentence or sentences of a passage that hold these places.

        Args:
            passage: Where they are.
            marks: What is to be marked, one range at least.

        Returns:
            Where the citation will be in what `citations` gives.
        """
        marks = set(marks)
        quote = _sentences(passage.text, min(marks)[0], max(end for _, end in marks))
        key = passage.id, quote
        self._passages[passage.id] = passage
        self._marks.setdefault(key, set()).update(marks)
        return [*self._marks].index(key)

    def article_ids(self) -> list[str]:
        """Return the ids of the articles that are cited."""
        return list(dict.fromkeys(passage.article_id for passage in self._passages.values()))

    def citations(self, also_in: Mapping[str, Sequence[Printing]]) -> list[Citation]:
        """Return the citations, numbered from 1.

        Args:
            also_in: By id of an article, where else it was printed.
        """
        return [
            Citation(
                number=number,
                passage=(passage := self._passages[id_]),
                quote=passage.text[start:end],
                highlights=tuple(_apart(marks)),
                score=0.0,
                also_in=tuple(also_in.get(passage.article_id, ())),
            )
            for number, ((id_, (start, end)), marks) in enumerate(self._marks.items(), 1)
        ]


def _sentences(text: str, start: int, end: int) -> Span:
    spans = [span for span in sentence_spans(text) if span[1] > start and span[0] < end]
    return trim_span(text, spans[0][0], spans[-1][1])


def _apart(marks: Iterable[Span]) -> list[Span]:
    """Join ranges that touch or cross."""
    joined: list[Span] = []
    for start, end in sorted(marks):
        if joined and start <= joined[-1][1]:
            start, end = joined[-1][0], max(end, joined.pop()[1])
        joined.append((start, end))
    return joined
