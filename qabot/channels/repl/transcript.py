"""The session as Markdown: questions, quotes, and a footnote for every source."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from qabot.channels.sources import (
    shown_corrections,
    shown_date,
    shown_origin,
    shown_place,
    shown_printings,
    shown_title,
    shown_unanswered,
    shown_understanding,
)
from qabot.messages import say

if TYPE_CHECKING:  # the search libraries load behind the first prompt
    from qabot.searching import Period
    from qabot.types import Answer, Citation, Headline, Passage

# What Markdown takes for a sign, anywhere, and at the beginning of a line.
_SIGN = re.compile(r"([\\`*_\[\]<>#|~])")
_AT_BEGINNING = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))", re.MULTILINE)


@dataclass(slots=True)
class _Turn:
    answer: "Answer"
    period: "Period"
    more: "list[Citation]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a command found that looks around in the archive.

    Attributes:
        asked: The command as typed.
        citations: What was shown with numbers.
        headlines: What was listed without.
        period: The days that it was limited to; None where it names its own, or none count.
        near: True if the citations are only what comes nearest to the topic.
    """

    asked: str
    citations: "tuple[Citation, ...]" = ()
    headlines: "tuple[Headline, ...]" = ()
    period: "Period | None" = None
    near: bool = False


class Transcript:
    """All that was asked and shown in a session."""

    def __init__(self) -> None:
        self._turns: list[_Turn | Finding | None] = []

    def __bool__(self) -> bool:
        """Return whether anything was asked."""
        return any(self._turns)

    def add(self, answer: "Answer", period: "Period") -> None:
        """Note a question with its answer, and the days that it was limited to."""
        self._turns.append(_Turn(answer, period))

    def add_more(self, citations: "Sequence[Citation]") -> None:
        """Note further passages of the last answer."""
        if self._turns and isinstance(turn := self._turns[-1], _Turn):
            turn.more += citations

    def add_finding(self, finding: Finding) -> None:
        """Note what a command has found."""
        self._turns.append(finding)

    def begin_anew(self) -> None:
        """Note that a new conversation begins."""
        if self._turns and self._turns[-1]:
            self._turns.append(None)

    def markdown(self, today: date) -> str:
        """Return it as Markdown.

        Args:
            today: Stands in the heading.
        """
        notes = _Footnotes()
        blocks = [say(f"# qabot 问答，{today}", f"# Questions to qabot, {today}")]
        for turn in self._turns:
            blocks += _blocks(turn, notes)
        return "\n\n".join([*blocks, *notes.blocks()]) + "\n"


class _Footnotes:
    """A number for every passage that was quoted, the same for the same passage."""

    def __init__(self) -> None:
        self._cited: dict[str, Citation] = {}

    def mark(self, citation: "Citation") -> str:
        self._cited.setdefault(citation.passage.id, citation)
        return f"[^{[*self._cited].index(citation.passage.id) + 1}]"

    def blocks(self) -> Iterator[str]:
        for number, citation in enumerate(self._cited.values(), 1):
            also = shown_printings(citation.also_in)
            parts = (_source(citation.passage), *([_verbatim(also)] if also else []))
            yield f"[^{number}]: " + say("。", ". ").join(parts)


def _blocks(turn: _Turn | Finding | None, notes: _Footnotes) -> Iterable[str]:
    if turn is None:
        return ["---"]
    return _turn_blocks(turn, notes) if isinstance(turn, _Turn) else _finding_blocks(turn, notes)


def _finding_blocks(finding: Finding, notes: _Footnotes) -> Iterator[str]:
    yield "## " + _verbatim(finding.asked)
    if finding.period and not finding.period.open:
        yield f"*{_verbatim(_limits(finding.period))}*"
    if finding.near or not (finding.citations or finding.headlines):
        yield f"*{say('没有找到。', 'Nothing was found.')}*"
    if finding.near and finding.citations:
        yield _nearest()
    if finding.headlines:
        yield "\n".join(f"- {_headline(line)}" for line in finding.headlines)
    for citation in finding.citations:
        yield _quoted(citation, notes)


def _headline(line: "Headline") -> str:
    address = [f"<{line.url}>"] if line.url else []
    about = (_verbatim(part) for part in (shown_origin(line),) if part)
    return say("，", ", ").join((f"《{_verbatim(shown_title(line.title))}》", *about, *address))


def _nearest() -> str:
    return say("较接近的内容（不是答案）：", "Nearest passages (not an answer):")


def _turn_blocks(turn: _Turn, notes: _Footnotes) -> Iterator[str]:
    answer = turn.answer
    yield "## " + _verbatim(" ".join(answer.question.split()))
    remarks = [_limits(turn.period)] if not turn.period.open else []
    if answer.understood:
        remarks.append(shown_understanding(answer.understood))
    if answer.corrections:
        remarks.append(shown_corrections(answer.corrections))
    if answer.reason:
        remarks.append(answer.reason)
    yield from (f"*{_verbatim(line)}*" for remark in remarks for line in remark.splitlines())
    if answer.related:
        yield _nearest()
    for citation in (*answer.citations, *turn.more, *answer.related):
        yield _quoted(citation, notes)
    if answer.unanswered:
        yield f"*{_verbatim(shown_unanswered(answer.unanswered))}*"


def _quoted(citation: "Citation", notes: _Footnotes) -> str:
    lines = _verbatim(citation.quote).split("\n")
    return "\n>\n".join(f"> {line}" for line in lines) + notes.mark(citation)


def _source(passage: "Passage") -> str:
    title = f"《{_verbatim(shown_title(passage.title))}》"
    published = shown_date(passage.published, estimated=passage.estimated)
    known = (_verbatim(part) for part in (published, shown_place(passage)) if part)
    address = [f"<{passage.url}>"] if passage.url else []
    return say("，", ", ").join((title, *known, *address))


def _limits(period: "Period") -> str:
    return say(
        f"只看 {period.first or '…'} 至 {period.last or '…'} 的文章",
        f"Only articles from {period.first or '…'} to {period.last or '…'}",
    )


def _verbatim(text: str) -> str:
    """Return a text such that Markdown shows it word for word."""
    return _AT_BEGINNING.sub(_escaped_beginning, _SIGN.sub(r"\\\1", text))


def _escaped_beginning(match: re.Match[str]) -> str:
    space, sign = match.groups()
    # 1. at the beginning of a line is a list: the dot takes the backslash, a digit may have none.
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"
