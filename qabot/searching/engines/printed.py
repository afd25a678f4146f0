"""What was printed in a period: the same for every engine."""

from collections.abc import Callable, Mapping, Sequence

from qabot.indexing.day_numbers import number_of
from qabot.searching.engine import Period
from qabot.types import Passage, Printing


def bounds_of(period: Period) -> tuple[int, int]:
    """Return the first and the last day as yyyymmdd, beyond all days where the period is open; 0 is undated."""
    return (
        number_of(period.first) if period.first else 1,
        number_of(period.last) if period.last else 99_999_999,
    )


def printings_within(
    printings: Mapping[str, Sequence[Printing]], period: Period
) -> dict[str, list[Printing]]:
    """Return those of the printings of each article that are in a period."""
    return {
        article_id: [printing for printing in several if period.holds(printing.published)]
        for article_id, several in printings.items()
    }


def passages_within(
    passages: Sequence[Passage],
    period: Period,
    printings_of: Callable[[Sequence[str], Period], Mapping[str, Sequence[Printing]]],
    as_printed: Callable[[Passage, Printing], Passage],
) -> list[Passage]:
    """Return passages, each as its earliest printing in a period has it.

    Args:
        passages: As their articles have them.
        period: One in which each of them was printed.
        printings_of: Gives the further printings of articles in a period, by date.
        as_printed: Gives a passage as a further printing of its article has it.
    """
    outside = dict.fromkeys(p.article_id for p in passages if not period.holds(p.published))
    printings = printings_of([*outside], period) if outside else {}

    def within(passage: Passage) -> Passage:
        # Of its own article: a reprint has other words.
        own = (
            p for p in printings.get(passage.article_id, ()) if p.article_id == passage.article_id
        )
        first = next(own, None)
        return as_printed(passage, first) if first else passage

    return [within(p) if p.article_id in outside else p for p in passages]
