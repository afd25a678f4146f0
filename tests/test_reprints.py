"""Which articles are reprints of each other, and which only share a formula."""

from collections.abc import Sequence

import pytest

from qabot.indexing.reprints import Signatures, reprint_groups, signature
from qabot.language.normal import normal_form

STORY = (
    "青龙水库昨天上午下闸蓄水，总库容6800万立方米，总投资7.26亿元，建成后可灌溉下游六个乡镇的农田。",
    "水库移民一百二十户去年秋天已经搬进镇上的新房，家家门前有菜地，孩子上学走路只要十分钟。",
    "县水利局局长阮青山说，蓄水分三个阶段，今年汛期以前水位升到九十五米，明年春天开始向县城供水。",
    "七十多岁的摆渡人阮阿九站在坝上看了半天，他说渡口没有了，可是河还在，木船他要留着给孙子看。",
)
WHOLE = "\n".join(STORY)
STATISTICS = (
    "县统计局昨天发布消息，今年上半年全县生产总值{0}亿元，同比增长{1}%，其中第一产业增加值{2}亿元，"
    "第二产业增加值{3}亿元，第三产业增加值{4}亿元，城镇居民人均可支配收入{5}元，农村居民人均可支配收入{6}元。"
)
FIRST_YEAR = STATISTICS.format("88.5", "6.1", "12.3", "40.2", "36.0", 18765, 9876)


def groups(*texts: str) -> dict[int, int]:
    return reprint_groups(signatures(texts), texts.__getitem__, range(len(texts)))


def signatures(texts: Sequence[str]) -> Signatures:
    return Signatures.of(
        (number, signature(normal_form(text))) for number, text in enumerate(texts)
    )


@pytest.mark.parametrize(
    "reprint",
    [
        pytest.param(WHOLE, id="word for word"),
        pytest.param("\n".join(STORY[:2] + STORY[3:]), id="a paragraph dropped"),
        pytest.param(WHOLE.replace("昨天上午", "").replace("七十多岁的", ""), id="words cut"),
        pytest.param("本报讯 " + WHOLE + "（张三）", id="bylines added"),
        pytest.param(WHOLE.replace("一百二十户", "120户").replace("蓄", "蓄"), id="other digits"),
        pytest.param(WHOLE.replace("\n", ""), id="other paragraphs"),
        pytest.param(WHOLE.replace("，", ","), id="other punctuation"),
    ],
)
def test_reprint_is_found(reprint: str) -> None:
    between = FIRST_YEAR
    assert groups(WHOLE, between, reprint) == {0: 0, 2: 0}
    assert groups(reprint, between, WHOLE) == {0: 0, 2: 0}


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(WHOLE.replace("7.26", "7.62"), id="one other figure"),
        pytest.param(WHOLE.replace("一百二十户", "一百三十户"), id="one other figure in words"),
        pytest.param("\n".join(STORY[:1]), id="a brief of the story"),
        pytest.param(STORY[3], id="one paragraph of it"),
        pytest.param(
            "\n".join((*STORY[:1], FIRST_YEAR, STATISTICS)), id="a round-up with a part of it"
        ),
        pytest.param("", id="nothing"),
    ],
)
def test_other_article_is_none(other: str) -> None:
    assert groups(WHOLE, other) == {}


def test_yearly_statistics_do_not_fold() -> None:
    years = [
        STATISTICS.format(f"{88 + year}.5", f"6.{year}", "12.3", "40.2", "36.0", 18765 + year, 9876)
        for year in range(9)
    ]
    assert groups(*years) == {}


def test_one_of_two_equal_figures_is_another() -> None:
    same = STATISTICS.format("88.5", "6.1", "40.2", "40.2", "36.0", 18765, 9876)
    assert groups(same, same.replace("40.2", "40.3", 1)) == {}


def test_exchanged_figures_are_others() -> None:
    exchanged = FIRST_YEAR.replace("12.3", "x").replace("40.2", "12.3").replace("x", "40.2")
    assert groups(FIRST_YEAR, exchanged) == {}


def test_short_texts_are_reprints_only_when_equal() -> None:
    short = "本台将于明天上午直播青年运动会开幕式，欢迎收看。"
    assert groups(short, short.replace("开", "闭"), short) == {0: 0, 2: 0}
    assert groups("短", "长", "短") == {0: 0, 2: 0}


def test_members_of_a_group_contradict_nobody_in_it() -> None:
    # The first has no figure to contradict; the others contradict each other.
    without = WHOLE.replace("总库容6800万立方米，", "")
    more, less = WHOLE, WHOLE.replace("6800", "6900")
    assert groups(without, more, less) == {0: 0, 1: 0}


def test_group_is_named_after_its_first_and_order_decides_nothing_else() -> None:
    dropped = "\n".join(STORY[:3])
    assert groups(FIRST_YEAR, dropped, WHOLE, FIRST_YEAR, WHOLE) == {0: 0, 3: 0, 1: 1, 2: 1, 4: 1}


def test_reprint_is_found_among_hundreds_of_one_formula() -> None:
    weather = "{}：今天白天多云转晴，偏北风三到四级，最高气温{}度，夜间晴到多云，最低气温{}度，请市民注意添衣保暖，出行注意安全。"
    days = [weather.format(f"{n // 28 + 1}月{n % 28 + 1}日", n % 17, n % 13) for n in range(300)]
    found = groups(*days, WHOLE, days[150], WHOLE)
    assert found == {300: 300, 302: 300, 150: 150, 301: 150}


def test_nothing_has_no_groups() -> None:
    assert groups() == {}
    assert groups("一篇") == {}


def test_fresh_articles_join_groups_that_are_known() -> None:
    texts = [FIRST_YEAR, WHOLE, "渡口。", WHOLE, FIRST_YEAR, "\n".join(STORY[:3])]
    known = reprint_groups(signatures(texts[:4]), texts.__getitem__, range(4))
    assert known == {1: 1, 3: 1}
    found = reprint_groups(signatures(texts), texts.__getitem__, {4, 5}, known)
    assert found == groups(*texts) == {1: 1, 3: 1, 5: 1, 0: 4, 4: 4} | {0: 0, 4: 0}


def test_group_that_is_known_contradicts_fresh_ones_with_all_its_members() -> None:
    without = WHOLE.replace("总库容6800万立方米，", "")
    texts = [without, WHOLE, WHOLE.replace("6800", "6900")]
    assert reprint_groups(signatures(texts), texts.__getitem__, {2}, {0: 0, 1: 0}) == {0: 0, 1: 0}
