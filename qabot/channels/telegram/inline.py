"""Inline mode: `@bot question` in any chat, even one that the bot is not in, offers cited passages."""

from collections.abc import Sequence

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.constants import ParseMode
from telegram.ext import InlineQueryHandler

from qabot.channels.sources import shown_date
from qabot.channels.telegram import wording
from qabot.channels.telegram.application import Context, TelegramApplication
from qabot.channels.telegram.links import GREETING, Link
from qabot.channels.telegram.lookups import Lookups
from qabot.channels.telegram.render import render_quote
from qabot.channels.telegram.sending import answer_query
from qabot.channels.telegram.split import clip
from qabot.channels.telegram.state.preferences import Preferences
from qabot.types import Answer, Citation

# Telegram's servers keep an answer so long; a new build changes what they should say.
_KEPT_S = 60
_TITLE_CHARS = 100
_DESCRIPTION_CHARS = 200


class Inline:
    """Answers inline queries.

    Args:
        lookups: Finds the answers.
        preferences: What each person wishes in the chat with the bot; nothing tells in which chat they type.
        link: Opens an article.
    """

    def __init__(self, lookups: Lookups, preferences: Preferences, link: Link) -> None:
        self._lookups = lookups
        self._preferences = preferences
        self._link = link

    def register(self, application: TelegramApplication) -> None:
        """Answer every query that the gate lets through."""
        application.add_handler(InlineQueryHandler(self.query))

    async def query(self, update: Update, context: Context) -> None:
        """Answer what is typed after the bot's name, at every pause in typing."""
        if (query := update.inline_query) is None:
            return
        if not query.query.strip():
            await _give(query, [], kept_s=_KEPT_S, button=wording.inline_hint())
            return
        person = query.from_user.id
        period = self._preferences.of(person).period
        answer = await self._lookups.find(person, query.query, period)
        if answer is None:
            await _give(query, [], kept_s=0, button=wording.inline_not_yet())
        elif answer.found:
            await _give(query, inline_results(answer, self._link), kept_s=_KEPT_S)
        else:
            await _give(query, [], kept_s=_KEPT_S, button=wording.inline_not_found())


def inline_results(answer: Answer, link: Link) -> list[InlineQueryResultArticle]:
    """Return what can be chosen for an answer that was found: a quote with its source each."""
    return [_result(citation, link) for citation in answer.citations]


def _result(citation: Citation, link: Link) -> InlineQueryResultArticle:
    passage = citation.passage
    published = shown_date(passage.published, estimated=passage.estimated)
    title = clip(passage.title, _TITLE_CHARS) or clip(passage.source, _TITLE_CHARS)
    return InlineQueryResultArticle(
        id=str(citation.number),  # its passage's may be longer than Telegram takes
        title=" · ".join(filter(None, (title, published))),
        description=clip(citation.quote, _DESCRIPTION_CHARS),
        input_message_content=InputTextMessageContent(
            render_quote(citation, link), parse_mode=ParseMode.HTML
        ),
    )


async def _give(
    query: InlineQuery,
    results: Sequence[InlineQueryResultArticle],
    *,
    kept_s: int,
    button: str | None = None,
) -> None:
    shown = InlineQueryResultsButton(button, start_parameter=GREETING) if button else None

    async def give() -> bool:
        # Personal: who else may ask is not for Telegram to decide.
        return await query.answer(results, cache_time=kept_s, is_personal=True, button=shown)

    await answer_query(query.from_user.id, give)
