"""The corpus is followed: what counts as a change of it, whatever is done to its folder."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import qabot.cli.indexing
from qabot.errors import CorpusError, EngineError
from qabot.indexing.watching import changes
from qabot.settings import Settings

MOST = 20
"""Looks, about a second each, within which a change must be seen."""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpus").mkdir()
    return tmp_path


def seen_within(followed: Iterator[bool], looks: int) -> bool:
    return any(next(followed) for _ in range(looks))


def follow(corpus: Path, index: Path) -> Iterator[bool]:
    followed = changes(corpus, index)
    assert next(followed)
    return followed


@pytest.mark.parametrize(
    ("corpus", "index"),
    [("corpus", "index"), ("corpus", "corpus/index"), ("corpus", "corp"), ("link", "index")],
)
def test_change_of_the_corpus_is_seen(here: Path, corpus: str, index: str) -> None:
    (here / "link").symlink_to(here / "corpus")
    (here / index).mkdir()
    followed = follow(Path(corpus), Path(index))
    (here / "corpus" / "a.txt").write_text("新闻", "utf-8")
    assert seen_within(followed, MOST)


@pytest.mark.parametrize("index", ["corpus/index", "link/index", "corpus/linked"])
@pytest.mark.parametrize("corpus", ["corpus", "link"])
def test_index_in_the_corpus_is_no_change(here: Path, corpus: str, index: str) -> None:
    (here / "link").symlink_to(here / "corpus")
    (here / "elsewhere").mkdir()
    (here / "corpus" / "linked").symlink_to(here / "elsewhere")
    (here / index).mkdir(exist_ok=True)
    followed = follow(Path(corpus), Path(index))
    (here / index / "lock").write_text("", "utf-8")
    assert not seen_within(followed, 3)


def _replace(corpus: Path) -> None:
    other = corpus.with_name("other")
    other.mkdir()
    corpus.rename(corpus.with_name("before"))
    other.rename(corpus)


def _turn_link(corpus: Path) -> None:
    """Have the link lead elsewhere, as a release does."""
    corpus.with_name("release").mkdir()
    corpus.with_name("waiting").symlink_to(corpus.with_name("release"))
    corpus.with_name("waiting").replace(corpus)


@pytest.mark.parametrize(
    ("name", "act"),
    [("corpus", _replace), ("link", _turn_link)],
)
def test_another_folder_in_its_place_is_followed(
    here: Path, name: str, act: Callable[[Path], None]
) -> None:
    (here / "link").symlink_to(here / "corpus")
    followed = follow(Path(name), Path("index"))
    act(here / name)
    assert seen_within(followed, MOST)
    while next(followed):  # the folder that went may tell of it as well
        pass
    (here / name / "new.txt").write_text("新闻", "utf-8")
    assert seen_within(followed, MOST)


def test_folder_that_goes_and_comes_back_is_followed(here: Path) -> None:
    followed = follow(Path("corpus"), Path("index"))
    shutil.rmtree(here / "corpus")
    assert seen_within(followed, MOST)  # the run tells that it is gone
    assert not seen_within(followed, 3)
    (here / "corpus").mkdir()
    assert seen_within(followed, MOST)
    (here / "corpus" / "new.txt").write_text("新闻", "utf-8")
    assert seen_within(followed, MOST)


def test_single_file_is_followed_when_an_editor_replaces_it(here: Path) -> None:
    (here / "page.txt").write_text("旧闻", "utf-8")
    followed = follow(Path("page.txt"), Path("index"))
    (here / "other.txt").write_text("别的", "utf-8")
    assert not seen_within(followed, 3)
    for _ in range(2):
        (here / "waiting").write_text("新闻", "utf-8")
        (here / "waiting").replace(here / "page.txt")
        assert seen_within(followed, MOST)
    (here / "page.txt.toml").write_text("page = '01'\n", "utf-8")
    assert seen_within(followed, MOST)


def test_no_corpus_is_told(here: Path) -> None:
    with pytest.raises(CorpusError, match="nowhere"):
        next(changes(Path("nowhere"), Path("index")))


def test_run_that_failed_is_tried_again_without_a_change(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(qabot.cli.indexing, "_AGAIN_S", 0.0)
    tries = iter([EngineError("the server is down"), EngineError("the server is down")])

    def run(*, full: bool) -> None:
        raise next(tries, KeyboardInterrupt())

    with pytest.raises(KeyboardInterrupt):
        qabot.cli.indexing._follow(Settings(), run, full=False, as_json=False)  # type: ignore[arg-type]
    assert capsys.readouterr().err.count("the server is down") == 1
