"""Figures in a sentence: the number in one form, its unit, what it counts, and when."""

from datetime import date
from fractions import Fraction

import pytest

from qabot.language.amounts import Amount, amounts
from qabot.language.words import Tokenizer

DAY = date(2021, 6, 18)


@pytest.fixture
def read(tokenizer: Tokenizer) -> "Read":
    """Reads the figures of a sentence printed on 18 June 2021."""
    return Read(tokenizer)


class Read:
    """Reads sentences as their tests want them."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    def __call__(self, sentence: str) -> tuple[Amount, ...]:
        return amounts(sentence, self._tokenizer, DAY)

    def values(self, sentence: str) -> list[tuple[Fraction | float, str]]:
        return [(read.value, read.unit) for read in self(sentence)]

    def things(self, sentence: str) -> list[str]:
        return [read.what for read in self(sentence)]

    def periods(self, sentence: str) -> list[tuple[date | None, date | None]]:
        return [(read.first, read.last) for read in self(sentence)]


@pytest.mark.parametrize(
    "written", ["1.2亿元", "12000万元", "1亿2000万元", "１．２亿元", "120,000,000元"]
)
def test_one_value_however_it_is_written(read: Read, written: str) -> None:
    assert read.values(f"水库总投资{written}。") == [(120_000_000, "元")]


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        ("总长12千米", 12, "公里"),
        ("库容6800万立方米", 68_000_000, "立方米"),
        ("覆盖率达百分之六十", 60, "%"),
        ("入住率超九成", 9, "成"),
        ("提高了1.7个百分点", Fraction(17, 10), "个百分点"),
        ("身高1米68", Fraction(168, 100), "米"),
        ("大坝抬了一米五。", Fraction(3, 2), "米"),
        ("比硬线高出一米半，", Fraction(3, 2), "米"),
        ("桥隧占比达到七成一，", Fraction(71, 10), "成"),
        ("成活率八成五。", Fraction(17, 2), "成"),
        ("种了两亩半", Fraction(5, 2), "亩"),
        ("每斤八块五", Fraction(17, 2), "块"),
        ("共盖五万六。", 56_000, ""),
        ("共有12万零500人", 120_500, "人"),
        ("全长5公里一段", 5, "公里"),
        ("加工两吨半成品", 2, "吨"),
        ("气温降到零下12度", -12, "度"),
        ("最大流量每秒5500立方米", 5500, "立方米"),
        ("收到一千余封来信", 1000, "封"),
        ("票数为494273", 494_273, ""),
        ("下降16%至3亿元", 16, "%"),
        ("约占三分之一", Fraction(100, 3), "%"),
    ],
)
def test_value_and_unit(read: Read, words: str, value: Fraction, unit: str) -> None:
    assert read.values(words)[0] == (value, unit)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("种植小麦15亩", "种植小麦1公顷"),
        ("收粮2000斤", "收粮1吨"),
        ("全长4.5公里", "全长4500米"),
        ("占三成", "占30%"),
        ("来了74名党员", "来了74人"),
    ],
)
def test_units_of_a_kind_can_be_compared(read: Read, one: str, other: str) -> None:
    assert read(one)[0].compared == read(other)[0].compared


@pytest.mark.parametrize(
    ("sentence", "qualifiers"),
    [
        ("约300名代表", ("约",)),
        ("1270多万人", ("多",)),
        ("超过50%以上", ("超过", "以上")),
        ("近百分之三十左右", ("近", "左右")),
        ("300名代表", ()),
    ],
)
def test_words_that_make_it_less_exact_are_kept(
    read: Read, sentence: str, qualifiers: tuple[str, ...]
) -> None:
    assert read(sentence)[0].qualifiers == qualifiers


@pytest.mark.parametrize(
    ("sentence", "low", "high"),
    [("关税为14-23%", 14, 23), ("需要3至5名工人", 3, 5), ("投资2到3亿元", 2 * 10**8, 3 * 10**8)],
)
def test_range_has_both_ends(read: Read, sentence: str, low: int, high: int) -> None:
    (amount,) = read(sentence)
    assert (amount.value, amount.upto) == (Fraction(low), Fraction(high))


@pytest.mark.parametrize(
    "sentence",
    [
        "会议6月17日上午9时30分开幕。",
        "他今年63岁，当兵40年。",
        "第十四届全国人大常委会第十六次会议召开。",
        "歼-20、5G和神舟十二号都来了。",
        "电话是13800138000，",
        "坚定“四个自信”，做到“两个维护”。",
        "《中国共产党一百年大事记》出版。",
        "党的十八大以来，世界500强企业……",
        "中国队以3比2获胜，成绩是19秒58。",
        "这是一个国家、两国人民的大事。",
        "2021中国国际消费电子博览会举行",
        "地点在北纬30度。",
        "圆周率有" + "9" * 400 + "个数字。",
        "0分之3",
        "机动车及其零部件",
        "",
    ],
)
def test_dates_ages_ordinals_scores_and_names_are_none(read: Read, sentence: str) -> None:
    assert read(sentence) == ()


@pytest.mark.parametrize(
    ("sentence", "things"),
    [
        ("展会吸引了57个国家的1000家参展商。", ["国家", "参展商"]),
        ("县图书馆藏书达到38万册。", ["县图书馆藏书"]),
        ("全县粮食总产量为3.2万吨，同比增长5.1%。", ["全县粮食总产量", "全县粮食总产量增长"]),
        ("今年种植了11万亩蔬菜。", ["蔬菜"]),
        ("贫困发生率从19.5%下降到1.4%。", ["贫困发生率", "贫困发生率"]),
        ("暴雨造成6人死亡、30多人受伤。", ["死亡", "受伤"]),
        ("举办了6大类82场配套活动。", ["配套活动", "配套活动"]),
        ("新增病例、住院人数分别增长了37%和16%。", ["新增病例增长", "住院人数增长"]),
        (
            "接待游客25万人次，收入2.6亿元，分别增长5%和6%。",
            ["接待游客", "收入", "接待游客增长", "收入增长"],
        ),
        (
            "教育支出、社会保障和就业支出、交通支出分别增长7%、4%和3%。",
            ["教育支出增长", "社会保障和就业支出增长", "交通支出增长"],
        ),
        ("民间投资增长5%，比全部投资增速快0.8个百分点。", ["民间投资增长", "民间投资快"]),
        ("99.9%的提案已经办复。", ["提案"]),
        ("云桥镇去年茶叶产量约2400吨。", ["云桥镇茶叶产量"]),
        ("产量首次迈上1.4万亿斤新台阶。", ["产量"]),
        ("选出74名具有奉献精神的党员。", ["党员"]),
        ("报告新增确诊病例22例，其中境外输入病例14例。", ["新增确诊病例", "境外输入病例"]),
    ],
)
def test_what_is_counted(read: Read, sentence: str, things: list[str]) -> None:
    assert read.things(sentence) == things


@pytest.mark.parametrize(
    ("sentence", "first", "last"),
    [
        ("去年产量为3万吨。", date(2020, 1, 1), date(2020, 12, 31)),
        ("今年前4个月，进口3万吨。", date(2021, 1, 1), date(2021, 4, 30)),
        ("2021年1至4月，进口3万吨。", date(2021, 1, 1), date(2021, 4, 30)),
        ("截至6月10日，接种3万人次。", date(2021, 6, 10), date(2021, 6, 10)),
        ("今年以来新增3万个岗位。", date(2021, 1, 1), DAY),
        ("比2015年增加了3万吨。", None, None),
        ("2015年动工，目前已有3万户入住。", None, None),
        ("近日来了3万人。", None, None),
        ("新增病例1952例。", None, None),
    ],
)
def test_period_that_the_sentence_names(
    read: Read, sentence: str, first: date | None, last: date | None
) -> None:
    assert read.periods(sentence) == [(first, last)]


def test_each_number_has_its_own_period(read: Read) -> None:
    assert read.periods("企业从2015年的106家增加到2019年的120家。") == [
        (date(2015, 1, 1), date(2015, 12, 31)),
        (date(2019, 1, 1), date(2019, 12, 31)),
    ]


def test_place_is_that_of_the_original(read: Read) -> None:
    sentence = "總投資１．２億元，收到来信一千余封。"
    assert [sentence[a.start : a.end] for a in read(sentence)] == ["１．２億元", "一千余封"]


def test_without_day_of_print_only_whole_dates_are_read(tokenizer: Tokenizer) -> None:
    whole, relative = amounts("2019年产量3万吨，去年产量4万吨。", tokenizer, None)
    assert (whole.first, relative.first) == (None, None)


def test_a_thing_between_two_numbers_of_a_list_is_counted_by_the_first_alone(read: Read) -> None:
    assert read.things("首批受益的是28个村、4.13万人。") == ["村", ""]
    assert read.things("进口3亿元、出口4亿元") == ["进口", "出口"]
