"""Ids of earlier builds go on leading to articles, through real runs."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from parts import BigramEncoder, record, write_corpus

from qabot.indexing.index import open_build
from qabot.indexing.pointer import current_build
from qabot.indexing.reindex import reindex
from qabot.indexing.report import BuildReport
from qabot.language.words import Tokenizer
from qabot.settings import Settings
from qabot.types import Article

BODY = (
    "青龙水库昨天上午下闸蓄水，总库容六千八百万立方米。",
    "水库移民一百二十户去年秋天搬进新房，家家门前有菜地。",
    "县水利局局长阮青山说，明年春天开始向县城供水。",
)
FERRY = ("河口的老渡口还有一条木船。", "摆渡人阮阿九在这里撑了四十年，认得每一块石头。")


class Archive:
    """A corpus of text files that changes, and its index."""

    def __init__(self, settings: Settings, tokenizer: Tokenizer) -> None:
        self.settings = settings
        self._tokenizer = tokenizer
        # An article that stays, so that the corpus is never empty.
        write_corpus(settings.corpus, [record(1)])

    def write(self, title: str, *paragraphs: str, file: str = "水库.txt") -> None:
        """Write a file of one article."""
        path = self.settings.corpus / file
        path.write_text("\n\n".join((title, *paragraphs)) + "\n", "utf-8")

    def build(self, *, full: bool = False) -> BuildReport:
        return reindex(self.settings, BigramEncoder(), self._tokenizer, full=full)

    def article(self, article_id: str) -> Article | None:
        with closing(open_build(current_build(self.settings.index))) as index:
            return index.store.article(article_id)

    def id_of(self, file: str = "水库.txt") -> str:
        """Return the id that the index gives the article of a file."""
        with closing(sqlite3.connect(current_build(self.settings.index) / "articles.sqlite")) as db:
            ((id_,),) = db.execute("SELECT id FROM articles WHERE file = ?", (file,))
        return str(id_)

    def title(self, article_id: str) -> str | None:
        found = self.article(article_id)
        return found.title if found else None


@pytest.fixture
def archive(settings: Settings, tokenizer: Tokenizer) -> Archive:
    archive = Archive(settings, tokenizer)
    archive.write("水库蓄水", *BODY)
    archive.build()
    return archive


def test_old_ids_open_the_article_after_title_and_paragraph_changed(archive: Archive) -> None:
    first = archive.id_of()
    archive.write("青龙水库下闸蓄水", *BODY)
    assert archive.build().aliases == 1
    second = archive.id_of()
    assert first != second
    assert archive.title(first) == "青龙水库下闸蓄水"
    archive.write("青龙水库下闸蓄水", BODY[0] + BODY[1], BODY[2].replace("明年春天", "后年春天"))
    assert archive.build().aliases == 2
    third = archive.id_of()
    assert len({first, second, third}) == 3
    for old in (first, second, third):
        found = archive.article(old)
        assert found is not None
        assert found.id == third
        assert found.paragraphs[0] == BODY[0] + BODY[1]


def test_old_ids_of_a_deleted_file_lead_nowhere(archive: Archive) -> None:
    first = archive.id_of()
    archive.write("青龙水库下闸蓄水", *BODY)
    archive.build()
    second = archive.id_of()
    (archive.settings.corpus / "水库.txt").unlink()
    assert archive.build().aliases == 0
    assert (archive.article(first), archive.article(second)) == (None, None)


def test_old_ids_survive_a_full_and_an_unchanged_run(archive: Archive) -> None:
    first = archive.id_of()
    archive.write("青龙水库下闸蓄水", *BODY)
    archive.build()
    assert archive.build().aliases == 1
    assert archive.build(full=True).aliases == 1
    assert archive.title(first) == "青龙水库下闸蓄水"


def test_id_that_comes_back_is_its_own_article_again(archive: Archive) -> None:
    first = archive.id_of()
    archive.write("青龙水库下闸蓄水", *BODY)
    archive.build()
    second = archive.id_of()
    archive.write("水库蓄水", *BODY)
    assert archive.build().aliases == 1
    assert archive.id_of() == first
    assert archive.title(second) == "水库蓄水"


def test_two_articles_made_one_are_both_found_in_it(archive: Archive) -> None:
    archive.write("老渡口", *FERRY, file="渡口.txt")
    archive.build()
    reservoir, ferry = archive.id_of(), archive.id_of("渡口.txt")
    (archive.settings.corpus / "渡口.txt").unlink()
    archive.write("水库和渡口", *BODY, *FERRY)
    assert archive.build().aliases == 2
    assert archive.title(reservoir) == archive.title(ferry) == "水库和渡口"


def test_article_that_was_two_leads_to_the_larger_part_of_its_file(archive: Archive) -> None:
    corpus = archive.settings.corpus
    old = record(2) | {"text": "\n".join((BODY[0], BODY[1], *FERRY))}
    write_corpus(corpus, [record(1), old])
    archive.build()
    ferry, reservoir = record(3) | {"text": "".join(FERRY)}, record(4) | {"text": "".join(BODY[:2])}
    write_corpus(corpus, [record(1), ferry, reservoir])
    archive.build()
    found = archive.article("a2")
    assert found is not None
    assert found.id == "a4"


def test_part_of_an_article_in_another_file_is_another_article(archive: Archive) -> None:
    corpus = archive.settings.corpus
    write_corpus(corpus, [record(1), record(2) | {"text": "\n".join((*FERRY, BODY[1]))}])
    archive.build()
    write_corpus(corpus, [record(1)])
    archive.write("老渡口", FERRY[0], file="渡口.txt")
    archive.build()
    assert archive.article("a2") is None


def test_file_of_another_name_keeps_its_ids_and_edits_are_followed(archive: Archive) -> None:
    first = archive.id_of()
    (archive.settings.corpus / "水库.txt").rename(archive.settings.corpus / "改名.txt")
    archive.build()
    assert archive.id_of("改名.txt") == first
    (archive.settings.corpus / "改名.txt").unlink()
    archive.write("青龙水库下闸蓄水", *BODY, file="又改名.txt")
    assert archive.build().aliases == 1
    assert archive.title(first) == "青龙水库下闸蓄水"


def test_article_of_the_same_file_goes_before_a_better_one_of_another(archive: Archive) -> None:
    first = archive.id_of()
    archive.write("水库蓄水（改）", *BODY[:2], "此处另起一段，与原来不同。")
    archive.write("水库蓄水（抄）", *BODY, file="a抄本.txt")
    archive.build()
    assert archive.title(first) == "水库蓄水（改）"


@pytest.mark.parametrize(("kept", "found"), [(2, True), (1, False)])
def test_less_than_the_most_of_the_text_is_another_article(
    archive: Archive, kept: int, found: bool
) -> None:
    first = archive.id_of()
    archive.write("水库", *BODY[:kept], *FERRY)
    archive.build()
    assert (archive.title(first) == "水库") is found


def test_deleted_reprint_leads_to_the_one_that_is_left(archive: Archive) -> None:
    archive.write("青龙水库昨日蓄水", *BODY, file="晚报.txt")
    assert archive.build().reprints == 1
    evening = archive.id_of("晚报.txt")
    (archive.settings.corpus / "晚报.txt").unlink()
    archive.build()
    assert archive.title(evening) == "水库蓄水"


def test_own_ids_are_followed_only_when_they_disappear(archive: Archive) -> None:
    text = "".join(BODY)
    write_corpus(archive.settings.corpus, [record(1), record(2) | {"text": text}])
    archive.build()
    # The id stays, whatever it says now; its old text under another id is another article.
    write_corpus(
        archive.settings.corpus, [record(1), record(2, "改成别的。"), record(3) | {"text": text}]
    )
    archive.build()
    found = archive.article("a2")
    assert found is not None
    assert found.text == "改成别的。"
    write_corpus(
        archive.settings.corpus, [record(1), record(2, "改成别的。"), record(4) | {"text": text}]
    )
    archive.build()
    found = archive.article("a3")
    assert found is not None
    assert found.id == "a4"


def test_ids_of_an_index_of_the_first_format_are_followed(archive: Archive) -> None:
    first = archive.id_of()
    make_first_format(current_build(archive.settings.index))
    archive.write("青龙水库下闸蓄水", *BODY)
    assert archive.build().aliases == 1
    assert archive.title(first) == "青龙水库下闸蓄水"


@pytest.mark.parametrize("content", [b"", b"no database", b"\x00" * 9000])
def test_damaged_build_loses_its_ids_and_nothing_else(archive: Archive, content: bytes) -> None:
    first = archive.id_of()
    (current_build(archive.settings.index) / "articles.sqlite").write_bytes(content)
    archive.write("青龙水库下闸蓄水", *BODY)
    report = archive.build()
    assert (report.articles, report.aliases) == (2, 0)
    assert archive.article(first) is None


def make_first_format(folder: Path) -> None:
    """Leave of a build what a build of format 1 had."""
    with closing(sqlite3.connect(folder / "articles.sqlite")) as db:
        for table in ("aliases", "reprints", "sources", "pages"):
            db.execute(f"DROP TABLE {table}")
        db.commit()
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"format": 1}), "utf-8")
