"""What only an archive on Milvus does, on the server or file that QABOT_MILVUS_URI names; see test_milvus.py."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from archives import ROWS
from click.testing import CliRunner
from milvus_archives import add, archive, settings_for
from parts import BigramEncoder, TorchlessEncoder
from pymilvus import DataType

import qabot.searching.engines.milvus
from qabot.bot import QABot
from qabot.cli import cli
from qabot.errors import (
    EngineError,
    IndexBusyError,
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    SettingsError,
    UnusableIndexError,
)
from qabot.indexing.encoder import Encoder
from qabot.indexing.index import open_build
from qabot.indexing.milvus.connection import Connection, NotThereError
from qabot.indexing.milvus.generation import Generation
from qabot.indexing.milvus.pointer import Pointer
from qabot.indexing.milvus.restore import copy_to_index
from qabot.indexing.milvus.schema import FORMAT
from qabot.indexing.milvus.sync import publish
from qabot.indexing.pointer import current_build
from qabot.indexing.reindex import reindex
from qabot.language.words import Tokenizer
from qabot.messages import speak
from qabot.searching.engine import ALWAYS
from qabot.searching.engines.milvus import MilvusEngine, MilvusOpener
from qabot.settings import Settings

NEW = {
    "id": "dam",
    "title": "大坝加固",
    "date": "2024-05-01",
    "text": "石门大坝加固工程投资900万元。",
}


class Interrupted(Exception):
    """The plug was pulled."""


@pytest.fixture(autouse=True)
def english() -> None:
    speak("en")


@pytest.fixture(autouse=True)
def always_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every question ask which generation is in force."""
    monkeypatch.setattr(qabot.searching.engines.milvus, "_TRUSTED_S", 0.0)


@pytest.fixture(scope="module")
def indexed(
    tmp_path_factory: pytest.TempPathFactory, cache: Path, tokenizer: Tokenizer
) -> Settings:
    return archive(tmp_path_factory.mktemp("indexed"), cache, tokenizer)


@pytest.fixture
def settings(indexed: Settings, tmp_path: Path) -> Settings:
    """Settings of a copy that a test may change."""
    for name in ("corpus", "index"):
        shutil.copytree(getattr(indexed, name), tmp_path / name)
    return settings_for(tmp_path, indexed.cache, engine="milvus")


@pytest.fixture
def connection(settings: Settings) -> Iterator[Connection]:
    connection = Connection(settings)
    yield connection
    pointer = Pointer(connection, settings.milvus_collection)
    with suppress(NotThereError):
        pointer.forget()
    for generation in pointer.generations():
        generation.drop()


def opened(settings: Settings) -> MilvusEngine:
    opener = MilvusOpener(settings)
    return opener.open(opener.newest())


def ids_there(settings: Settings) -> set[str]:
    return opened(settings).article_ids()


def interrupt(patch: pytest.MonkeyPatch, method: str, after: int) -> None:
    """Have a method of a generation fail after so many calls."""
    original = getattr(Generation, method)
    calls = iter(range(after))

    def failing(self: Generation, *args: Any) -> Any:
        if next(calls, None) is None:
            raise Interrupted
        return original(self, *args)

    patch.setattr(Generation, method, failing)


def test_only_what_differs_is_sent(
    settings: Settings, connection: Connection, tokenizer: Tokenizer
) -> None:
    first = publish(settings, connection)
    assert (first.fresh, first.removed) == (True, 0)
    assert first.sent > 2 * len(ROWS)
    again = publish(settings, connection)
    assert (again.fresh, again.sent, again.removed) == (False, 0, 0)
    add(settings, [NEW])
    reindex(settings, BigramEncoder(), tokenizer)
    more = publish(settings, connection)
    # One passage more, another less; the article itself, its file, the terms; and what went with "named".
    assert (more.fresh, more.generation) == (False, first.generation)
    assert 0 < more.sent < 8
    assert 0 < more.removed < 6
    assert ids_there(settings) == open_build(current_build(settings.index)).store.article_ids()
    assert opened(settings).article("dam") is not None
    assert opened(settings).article("named") is None
    assert opened(settings).idf("大坝") is not None
    assert opened(settings).idf("临乡投") is None


