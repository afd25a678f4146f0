import itertools
import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from qabot.language.normal import simplified
from qabot.reading import iter_articles
from qabot.reading.drafts import Origin
from qabot.reading.page.blocks import clean, split_blocks
from qabot.reading.page.bylines import (
    is_byline,
    is_credit,
    names_of_credit,
    names_of_tail,
    starts_report,
)
from qabot.reading.page.fitting import faults_on_page
from qabot.reading.page.reader import read_page
from qabot.reading.sidecar.corrections import CorrectedArticle, Corrections
from qabot.reading.sidecar.files import read_sidecar
from qabot.reading.sidecar.skeleton import sidecar_skeleton
from qabot.reading.text import read_text
from qabot.types import Article, Page, Place, Role

HERE = Path(__file__).parent
REAL_PAGES = HERE.parents[1] / "shared" / "corpus" / "pages"
GOLD = HERE / "data" / "real_pages.lines.json"
IMAGE = "\n\n"

BEES = [
    "本报讯（通讯员 石小满 余青）入夏以来，柳树沟的蜂农忙着摇蜜，全村二百箱蜜蜂进入丰产期。",
    "蜂农石大勇说，今年雨水匀，荆条花开得好，一箱蜜蜂能多收五斤蜂蜜。",
]
LIBRARY = [
    "走进城南书屋，书架直抵屋顶，三万册图书按年龄分区摆放，读者随到随读。",
    "书屋由旧粮库改建，保留了木梁和通风窗，夜里十点才关门，成了附近读者的第二个家。",
    "书屋每周办一次读书会，读者轮流领读，眼下报名已经排到三个月以后。",
]
BRIDGE = [
    "本报讯（记者 江帆）跨青石河的人行桥昨日合龙，桥长一百二十米，两岸居民步行只要三分钟。",
    "项目负责人说，人行桥的桥面用防滑石板铺成，国庆节前开放通行。",
]


def read(*blocks: str, corrections: Corrections | None = None) -> Page:
    text = clean("\n\n".join(blocks))
    return read_page(text, Origin("晚报.txt"), corrections or Corrections())


def page(*blocks: str) -> list[Article]:
    return list(read(*blocks).articles)


def test_titles_before_and_after_the_text() -> None:
    bees, library, bridge = page(
        "综合新闻",
        *BEES,
        "柳树沟：荆条花开蜂蜜甜",
        "旧粮库变身城南书屋",
        "——一座三万册小书屋的日常",
        "○ 通讯员 林一",
        *LIBRARY[:2],
        "领读的人",
        LIBRARY[2],
        "青石河人行桥合龙",
        *BRIDGE,
    )[-3:]
    assert (bees.title, bees.author) == ("柳树沟：荆条花开蜂蜜甜", "石小满 余青")
    assert bees.paragraphs == tuple(BEES)
    assert (library.title, library.author) == ("旧粮库变身城南书屋", "林一")
    assert library.subtitle == "——一座三万册小书屋的日常"
    assert library.paragraphs == (*LIBRARY[:2], "领读的人", LIBRARY[2])
    assert library.credits == ("○ 通讯员 林一",)
    assert (bridge.title, bridge.author) == ("青石河人行桥合龙", "江帆")
    assert bridge.paragraphs == tuple(BRIDGE)


def test_traditional_page_in_big5_gives_the_same_articles_as_printed(tmp_path: Path) -> None:
    blocks = (
        *("柳树沟：荆条花开蜂蜜甜", *BEES, "图为蜂农石大勇（记者 吴三 摄）"),
        *("旧粮库变身城南书屋", "○ 通讯员 张晓东", *LIBRARY[:2], "领读的人", LIBRARY[2]),
        *("青石河人行桥合龙", *BRIDGE, "郑四 刘兰 摄影报道"),
        "责任编辑：林一 校对：周二",
    )
    converter = OpenCC("s2tw")

    def printed(text: str) -> str:
        return str(converter.convert(text))

    (tmp_path / "a.txt").write_text(printed("\n\n".join(blocks)), encoding="big5")
    (found,) = iter_articles(tmp_path / "a.txt", name="a.txt", max_bytes=10**6)
    assert isinstance(found, Page)
    assert [(a.title, a.author, a.paragraphs, a.captions, a.credits) for a in found.articles] == [
        (
            printed(a.title),
            printed(a.author),
            tuple(map(printed, a.paragraphs)),
            tuple(map(printed, a.captions)),
            tuple(map(printed, a.credits)),
        )
        for a in page(*blocks)
    ]
    assert [a.author for a in found.articles] == ["石小滿 餘青", "張曉東", "江帆"]


