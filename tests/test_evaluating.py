import gzip
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from archives import ROWS
from click.testing import CliRunner, Result
from labelled import labelled, write_questions
from parts import write_corpus
from rich.console import Console

from qabot.channels.evaluation import print_evaluation
from qabot.channels.terminal import make_console
from qabot.cli import cli
from qabot.errors import CorpusError
from qabot.evaluating import Evaluation, Stage, evaluate, stages_named
from qabot.evaluating.estimates import Estimate
from qabot.evaluating.questions import (
    LabelledQuestion,
    load_follow_ups,
    load_questions,
    sample,
)
from qabot.indexing.encoder import Encoder
from qabot.messages import speak
from qabot.settings import Settings


@pytest.mark.parametrize(
    ("groups", "texts", "answered"),
    [
        ((("8年",),), ["2018年"], False),
        ((("8年",),), ["历时8年"], True),
        ((("8年",),), ["历时八年"], False),
        ((("8年",),), ["第18年，历时8年"], True),
        ((("2018",),), ["20180"], False),
        ((("5亿",),), ["总投资1.5亿元"], False),
        ((("5亿",),), ["总投资5亿元"], True),
        ((("3126米",),), ["全长3,126米"], True),
        ((("1234567元",),), ["1,234,567 元"], True),
        ((("1,234,567元",),), ["1234567元"], True),
        ((("64%",),), ["６４％"], True),
        ((("gdp",),), ["GDP"], True),
        ((("縣醫院",),), ["縣 醫\n院"], True),
        ((("縣醫院",),), ["县医院"], False),
        ((("甲乙",),), ["甲", "乙"], False),
        ((("217户",), ("864人",)), ["移民217户", "864人"], True),
        ((("217户",), ("864人",)), ["移民217户"], False),
        ((("塔吊", "两台塔吊"),), ["查封塔吊"], True),
        (((),), ["什么都有"], False),
        ((("",),), ["什么都有"], False),
        ((), ["什么都有"], True),
    ],
)
def test_answer_stands_in_passages(
    groups: tuple[tuple[str, ...], ...], texts: list[str], answered: bool
) -> None:
    assert labelled(*groups).answered_by(texts) is answered


def test_question_is_answerable_if_its_answer_or_its_article_is_known() -> None:
    assert labelled(("a",)).answerable
    assert labelled(articles=("a",)).answerable
    assert not labelled().answerable


def test_questions_are_read_with_their_labels(tmp_path: Path) -> None:
    line = '{"question": "问\u2028题", "answer_groups": [["a", "b"], ["c"]], "article_ids": ["x"], "kind": "fact"}'
    (tmp_path / "questions.jsonl").write_text(
        f'{line}\r\n\n  \n{{"id": 7, "kind": "随便", "question": "q", "answer_groups": []}}',
        "utf-8",
    )
    assert load_questions(tmp_path) == [
        LabelledQuestion(
            id="1",
            kind="fact",
            question="问\u2028题",
            answer_groups=(("a", "b"), ("c",)),
            article_ids=frozenset({"x"}),
        ),
        LabelledQuestion(
            id="7", kind="随便", question="q", answer_groups=(), article_ids=frozenset()
        ),
    ]


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        "[]",
        "null",
        "7",
        '{"question": "q"}',
        '{"answer_groups": []}',
        '{"question": 7, "answer_groups": []}',
        '{"question": "q", "answer_groups": 7}',
        '{"question": "q", "answer_groups": ["abc"]}',
        '{"question": "q", "answer_groups": [[7]]}',
        '{"question": "q", "answer_groups": [], "kind": 7}',
    ],
)
def test_broken_question_is_named_by_file_and_line(tmp_path: Path, broken: str) -> None:
    good = '{"question": "q", "answer_groups": []}'
    (tmp_path / "questions.jsonl").write_text(f"{good}\n\n{broken}\n{good}\n", "utf-8")
    with pytest.raises(CorpusError, match=r"questions\.jsonl:3 "):
        load_questions(tmp_path)


