"""An index looked after: contents, integrity, export and back, backup and restore."""

import gzip
import io
import json
import sqlite3
import tarfile
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from archives import ROWS, TEA
from parts import BigramEncoder, record, write_corpus

from qabot.errors import BackupError, IndexMismatchError, IndexMissingError, StorageError
from qabot.findings import State, examine
from qabot.indexing.index import Index, open_build
from qabot.indexing.keeping import backup as backups
from qabot.indexing.keeping.backup import back_up, restore
from qabot.indexing.keeping.contents import contents_of
from qabot.indexing.keeping.coverage import Coverage, Gap, coverage_of
from qabot.indexing.keeping.export import lines_of, text_file
from qabot.indexing.keeping.integrity import CHECKS, Examinee
from qabot.indexing.manifest import FORMAT, Manifest, describe_files
from qabot.indexing.pointer import current_build
from qabot.indexing.publishing import exclusive
from qabot.indexing.reindex import reindex
from qabot.indexing.report import BuildReport, Silent
from qabot.language.words import Tokenizer
from qabot.settings import Settings
from qabot.types import Article

PAGES = Path(__file__).parent.parent / "corpus"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, cache: Path, tokenizer: Tokenizer) -> Settings:
    """Settings of an index of the sample pages, with two JSON lines that say the same; not to be changed."""
    home = tmp_path_factory.mktemp("pages")
    corpus = home / "corpus"
    corpus.mkdir()
    for page in PAGES.glob("*.txt"):
        (corpus / page.name).write_bytes(page.read_bytes())
    write_corpus(corpus, ROWS, "a.jsonl")
    write_corpus(corpus, [{**ROWS[5], "date": "2024-03-25", "source": "青山晚报"}], "b.jsonl")
    settings = Settings(corpus=corpus, index=home / "index", cache=cache, threads=1)
    reindex(settings, BigramEncoder(), tokenizer)
    return settings


def opened(settings: Settings) -> Index:
    return open_build(current_build(settings.index))


def articles(settings: Settings) -> dict[str, Article]:
    """Return all articles by id, without where they were read."""
    with closing(opened(settings)) as index:
        found = [index.store.article(id_) for id_ in index.store.article_ids()]
    return {a.id: replace(a, file="", places=()) for a in found if a}


def printings(settings: Settings, article_id: str) -> list[tuple[str, date | None, str | None]]:
    with closing(opened(settings)) as index:
        found = index.store.printings([article_id]).get(article_id, [])
    return [(p.source, p.published, p.url) for p in found]


def changed(settings: Settings, name: str, content: bytes) -> None:
    """Put another file into the build in force, with a manifest that takes it for the right one."""
    folder = current_build(settings.index)
    (folder / name).write_bytes(content)
    files = describe_files(folder)
    del files["manifest.json"]
    replace(Manifest.load(folder), files=files).save(folder)


