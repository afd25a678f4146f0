"""Articles cut into passages at paragraph and sentence ends, so that nothing is dropped."""

import re
from collections.abc import Iterable, Iterator, Sequence

from qabot.indexing.places import lines_between, piece_spans
from qabot.language.normal import normal_form
from qabot.language.sentences import sentence_spans, trim_span
from qabot.types import Article, Passage

# Part of the manifest: another rule makes other passages, and so another index.
RULE = "sentences-3"

_CLAUSE_END = re.compile(r"[，、,：:]+[”’」』）》\")]*|\s+")
_SENTENCE_END = re.compile(r"[。！？!?；;：:…”’」』）)]$")
_HEADING_CHARS = 30
# In normal form, where full-width marks are half-width ones.
_CLAUSE_MARK = re.compile(r"(?<=[,。;!?\n])")
_CLAUSE_MARKS = ",。;!? \n"
_REPEATED_CHARS = 6
Span = tuple[int, int]


def split_article(article: Article, max_chars: int, page: str = "") -> list[Passage]:
    """Cut an article into passages of whole paragraphs or sentences.

    Short paragraphs that follow each other share a passage; captions and credits do not mix with the body.
    Every character of `Article.text` that is not white space is in exactly one passage.

    Args:
        article: The article.
        max_chars: Longest passage, in characters.
        page: Text of the page that it stands on, if it stands on one.
    """
    text = article.text
    body_end = len("\n".join(article.paragraphs))
    spans = [
        *_pack(_pieces(text, 0, body_end, max_chars), max_chars),
        *_pack(_pieces(text, body_end, len(text), max_chars), max_chars),
    ]
    trimmed = (trim_span(text, start, end) for start, end in spans)
    pieces = piece_spans(text, article.places, page)
    return [
        Passage(
            id=f"{article.id}#{number}",
            article_id=article.id,
            title=article.title,
            text=text[start:end],
            start=start,
            end=end,
            source=article.source,
            published=article.published,
            url=article.url,
            file=article.file,
            lines=lines_between(pieces, start, end),
            estimated=article.estimated,
        )
        for number, (start, end) in enumerate(span for span in trimmed if span[0] < span[1])
    ]


def searched_text(title: str, subtitle: str, published: str | None, text: str) -> str:
    """Return what both legs see of a passage, in normal form: title, subtitle and date on a line, then its text."""
    return with_context(title, subtitle, published, searched_body(text))


def searched_body(text: str) -> str:
    """Return the text of a passage in normal form, with each clause once: bad OCR reads some twice."""
    normal = normal_form(text)
    clauses = [(part, part.strip(_CLAUSE_MARKS)) for part in _CLAUSE_MARK.split(normal)]
    long = [clause for _, clause in clauses if len(clause) >= _REPEATED_CHARS]
    if len(set(long)) == len(long):
        return normal
    seen: set[str] = set()
    kept: list[str] = []
    for part, clause in clauses:
        if len(clause) < _REPEATED_CHARS or clause not in seen:
            kept.append(part)
            seen.add(clause)
    return "".join(kept)


def with_context(title: str, subtitle: str, published: str | None, body: str) -> str:
    """Return the body of a passage, as `searched_body` gives it, below title, subtitle and date."""
    context = " ".join(part for part in (title, subtitle, published) if part)
    return f"{normal_form(context)}\n{body}" if context else body


def _pieces(text: str, start: int, end: int, max_chars: int) -> Iterator[list[Span]]:
    """Yield the sentences of one paragraph after the other; a sentence that is too long comes in parts.

    A section heading is part of the paragraph that it stands over.
    """
    paragraph: list[Span] = []
    heading = -1
    for begin, stop in sentence_spans(text[start:end]):
        begin, stop = (start + begin if heading < 0 else heading), start + stop
        ends_line = text[stop - 1] == "\n"
        if ends_line and not paragraph and stop < end and _is_heading(text[begin:stop]):
            heading = begin
            continue
        heading = -1
        paragraph += _halve(text, begin, stop, max_chars)
        if ends_line:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _is_heading(paragraph: str) -> bool:
    line = paragraph.strip()
    return len(line) <= _HEADING_CHARS and not _SENTENCE_END.search(line)


def _halve(text: str, start: int, end: int, max_chars: int) -> Iterator[Span]:
    """Yield a sentence in parts that fit, cut at the clause end nearest below the limit, or hard without one."""
    while end - start > max_chars:
        cuts = [
            m.end() for m in _CLAUSE_END.finditer(text, start + max_chars // 2, start + max_chars)
        ]
        cut = cuts[-1] if cuts else start + max_chars
        yield start, cut
        start = cut
    yield start, end


def _pack(paragraphs: Iterable[Sequence[Span]], max_chars: int) -> Iterator[Span]:
    """Yield runs of pieces up to the limit; a paragraph that fits whole is not cut to fill the one before it."""
    begin, end = -1, -1
    for paragraph in paragraphs:
        whole = paragraph[-1][1] - paragraph[0][0] <= max_chars
        units = [(paragraph[0][0], paragraph[-1][1])] if whole else paragraph
        for start, stop in units:
            if begin >= 0 and stop - begin > max_chars:
                yield begin, end
                begin = -1
            begin, end = (start if begin < 0 else begin), stop
    if begin >= 0:
        yield begin, end
