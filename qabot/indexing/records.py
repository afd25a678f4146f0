"""The tables of a store, and their rows as the types of the project."""

import zlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from qabot.indexing.places import decode_lines, decode_places, encode_places
from qabot.types import Article, Headline, Passage, Printing, Title

FILE = "articles.sqlite"
KEYS_FILE = "keys.npy"
"""(n,) int64, ascending: row of a passage → its key."""

SCHEMA = """
CREATE TABLE files (            -- of the corpus, as they were read
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,  -- path inside the corpus folder, with forward slashes
    digest BLOB NOT NULL,       -- of all that was taken from it
    repeats INTEGER NOT NULL,   -- articles that stand in it again, as they stood
    settled INTEGER NOT NULL    -- 0: it may give something else although it is the same
);
CREATE TABLE skipped (          -- what could not be read
    origin INTEGER NOT NULL REFERENCES files (number),
    place TEXT NOT NULL,
    reason TEXT NOT NULL,
    failed INTEGER NOT NULL
);
CREATE INDEX skipped_of_file ON skipped (origin);
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, -- in order of arrival, from 1; stays what it is from build to build
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    subtitle TEXT NOT NULL,
    author TEXT NOT NULL,
    published TEXT,             -- YYYY-MM-DD
    estimated INTEGER NOT NULL, -- 1: the date was estimated
    source TEXT NOT NULL,
    url TEXT,
    file TEXT NOT NULL,
    newspaper TEXT NOT NULL,
    page_number TEXT NOT NULL,
    text TEXT NOT NULL,         -- Article.text: paragraphs, captions and credits, one a line
    paragraphs INTEGER NOT NULL,
    captions INTEGER NOT NULL,  -- the lines after these two counts are credits
    places TEXT NOT NULL,       -- JSON: for each line of text, start, end, first line, last line of each piece
    lines TEXT NOT NULL,        -- all lines of the article in its file, title and byline too: 12-14,20
    origin INTEGER NOT NULL REFERENCES files (number)
);
CREATE INDEX articles_of_file ON articles (origin);
-- Lets titles be looked up without the rows of the articles, which hold their texts.
CREATE INDEX articles_by_title ON articles (title);
-- Holds all that a list of headlines shows, so that none of the texts is read.
CREATE INDEX articles_by_day ON articles (published, number, id, title, source, url, estimated);
CREATE TABLE sources (          -- where else an article was found, word for word
    article_id TEXT NOT NULL REFERENCES articles (id),
    source TEXT NOT NULL,
    published TEXT,
    estimated INTEGER NOT NULL,
    file TEXT NOT NULL,
    url TEXT,
    places TEXT NOT NULL,
    origin INTEGER NOT NULL REFERENCES files (number)
);
CREATE INDEX sources_of_article ON sources (article_id);
CREATE INDEX sources_of_file ON sources (origin);
CREATE TABLE reprints (         -- articles that are nearly identical
    article_id TEXT PRIMARY KEY REFERENCES articles (id),
    group_id TEXT NOT NULL      -- id of the first of the group
) WITHOUT ROWID;
CREATE INDEX reprints_of_group ON reprints (group_id);
CREATE TABLE aliases (          -- ids of earlier builds
    id TEXT PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id)
) WITHOUT ROWID;
CREATE TABLE pages (            -- files as they were read
    file TEXT PRIMARY KEY,
    text BLOB NOT NULL,         -- Page.text in UTF-8, packed by zlib
    origin INTEGER NOT NULL REFERENCES files (number)
);
CREATE INDEX pages_of_file ON pages (origin);
CREATE TABLE sketches (         -- signatures by which reprints meet
    article INTEGER PRIMARY KEY REFERENCES articles (number),
    signature BLOB NOT NULL
);
CREATE TABLE short_names (      -- as an article explains them, in normal form
    article INTEGER NOT NULL REFERENCES articles (number),
    full_name TEXT NOT NULL,
    short_name TEXT NOT NULL
);
CREATE INDEX short_names_of_article ON short_names (article);
CREATE TABLE people (           -- named in an article, in normal form, each once
    article INTEGER NOT NULL REFERENCES articles (number),
    name TEXT NOT NULL
);
CREATE INDEX people_of_article ON people (article, name);
CREATE INDEX people_by_name ON people (name);
CREATE TABLE passages (
    key INTEGER PRIMARY KEY,    -- ascending, as the rows of vectors and postings are
    article INTEGER NOT NULL REFERENCES articles (number),
    number INTEGER NOT NULL,    -- in the article, from 0
    start INTEGER NOT NULL,     -- code points in articles.text
    "end" INTEGER NOT NULL,
    lines TEXT NOT NULL,        -- in the file: 12-14,20
    hash BLOB NOT NULL          -- of the text that was embedded
);
CREATE INDEX passages_of_article ON passages (article);
"""

