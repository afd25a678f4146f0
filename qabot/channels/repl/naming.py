"""Which passage or article is meant by what is typed behind a command: its number, its title, its id."""

from typing import TYPE_CHECKING

from qabot.channels.repl.session import Session
from qabot.messages import say

if TYPE_CHECKING:  # the search libraries load behind the first prompt
    from qabot.bot import QABot
    from qabot.types import Article, Citation

_TITLES = 5


def citation_of(session: Session, typed: str, command: str) -> "Citation | None":
    """Return the passage of a number; where there is none, say so."""
    for citation in session.shown:
        if typed.isdecimal() and citation.number == int(typed):
            return citation
    known = say("、", ", ").join(str(citation.number) for citation in session.shown) or "-"
    session.tell(
        say(
            f"没有第 {typed or '?'} 段（现有：{known}）。用法：{command} 1",
            f"There is no passage {typed or '?'} (there are: {known}). Usage: {command} 1",
        )
    )
    return None


def article_of(session: Session, typed: str, command: str) -> "tuple[Article, str] | None":
    """Return an article by the number of a passage, by title or by id, and the quote; where there is none, say so."""
    named = _named(session, typed, command)
    if named is None:
        return None
    id_, quote = named
    article = session.await_bot(lambda bot: bot.article(id_))
    if article is None:
        session.tell(gone())
        return None
    return article, quote


def id_of(session: Session, typed: str, command: str) -> str | None:
    """Return the id of an article by the number of a passage, by title or by id; where there is none, say so."""
    named = _named(session, typed, command)
    return named and named[0]


def gone() -> str:
    """Return that the archive no longer has an article that was shown."""
    return say(
        "索引更新后，这篇文章已不在档案里。",
        "After a new index, the archive has this article no more.",
    )


def _named(session: Session, typed: str, command: str) -> tuple[str, str] | None:
    """Return the id of an article and the quote that was shown of it; where there is none, say so."""
    if not typed or typed.isdecimal():
        citation = citation_of(session, typed, command)
        return (citation.passage.article_id, citation.quote) if citation else None
    called = session.await_bot(lambda bot: _called(bot, typed))
    if len(called) != 1:
        session.tell(_which(typed, [title for _, title in called]))
        return None
    return called[0][0], ""


def _called(bot: "QABot", typed: str) -> list[tuple[str, str]]:
    """Return ids and titles of the articles that are called so; several if it is not clear which is meant."""
    if (article := bot.article(typed)) is not None:
        return [(article.id, article.title)]
    found = [(line.article_id, line.title) for line in bot.titles(typed, _TITLES)]
    return [one for one in found if one[1] == typed][:1] or found


def _which(typed: str, titles: list[str]) -> str:
    if not titles:
        return say(f"档案里没有标题含“{typed}”的文章。", f"No title in the archive holds {typed}.")
    listed = "".join(f"\n  {title}" for title in titles)
    return say(
        f"标题含“{typed}”的不止一篇，请打得更全：{listed}",
        f"Several titles hold {typed}; please type more of one:{listed}",
    )
