import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from archives import LIBRARY, ROWS
from parts import BigramEncoder, write_corpus

from qabot.bot import QABot
from qabot.errors import IndexDamagedError, IndexMismatchError, IndexMissingError
from qabot.indexing.encoder import Encoder
from qabot.indexing.reindex import reindex
from qabot.language.words import Tokenizer
from qabot.searching import Period
from qabot.settings import Settings

QUESTION = "图书馆新馆总投资多少？"


def library(total: int) -> list[dict[str, str]]:
    """The small archive with another total in the article on the library."""
    text = LIBRARY.replace("1.2亿元", f"{total}万元")
    return [row | {"text": text} if row["id"] == "library" else dict(row) for row in ROWS[:-1]]


def test_ask_cites_the_answer_and_tells_its_time(small_bot: QABot) -> None:
    answer = small_bot.ask(QUESTION)
    assert answer.found
    assert answer.question == QUESTION
    assert answer.citations[0].passage.text == LIBRARY
    assert "总投资1.2亿元" in answer.citations[0].quote
    assert 0 < answer.elapsed_ms < 10_000


def test_ask_twice_gives_the_same_answer(small_bot: QABot) -> None:
    first, second = small_bot.ask(QUESTION), small_bot.ask(QUESTION)
    assert replace(first, elapsed_ms=0.0) == replace(second, elapsed_ms=0.0)


def test_ask_folds_the_reprint_and_honours_k(small_bot: QABot) -> None:
    answer = small_bot.ask(QUESTION, k=1)
    assert len(answer.citations) == 1
    texts = [citation.passage.text for citation in (*answer.citations, *answer.more)]
    assert texts.count(LIBRARY) == 1
    assert [c.number for c in (*answer.citations, *answer.more)] == list(range(1, len(texts) + 1))


def test_ask_in_a_period_cites_only_its_articles(small_bot: QABot) -> None:
    answer = small_bot.ask(
        "总投资多少亿元？", period=Period(first=date(2022, 1, 1), last=date(2022, 1, 31))
    )
    assert {c.passage.article_id for c in (*answer.citations, *answer.more)} == {"reservoir"}


def test_ask_repeats_a_question_that_can_be_printed(small_bot: QABot) -> None:
    assert small_bot.ask("水库\ud800").question == "水库?"


def test_article_comes_whole_or_not_at_all(small_bot: QABot) -> None:
    article = small_bot.article("bridge")
    assert article is not None
    assert (article.title, article.text, article.published) == (
        ROWS[0]["title"],
        ROWS[0]["text"],
        date(2021, 3, 5),
    )
    assert small_bot.article("no such") is None


def test_new_index_is_taken_by_an_open_bot(
    own_settings: Settings, encoder: Encoder, tokenizer: Tokenizer
) -> None:
    bot = QABot(own_settings)
    write_corpus(own_settings.corpus, library(500))
    reindex(own_settings, encoder, tokenizer)
    assert "总投资500万元" in bot.ask(QUESTION).citations[0].quote


def test_bot_goes_on_with_the_last_index_if_the_new_one_cannot_be_used(
    own_settings: Settings, tokenizer: Tokenizer, caplog: pytest.LogCaptureFixture
) -> None:
    bot = QABot(own_settings)
    reindex(own_settings, BigramEncoder(), tokenizer)
    assert bot.ask(QUESTION).citations[0].passage.text == LIBRARY
    assert "the last one goes on" in caplog.text


