"""What the Telegram bot keeps of chats and remarks, and the figures that it counts."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import telegram_bot_process as archive

from qabot.channels.telegram.preference_words import preference_after
from qabot.channels.telegram.state.answers import Earlier, ShownAnswers
from qabot.channels.telegram.state.database import Database
from qabot.channels.telegram.state.figures import Figures, figures_since
from qabot.channels.telegram.state.preferences import Preference, Preferences
from qabot.channels.telegram.state.remarks import Remark, Remarks
from qabot.channels.telegram.statistics import Statistics
from qabot.messages import speak
from qabot.searching import Period
from qabot.types import Answer

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "state.sqlite")
    yield database
    database.close()


def answered(database: Database, at: datetime, ms: float, *, found: bool = True) -> str:
    """Keep an answer as if it had been shown; return its id."""
    ((number,),) = database.rows("SELECT count(*) FROM answers")
    database.rows(
        "INSERT INTO answers (id, chat, at, question, found, passages, cited, message, ms)"
        " VALUES (?, 1, ?, '？', ?, '[]', 0, '', ?)",
        (f"id{number}", at.timestamp(), found, ms),
    )
    return f"id{number}"


def voted(database: Database, answer: str, user: int, at: datetime, *, good: bool) -> None:
    database.rows("INSERT INTO votes VALUES (?, ?, ?, ?)", (answer, user, good, at.timestamp()))


def test_state_is_readable_only_for_its_owner(database: Database, tmp_path: Path) -> None:
    Preferences(database).keep(1, Preference())
    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    assert modes == dict.fromkeys(["state.sqlite", "state.sqlite-wal", "state.sqlite-shm"], 0o600)


def test_preferences_are_kept_for_each_chat(database: Database) -> None:
    preferences = Preferences(database)
    assert preferences.of(1) == Preference()
    preference = Preference(k=5, language="en", period=Period(date(2020, 1, 1), None))
    preferences.keep(1, Preference(k=1))
    preferences.keep(1, preference)
    preferences.keep(-5, Preference(period=Period(None, date(2020, 12, 31))))
    assert preferences.of(1) == preference
    assert preferences.of(-5) == Preference(period=Period(None, date(2020, 12, 31)))


@pytest.mark.parametrize(
    ("words", "preference"),
    [
        ("段数 3", Preference(k=3, language="en")),
        ("Passages ５", Preference(k=5, language="en")),
        ("语言 中文", Preference(k=2, language="zh")),
        ("language auto", Preference(k=2)),
        (
            "日期 2020-01-01 2020-12-31",
            Preference(k=2, language="en", period=Period(date(2020, 1, 1), date(2020, 12, 31))),
        ),
        (
            "dates any 2020-12-31",
            Preference(k=2, language="en", period=Period(None, date(2020, 12, 31))),
        ),
        ("日期 ２０２０-01-01", Preference(k=2, language="en", period=Period(date(2020, 1, 1)))),
        ("日期 不限", Preference(k=2, language="en")),
        (
            "日期 2020-01-01 至 最近",
            Preference(k=2, language="en", period=Period(date(2020, 1, 1))),
        ),
        (
            "日期 最早到2020-12-31",
            Preference(k=2, language="en", period=Period(None, date(2020, 12, 31))),
        ),
        (
            "dates the first to 2020-12-31",
            Preference(k=2, language="en", period=Period(None, date(2020, 12, 31))),
        ),
    ],
)
def test_wish_is_read_from_a_command(words: str, preference: Preference) -> None:
    assert preference_after(Preference(k=2, language="en"), words.split()) == preference


@pytest.mark.parametrize(
    "words", ["段数", "段数 0", "段数 1 2", "语言", "日期 2020-1", "日期 a b c", "x"]
)
def test_what_is_no_wish_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"。$"):
        preference_after(Preference(), words.split())


def test_remark_is_kept_once(database: Database) -> None:
    remarks = Remarks(database)
    older, newer = (Remark(chat_id=1, user_id=2, at=at, text="好") for at in (10.0, 20.0))
    assert remarks.keep(older)
    assert not remarks.keep(older)
    assert remarks.keep(newer)
    assert (remarks.count(10), remarks.count(15)) == (2, 1)
    assert remarks.newest(5, 0) == [newer, older]
    assert remarks.newest(1, 0) == [newer]


def test_figures_are_counted_from_a_moment_on(database: Database) -> None:
    assert figures_since(database, 0) == Figures(
        questions=0, refused=0, median_ms=None, p95_ms=None, good=0, bad=0
    )
    old = answered(database, NOON - timedelta(days=1), 9999)
    ids = [answered(database, NOON, ms, found=ms != 70) for ms in range(100, 0, -1)]
    voted(database, old, 1, NOON - timedelta(days=1), good=False)
    voted(database, old, 2, NOON, good=True)
    voted(database, ids[0], 1, NOON, good=True)
    voted(database, ids[0], 2, NOON, good=False)
    assert figures_since(database, NOON.timestamp()) == Figures(
        questions=100, refused=1, median_ms=50, p95_ms=95, good=2, bad=1
    )


def test_report_has_today_and_seven_days(database: Database) -> None:
    remarks = Remarks(database)
    statistics = Statistics(archive.SmallArchive(Path()), database, remarks, ())
    answered(database, NOON, 120)
    answered(database, NOON - timedelta(hours=13), 80, found=False)  # yesterday
    answered(database, NOON - timedelta(days=6, hours=11), 100)
    answered(database, NOON - timedelta(days=6, hours=13), 5)  # eight days ago
    text = "看不<清>\n" + "字" * 300
    remarks.keep(Remark(chat_id=1, user_id=2, at=NOON.timestamp() - 60, text=text))
    assert statistics.report(NOON).split("\n") == [
        "档案：1,234 篇文章，56,789 段",
        "索引：建于 2024-05-06 07:08，4 小时前",
        "提问：今天 1，7 天 3",
        "没有找到答案：33%",
        "用时：一半在 100 毫秒内，95% 在 120 毫秒内",
        "👍 0 · 👎 0",
        "意见：7 天 1 条",
        f"· 05-06 11:59 <code>2</code> 看不&lt;清&gt; {'字' * 193}…",
    ]


def test_report_of_an_archive_that_nobody_asked(database: Database) -> None:
    statistics = Statistics(archive.SmallArchive(Path()), database, Remarks(database), ())
    speak("en")
    try:
        assert statistics.report(NOON + timedelta(days=3)).split("\n") == [
            "Archive: 1,234 articles, 56,789 passages",
            "Index: built 2024-05-06 07:08, 3 days ago",
            "Questions: today 0, in 7 days 0",
            "👍 0 · 👎 0",
            "Remarks: in 7 days 0",
        ]
    finally:
        speak(None)


def test_answers_of_long_ago_are_forgotten_unless_somebody_voted(database: Database) -> None:
    now = NOON
    answers = ShownAnswers(database, lambda: now.timestamp())
    asked = Answer(question="现在？", reason="不知道。")

    def kept() -> set[str]:
        return {id_ for (id_,) in database.rows("SELECT id FROM answers")}

    old = answered(database, NOON - timedelta(days=400, seconds=1), 1)
    liked = answered(database, NOON - timedelta(days=800), 1)
    younger = answered(database, NOON - timedelta(days=400), 1)
    voted(database, liked, 1, NOON, good=True)
    first = answers.add(1, asked, "…").id
    assert kept() == {liked, younger, first}
    now += timedelta(minutes=59)
    second = answers.add(1, asked, "…").id
    assert kept() == {liked, younger, first, second}
    now += timedelta(minutes=1)
    third = answers.add(1, asked, "…").id
    assert kept() == {liked, first, second, third}
    assert old not in kept()


def test_newest_answer_of_a_chat_is_found_again_for_a_while(database: Database) -> None:
    answers = ShownAnswers(database, NOON.timestamp)
    answered(database, NOON - timedelta(minutes=20), 1)
    assert answers.newest(1, 1800) == Earlier(question="？", text=None, age_s=1200)
    assert answers.newest(1, 1199) is None
    assert answers.newest(2, 1800) is None
    asked = Answer(
        question="那2018年呢？", understood="2018年产量？", reason="不知道。", text="三吨"
    )
    answers.add(1, asked, "…")
    assert answers.newest(1, 1800) == Earlier(question="2018年产量？", text="三吨", age_s=0)
    answers.close(1)
    assert answers.newest(1, 1800) is None


def test_answer_is_found_by_the_message_that_shows_it(database: Database) -> None:
    answers = ShownAnswers(database, NOON.timestamp)
    asked = Answer(question="2018年产量？", reason="不知道。", text="三吨")
    answers.add(-5, asked, "…", first_message=8)
    answers.add(-5, asked, "……", first_message=8)  # once more, after a kill
    answers.close(-5)
    assert answers.shown_in(-5, 8) == Earlier(question="2018年产量？", text="三吨", age_s=0)
    assert answers.shown_in(-5, 9) is answers.shown_in(-6, 8) is None
    assert database.rows("SELECT message FROM answers") == [("……",)]


def test_file_of_an_earlier_version_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    with closing(sqlite3.connect(path)) as earlier:
        earlier.execute("CREATE TABLE updates (id INTEGER PRIMARY KEY)")
        earlier.execute("CREATE TABLE answers (chat INTEGER, question TEXT, text TEXT)")
        earlier.execute("INSERT INTO answers VALUES (1, '？', '三吨')")
        earlier.execute("PRAGMA user_version = 1")
        earlier.commit()
    for _ in range(2):
        with closing(Database(path)) as database:
            rows = database.rows("SELECT question, first_message, closed FROM answers")
            assert rows == [("？", None, 0)]
            assert database.rows("SELECT understood FROM updates") == []
