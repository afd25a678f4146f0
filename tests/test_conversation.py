import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from dialogues import COMPLETE, FOLLOW_UPS, KEPT
from hypothesis import given, settings
from hypothesis import strategies as st
from labelled import cite

from qabot.answering.conversation import PAUSE_S, Conversation
from qabot.answering.followup import Turn, rewrite
from qabot.bot import QABot
from qabot.channels.telegram.conversations import Asker, Conversations
from qabot.language.words import Tokenizer
from qabot.searching import Period
from qabot.searching.engine import ALWAYS
from qabot.searching.question import Question, analyse
from qabot.types import Answer

TODAY = date(2024, 5, 6)
FIRST, FOLLOW_UP = "2020年青龙县生产总值是多少？", "那2018年呢？"
WHOLE = "2018年青龙县生产总值是多少？"


def completed(before: str, answer: str | None, typed: str, tokenizer: Tokenizer) -> str | None:
    turn = Turn(question=analyse(before, tokenizer, TODAY), answer=answer)
    return rewrite(analyse(typed, tokenizer, TODAY), turn, tokenizer)


class Echo:
    """Knows nothing, but notes what it was asked."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self.asked: list[tuple[str, int | None, Period]] = []
        self.answer: str | None = None

    def understand(self, question: str) -> Question:
        return analyse(question, self.tokenizer, TODAY)

    def ask(self, question: str, k: int | None = None, period: Period = ALWAYS) -> Answer:
        self.asked.append((question, k, period))
        return Answer(question=question, reason="不知道。", text=self.answer)


@pytest.fixture
def echo(tokenizer: Tokenizer) -> Echo:
    return Echo(tokenizer)


class Sure(Echo):
    """Answers some questions, each with a probability."""

    def __init__(self, tokenizer: Tokenizer, **probabilities: float) -> None:
        super().__init__(tokenizer)
        self._probabilities = probabilities

    def ask(self, question: str, k: int | None = None, period: Period = ALWAYS) -> Answer:
        super().ask(question, k, period)
        probability = self._probabilities.get(question, 0.0)
        if not probability:
            return Answer(question=question, reason="不知道。")
        return Answer(question=question, citations=(cite(1, question),), probability=probability)


@pytest.mark.parametrize(
    ("alone", "completed", "understood"),
    [(0.9, 0.0, None), (0.9, 0.3, None), (0.9, 0.8, WHOLE), (0.4, 0.3, WHOLE)],
)
def test_question_that_was_whole_is_answered_as_typed(
    tokenizer: Tokenizer, alone: float, completed: float, understood: str | None
) -> None:
    typed = "2018年是多少？"
    conversation = Conversation(Sure(tokenizer, **{typed: alone, WHOLE: completed}))
    conversation.ask(FIRST)
    assert conversation.ask(typed).understood == understood


def test_what_names_nothing_of_its_own_is_never_asked_alone(tokenizer: Tokenizer) -> None:
    bot = Sure(tokenizer, **{FOLLOW_UP: 0.9})
    conversation = Conversation(bot)
    conversation.ask(FIRST)
    assert not conversation.ask(FOLLOW_UP).found
    assert [question for question, *_ in bot.asked] == [FIRST, WHOLE]


@pytest.mark.parametrize(("before", "answer", "typed", "whole"), FOLLOW_UPS)
def test_follow_up_is_completed(
    before: str, answer: str | None, typed: str, whole: str, tokenizer: Tokenizer
) -> None:
    assert completed(before, answer, typed, tokenizer) == whole


@pytest.mark.parametrize(("before", "answer", "typed", "words"), KEPT)
def test_follow_up_keeps_names_time_and_topic(
    before: str, answer: str | None, typed: str, words: str, tokenizer: Tokenizer
) -> None:
    whole = completed(before, answer, typed, tokenizer) or ""
    assert [word for word in words.split() if word not in whole] == []


@pytest.mark.parametrize(("before", "typed"), COMPLETE)
def test_question_complete_in_itself_is_left(before: str, typed: str, tokenizer: Tokenizer) -> None:
    assert completed(before, None, typed, tokenizer) is None


def test_first_questions_with_a_name_or_a_time_are_complete(tokenizer: Tokenizer) -> None:
    firsts = {before: analyse(before, tokenizer, TODAY) for before, *_ in FOLLOW_UPS}
    told = [before for before, question in firsts.items() if question.names or question.times]
    assert len(told) > 30
    whole = {q: completed("2019年白石港运了多少货？", None, q, tokenizer) for q in told}
    assert {q: w for q, w in whole.items() if w} == {}


@settings(max_examples=100, deadline=None)
@given(
    st.text("那他它呢哪多少谁的是年2018北京《》“”？，为什么 \n\ud800Ａand", max_size=30),
    st.text("那他它呢哪多少谁的是年2018北京《》“”？，为什么 \n\ud800Ａand", max_size=30),
)
def test_no_text_is_too_odd(tokenizer: Tokenizer, before: str, typed: str) -> None:
    whole = completed(before, None, typed, tokenizer)
    assert whole is None or 0 < len(whole) <= 200


def test_answer_tells_what_was_typed_and_what_was_understood(echo: Echo) -> None:
    conversation = Conversation(echo, lambda: 0.0)
    period = Period(date(2020, 1, 1), None)
    assert conversation.ask(FIRST) == Answer(question=FIRST, reason="不知道。")
    answer = conversation.ask(FOLLOW_UP, 2, period)
    assert (answer.question, answer.understood) == (FOLLOW_UP, WHOLE)
    assert echo.asked == [(FIRST, None, ALWAYS), (WHOLE, 2, period)]


def test_third_turn_builds_on_the_completed_second(echo: Echo) -> None:
    conversation = Conversation(echo)
    typed = (FIRST, FOLLOW_UP, "总人口呢？", "那白石县呢", "为什么？")
    assert [conversation.ask(question).understood for question in typed] == [
        None,
        WHOLE,
        "2018年青龙县总人口是多少？",
        "2018年白石县总人口是多少？",
        "2018年白石县总人口为什么？",
    ]


def test_pronoun_stands_for_the_person_of_the_answer(echo: Echo) -> None:
    conversation = Conversation(echo)
    echo.answer = "王建国"
    conversation.ask("谁是青龙水库的总设计师？")
    assert conversation.ask("他哪年出生的？").understood == "王建国哪年出生的？"


def test_nothing_is_completed_after_forgetting(echo: Echo) -> None:
    conversation = Conversation(echo)
    conversation.ask(FIRST)
    conversation.forget()
    assert conversation.ask(FOLLOW_UP).understood is None


@pytest.mark.parametrize(("pause_s", "whole"), [(PAUSE_S, WHOLE), (PAUSE_S + 1, None)])
def test_nothing_is_completed_after_a_long_pause(
    echo: Echo, pause_s: float, whole: str | None
) -> None:
    now = [1000.0]
    conversation = Conversation(echo, lambda: now[0])
    conversation.ask(FIRST)
    now[0] += pause_s
    assert conversation.ask(FOLLOW_UP).understood == whole


@pytest.mark.parametrize(
    "talk", ["你好", "谢谢！", "哈哈", "好的", "明白了。", "谢谢，知道了", "在吗", "👍", "？", ""]
)
def test_small_talk_is_no_follow_up_and_interrupts_none(echo: Echo, talk: str) -> None:
    conversation = Conversation(echo)
    conversation.ask(FIRST)
    for _ in range(2):
        assert conversation.ask(talk).understood is None
    assert conversation.ask(FOLLOW_UP).understood == WHOLE


def test_nothing_is_completed_from_small_talk_alone(echo: Echo) -> None:
    conversation = Conversation(echo)
    conversation.ask("谢谢")
    assert conversation.ask(FOLLOW_UP).understood is None


def test_another_topic_takes_the_place_of_the_last_one(echo: Echo) -> None:
    conversation = Conversation(echo)
    for typed in (FIRST, "谢谢", "2019年白石港运了多少货？", "好的"):
        conversation.ask(typed)
    assert conversation.ask(FOLLOW_UP).understood == "2018年白石港运了多少货？"


def test_small_talk_does_not_prolong_a_conversation(echo: Echo) -> None:
    now = [1000.0]
    conversation = Conversation(echo, lambda: now[0])
    conversation.ask(FIRST)
    now[0] += PAUSE_S
    conversation.ask("谢谢")
    now[0] += 1
    assert conversation.ask(FOLLOW_UP).understood is None


def test_time_counts_from_the_arrival_of_the_question(tokenizer: Tokenizer) -> None:
    now = [1000.0]

    class Slow(Echo):
        """Needs a quarter of a second to understand, a second to answer."""

        def understand(self, question: str) -> Question:
            now[0] += 0.25
            return super().understand(question)

        def ask(self, question: str, k: int | None = None, period: Period = ALWAYS) -> Answer:
            now[0] += 1
            return replace(super().ask(question, k, period), elapsed_ms=1000.0)

    conversation = Conversation(Slow(tokenizer), lambda: now[0])
    assert conversation.ask(FIRST).elapsed_ms == 1250
    # What was typed and what it was understood to be are both analysed.
    assert conversation.ask(FOLLOW_UP).elapsed_ms == 1500


def test_chain_of_follow_ups_does_not_grow_without_end(echo: Echo) -> None:
    conversation = Conversation(echo)
    conversation.ask("青龙水库是什么时候开工的？")
    for _ in range(100):
        conversation.ask("投了多少钱？")
        conversation.ask("这个项目在哪儿举行的开工仪式？")
    assert max(len(question) for question, _, _ in echo.asked) < 120


def test_conversation_shared_between_threads_answers_one_after_the_other(echo: Echo) -> None:
    conversation = Conversation(echo)
    conversation.ask(FIRST)
    years = [f"那{year}年呢？" for year in range(1990, 2020)]
    start = threading.Barrier(4)

    def ask(question: str) -> Answer:
        if question in years[:4]:
            start.wait(10)
        return conversation.ask(question)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, years))
    assert [answer.understood for answer in answers] == [
        f"{year}年青龙县生产总值是多少？" for year in range(1990, 2020)
    ]


def test_conversation_with_a_real_archive(small_bot: QABot) -> None:
    conversation = Conversation(small_bot)
    conversation.ask("云桥镇便民桥在哪儿？")
    answer = conversation.ask("总投资呢？", 1)
    alone = small_bot.ask("云桥镇便民桥总投资是多少？", 1)
    assert answer == replace(
        alone,
        question="总投资呢？",
        understood="云桥镇便民桥总投资是多少？",
        elapsed_ms=answer.elapsed_ms,
    )


def test_people_are_apart_and_the_longest_silent_is_forgotten(echo: Echo) -> None:
    people = Conversations(echo, most=2)
    first, neighbour, elsewhere = Asker(-5, 1), Asker(-5, 2), Asker(1, 1)
    people.of(first).ask(FIRST)
    people.of(neighbour).ask("青龙水库总投资是多少？")
    assert people.of(first).ask(FOLLOW_UP).understood == WHOLE
    people.of(elsewhere)
    assert len(people) == 2
    assert neighbour not in people
    assert people.of(neighbour).ask(FOLLOW_UP).understood is None


def test_conversation_goes_on_where_an_earlier_one_ended(echo: Echo) -> None:
    now = [0.0]
    conversation = Conversation(echo, lambda: now[0])
    conversation.resume("谁是青龙水库的总设计师？", "王建国")
    assert conversation.ask("他哪年出生的？").understood == "王建国哪年出生的？"
    conversation.resume(FIRST, None, PAUSE_S - 2)
    assert conversation.ask(FOLLOW_UP).understood == WHOLE
    conversation.resume(FIRST, None, PAUSE_S - 2)
    now[0] += 3
    assert conversation.ask(FOLLOW_UP).understood is None
