"""Articles of a store in the making cut into passages, their words counted, reprints among them linked."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from qabot.indexing.passages import searched_body, split_article, with_context
from qabot.indexing.reprints import Sketches, reprint_groups
from qabot.indexing.sparse import SparseBuilder, SparseLeg
from qabot.indexing.store_writer import StoreWriter
from qabot.indexing.vector_cache import text_hash
from qabot.language.short_names import short_names, unambiguous
from qabot.language.words import Tokenizer
from qabot.types import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What is known of the passages before they are embedded; row i is the same passage in all.

    Attributes:
        hashes: Of what is embedded.
        dates: (n,) int32 as yyyymmdd, 0 without a date.
        groups: (n,) int32, number of the first article of the group of reprints, 0 without one.
        printings: (m, 2) int32, row and day as yyyymmdd of each further printing of the passage's article.
        short_names: Full and short names that the articles explain, each once.
        reprints: Articles that are nearly identical to another one, the first of each group not counted.
    """

    sparse: SparseLeg
    hashes: list[bytes]
    dates: NDArray[np.int32]
    groups: NDArray[np.int32]
    printings: NDArray[np.int32]
    short_names: list[tuple[str, str]]
    reprints: int


@dataclass(slots=True)
class Cutter:
    """Takes one article after the other, in order; they are numbered from 1, as the store numbers them."""

    writer: StoreWriter
    tokenizer: Tokenizer
    passage_chars: int
    _file: str = ""
    _text: str = ""
    _hashes: list[bytes] = field(default_factory=list)
    _dates: list[int] = field(default_factory=list)
    _articles: list[int] = field(default_factory=list)
    _words: SparseBuilder = field(default_factory=SparseBuilder)
    _sketches: Sketches = field(default_factory=Sketches)
    _short_names: dict[tuple[str, str], None] = field(default_factory=dict)

    def take(self, number: int, article: Article) -> None:
        """Cut an article; keep its passages in the store."""
        passages = split_article(article, self.passage_chars, self._page(article))
        day = article.published.isoformat() if article.published else None
        bodies = [searched_body(passage.text) for passage in passages]
        texts = [with_context(article.title, article.subtitle, day, body) for body in bodies]
        hashes = [text_hash(text) for text in texts]
        self.writer.add_passages(number, passages, hashes)
        for text in texts:
            self._words.add(self.tokenizer.terms(text))
        self._sketches.add("\n".join(bodies))
        self._short_names |= dict.fromkeys(short_names("\n".join(bodies), self.tokenizer))
        self._hashes += hashes
        self._dates += [int(day.replace("-", "")) if day else 0] * len(passages)
        self._articles += [number] * len(passages)

    def _page(self, article: Article) -> str:
        """Return the text of an article's page; those of one page come one after the other."""
        if not article.places:
            return ""
        if article.file != self._file:
            self._file, self._text = article.file, self.writer.page_text(article.file)
        return self._text

    def finish(self) -> Cut:
        """Link the reprints, in the store too; return all that was worked out."""
        found = reprint_groups(self._sketches, lambda position: self.writer.text(position + 1))
        groups = {position + 1: first + 1 for position, first in found.items()}
        self.writer.add_reprints(groups)
        return Cut(
            sparse=self._words.build(),
            hashes=self._hashes,
            dates=np.array(self._dates, dtype=np.int32),
            groups=np.array([groups.get(number, 0) for number in self._articles], dtype=np.int32),
            printings=np.array(self.writer.printed_days(), dtype=np.int32).reshape(-1, 2),
            short_names=unambiguous(self._short_names),
            reprints=len(groups) - len(set(groups.values())),
        )