def test_another_recipe_goes_into_new_collections_and_takes_over_in_one_step(
    settings: Settings, connection: Connection, tokenizer: Tokenizer
) -> None:
    first = publish(settings, connection)
    engine = opened(settings)
    other = settings.model_copy(update={"passage_chars": 60})
    reindex(other, BigramEncoder(), tokenizer)
    second = publish(other, connection)
    assert second.fresh
    assert second.generation > first.generation
    # Who has the one before open goes on with it until it looks again.
    assert engine.article("tea") is not None
    pointer = Pointer(connection, settings.milvus_collection)
    assert [g.name for g in pointer.generations()] == [first.generation, second.generation]
    assert opened(settings).manifest.passage_rule.endswith("-60")
    third = publish(settings.model_copy(update={"milvus_index": "IVF_FLAT"}), connection)
    assert [g.name for g in pointer.generations()] == [second.generation, third.generation]


@pytest.mark.parametrize(
    ("method", "after"),
    [
        ("put_passages", 0),
        ("put_records", 1),
        ("put_records", 2),
        ("flush", 0),
        ("describe", 1),
    ],
)
def test_interrupted_copy_is_never_in_force_and_goes_on(
    settings: Settings, connection: Connection, method: str, after: int
) -> None:
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Interrupted):
        interrupt(patch, method, after)
        publish(settings, connection)
    with pytest.raises(IndexMissingError, match=settings.milvus_collection):
        opened(settings)
    pointer = Pointer(connection, settings.milvus_collection)
    (begun,) = pointer.generations()
    there = sum(len(found) for found in begun.digests())
    report = publish(settings, connection)
    assert report.generation == begun.name
    assert report.removed == 0
    assert there + report.sent == sum(len(found) for found in begun.digests())
    assert "tea" in ids_there(settings)


def test_copy_that_is_complete_but_was_not_pointed_at_is_taken(
    settings: Settings, connection: Connection
) -> None:
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Interrupted):
        patch.setattr(Pointer, "point_at", lambda *_: (_ for _ in ()).throw(Interrupted))
        publish(settings, connection)
    report = publish(settings, connection)
    assert (report.fresh, report.sent) == (True, 0)
    assert "tea" in ids_there(settings)


def test_update_interrupted_in_the_middle_is_made_good(
    settings: Settings, connection: Connection, tokenizer: Tokenizer
) -> None:
    publish(settings, connection)
    add(settings, [NEW])
    reindex(settings, BigramEncoder(), tokenizer)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Interrupted):
        interrupt(patch, "put_records", 1)
        publish(settings, connection)
    assert opened(settings).article("tea") is not None  # the archive answers all the time
    add(settings, [])
    reindex(settings, BigramEncoder(), tokenizer)
    publish(settings, connection)
    assert ids_there(settings) == open_build(current_build(settings.index)).store.article_ids()


