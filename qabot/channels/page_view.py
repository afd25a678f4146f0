"""`qabot read`: a page as the reader sees it, in colours on a terminal, as rows of text elsewhere."""

from rich import box
from rich.console import Console, ConsoleRenderable, Group
from rich.panel import Panel
from rich.table import Column, Table
from rich.text import Text

from qabot.channels.page_rows import (
    DOUBTFUL,
    Row,
    about,
    article_rows,
    doubtful_rows,
    page_rows,
)
from qabot.channels.sources import shown_title
from qabot.messages import say
from qabot.types import Page, Role

WIDE = 140
"""Columns from which the page as printed stands beside what was read."""

_STYLES = {
    Role.HEADER: "blue",
    Role.SECTION: "blue",
    Role.SLOGAN: "blue",
    Role.DATE: "blue",
    Role.TITLE: "bold yellow",
    Role.SUBTITLE: "yellow",
    Role.BYLINE: "green",
    Role.HEADING: "bold cyan",
    Role.BODY: "default",
    Role.QUESTION: "bold",
    Role.ANSWER: "default",
    Role.CAPTION: "magenta",
    Role.CREDIT: "green",
    Role.EDITOR: "blue",
    Role.JUMP: "blue",
}
_DOUBT = "bold red"
_JOIN = "bold bright_blue"
# Each article has its own colour in the margin of the printed page.
_PALETTE = ("cyan", "yellow", "green", "magenta", "bright_blue", "red")


def print_page(console: Console, page: Page) -> None:
    """Print a page: panels in colours, beside the page as printed where there is room; off a terminal, rows."""
    if not console.is_terminal:
        _print_rows(console, page)
        return
    console.rule(Text(page.file), style="dim")
    if console.width < WIDE:
        console.print(_reading(page))
        return
    sides = Table.grid(Column(ratio=1), Column(ratio=1), padding=(0, 1), expand=True)
    sides.add_row(_printed(page), _reading(page))
    console.print(sides)


def role_name(role: Role) -> str:
    """Give the name of a role for people."""
    zh = {
        Role.HEADER: "报头",
        Role.SECTION: "栏目",
        Role.SLOGAN: "口号",
        Role.DATE: "日期",
        Role.TITLE: "标题",
        Role.SUBTITLE: "副题",
        Role.BYLINE: "署名",
        Role.HEADING: "小标题",
        Role.BODY: "正文",
        Role.QUESTION: "问",
        Role.ANSWER: "答",
        Role.CAPTION: "图说",
        Role.CREDIT: "落款",
        Role.EDITOR: "编辑",
        Role.JUMP: "转版",
    }
    return say(zh[role], role.value)


def _print_rows(console: Console, page: Page) -> None:
    """Print lines, role and text, apart by tabs; of an article, first its number and what is known of it."""
    lines = [f"# {page.file}", *map(_plain, page_rows(page))]
    for number, article in enumerate(page.articles):
        facts = " · ".join(about(article))
        lines.append(f"## {number + 1}\t{article.title}\t{facts}")
        lines += map(_plain, article_rows(page, number))
    # Past rich, which would turn tabs into spaces.
    console.file.write("".join(f"{line}\n" for line in lines))


def _plain(row: Row) -> str:
    doubt = "?" if row.doubtful else ""
    text = row.text.replace("\t", " ")
    return f"{row.lines}\t{row.role}{doubt}\t{text}"


def _reading(page: Page) -> Group:
    """Show what was read: the page's own blocks, its articles, the doubtful places."""
    parts: list[ConsoleRenderable] = []
    if rows := page_rows(page):
        title = Text(say("版面", "page"), style="dim")
        parts.append(Panel(_grid(page, rows), title=title, title_align="left", style="dim"))
    parts += (_article(page, number) for number in range(len(page.articles)))
    if doubts := doubtful_rows(page):
        parts.append(_doubts(page, doubts))
    return Group(*parts)


