"""Newspaper, page number and day of print: from names, header lines, a sidecar, or an estimate."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.reading.drafts import Origin
from qabot.reading.metadata import Header, corrected, enrich, header_metadata, origin_of
from qabot.reading.sidecar.corrections import Corrections
from qabot.settings import NAME_PATTERNS

DAY = date(2023, 3, 14)


@pytest.mark.parametrize(
    ("name", "newspaper", "published", "page"),
    [
        ("栖川日报_2023-03-14_第01版.txt", "栖川日报", DAY, "01"),
        ("栖川日报_２０２３-０３-１４_第０１版.txt", "栖川日报", DAY, "01"),
        ("2023/03/14/A12.txt", "", DAY, "A12"),
        ("栖川日报/20230314/03.txt", "栖川日报", DAY, "03"),
        ("栖川日报/2023-03-14/03.txt.gz", "栖川日报", DAY, "03"),
        ("栖川日报20230314第3版.txt", "栖川日报", DAY, "3"),
        ("rmrb-20230314-03.txt", "", DAY, "03"),
        ("rmrb_20230314_1-03.txt", "", DAY, "03"),
        ("2023年3月14日/B2版.txt", "", DAY, "B2"),
        ("2023.03.14.txt", "", DAY, ""),
        ("archive/栖川晚报/03.txt", "栖川晚报", None, ""),
        ("2023公报_20230314.txt", "", DAY, ""),
        ("工作简报_20230314.txt", "", DAY, ""),
        ("000_13452c9daca6ab00.txt", "", None, ""),
        ("004_f2efd90782077750.txt", "", None, ""),
        ("20231399.txt", "", None, ""),
        ("notes.txt", "", None, ""),
    ],
)
def test_names_of_files_and_folders(
    name: str, newspaper: str, published: date | None, page: str
) -> None:
    expected = Origin(name, published, newspaper=newspaper, page_number=page)
    assert origin_of(name, NAME_PATTERNS) == expected


def test_own_patterns_in_order() -> None:
    patterns = (r"^(?P<newspaper>\w)_", r"(?P<page>\d)(?P<year>\d{4})(?P<month>..)(?P<day>..)$")
    name = "q_720230314.txt"
    assert origin_of(name, patterns) == Origin(name, DAY, newspaper="q", page_number="7")
    assert origin_of("q_720230344.txt", patterns).published is None
    assert origin_of(name, [r"(?P<page>x)?q", *patterns]).page_number == "7"
    assert origin_of("二〇二三年三月十四日.txt", ["(?P<date>.*)"]).published == DAY


@pytest.mark.parametrize(
    ("line", "newspaper", "page", "published"),
    [
        ("栖川日报", "栖川日报", "", None),
        ("栖 川 日 报", "栖川日报", "", None),
        ("《栖川新闻》", "栖川新闻", "", None),
        ("棲川時報", "棲川時報", "", None),
        ("栖川周报 2023年3月14日 星期二 第03版", "栖川周报", "03", DAY),
        ("2023年3月14日 星期二 农历癸卯年二月廿三 栖川导报", "栖川导报", "", DAY),
        ("２０２３年３月１４日　星期二", "", "", DAY),
        ("二〇二三年三月十四日", "", "", DAY),
        ("2023 年 3 月 14 日", "", "", DAY),
        ("2023-03-14", "", "", DAY),
        ("第03版", "", "03", None),
        ("第三版", "", "3", None),
        ("第 A12 版 要闻", "", "A12", None),
        ("A12", "", "A12", None),
        ("A12 文化", "", "A12", None),
        ("b2·要闻", "", "B2", None),
        ("03版：要闻", "", "03", None),
        ("要闻 4版", "", "4", None),
        ("版次：02", "", "02", None),
        ("03 经济观察", "", "03", None),
        ("12", "", "12", None),
        ("要闻 03", "", "03", None),
        ("综合新闻", "", "", None),
        ("今日八版", "", "", None),
        ("今日8版", "", "", None),
        ("新华社发布公报", "", "", None),
        ("政务动态", "", "", None),
        ("国内统一刊号 CN51-0001 总第3456期", "", "", None),
        ("奋力开创美好新未来", "", "", None),
    ],
)
def test_header_lines(line: str, newspaper: str, page: str, published: date | None) -> None:
    assert header_metadata([line]) == Header(
        newspaper=newspaper, page_number=page, published=published
    )


def test_header_over_several_lines() -> None:
    lines = ["03", "经济观察", "2023年3月14日 星期二", "栖川日报", "责任编辑 林一"]
    assert header_metadata(lines) == Header(newspaper="栖川日报", page_number="03", published=DAY)
    assert header_metadata([]) == Header()


def test_file_name_wins_over_header_and_sidecar_over_both() -> None:
    origin = Origin("a.txt", DAY, page_number="01")
    full, estimated = enrich(origin, ["栖川日报 2028年3月14日 第07版"], ())
    assert full == Origin("a.txt", DAY, newspaper="栖川日报", page_number="01")
    assert not estimated
    said = Corrections(newspaper="", page_number="A1", published=date(2024, 1, 1), url="x")
    assert corrected(full, said) == Origin(
        "a.txt", date(2024, 1, 1), newspaper="", page_number="A1", url="x"
    )
    assert corrected(full, Corrections()) == full


def test_date_is_estimated_only_where_nothing_tells_it() -> None:
    texts = [
        "1月18日，栖川县举行2021年1月重大项目集中开工仪式。",
        "1月17日，2021年第一次会议召开，听取2020年农业产业发展情况汇报，审议2021年实施方案。项目于2019年立项。",
        "截至1月12日，已完成接种694人。1月15日，青石乡举办培训班。",
    ]
    assert enrich(Origin("a.txt"), ["第01版"], texts) == (
        Origin("a.txt", date(2021, 1, 18), page_number="01"),
        True,
    )
    assert enrich(Origin("a.txt"), ["2021年1月20日"], texts) == (
        Origin("a.txt", date(2021, 1, 20)),
        False,
    )
    assert enrich(Origin("a.txt"), [], ["没有日期。"]) == (Origin("a.txt"), False)


@given(st.text(), st.lists(st.text()))
def test_any_name_and_lines_are_read(name: str, lines: list[str]) -> None:
    assert origin_of(name, NAME_PATTERNS).file == name
    assert isinstance(header_metadata(lines), Header)