@given(st.text(st.characters(exclude_categories=()) | st.sampled_from("臺灣記者攝瞭乾😀\ud800")))
def test_simplified_form_has_every_character_in_its_place(text: str) -> None:
    assert simplified(text) == "".join(map(simplified, text))
    assert len(simplified(text)) == len(text)


def test_title_after_the_last_article_of_a_page() -> None:
    articles = page(*BEES, "柳树沟：荆条花开蜂蜜甜", *BRIDGE, "青石河人行桥合龙")
    assert [a.title for a in articles] == ["柳树沟：荆条花开蜂蜜甜", "青石河人行桥合龙"]


def test_title_without_byline_or_lead_begins_an_article() -> None:
    articles = page(
        "柳树沟：荆条花开蜂蜜甜",
        *BEES,
        "旧粮库变身城南书屋 读者夜读到十点",
        *LIBRARY,
        "青石河人行桥合龙",
        *BRIDGE,
    )
    assert [a.title for a in articles] == [
        "柳树沟：荆条花开蜂蜜甜",
        "旧粮库变身城南书屋 读者夜读到十点",
        "青石河人行桥合龙",
    ]  # fmt: skip


def test_captions_and_credits_stay_with_their_article() -> None:
    library, bridge = page(
        "旧粮库变身城南书屋",
        "□林一 本报记者 周二 文/图",
        LIBRARY[0],
        IMAGE + "夜读的孩子",
        LIBRARY[1],
        "图为书屋外景（通讯员 吴三 摄）",
        "青石河人行桥合龙",
        *BRIDGE,
        "郑四 王五 摄影报道",
    )
    assert library.captions == ("夜读的孩子", "图为书屋外景（通讯员 吴三 摄）")
    assert library.paragraphs == tuple(LIBRARY[:2])
    assert library.author == "林一 周二"
    assert bridge.credits == ("郑四 王五 摄影报道",)
    assert bridge.author == "江帆"


def test_signature_without_a_mark_stays_with_the_text_above() -> None:
    bees, bridge = page(
        *("柳树沟：荆条花开蜂蜜甜", *BEES, "读者 林一"),
        *("青石河人行桥合龙", *BRIDGE),
    )
    assert bees.credits == ("读者 林一",)
    assert bridge.title == "青石河人行桥合龙"


def test_title_set_off_like_a_caption_is_a_title_above_a_byline_or_its_own_lead() -> None:
    articles = page(
        *("柳树沟：荆条花开蜂蜜甜", *BEES, IMAGE + "青石河人行桥合龙", *BRIDGE),
        *(IMAGE + "旧粮库变身城南书屋", "○ 林一", *LIBRARY),
    )
    assert [a.title for a in articles] == [
        "柳树沟：荆条花开蜂蜜甜",
        "青石河人行桥合龙",
        "旧粮库变身城南书屋",
    ]


def test_signature_under_a_notice_is_kept() -> None:
    articles = page(
        *("青石河人行桥合龙", *BRIDGE, *BEES, "柳树沟：荆条花开蜂蜜甜", "停水公告"),
        "因更换主管道，十九日八时至二十日八时城北片区停止供水，请储水备用。",
        *("青石县自来水公司", "2023年6月18日"),
    )
    assert articles[-1].title == "停水公告"
    assert articles[-1].credits == ("青石县自来水公司", "2023年6月18日")


