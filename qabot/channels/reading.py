"""What `qabot read` prints of a file: on a screen, as a line of JSON, as a sidecar."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from qabot.channels.machine import blocks_json, read_article_json, skipped_json
from qabot.channels.page_view import print_page
from qabot.channels.tables import print_skipped
from qabot.channels.terminal import print_article
from qabot.messages import say
from qabot.reading.sidecar.skeleton import sidecar_skeleton
from qabot.types import Article, Page, Skipped


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as it was read.

    Attributes:
        name: Of the file, without its folders.
        found: Its pages, and the articles of other forms, in order.
        skipped: What could not be read.
    """

    name: str
    found: tuple[Page | Article, ...]
    skipped: tuple[Skipped, ...]

    @classmethod
    def of(cls, name: str, items: Iterable[Page | Article | Skipped]) -> "FileView":
        """Sort what a reader gives."""
        found: list[Page | Article] = []
        skipped: list[Skipped] = []
        for item in items:
            if isinstance(item, Skipped):
                skipped.append(item)
            else:
                found.append(item)
        return cls(name, tuple(found), tuple(skipped))

    @property
    def failed(self) -> bool:
        """True if something that should have been read was not."""
        return any(item.failed for item in self.skipped)

    @property
    def pages(self) -> list[Page]:
        """Its pages alone."""
        return [item for item in self.found if isinstance(item, Page)]

    @property
    def articles(self) -> list[Article]:
        """All articles, also those on pages, in order."""
        return [
            article
            for item in self.found
            for article in (item.articles if isinstance(item, Page) else (item,))
        ]


def as_json_line(view: FileView, *, blocks: bool) -> dict[str, Any]:
    """Return what `qabot read --json` prints of a file.

    Args:
        view: The file.
        blocks: Add the blocks of its pages.
    """
    data: dict[str, Any] = {
        "page": view.name,
        "articles": [read_article_json(article) for article in view.articles],
    }
    if blocks:
        data["blocks"] = [block for page in view.pages for block in blocks_json(page)]
    if view.skipped:
        data["skipped"] = [skipped_json(item) for item in view.skipped]
    return data


def as_sidecar(view: FileView, console: Console, errors: Console) -> bool:
    """Print a file as its sidecar.

    Returns:
        False where it is not exactly one page: a sidecar is of one.
    """
    print_skipped(errors, view.skipped)
    if len(view.pages) == 1:
        console.file.write(sidecar_skeleton(view.pages[0]))
    if not view.pages:
        reason = say("不是版面文本，没有可修订的", "no page of text, nothing to be changed")
        print_skipped(errors, (Skipped(view.name, reason),))
    if len(view.pages) > 1:
        several = len(view.pages)
        reason = say(
            f"共 {several} 个版面；修订文件只写一个版面",
            f"has {several} pages; a sidecar is of one",
        )
        print_skipped(errors, (Skipped(view.name, reason),))
    return len(view.pages) == 1


def on_screen(view: FileView, console: Console) -> None:
    """Print a file for people."""
    for item in view.found:
        if isinstance(item, Page):
            print_page(console, item)
        else:
            console.rule(style="dim")
            print_article(console, item)
    print_skipped(console, view.skipped)
