"""PTB's application, as the bot uses it."""

from typing import Any

from telegram import LinkPreviewOptions
from telegram.ext import Application, ContextTypes, Defaults

from qabot.channels.telegram.limits import Limits
from qabot.channels.telegram.polls import PollRequest, Polls
from qabot.channels.telegram.state.inbox import Answering, Inbox

TelegramApplication = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE

# Most of them wait for a search or for their turn; what needs neither is answered at once.
_UPDATES_AT_ONCE = 256


class _Application(TelegramApplication):
    """Ends what is under way when it is stopped, and begins nothing more."""

    async def stop(self) -> None:
        """Close the inbox first: what waits in it is for the next start."""
        if isinstance(self.update_queue, Inbox):
            self.update_queue.close()
        await super().stop()


def build(token: str, url: str, inbox: Inbox, polls: Polls) -> TelegramApplication:
    """Return an application without handlers.

    Args:
        token: The bot's.
        url: Bot API server, without a slash at its end.
        inbox: Where updates wait.
        polls: Notes when polls are answered.
    """
    application: TelegramApplication = (
        Application.builder()
        .application_class(_Application)
        .token(token)
        .base_url(f"{url}/bot")
        .base_file_url(f"{url}/file/bot")
        # No parse mode here: PTB would write it into every quote of a reply as well.
        .defaults(Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .rate_limiter(Limits())
        .update_queue(inbox)
        .concurrent_updates(Answering(inbox, _UPDATES_AT_ONCE))
        .get_updates_request(PollRequest(polls))
        .build()
    )
    return application
