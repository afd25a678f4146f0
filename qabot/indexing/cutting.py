"""Articles of a store in the making cut into passages, their words counted, reprints among them linked."""

import json
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qabot.indexing.index import DATES_FILE, GROUPS_FILE, PRINTINGS_FILE, SHORT_NAMES_FILE
from qabot.indexing.passages import searched_body, split_article, with_context
from qabot.indexing.reprints import Signatures, reprint_groups, signature
from qabot.indexing.sparse import SparseBuilder, Words
from qabot.indexing.store_writer import StoreWriter
from qabot.indexing.vector_cache import text_hash
from qabot.language.people import people_in
from qabot.language.short_names import short_names, unambiguous
from qabot.language.words import Tokenizer
from qabot.types import Article, Passage


@dataclass(frozen=True, slots=True)
class CutArticle:
    """An article, and all that is worked out from its text.

    Attributes:
        number: Of the article.
        passages: In order.
        hashes: Of what is embedded of them.
        words: The same, as the sparse leg takes it.
        signature: By which reprints meet.
        short_names: Full and short ones that it explains.
        people: Names of those whom it names, each once.
    """

    number: int
    passages: list[Passage]
    hashes: list[bytes]
    words: list[Words]
    signature: bytes
    short_names: list[tuple[str, str]]
    people: list[str]


def cut(item: tuple[int, Article, str], *, tokenizer: Tokenizer, passage_chars: int) -> CutArticle:
    """Cut an article into passages.

    Args:
        item: Number of the article, the article, and the text of its page, empty without one.
        tokenizer: Cuts words.
        passage_chars: Longest passage, characters.
    """
    number, article, page = item
    passages = split_article(article, passage_chars, page)
    day = article.published.isoformat() if article.published else None
    bodies = [searched_body(passage.text) for passage in passages]
    texts = [with_context(article.title, article.subtitle, day, body) for body in bodies]
    tokens = [tokenizer.tokens(text) for text in texts]
    named = (people_in(text, several) for text, several in zip(texts, tokens, strict=True))
    body = "\n".join(bodies)
    return CutArticle(
        number=number,
        passages=passages,
        hashes=[text_hash(text) for text in texts],
        words=[
            Words.of(tokenizer.terms(text, several))
            for text, several in zip(texts, tokens, strict=True)
        ],
        signature=signature(body),
        short_names=[*dict.fromkeys(short_names(body, tokenizer))],
        people=[*dict.fromkeys(chain.from_iterable(named))],
    )


@dataclass(slots=True)
class Cutter:
    """Takes the articles that were cut, in order.

    Attributes:
        words: Of their passages.
        hashes: Of what is embedded of these.
    """

    writer: StoreWriter
    words: SparseBuilder = field(default_factory=SparseBuilder)
    hashes: list[bytes] = field(default_factory=list)

    def take(self, article: CutArticle) -> None:
        """Keep the passages of an article, and all that was worked out from its text, in the store."""
        self.writer.add_passages(article.number, article.passages, article.hashes)
        self.writer.add_worked_out(
            article.number, article.signature, article.short_names, article.people
        )
        for words in article.words:
            self.words.add_counted(words)
        self.hashes += article.hashes


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What is known of all passages besides vectors and words; row i is the same passage in all.

    Attributes:
        dates: (n,) int32 as yyyymmdd, 0 without a date.
        groups: (n,) int32, number of the first article of the group of reprints, 0 without one.
        printings: (m, 2) int32, row and day as yyyymmdd of each further printing of the passage's article.
    """

    dates: NDArray[np.int32]
    groups: NDArray[np.int32]
    printings: NDArray[np.int32]

    @classmethod
    def of(cls, writer: StoreWriter) -> "Rows":
        """Work it out when all is in the store."""
        table = np.fromiter(writer.passage_rows(), dtype=np.dtype((np.int64, 3)))
        keys, articles, dates = table.T
        group_of = np.zeros(articles.max(initial=0) + 1, dtype=np.int32)
        groups = writer.reprints()
        group_of[[*groups]] = [*groups.values()]
        printed = np.array(writer.printed_days(), dtype=np.int64).reshape(-1, 2)
        printed[:, 0] = np.searchsorted(keys, printed[:, 0])
        return cls(
            dates=dates.astype(np.int32),
            groups=group_of[articles],
            printings=printed.astype(np.int32),
        )


def write_rows(writer: StoreWriter, folder: Path) -> None:
    """Write what is worked out of a store when all is in it: the arrays of `Rows`, and the short names."""
    rows = Rows.of(writer)
    arrays = {DATES_FILE: rows.dates, GROUPS_FILE: rows.groups, PRINTINGS_FILE: rows.printings}
    for name, values in arrays.items():
        np.save(folder / name, values, allow_pickle=False)
    names = json.dumps(unambiguous(writer.short_names()), ensure_ascii=False)
    (folder / SHORT_NAMES_FILE).write_text(names, "utf-8")


def link_reprints(writer: StoreWriter, fresh: set[int]) -> int:
    """Find the reprints among the articles of a store.

    Args:
        writer: Of the store.
        fresh: Numbers of the articles that were cut in this run.

    Returns:
        Articles that are nearly identical to another one, the first of each group not counted.
    """
    groups, loose = writer.intact_reprints(fresh)
    signatures = Signatures.of(writer.signatures())
    groups = reprint_groups(signatures, writer.text, fresh | loose, groups)
    writer.set_reprints(groups)
    return len(groups) - len(set(groups.values()))
