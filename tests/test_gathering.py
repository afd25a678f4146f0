"""What reading finds, taken into a store: pages, articles, further sources."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import NamedTuple

from qabot.indexing.cutting import Cutter, Rows, cut, link_reprints
from qabot.indexing.gathering import Gathering
from qabot.indexing.store import Store
from qabot.indexing.store_writer import StoreWriter
from qabot.language.words import Tokenizer
from qabot.reading.ids import content_id
from qabot.types import Article, Block, Page, Place, Role, Skipped

FILE = "栖川日报_2021-01-18_03.txt"
RAW = """栖川日报
青龙水库开工
本报讯 青龙水库昨天开工，

总投资三亿元。
老渡口
摆渡人撑了四十年。"""


def place(line: int) -> Place:
    """Return the place of a whole line of the page, counted from 1."""
    lines = RAW.split("\n")
    start = sum(len(line) + 1 for line in lines[: line - 1])
    return Place(start, start + len(lines[line - 1]), line, line)


def block(line: int, role: Role, article: int | None) -> Block:
    return Block(text=RAW.split("\n")[line - 1], place=place(line), role=role, article=article)


def made(title: str, lines: Sequence[Sequence[int]], **parts: object) -> Article:
    """Return an article whose paragraphs are joined from lines of the page."""
    raw = RAW.split("\n")
    paragraphs = tuple("".join(raw[n - 1] for n in numbers) for numbers in lines)
    return Article(
        **{  # type: ignore[arg-type]
            "id": content_id(title, "\n".join(paragraphs)),
            "title": title,
            "paragraphs": paragraphs,
            "source": FILE,
            "file": FILE,
            "published": date(2021, 1, 18),
            "places": tuple(tuple(map(place, numbers)) for numbers in lines),
        }
        | parts
    )


RESERVOIR = made(
    "青龙水库开工", [(3, 5)], estimated=True, newspaper="栖川日报", page_number="03", author="张三"
)
FERRY = made("老渡口", [(7,)])
PAGE = Page(
    file=FILE,
    text=RAW,
    blocks=(
        block(1, Role.HEADER, None),
        block(2, Role.TITLE, 0),
        block(3, Role.BODY, 0),
        block(5, Role.BODY, 0),
        block(6, Role.TITLE, 1),
        block(7, Role.BODY, 1),
    ),
    articles=(RESERVOIR, FERRY),
)


class Gathered(NamedTuple):
    ids: list[str]
    skipped: list[Skipped]
    digest: str


def gather(folder: Path, *found: Page | Article | Skipped) -> Gathered:
    """Gather a corpus in which each of these is a file."""
    with closing(StoreWriter(folder)) as writer:
        gathered = Gathering(writer)
        for item in found:
            gathered.take(item.where if isinstance(item, Skipped) else item.file, [item])
        return Gathered(writer.article_ids(), gathered.skipped, writer.corpus_digest())


def cut_all(writer: StoreWriter, tokenizer: Tokenizer) -> tuple[Rows, int]:
    """Cut all articles; return what is known of the passages, and how many articles are reprints."""
    cutter = Cutter(writer)
    for item in writer.articles_to_cut():
        cutter.take(cut(item, tokenizer=tokenizer, passage_chars=220))
    reprints = link_reprints(writer, writer.uncut)
    return Rows.of(writer), reprints


def other_page(file: str, published: date | None) -> Page:
    """Return the same page in another newspaper's file."""
    articles = tuple(
        Article(
            id=article.id,
            title=article.title,
            paragraphs=article.paragraphs,
            source=file,
            file=file,
            published=published,
            places=article.places,
        )
        for article in PAGE.articles
    )
    return Page(file=file, text=RAW, blocks=PAGE.blocks, articles=articles)


def test_articles_of_a_page_come_back_equal(tmp_path: Path) -> None:
    gathered = gather(tmp_path, PAGE)
    assert gathered.ids == [RESERVOIR.id, FERRY.id]
    with closing(Store(tmp_path)) as store:
        assert store.article(RESERVOIR.id) == RESERVOIR
        assert store.article(FERRY.id) == FERRY


def test_raw_lines_are_those_of_all_blocks_of_the_article(tmp_path: Path) -> None:
    gather(tmp_path, PAGE)
    with closing(Store(tmp_path)) as store:
        assert store.raw_lines(RESERVOIR.id) == [
            (2, "青龙水库开工"),
            (3, "本报讯 青龙水库昨天开工，"),
            (5, "总投资三亿元。"),
        ]
        assert store.raw_lines(FERRY.id) == [(6, "老渡口"), (7, "摆渡人撑了四十年。")]
        assert store.raw_lines("none") == []


def test_article_without_a_page_has_no_raw_lines(tmp_path: Path) -> None:
    line = Article(id="a", title="渡口", paragraphs=("摆渡。",), source="日报", file="news.jsonl")
    gather(tmp_path, line)
    with closing(Store(tmp_path)) as store:
        assert store.article("a") == line
        assert store.raw_lines("a") == []


def test_passages_of_a_page_carry_file_and_lines(tmp_path: Path, tokenizer: Tokenizer) -> None:
    with closing(StoreWriter(tmp_path)) as writer:
        Gathering(writer).take(FILE, [PAGE])
        rows, reprints = cut_all(writer, tokenizer)
    with closing(Store(tmp_path)) as store:
        first, second = store.passages([0, 1])
    assert (first.file, first.lines, first.estimated) == (FILE, ((3, 3), (5, 5)), True)
    assert (second.file, second.lines, second.estimated) == (FILE, ((7, 7),), False)
    assert (rows.dates.tolist(), rows.groups.tolist(), reprints) == ([20210118] * 2, [0, 0], 0)


