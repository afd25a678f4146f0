"""Figures about a topic: what belongs together, what is said again, and how they look."""

import io
from datetime import date
from fractions import Fraction

import pytest
from rich.cells import cell_len
from rich.console import Console

from qabot.channels.exploring.figures import print_figures, shown_period, shown_value
from qabot.exploring.figures import Counted, Figure, Figures
from qabot.exploring.series import Said, series_of
from qabot.exploring.topic import Topic
from qabot.language.amounts import Amount, amounts
from qabot.language.words import Tokenizer
from qabot.types import Citation, Passage


def passage(number: int, text: str, published: date) -> Passage:
    return Passage(
        id=f"a{number}#0",
        article_id=f"a{number}",
        title="春茶开采",
        text=text,
        start=0,
        end=len(text),
        source="茶坪周报",
        published=published,
    )


def said(tokenizer: Tokenizer, *texts: tuple[str, date]) -> list[Said]:
    return [
        Said(amount, passage(number, text, day), 0, len(text), direct=True)
        for number, (text, day) in enumerate(texts)
        for amount in amounts(text, tokenizer, day)
    ]


def test_a_thing_called_a_little_otherwise_is_the_same_thing(tokenizer: Tokenizer) -> None:
    every = said(
        tokenizer,
        ("全国粮食总产量达3万吨。", date(2021, 1, 1)),
        ("粮食产量为4万吨。", date(2022, 1, 1)),
        ("黑龙江粮食产量为1万吨。", date(2022, 1, 1)),
    )
    series = series_of(every, {"粮食", "产量", "总产量"}, tokenizer)
    assert [[int(s.amount.value) for s, _ in one.said] for one in series] == [
        [30_000, 40_000],
        [10_000],
    ]


def test_what_is_new_and_what_there_is_in_all_are_two_things(tokenizer: Tokenizer) -> None:
    every = said(
        tokenizer,
        ("新增确诊病例22例。", date(2021, 1, 1)),
        ("累计确诊病例900例。", date(2021, 1, 1)),
        ("新增确诊病例8例。", date(2021, 1, 2)),
    )
    series = series_of(every, set(), tokenizer)
    assert [one.what for one in series] == ["新增确诊病例", "累计确诊病例"]


def test_the_same_number_is_told_once_within_a_month_and_again_later(tokenizer: Tokenizer) -> None:
    every = said(
        tokenizer,
        ("茶园面积有300亩。", date(2021, 1, 1)),
        ("茶园面积有20公顷。", date(2021, 1, 20)),
        ("茶园面积有300亩。", date(2022, 1, 1)),
    )
    (one,) = series_of(every, set(), tokenizer)
    assert [(s.day, repeats) for s, repeats in one.said] == [
        (date(2021, 1, 1), 1),
        (date(2022, 1, 1), 0),
    ]


def test_order_is_by_the_period_named_before_the_day_of_print(tokenizer: Tokenizer) -> None:
    every = said(
        tokenizer,
        ("2022年产量为5万吨。", date(2022, 2, 1)),
        ("2019年产量为3万吨。", date(2023, 1, 1)),
        ("产量为4万吨。", date(2021, 1, 1)),
    )
    (one,) = series_of(every, set(), tokenizer)
    assert [int(s.amount.value) for s, _ in one.said] == [30_000, 40_000, 50_000]


def amount(value: Fraction, unit: str, upto: Fraction | None = None) -> Amount:
    return Amount(
        start=0,
        end=1,
        value=value,
        upto=upto,
        unit=unit,
        qualifiers=(),
        subject="",
        change="",
        first=None,
        last=None,
    )


@pytest.mark.parametrize(
    ("read", "shown"),
    [
        (amount(Fraction(120_000_000), "元"), "120,000,000元"),
        (amount(Fraction(15), "亩"), "15亩 = 1公顷"),
        (amount(Fraction(13, 2), "%"), "6.5%"),
        (amount(Fraction(100, 3), "%"), "≈33.33%"),
        (amount(Fraction(14), "%", Fraction(23)), "14–23%"),
        (amount(Fraction(-12), "℃"), "-12℃"),
        (amount(Fraction(-1, 2), "℃"), "-0.5℃"),
    ],
)
def test_value_is_shown_in_full(read: Amount, shown: str) -> None:
    assert shown_value(read) == shown


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (date(2021, 1, 1), date(2021, 12, 31), "2021"),
        (date(2021, 5, 1), date(2021, 5, 31), "2021-05"),
        (date(2021, 5, 3), date(2021, 5, 3), "2021-05-03"),
        (date(2021, 1, 1), date(2021, 4, 30), "2021-01-01–2021-04-30"),
        (date.max.replace(month=12, day=1), date.max, "9999-12"),
    ],
)
def test_period_is_shown_as_people_write_it(first: date, last: date, shown: str) -> None:
    assert shown_period(first, last) == shown


def test_forty_columns_are_enough(tokenizer: Tokenizer) -> None:
    text = "茶坪乡的春茶3月20日开采，头采鲜叶每斤卖到85元，全乡茶园有1.5万亩，都在海拔800米以上的山上。"
    found = said(tokenizer, (text, date(2024, 3, 21)))
    figures = tuple(
        Figure(
            amount=one.amount,
            citation=Citation(
                number=number,
                passage=one.passage,
                quote=text,
                highlights=((one.amount.start, one.amount.end),),
                score=1.0,
            ),
        )
        for number, one in enumerate(found, 1)
    )
    shown = io.StringIO()
    console = Console(file=shown, width=40, force_terminal=True, color_system=None, highlight=False)
    topic = Topic("茶园", {"茶园": ("茶园",)}, {"茶园": 1.0})
    counted = Counted(what="全乡茶园", figures=figures, left_out=3)
    print_figures(console, "茶园", Figures(topic=topic, counted=(counted,), left_out=7, passages=1))
    lines = shown.getvalue().splitlines()
    assert max(map(cell_len, lines)) <= 40
    assert "15,000亩 = 1,000公顷" in shown.getvalue()
