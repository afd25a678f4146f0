"""Offices of a person in a text, people kept apart, and names that a text has."""

import json
from datetime import date
from pathlib import Path

import pytest
from parts import BigramEncoder, write_corpus

from qabot.exploring import Explorer
from qabot.exploring.people import Who, read_name
from qabot.exploring.people.bounds import OfficeBounds
from qabot.exploring.people.offices import OfficeFinder
from qabot.exploring.people.persons import key_of
from qabot.indexing.reindex import reindex
from qabot.language.normal import normal_form
from qabot.language.people import people_in
from qabot.language.words import Tokenizer
from qabot.searching.engine import Period
from qabot.searching.engines import opener_of
from qabot.settings import Settings

ARCHIVE = [
    (
        "2019-03-05",
        "河口县委书记、县人大常委会主任阮青山今天到青龙水库调研。副县长范闻笙、娄大川陪同。",
    ),
    ("2020-06-01", "县委书记阮青山说，水库年底蓄水。范闻笙副县长主持会议。"),
    ("2021-02-08", "会议决定，阮青山任栖川市副市长。"),
    ("2021-05-09", "栖川市副市长阮青山今天会见客商。"),
    ("2021-05-09", "栖川市副市长阮青山今天会见客商。"),
    ("2022-07-01", "云桥镇中学教师阮青山连续三十年守着一间教室，学生们都叫他“阮老师”。"),
    ("2022-08-01", "古兰国总统阿米尔·卡达抵达栖川。阿米尔·卡达总统参观了水库。"),
    ("2012-08-01", "民主党总统候选人奥巴马发表演讲。"),
    ("2013-02-01", "美国总统奥巴马抵达。"),
    ("2020-02-01", "赤道几内亚总理奥巴马抵达。"),
    ("2023-01-01", "阮青山峰会今天开幕，阮青山没有出席。"),
]


@pytest.fixture(scope="module")
def explorer(
    tmp_path_factory: pytest.TempPathFactory, cache: Path, tokenizer: Tokenizer
) -> Explorer:
    home = tmp_path_factory.mktemp("people")
    rows = [
        {"id": f"p{n}", "title": "要闻", "date": day, "source": "栖川日报", "text": text}
        for n, (day, text) in enumerate(ARCHIVE)
    ]
    settings = Settings(
        corpus=write_corpus(home / "corpus", rows), index=home / "index", cache=cache
    )
    reindex(settings, BigramEncoder(), tokenizer)
    opener = opener_of(settings)
    return Explorer(settings, opener.open(opener.newest()), tokenizer)


def offices(name: str, text: str, tokenizer: Tokenizer) -> list[str]:
    return [held.office for held in OfficeFinder(name, OfficeBounds(tokenizer)).offices(text)]


