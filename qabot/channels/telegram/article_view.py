"""Articles as Telegram messages."""

from collections.abc import Callable, Sequence

from qabot.channels.sources import shown_date, shown_title
from qabot.channels.telegram.split import Run, split, to_html
from qabot.messages import say
from qabot.types import Article

# Shorter than a message may be: a page that fills several screens is hard to leaf through.
_PAGE_UNITS = 3000
_LISTED_CHARS = 80  # of a title or a source in a list


def article_pages(article: Article) -> list[str]:
    """Return an article as HTML pages, at least one; they end where paragraphs do, as far as there are any."""
    head = [Run(shown_title(article.title), bold=True)]
    lines = (article.subtitle, article.author, _printed(article))
    head += [Run(f"\n{line}") for line in lines if line]
    body = [
        Run(f"\n\n{line}")
        for line in (*article.paragraphs, *article.captions, *article.credits)
        if line.strip()
    ]
    pages = (to_html(runs).strip() for runs in split([*head, *body], _PAGE_UNITS))
    return [page for page in pages if page]


def article_list(articles: Sequence[Article], url: Callable[[str], str]) -> str:
    """Return articles as an HTML list, a line each.

    Args:
        articles: Ten or so, in order.
        url: Gives the link to an article by its id.
    """
    runs = [Run(say("最新的文章", "The newest articles"), bold=True), Run("\n")]
    for article in articles:
        title = Run(_short(shown_title(article.title)), link=url(article.id))
        day = shown_date(article.published, estimated=article.estimated)
        details = [part for part in (day, _short(article.source)) if part]
        runs += [Run("\n• "), title, Run(" · ".join(["", *details]))]
    return to_html(runs)


def _printed(article: Article) -> str:
    """Return when and where an article was printed."""
    day = shown_date(article.published, estimated=article.estimated)
    return " · ".join(part for part in (day, article.source) if part)


def _short(text: str) -> str:
    return text if len(text) <= _LISTED_CHARS else text[: _LISTED_CHARS - 1] + "…"