def test_kicker_goes_to_the_subtitle_and_slogan_goes_nowhere() -> None:
    library, bridge = page(
        *("要闻", "同心同德 再启新程", "三万册图书 夜里十点才关门", "旧粮库变身城南书屋", "○ 林一"),
        *LIBRARY,
        "青石河人行桥合龙",
        *BRIDGE,
    )
    assert (library.title, library.subtitle) == ("旧粮库变身城南书屋", "三万册图书 夜里十点才关门")
    assert bridge.subtitle == ""


def test_broken_paragraph_is_joined_over_captions_and_keeps_the_places_of_its_pieces() -> None:
    bridge = BRIDGE[1]
    cut = bridge.index("开放") + 1
    found = read(
        *(
            "青石河人行桥合龙",
            BRIDGE[0],
            bridge[:cut],
            IMAGE + "图为合龙现场（江帆 摄）",
            bridge[cut:],
        ),
        *("柳树沟：荆条花开蜂蜜甜", *BEES),
    )
    article = found.articles[0]
    assert article.paragraphs == tuple(BRIDGE)
    assert article.captions == ("图为合龙现场（江帆 摄）",)
    first, second = article.places[1]
    assert found.text[first.start : first.end] + found.text[second.start : second.end] == bridge
    assert (first.first_line, second.first_line) == (5, 11)


def test_pieces_in_latin_letters_keep_their_space() -> None:
    blocks = (
        "青石河人行桥合龙",
        *BRIDGE,
        "跨河人行桥合龙后，书屋的读者用英语写道 the old",
        "man crossed the river。",
    )
    assert page(*blocks)[0].paragraphs[-1].endswith("the old man crossed the river。")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("○ 通讯员 万里程", ("万里程",)),
        ("□吴三 本报记者 吴四五 文/图", ("吴三", "吴四五")),
        ("■ 本报记者 金兰 通讯员 蒋永福、何丽", ("金兰", "蒋永福", "何丽")),
        ("◎ 记者 王 磊 文/图", ("王磊",)),
        ("本报记者 阿依古丽·买买提", ("阿依古丽·买买提",)),
        ("通讯员：林一 周二", ("林一", "周二")),
        ("○ 柏秋", ("柏秋",)),
    ],
)
def test_bylines_of_all_forms(line: str, names: tuple[str, ...]) -> None:
    assert is_byline(line)
    assert names_of_credit(line) == names


@pytest.mark.parametrize("line", ["高扬 张弛 文/图", "谢然 摄影报道", "（通讯员 林一 周二）"])
def test_credits_are_no_bylines(line: str) -> None:
    assert is_credit(line)


@pytest.mark.parametrize(
    "line",
    ["记者走进新农村", "兴水利惠民", "一条路 七成在桥上", "○", "", "本报记者", "□今天的天气非常好"],
)
def test_other_lines_are_neither(line: str) -> None:
    assert not is_byline(line)
    assert not is_credit(line)


def test_leads_and_tails() -> None:
    assert starts_report("本报讯(甲乙 记者 丙丁)正文")
    assert starts_report("本报贵阳7月25日电 正文")
    assert starts_report("新华社北京7月25日电（记者 甲乙）正文")
    assert not starts_report("本报记者了解到，电力供应充足。")
    assert not starts_report("本报记者从通讯公司了解到，信号已经恢复。")
    assert not starts_report("合作社通了电，家家户户都来看。")
    assert names_of_tail("修好了。（通讯员 林一 周二）") == ("林一", "周二")
    assert names_of_tail("修好了。（见第三版）") == ()


