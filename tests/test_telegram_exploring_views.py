"""What the exploring commands show, and how what stands behind them is read."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from exploring_archive import FERRY_CUT, FERRY_END, START, build

from qabot.channels.exploring import chart
from qabot.channels.telegram.exploring.arguments import period_in, topic_in
from qabot.channels.telegram.exploring.command import COMMANDS
from qabot.channels.telegram.exploring.page import Shown, entry, pages_of
from qabot.channels.telegram.exploring.plot import characters
from qabot.channels.telegram.links import Links
from qabot.channels.telegram.split import Run, to_plain, units
from qabot.channels.telegram.state.database import Database
from qabot.channels.telegram.state.requests import Request, Requests
from qabot.exploring import Explorer
from qabot.language.words import Tokenizer
from qabot.messages import speak
from qabot.searching.engine import ALWAYS, Period
from qabot.searching.engines import opener_of
from qabot.types import Citation, Passage
from telegram_server.checks import TelegramHTML

LINK = "https://t.me/some_bot?start="
YEAR = Period(date(2021, 1, 1), date(2021, 12, 31))


@pytest.fixture(scope="module")
def explorer(
    tmp_path_factory: pytest.TempPathFactory, cache: Path, tokenizer: Tokenizer
) -> Explorer:
    settings = build(tmp_path_factory.mktemp("views"), cache, tokenizer)
    opener = opener_of(settings)
    return Explorer(settings, opener.open(opener.newest()), tokenizer)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "state.sqlite")) as database:
        yield database


@pytest.fixture
def links(database: Database) -> Links:
    return Links(database, lambda: "some_bot")


def show(
    explorer: Explorer, links: Links, name: str, argument: str = "", period: Period = ALWAYS
) -> Shown:
    """Show what a command asks for, with the days that a chat wishes; all pages must be proper HTML."""
    command = COMMANDS[name]
    shown = command.show(explorer, command.read(argument, period), links)
    for page in shown.pages:
        assert TelegramHTML(page).problem == ""
        assert units(page) <= 2000
    return shown


def plain(shown: Shown) -> list[str]:
    return [line for page in shown.pages for line in to_plain(page).split("\n") if line]


def test_timeline_is_quotes_by_day_with_links(explorer: Explorer, links: Links) -> None:
    shown = show(explorer, links, "timeline", "青柳河大桥")
    (page,) = shown.pages
    title, first, *_ = page.split("\n\n")
    assert title == "<b>来龙去脉 · 青柳河大桥</b>"
    assert first == (
        "<b>2020-05-07（文中：2020-05-06）</b>\n"
        f"<blockquote><b>青柳河大桥</b>{START.removeprefix('青柳河大桥')}</blockquote>\n"
        f'<a href="{LINK}a_start">青柳河大桥开工</a> · news.jsonl'
    )
    assert "青柳河大桥合龙 · news.jsonl · 至 2021-03-03 共 2 篇" in plain(shown)
    assert shown.months[0] == (date(2020, 5, 1), 1)
    assert shown.months[-1] == (date(2022, 6, 1), 1)


def test_days_of_the_chat_apply_and_are_told(explorer: Explorer, links: Links) -> None:
    lines = plain(show(explorer, links, "timeline", "青柳河大桥", YEAR))
    assert lines[0] == "来龙去脉 · 青柳河大桥 · 2021-01-01 至 2021-12-31"
    assert [line for line in lines if re.match(r"20\d\d-", line)] == [
        "2021-01-20",
        "2021-03-02（文中：2021-03-01）",
        "2021-06-30",
    ]


def test_topic_that_is_not_there(explorer: Explorer, links: Links) -> None:
    shown = show(explorer, links, "timeline", "魔法少女")
    assert plain(shown) == ["来龙去脉 · 魔法少女", "档案里没有关于“魔法少女”的内容。"]
    assert shown.months == ()
    past = Period(None, date(2019, 12, 31))
    assert plain(show(explorer, links, "latest", "青柳河大桥", past)) == [
        "最新的文章 · 青柳河大桥 · 最早 至 2019-12-31",
        "这段时间没有关于“青柳河大桥”的内容；档案里有 2020-05-07 至 2022-06-30 的。",
    ]


def test_figures_stand_below_what_they_count(explorer: Explorer, links: Links) -> None:
    assert plain(show(explorer, links, "figures", "青柳河大桥")) == [
        "数字 · 青柳河大桥",
        "▎全长",
        "860米 · 2020-05-06",
        START,
        "青柳河大桥开工 · 2020-05-07 · news.jsonl",
        "▎日均过车",
        "3,000辆 · 2022-06-30",
        "青柳河大桥通车一年，日均过车三千辆，两岸工人在桥面重聚。",
        "大桥通车一年 · 2022-06-30 · news.jsonl",
    ]


def test_words_of_a_month(explorer: Explorer, links: Links) -> None:
    assert plain(show(explorer, links, "topics", "2022-07", YEAR)) == [
        "比平时突出的词",
        "2022-07-01 至 2022-07-31，4 篇：",
        "白石沟山洪",
        "白石沟山洪过后第4天，40户村民搬进安置点。",
        "白石沟山洪：第4天 · 2022-07-04 · news.jsonl · 4 个标题，为平时的 6.2 倍",
    ]


def test_reprint_with_its_change(explorer: Explorer, links: Links) -> None:
    (page,) = show(explorer, links, "related", f"{LINK}a_ferry").pages
    assert to_plain(page).split("\n\n")[1:] == [
        "石门渡口\n2020-09-01 · news.jsonl",
        "▎另见：news.jsonl 2020-09-03\n题为《撑船四十年》",
        f"此篇\n{FERRY_END}\n石门渡口 · 2020-09-01 · news.jsonl",
        f"转载\n{FERRY_CUT}\n撑船四十年 · 2020-09-03 · news.jsonl",
    ]
    assert show(explorer, links, "related", "ferry").pages == (page,)


def test_related_by_time(explorer: Explorer, links: Links) -> None:
    headings = [line for line in plain(show(explorer, links, "related", "joined")) if "▎" in line]
    assert headings == ["▎同一件事", "▎此前", "▎此后"]
    assert plain(show(explorer, links, "related", "nothing")) == [
        "档案里没有这篇文章：链接可能不完整，也可能文章已经撤下。/latest 列出最新的文章。"
    ]


def test_articles_by_day(explorer: Explorer, links: Links) -> None:
    (page,) = show(explorer, links, "between", "2021-03-02 至 2021-03-03", Period()).pages
    assert page == (
        "<b>文章 · 2021-03-02 至 2021-03-03</b>\n\n"
        f'<b>2021-03-03</b>\n• <a href="{LINK}a_again">青柳河大桥合龙</a> · news.jsonl\n\n'
        f'<b>2021-03-02</b>\n• <a href="{LINK}a_joined">青柳河大桥合龙</a> · news.jsonl'
    )
    assert plain(show(explorer, links, "on", "1999-01-01", YEAR)) == [
        "文章 · 1999-01-01",
        "档案里没有这段时间的文章；现有 2020-05-07 至 2022-07-04。",
    ]


def test_person_without_office_and_without_a_trace(explorer: Explorer, links: Links) -> None:
    assert plain(show(explorer, links, "who", "阮阿九"))[:3] == [
        "其人 · 阮阿九",
        "2020-09-01 – 2020-09-03 · 2 段",
        "没有一处写明职务。",
    ]
    assert plain(show(explorer, links, "who", "邬小满"))[1].startswith("档案里没有“邬小满”。")


def test_in_english(explorer: Explorer, links: Links) -> None:
    speak("en")
    lines = plain(show(explorer, links, "timeline", "青柳河大桥"))
    assert lines[:2] == ["Timeline · 青柳河大桥", "2020-05-07 (in the text: 2020-05-06)"]


def test_pages_end_between_entries_and_nothing_is_lost() -> None:
    blocks = [[Run(f"{number}" + "水" * 400)] for number in range(12)]
    pages = pages_of("题目", blocks)
    assert [page.split("\n\n")[0] for page in pages] == ["<b>题目</b>"] * 3
    assert [to_plain(page).split("\n\n")[1:] for page in pages] == [
        ["".join(run.text for run in block) for block in blocks[start : start + 4]]
        for start in (0, 4, 8)
    ]


def test_quote_longer_than_a_page_is_whole() -> None:
    text = "<水>" * 1000
    passage = Passage(
        id="a#0", article_id="a", title="<b>", text=text, start=0, end=len(text), source="&"
    )
    cited = Citation(number=1, passage=passage, quote=text, highlights=((0, 3000),), score=1.0)
    pages = pages_of("题", [entry(cited, lambda _: LINK, "头")])
    assert all(TelegramHTML(page).problem == "" and units(page) <= 2000 for page in pages)
    lines = [line for page in pages for line in to_plain(page).split("\n") if line != "题"]
    assert "".join(lines) == f"头{text}<b> · &"


def test_source_that_is_an_address_is_told_by_its_site() -> None:
    passage = Passage(
        id="a#0",
        article_id="a",
        title="题",
        text="文",
        start=0,
        end=1,
        source="https://news.example.org/2020/1.html",
        published=date(2020, 5, 6),
    )
    cited = Citation(number=1, passage=passage, quote="文", highlights=(), score=1.0)
    (page,) = pages_of("题", [entry(cited, lambda _: LINK)])
    assert to_plain(page).split("\n")[-1] == "题 · 2020-05-06 · news.example.org"


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2021-01-18", date(2021, 1, 18), date(2021, 1, 18)),
        ("2021年1月18日", date(2021, 1, 18), date(2021, 1, 18)),
        ("２０２１/１/１８", date(2021, 1, 18), date(2021, 1, 18)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2020年", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020 2021", date(2020, 1, 1), date(2021, 12, 31)),
        ("2020-01-20到2020-02", date(2020, 1, 20), date(2020, 2, 29)),
        ("2020-01-20 and 2020-02-03", date(2020, 1, 20), date(2020, 2, 3)),
    ],
)
def test_days_as_people_type_them(typed: str, first: date, last: date) -> None:
    assert period_in(typed) == Period(first, last)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("昨天", "“昨天”不是日期，应为 YYYY-MM-DD。"),
        ("2021-02-30", "“2021-02-30”不是日期，应为 YYYY-MM-DD。"),
        ("2021-13", "“2021-13-1”不是日期，应为 YYYY-MM-DD。"),
        ("2021 2020", "起始日期 2021-01-01 晚于截止日期 2020-12-31。"),
        ("2019 2020 2021", "最多写两个日期。"),
        ("", ""),
    ],
)
def test_what_are_no_days(typed: str, told: str) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(told) + "$"):
        period_in(typed)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", ""),
        ("！？", "“！？”里没有可查的词。"),
        ("水" * 61, "这段话太长了，最多 60 个字，几个关键词就好。"),
    ],
)
def test_what_is_no_topic(typed: str, told: str) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(told) + "$"):
        topic_in(typed)


def test_plot_of_characters_is_one_block() -> None:
    shown = Shown(pages=("",), topic="桥", months=((date(2020, 5, 1), 1), (date(2020, 6, 1), 4)))
    assert characters(shown) == [
        "每月有几段说到它（每行一年，1 至 12 月，行末为全年）：\n<pre>2020 ····▂█······ 5</pre>"
    ]


def test_chart_is_a_picture(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    months = ((date(2020, 5, 1), 1), (date(2020, 6, 1), 4))
    speak("en")
    assert chart.chart_png("bridge", months, tmp_path).startswith(b"\x89PNG")


def test_requests_are_kept_by_code(database: Database) -> None:
    now = 1e9
    requests = Requests(database, lambda: now)
    request = Request(command="timeline", argument="青柳河大桥", period=YEAR)
    code = requests.keep(request)
    assert re.fullmatch("[A-Za-z0-9_-]{22}", code)
    assert requests.keep(request) == code
    assert requests.get(code) == request
    assert requests.get("other") is None
    now += 401 * 86_400
    requests.keep(Request(command="latest"))
    assert requests.get(code) is None