def lines(who: Who) -> list[list[tuple[str, date | None, date | None, int]]]:
    return [
        [
            (o.name, o.first.passage.published, o.last.passage.published, o.articles)
            for o in person.offices
        ]
        for person in who.persons
    ]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("李克强", "国务院总理李克强今天主持会议。", ["国务院总理"]),
        ("李克强", "今天，李克强总理签批了文件。", ["总理"]),
        ("李克强", "时任国务院副总理李克强出席。", ["国务院副总理"]),
        (
            "李克强",
            "中共中央政治局常委、国务院总理李克强指出",
            ["中共中央政治局常委", "国务院总理"],
        ),
        ("刘延东", "国务院副总理张高丽、刘延东、汪洋出席", ["国务院副总理"]),
        ("汪洋", "国务院副总理张高丽、刘延东和汪洋出席", ["国务院副总理"]),
        ("汪洋", "国务院总理李克强、汪洋出席", []),
        ("刘延东", "书记处书记刘云山和刘延东、刘奇葆等出席", []),
        ("王毅", "国务委员兼外交部长王毅说", ["国务委员", "外交部长"]),
        ("王毅", "国务委员兼外长王毅说", ["国务委员", "外长"]),
        ("王毅", "会议决定任命王毅为外交部部长。", ["外交部部长"]),
        ("郭声琨", "免去郭声琨的公安部部长职务。", ["公安部部长"]),
        ("特朗普", "习近平同美国总统特朗普通电话。", ["美国总统"]),
        ("特朗普", "美国前总统特朗普被起诉。", ["美国前总统"]),
        ("普京", "俄罗斯总统弗拉基米尔·弗拉基米罗维奇·普京抵达", ["俄罗斯总统"]),
        ("普京", "普京任命米舒斯京为俄新一届政府总理", []),
        ("普京", "普京发言人佩斯科夫说", []),
        ("努尔·白克力", "国家能源局原局长努尔•白克力受审。", ["国家能源局原局长"]),
        ("周明华", "縣圖書館館長周明華說，新館開放。", ["縣圖書館館長"]),
        (
            "王继才",
            "江苏省灌云县开山岛民兵哨所所长王继才",
            ["江苏省灌云县开山岛民兵哨所所长"],
        ),
        ("王勇", "副主任王勇峰说，国务委员王勇出席。", ["国务委员"]),
        ("王勇", "国务院国有资产监督管理委员会主任王勇", ["国务院国有资产监督管理委员会主任"]),
        ("张茅", "国家能源局党组书记、局长张茅说", ["国家能源局党组书记、局长"]),
        ("张茅", "", []),
        ("栖川", "栖平高速栖川段长41.3公里。", []),
        ("栖川", "栖川段长约四十一公里。", []),
        ("栖川", "栖川段长说，今天巡查两公里。", ["段长"]),
    ],
)
def test_offices_in_a_text(name: str, text: str, found: list[str], tokenizer: Tokenizer) -> None:
    assert offices(name, text, tokenizer) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("外交部部长", "外交部长"),
        ("俄罗斯联邦总统", "俄总统"),
        ("美利坚合众国总统", "美国总统"),
        ("国家市场监督管理总局局长", "国家市场监管总局局长"),
        ("古巴共和国总统", "古巴总统"),
    ],
)
def test_wordings_of_one_office(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


def test_offices_come_by_date_and_reprints_count_once(explorer: Explorer) -> None:
    assert lines(explorer.who("阮青山")) == [
        [
            ("河口县委书记", date(2019, 3, 5), date(2020, 6, 1), 2),
            ("县人大常委会主任", date(2019, 3, 5), date(2019, 3, 5), 1),
        ],
        [("栖川市副市长", date(2021, 2, 8), date(2021, 5, 9), 2)],
        [("云桥镇中学教师", date(2022, 7, 1), date(2022, 7, 1), 1)],
    ]


def test_heads_of_two_states_are_two_people(explorer: Explorer) -> None:
    # Whose the other one is, nobody can tell: it goes with the first.
    assert lines(explorer.who("奥巴马")) == [
        [
            ("民主党总统候选人", date(2012, 8, 1), date(2012, 8, 1), 1),
            ("美国总统", date(2013, 2, 1), date(2013, 2, 1), 1),
        ],
        [("赤道几内亚总理", date(2020, 2, 1), date(2020, 2, 1), 1)],
    ]


def test_each_office_is_quoted_with_the_name(explorer: Explorer) -> None:
    who = explorer.who("范闻笙")
    for person in who.persons:
        for office in person.offices:
            assert office.name in office.first.quote
            marked = {
                office.first.passage.text[start:end] for start, end in office.first.highlights
            }
            assert any(office.name in words for words in marked)
            assert any("范闻笙" in words for words in marked)
    assert [c.number for c in who.citations()] == [*range(1, len(who.citations()) + 1)]


def test_first_and_last_appearance(explorer: Explorer) -> None:
    who = explorer.who("阮青山")
    assert who.first is not None
    assert who.last is not None
    assert who.first.passage.id == "p0#0"
    assert who.last.passage.id == "p10#0"
    within = explorer.who("阮青山", Period(date(2020, 1, 1), date(2020, 12, 31)))
    assert lines(within) == [[("县委书记", date(2020, 6, 1), date(2020, 6, 1), 1)]]
    assert (within.passages, within.read, within.complete) == (1, 1, True)


def test_most_offices(explorer: Explorer) -> None:
    who = explorer.who("阮青山", most=1)
    assert sum(len(person.offices) for person in who.persons) == 1
    assert who.left_out == sum(map(len, lines(explorer.who("阮青山")))) - 1


def test_companions_are_those_of_the_same_articles(explorer: Explorer) -> None:
    named = {one.name: one.articles for one in explorer.who("范闻笙").companions}
    assert named["阮青山"] == 2


def test_name_that_the_archive_has_not_gets_the_nearest(explorer: Explorer) -> None:
    who = explorer.who("阮清山")
    assert not who.found
    assert who.persons == ()
    assert who.nearest[0] == "阮青山"


def test_names_by_their_beginning(explorer: Explorer) -> None:
    assert explorer.names("阮", 10) == ["阮青山"]
    assert explorer.names("阿米尔", 10) == ["阿米尔·卡达"]
    assert explorer.names("", 1) == ["阮青山"]
    assert explorer.names("没有", 10) == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" 周明华 ", "周明华"),
        ("李克强总理", "李克强"),
        ("国务院总理李克强", "李克强"),
        ("范闻笙副县长", "范闻笙"),
        ("王部长", "王部长"),
        ("努尔·白克力", "努尔·白克力"),
    ],
)
def test_name_without_the_office_beside_it(typed: str, name: str) -> None:
    assert read_name(typed) == name


@pytest.mark.parametrize("typed", ["", "  ", "。", "王", "王" * 41])
def test_no_name(typed: str) -> None:
    with pytest.raises(ValueError, match=r"没有写名字|不像一个人的全名"):
        read_name(typed)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("馆长周明华说，新馆开放。", ["周明华"]),
        ("美国总统特朗普和俄罗斯总统普京通电话。", ["特朗普", "普京"]),
        ("联合国秘书长安东尼奥·古特雷斯说", ["安东尼奥·古特雷斯"]),
        ("阮青山、范闻笙、娄大川陪同", ["阮青山", "范闻笙", "娄大川"]),
        ("青龙水库下闸蓄水", []),
    ],
)
def test_names_in_a_text(text: str, names: list[str], tokenizer: Tokenizer) -> None:
    normal = normal_form(text)
    assert people_in(normal, tokenizer.tokens(normal)) == names


def test_labels_are_well_formed() -> None:
    rows = [
        json.loads(line)
        for line in (Path(__file__).parent / "data/people.jsonl").read_text("utf-8").splitlines()
    ]
    assert len({row["name"] for row in rows}) == 30
    for row in rows:
        for office in row["offices"]:
            assert date.fromisoformat(office["first"]) <= date.fromisoformat(office["last"])
