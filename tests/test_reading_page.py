import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from qabot.language.normal import simplified
from qabot.reading import iter_articles
from qabot.reading.blocks import Block
from qabot.reading.bylines import is_byline, is_credit, names_in, names_of_tail, starts_report
from qabot.reading.columns import join_broken
from qabot.reading.drafts import Origin
from qabot.reading.page import is_page, read_page
from qabot.reading.roles import Role, role_of
from qabot.types import Article

HERE = Path(__file__).parent
REAL_PAGES = HERE.parents[1] / "shared" / "corpus" / "pages"
IMAGE = "\n\n\n\n"

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


def page(*blocks: str) -> list[Article]:
    text = "\n\n".join(blocks)
    assert is_page(text)
    return read_page(text, Origin("晚报.txt"))


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
    found = list(iter_articles(tmp_path / "a.txt", name="a.txt", max_bytes=10**6))
    assert [
        (a.title, a.author, a.paragraphs, a.captions, a.credits)
        for a in found
        if isinstance(a, Article)
    ] == [
        (
            printed(a.title),
            printed(a.author),
            tuple(map(printed, a.paragraphs)),
            tuple(map(printed, a.captions)),
            tuple(map(printed, a.credits)),
        )
        for a in page(*blocks)
    ]
    assert [a.author for a in found if isinstance(a, Article)] == [
        "石小滿 餘青",
        "張曉東",
        "江帆",
    ]


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
        *("蜂蜜甜", *BEES, "读者 林一", "编后：来稿收到，记者已联系村委会核实。"),
        *("青石河人行桥合龙", *BRIDGE),
    )
    assert bees.credits == ("读者 林一",)
    assert bees.paragraphs[-1] == "编后：来稿收到，记者已联系村委会核实。"
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


def test_date_line_counts_where_the_file_name_has_none() -> None:
    text = "\n\n".join(["2019年6月19日 星期三", "青石河人行桥合龙", *BRIDGE])
    assert [a.published for a in read_page(text, Origin("a.txt"))] == [date(2019, 6, 19)]
    named = read_page(text, Origin("a.txt", date(2020, 1, 1)))
    assert [a.published for a in named] == [date(2020, 1, 1)]


def body(*texts: str) -> list[tuple[Role, str]]:
    return [(Role.BODY, text) for text in texts]


def test_broken_paragraph_is_joined_over_a_caption() -> None:
    items = [*body("完成了制订工"), (Role.CAPTION, "新厂房"), *body("作。", "第二段。")]
    assert join_broken(items) == [
        *body("完成了制订工作。"),
        (Role.CAPTION, "新厂房"),
        *body("第二段。"),
    ]


@pytest.mark.parametrize(
    "items",
    [
        body("进一步扩大", "据了解，下一步将加大投入。"),
        body("進一步擴大", "據瞭解，下一步將加大投入。"),
        body("进一步扩大", "据了解，清除杂草、对微田园种植", "队伍。"),
        [*body("进一步扩大"), (Role.HEAD, "小标题"), *body("队伍。")],
        [*body("说完。"), (Role.HEAD, "小标题"), *body("第二段。")],
    ],
)
def test_doubtful_pieces_stay_apart(items: list[tuple[Role, str]]) -> None:
    assert join_broken(items) == items


def test_pieces_in_latin_letters_keep_their_space() -> None:
    assert join_broken(body("the old", "man.")) == body("the old man.")


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
    assert names_in(line) == names


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


@pytest.mark.parametrize(
    ("line", "gap", "role"),
    [
        ("图为书屋外景", 1, Role.CAPTION),
        ("书屋外景（通讯员 吴三 摄）", 1, Role.CAPTION),
        ("书屋外景 吴三 摄", 1, Role.CAPTION),
        ("书屋外景（资料图片）", 1, Role.CAPTION),
        ("书屋外景", 3, Role.CAPTION),
        ("书屋外景", 1, Role.HEAD),
        ("摄制组在书屋拍摄", 1, Role.HEAD),
        ("谁来守护书屋？", 1, Role.HEAD),
        ("问：谁来守护书屋？", 1, Role.BODY),
        ("清除杂草，对田园种植", 1, Role.HEAD),
        ("清除杂草，对田园种植的高秆植物和各种杂物一并", 1, Role.BODY),
        ("积极的贡献。", 1, Role.BODY),
        ("——记城南书屋", 1, Role.SUBTITLE),
        ("2019年6月19日 星期三", 1, Role.PAGE_LINE),
        ("03 经济观察", 1, Role.PAGE_LINE),
        ("责编：林一 版式：周二", 1, Role.PAGE_LINE),
    ],
)
def test_role_by_shape(line: str, gap: int, role: Role) -> None:
    assert role_of(Block(line, gap)) is role


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
        articles = list(iter_articles(path, name=path.name, max_bytes=100_000))
        assert [a.title for a in articles if isinstance(a, Article)] == [
            article["title"] for article in gold["articles"]
        ]
        for article, truth in zip(articles, gold["articles"], strict=True):
            assert isinstance(article, Article)
            assert article.paragraphs[0].startswith(truth["first"])
            assert article.author == truth["author"].removeprefix("麻源乡读者 ")


@pytest.mark.skipif(not REAL_PAGES.is_dir(), reason="the real pages are not beside this checkout")
def test_real_pages() -> None:
    found = [
        (article.title, article.author)
        for path in sorted(REAL_PAGES.glob("*.txt"))
        for article in read_page(path.read_text(encoding="utf-8"), Origin(path.name))
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