def test_missing_or_unreadable_questions_are_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"questions\.jsonl"):
        load_questions(tmp_path)
    (tmp_path / "questions.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CorpusError, match=r"questions\.jsonl"):
        load_questions(tmp_path)


def turn(id: str, question: str, answer: str = "", kind: str = "") -> dict[str, Any]:
    groups = [[answer]] if answer else []
    return {"id": id, "kind": kind, "question": question, "answer_groups": groups}


@pytest.mark.parametrize(
    "turns",
    [
        [("a-1", ""), ("a-2", ""), ("a-3", ""), ("b-1", ""), ("b-2", "")],
        [
            ("", "first"),
            ("", "followup"),
            ("", "followup"),
            ("", "first"),
            ("", "followup"),
        ],
    ],
)
def test_follow_ups_are_read_with_what_came_before(
    tmp_path: Path, turns: list[tuple[str, str]]
) -> None:
    assert load_follow_ups(tmp_path) == []
    rows = [turn(id, f"q{n}", kind=kind) for n, (id, kind) in enumerate(turns)]
    write_questions(tmp_path, *rows, name="followups.jsonl")
    read = load_follow_ups(tmp_path)
    assert [(q.question, q.before, q.kind) for q in read] == [
        ("q1", ("q0",), "followup"),
        ("q2", ("q0", "q1"), "followup"),
        ("q4", ("q3",), "followup"),
    ]


def test_broken_follow_up_is_named_by_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "followups.jsonl").write_text("{", "utf-8")
    with pytest.raises(CorpusError, match=r"followups\.jsonl:1 "):
        load_follow_ups(tmp_path)


def test_follow_ups_are_a_kind_of_their_own(tmp_path: Path, own_cache: Path) -> None:
    write_corpus(tmp_path, ROWS[:-1], name="corpus.jsonl")
    write_questions(tmp_path, QUESTIONS[0])
    write_questions(
        tmp_path,
        turn("a-1", "云桥镇便民桥在哪儿？", "云桥镇"),
        turn("a-2", "总投资多少万元？", "386万元"),
        turn("b-1", "青龙水库在哪里？"),
        turn("b-2", "白鹭有多少只？", "一只也没有"),
        name="followups.jsonl",
    )
    steps = Steps()
    evaluation = evaluate(tmp_path, Settings(cache=own_cache), steps, stages=stages_named(["bm25"]))
    assert evaluation.questions == 1
    assert len(evaluation.answers) == 1
    assert evaluation.stages[0].figures["answer@1"].questions == 1
    assert sorted(evaluation.kinds) == ["fact", "followup"]
    assert evaluation.kinds["followup"]["answer@1"].value == 1 / 2
    assert evaluation.kinds["followup"]["answer@1"].questions == 2
    assert steps.done["提问（bm25）"] == 3


@pytest.mark.parametrize("empty", ["", "\n \n"])
def test_file_without_questions_is_named(tmp_path: Path, empty: str) -> None:
    (tmp_path / "questions.jsonl").write_text(empty, "utf-8")
    with pytest.raises(CorpusError, match=r"questions\.jsonl 里没有问题"):
        load_questions(tmp_path)


def test_folder_without_corpus_is_named(tmp_path: Path, cache: Path) -> None:
    write_questions(tmp_path, {"question": "q", "answer_groups": []})
    with pytest.raises(CorpusError, match=r"corpus/.*corpus\.jsonl"):
        evaluate(tmp_path, Settings(cache=cache))


