"""`reindex`: what a run does and reports, and that nothing which stops it harms the index in force."""

import json
import os
import pkgutil
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from parts import BigramEncoder, CountingEncoder, TorchlessEncoder, record, write_corpus

from qabot.bot import QABot
from qabot.errors import CorpusError, IndexBusyError, IndexDamagedError, ModelError, StorageError
from qabot.indexing.encoder import Encoder
from qabot.indexing.index import Index, open_build
from qabot.indexing.pointer import current_build
from qabot.indexing.publishing import exclusive
from qabot.indexing.reindex import reindex
from qabot.indexing.report import BuildReport
from qabot.language.words import Tokenizer
from qabot.reading import SUFFIXES
from qabot.settings import Settings
from qabot.types import Skipped


def counts(report: BuildReport) -> dict[str, int]:
    names = ("files", "articles", "passages", "new", "reused", "removed", "duplicates")
    return {name: getattr(report, name) for name in names}


def expected(**values: int) -> dict[str, int]:
    nothing = {"files": 1, "new": 0, "reused": 0, "removed": 0, "duplicates": 0}
    return nothing | values


def index_texts(settings: Settings) -> list[str]:
    index: Index = open_build(current_build(settings.index))
    found = index.store.searched_texts(range(index.manifest.passages))
    index.close()
    return found


# Of the calls that bring files to the disk; those after it are counted down from here.
LAST_FILE = 0


def counted(call: int, built: BuildReport) -> int:
    """Return which call it is: counted from 1, or from the last file of a build, and then its folder, on."""
    return call if call > 0 else len([*built.folder.iterdir()]) + 1 - call


def leftovers(settings: Settings) -> list[str]:
    names = [path.name for path in settings.index.iterdir()]
    return [
        name
        for name in names
        if name not in ("CURRENT", "builds", "lock", "seen.json", "vectors.sqlite")
    ]


class TestReport:
    def test_first_run(self, settings: Settings, built: BuildReport) -> None:
        assert counts(built) == expected(articles=3, passages=3, new=3)
        assert built.changed
        assert built.skipped == ()
        assert 0 < built.seconds < 60
        assert built.folder == current_build(settings.index)
        assert built.folder.parent == settings.index / "builds"
        assert leftovers(settings) == []

    def test_unchanged_corpus_writes_nothing(
        self, settings: Settings, built: BuildReport, tokenizer: Tokenizer
    ) -> None:
        encoder = CountingEncoder()
        again = reindex(settings, encoder, tokenizer)
        assert counts(again) == expected(articles=3, passages=3, reused=3)
        assert not again.changed
        assert again.folder == built.folder
        assert encoder.embedded == []
        assert leftovers(settings) == []

    def test_one_article_changed(
        self, settings: Settings, built: BuildReport, tokenizer: Tokenizer
    ) -> None:
        write_corpus(settings.corpus, [record(1), record(2, "改成两亿元。"), record(3)])
        encoder = CountingEncoder()
        report = reindex(settings, encoder, tokenizer)
        assert counts(report) == expected(articles=3, passages=3, new=1, reused=2, removed=1)
        # both legs see the normal form
        assert encoder.embedded == ["第2号水库开工 2021-01-18\n改成2亿元。"]
        assert report.folder != built.folder
        # what stays keeps its place, what is new follows
        assert index_texts(settings)[2] == "第2号水库开工 2021-01-18\n改成2亿元。"

    def test_one_article_added(
        self, settings: Settings, built: BuildReport, tokenizer: Tokenizer
    ) -> None:
        write_corpus(settings.corpus, [record(4)], name="more.jsonl")
        report = reindex(settings, BigramEncoder(), tokenizer)
        assert counts(report) == expected(files=2, articles=4, passages=4, new=1, reused=3)

    def test_one_article_removed_and_back(
        self, settings: Settings, built: BuildReport, tokenizer: Tokenizer
    ) -> None:
        write_corpus(settings.corpus, [record(1), record(3)])
        report = reindex(settings, BigramEncoder(), tokenizer)
        assert counts(report) == expected(articles=2, passages=2, reused=2, removed=1)
        write_corpus(settings.corpus, [record(number) for number in (1, 2, 3)])
        encoder = CountingEncoder()
        back = reindex(settings, encoder, tokenizer)
        assert counts(back) == expected(articles=3, passages=3, reused=3)
        assert encoder.embedded == []

    def test_source_alone_changed(
        self, settings: Settings, built: BuildReport, tokenizer: Tokenizer
    ) -> None:
        write_corpus(settings.corpus, [record(1) | {"source": "晚报"}, record(2), record(3)])
        report = reindex(settings, BigramEncoder(), tokenizer)
        assert (report.changed, report.new, report.reused) == (True, 0, 3)
        index = open_build(report.folder)
        assert [
            passage.source for passage in index.store.passages(index.store.keys[1:].tolist())
        ] == [
            "栖川日报",
            "晚报",
        ]
        index.close()

    def test_full_embeds_everything_anew(
        self, settings: Settings, built: BuildReport, tokenizer: Tokenizer
    ) -> None:
        encoder = CountingEncoder()
        report = reindex(settings, encoder, tokenizer, full=True)
        assert counts(report) == expected(articles=3, passages=3, new=3)
        assert len(encoder.embedded) == 3
        assert report.folder != built.folder

    def test_another_passage_size_is_another_index(
        self, settings: Settings, built: BuildReport, tokenizer: Tokenizer
    ) -> None:
        report = reindex(
            settings.model_copy(update={"passage_chars": 300}), BigramEncoder(), tokenizer
        )
        assert (report.changed, report.new, report.reused) == (True, 0, 3)

    def test_equal_passages_are_embedded_once(
        self, settings: Settings, tokenizer: Tokenizer
    ) -> None:
        write_corpus(settings.corpus, [record(1), record(1) | {"id": "twin"}, record(2)])
        encoder = CountingEncoder()
        report = reindex(settings, encoder, tokenizer)
        assert counts(report) == expected(articles=3, passages=3, new=2, reused=1)
        assert sorted(encoder.embedded) == sorted({*index_texts(settings)})

    def test_two_articles_with_one_id(self, settings: Settings, tokenizer: Tokenizer) -> None:
        write_corpus(settings.corpus, [record(1), record(2) | {"id": "a1"}, record(1)])
        report = reindex(settings, BigramEncoder(), tokenizer)
        assert counts(report) == expected(articles=1, passages=1, new=1, duplicates=1)
        assert report.skipped == (Skipped("news.jsonl", "编号 a1 已被另一篇文章使用"),)


