"""PTB's application, as the bot uses it."""

from typing import Any

from telegram import LinkPreviewOptions
from telegram.ext import AIORateLimiter, Application, ContextTypes, Defaults

from qabot.channels.telegram.state.inbox import Answering, Inbox

TelegramApplication = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE

# Most of them wait for a search or for their turn; what needs neither is answered at once.
_UPDATES_AT_ONCE = 256
_FLOOD_RETRIES = 3


def build(token: str, url: str, inbox: Inbox) -> TelegramApplication:
    """Return an application without handlers.

    Args:
        token: The bot's.
        url: Bot API server, without a slash at its end.
        inbox: Where updates wait.
    """
    application: TelegramApplication = (
        Application.builder()
        .token(token)
        .base_url(f"{url}/bot")
        .base_file_url(f"{url}/file/bot")
        # No parse mode here: PTB would write it into every quote of a reply as well.
        .defaults(Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .rate_limiter(AIORateLimiter(max_retries=_FLOOD_RETRIES))
        .update_queue(inbox)
        .concurrent_updates(Answering(inbox, _UPDATES_AT_ONCE))
        # The last poll, which confirms what was fetched, may begin before the long one has ended.
        .get_updates_connection_pool_size(2)
        .build()
    )
    return application