def test_lines_of_passages_count_no_white_space(tmp_path: Path, tokenizer: Tokenizer) -> None:
    left, right = "水库昨天蓄水。" + " " * 30 + "\n\u3000\u3000总库容三亿立方米。", "渡口还有木船。"
    raw = f"{left}\n老渡口\n{right}"
    places = (Place(0, len(left), 1, 2), Place(raw.index(right), len(raw), 4, 4))
    text = "水库昨天蓄水。总库容三亿立方米。渡口还有木船。"
    article = Article(
        id="a", title="", paragraphs=(text,), source=FILE, file=FILE, places=(places,)
    )
    with closing(StoreWriter(tmp_path)) as writer:
        page = Page(file=FILE, text=raw, blocks=(), articles=(article,))
        Gathering(writer).take(FILE, [page])
        Cutter(writer).take(cut((1, article, raw), tokenizer=tokenizer, passage_chars=16))
    with closing(Store(tmp_path)) as store:
        first, second = store.passages([0, 1])
    assert (first.text, first.lines) == ("水库昨天蓄水。总库容三亿立方米。", ((1, 2),))
    assert (second.text, second.lines) == ("渡口还有木船。", ((4, 4),))


def test_same_article_of_two_files_has_two_sources(tmp_path: Path) -> None:
    gathered = gather(tmp_path, PAGE, other_page("晚报.txt", date(2021, 1, 19)))
    assert gathered.ids == [RESERVOIR.id, FERRY.id]
    with closing(Store(tmp_path)) as store:
        assert store.duplicates() == 2
        assert store.article(FERRY.id) == FERRY
        ((id_, (printing,)),) = store.printings([FERRY.id]).items()
    assert (id_, printing.article_id) == (FERRY.id, FERRY.id)
    assert (printing.source, printing.file, printing.published) == (
        "晚报.txt",
        "晚报.txt",
        date(2021, 1, 19),
    )


def test_passage_is_cited_from_a_printing_of_other_paragraphs(
    tmp_path: Path, tokenizer: Tokenizer
) -> None:
    parted = made("青龙水库开工", [(3,), (5,)], file="栖川晚报.txt", source="栖川晚报.txt")
    assert parted.id == RESERVOIR.id
    with closing(StoreWriter(tmp_path)) as writer:
        gathered = Gathering(writer)
        gathered.take(FILE, [PAGE])
        gathered.take(
            "栖川晚报.txt", [Page(file="栖川晚报.txt", text=RAW, blocks=(), articles=(parted,))]
        )
        rows, _ = cut_all(writer, tokenizer)
    # The day of the first printing is in it again: the other one is of the same day.
    assert rows.printings.tolist() == [[0, 20210118]]
    with closing(Store(tmp_path)) as store:
        (passage,) = store.passages([0])
        (printing,) = store.printings([RESERVOIR.id])[RESERVOIR.id]
        other = store.as_printed(passage, printing)
    assert (other.text, other.file, other.lines) == (passage.text, "栖川晚报.txt", ((3, 3), (5, 5)))
    assert not other.estimated


def test_earliest_printing_is_the_article(tmp_path: Path) -> None:
    later, undated = other_page("周报.txt", date(2021, 1, 24)), other_page("副刊.txt", None)
    gather(tmp_path, undated, later, PAGE)
    with closing(Store(tmp_path)) as store:
        assert store.article(RESERVOIR.id) == RESERVOIR
        assert [line for line, _ in store.raw_lines(RESERVOIR.id)] == [2, 3, 5]
        found = store.printings([RESERVOIR.id])[RESERVOIR.id]
    assert [(p.file, p.published) for p in found] == [
        ("周报.txt", date(2021, 1, 24)),
        ("副刊.txt", None),
    ]


def test_line_that_is_there_twice_is_no_second_source(tmp_path: Path) -> None:
    line = Article(id="a", title="渡口", paragraphs=("摆渡。",), source="日报", file="news.jsonl")
    with closing(StoreWriter(tmp_path)) as writer:
        Gathering(writer).take("news.jsonl", [line, line])
    with closing(Store(tmp_path)) as store:
        assert store.duplicates() == 1
        assert store.printings(["a"]) == {}


def test_skipped_and_textless_are_reported(tmp_path: Path) -> None:
    empty = Article(id="a", title="渡口", paragraphs=(" ",), source="日报", file="a.txt")
    unread = Skipped("b.pdf", "加密")
    gathered = gather(tmp_path, unread, empty)
    assert gathered.skipped == [unread, Skipped("a.txt", "《渡口》没有正文")]
    assert not gathered.ids


def test_digest_changes_with_whatever_is_stored(tmp_path: Path) -> None:
    others = [
        PAGE,
        other_page(FILE, date(2021, 1, 18)),
        Page(file=FILE, text=RAW + "\n", blocks=PAGE.blocks, articles=PAGE.articles),
        Page(file=FILE, text=RAW, blocks=PAGE.blocks[1:], articles=PAGE.articles),
        Page(file=FILE, text=RAW, blocks=PAGE.blocks[:1], articles=PAGE.articles),
        Page(file=FILE, text=RAW, blocks=PAGE.blocks, articles=PAGE.articles[::-1]),
    ]
    digests = []
    for number, page in enumerate([*others, PAGE]):
        folder = tmp_path / str(number)
        folder.mkdir()
        digests.append(gather(folder, page).digest)
    assert digests[0] == digests[-1] == digests[3]  # a header is no part of an article
    assert len(set(digests)) == len(others) - 1
