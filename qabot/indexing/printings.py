"""What was printed more than once: in which order, and a passage as a further printing has it."""

from collections.abc import Iterable
from dataclasses import replace

from qabot.indexing.places import decode_places, lines_between, lines_of, piece_spans
from qabot.types import Passage, Printing


def in_order_of_print(printings: Iterable[Printing]) -> list[Printing]:
    """Return each printing once, by date, undated ones last, then by where."""
    return sorted(set(printings), key=_order)


def as_printed(passage: Passage, printing: Printing, text: str, places: str, page: str) -> Passage:
    """Return a passage with date, source, file and lines of a further printing of its article.

    Args:
        passage: As the article has it.
        printing: Of the same article.
        text: Of the article.
        places: Of its lines in the file of the printing, as `encode_places` gives them.
        page: Text of that file; empty for a file without pages.
    """
    decoded = decode_places(places)
    if len(decoded) == text.count("\n") + 1:
        pieces = piece_spans(text, decoded, page)
        lines = lines_between(pieces, passage.start, passage.end)
    else:  # The same words, but in other paragraphs.
        lines = lines_of(decoded)
    return replace(
        passage,
        source=printing.source,
        published=printing.published,
        estimated=printing.estimated,
        url=printing.url,
        file=printing.file,
        lines=lines,
    )


def _order(printing: Printing) -> tuple[bool, str, str, str, str]:
    day = printing.published.isoformat() if printing.published else ""
    return not day, day, printing.source, printing.file, printing.article_id
