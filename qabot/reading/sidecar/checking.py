"""A parsed sidecar → Corrections: every entry that can be used, and what is wrong with the others."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from qabot.messages import say
from qabot.reading.sidecar import values
from qabot.reading.sidecar.corrections import NO_ROLES, CorrectedArticle, Corrections
from qabot.reading.sidecar.toml_lines import KeyPath
from qabot.reading.sidecar.values import FaultError
from qabot.types import Role

_PAGE_KEYS = ("newspaper", "page", "date", "url", "roles", "article", "join", "apart")
_ARTICLE_KEYS = ("lines", "title", "subtitle", "authors", "date")

Value = TypeVar("Value")


class SidecarReader:
    """Takes what can be used from a parsed sidecar, and notes what cannot.

    Args:
        line_count: Lines that the page has.

    Attributes:
        faults: Where in the file, and why.
    """

    def __init__(self, line_count: int) -> None:
        self.faults: list[tuple[KeyPath, str]] = []
        self._line_count = line_count
        self._owner: dict[int, int] = {}

    def corrections(self, table: Mapping[str, Any]) -> Corrections:
        """Read the whole."""
        self._known(table, _PAGE_KEYS, ())
        articles = self._articles(table.get("article", []))
        joins = self._pairs(table, "join")
        apart = self._pairs(table, "apart")
        return Corrections(
            newspaper=self._value(table, "newspaper", values.as_text),
            page_number=self._value(table, "page", values.as_page),
            published=self._value(table, "date", values.as_date),
            url=self._value(table, "url", values.as_text),
            roles=self._roles(table.get("roles", {}), articles),
            articles=articles,
            joins=self._without_twice(joins, apart),
            apart=tuple(apart.values()),
        )

    def _fault(self, path: KeyPath, reason: str) -> None:
        self.faults.append((path, reason))

    def _known(self, table: Mapping[str, Any], known: tuple[str, ...], path: KeyPath) -> None:
        """Report the keys that nobody knows."""
        for key in table:
            if key not in known:
                names = " ".join(known)
                reason = say(
                    f"不认识 {key!r}（可用：{names}）", f"unknown {key!r} (known: {names})"
                )
                self._fault((*path, key), reason)

    def _value(
        self, table: Mapping[str, Any], key: str, read: Callable[[Any], Value], path: KeyPath = ()
    ) -> Value | None:
        """Read a value; None where it is missing, or has a fault."""
        if key not in table:
            return None
        try:
            return read(table[key])
        except FaultError as exc:
            self._fault((*path, key, *exc.path), f"{key}: {exc}")
            return None

    def _articles(self, tables: Any) -> tuple[CorrectedArticle, ...]:
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self._fault(
                ("article",), say("每篇文章应写作 [[article]]", "write [[article]] for each")
            )
            return ()
        read = (self._article(table, ("article", n)) for n, table in enumerate(tables))
        return tuple(article for article in read if article is not None)

    def _article(self, table: Mapping[str, Any], path: KeyPath) -> CorrectedArticle | None:
        self._known(table, _ARTICLE_KEYS, path)
        title_lines, title = self._heading(table, "title", path)
        subtitle_lines, subtitle = self._heading(table, "subtitle", path)
        if set(title_lines) & set(subtitle_lines):
            reason = say("subtitle: 与 title 同一行", "subtitle: the line is the title")
            self._fault((*path, "subtitle"), reason)
            subtitle_lines = ()
        lines = self._lines(table, path)
        if not lines:
            if "lines" not in table:
                self._fault(path, say("文章缺少 lines", "the article has no lines"))
            return None
        return CorrectedArticle(
            lines=lines,
            title_lines=title_lines,
            title=title,
            subtitle_lines=subtitle_lines,
            subtitle=subtitle,
            authors=self._value(table, "authors", values.as_names, path),
            published=self._value(table, "date", values.as_date, path),
        )

    def _heading(
        self, table: Mapping[str, Any], key: str, path: KeyPath
    ) -> tuple[tuple[int, ...], str | None]:
        """Read a heading that is some lines or a text."""

        def read(value: Any) -> tuple[int, ...] | str:
            return values.as_heading(value, self._line_count)

        found = self._value(table, key, read, path)
        if found is None or isinstance(found, str):
            return (), found
        where = (*path, key)
        return tuple(n for n in found if self._claim((n, n), path, where)), None

    def _lines(self, table: Mapping[str, Any], path: KeyPath) -> tuple[tuple[int, int], ...]:
        """Read the lines of an article, as far as they can be used and no other has them."""
        items = table.get("lines", [])
        items = items if isinstance(items, list) else [items]
        found: list[tuple[int, int]] = []
        for n, item in enumerate(items):
            where = (*path, "lines", n)
            try:
                part = values.as_lines(item, self._line_count)
            except FaultError as exc:
                self._fault(where, f"lines: {exc}")
                continue
            if any(a <= part[1] and part[0] <= b for a, b in found):
                reason = say(
                    f"lines: {item!r} 与本篇前面的行重复", f"lines: {item!r} has lines twice"
                )
                self._fault(where, reason)
            elif self._claim(part, path, where):
                found.append(part)
        return tuple(found)

    def _claim(self, part: tuple[int, int], path: KeyPath, where: KeyPath) -> bool:
        """Give lines to an article, unless another has one of them."""
        own = int(path[1])
        lines = range(part[0], part[1] + 1)
        taken = next((line for line in lines if self._owner.get(line, own) != own), None)
        if taken is not None:
            first = self._owner[taken] + 1
            reason = say(
                f"第 {taken} 行已属于第 {first} 个 [[article]]",
                f"line {taken} belongs to [[article]] {first} already",
            )
            self._fault(where, reason)
            return False
        self._owner |= dict.fromkeys(lines, own)
        return True

    def _pairs(self, table: Mapping[str, Any], key: str) -> dict[KeyPath, tuple[int, int]]:
        """Read pairs of lines, with where each stands."""
        items = table.get(key, [])
        if not isinstance(items, list) or any(isinstance(item, int) for item in items):
            form = f"{key} = [[12, 30]]"
            self._fault((key,), say(f"{key} 应写作 {form}", f"write {form}"))
            return {}
        pairs: dict[KeyPath, tuple[int, int]] = {}
        for n, item in enumerate(items):
            try:
                pairs[key, n] = values.as_pair(item, self._line_count)
            except FaultError as exc:
                self._fault((key, n), f"{key}: {exc}")
        return pairs

    def _without_twice(
        self, joins: Mapping[KeyPath, tuple[int, int]], apart: Mapping[KeyPath, tuple[int, int]]
    ) -> tuple[tuple[int, int], ...]:
        """Leave out joins that use a piece twice or that are to stay apart."""
        kept: list[tuple[int, int]] = []
        for path, pair in joins.items():
            if any(pair[side] == other[side] for other in kept for side in (0, 1)):
                reason = say(
                    f"join: {list(pair)} 中有一行已接过", f"join: {list(pair)} joins twice"
                )
                self._fault(path, reason)
            elif pair in apart.values():
                reason = say(
                    f"{list(pair)} 同时写在 join 和 apart 里", f"{list(pair)} is in join and apart"
                )
                self._fault(path, reason)
            else:
                kept.append(pair)
        return tuple(kept)

    def _roles(self, table: Any, articles: tuple[CorrectedArticle, ...]) -> Mapping[int, Role]:
        """Read the roles of lines."""
        if not isinstance(table, dict):
            self._fault(("roles",), say("应写作 [roles] 一节", "write a table, [roles]"))
            return NO_ROLES
        titles = {line: Role.TITLE for a in articles for line in a.title_lines}
        headings = titles | {n: Role.SUBTITLE for a in articles for n in a.subtitle_lines}
        roles: dict[int, Role] = {}
        for key, value in table.items():
            try:
                first, last = values.as_lines(key, self._line_count)
                role = values.as_role(value)
            except FaultError as exc:
                self._fault(("roles", key), f"roles: {exc}")
                continue
            lines = range(first, last + 1)
            other = [n for n in lines if roles.get(n, headings.get(n, role)) is not role]
            if other:
                reason = say(f"第 {other[0]} 行另有说法", f"line {other[0]} is said to be another")
                self._fault(("roles", key), f"roles: {reason}")
                continue
            roles |= dict.fromkeys(lines, role)
        return MappingProxyType(roles)