def test_eight_threads_ask_while_the_index_is_replaced(
    own_settings: Settings, encoder: Encoder, tokenizer: Tokenizer
) -> None:
    totals = (100, 200, 300, 400)
    bot = QABot(own_settings)
    ends = threading.Event()

    def totals_seen() -> list[str]:
        seen: list[str] = []
        while not ends.is_set():
            quote = bot.ask(QUESTION).citations[0].quote
            if not seen or seen[-1] != quote:
                seen.append(quote)
        return seen

    quotes = [LIBRARY.split("。")[0] + "。"]
    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(totals_seen) for _ in range(8)]
        try:
            for total in totals:
                write_corpus(own_settings.corpus, library(total))
                reindex(own_settings, encoder, tokenizer)
                quotes.append(bot.ask(QUESTION).citations[0].quote)
        finally:
            ends.set()
    assert [
        f"总投资{total}万元" in quote for total, quote in zip(totals, quotes[1:], strict=True)
    ] == [True] * 4
    for future in asking:
        seen = future.result()
        # Each thread sees some of the builds, each of them once, never an older one again.
        assert seen == [quote for quote in quotes if quote in seen]
        assert seen


def test_missing_index_is_named_before_anything_is_loaded(tmp_path: Path, cache: Path) -> None:
    with pytest.raises(IndexMissingError, match=r"nowhere.*qabot reindex"):
        QABot(Settings(index=tmp_path / "nowhere", cache=cache))


def test_index_of_another_model_is_refused_with_both_names(
    own_settings: Settings, tokenizer: Tokenizer
) -> None:
    reindex(own_settings, BigramEncoder(), tokenizer)
    with pytest.raises(
        IndexMismatchError, match=f"{BigramEncoder.identity}.*multilingual-e5.*qabot reindex"
    ):
        QABot(own_settings)


def test_index_of_another_dictionary_is_refused(own_settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("便民桥 100 n\n", "utf-8")
    with pytest.raises(IndexMismatchError, match="qabot reindex"):
        QABot(own_settings.model_copy(update={"user_dict": tmp_path / "words.txt"}))


def test_pointer_to_nothing_is_refused(own_settings: Settings) -> None:
    (own_settings.index / "CURRENT").write_text("gone\n", "utf-8")
    with pytest.raises(IndexDamagedError, match="'gone'"):
        QABot(own_settings)


def test_the_answered_part_leads_and_the_other_is_named(small_bot: QABot) -> None:
    for question in (
        "火星基地有几个宇航员？青龙水库总投资多少？",
        "青龙水库总投资多少？火星基地有几个宇航员？",
    ):
        answer = small_bot.ask(question)
        assert answer.text == "7.26亿元"
        (unanswered,) = answer.unanswered
        assert unanswered.endswith("火星基地有几个宇航员?")


@pytest.mark.parametrize(
    ("part", "inside", "ids"),
    [
        ("新", True, ["library-reprint", "library", "hospital"]),
        ("新", False, ["library-reprint"]),
        ("縣", True, ["hospital"]),
        ("没有的标题", True, []),
        ("\udce6", True, []),
        ("%", True, []),
    ],
)
def test_articles_are_found_by_title(
    small_bot: QABot, part: str, inside: bool, ids: list[str]
) -> None:
    found = small_bot.titles(part, 9, inside=inside)
    assert sorted(line.article_id for line in found) == sorted(ids)
    assert [line.article_id for line in found[:1]] == ids[:1]
    assert all(part in line.title for line in found)


def test_most_titles_and_the_days_covered(small_bot: QABot) -> None:
    (first,) = small_bot.titles("新", 1)
    assert (first.title, first.published) == ("新馆开放", date(2021, 6, 20))
    assert small_bot.covers() == (date(2021, 3, 5), date(2024, 3, 21))


def test_names_that_articles_explain_are_found(
    own_settings: Settings, encoder: Encoder, tokenizer: Tokenizer
) -> None:
    text = "临水县乡村振兴投资有限公司（以下简称“临乡投”）今天成立，注册资本2亿元。"
    write_corpus(own_settings.corpus, [*ROWS, {"id": "firm", "title": "成立", "text": text}])
    reindex(own_settings, encoder, tokenizer)
    bot = QABot(own_settings)
    both = ["临水县乡村振兴投资有限公司", "临乡投"]
    assert bot.names("临", 9) == both
    assert bot.names("臨", 1) == both[:1]  # as names are kept
    assert bot.names("乡", 9, inside=False) == []
    assert bot.names("乡", 9) == both