def test_sample_pages_give_their_articles() -> None:
    for line in (HERE / "data" / "sample_pages.gold.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        path = HERE.parent / "corpus" / gold["page"]
        (found,) = iter_articles(path, name=path.name, max_bytes=100_000)
        assert isinstance(found, Page)
        articles = found.articles
        assert [a.title for a in articles] == [article["title"] for article in gold["articles"]]
        for article, truth in zip(articles, gold["articles"], strict=True):
            assert article.paragraphs[0].startswith(truth["first"])
            assert article.author == truth["author"].removeprefix("麻源乡读者 ")


@pytest.mark.skipif(not REAL_PAGES.is_dir(), reason="the real pages are not beside this checkout")
def test_real_pages() -> None:
    found = [
        (article.title, article.author)
        for path in sorted(REAL_PAGES.glob("*.txt"))
        for article in read_page(clean(path.read_text("utf-8")), Origin(path.name)).articles
    ]
    assert found == [
        ("党员干部下沉释放社区治理“新效能”", "万再祥"),
        ("天星乡：东桑西移见成效 产业红利喜煞人", "吴锐"),
        ("平庄镇背鹅村：贫困山村绘就脱贫美丽画卷", "余光燕 余欢"),
        ("兴水利惠民", "杨元彬"),
        ("县委农村工作暨实施乡村振兴战略领导小组会议召开", "邹小朋 吴祥华"),
        ("岑巩县9个重点项目开工动土 总投资8.84亿元", "吴国明 胡飞"),
        ("岑巩县重点人群新冠疫苗 接种工作有序开展", "唐鹏 万兆川 刘丹"),
        ("县纪委监委“四级联动” 严防冬春疫情反弹", "曾娜"),
        ("党建引领新廖家 社区治理谱新篇", "高扬 张弛"),
        ("为疫情防控复工复产营造安全稳定的社会环境", "吴印祥 吴文俊"),
        ("四川广安市广安区大龙镇 乡村旅游添新景", "廖小兵 周娟 戴明"),
        ("地理标志产品德阳酱油地方标准 正式发布实施", "曾可嘉 方玲 李鹏飞"),
    ]


@pytest.mark.skipif(not REAL_PAGES.is_dir(), reason="the real pages are not beside this checkout")
@pytest.mark.parametrize("name", sorted(json.loads(GOLD.read_text("utf-8"))))
def test_real_page_line_by_line(name: str) -> None:
    truth = json.loads(GOLD.read_text("utf-8"))[name]
    found = read_page(clean((REAL_PAGES / name).read_text("utf-8")), Origin(name))
    roles = {block.place.first_line: block for block in found.blocks}
    for number, article in enumerate(truth["articles"]):
        assert found.articles[number].author == article["author"]
        for role in ("title", "subtitle", "byline", "caption", "credit", "question"):
            for line in article.get(role, []):
                assert (line, roles[line].role, roles[line].article) == (line, Role(role), number)
        for line in article["body"]:
            assert roles[line].role in (Role.BODY, Role.ANSWER), line
            assert roles[line].article == number, line
    joins = [
        (left.first_line, right.first_line)
        for article in found.articles
        for places in article.places
        for left, right in itertools.pairwise(places)
    ]
    missing = {tuple(pair) for pair in truth["joins"]} - set(joins)
    assert set(joins) <= {tuple(pair) for pair in truth["joins"]}
    # One piece ends with a clause that stands twice on the page; its join stays doubtful.
    assert missing <= {(53, 63)}


def test_places_lead_back_to_lines() -> None:
    text = clean("题目\r\n\r\n　　第一段。\n第二段。\u2028\n图为桥\n")
    assert [(b.text, b.place, b.gap) for b in split_blocks(text)] == [
        ("题目", Place(0, 2, 1, 1), 0),
        ("第一段。", Place(6, 10, 3, 3), 1),
        ("第二段。", Place(11, 15, 4, 4), 0),
        ("图为桥", Place(17, 20, 6, 6), 1),
    ]


def test_page_set_in_narrow_columns_is_unwrapped() -> None:
    texts = [
        "柳树沟的蜂农忙着摇蜜全村二百箱蜜蜂进入丰产期蜂农石大勇说今年雨水匀" * 2,
        "书屋由旧粮库改建保留了木梁和通风窗" * 8,
    ]
    wrapped = "\n".join(
        "\n".join(f"　　{t}。"[n : n + 14] for n in range(0, len(t) + 3, 14)) for t in texts
    )
    assert [b.text for b in split_blocks(wrapped)] == [f"{t}。" for t in texts]


def test_corrections_win() -> None:
    blocks = ("要闻", "柳树沟：荆条花开蜂蜜甜", *BEES, "旧粮库变身城南书屋", *LIBRARY)
    drawn = Corrections(
        articles=(
            CorrectedArticle(lines=((5, 7),), title="摇蜜忙", authors=("石小满",)),
            CorrectedArticle(
                lines=((11, 15),), title_lines=(9,), subtitle="三万册", published=date(2024, 5, 1)
            ),
        ),
        roles={3: Role.SLOGAN},
        joins=((11, 15),),
    )
    found = read(*blocks, corrections=drawn)
    bees, library = found.articles
    assert (bees.title, bees.author, bees.paragraphs) == ("摇蜜忙", "石小满", tuple(BEES))
    assert (library.title, library.subtitle) == ("旧粮库变身城南书屋", "三万册")
    assert library.published == date(2024, 5, 1)
    assert library.paragraphs == (LIBRARY[0] + LIBRARY[2], LIBRARY[1])
    assert [(b.role, b.article, b.confidence) for b in found.blocks if b.text == blocks[1]] == [
        (Role.SLOGAN, None, 1.0)
    ]


def test_article_drawn_over_the_end_of_a_part_stays_whole() -> None:
    blocks = [text for n in range(230) for text in (f"青石河人行桥合龙之{n}", *BRIDGE)]
    drawn = Corrections(
        articles=(CorrectedArticle(lines=((1001, 1399),), title="桥"),), joins=((999, 1401),)
    )
    found = read(*blocks, corrections=drawn)
    (article,) = [a for a in found.articles if a.title == "桥"]
    assert {b.article for b in found.blocks if 1001 <= b.place.first_line <= 1399} == {
        found.articles.index(article)
    }


def test_block_that_two_entries_name_is_used_once() -> None:
    wrapped = f"{LIBRARY[1][:21]}\n{LIBRARY[1][21:]}"
    drawn = (
        CorrectedArticle(lines=((1, 3),), title="甲"),
        CorrectedArticle(lines=((4, 6),), title="乙"),
    )
    found = read(LIBRARY[0], wrapped, BRIDGE[1], corrections=Corrections(articles=drawn))
    assert [(a.title, a.paragraphs) for a in found.articles] == [
        ("甲", tuple(LIBRARY[:2])),
        ("乙", (BRIDGE[1],)),
    ]


def test_roles_that_a_person_named_win_inside_an_article() -> None:
    roles = {3: Role.QUESTION, 5: Role.ANSWER, 7: Role.JUMP, 9: Role.BODY}
    drawn = Corrections(
        articles=(CorrectedArticle(lines=((1, 9),), title_lines=(1,)),), roles=roles
    )
    found = read("蜂蜜甜", *BEES, "（下转第3版）", "问：谁修的桥？", corrections=drawn)
    assert [(b.role, b.article, b.confidence) for b in found.blocks[1:]] == [
        (role, 0, 1.0) for role in roles.values()
    ]
    assert found.articles[0].paragraphs == (*BEES, "问：谁修的桥？")


def same(page: Page) -> Page:
    return replace(page, blocks=tuple(replace(b, confidence=1.0) for b in page.blocks))


def assert_skeleton_changes_nothing(path: Path) -> None:
    text, origin = clean(path.read_text("utf-8")), Origin(path.name)
    found = read_text(text, origin)
    corrections, faults = read_sidecar(
        sidecar_skeleton(found).encode(), name="x", line_count=text.count("\n") + 1
    )
    assert faults == ()
    assert faults_on_page(corrections, found.blocks) == []
    assert same(read_text(text, origin, corrections=corrections)) == same(found)


@pytest.mark.parametrize("path", sorted((HERE.parent / "corpus").glob("*.txt")), ids=str)
def test_unchanged_skeleton_of_a_sample_page_changes_nothing(path: Path) -> None:
    assert_skeleton_changes_nothing(path)


@pytest.mark.skipif(not REAL_PAGES.is_dir(), reason="the real pages are not beside this checkout")
def test_unchanged_skeleton_of_a_real_page_changes_nothing() -> None:
    for path in sorted(REAL_PAGES.glob("*.txt")):
        assert_skeleton_changes_nothing(path)


def ink(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


PIECES = st.sampled_from(
    [*BEES, *LIBRARY, *BRIDGE, "桥修好了", "○ 通讯员 周二", "——侧记", "图为桥", "吴三 文/图", "问：谁修的？", "答：村民", "（下转第3版）",
     "2023年3月14日", "责编：林一", "\n\n\n\n", *"。，“”（ \n\r\ufeff\0\u3000"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(),
    st.lists(PIECES, max_size=40).map("".join),
    st.lists(PIECES, max_size=40).map("\n\n".join),
)


@given(TEXTS)
def test_every_character_of_a_page_is_in_one_block_and_every_text_in_one_article(raw: str) -> None:
    text = clean(raw)
    found = read_page(text, Origin("a.txt"))
    assert sum((ink(b.text) for b in found.blocks), Counter[str]()) == ink(text)
    assert all(ink(text[b.place.start : b.place.end]) == ink(b.text) for b in found.blocks)
    for number, article in enumerate(found.articles):
        own = [b for b in found.blocks if b.article == number]
        said = ink(article.title) + ink(article.subtitle) + ink(article.text)
        assert said == sum((ink(b.text) for b in own), Counter[str]())
        assert len(article.places) == len(article.text.split("\n"))
        for line, places in zip(article.text.split("\n"), article.places, strict=True):
            assert ink(line) == sum((ink(text[p.start : p.end]) for p in places), Counter[str]())
    kept = {Role.BODY, Role.QUESTION, Role.ANSWER}
    assert all(b.article is not None for b in found.blocks if b.role in kept)


LINES = st.integers(1, 60)
RANGES = st.tuples(LINES, st.integers(0, 9)).map(lambda r: (r[0], r[0] + r[1]))
PAIRS = st.tuples(LINES, LINES).filter(lambda p: p[0] < p[1])
HEADS = st.lists(LINES, max_size=2).map(tuple)
DRAWN = st.builds(
    CorrectedArticle,
    lines=st.lists(RANGES, min_size=1, max_size=3).map(tuple),
    title_lines=HEADS,
    title=st.sampled_from([None, "", "桥"]),
    subtitle_lines=HEADS,
)
CORRECTIONS = st.builds(
    Corrections,
    roles=st.dictionaries(LINES, st.sampled_from(Role), max_size=6),
    articles=st.lists(DRAWN, max_size=4).map(tuple),
    joins=st.lists(PAIRS, max_size=6).map(tuple),
    apart=st.lists(PAIRS, max_size=6).map(tuple),
)
WRAPPED = st.lists(
    st.one_of(
        PIECES, st.sampled_from([*BEES, *LIBRARY]).map(lambda t: f"{t[:21]}\n{t[21:42]}\n桥")
    ),
    max_size=30,
).map("\n\n".join)


@given(st.one_of(TEXTS, WRAPPED), CORRECTIONS)
def test_every_character_stays_in_one_place_whatever_a_person_says(
    raw: str, corrections: Corrections
) -> None:
    text = clean(raw)
    found = read_page(text, Origin("a.txt"), corrections)
    faults_on_page(corrections, found.blocks)
    assert sum((ink(b.text) for b in found.blocks), Counter[str]()) == ink(text)
    for number, article in enumerate(found.articles):
        own = {b.place: b for b in found.blocks if b.article == number}
        places = [place for pieces in article.places for place in pieces]
        assert len(set(places)) == len(places)
        assert set(places) <= set(own)
        assert ink(article.text) == sum((ink(own[p].text) for p in places), Counter[str]())
