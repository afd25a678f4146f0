"""Of reprints, one answers."""

from dataclasses import replace
from datetime import date

import pytest

from qabot.searching.engine import Period
from qabot.searching.folding import fold, thin_out
from qabot.types import Hit, Passage, Reading

READING = Reading(1.0, (), 0.0)


def hit(name: str, score: float, day: int | None = 1) -> Hit:
    """Return a hit of a passage named `article#number`."""
    passage = Passage(
        id=name,
        article_id=name.partition("#")[0],
        title="水库",
        text="开工。",
        start=0,
        end=3,
        source="日报",
        published=date(2021, 1, day) if day else None,
    )
    return Hit(passage=passage, score=score)


def folded(hits: list[Hit], **groups: int) -> list[str]:
    by_passage = {h.passage.id: groups.get(h.passage.article_id, 0) for h in hits}
    return [h.passage.id for h in fold(hits, by_passage)]


def test_best_of_a_group_stays() -> None:
    hits = [hit("a#0", 3.0), hit("x#0", 2.0), hit("b#0", 1.0)]
    assert folded(hits, a=1, b=1) == ["a#0", "x#0"]


def test_best_is_the_most_probable_where_that_is_known() -> None:
    hits = [
        replace(hit("b#0", 1.0), probability=0.9, reading=READING),
        replace(hit("a#0", 3.0), probability=0.1, reading=READING),
        replace(hit("c#0", 2.0), probability=0.95),  # not read
    ]
    assert folded(hits, a=1, b=1, c=1) == ["b#0"]


def test_other_passages_of_the_best_article_stay() -> None:
    hits = [hit("b#1", 3.0), hit("a#1", 2.9), hit("a#0", 2.0), hit("b#0", 1.0)]
    assert folded(hits, a=1, b=1) == ["b#1", "b#0"]


@pytest.mark.parametrize(("days", "first"), [((2, 1), "b#0"), ((1, 2), "a#0"), ((None, 2), "b#0")])
def test_of_equally_good_ones_the_earliest_stays(days: tuple[int | None, int], first: str) -> None:
    hits = [hit("a#0", 3.0, days[0]), hit("b#0", 3.0 - 1e-9, days[1])]
    assert folded(hits, a=1, b=1) == [first]


def test_articles_without_reprints_and_other_groups_are_left_alone() -> None:
    hits = [hit("a#0", 3.0), hit("a#1", 2.5), hit("x#0", 2.0), hit("c#0", 1.0)]
    assert folded(hits, a=1, c=2) == ["a#0", "a#1", "x#0", "c#0"]
    assert folded([], a=1) == []


def test_few_of_each_group_are_looked_at() -> None:
    fused = [(row, 1.0 - row / 100) for row in range(10)]
    left, groups = thin_out(fused, [7, 7, 7, 0, 7, 7, 7, 0, 8, 7])
    assert left == [fused[row] for row in (0, 1, 2, 3, 4, 7, 8)]
    assert groups == {0: 7, 1: 7, 2: 7, 4: 7, 8: 8}


@pytest.mark.parametrize(
    ("period", "day", "expected"),
    [
        (Period(), None, True),
        (Period(), date(2021, 1, 1), True),
        (Period(first=date(2021, 1, 2)), date(2021, 1, 1), False),
        (Period(first=date(2021, 1, 1)), date(2021, 1, 1), True),
        (Period(last=date(2021, 1, 1)), date(2021, 1, 1), True),
        (Period(last=date(2021, 1, 1)), None, False),
    ],
)
def test_period_holds_its_days(period: Period, day: date | None, expected: bool) -> None:
    assert period.holds(day) is expected
