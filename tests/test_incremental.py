"""A build that goes on from the one before holds what a build from all files holds, whatever was done to the corpus."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from parts import BigramEncoder, record, write_corpus

from qabot.indexing.index import Index, open_build
from qabot.indexing.reindex import reindex
from qabot.language.words import Tokenizer
from qabot.reading import iter_articles
from qabot.settings import Settings
from qabot.types import Article, Page, Skipped

PAGE = Path(__file__).parent.parent / "corpus"
STORY = (
    "青龙水库昨天上午下闸蓄水，总库容6800万立方米，建成后可灌溉下游六个乡镇的农田。\n"
    "县水务投资有限公司（以下简称“水投公司”）董事长阮青山说，蓄水分三个阶段，明年春天开始向县城供水。"
)


def held(folder: Path, tokenizer: Tokenizer) -> dict[str, Any]:
    """Return all that a build holds, by what does not depend on the order in which it came there."""
    index: Index = open_build(folder)
    rows = range(index.manifest.passages)
    passages = index.store.passages(index.store.keys.tolist())
    ids = [passage.id for passage in passages]
    scores = index.sparse.scores(tokenizer.terms("青龙水库第3号总投资"))
    groups: dict[int, set[str]] = {}
    for passage, group in zip(passages, index.groups.tolist(), strict=True):
        if group:
            groups.setdefault(group, set()).add(passage.article_id)
    result = {
        "articles": {id_: index.store.article(id_) for id_ in index.store.article_ids()},
        "raw lines": {id_: index.store.raw_lines(id_) for id_ in index.store.article_ids()},
        "passages": {passage.id: passage for passage in passages},
        "texts": dict(zip(ids, index.store.searched_texts(rows), strict=True)),
        "hashes": dict(zip(ids, index.store.hashes(), strict=True)),
        "printings": index.store.printings(sorted({p.article_id for p in passages})),
        "groups": sorted(map(sorted, groups.values())),
        "dates": dict(zip(ids, index.dates.tolist(), strict=True)),
        "printed": sorted((ids[row], day) for row, day in index.printings.tolist()),
        "short names": sorted(index.short_names),
        "people": index.store.people("", -1),
        "people of": index.store.people_of(sorted(index.store.article_ids())),
        "scores": dict(zip(ids, np.round(scores, 4).tolist(), strict=True)),
        "vectors": {
            id_: vector.round(6).tolist()
            for id_, vector in zip(ids, index.dense.vectors, strict=True)
        },
        "skipped": index.store.skipped(),
        "duplicates": index.store.duplicates(),
        "counts": (index.manifest.articles, index.manifest.passages, index.manifest.reprints),
        "corpus": index.manifest.corpus,
    }
    index.close()
    return result


class Corpus:
    """A corpus that is changed at random: pages, JSON lines, articles printed several times, broken lines."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._random = random.Random(seed)

    def change(self) -> None:
        """Do one to three things to it."""
        for _ in range(self._random.randint(1, 3)):
            files = sorted(path for path in self._folder.rglob("*") if path.is_file())
            what = self._random.choice(
                (self._write, self._write, self._copy, self._move, self._drop)
            )
            what(files)

    def _write(self, files: list[Path]) -> None:
        name = self._random.choice(("a.jsonl", "b.jsonl", "z/c.jsonl", "d.jsonl"))
        records = [self._record() for _ in range(self._random.randint(0, 6))]
        (self._folder / name).parent.mkdir(exist_ok=True)
        write_corpus(self._folder, [{"id": f"always-{name}", **record(1)}, *records], name)
        if self._random.random() < 0.3:
            with (self._folder / name).open("a") as file:
                file.write("{broken\n")

    def _record(self) -> dict[str, Any]:
        number = self._random.randrange(12)
        made = record(number) | {"date": f"2021-01-{self._random.randint(10, 13)}"}
        match self._random.randrange(5):
            case 0:  # another article of the same id
                made["text"] = f"改成{number}千万元。"
            case 1:  # a reprint
                made |= {"id": f"story{number}", "title": "水库", "text": STORY}
            case 2:
                other = (
                    STORY.replace("昨天上午", "") if number % 2 else STORY.replace("6800", "6900")
                )
                made |= {"id": f"other{number}", "title": "下闸", "text": other}
            case 3:  # an id from what it says: the same one in several files
                made.pop("id")
        return made

    def _copy(self, files: list[Path]) -> None:
        source = self._random.choice(sorted(PAGE.glob("*.txt")))
        (
            self._folder
            / f"{self._random.choice('晨晚')}报_2021-01-1{self._random.randrange(3)}.txt"
        ).write_bytes(source.read_bytes())

    def _move(self, files: list[Path]) -> None:
        if files:
            path = self._random.choice(files)
            path.rename(path.with_name(f"{self._random.choice('0名')}{path.suffix}"))

    def _drop(self, files: list[Path]) -> None:
        if len(files) > 1:
            self._random.choice(files).unlink()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read; a file that is written again gets another time."""
    names: list[str] = []

    def noted(path: Path, **options: Any) -> Iterator[Page | Article | Skipped]:
        names.append(options["name"])
        return iter_articles(path, **options)

    monkeypatch.setattr("qabot.indexing.reindex.iter_articles", noted)
    monkeypatch.setattr("qabot.indexing.corpus._UNSURE_NS", 0)
    return names


@pytest.mark.parametrize("seed", [0, 1, 2, 10, 17, 21])
def test_whatever_is_done_to_the_corpus(
    settings: Settings, tokenizer: Tokenizer, tmp_path: Path, read: list[str], seed: int
) -> None:
    corpus = Corpus(settings.corpus, seed)
    files_read = files = 0
    for step in range(8):
        corpus.change()
        read.clear()
        report = reindex(settings, BigramEncoder(), tokenizer)
        files_read += len(read)
        files += report.files
        whole = settings.model_copy(update={"index": tmp_path / f"whole-{step}"})
        expected = reindex(whole, BigramEncoder(), tokenizer)
        assert held(report.folder, tokenizer) == held(expected.folder, tokenizer)
        assert not reindex(settings, BigramEncoder(), tokenizer).changed
    assert files_read < files


def test_several_processes_make_the_build_that_one_makes(
    settings: Settings, tokenizer: Tokenizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, page in enumerate(sorted(PAGE.glob("*.txt"))):
        (settings.corpus / f"{number}.txt").write_bytes(page.read_bytes())
    (settings.corpus / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    alone = settings.model_copy(update={"threads": 1, "index": tmp_path / "alone"})
    expected = held(reindex(alone, BigramEncoder(), tokenizer).folder, tokenizer)
    monkeypatch.setattr("qabot.indexing.reindex._MANY_FILES", 2)
    monkeypatch.setattr("qabot.indexing.reindex._MANY_ARTICLES", 2)
    shared = settings.model_copy(update={"threads": 2})
    assert held(reindex(shared, BigramEncoder(), tokenizer).folder, tokenizer) == expected
    assert [skipped.where for skipped in expected["skipped"]] == ["broken.pdf"]
