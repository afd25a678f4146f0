"""/feedback: a remark to those who run the bot."""

import logging
from collections.abc import Collection

from telegram import Message, Update
from telegram.error import TelegramError
from telegram.ext import CommandHandler

from qabot.channels.telegram import wording
from qabot.channels.telegram.application import Context, TelegramApplication
from qabot.channels.telegram.asked import argument_of
from qabot.channels.telegram.gate import sender
from qabot.channels.telegram.rate import Buckets, RateLimit
from qabot.channels.telegram.sending import brief, reply, send
from qabot.channels.telegram.split import Run, split, to_html
from qabot.channels.telegram.state.preferences import Preferences
from qabot.channels.telegram.state.remarks import Remark, Remarks
from qabot.messages import speak

logger = logging.getLogger(__name__)

_NOTICES_A_MINUTE = 5
_ALL = 0


class Feedback:
    """Keeps remarks and tells the administrators.

    Args:
        remarks: Keeps them.
        preferences: Knows the languages of the administrators.
        admins: Who is told, a few times a minute at most.
        rate: How often one person may write; None: as often as they like.
    """

    def __init__(
        self,
        remarks: Remarks,
        preferences: Preferences,
        admins: Collection[int],
        rate: RateLimit | None,
    ) -> None:
        self._remarks = remarks
        self._preferences = preferences
        self._admins = admins
        self._rate = rate
        self._notices = Buckets(_NOTICES_A_MINUTE)

    def register(self, application: TelegramApplication) -> None:
        """Answer /feedback."""
        application.add_handler(CommandHandler("feedback", self.command))

    async def command(self, update: Update, context: Context) -> None:
        """Keep what stands behind the command."""
        if (message := update.message) is None:
            return
        text = argument_of(message)
        if not text:
            await reply(message, [wording.feedback_usage()])
            return
        if self._rate and (wait := self._rate.take(sender(message))):
            await reply(message, [wording.too_fast(wait)])
            return
        remark = Remark(
            chat_id=message.chat_id,
            user_id=sender(message),
            at=message.date.timestamp(),
            text=text,
        )
        is_new = self._remarks.keep(remark)
        await reply(message, [wording.thanks_for_remark()])
        if is_new:
            await self._notify(message, remark)

    async def _notify(self, message: Message, remark: Remark) -> None:
        if not self._admins or self._notices.take(_ALL):
            return
        for admin in self._admins:
            # Nothing else is said in this context any more.
            speak(self._preferences.of(admin).language)
            runs = [Run(wording.remark_from(remark.user_id)), Run(remark.text)]
            try:
                await send(message.get_bot(), admin, [to_html(part) for part in split(runs)])
            except TelegramError as exc:
                logger.warning("administrator %s was not told of a remark: %s", admin, brief(exc))
