"""Ids of earlier builds that still lead to an article.

A better reader gives an article another title or joins a paragraph, and with it another id. The article that
has most of the old one's text takes its place. Or it parts two that an earlier reader took for one: then
neither may have most of it, and the larger part takes its place.
"""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from qabot.indexing.records import FILE
from qabot.language.normal import normal_form

MIN_SHARE = 0.6
"""Of the characters of one, that stand in the other in whole clauses."""

_CLAUSE = re.compile(r"[^,。;:!?\s]+")
# So many vanished articles are in memory at once.
_AT_ONCE = 5_000
_REPRINTS = """
SELECT m.article_id FROM reprints r JOIN reprints m ON m.group_id = r.group_id
WHERE r.article_id = ? ORDER BY m.article_id
"""

Texts = Iterable[tuple[str, str, str]]
"""(id, file, text) of articles."""


@dataclass(frozen=True, slots=True)
class OldBuild:
    """What the next build must know of the one before it.

    Attributes:
        path: Its store.
        vanished: Ids of the articles that the next one does not have, in order.
        fresh: Ids of the articles that it does not have itself, in order.
        reprints: Ids of articles that were reprints of the vanished ones.
        aliases: Its own: older id → id of an article.
    """

    path: Path
    vanished: list[str] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)
    reprints: list[str] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path, ids: Iterable[str]) -> "OldBuild":
        """Compare a build with the articles of the next one.

        Args:
            folder: The build; it may have an earlier format, in which an index can't be opened any more.
            ids: Of the next one's articles, in order.

        Returns:
            Nothing of a build that cannot be read: its ids are lost.
        """
        fresh = dict.fromkeys(ids)
        vanished: list[str] = []
        try:
            with closing(_open(folder / FILE)) as db:
                for (id_,) in db.execute("SELECT id FROM articles"):
                    if id_ in fresh:
                        del fresh[id_]
                    else:
                        vanished.append(id_)
                tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
                if not {"aliases", "reprints"} <= tables:  # format 1 had neither
                    return cls(folder / FILE, vanished, [*fresh])
                reprints = [id_ for gone in vanished for (id_,) in db.execute(_REPRINTS, (gone,))]
                aliases = dict(db.execute("SELECT id, article_id FROM aliases"))
        except sqlite3.DatabaseError:
            return cls(folder / FILE)
        return cls(folder / FILE, vanished, [*fresh], [*dict.fromkeys(reprints)], aliases)

    def texts(self, ids: Iterable[str]) -> Iterator[tuple[str, str, str]]:
        """Yield id, file and text of its articles; no more of them where the file is damaged."""
        try:
            with closing(_open(self.path)) as db:
                for id_ in ids:
                    yield from db.execute(
                        "SELECT id, file, text FROM articles WHERE id = ?", (id_,)
                    )
        except sqlite3.DatabaseError:
            return


def find_aliases(
    old: OldBuild, ids: Collection[str], texts_of: Callable[[Iterable[str]], Texts]
) -> dict[str, str]:
    """Return where the ids of earlier builds lead: old id → id of an article that the next build has.

    Args:
        old: The build before.
        ids: Of the next build's articles.
        texts_of: Gives the next build's articles of these ids.
    """
    candidates = [*old.fresh, *(id_ for id_ in old.reprints if id_ in ids)]
    heirs: dict[str, str] = {}
    for at in range(0, len(old.vanished), _AT_ONCE):
        gone = old.vanished[at : at + _AT_ONCE]
        heirs |= _heirs([*old.texts(gone)], texts_of(candidates))
    carried = {id_: heirs.get(target, target) for id_, target in old.aliases.items()}
    return {
        id_: target for id_, target in (carried | heirs).items() if id_ not in ids and target in ids
    }


def _heirs(vanished: Sequence[tuple[str, str, str]], candidates: Texts) -> dict[str, str]:
    """Return the candidate that has most of each vanished article.

    One of the same file goes before those of others; a part of it, which must be of the same file, comes last.
    """
    holders: dict[str, list[int]] = defaultdict(list)
    sizes: list[int] = []
    for position, (_, _, text) in enumerate(vanished):
        clauses = _clauses(text)
        sizes.append(sum(map(len, clauses)))
        for clause in clauses:
            holders[clause].append(position)
    best: dict[int, tuple[bool, bool, float, int]] = {}
    heirs: dict[str, str] = {}
    for id_, file, text in candidates:
        clauses = _clauses(text)
        size = sum(map(len, clauses))
        for position, characters in _shared(clauses, holders).items():
            share = characters / sizes[position]
            same_file = file == vanished[position][1]
            most = share >= MIN_SHARE
            if not most and not (same_file and characters >= MIN_SHARE * size):
                continue
            # Of two that have all of it, the one with less besides.
            rank = (most, same_file, share, -len(text))
            if position not in best or rank > best[position]:
                best[position] = rank
                heirs[vanished[position][0]] = id_
    return heirs


def _shared(clauses: Iterable[str], holders: Mapping[str, Sequence[int]]) -> dict[int, int]:
    """Return how many characters each vanished article shares with an article of these clauses."""
    shared: dict[int, int] = defaultdict(int)
    for clause in clauses:
        for position in holders.get(clause, ()):
            shared[position] += len(clause)
    return shared


def _clauses(text: str) -> set[str]:
    return set(_CLAUSE.findall(normal_form(text)))


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