class TestCorpus:
    def test_missing_corpus(self, settings: Settings, tokenizer: Tokenizer) -> None:
        shutil.rmtree(settings.corpus)
        with pytest.raises(CorpusError, match=str(settings.corpus)) as raised:
            reindex(settings, BigramEncoder(), tokenizer)
        assert "--corpus" in raised.value.hint
        assert not settings.index.exists()

    def test_empty_corpus_keeps_the_index(
        self, settings: Settings, built: BuildReport, tokenizer: Tokenizer
    ) -> None:
        (settings.corpus / "news.jsonl").unlink()
        with pytest.raises(CorpusError, match=r"没有可以索引的文章.*\.jsonl") as raised:
            reindex(settings, BigramEncoder(), tokenizer)
        assert all(suffix in raised.value.hint for suffix in SUFFIXES)
        assert current_build(settings.index) == built.folder

    def test_corpus_of_broken_files_only(self, settings: Settings, tokenizer: Tokenizer) -> None:
        (settings.corpus / "news.jsonl").write_text("{broken\n", "utf-8")
        with pytest.raises(CorpusError, match=r"跳过了 news\.jsonl:1"):
            reindex(settings, BigramEncoder(), tokenizer)

    def test_broken_files_do_not_stop_the_run(
        self, settings: Settings, tokenizer: Tokenizer
    ) -> None:
        lines = (settings.corpus / "news.jsonl").read_text("utf-8").splitlines()
        (settings.corpus / "news.jsonl").write_text(
            "\n".join([*lines, "{broken", lines[0]]), "utf-8"
        )
        (settings.corpus / "picture.txt").write_bytes(bytes(range(256)) * 40)
        (settings.corpus / "empty.txt").touch()
        (settings.corpus / "sub").mkdir()
        (settings.corpus / "sub" / "link.txt").symlink_to("nowhere")
        report = reindex(settings, BigramEncoder(), tokenizer)
        assert counts(report) == expected(files=4, articles=3, passages=3, new=3, duplicates=1)
        assert [(skipped.where, skipped.failed) for skipped in report.skipped] == [
            ("empty.txt", True),
            ("news.jsonl:4", True),
            ("picture.txt", True),
            ("sub/link.txt", True),
        ]

    def test_huge_text_is_reported_and_not_read(
        self, settings: Settings, tokenizer: Tokenizer
    ) -> None:
        with (settings.corpus / "huge.txt").open("wb") as file:
            file.truncate(200 * 2**20)  # a hole: no disk is used
        report = reindex(settings, BigramEncoder(), tokenizer)
        ((where, reason),) = [(skipped.where, skipped.reason) for skipped in report.skipped]
        assert where == "huge.txt"
        assert "max_file_mb" in reason
        assert report.articles == 3

    def test_lone_surrogates_are_indexed(self, settings: Settings, tokenizer: Tokenizer) -> None:
        line = '{"id": "s\\ud800", "title": "水\\ud800库", "text": "开\\udfff工。", "author": "\\ud800", "url": "\\ud800"}'
        (settings.corpus / "news.jsonl").write_text(line, "utf-8")
        report = reindex(settings, BigramEncoder(), tokenizer)
        assert (report.articles, report.skipped) == (1, ())


