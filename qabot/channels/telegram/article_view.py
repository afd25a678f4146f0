"""Articles as Telegram messages."""

from collections.abc import Sequence

from qabot.channels.sources import shown_origin, shown_title
from qabot.channels.telegram.links import Link
from qabot.channels.telegram.split import Run, clip, split, to_html
from qabot.messages import say
from qabot.types import Article, Headline

# Shorter than a message may be: a page that fills several screens is hard to leaf through.
_PAGE_UNITS = 3000
_LISTED_CHARS = 80  # of a title in a list, and of when and where it was printed


def article_pages(article: Article) -> list[str]:
    """Return an article as HTML pages, at least one; they end where paragraphs do, as far as there are any."""
    head = [Run(shown_title(article.title), bold=True)]
    lines = (article.subtitle, article.author, shown_origin(article))
    head += [Run(f"\n{line}") for line in lines if line]
    body = [
        Run(f"\n\n{line}")
        for line in (*article.paragraphs, *article.captions, *article.credits)
        if line.strip()
    ]
    pages = (to_html(runs).strip() for runs in split([*head, *body], _PAGE_UNITS))
    return [page for page in pages if page]


def article_list(headlines: Sequence[Headline], link: Link) -> str:
    """Return articles as an HTML list, a line each.

    Args:
        headlines: Ten or so, in order.
        link: Opens an article.
    """
    runs = [Run(say("最新的文章", "The newest articles"), bold=True), Run("\n")]
    for headline in headlines:
        title = clip(shown_title(headline.title), _LISTED_CHARS)
        origin = clip(shown_origin(headline), _LISTED_CHARS)
        runs += [Run("\n• "), Run(title, link=link(headline.article_id))]
        runs += [Run(f" · {origin}")] if origin else []
    return to_html(runs)
