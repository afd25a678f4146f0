"""`qabot feedback`: votes become labelled questions that `qabot eval` reads."""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from archives import ROWS
from click.testing import CliRunner, Result
from parts import write_corpus

from qabot.bot import QABot
from qabot.channels.telegram.state.answers import ShownAnswers
from qabot.channels.telegram.state.database import Database
from qabot.channels.telegram.state.votes import Votes
from qabot.cli import cli
from qabot.errors import QABotError
from qabot.evaluating.questions import load_questions
from qabot.types import Answer

TOLD = "导出问题 {} 个；另有 {} 个回答 👎 较多，没有导出。\n"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "telegram.sqlite"
    monkeypatch.setenv("QABOT_TELEGRAM_STATE", str(path))
    return path


@pytest.fixture
def database(state: Path) -> Iterator[Database]:
    with closing(Database(state)) as database:
        yield database


def vote(database: Database, answer: Answer, votes: Sequence[bool], at: float = 1.0) -> str:
    """Keep an answer with the votes of so many people."""
    answer_id = ShownAnswers(database, lambda: at).add(42, answer, "…").id
    for user, good in enumerate(votes):
        Votes(database).toggle(answer_id, user, good=good)
    return answer_id


def feedback(*words: str) -> Result:
    return CliRunner().invoke(cli, ["feedback", *words])


def test_votes_become_labelled_questions_that_eval_reads(
    small_bot: QABot, database: Database, tmp_path: Path
) -> None:
    answered = small_bot.ask("青龙水库总投资多少？")
    refused = Answer(question="“月球”上有什么？", reason="没有。")
    ids = [
        vote(database, answered, [True], at=1.0),
        vote(database, refused, [True, True, False], at=2.0),
        vote(database, Answer(question="不好的？", reason="没有。"), [False]),
        vote(database, Answer(question="有人喜欢？", reason="没有。"), [True, False]),
        vote(database, Answer(question="没人评价？", reason="没有。"), []),
    ]
    folder = write_corpus(tmp_path / "liked", ROWS, name="corpus.jsonl")
    result = feedback("--out", str(folder / "questions.jsonl"))
    assert (result.stdout, result.stderr) == ("", TOLD.format(2, 1))
    first, second = load_questions(folder)
    assert (first.id, first.kind, first.question) == (ids[0], "feedback", answered.question)
    assert first.answer_groups == ((answered.text,),)
    assert first.article_ids == {"reservoir"}
    assert (second.id, second.question, second.answerable) == (ids[1], refused.question, False)
    measured = CliRunner().invoke(cli, ["eval", str(folder), "--stages", "bm25", "--json"])
    assert measured.exit_code == 0, measured.output
    assert json.loads(measured.stdout)["kinds"].keys() == {"feedback"}


def test_answer_without_a_span_is_known_by_its_article(
    small_bot: QABot, database: Database
) -> None:
    answered = small_bot.ask("青龙水库总投资多少？")
    answer = Answer(question="讲讲水库", citations=answered.citations)
    answer_id = vote(database, answer, [True])
    assert json.loads(feedback().stdout) == {
        "id": answer_id,
        "kind": "feedback",
        "question": "讲讲水库",
        "answer_groups": [],
        "article_ids": ["reservoir"],
    }


def test_question_asked_twice_keeps_its_last_liked_answer(database: Database) -> None:
    asked = Answer(question="那2018年呢？", understood="2018年产量多少？", reason="没有。")
    vote(database, asked, [True], at=1.0)
    last = vote(database, asked, [True], at=2.0)
    vote(database, asked, [False], at=3.0)
    result = feedback()
    (line,) = result.stdout.splitlines()
    assert (json.loads(line)["id"], json.loads(line)["question"]) == (last, "2018年产量多少？")
    assert result.stderr == TOLD.format(1, 1)


def test_no_votes_are_no_questions(database: Database) -> None:
    assert (feedback().stdout, feedback().stderr) == ("", TOLD.format(0, 0))


def test_state_that_is_not_there_is_not_made(state: Path) -> None:
    result = feedback()
    assert isinstance(result.exception, QABotError)
    assert str(state) in str(result.exception)
    assert not state.exists()
