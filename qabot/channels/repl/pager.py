"""A whole article on a screen of its own, from a marked quote on."""

from collections.abc import Callable
from dataclasses import dataclass, field

from prompt_toolkit.application import Application, get_app
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import FormattedTextControl, HSplit, Layout, Window
from rich.color import Color
from rich.console import Console, Group
from rich.segment import Segment
from rich.style import Style

from qabot.channels.terminal import MARK, article_lines
from qabot.channels.wrapping import Wrapped
from qabot.messages import say
from qabot.types import Article


def page(article: Article, quote: str) -> None:
    """Show an article until the person leaves it.

    Args:
        article: All of it is shown.
        quote: Word for word in its text, marked; empty to begin at the top.
    """
    view = _View(article, quote)
    text = Window(FormattedTextControl(view.visible), always_hide_cursor=True)
    keys = Window(FormattedTextControl(_keys_line), height=1, style="reverse")
    Application[None](
        layout=Layout(HSplit([text, keys])), key_bindings=_keys(view), full_screen=True
    ).run()


@dataclass(slots=True)
class _View:
    """An article in lines of the terminal's width, and the line at the top of the screen.

    Attributes:
        width: For which the lines were made; 0 before the first time.
        quoted: Line in which the quote begins, 0 without one.
    """

    article: Article
    quote: str
    lines: list[list[Segment]] = field(default_factory=list)
    width: int = 0
    quoted: int = 0
    top: int = 0

    def visible(self) -> StyleAndTextTuples:
        """Return what is on the screen, in lines anew where the width has changed."""
        size = get_app().output.get_size()
        if size.columns != self.width:
            share = self.top / max(len(self.lines), 1)
            first = not self.width
            self._lay_out(size.columns)
            self.top = self.at_quote() if first else round(share * len(self.lines))
        self.top = max(min(self.top, len(self.lines) - self.height), 0)
        shown = self.lines[self.top : self.top + self.height]
        fragments: StyleAndTextTuples = []
        for line in shown:
            fragments += [(_style(s.style), s.text) for s in line]
            fragments.append(("", "\n"))
        return fragments[:-1]

    def at_quote(self) -> int:
        """Return the line at the top of the screen with which the quote begins at its half or above."""
        return max(self.quoted - self.height // 2, 0)

    @property
    def height(self) -> int:
        """Lines of the article that the screen has room for."""
        return max(get_app().output.get_size().rows - 1, 1)

    def _lay_out(self, width: int) -> None:
        console = Console(width=width, force_terminal=True, markup=False, highlight=False)
        group = Group(*map(Wrapped, article_lines(self.article, self.quote)))
        self.lines = console.render_lines(group, console.options.update(width=width), pad=False)
        self.width = width
        color = Style.parse(MARK).color
        marked = (n for n, line in enumerate(self.lines) if any(_has(s, color) for s in line))
        self.quoted = next(marked, 0)


def _style(style: Style | None) -> str:
    """Return a style of rich as prompt_toolkit names it."""
    if style is None:
        return ""
    names = [name for name in ("bold", "dim", "underline") if getattr(style, name)]
    return " ".join(names + ([f"ansi{style.color.name}"] if style.color else []))


def _keys_line() -> str:
    wide = get_app().output.get_size().columns >= 60
    return say(
        " 空格/b 翻页  ↑↓ 一行  g/G 首尾  m 引文  q 返回"
        if wide
        else " 空格/b ↑↓ 翻看 m 引文 q 返回",
        " space/b page  ↑↓ line  g/G ends  m quote  q back"
        if wide
        else " space/b ↑↓  m quote  q back",
    )


def _keys(view: _View) -> KeyBindings:
    """Return the keys, as less has them."""
    keys = KeyBindings()

    def scroll(names: tuple[str, ...], to: Callable[[], int]) -> None:
        def act(event: KeyPressEvent) -> None:
            view.top = to()

        for name in names:
            keys.add(name)(act)

    scroll((" ", "f", "pagedown"), lambda: view.top + max(view.height - 1, 1))
    scroll(("b", "pageup"), lambda: view.top - max(view.height - 1, 1))
    scroll(("down", "j", "enter"), lambda: view.top + 1)
    scroll(("up", "k"), lambda: view.top - 1)
    scroll(("g", "home"), lambda: 0)
    scroll(("G", "end"), lambda: len(view.lines))
    scroll(("m",), view.at_quote)
    for name in ("q", "escape", "c-c", "c-d", "<sigint>"):
        keys.add(name, eager=True)(lambda event: event.app.exit())
    return keys


def _has(segment: Segment, color: Color | None) -> bool:
    return segment.style is not None and segment.style.color == color