def rows_of(build: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(build / "articles.sqlite")) as db:
        tables = [
            name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {
            name: sorted(db.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for name in tables
        }


def assert_same_build(one: Path, other: Path) -> None:
    assert rows_of(one) == rows_of(other)
    for file in one.glob("*.npy"):
        np.testing.assert_array_equal(np.load(file), np.load(other / file.name), file.name)
    names = "short-names.json"
    assert (one / names).read_text("utf-8") == (other / names).read_text("utf-8")


def test_copy_there_and_back_is_the_same_index(
    settings: Settings, connection: Connection, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    publish(settings, connection)
    back = settings.model_copy(update={"index": tmp_path / "back"})
    folder = copy_to_index(back, connection)
    assert current_build(back.index) == folder
    assert_same_build(current_build(settings.index), folder)
    # The next run goes on from it, and has nothing to do.
    assert not reindex(back, BigramEncoder(), tokenizer).changed


@pytest.mark.parametrize("method", ["rows_after", "every"])
def test_copy_back_that_was_interrupted_goes_on(
    settings: Settings,
    connection: Connection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
) -> None:
    publish(settings, connection)
    back = settings.model_copy(update={"index": tmp_path / "back"})
    monkeypatch.setattr("qabot.indexing.milvus.restore._BATCH", 3)
    original = getattr(Generation, method)
    asked: list[Any] = []

    def cut_off(self: Generation, argument: Any) -> Iterator[Any]:
        asked.append(argument)
        for count, item in enumerate(original(self, argument)):
            if count == 4:
                raise Interrupted
            yield item

    def noted(self: Generation, argument: Any) -> Iterator[Any]:
        asked.append(argument)
        return original(self, argument)  # type: ignore[no-any-return]

    with pytest.MonkeyPatch.context() as patch, pytest.raises(Interrupted):
        patch.setattr(Generation, method, cut_off)
        copy_to_index(back, connection)
    assert not (back.index / "CURRENT").exists()
    monkeypatch.setattr(Generation, method, noted)
    folder = copy_to_index(back, connection)
    if method == "rows_after":
        keys = open_build(current_build(settings.index)).store.keys
        assert asked == [-1, keys[2]]  # three had arrived
    assert_same_build(current_build(settings.index), folder)
    assert not (back.index / ".copying").exists()


def test_copy_back_of_an_archive_that_is_being_updated_is_refused(
    settings: Settings, connection: Connection, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    publish(settings, connection)
    back = settings.model_copy(update={"index": tmp_path / "back"})
    original = Generation.rows_after

    def updated_meanwhile(self: Generation, key: int) -> Iterator[Any]:
        yield from original(self, key)
        found = self.description()
        assert found is not None
        self.describe(replace(found, complete=False))

    with pytest.MonkeyPatch.context() as patch, pytest.raises(IndexBusyError, match="updated"):
        patch.setattr(Generation, "rows_after", updated_meanwhile)
        copy_to_index(back, connection)
    with pytest.raises(IndexBusyError, match="qabot reindex"):
        copy_to_index(back, connection)
    assert not (back.index / "CURRENT").exists()
    publish(settings, connection)
    assert_same_build(current_build(settings.index), copy_to_index(back, connection))


def test_what_arrived_and_was_damaged_is_fetched_again(
    settings: Settings, connection: Connection, tmp_path: Path
) -> None:
    publish(settings, connection)
    back = settings.model_copy(update={"index": tmp_path / "back"})
    partial = back.index / ".copying"
    partial.mkdir(parents=True)
    (partial / "arrived.sqlite").write_bytes(b"no database" * 1000)
    assert_same_build(current_build(settings.index), copy_to_index(back, connection))


def test_collections_of_another_schema_are_refused_and_replaced(
    settings: Settings, connection: Connection, tmp_path: Path
) -> None:
    publish(settings, connection)
    pointer = Pointer(connection, settings.milvus_collection)
    generation = pointer.generation()
    assert generation is not None
    with suppress(EngineError):  # a server does not drop what an alias points at
        pointer.forget()
    connection.write("drop_collection", generation.passages)
    schema = connection.client.create_schema(auto_id=False)
    schema.add_field("key", DataType.INT64, is_primary=True)
    schema.add_field("other", DataType.FLOAT_VECTOR, dim=2)
    parameters = connection.client.prepare_index_params()
    parameters.add_index("other", index_type="FLAT", metric_type="IP")
    connection.write(
        "create_collection", generation.passages, schema=schema, index_params=parameters
    )
    pointer.point_at(generation)
    with pytest.raises(IndexDamagedError, match=r"dense.*qabot reindex"):
        opened(settings)
    back = settings.model_copy(update={"index": tmp_path / "back"})
    with pytest.raises(IndexDamagedError, match="dense"):
        copy_to_index(back, connection)
    report = publish(settings, connection)
    assert (report.fresh, report.generation != generation.name) == (True, True)
    assert "tea" in ids_there(settings)


def test_name_of_a_collection_is_no_name_of_an_archive(
    settings: Settings, connection: Connection
) -> None:
    others = f"{settings.milvus_collection}_taken"
    schema = connection.client.create_schema(auto_id=False)
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=2)
    connection.write("create_collection", others, schema=schema)
    before = connection.read("list_collections")
    with pytest.raises(SettingsError, match=f"{others}.*QABOT_MILVUS_COLLECTION"):
        publish(settings.model_copy(update={"milvus_collection": others}), connection)
    assert connection.read("list_collections") == before
    connection.write("drop_collection", others)


def test_sending_from_a_folder_without_an_index_makes_none(
    settings: Settings, connection: Connection, tmp_path: Path
) -> None:
    nowhere = settings.model_copy(update={"index": tmp_path / "nowhere"})
    with pytest.raises(IndexMissingError, match="nowhere"):
        publish(nowhere, connection)
    assert not nowhere.index.exists()


def test_no_archive_is_told_with_the_remedy(tmp_path: Path, cache: Path) -> None:
    nowhere = settings_for(tmp_path, cache, engine="milvus")
    with pytest.raises(IndexMissingError, match=rf"{nowhere.milvus_collection}.*qabot reindex"):
        MilvusOpener(nowhere).newest()
    with pytest.raises(IndexMissingError, match="QABOT_MILVUS_COLLECTION"):
        copy_to_index(nowhere, Connection(nowhere))


def test_another_format_is_refused(
    settings: Settings, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(settings, connection)
    monkeypatch.setattr("qabot.indexing.milvus.description.FORMAT", 99)
    with pytest.raises(IndexMismatchError, match=rf"{FORMAT}.*99.*qabot reindex"):
        opened(settings)
    # A run of this version puts its own beside it.
    assert publish(settings, connection).fresh


def test_collections_without_a_description_are_no_archive(
    settings: Settings, connection: Connection
) -> None:
    publish(settings, connection)
    generation = Pointer(connection, settings.milvus_collection).generation()
    assert generation is not None
    ids = [
        row["id"] for row in connection.rows(generation.records, 'kind == "description"', ["id"])
    ]
    generation.delete(generation.records, ids)
    with pytest.raises(IndexMissingError, match="qabot reindex"):
        opener = MilvusOpener(settings)
        opener.open(f"{generation.name}/x")


def test_bot_takes_what_is_new_and_refuses_another_model(
    tmp_path: Path, cache: Path, encoder: Encoder, tokenizer: Tokenizer
) -> None:
    settings = settings_for(tmp_path, cache, engine="milvus", reader="off")
    light = TorchlessEncoder(encoder)
    add(settings, [])
    reindex(settings, light, tokenizer)
    connection = Connection(settings)
    publish(settings, connection)
    bot = QABot(settings)
    question = "石门大坝加固工程投资多少？"
    assert not bot.ask(question).found
    add(settings, [NEW])
    reindex(settings, light, tokenizer)
    publish(settings, connection)
    answer = bot.ask(question)
    assert answer.citations[0].passage.text == NEW["text"]
    expected = QABot(settings.model_copy(update={"engine": "embedded"})).ask(question)
    assert [replace(c, score=0.0) for c in answer.citations] == [
        replace(c, score=0.0) for c in expected.citations
    ]
    reindex(settings, BigramEncoder(), tokenizer)
    publish(settings, connection)
    assert bot.ask(question).citations == answer.citations  # the last one goes on
    with pytest.raises(IndexMismatchError, match="bigrams-64"):
        QABot(settings)


def test_several_bots_share_one_archive(settings: Settings, connection: Connection) -> None:
    publish(settings, connection)
    one, other = opened(settings), opened(settings)
    vector = BigramEncoder().encode_question("水库")
    for leg, same in zip(
        one.search(vector, {}, 5, ALWAYS), other.search(vector, {}, 5, ALWAYS), strict=True
    ):
        np.testing.assert_array_equal(leg.keys, same.keys)


def test_collections_that_the_server_let_go_of_are_loaded_again(
    settings: Settings, connection: Connection
) -> None:
    publish(settings, connection)
    engine = opened(settings)
    generation = Pointer(connection, settings.milvus_collection).generation()
    assert generation is not None
    for collection in (generation.passages, generation.records):
        connection.write("release_collection", collection)
    assert len(engine.search(BigramEncoder().encode_question("水库"), {}, 5, ALWAYS)[0].keys) == 5
    assert opened(settings).article_ids() == engine.article_ids()


def test_collections_of_others_are_no_archive_and_are_left_alone(
    settings: Settings, connection: Connection
) -> None:
    others = f"{settings.milvus_collection}_others_passages"
    schema = connection.client.create_schema(auto_id=False)
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=2)
    connection.write("create_collection", others, schema=schema)
    pointer = Pointer(connection, settings.milvus_collection)
    pointer.point_at(Generation(connection, others.removesuffix("_passages")))
    with pytest.raises(UnusableIndexError, match="qabot reindex"):
        MilvusOpener(settings).newest()
    assert publish(settings, connection).fresh
    assert "tea" in ids_there(settings)
    assert others in connection.read("list_collections")
    connection.write("drop_collection", others)


def test_commands(
    settings: Settings,
    connection: Connection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("engine", "milvus_uri", "milvus_collection", "index"):
        monkeypatch.setenv(f"QABOT_{name.upper()}", str(getattr(settings, name)))
    monkeypatch.setenv("QABOT_LANG", "en")
    run = CliRunner().invoke
    assert "no archive" in str(run(cli, ["article", "tea"]).exception)
    copied = run(cli, ["index", "copy", "--from", "index", "--to", "milvus"])
    assert (copied.exit_code, copied.exception) == (0, None)
    assert "is in force on Milvus" in copied.output
    assert "rows sent, 0 removed." in copied.output
    article = run(cli, ["article", "tea", "--json"])
    assert json.loads(article.output)["id"] == "tea"
    back = run(
        cli,
        ["index", "copy", "--from", "milvus", "--to", "index", "--index", str(tmp_path / "back")],
    )
    assert "The archive is now in" in back.output
    assert_same_build(current_build(settings.index), current_build(tmp_path / "back"))