class Steps:
    """A progress that remembers its stages and counts their steps."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, int]] = []
        self.done: dict[str, int] = {}

    def start(self, stage: str, total: int) -> None:
        """Begin a stage."""
        self.stages.append((stage, total))

    def advance(self, steps: int) -> None:
        """Count."""
        stage = self.stages[-1][0]
        self.done[stage] = self.done.get(stage, 0) + steps


QUESTIONS: tuple[dict[str, Any], ...] = (
    # Every leg finds 白鹭 in one article only, so it is first: answered at once.
    {
        "id": "heron",
        "kind": "fact",
        "question": "河口湿地的白鹭有多少只？",
        "answer_groups": [["1845只", "一千八百四十五只"]],
        "article_ids": ["heron"],
    },
    {
        "id": "bridge",
        "kind": "fact",
        "question": "云桥镇便民桥总投资多少万元？",
        "answer_groups": [["386万元"]],
        "article_ids": ["bridge"],
    },
    # Right article, wrong answer.
    {
        "id": "tea",
        "kind": "fact",
        "question": "茶坪春茶头采鲜叶每斤多少元？",
        "answer_groups": [["8元"]],
        "article_ids": ["tea"],
    },
    # The answer is there, but the labels name an article that is not.
    {
        "id": "library",
        "kind": "other",
        "question": "县图书馆新馆藏书多少册？",
        "answer_groups": [["38万册"]],
        "article_ids": ["nowhere"],
    },
    {"id": "hello", "kind": "none", "question": "你好", "answer_groups": []},
    {"id": "peak", "kind": "none", "question": "珠穆朗玛峰", "answer_groups": []},
    # Labelled as having no answer, yet it has one: not refused.
    {"id": "dam", "kind": "none", "question": "青龙水库总库容多少？", "answer_groups": []},
)


@pytest.fixture(scope="module")
def own_cache(tmp_path_factory: pytest.TempPathFactory, cache: Path, encoder: Encoder) -> Path:
    """A cache of these tests' own that has the packaged model."""
    assert encoder.identity
    own = tmp_path_factory.mktemp("cache")
    (own / "models").symlink_to(cache / "models")
    return own