def executed(settings: Settings, *statements: str) -> None:
    """Change the store of the build in force."""
    file = current_build(settings.index) / "articles.sqlite"
    with closing(sqlite3.connect(file)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()
    changed(settings, file.name, file.read_bytes())


def faults(settings: Settings, tokenizer: Tokenizer) -> dict[str, str]:
    found = examine(CHECKS, Examinee(settings.index, tokenizer))
    return {one.name: one.finding.told for one in found if one.finding.state is State.FAULT}


def days(*counts: tuple[str, int], reprinted: Sequence[str] = ()) -> Coverage:
    return Coverage(
        articles=sum(count for _, count in counts),
        undated=0,
        estimated=0,
        days={date.fromisoformat(day): count for day, count in counts},
        reprinted=frozenset(map(date.fromisoformat, reprinted)),
        sources={},
    )


def test_coverage_counts_months_years_and_gaps() -> None:
    coverage = days(
        ("2020-11-30", 2), ("2020-12-01", 1), ("2021-02-03", 4), reprinted=["2021-01-01"]
    )
    assert coverage.months == {"2020-11": 2, "2020-12": 1, "2021-01": 0, "2021-02": 4}
    assert coverage.years == {"2020": 3, "2021": 4}
    assert coverage.span == 1 + 31 + 31 + 3
    assert coverage.gaps(5) == [
        Gap(date(2021, 1, 2), date(2021, 2, 2)),
        Gap(date(2020, 12, 2), date(2020, 12, 31)),
    ]
    assert [gap.days for gap in coverage.gaps(5)] == [32, 30]
    assert coverage.gaps(1) == coverage.gaps(5)[:1]


def test_equal_gaps_come_by_date_and_neighbours_leave_none() -> None:
    coverage = days(("2021-01-01", 1), ("2021-01-03", 1), ("2021-01-05", 1), ("2021-01-06", 1))
    assert [gap.first for gap in coverage.gaps(9)] == [date(2021, 1, 2), date(2021, 1, 4)]


def test_coverage_without_dates_is_empty() -> None:
    coverage = days()
    assert (coverage.months, coverage.years, coverage.gaps(3), coverage.span) == ({}, {}, [], 0)


def test_coverage_of_an_archive(pages: Settings) -> None:
    with closing(opened(pages)) as index:
        coverage = coverage_of(index.store)
    assert coverage.undated == 1
    assert coverage.days[date(2024, 3, 21)] == 1
    assert date(2024, 3, 25) in coverage.covered
    assert date(2024, 3, 25) not in coverage.days
    assert coverage.sources == {"栖川日报": coverage.articles - 8, "": 7, "茶坪周报": 1}
    assert sum(coverage.days.values()) == coverage.articles - 1


def test_sources_that_are_addresses_count_by_site(settings: Settings, tokenizer: Tokenizer) -> None:
    sources = ["https://example.org/1", "https://example.org/2", "http://[broken", "晚报"]
    records = [record(number) | {"source": source} for number, source in enumerate(sources)]
    write_corpus(settings.corpus, records)
    reindex(settings, BigramEncoder(), tokenizer)
    with closing(opened(settings)) as index:
        found = coverage_of(index.store).sources
    assert [*found.items()] == [("example.org", 2), ("http://[broken", 1), ("晚报", 1)]


def test_contents_tell_builds_and_sizes(
    settings: Settings, built: BuildReport, tokenizer: Tokenizer
) -> None:
    write_corpus(settings.corpus, [record(number) for number in (1, 2, 3, 4)])
    second = reindex(settings, BigramEncoder(), tokenizer)
    contents = contents_of(settings.index)
    assert contents.folder == second.folder
    assert (contents.manifest.articles, contents.coverage.articles) == (4, 4)
    (earlier,) = contents.earlier
    assert earlier.name == built.folder.name
    assert earlier.built_at
    sizes = dict(contents.sizes)
    assert sizes["earlier"] == earlier.size
    assert sizes["cache"] == (settings.index / "vectors.sqlite").stat().st_size
    everything = [file for file in settings.index.rglob("*") if file.is_file()]
    outside = {"CURRENT", "seen.json", "lock"}
    assert contents.size == sum(f.stat().st_size for f in everything if f.name not in outside)
    (built.folder / "manifest.json").write_text("{}")
    assert contents_of(settings.index).earlier[0].built_at is None


def test_whole_index_passes_every_check(pages: Settings, tokenizer: Tokenizer) -> None:
    found = list(examine(CHECKS, Examinee(pages.index, tokenizer)))
    assert [one.finding.state for one in found] == [State.OK] * len(CHECKS)
    passages = Manifest.load(current_build(pages.index)).passages
    told = {one.name: one.finding.told for one in found}
    assert told["lengths"] == f"各部分都是 {passages} 段"
    assert told["postings"] == f"核对了 {passages} 段的词，都对"
    assert told["lines"] == f"{passages - 8} 段都在所注的行里"


def test_sample_of_passages_is_of_the_size_asked_for(pages: Settings, tokenizer: Tokenizer) -> None:
    (found,) = examine(
        [check for check in CHECKS if check.name == "postings"],
        Examinee(pages.index, tokenizer, sample=5),
    )
    assert found.finding.told == "核对了 5 段的词，都对"


def damaged_vectors(settings: Settings) -> None:
    file = current_build(settings.index) / "dense.npy"
    vectors = np.load(file)
    vectors[1] *= 2
    vectors[2] = np.nan
    buffer = io.BytesIO()
    np.save(buffer, vectors)
    changed(settings, file.name, buffer.getvalue())


def damaged_words(settings: Settings) -> None:
    file = current_build(settings.index) / "sparse-counts.npy"
    counts = np.load(file)
    counts[0] += 1
    buffer = io.BytesIO()
    np.save(buffer, counts)
    changed(settings, file.name, buffer.getvalue())


def damaged_keys(settings: Settings) -> None:
    file = current_build(settings.index) / "keys.npy"
    buffer = io.BytesIO()
    np.save(buffer, np.load(file) + 1)
    changed(settings, file.name, buffer.getvalue())


@pytest.mark.parametrize(
    ("damage", "name", "told"),
    [
        (damaged_vectors, "vectors", "2 个向量的长度不是 1"),
        (damaged_words, "postings", "3 段里有 1 段的词对不上"),
        (damaged_keys, "lengths", "keys.npy 和 articles.sqlite 里的段落不是同一批"),
        (
            lambda settings: executed(settings, "UPDATE articles SET text = 'x' WHERE id = 'a2'"),
            "texts",
            "1 个段落与文章对不上，如文章 a2",
        ),
        (
            lambda settings: executed(settings, "UPDATE passages SET hash = x'00' WHERE key = 0"),
            "texts",
            "1 个段落与文章对不上，如文章 a1",
        ),
        (
            lambda settings: executed(settings, "UPDATE articles SET origin = 77 WHERE id = 'a2'"),
            "database",
            "1 行指向没有的行，如 articles 第 2 行（指向 files）",
        ),
    ],
)
def test_damage_that_checksums_do_not_show_is_found(
    settings: Settings,
    built: BuildReport,
    tokenizer: Tokenizer,
    damage: Callable[[Settings], None],
    name: str,
    told: str,
) -> None:
    damage(settings)
    assert faults(settings, tokenizer)[name] == told


def test_lines_that_a_page_does_not_have_are_found(
    pages: Settings, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    file = tmp_path / "pages.tar"
    back_up(pages.index, file)
    own = pages.model_copy(update={"index": tmp_path / "index"})
    restore(own.index, file)
    assert faults(own, tokenizer) == {}
    executed(
        own,
        "UPDATE passages SET lines = '99999' WHERE key = (SELECT min(key) FROM passages WHERE lines <> '')",
    )
    assert faults(own, tokenizer)["lines"].startswith("1 个段落不在所注的行里")


def test_every_check_stands_alone(
    settings: Settings, built: BuildReport, tokenizer: Tokenizer
) -> None:
    (built.folder / "articles.sqlite").write_bytes(b"x" * 5000)
    found = faults(settings, tokenizer)
    assert [*found] == ["files", "database", "lengths", "postings", "texts", "lines"]
    assert str(built.folder / "articles.sqlite") in found["files"]
    assert faults(settings.model_copy(update={"index": Path("nowhere")}), tokenizer).keys() == {
        check.name for check in CHECKS
    }


def test_another_dictionary_is_told(
    settings: Settings, built: BuildReport, cache: Path, tmp_path: Path
) -> None:
    words = tmp_path / "words.txt"
    words.write_text("种桑养蚕\n", "utf-8")
    found = faults(settings, Tokenizer(words, cache))
    assert found == {"postings": "索引是用另一份词典建立的，词无从核对"}


def test_export_is_read_back_as_the_same_articles(
    pages: Settings, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    with closing(opened(pages)) as index, text_file(corpus / "all.jsonl.gz") as file:
        file.writelines(lines_of(index.store, Silent()))
    again = pages.model_copy(update={"corpus": corpus, "index": tmp_path / "index"})
    report = reindex(again, BigramEncoder(), tokenizer)
    assert report.skipped == ()
    before = articles(pages)
    assert articles(again) == before
    assert any(a.captions for a in before.values())
    assert any(a.estimated or a.newspaper for a in before.values())
    assert printings(again, "tea") == printings(pages, "tea")
    assert printings(pages, "tea") == [("青山晚报", date(2024, 3, 25), "https://example.org/tea")]
    with closing(opened(pages)) as one, closing(opened(again)) as other:
        assert one.store.article_ids() == other.store.article_ids()
        assert one.manifest.passages == other.manifest.passages


def test_exported_line_has_what_is_there(settings: Settings, tokenizer: Tokenizer) -> None:
    write_corpus(settings.corpus, [ROWS[5]])
    reindex(settings, BigramEncoder(), tokenizer)
    with closing(opened(settings)) as index:
        (line,) = lines_of(index.store, Silent())
    assert json.loads(line) == {
        "id": "tea",
        "title": "茶坪春茶开采",
        "date": "2024-03-21",
        "source": "茶坪周报",
        "url": "https://example.org/tea",
        "text": TEA,
    }


def test_file_that_fails_half_way_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StorageError), text_file(tmp_path / "a.jsonl") as file:
        file.write("x")
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(StorageError, match="nowhere"), text_file(tmp_path / "nowhere/a.jsonl"):
        pass


@pytest.mark.parametrize("name", ["index.tar", "index.tar.gz"])
def test_backup_restores_the_same_build(
    settings: Settings, built: BuildReport, tokenizer: Tokenizer, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    manifest = back_up(settings.index, file)
    content = {path.name: path.read_bytes() for path in built.folder.iterdir()}
    write_corpus(settings.corpus, [record(9)])
    later = reindex(settings, BigramEncoder(), tokenizer)
    folder = restore(settings.index, file)
    assert current_build(settings.index) == folder
    assert folder not in (built.folder, later.folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == content
    assert later.folder.is_dir()
    assert Manifest.load(folder) == manifest
    assert not [*settings.index.glob(".building-*")]


def test_restored_index_needs_no_embedding_and_no_corpus_twice(
    settings: Settings, built: BuildReport, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    file = tmp_path / "index.tar"
    back_up(settings.index, file)
    elsewhere = settings.model_copy(update={"index": tmp_path / "elsewhere"})
    restore(elsewhere.index, file)
    report = reindex(elsewhere, BigramEncoder(), tokenizer)
    assert (report.changed, report.passages) == (False, 3)
    shorter = elsewhere.model_copy(update={"passage_chars": 100})
    assert reindex(shorter, BigramEncoder(), tokenizer).new == 0


def test_backup_while_builds_are_published_is_of_one_build(
    settings: Settings, built: BuildReport, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    stop = threading.Event()
    failed: list[BaseException] = []

    def rebuild() -> None:
        number = 10
        try:
            while not stop.is_set():
                number += 1
                write_corpus(settings.corpus, [record(n) for n in range(number)])
                reindex(settings, BigramEncoder(), tokenizer)
        except BaseException as exc:
            failed.append(exc)

    thread = threading.Thread(target=rebuild)
    thread.start()
    try:
        for number in range(6):
            back_up(settings.index, tmp_path / f"{number}.tar")
    finally:
        stop.set()
        thread.join()
    assert failed == []
    for number in range(6):
        index = tmp_path / str(number)
        restore(index, tmp_path / f"{number}.tar")
        assert faults(settings.model_copy(update={"index": index}), tokenizer) == {}


def members(file: Path) -> list[tuple[tarfile.TarInfo, bytes]]:
    with tarfile.open(file) as archive:
        return [
            (member, source.read() if (source := archive.extractfile(member)) else b"")
            for member in archive
        ]


def packed(file: Path, parts: Sequence[tuple[tarfile.TarInfo, bytes]]) -> None:
    with tarfile.open(file, "w") as archive:
        for member, data in parts:
            archive.addfile(member, io.BytesIO(data))


def renamed(member: tarfile.TarInfo, name: str) -> tarfile.TarInfo:
    return member.replace(name=name)


def named(name: str, data: bytes = b"x", **fields: object) -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    for field, value in fields.items():
        setattr(member, field, value)
    return member, data


Parts = list[tuple[tarfile.TarInfo, bytes]]


def traversing_manifest(parts: Parts) -> Parts:
    """Have the manifest itself name a file outside, and send it."""
    manifest = json.loads(parts[0][1])
    manifest["files"]["../../outside"] = [1, 0]
    return [
        named(parts[0][0].name, json.dumps(manifest).encode()),
        named("qabot-index/../../outside"),
        *parts[1:],
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda parts: [], "里面没有索引清单"),
        (lambda parts: parts[1:], "里面没有索引清单"),
        (lambda parts: [named("hello.txt")], "里面没有索引清单"),
        (lambda parts: [named(parts[0][0].name, b"{}"), *parts[1:]], "损坏"),
        (lambda parts: parts[:-1], "或它的校验"),
        (lambda parts: [*parts[:3], *parts[4:]], "或它的校验"),
        (lambda parts: [parts[0], parts[1], parts[1], *parts[2:]], "不属于备份"),
        (lambda parts: [parts[0], named("qabot-index/../../outside"), *parts[1:]], "不属于备份"),
        (lambda parts: [parts[0], named("/tmp/outside"), *parts[1:]], "不属于备份"),
        (traversing_manifest, "outside"),
        (
            lambda parts: [
                parts[0],
                named(parts[1][0].name, b"", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
                *parts[2:],
            ],
            "不属于备份",
        ),
        (
            lambda parts: [parts[0], (parts[1][0], bytes(len(parts[1][1]))), *parts[2:]],
            "articles.sqlite 的校验不对",
        ),
        (lambda parts: [*parts[:-1], named(parts[-1][0].name, b"[]")], "SHA256SUMS.json 读不出来"),
    ],
)
def test_archive_that_is_no_backup_is_refused(
    settings: Settings,
    built: BuildReport,
    tmp_path: Path,
    change: Callable[[Parts], Parts],
    told: str,
) -> None:
    good, bad = tmp_path / "good.tar", tmp_path / "bad.tar"
    back_up(settings.index, good)
    packed(bad, change(members(good)))
    with pytest.raises(BackupError) as caught:
        restore(settings.index, bad)
    assert told in caught.value.message
    assert str(bad) in caught.value.message
    assert current_build(settings.index) == built.folder
    assert {path.name for path in settings.index.iterdir()} == {
        "CURRENT",
        "builds",
        "lock",
        "seen.json",
        "vectors.sqlite",
    }
    assert not (tmp_path / "outside").exists()
    assert not (tmp_path.parent / "outside").exists()


@pytest.mark.parametrize("cut", [0, 10, 600, 3000])
@pytest.mark.parametrize("name", ["index.tar", "index.tar.gz"])
def test_backup_that_is_cut_off_is_refused(
    settings: Settings, built: BuildReport, tmp_path: Path, name: str, cut: int
) -> None:
    file = tmp_path / name
    back_up(settings.index, file)
    file.write_bytes(file.read_bytes()[:cut])
    with pytest.raises(BackupError):
        restore(settings.index, file)
    assert current_build(settings.index) == built.folder


def test_backup_of_another_format_is_refused(
    settings: Settings, built: BuildReport, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.tar", tmp_path / "bad.tar"
    back_up(settings.index, good)
    (manifest, data), *others = members(good)
    older = {**json.loads(data), "format": FORMAT - 1}
    packed(bad, [named(manifest.name, json.dumps(older).encode()), *others])
    with pytest.raises(IndexMismatchError, match=f"格式是 {FORMAT - 1}"):
        restore(settings.index, bad)
    assert current_build(settings.index) == built.folder


def test_files_that_are_no_archives_are_refused(settings: Settings, tmp_path: Path) -> None:
    missing = tmp_path / "missing.tar"
    with pytest.raises(BackupError, match=r"missing\.tar"):
        restore(settings.index, missing)
    text = tmp_path / "text.tar"
    text.write_text("这不是备份" * 1000, "utf-8")
    with pytest.raises(BackupError, match=r"text\.tar"):
        restore(settings.index, text)
    packed_text = tmp_path / "text.tar.gz"
    packed_text.write_bytes(gzip.compress(b"hello" * 1000))
    with pytest.raises(BackupError):
        restore(settings.index, packed_text)
    assert not (settings.index / "CURRENT").exists()


def test_backup_without_an_index_is_an_error_and_leaves_no_file(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(IndexMissingError):
        back_up(settings.index, tmp_path / "index.tar")
    assert not (tmp_path / "index.tar").exists()


def test_backup_that_cannot_be_written_is_an_error(
    settings: Settings, built: BuildReport, tmp_path: Path
) -> None:
    with pytest.raises(StorageError, match="nowhere"):
        back_up(settings.index, tmp_path / "nowhere" / "index.tar")


def test_restore_needs_room_and_waits_for_nobody(
    settings: Settings, built: BuildReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qabot.errors import IndexBusyError

    file = tmp_path / "index.tar"
    back_up(settings.index, file)
    with exclusive(settings.index), pytest.raises(IndexBusyError):
        restore(settings.index, file)

    class Usage:
        free = 10

    monkeypatch.setattr(backups.shutil, "disk_usage", lambda _: Usage)  # type: ignore[attr-defined]
    with pytest.raises(StorageError, match="磁盘只剩 0 MB"):
        restore(settings.index, file)
    assert current_build(settings.index) == built.folder