ARTICLE = (
    "id, title, subtitle, author, published, estimated, source, url, file, newspaper, page_number, "
    "text, paragraphs, captions, places"
)
PASSAGE = (
    'a.id, p.number, a.title, substr(a.text, p.start + 1, p."end" - p.start), p.start, p."end", '
    "a.source, a.published, a.estimated, a.url, a.file, p.lines"
)
HEADLINE = "id, title, source, published, url, estimated"
PRINTING = "source, published, estimated, file, url"


def packed_text(text: str) -> bytes:
    """Return the text of a page as the store keeps it."""
    return zlib.compress(text.encode("utf-8", "surrogatepass"))


def unpacked_text(packed: bytes) -> str:
    """Return what `packed_text` was given."""
    return zlib.decompress(packed).decode("utf-8", "surrogatepass")


def article_row(article: Article) -> tuple[object, ...]:
    """Return the values of `ARTICLE`."""
    return (
        article.id,
        article.title,
        article.subtitle,
        article.author,
        article.published.isoformat() if article.published else None,
        int(article.estimated),
        article.source,
        article.url,
        article.file,
        article.newspaper,
        article.page_number,
        article.text,
        len(article.paragraphs),
        len(article.captions),
        encode_places(article.places),
    )


def to_headline(row: Sequence[Any]) -> Headline:
    """Return the headline of the columns of `HEADLINE`."""
    id_, title, source, published, url, estimated = row
    return Headline(
        article_id=id_,
        title=title,
        source=source,
        published=date.fromisoformat(published),
        url=url,
        estimated=bool(estimated),
    )


def headline_of(passage: Passage) -> Headline:
    """Return the headline of a dated passage's article."""
    if passage.published is None:
        raise ValueError(f"passage {passage.id} has no date")
    return Headline(
        article_id=passage.article_id,
        title=passage.title,
        source=passage.source,
        published=passage.published,
        url=passage.url,
        estimated=passage.estimated,
    )


def to_article(row: Sequence[Any]) -> Article:
    """Return the article of a row of `ARTICLE`."""
    *fields, text, paragraphs, captions, places = row
    id_, title, subtitle, author, published, estimated, source, url, file, newspaper, number = (
        fields
    )
    lines = tuple(text.split("\n"))
    return Article(
        id=id_,
        title=title,
        subtitle=subtitle,
        author=author,
        published=_date(published),
        estimated=bool(estimated),
        source=source,
        url=url,
        file=file,
        newspaper=newspaper,
        page_number=number,
        paragraphs=lines[:paragraphs],
        captions=lines[paragraphs : paragraphs + captions],
        credits=lines[paragraphs + captions :],
        places=decode_places(places),
    )


def to_passage(row: Sequence[Any]) -> Passage:
    """Return the passage of a row of `PASSAGE`."""
    id_, number, title, text, start, end, source, published, estimated, url, file, lines = row
    return Passage(
        id=f"{id_}#{number}",
        article_id=id_,
        title=title,
        text=text,
        start=start,
        end=end,
        source=source,
        published=_date(published),
        estimated=bool(estimated),
        url=url,
        file=file,
        lines=decode_lines(lines),
    )


def printing_row(printing: Printing) -> tuple[object, ...]:
    """Return article id and the values of `PRINTING`."""
    return (
        printing.article_id,
        printing.source,
        printing.published.isoformat() if printing.published else None,
        printing.estimated,
        printing.file,
        printing.url,
    )


def to_printing(row: Sequence[Any]) -> Printing:
    """Return the printing of a row of article id and `PRINTING`."""
    id_, source, published, estimated, file, url = row
    return Printing(
        article_id=id_,
        source=source,
        published=_date(published),
        estimated=bool(estimated),
        file=file,
        url=url,
    )


def to_title(id_: str, title: str, published: str | None) -> Title:
    """Return the title of these columns."""
    return Title(id_, title, _date(published))


def _date(published: str | None) -> date | None:
    return date.fromisoformat(published) if published else None
