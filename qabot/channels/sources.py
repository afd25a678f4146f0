"""What stands beside a passage, in words: titles, dates, lines, further sources, and how a question was understood."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from qabot.messages import say

if TYPE_CHECKING:  # numpy stands behind the types, and a prompt need not wait for it
    from qabot.types import Article, Headline, Passage, Printing

_SHOWN_PRINTINGS = 3


def shown_title(title: str) -> str:
    """Return the title of an article, or words in its place."""
    return title.strip() or say("（无标题）", "(no title)")


def shown_date(published: date | None, *, estimated: bool) -> str:
    """Return a date as people read it, an estimated one marked; empty for none."""
    if published is None:
        return ""
    return say("约 ", "c. ") + published.isoformat() if estimated else published.isoformat()


def shown_origin(article: "Article | Headline") -> str:
    """Return when and where an article was printed, as far as that is known."""
    published = shown_date(article.published, estimated=article.estimated)
    return " · ".join(part for part in (published, article.source) if part)


def shown_understanding(question: str) -> str:
    """Return how a follow-up was understood."""
    return say(f"理解为：{question}", f"Understood as: {question}")


def shown_corrections(corrections: Mapping[str, str]) -> str:
    """Return which words were searched for besides what was typed."""
    return "\n".join(
        say(
            f"“{typed}”也按同音的“{meant}”查找。",
            f"Also searched for {meant}, which sounds like {typed}.",
        )
        for typed, meant in corrections.items()
    )


def shown_unanswered(questions: Sequence[str]) -> str:
    """Return which of several questions found no answer."""
    listed = say("；", "; ").join(questions)
    return say(f"没有找到答案的部分：{listed}", f"Nothing answers: {listed}")


def shown_place(passage: "Passage") -> str:
    """Return the source of a passage, with file and lines where they are known."""
    if not passage.lines:
        return passage.source
    ranges = [str(a) if a == b else f"{a}–{b}" for a, b in passage.lines]
    one = len(ranges) == 1 and "–" not in ranges[0]
    lines = say(f"第 {'、'.join(ranges)} 行", f"{'line' if one else 'lines'} {', '.join(ranges)}")
    place = f"{passage.file} {lines}"
    return place if passage.source == passage.file else f"{passage.source} · {place}"


def shown_printings(printings: "Sequence[Printing]") -> str:
    """Return where else an article was printed, of many the first; empty for nowhere."""
    if not printings:
        return ""
    shown = [
        " ".join(filter(None, (p.source, shown_date(p.published, estimated=p.estimated))))
        for p in printings[:_SHOWN_PRINTINGS]
    ]
    more = len(printings) - len(shown)
    return say(
        f"另见：{'；'.join(shown)}{f' 等 {len(printings)} 处' if more else ''}",
        f"Also in: {'; '.join(shown)}{f' and {more} more' if more else ''}",
    )
