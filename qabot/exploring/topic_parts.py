"""What a topic is made of: 英国脱欧 is 英国 and 脱欧, 王亚平授课 is 王亚平 and 授课."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from qabot.language.words import Token, Tokenizer

# Between two words they belong to neither; elsewhere they may be part of a name (中美, 大湾区).
_BETWEEN = frozenset("的了着过之和与及或在是对于从到把被让将会能也又还就这那其有为以")
_NUMBER_SIGN = "号"


def parts_of(text: str, tokenizer: Tokenizer, known: Callable[[str], int]) -> list[tuple[int, int]]:
    """Return where the parts of a topic stand, none over another; each is found word for word.

    The dictionary leaves an unknown name in single characters: those beside each other are one part, and one that is
    left over joins the word beside it with which it stands in the archive.

    Args:
        text: In normal form.
        tokenizer: As for the index.
        known: Tells how often about a text in normal form stands in the archive.
    """
    runs = [run for run in _runs(text, tokenizer) if not _is_particle(text, run)]
    joined: list[tuple[int, int]] = []
    for at, (start, end) in enumerate(runs):
        if joined and start < joined[-1][1]:
            continue  # the one before has taken it
        before = joined[-1] if joined and joined[-1][1] == start else None
        if before and text[end - 1] == _NUMBER_SIGN and text[start].isdigit():
            joined[-1] = (before[0], end)  # 嫦娥|5号
        elif end - start > 1:
            joined.append((start, end))
        else:
            after = runs[at + 1][1] if at + 1 < len(runs) and runs[at + 1][0] == end else None
            _join_single(text, (start, end), after, joined, known)
    return joined


def _join_single(
    text: str,
    single: tuple[int, int],
    after: int | None,
    joined: list[tuple[int, int]],
    known: Callable[[str], int],
) -> None:
    """Add a single character to the parts: with the word after it, with the one before it, or alone."""
    start, end = single
    with_next = known(text[start:after]) if after else 0
    before = joined[-1] if joined and joined[-1][1] == start else None
    with_last = known(text[before[0] : end]) if before else 0
    if with_next and with_next >= with_last and after:
        joined.append((start, after))
    elif with_last and before:
        joined[-1] = (before[0], end)
    elif not text[start:end].isdigit():
        joined.append((start, end))


def _runs(text: str, tokenizer: Tokenizer) -> Iterator[tuple[int, int]]:
    """Yield the words of a text, single characters and numbers beside each other as one."""
    content = {(token.start, token.end) for token in tokenizer.tokens(text)}
    tokens = [
        token
        for token in tokenizer.cut(text)
        if (token.start, token.end) in content or (len(token.word) == 1 and token.word.isalnum())
    ]
    for loose, several in groupby(tokens, _is_loose):
        if loose:
            yield from _adjacent([*several])
        else:
            yield from ((token.start, token.end) for token in several)


def _is_loose(token: Token) -> bool:
    return (len(token.word) == 1 and token.word not in _BETWEEN) or token.word.isdigit()


def _adjacent(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    start, end = tokens[0].start, tokens[0].end
    for token in tokens[1:]:
        if token.start != end:
            yield start, end
            start = token.start
        end = token.end
    yield start, end


def _is_particle(text: str, run: tuple[int, int]) -> bool:
    return text[slice(*run)] in _BETWEEN