def _article(page: Page, number: int) -> Panel:
    article = page.articles[number]
    title = Text(f"{number + 1} ", style=_colour(number))
    title.append(shown_title(article.title), style=_STYLES[Role.TITLE])
    facts = Text(" · ".join(about(article)), style="cyan")
    rows = [row for row in article_rows(page, number) if row.role is not Role.TITLE or row.doubtful]
    return Panel(
        Group(facts, _grid(page, rows)),
        title=title,
        title_align="left",
        border_style=_colour(number),
        box=box.ROUNDED,
    )


def _grid(page: Page, rows: list[Row]) -> Table:
    """Show rows with their lines and roles in the margin."""
    grid = Table.grid(
        Column(justify="right", style="dim", no_wrap=True),
        Column(no_wrap=True),
        Column(overflow="fold", ratio=1),
        padding=(0, 1, 0, 0),
        expand=True,
    )
    for row in rows:
        grid.add_row(Text(row.lines), _tag(row), _text(page, row))
    return grid


def _tag(row: Row) -> Text:
    tag = Text(role_name(row.role), style=_STYLES[row.role])
    if row.doubtful:
        tag.append("?", style=_DOUBT)
    return tag


def _text(page: Page, row: Row) -> Text:
    """Show a text, with the line of each further piece where the piece begins."""
    text = Text(style=_STYLES[row.role])
    done = 0
    for place in row.pieces[1:]:
        piece = page.text[place.start : place.end].strip().split("\n")[0]
        at = row.text.find(piece, done) if piece else -1
        if at < 0:
            continue
        text.append(row.text[done:at])
        text.append(f"«{place.first_line}»", style=_JOIN)
        done = at
    text.append(row.text[done:])
    return text


def _doubts(page: Page, rows: list[Row]) -> Panel:
    """Show the doubtful places, and what to write in the sidecar to say otherwise."""
    table = Table(
        Column(say("行", "line"), justify="right", no_wrap=True),
        Column(say("读作", "read as"), no_wrap=True),
        Column(say("把握", "sure"), justify="right", no_wrap=True),
        Column(say("原文", "text"), no_wrap=True, overflow="ellipsis", ratio=1),
        Column(say("修订文件 [roles] 中写", "in the sidecar, under [roles]"), no_wrap=True),
        box=None,
        pad_edge=False,
        expand=True,
    )
    for row in rows:
        said = f'{row.lines} = "{row.role}"'
        table.add_row(row.lines, _tag(row), f"{row.confidence:.0%}", Text(row.text), said)
    roles = " ".join(Role)
    name = f"{page.file}.toml"
    hint = Text(
        say(
            f"把握不足 {DOUBTFUL:.0%} 的地方。读错了的，把最右一栏写进 {name} 并改成：{roles}",
            f"Less than {DOUBTFUL:.0%} sure. Where one is wrong, write the last column into {name}, with one of: {roles}",
        ),
        style="dim",
    )
    title = Text(say("存疑", "doubtful"), style=_DOUBT)
    return Panel(Group(table, hint), title=title, title_align="left", border_style="red")


def _printed(page: Page) -> Panel:
    """Show the page as printed, its lines numbered, with article and role of each block in the margin."""
    grid = Table.grid(
        Column(justify="right", no_wrap=True),
        Column(no_wrap=True),
        Column(justify="right", style="dim", no_wrap=True),
        Column(overflow="fold", ratio=1),
        padding=(0, 1, 0, 0),
        expand=True,
    )
    lines = page.text.split("\n")
    for block in page.blocks:
        tag = _tag(Row(role=block.role, text="", confidence=block.confidence))
        own = "" if block.article is None else str(block.article + 1)
        for number in range(block.place.first_line, block.place.last_line + 1):
            first = number == block.place.first_line
            grid.add_row(
                Text(own if first else "", style=_colour(block.article)),
                tag if first else "",
                str(number),
                Text(lines[number - 1].strip(), style=_STYLES[block.role]),
            )
    title = Text(say("原文", "as printed"), style="dim")
    return Panel(grid, title=title, title_align="left", border_style="dim")


def _colour(article: int | None) -> str:
    return "dim" if article is None else _PALETTE[article % len(_PALETTE)]
