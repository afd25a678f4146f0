"""The data that every room shares: frozen, and passed whole from one room to the next.

    file ──▶ Page ──▶ Article ──▶ Passage ──▶ Hit ──▶ Citation ──▶ Answer

All offsets count Unicode code points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Embeddings, (n, d) float32, each row of length 1; a single one is (d,)."""


class Role(StrEnum):
    """What a block of a newspaper page is."""

    HEADER = "header"
    """Name of the newspaper or the number of the page."""
    SECTION = "section"
    """Name of a section or column: 政务动态, 要闻."""
    SLOGAN = "slogan"
    """Printed across a page, part of no article."""
    DATE = "date"
    TITLE = "title"
    SUBTITLE = "subtitle"
    BYLINE = "byline"
    HEADING = "heading"
    """Heading inside an article, over some of its paragraphs."""
    BODY = "body"
    QUESTION = "question"
    ANSWER = "answer"
    CAPTION = "caption"
    CREDIT = "credit"
    """Authors or a date below the text."""
    EDITOR = "editor"
    """Who made the page: 责编, 版式, 校对."""
    JUMP = "jump"
    """下转第 3 版, 上接第 1 版."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in its file.

    Attributes:
        start: First code point, in the text of the file as `Page.text` keeps it.
        end: Behind the last code point.
        first_line: From 1.
        last_line: From 1; the same as first_line for what is on one line.
    """

    start: int
    end: int
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, heading or other line as printed, and what it was taken for.

    Attributes:
        text: Without white space at its ends; lines wrapped at a column's edge are joined.
        gap: Blank lines before it.
        role: What it is.
        article: Position in `Page.articles` of the article that it belongs to; None for what belongs to the page.
        confidence: Probability that the role is right, 0 to 1; 1 where a sidecar says so.
    """

    text: str
    place: Place
    gap: int = 0
    role: Role = Role.BODY
    article: int | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as it was printed.

    Attributes:
        id: Its own id (JSON lines), or one made from its content, so that it survives a new run.
        title: May be empty where none was printed.
        paragraphs: The body, one string a paragraph, without line breaks inside.
        source: Where people find it: the file's path inside the corpus, or the source that the file names.
        file: Path of the file inside the corpus folder, with forward slashes.
        captions: Photo captions, as printed.
        credits: Lines that name the authors, as printed (`○ 通讯员 …`, `… 文/图`).
        published: Date of print.
        estimated: The date was not printed or named, but estimated from dates in the text.
        newspaper: Its name, where known.
        page_number: As the newspaper counts its pages: `03`, `A12`; empty where not known.
        places: For each line of `text`, where its pieces stand in the file, in the order in which they were joined;
            empty for a form that has no lines of its own.
    """

    id: str
    title: str
    paragraphs: tuple[str, ...]
    source: str
    file: str = ""
    subtitle: str = ""
    author: str = ""
    published: date | None = None
    url: str | None = None
    captions: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    estimated: bool = False
    newspaper: str = ""
    page_number: str = ""
    places: tuple[tuple[Place, ...], ...] = ()

    @property
    def text(self) -> str:
        """Everything that can be quoted: paragraphs, then captions, then credits, one a line."""
        return "\n".join((*self.paragraphs, *self.captions, *self.credits))


