"""Articles of a store in the making cut into passages, their words counted, reprints among them linked."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from qabot.indexing.passages import searched_body, split_article, with_context
from qabot.indexing.reprints import Signatures, Sketcher, reprint_groups
from qabot.indexing.sparse import SparseBuilder
from qabot.indexing.store_writer import StoreWriter
from qabot.indexing.vector_cache import text_hash
from qabot.language.short_names import short_names
from qabot.language.words import Tokenizer
from qabot.types import Article


@dataclass(slots=True)
class Cutter:
    """Takes one article after the other, in order.

    Attributes:
        words: Of the passages that were cut, in order.
        hashes: Of what is embedded of them.
    """

    writer: StoreWriter
    tokenizer: Tokenizer
    passage_chars: int
    words: SparseBuilder = field(default_factory=SparseBuilder)
    hashes: list[bytes] = field(default_factory=list)
    _file: str = ""
    _text: str = ""
    _sketcher: Sketcher = field(default_factory=Sketcher)

    def take(self, number: int, article: Article) -> None:
        """Cut an article; keep its passages, and all that is worked out from its text, in the store."""
        passages = split_article(article, self.passage_chars, self._page(article))
        day = article.published.isoformat() if article.published else None
        bodies = [searched_body(passage.text) for passage in passages]
        texts = [with_context(article.title, article.subtitle, day, body) for body in bodies]
        hashes = [text_hash(text) for text in texts]
        self.writer.add_passages(number, passages, hashes)
        for text in texts:
            self.words.add(self.tokenizer.terms(text))
        self.hashes += hashes
        body = "\n".join(bodies)
        names = dict.fromkeys(short_names(body, self.tokenizer))
        self.writer.add_worked_out(number, self._sketcher.signature(body), names)

    def _page(self, article: Article) -> str:
        """Return the text of an article's page; those of one page come one after the other."""
        if not article.places:
            return ""
        if article.file != self._file:
            self._file, self._text = article.file, self.writer.page_text(article.file)
        return self._text


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