LEGS = ("bm25", "dense", "fused")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small archive with labelled questions."""
    home = tmp_path_factory.mktemp("eval") / "small"
    write_corpus(home, ROWS[:-1], name="corpus.jsonl")
    write_questions(home, *QUESTIONS)
    return home


@pytest.fixture(scope="module")
def measured(folder: Path, own_cache: Path) -> tuple[Evaluation, Steps]:
    """The stages of the legs over all questions, and the progress that was told."""
    steps = Steps()
    return evaluate(folder, Settings(cache=own_cache), steps, stages=stages_named(LEGS)), steps


def values(estimates: dict[str, Estimate]) -> dict[str, float]:
    return {name: figure.value for name, figure in estimates.items() if "_ms" not in name}


def test_stages_have_the_figures_worked_out_by_hand(measured: tuple[Evaluation, Steps]) -> None:
    evaluation, _ = measured
    assert (evaluation.name, evaluation.questions, evaluation.answerable) == ("small", 7, 4)
    assert (evaluation.articles, evaluation.passages) == (7, 7)
    assert [stage.name for stage in evaluation.stages] == ["bm25", "dense", "fused"]
    for stage in evaluation.stages:
        assert values(stage.figures) == {
            "answer@1": 3 / 4,
            "answer@3": 3 / 4,
            "answer@5": 3 / 4,
            "article@1": 3 / 4,
            "article@3": 3 / 4,
            "quote@1": 3 / 4,
            "em": 0.0,
            "f1": 0.0,
            "refused": 2 / 3,
            "misrefused": 0 / 4,
            "verbatim": 1.0,
            "trust": 2 * (3 / 4) * (2 / 3) / (3 / 4 + 2 / 3),
        }, stage.name
        assert stage.figures["answer@1"].questions == 4
        assert 0 < stage.figures["p50_ms"].value <= stage.figures["p95_ms"].value
        assert stage.calibration is None
    assert evaluation.stages[0].gains == {}
    assert set(values(evaluation.stages[1].gains).values()) == {0.0}


def test_stages_with_a_score_tell_probabilities(folder: Path, own_cache: Path) -> None:
    stages = stages_named(["features", "reader"])
    evaluation = evaluate(folder, Settings(cache=own_cache), stages=stages)
    assert [stage.name for stage in evaluation.stages] == ["features", "reader"]
    for stage in evaluation.stages:
        assert stage.calibration is not None
        assert sum(part.questions for part in stage.calibration.bins) == len(QUESTIONS)
    assert all(0 < (answer.probability or 0) < 1 for answer in evaluation.answers if answer.found)


def test_question_without_words_counts_as_improbable(
    folder: Path, tmp_path: Path, own_cache: Path
) -> None:
    (tmp_path / "corpus.jsonl").symlink_to(folder / "corpus.jsonl")
    signs = {"id": "signs", "question": "？！……", "answer_groups": []}
    empty = {"id": "empty", "question": "的的的", "answer_groups": [["386万元"]]}
    write_questions(tmp_path, QUESTIONS[0], empty, QUESTIONS[-1], signs)
    evaluation = evaluate(tmp_path, Settings(cache=own_cache), stages=stages_named(["features"]))
    assert [answer.probability is None for answer in evaluation.answers] == [
        False,
        True,
        False,
        True,
    ]
    (stage,) = evaluation.stages
    assert stage.calibration is not None
    lowest = stage.calibration.bins[0]
    assert (lowest.low, lowest.questions, lowest.predicted, lowest.right) == (0.0, 2, 0.0, 0.0)
    assert 0 < stage.calibration.brier < 1
    assert stage.refusal is not None
    assert stage.refusal.points[0].threshold == 0.0
    assert [case.confidence for case in evaluation.worst if case.id == "empty"] == [0.0]


def test_kinds_are_measured_by_themselves(measured: tuple[Evaluation, Steps]) -> None:
    kinds = measured[0].kinds
    assert list(kinds) == ["fact", "none", "other"]
    assert kinds["fact"]["answer@1"].value == 2 / 3
    assert kinds["other"]["answer@1"] == Estimate(1.0, None, 1)
    assert kinds["other"]["article@1"] == Estimate(0.0, None, 1)
    assert values(kinds["none"]) == {"refused": 2 / 3, "verbatim": 1.0}


def test_failures_and_their_cases_are_told(measured: tuple[Evaluation, Steps]) -> None:
    evaluation, _ = measured
    assert evaluation.failures == {
        "answered though nothing is there": 1,
        "not among candidates": 1,
        "ranked low": 0,
        "wrongly refused": 0,
        "short answer wrong": 0,
    }
    assert [(case.id, case.article_id) for case in evaluation.worst] == [
        ("dam", "reservoir"),
        ("tea", "tea"),
    ]
    assert [answer.question for answer in evaluation.answers] == [
        question["question"] for question in QUESTIONS
    ]


def test_progress_is_told_of_each_stage(measured: tuple[Evaluation, Steps]) -> None:
    _, steps = measured
    asked = [(f"提问（{name}）", len(QUESTIONS)) for name in LEGS]
    assert steps.stages[-len(asked) :] == asked
    assert all(steps.done[name] == total for name, total in asked)


def test_index_of_an_unchanged_corpus_is_used_again(
    folder: Path, own_cache: Path, measured: tuple[Evaluation, Steps]
) -> None:
    before = sorted(path.name for path in (own_cache / "eval").glob("*/*"))
    assert measured[0].articles == 7
    evaluate(folder, Settings(cache=own_cache), stages=stages_named(["bm25"]))
    assert sorted(path.name for path in (own_cache / "eval").glob("*/*")) == before


def test_probability_of_a_stage_is_calibrated(folder: Path, own_cache: Path) -> None:
    sure = Stage("sure", {"fusion": "bm25"}, probability=lambda a: 0.9 if a.found else 0.2)
    evaluation = evaluate(folder, Settings(cache=own_cache), stages=[sure])
    (stage,) = evaluation.stages
    assert stage.calibration is not None
    # Four answered at .9 of which three are right and a fifth that has no answer, two refusals at .2.
    assert [(b.low, b.questions, b.right) for b in stage.calibration.bins] == [
        (0.2, 2, 0.0),
        (0.9, 5, 3 / 5),
    ]
    assert stage.calibration.brier == pytest.approx((2 * 0.2**2 + 3 * 0.1**2 + 2 * 0.9**2) / 7)
    assert stage.refusal is not None
    assert stage.refusal.auroc == pytest.approx((4 * 2 + 4 * 0.5) / 12)


def test_refusal_by_a_legs_own_score(measured: tuple[Evaluation, Steps]) -> None:
    dense = measured[0].stages[1].refusal
    assert dense is not None
    assert dense.quoted is not None
    assert 0.7 < dense.quoted.threshold < 1.0  # a cosine of the packaged model


def test_sample_is_seeded_and_in_order() -> None:
    questions = [labelled(id=str(number)) for number in range(20)]
    drawn = sample(questions, 5, seed=1)
    numbers = [int(question.id) for question in drawn]
    assert len(set(numbers)) == 5
    assert numbers == sorted(numbers)
    assert drawn == sample(questions, 5, seed=1)
    assert drawn != sample(questions, 5, seed=2)
    assert sample(questions, 20, seed=1) == sample(questions, None, seed=1) == questions


@pytest.mark.parametrize(
    ("kept", "missing"),
    [
        (QUESTIONS[:1], {"refused", "trust"}),
        (QUESTIONS[:4], {"refused", "trust"}),
        (QUESTIONS[4:], {"answer@1", "article@1", "em", "misrefused", "trust"}),
        (QUESTIONS[4:5], {"answer@1", "verbatim", "trust"}),
    ],
)
def test_questions_of_one_kind_only_leave_figures_out(
    folder: Path,
    tmp_path: Path,
    own_cache: Path,
    kept: tuple[dict[str, Any], ...],
    missing: set[str],
) -> None:
    (tmp_path / "corpus.jsonl").symlink_to(folder / "corpus.jsonl")
    write_questions(tmp_path, *kept)
    done = run(own_cache, tmp_path, "--stages", "bm25", "--json", "--out", str(tmp_path))
    assert done.exit_code == 0
    stage = json.loads(done.stdout)["stages"]["bm25"]
    figures = stage["figures"]
    assert not missing & figures.keys()
    assert figures["p50_ms"]["questions"] == len(kept)
    assert (figures["p50_ms"]["between"] is None) == (len(kept) == 1)
    assert stage["refusal"] is None
    text = (tmp_path / f"{tmp_path.name}.md").read_text("utf-8")
    assert not [name for name in missing if f"| {name} |" in text]


def test_packed_corpus_is_measured_too(tmp_path: Path, own_cache: Path) -> None:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)
    (tmp_path / "corpus.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    write_questions(tmp_path, QUESTIONS[0])
    evaluation = evaluate(tmp_path, Settings(cache=own_cache), stages=stages_named(["bm25"]))
    assert evaluation.stages[0].figures["answer@1"].value == 1.0


def test_stages_are_named_in_any_order_and_run_in_theirs() -> None:
    assert [stage.name for stage in stages_named(["fused", "bm25", "fused"])] == ["bm25", "fused"]
    with pytest.raises(
        ValueError, match="没有阶段 'nonsense'、'x'，可选：bm25、dense、fused、features、reader"
    ):
        stages_named(["x", "bm25", "nonsense"])


def run(cache: Path, folder: Path, *words: str) -> Result:
    """Run `qabot eval` on a folder."""
    return CliRunner().invoke(cli, ["eval", str(folder), *words], env={"QABOT_CACHE": str(cache)})


def test_figures_are_printed_as_markdown_where_there_is_no_terminal(
    measured: tuple[Evaluation, Steps],
) -> None:
    speak("en")
    stream = io.StringIO()
    print_evaluation(make_console(stream), measured[0])
    lines = stream.getvalue().splitlines()
    assert lines[0].startswith("small: 7 questions (4 answerable), 7 articles, 7 passages; model ")
    assert "|  | bm25 | dense | fused | n |" in lines
    three = " | ".join(["0.750 (0.25 – 1.00)"] * 3)
    assert f"| answer@1 | {three} | 4 |" in lines
    assert "| answer@1 | +0.000 (+0.000 – +0.000) | +0.000 (+0.000 – +0.000) |" in lines
    assert "|  | fact | none | other |" in lines
    assert "| n | 3 | 3 | 1 |" in lines
    assert "| not among candidates | 1 |" in lines
    assert any(
        line.startswith(
            "| dam | none | answered though nothing is there | - | 青龙水库总库容多少？ | - |"
        )
        and line.endswith("| reservoir 青龙水库下闸蓄水 2022-01-27 |")
        for line in lines
    )
    assert re.findall(r"^## (.+)", stream.getvalue(), re.MULTILINE) == [
        "Stages",
        "What each stage is worth",
        "Kinds of questions (fused)",
        "Telling what the archive does not say",
        "Refusal curve",
        "What went wrong (fused)",
        "Worst cases",
    ]


def test_figures_are_printed_as_tables_on_a_terminal(measured: tuple[Evaluation, Steps]) -> None:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, color_system=None, width=120)
    print_evaluation(console, measured[0])
    lines = [line.split() for line in stream.getvalue().splitlines()]
    share = ["0.750", "(0.25", "–", "1.00)"]
    assert ["bm25", "dense", "fused", "n"] in lines
    assert ["answer@1", *share * 3, "4"] in lines


def test_command_writes_results_without_words_and_answers_as_ask_does(
    folder: Path, own_cache: Path, tmp_path: Path
) -> None:
    out, answers = tmp_path / "new" / "results", tmp_path / "answers.jsonl"
    done = run(
        own_cache,
        folder,
        *("--stages", "fused,bm25", "--json", "--out", str(out), "--answers", str(answers)),
    )
    assert done.exit_code == 0
    printed = json.loads(done.stdout)
    kept = json.loads((out / "small.json").read_text("utf-8"))
    assert [case["question"] for case in printed["worst"]] == [
        "青龙水库总库容多少？",
        "茶坪春茶头采鲜叶每斤多少元？",
    ]
    assert [case.keys() & {"question", "expected", "said", "title"} for case in kept["worst"]] == [
        set(),
        set(),
    ]
    assert list(kept["stages"]) == list(printed["stages"]) == ["bm25", "fused"]
    assert kept["stages"]["fused"]["figures"] == printed["stages"]["fused"]["figures"]
    text = (out / "small.md").read_text("utf-8")
    assert text.startswith("small：7 个问题（4 个有答案）")
    assert "| dam | none | 没有答案却回答了 | - |" in text.splitlines()
    for row in (*QUESTIONS, *ROWS):
        assert str(row.get("question") or row.get("title")) not in text
    told = [json.loads(line) for line in answers.read_text("utf-8").splitlines()]
    assert [answer["question"] for answer in told] == [q["question"] for q in QUESTIONS]
    assert [answer["found"] for answer in told] == [True] * 4 + [False, False, True]
    assert len(told[0]["citations"]) == 5


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--stages", "bm25,x"), "没有阶段 'x'，可选：bm25、dense、fused、features、reader。"),
        (("--stages", ""), "没有阶段 ''，可选：bm25、dense、fused、features、reader。"),
        (("--limit", "0"), "'--limit'"),
        (("--seed", "-1"), "'--seed'"),
    ],
)
def test_wrong_usage_names_what_may_be_typed(
    folder: Path, own_cache: Path, words: tuple[str, ...], named: str
) -> None:
    done = run(own_cache, folder, *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert named in done.stderr
