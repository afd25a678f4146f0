"""An index on disk: opened whole, or refused with the file that is wrong and the command that mends it."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from parts import DIMENSION, BigramEncoder, TorchlessEncoder, flat, record, write_corpus

from qabot.bot import QABot
from qabot.errors import (
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    UnusableIndexError,
)
from qabot.indexing.encoder import Encoder
from qabot.indexing.index import open_build
from qabot.indexing.manifest import FORMAT
from qabot.indexing.passages import searched_text, split_article
from qabot.indexing.pointer import current_build
from qabot.indexing.records import FILE
from qabot.indexing.reindex import reindex
from qabot.indexing.report import BuildReport
from qabot.indexing.store_writer import StoreWriter
from qabot.language.normal import normal_form
from qabot.language.words import Tokenizer
from qabot.reading import iter_articles
from qabot.settings import Settings
from qabot.types import Article

PARTS = [
    "articles.sqlite",
    "dates.npy",
    "short-names.json",
    "dense.npy",
    "groups.npy",
    "keys.npy",
    "printings.npy",
    *(
        f"sparse-{name}.npy"
        for name in ("counts", "idf", "largest", "lengths", "rows", "starts", "terms", "weights")
    ),
]


def texts(settings: Settings) -> list[str]:
    """What both legs see of the passages of a corpus, worked out without an index."""
    found: list[str] = []
    for read in iter_articles(settings.corpus / "news.jsonl", name="news.jsonl", max_bytes=10**6):
        assert isinstance(read, Article)
        day = read.published.isoformat() if read.published else None
        passages = split_article(read, settings.passage_chars)
        found += [
            searched_text(read.title, read.subtitle, day, passage.text) for passage in passages
        ]
    return found


def test_build_is_opened(settings: Settings, built: BuildReport, tokenizer: Tokenizer) -> None:
    index = open_build(built.folder)
    expected = texts(settings)
    vectors = BigramEncoder().encode_passages(expected)
    question = BigramEncoder().encode_question("第2号水库总投资")
    rows, scores = index.dense.search(question, 3)
    order = np.argsort(-(vectors @ question), kind="stable")
    assert rows.tolist() == order.tolist()
    np.testing.assert_allclose(scores, (vectors @ question)[order], atol=1e-6)
    assert index.store.searched_texts([0, 1, 2]) == expected
    assert [passage.id for passage in index.store.passages([2, 0])] == ["a3#0", "a1#0"]
    assert index.dates.tolist() == [20210118] * 3
    words = [tokenizer.terms(normal_form(text)) for text in expected]
    assert len(index.sparse.terms) == len({word for passage in words for word in passage})
    index.close()


def test_articles_come_back_as_they_were_read(settings: Settings, tokenizer: Tokenizer) -> None:
    lines = [
        record(1),
        {"title": "", "text": "一段。\n\n二段。", "url": "http://x", "author": "张三"},
    ]
    write_corpus(settings.corpus, lines)
    page = "水库开工\n\n本报讯（通讯员 张三）水库今天开工，总投资三亿元。\n"
    (settings.corpus / "日报_2021-01-18.txt").write_text(page, "utf-8")
    folder = reindex(settings, BigramEncoder(), tokenizer).folder
    index = open_build(folder)
    for file in sorted(settings.corpus.iterdir()):
        for article in flat(iter_articles(file, name=file.name, max_bytes=10**6)):
            assert isinstance(article, Article)
            assert index.store.article(article.id) == article
    assert index.store.article("a2") is None
    index.close()


def test_manifest_says_what_was_built(
    settings: Settings, built: BuildReport, tokenizer: Tokenizer
) -> None:
    manifest = json.loads((built.folder / "manifest.json").read_text("utf-8"))
    assert manifest["format"] == FORMAT
    assert manifest["model"] == "bigrams-64"
    assert manifest["dimension"] == DIMENSION
    assert manifest["tokenizer"] == tokenizer.fingerprint
    assert manifest["passage_rule"].endswith(f"-{settings.passage_chars}")
    assert (manifest["articles"], manifest["passages"]) == (3, 3)
    assert {name: size for name, (size, _) in manifest["files"].items()} == {
        name: (built.folder / name).stat().st_size for name in PARTS
    }


def refused(folder: Path, error: type[UnusableIndexError], *named: str) -> None:
    with pytest.raises(error) as raised:
        open_build(folder)
    assert type(raised.value) is error
    assert "qabot reindex" in raised.value.hint
    for name in named:
        assert name in raised.value.message


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: path.unlink(), id="missing"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:-1]), id="truncated"),
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(lambda path: path.write_bytes(b"\xff" * path.stat().st_size), id="garbage"),
    ],
)
def test_damaged_part_is_named(
    built: BuildReport, name: str, damage: Callable[[Path], object]
) -> None:
    damage(built.folder / name)
    refused(built.folder, IndexDamagedError, name)


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("place", [0.0, 0.5, 0.999])
def test_one_flipped_bit_is_noticed(built: BuildReport, name: str, place: float) -> None:
    path = built.folder / name
    data = bytearray(path.read_bytes())
    data[int(place * len(data))] ^= 1
    path.write_bytes(data)
    refused(built.folder, IndexDamagedError, name)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"{}", b"null", b"\xff\xfe", b'{"format": %d}' % FORMAT, b"\x00" * 50],
)
def test_garbage_manifest_is_named(built: BuildReport, content: bytes) -> None:
    (built.folder / "manifest.json").write_bytes(content)
    refused(built.folder, IndexDamagedError, "manifest.json")


def test_missing_manifest_is_named(built: BuildReport) -> None:
    (built.folder / "manifest.json").unlink()
    refused(built.folder, IndexDamagedError, "manifest.json")


def change_manifest(folder: Path, **values: Any) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | values), "utf-8")


@pytest.mark.parametrize("number", [FORMAT + 1, 0, "1", None])
def test_other_format_is_refused(built: BuildReport, number: object) -> None:
    change_manifest(built.folder, format=number)
    refused(built.folder, IndexMismatchError, str(number), str(FORMAT))


@pytest.mark.parametrize(
    "values",
    [
        {"passages": 4},
        {"articles": 2},
        {"dimension": 65},
        {"terms": 1},
        {"passages": "3"},
        {"files": []},
        {"files": {"dense.npy": 3}},
        {"files": {"gone.npy": [1, 2]}},
    ],
)
def test_manifest_that_does_not_fit_its_parts(built: BuildReport, values: dict[str, Any]) -> None:
    change_manifest(built.folder, **values)
    refused(built.folder, IndexDamagedError, str(built.folder))


def test_parts_of_two_builds_do_not_mix(
    built: BuildReport, settings: Settings, tokenizer: Tokenizer
) -> None:
    write_corpus(settings.corpus, [record(1)])
    other = reindex(settings, BigramEncoder(), tokenizer).folder
    (other / "dense.npy").write_bytes((built.folder / "dense.npy").read_bytes())
    refused(other, IndexDamagedError, "dense.npy")
    size_and_sum = json.loads((built.folder / "manifest.json").read_text("utf-8"))["files"][
        "dense.npy"
    ]
    files = json.loads((other / "manifest.json").read_text("utf-8"))["files"]
    change_manifest(other, files=files | {"dense.npy": size_and_sum})
    refused(other, IndexDamagedError, str(other))


@pytest.mark.parametrize(
    ("pointer", "error"),
    [
        (None, IndexMissingError),
        (b"", IndexDamagedError),
        (b"\xff\xfe\x00", IndexDamagedError),
        (b"no-such-build\n", IndexDamagedError),
        (b"../builds\n", IndexDamagedError),
        (b"..\n", IndexDamagedError),
        (b"a\x00b\n", IndexDamagedError),
        (b"x" * 5000, IndexDamagedError),
    ],
)
def test_pointer_that_leads_nowhere(
    settings: Settings,
    built: BuildReport,
    tokenizer: Tokenizer,
    pointer: bytes | None,
    error: type[UnusableIndexError],
) -> None:
    path = settings.index / "CURRENT"
    if pointer is None:
        path.unlink()
    else:
        path.write_bytes(pointer)
    with pytest.raises(UnusableIndexError) as raised:
        current_build(settings.index)
    assert type(raised.value) is error
    assert str(settings.index) in raised.value.message
    assert "qabot reindex" in raised.value.hint
    # And that command does mend it, with the vectors that are there.
    mended = reindex(settings, BigramEncoder(), tokenizer)
    assert (mended.changed, mended.new, mended.reused) == (True, 0, 3)
    assert current_build(settings.index) == mended.folder


def test_folder_without_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match=str(tmp_path / "none")):
        current_build(tmp_path / "none")


def test_bot_refuses_an_index_of_another_model(
    settings: Settings, built: BuildReport, encoder: Encoder
) -> None:
    with pytest.raises(IndexMismatchError) as raised:
        QABot(settings)
    assert "bigrams-64" in raised.value.message
    assert encoder.identity in raised.value.message
    assert "QABOT_MODEL" in raised.value.hint


def test_bot_refuses_an_index_of_another_dictionary(
    settings: Settings, encoder: Encoder, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    reindex(settings, TorchlessEncoder(encoder), tokenizer)
    words = tmp_path / "words.txt"
    words.write_text("号水库\n", "utf-8")
    with pytest.raises(IndexMismatchError, match="词典") as raised:
        QABot(settings.model_copy(update={"user_dict": words}))
    assert "qabot reindex" in raised.value.hint


def test_store_that_goes_on_from_one_without_the_index_of_titles_gets_it(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
    StoreWriter(old).close()
    with closing(sqlite3.connect(old / FILE)) as db:
        db.execute("DROP INDEX articles_by_title")
        db.commit()
    StoreWriter(new, old).close()
    with closing(sqlite3.connect(new / FILE)) as db:
        (plan,) = db.execute("EXPLAIN QUERY PLAN SELECT number FROM articles WHERE title > ''")
    assert "COVERING INDEX articles_by_title" in plan[3]