@dataclass(frozen=True, slots=True)
class Title:
    """The title of an article, where the article itself is not needed.

    Attributes:
        article_id: Of the article.
        title: As printed, never empty.
        published: Date of print.
    """

    article_id: str
    title: str
    published: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A file of text as it was read.

    Attributes:
        file: Path inside the corpus folder, with forward slashes.
        text: The file's text: line ends made alike, control characters out; all places count in it.
        blocks: In the order of print; every character of `text` that is not white space is in exactly one.
        articles: In the order of print.
    """

    file: str
    text: str
    blocks: tuple[Block, ...]
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that could not be read, and why.

    Attributes:
        where: File, and line where there is one: `news.jsonl:7`.
        reason: For people, in their language.
        failed: False for what is no fault, such as a picture beside the text; only faults change the exit status.
    """

    where: str
    reason: str
    failed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A part of an article that is searched and cited as one.

    Attributes:
        id: `article-id#n`, n counted from 0 in the article.
        text: `Article.text[start:end]`, exactly.
        file: Path of the file inside the corpus folder, with forward slashes.
        lines: Where its pieces stand in the file: ranges of lines from 1, both ends included, in the order in
            which the pieces are read; empty for a form that has no lines of its own.
        estimated: As of its article.
    """

    id: str
    article_id: str
    title: str
    text: str
    start: int
    end: int
    source: str
    published: date | None = None
    url: str | None = None
    file: str = ""
    lines: tuple[tuple[int, int], ...] = ()
    estimated: bool = False

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text) or not self.text:
            raise ValueError(
                f"passage {self.id}: offsets {self.start}:{self.end} do not fit its text"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """What a list of articles shows of one.

    Attributes:
        title: May be empty where none was printed.
        source: As of the article.
        published: Date of print; articles without one are in no list by date.
        estimated: As of the article.
    """

    article_id: str
    title: str
    source: str
    published: date
    url: str | None = None
    estimated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """Where else an article was printed: in another file word for word, or as a near-identical reprint.

    Attributes:
        article_id: The article's own id, or the reprint's.
    """

    article_id: str
    source: str
    file: str
    published: date | None = None
    url: str | None = None
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A possible answer in a passage.

    Attributes:
        start: First code point in the passage's text as printed.
        end: Behind the last.
        logit: Of its start and its end, added.
    """

    start: int
    end: int
    logit: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one passage; all figures are logits.

    Attributes:
        relevance: That the passage answers the question.
        spans: Where the answer may stand, best first, none over another; empty if the text has no words.
        null: That the answer stands nowhere in it, on the scale of the spans.
    """

    relevance: float
    spans: tuple[Span, ...]
    null: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that a search found, with what each step thought of it.

    Attributes:
        score: Fused score; higher is better. Its scale belongs to the fusion, see `searching/fusion.py`.
        cosine: In [-1, 1]; None if the dense leg did not return this passage.
        bm25: Above 0; None if the sparse leg did not return this passage.
        probability: That the passage answers, 0 to 1; None where nothing works it out.
        reading: What the reader says; None if it did not read it.
        part: Which of the questions in the question it was found for, counted from 0.
        also_in: Where else its article was printed, in the period searched; by date.
    """

    passage: Passage
    score: float
    cosine: float | None = None
    bm25: float | None = None
    probability: float | None = None
    reading: Reading | None = None
    part: int = 0
    also_in: tuple[Printing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A passage as it is shown to a person.

    Attributes:
        number: From 1, as printed.
        quote: The sentence or two that answer, word for word in the passage.
        highlights: Ranges [start, end) in `passage.text` that are to be marked, in order, apart from each other.
        also_in: As of the hit.
    """

    number: int
    passage: Passage
    quote: str
    highlights: tuple[tuple[int, int], ...]
    score: float
    also_in: tuple[Printing, ...] = ()

    def __post_init__(self) -> None:
        if self.quote not in self.passage.text:
            raise ValueError(f"quote is not in passage {self.passage.id}: {self.quote!r}")
        if any(not 0 <= s < e <= len(self.passage.text) for s, e in self.highlights):
            raise ValueError(f"highlights outside passage {self.passage.id}: {self.highlights}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the archive says to a question: citations, or the reason why there are none.

    Attributes:
        question: As typed.
        understood: The whole question that was answered, where a follow-up was completed from the turn before it.
        text: The shortest span that answers, word for word in the first quote; None where there is none.
        value: Of a text that is a number or a date, in one form: `468000000元`, `2021-09-28`.
        probability: That the best passage answers, 0 to 1, also where it was refused; None where nothing works
            it out.
        reason: Why nothing was found, for people; None if something was.
        more: Further citations, beyond those asked for, numbered on; for `/more` and buttons.
        related: Nearest misses of an answer that was not found.
        corrections: What was typed, probably by mistake → the word that was searched for besides.
        unanswered: Of the questions in the question, those that the archive does not answer, if it answers others.
        elapsed_ms: From the question's arrival to the answer, milliseconds.
    """

    question: str
    citations: tuple[Citation, ...] = ()
    text: str | None = None
    value: str | None = None
    probability: float | None = None
    reason: str | None = None
    more: Sequence[Citation] = ()
    related: tuple[Citation, ...] = ()
    corrections: Mapping[str, str] = field(default_factory=dict)
    unanswered: tuple[str, ...] = ()
    elapsed_ms: float = 0.0
    understood: str | None = None

    def __post_init__(self) -> None:
        if bool(self.citations) == bool(self.reason):
            raise ValueError("an answer has either citations or a reason why not")

    @property
    def found(self) -> bool:
        """True if the archive answers."""
        return bool(self.citations)
