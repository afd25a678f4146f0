"""The day of print, estimated from what a page tells: right to the month, or not at all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.language.dates.print_date import estimate

WINTER = (
    "本报讯（通讯员 林一）1月15日，青石乡举办养蜂培训班，对12户养蜂能手进行表彰。",
    "1月17日，栖川县委农村工作领导小组2021年第一次会议召开，听取全县2020年农业产业发展情况汇报，审议《栖川县2021年油茶产业实施方案》。",
    "1月18日，栖川县举行2021年1月重大项目集中开工仪式。该项目2019年立项，计划2025年底前完工，到2035年全面建成。",
    "截至1月12日，已完成接种694人。",
)
DECEMBER = (
    "今年以来，栖川公安分局全力以赴抓好防控工作。近日，本报记者对局长进行了专访。",
    "答：2020年初，面对突如其来的考验，分局民警日夜坚守。党的十九大报告提出新的要求。",
    "日前，《栖川酱油技术规范》(DB5106/T03-2020)正式发布实施。",
    "问：为迎接即将到来的十四五工作，分局有什么打算？",
    "12月23日，在栖川镇花海园，工作人员正在移栽树木。2016年初，他回到家乡注册公司。今年12月，他又收购了200棵树。",
)


@pytest.mark.parametrize(
    ("texts", "printed"), [(WINTER, date(2021, 1, 18)), (DECEMBER, date(2020, 12, 23))]
)
def test_page_that_names_days_and_years(texts: tuple[str, ...], printed: date) -> None:
    assert estimate(texts) == printed
    assert estimate(texts[::-1]) == printed
    assert estimate(["\n".join(texts)]) == printed


def test_plans_do_not_count() -> None:
    plans = "计划2025年完工，到2030年达到三万户，预计2026年3月5日通车，自2022年6月1日起施行。"
    assert estimate([*WINTER, plans]) == date(2021, 1, 18)
    assert estimate([plans]) is None


def test_one_wrong_year_among_many_is_outvoted() -> None:
    assert estimate([*WINTER, "2048年第三次会议听取了汇报。"]) == date(2021, 1, 18)


@pytest.mark.parametrize(
    "texts",
    [
        (),
        ("",),
        ("今年以来，栖川县大力发展养蜂。近日记者走访了蜂农。",),
        ("1月18日，栖川县举行开工仪式。",),
        ("1941年，他在栖川参加游击队。1月18日，乡亲们来看他。",),
        ("2015年，公司成立。",),
        ("5月6日，栖川县召开2015年第一次会议。",),
    ],
)
def test_too_little_gives_no_date(texts: tuple[str, ...]) -> None:
    assert estimate(texts) is None


@given(st.lists(st.one_of(st.text(), st.sampled_from(WINTER + DECEMBER)), max_size=6))
def test_any_texts_give_a_date_or_none(texts: list[str]) -> None:
    found = estimate(texts)
    assert found is None or 1900 <= found.year <= 2100 + 100
