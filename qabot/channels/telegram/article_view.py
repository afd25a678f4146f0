"""Articles as Telegram messages."""

from qabot.channels.sources import shown_origin, shown_title
from qabot.channels.telegram.split import Run, split, to_html
from qabot.types import Article

# Shorter than a message may be: a page that fills several screens is hard to leaf through.
_PAGE_UNITS = 3000


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