class TestBuilds:
    def test_one_older_build_is_kept(self, settings: Settings, tokenizer: Tokenizer) -> None:
        made: list[Path] = []
        for last in (3, 4, 5, 6):
            write_corpus(settings.corpus, [record(number) for number in range(last)])
            made.append(reindex(settings, BigramEncoder(), tokenizer).folder)
            assert sorted((settings.index / "builds").iterdir()) == sorted(made[-2:])
        open_build(made[-2]).close()

    def test_leftovers_of_killed_runs_go(
        self, settings: Settings, built: BuildReport, tokenizer: Tokenizer
    ) -> None:
        aside = settings.index / ".building-killed"
        aside.mkdir()
        (aside / "articles.sqlite").write_bytes(b"half")
        orphan = settings.index / "builds" / "20200101T000000-abcdef"
        orphan.mkdir()
        (settings.index / "CURRENT.new").write_text("half", "utf-8")
        write_corpus(settings.corpus, [record(1)])
        reindex(settings, BigramEncoder(), tokenizer)
        assert leftovers(settings) == []
        assert not orphan.exists()

    def test_damaged_build_is_made_again_from_cached_vectors(
        self, settings: Settings, built: BuildReport, tokenizer: Tokenizer
    ) -> None:
        (built.folder / "dense.npy").write_bytes(b"")
        report = reindex(settings, BigramEncoder(), tokenizer)
        assert (report.changed, report.new, report.reused) == (True, 0, 3)
        open_build(report.folder).close()

    @pytest.mark.parametrize("table", ["files", "passages", "sketches", "sources"])
    def test_damage_that_opening_does_not_see_is_made_good(
        self,
        settings: Settings,
        built: BuildReport,
        tokenizer: Tokenizer,
        monkeypatch: pytest.MonkeyPatch,
        table: str,
    ) -> None:
        # As of a large file: only its size is compared.
        monkeypatch.setattr("qabot.indexing.manifest._CHECKED_BYTES", 0)
        damage(built.folder / "articles.sqlite", table)
        write_corpus(settings.corpus, [record(number) for number in (1, 2, 3, 4)])
        report = reindex(settings, BigramEncoder(), tokenizer)
        assert (report.articles, report.new, report.reused) == (4, 1, 3)
        assert sorted(index_texts(settings))[-1].startswith("第4号水库")
        damage(report.folder / "articles.sqlite", table)
        assert reindex(settings, BigramEncoder(), tokenizer, full=True).new == 4
        assert leftovers(settings) == []

    def test_damage_that_a_question_finds_is_told_with_what_mends_it(
        self,
        settings: Settings,
        built: BuildReport,
        tokenizer: Tokenizer,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("qabot.indexing.manifest._CHECKED_BYTES", 0)
        damage(built.folder / "articles.sqlite", "passages")
        index = open_build(built.folder)
        with pytest.raises(IndexDamagedError, match=rf"{built.folder}.*qabot reindex") as raised:
            index.store.passages([0])
        index.close()
        assert str(built.folder) in raised.value.hint
        shutil.rmtree(built.folder)
        report = reindex(settings, BigramEncoder(), tokenizer)
        assert (report.changed, report.new, report.reused) == (True, 0, 3)

    @pytest.mark.parametrize("content", [b"no database", b"\x00" * 9000])
    def test_damaged_vector_cache_is_made_again(
        self, settings: Settings, built: BuildReport, tokenizer: Tokenizer, content: bytes
    ) -> None:
        (settings.index / "vectors.sqlite").write_bytes(content)
        write_corpus(settings.corpus, [record(number) for number in (1, 2, 3, 4)])
        report = reindex(settings, BigramEncoder(), tokenizer)
        assert (report.new, report.reused) == (1, 3)  # three are in the build before
        open_build(report.folder).close()

    def test_equal_corpora_make_equal_files(
        self, settings: Settings, built: BuildReport, tokenizer: Tokenizer, tmp_path: Path
    ) -> None:
        other = reindex(
            settings.model_copy(update={"index": tmp_path / "other"}), BigramEncoder(), tokenizer
        )
        for file in built.folder.iterdir():
            if file.name != "manifest.json":
                assert (other.folder / file.name).read_bytes() == file.read_bytes(), file.name


class TestInterrupted:
    def test_killed_run_goes_on_where_it_stopped(
        self, settings: Settings, tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("qabot.indexing.reindex._BATCH", 2)
        write_corpus(settings.corpus, [record(number) for number in range(7)])
        first, second = CountingEncoder(fail_after=2), CountingEncoder()
        with pytest.raises(KeyboardInterrupt):
            reindex(settings, first, tokenizer)
        report = reindex(settings, second, tokenizer)
        assert (report.new, report.reused) == (3, 4)
        assert first.embedded + second.embedded == index_texts(settings)
        assert leftovers(settings) == []

    @pytest.mark.parametrize(
        ("step", "call"),
        [
            ("qabot.indexing.gathering.StoreWriter.add_article", 2),
            ("qabot.indexing.cutting.StoreWriter.add_passages", 2),
            ("qabot.indexing.cutting.reprint_groups", 1),
            ("qabot.indexing.reindex.carry", 1),
            ("qabot.indexing.reindex.find_aliases", 1),
            ("qabot.indexing.reindex.VectorCache.put", 1),
            ("qabot.indexing.reindex.VectorCache.get", 1),
            ("qabot.indexing.reindex.carry_dense", 1),
            ("qabot.indexing.sparse.SparseLeg.save", 1),
            ("qabot.indexing.reindex.Manifest.save", 1),
            ("qabot.indexing.publishing.open_build", 2),
            ("qabot.indexing.publishing._sync", 1),
            ("qabot.indexing.publishing._sync", LAST_FILE),
            ("pathlib.Path.rename", 1),
            ("qabot.indexing.publishing._sync", LAST_FILE - 1),
            ("qabot.indexing.publishing._sync", LAST_FILE - 2),
            ("pathlib.Path.replace", 1),
        ],
    )
    def test_crash_at_any_step_keeps_the_index(
        self, settings: Settings, built: BuildReport, tokenizer: Tokenizer, step: str, call: int
    ) -> None:
        old = index_texts(settings)
        write_corpus(settings.corpus, [record(number) for number in range(5)])
        with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
            crash_at(patch, step, counted(call, built))
            reindex(settings, BigramEncoder(), tokenizer)
        assert current_build(settings.index) == built.folder
        assert index_texts(settings) == old
        report = reindex(settings, BigramEncoder(), tokenizer)
        assert (report.articles, report.passages, report.removed) == (5, 5, 0)
        assert leftovers(settings) == []
        assert sorted((settings.index / "builds").iterdir()) == sorted(
            [built.folder, report.folder]
        )

    def test_crash_after_the_switch_leaves_the_new_index(
        self, settings: Settings, built: BuildReport, tokenizer: Tokenizer
    ) -> None:
        write_corpus(settings.corpus, [record(number) for number in range(5)])
        with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
            crash_at(patch, "qabot.indexing.publishing._sync", counted(LAST_FILE - 3, built))
            reindex(settings, BigramEncoder(), tokenizer)
        assert len(index_texts(settings)) == 5
        assert not reindex(settings, BigramEncoder(), tokenizer).changed
        assert leftovers(settings) == []

    def test_full_disk_keeps_the_index(
        self, settings: Settings, built: BuildReport, tokenizer: Tokenizer, tmp_path: Path
    ) -> None:
        old = index_texts(settings)
        write_corpus(settings.corpus, [record(number) for number in range(300)])
        # How large each file becomes: one byte less, and just its writing fails.
        roomy = settings.model_copy(update={"index": tmp_path / "roomy"})
        folder = reindex(roomy, BigramEncoder(), tokenizer).folder
        written = [*folder.iterdir(), roomy.index / "vectors.sqlite"]
        largest = max(path.stat().st_size for path in written)
        for limit in sorted({0, *(path.stat().st_size - 1 for path in written)}):
            with file_size_limit(limit), pytest.raises(StorageError) as raised:
                reindex(settings, BigramEncoder(), tokenizer)
            assert str(settings.index) in raised.value.message
            assert "qabot reindex" in raised.value.hint
            assert current_build(settings.index) == built.folder
            assert index_texts(settings) == old
            assert [name for name in leftovers(settings) if name.startswith(".")] == []
        with file_size_limit(largest):
            assert reindex(settings, BigramEncoder(), tokenizer).articles == 300

    def test_folder_that_cannot_be_written(self, settings: Settings, tokenizer: Tokenizer) -> None:
        settings.index.write_text("a file", "utf-8")
        with pytest.raises(StorageError, match=str(settings.index)):
            reindex(settings, BigramEncoder(), tokenizer)
        assert settings.index.read_text("utf-8") == "a file"

    def test_read_only_index_goes_on_answering(
        self, settings: Settings, built: BuildReport, tokenizer: Tokenizer
    ) -> None:
        write_corpus(settings.corpus, [record(1)])
        with read_only(settings.index), pytest.raises(StorageError, match=str(settings.index)):
            reindex(settings, BigramEncoder(), tokenizer)
        assert current_build(settings.index) == built.folder
        assert len(index_texts(settings)) == 3

    def test_lock_of_another_run(
        self, settings: Settings, built: BuildReport, tokenizer: Tokenizer
    ) -> None:
        with exclusive(settings.index), pytest.raises(IndexBusyError, match=str(settings.index)):
            reindex(settings, BigramEncoder(), tokenizer)
        assert not reindex(settings, BigramEncoder(), tokenizer).changed

    @pytest.mark.parametrize("error", [ModelError("模型坏了"), RuntimeError("out of memory")])
    def test_error_of_the_encoder_comes_through(
        self, settings: Settings, tokenizer: Tokenizer, error: Exception
    ) -> None:
        with pytest.raises(type(error)) as raised:
            reindex(settings, CountingEncoder(fail_after=0, error=error), tokenizer)
        assert raised.value is error
        assert leftovers(settings) == []


def crash_at(patch: pytest.MonkeyPatch, step: str, call: int) -> None:
    """Have a function end the run, like Ctrl-C, when it is called for the n-th time."""
    original = pkgutil.resolve_name(step)
    calls = count(1)

    def crashing(*args: Any, **kwargs: Any) -> Any:
        if next(calls) == call:
            raise KeyboardInterrupt
        return original(*args, **kwargs)

    patch.setattr(step, crashing)


def damage(store: Path, table: str) -> None:
    """Overwrite the page with which a table begins."""
    with closing(sqlite3.connect(store)) as db:
        ((page,),) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,))
        ((size,),) = db.execute("PRAGMA page_size")
    data = bytearray(store.read_bytes())
    data[(page - 1) * size : page * size] = b"\xff" * size
    store.write_bytes(data)


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size: writing fails as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Take away the right to write; root has it whatever the mode says, so root steps down for the time."""
    root = os.geteuid() == 0
    private = [path for path in folder.parents if root and path.stat().st_mode & 0o755 == 0o700]
    modes = {path: path.stat().st_mode for path in (folder, *private)}
    for path in modes:
        path.chmod(0o555)
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        for path, mode in modes.items():
            path.chmod(mode)


class Run:
    """A `qabot reindex` of its own, see `reindex_process.py`."""

    def __init__(self, settings: Settings) -> None:
        program = Path(__file__).with_name("reindex_process.py")
        options = ["--corpus", str(settings.corpus), "--index", str(settings.index), "--json"]
        self._process = subprocess.Popen(
            [sys.executable, str(program), "reindex", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def embed(self, batches: int) -> None:
        """Let it embed so many batches; it then waits in the next one."""
        assert self._process.stdin and self._process.stdout
        assert self._process.stdout.readline() == "batch 1\n"
        for batch in range(batches):
            self._process.stdin.write("\n")
            self._process.stdin.flush()
            assert self._process.stdout.readline() == f"batch {batch + 2}\n"

    def stop(self, how: signal.Signals) -> int:
        """Send a signal; return the exit status."""
        self._process.send_signal(how)
        return self.finish()[0]

    def finish(self) -> tuple[int, str, str]:
        """Let it run to its end; return exit status and what it printed."""
        out, err = self._process.communicate("\n" * 100, timeout=60)
        return self._process.returncode, out, err


class TestCommand:
    @pytest.mark.parametrize(("how", "status"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
    def test_stopped_run_keeps_the_index_and_its_vectors(
        self,
        settings: Settings,
        built: BuildReport,
        tokenizer: Tokenizer,
        how: signal.Signals,
        status: int,
    ) -> None:
        write_corpus(settings.corpus, [record(number) for number in range(10, 17)])
        run = Run(settings)
        run.embed(2)
        assert run.stop(how) == status
        assert current_build(settings.index) == built.folder
        assert len(index_texts(settings)) == 3
        encoder = CountingEncoder()
        report = reindex(settings, encoder, tokenizer)
        assert (report.new, report.reused, report.removed) == (3, 4, 3)
        assert encoder.embedded == index_texts(settings)[4:]
        assert leftovers(settings) == []

    def test_second_run_at_once_says_so(self, settings: Settings) -> None:
        first = Run(settings)
        first.embed(0)
        status, out, err = Run(settings).finish()
        assert (status, out) == (1, "")
        (line,) = err.splitlines()
        assert line == f"qabot: 另一个 qabot reindex 正在更新 {settings.index}。 请等它结束再运行。"
        status, out, _ = first.finish()
        assert status == 0
        assert json.loads(out.splitlines()[-1])["new"] == 3

    def test_exit_status_tells_of_broken_files(self, settings: Settings) -> None:
        (settings.corpus / "broken.jsonl").write_text("{\n", "utf-8")
        status, out, _ = Run(settings).finish()
        report = json.loads(out.splitlines()[-1])
        assert status == 1
        assert (report["articles"], report["changed"]) == (3, True)
        assert [skipped["where"] for skipped in report["skipped"]] == ["broken.jsonl:1"]


class TestOpenBot:
    @pytest.fixture
    def torchless(self, encoder: Encoder) -> TorchlessEncoder:
        return TorchlessEncoder(encoder)

    def test_takes_the_new_index_by_itself(
        self, settings: Settings, tokenizer: Tokenizer, torchless: TorchlessEncoder
    ) -> None:
        reindex(settings, torchless, tokenizer)
        bot = QABot(settings)
        assert bot.article("a9") is None
        write_corpus(settings.corpus, [record(9)])
        reindex(settings, torchless, tokenizer)
        answer = bot.ask("第9号水库总投资多少？")
        assert bot.manifest.articles == 1
        assert [citation.passage.article_id for citation in answer.citations] == ["a9"]
        assert answer.citations[0].passage.text == record(9)["text"]
        assert bot.article("a1") is None

    def test_keeps_the_old_index_if_the_new_one_is_damaged(
        self,
        settings: Settings,
        tokenizer: Tokenizer,
        torchless: TorchlessEncoder,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        reindex(settings, torchless, tokenizer)
        bot = QABot(settings)
        write_corpus(settings.corpus, [record(9)])
        new = reindex(settings, torchless, tokenizer).folder
        (new / "dense.npy").write_bytes(b"")
        answer = bot.ask("第1号水库总投资多少？")
        assert answer.citations[0].passage.text == record(1)["text"]
        assert bot.manifest.articles == 3
        assert str(new / "dense.npy") in caplog.text
        shutil.rmtree(settings.index)
        assert bot.ask("第1号水库总投资多少？").citations == answer.citations

    def test_old_index_answers_after_its_files_are_gone(
        self, settings: Settings, tokenizer: Tokenizer, torchless: TorchlessEncoder
    ) -> None:
        index = open_build(reindex(settings, torchless, tokenizer).folder)
        bot = QABot(settings)
        for last in (4, 5):
            write_corpus(settings.corpus, [record(number) for number in range(last)])
            reindex(settings, torchless, tokenizer)
        assert not index.folder.exists()
        assert index.store.article("a1") is not None
        assert bot.article("a4") is not None
