from collections.abc import Iterator
from datetime import date

import pytest

from qabot.answering.refusal import coverage, is_smalltalk
from qabot.bot import QABot
from qabot.messages import speak
from qabot.searching import Period
from qabot.searching.engine import ALWAYS
from qabot.types import Hit, Passage


@pytest.fixture
def english() -> Iterator[None]:
    speak("en")
    yield
    speak(None)


def reason(bot: QABot, question: str, period: Period = ALWAYS) -> str:
    answer = bot.ask(question, period=period)
    assert not answer.found, answer.citations
    return answer.reason or ""


@pytest.mark.parametrize(
    "greeting",
    [
        "你好",
        "您好！",
        "　你好 ",
        "早上好。",
        "謝謝",
        "谢谢你！！",
        "Hello!",
        "hi",
        "Thank you.",
        "ＯＫ",
        "你是谁开发的",
        "请问您叫什么名字呀？",
        "你是不是真人",
        "非常感谢！",
    ],
)
def test_greeting_is_told_apart(small_bot: QABot, greeting: str) -> None:
    assert reason(small_bot, greeting).startswith("这像是打招呼")


@pytest.mark.parametrize(
    "question",
    [
        "你好医院在哪里",
        "谢谢侬茶馆什么时候开门",
        "早上好几点开门",
        "你知道水库投资多少吗",
        "《你是谁》的导演是谁",
    ],
)
def test_question_that_begins_like_a_greeting_is_none(question: str) -> None:
    assert not is_smalltalk(question)


@pytest.mark.parametrize(
    "question", ["", "   ", "？？？", "😀😀", "\x00\x1b", "\ud800", "的的的", "吗？"]
)
def test_question_without_words_is_refused(small_bot: QABot, question: str) -> None:
    assert reason(small_bot, question) == "问题里没有可以查找的词。请写出人名、地名或事情。"


def test_question_in_english_is_told_to_be_asked_in_chinese(small_bot: QABot) -> None:
    assert "请用中文提问" in reason(small_bot, "How much did the reservoir cost in 2020?")


def test_time_without_newspapers_is_told_before_words_that_stand_nowhere(small_bot: QABot) -> None:
    told = reason(small_bot, "1998年青龙水库的鲸鱼叫什么？")
    assert told.startswith("档案的日期从 ")
    assert told.endswith("没有1998年的内容。")


@pytest.mark.parametrize("gibberish", ["asdfghjkl qwerty", "龘靐齉爩", "zxcv１２３"])
def test_gibberish_is_refused(small_bot: QABot, gibberish: str) -> None:
    assert "没有出现过" in reason(small_bot, gibberish)


def test_words_that_the_archive_never_mentions_are_named(small_bot: QABot) -> None:
    assert reason(small_bot, "珠穆朗玛峰") == "档案里没有出现过“珠穆朗玛峰”。"


def test_endless_word_is_named_by_its_beginning(small_bot: QABot) -> None:
    assert reason(small_bot, "q" * 900) == f"档案里没有出现过“{'q' * 20}…”。"


def test_words_that_merely_ask_are_not_named(small_bot: QABot) -> None:
    assert reason(small_bot, "狐狸有几只") == "档案里没有出现过“狐狸”。"


def test_off_topic_question_is_refused_with_its_unknown_words(small_bot: QABot) -> None:
    text = reason(small_bot, "糖醋排骨怎么做才不腥？")
    assert "排骨" in text


@pytest.mark.parametrize(
    "period",
    [
        Period(date(1999, 1, 1), date(1999, 12, 31)),
        Period(first=date(2030, 1, 1)),
        Period(last=date(2000, 1, 1)),
    ],
)
def test_nothing_in_the_period_says_so(small_bot: QABot, period: Period) -> None:
    assert (
        reason(small_bot, "青龙水库总投资多少？", period)
        == "这段时间的档案里没有相关内容（没有日期的文章不计）。"
    )


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("question", "begin"),
    [
        ("你好", "This looks like a greeting."),
        ("？", "There is no word to search for."),
        ("珠穆朗玛峰", "The archive never mentions: 珠穆朗玛峰."),
    ],
)
def test_reason_is_in_the_language_of_the_person(
    small_bot: QABot, question: str, begin: str
) -> None:
    assert reason(small_bot, question).startswith(begin)


def test_reason_follows_the_environment(small_bot: QABot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QABOT_LANG", "en_GB")
    assert reason(small_bot, "你好").startswith("This looks like a greeting.")


def hit(title: str, text: str) -> Hit:
    passage = Passage(
        id="a#0", article_id="a", title=title, text=text, start=0, end=len(text), source="日报"
    )
    return Hit(passage=passage, score=1.0)


@pytest.mark.parametrize(
    ("weights", "share"),
    [
        ({"水库": 3.0, "投资": 1.0}, 3.0 / (3.0 + 1.0)),
        ({"水库": 3.0, "鲸鱼": None}, 3.0 / (3.0 + 3.0)),
        ({"标题": 2.0, "水库": 1.0, "投资": 1.0}, (2.0 + 1.0) / (2.0 + 1.0 + 1.0)),
        ({"水库": 3.0, "投资": 1.0, "鲸鱼": None}, 3.0 / (3.0 + 1.0 + (3.0 + 1.0) / 2)),
        ({"投资": 1.0, "鲸鱼": None}, 0.0 / (1.0 + 1.0)),
    ],
)
def test_coverage_is_the_share_of_weight_in_passage_and_title(
    weights: dict[str, float | None], share: float
) -> None:
    assert coverage(hit("標題", "青龍水庫開工。"), weights) == share
