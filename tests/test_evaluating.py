import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from archives import ROWS
from parts import write_corpus

from qabot.errors import CorpusError
from qabot.evaluating import evaluate
from qabot.evaluating.questions import LabelledQuestion, load_questions
from qabot.indexing.encoder import Encoder
from qabot.settings import Settings


def labelled(*groups: tuple[str, ...], articles: tuple[str, ...] = ()) -> LabelledQuestion:
    return LabelledQuestion(question="?", answer_groups=groups, article_ids=frozenset(articles))


def write_questions(folder: Path, *questions: dict[str, Any]) -> None:
    lines = (json.dumps(question, ensure_ascii=False) for question in questions)
    (folder / "questions.jsonl").write_text("\n".join(lines), "utf-8")


@pytest.mark.parametrize(
    ("groups", "texts", "answered"),
    [
        ((("8年",),), ["2018年"], False),
        ((("8年",),), ["历时8年"], True),
        ((("8年",),), ["历时八年"], True),
        ((("8年",),), ["第18年，历时8年"], True),
        ((("2018",),), ["20180"], False),
        ((("5亿",),), ["总投资1.5亿元"], False),
        ((("5亿",),), ["总投资5亿元"], True),
        ((("3126米",),), ["全长3,126米"], True),
        ((("1234567元",),), ["1,234,567 元"], True),
        ((("24小时",),), ["热线6600-2369，24小时有人接"], True),
        ((("2369",),), ["热线6600-2369，\n 24小时有人接"], True),
        ((("236924",),), ["热线6600-2369，24小时有人接"], False),
        ((("64%",),), ["百分之六十四"], True),
        ((("縣醫院",),), ["县 医\n院"], True),
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
        f'{line}\r\n\n  \n{{"question": "q", "answer_groups": []}}', "utf-8"
    )
    assert load_questions(tmp_path) == [
        LabelledQuestion(
            question="问\u2028题", answer_groups=(("a", "b"), ("c",)), article_ids=frozenset({"x"})
        ),
        LabelledQuestion(question="q", answer_groups=(), article_ids=frozenset()),
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


def test_folder_without_corpus_is_named(tmp_path: Path, cache: Path) -> None:
    write_questions(tmp_path, {"question": "q", "answer_groups": []})
    with pytest.raises(CorpusError, match=r"corpus/.*corpus\.jsonl"):
        evaluate(tmp_path, Settings(cache=cache))


class Steps:
    """A progress that remembers its stages and counts their steps."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, int]] = []
        self.done = 0

    def start(self, stage: str, total: int) -> None:
        """Begin a stage."""
        self.stages.append((stage, total))
        self.done = 0

    def advance(self, steps: int) -> None:
        """Count."""
        self.done += steps


@pytest.fixture
def own_cache(tmp_path: Path, cache: Path, encoder: Encoder) -> Iterator[Path]:
    """A cache of this test's own that has the packaged model."""
    assert encoder.identity
    own = tmp_path / "cache"
    own.mkdir()
    (own / "models").symlink_to(cache / "models")
    yield own


def test_figures_equal_those_worked_out_by_hand(tmp_path: Path, own_cache: Path) -> None:
    folder = tmp_path / "labelled"
    write_corpus(folder, ROWS[:-1], name="corpus.jsonl")
    write_questions(
        folder,
        # Every leg finds 白鹭 in one article only, so it is first: rank 1, answered at once.
        {
            "question": "河口湿地的白鹭有多少只？",
            "answer_groups": [["1845只"]],
            "article_ids": ["heron"],
        },
        # The right passage is first, but the labels ask for an article that has nothing to do with it.
        {
            "question": "云桥镇便民桥总投资多少万元？",
            "answer_groups": [["386万元"]],
            "article_ids": ["bridge"],
        },
        # Right article, wrong answer.
        {
            "question": "茶坪春茶头采鲜叶每斤多少元？",
            "answer_groups": [["8元"]],
            "article_ids": ["tea"],
        },
        # Labels of an article that is not there: never found.
        {
            "question": "县图书馆新馆藏书多少册？",
            "answer_groups": [["38万册"]],
            "article_ids": ["nowhere"],
        },
        {"question": "你好", "answer_groups": []},
        {"question": "珠穆朗玛峰", "answer_groups": []},
        # Labelled as having no answer, yet it has one: not refused.
        {"question": "青龙水库总库容多少？", "answer_groups": []},
    )
    steps = Steps()
    figures = evaluate(folder, Settings(cache=own_cache), steps).as_json()
    assert (figures["questions"], figures["articles"], figures["passages"]) == (7, 7, 7)
    for name in ("bm25", "dense", "hybrid"):
        leg = figures["legs"][name]
        assert leg["recall"] == {"1": 3 / 4, "3": 3 / 4, "5": 3 / 4}, name
        assert leg["mrr"] == (1 + 1 + 1 + 0) / 4, name
        assert leg["answer"] == {"1": 3 / 4, "3": 3 / 4, "5": 3 / 4}, name
        assert 0 < leg["p50_ms"] <= leg["p95_ms"]
    assert figures["refused"] == round(2 / 3, 4)
    assert figures["misrefused"] == 0 / 4
    assert steps.stages[-1] == ("提问", 3 * 4 + 7)
    assert steps.done == 3 * 4 + 7


def test_mrr_counts_the_rank_of_the_gold_article(tmp_path: Path, own_cache: Path) -> None:
    # BM25 alone ranks by how often the word stands there: b before a before c.
    texts = {
        "a": "鲸鱼鲸鱼游过海湾的大桥",
        "b": "鲸鱼鲸鱼鲸鱼游过海湾桥",
        "c": "鲸鱼游过海湾的那座大桥",
    }
    others = [{"id": f"z{n}", "title": "茶园", "text": f"第{n}片茶园开采"} for n in range(4)]
    write_corpus(
        tmp_path,
        [{"id": i, "title": "海", "text": text} for i, text in texts.items()] + others,
        name="corpus.jsonl",
    )
    write_questions(
        tmp_path,
        *(
            {"question": "鲸鱼", "answer_groups": [], "article_ids": [gold]}
            for gold in ("a", "b", "c")
        ),
    )
    leg = evaluate(tmp_path, Settings(cache=own_cache)).legs["bm25"]
    assert leg.mrr == round((1 / 2 + 1 / 1 + 1 / 3) / 3, 4)
    assert leg.recall == (round(1 / 3, 4), 1.0, 1.0)
    assert leg.answer is None
