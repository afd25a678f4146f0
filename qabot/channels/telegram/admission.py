"""Which questions are let in: those of one chat wait in a short line, and nobody asks without a pause."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from telegram import Message

from qabot.channels.telegram import wording
from qabot.channels.telegram.gate import sender
from qabot.channels.telegram.rate import Once, RateLimit
from qabot.channels.telegram.sending import reply
from qabot.channels.telegram.state.inbox import Inbox

# Of one chat, besides the question that is being answered.
_MOST_WAITING = 3
_BURST_S = 5.0


class Admission:
    """Lets questions in, whichever command asks them.

    Args:
        inbox: Knows which were let in before.
        rate: How often people may ask; None: as often as they like.
    """

    def __init__(self, inbox: Inbox, rate: RateLimit | None) -> None:
        self._inbox = inbox
        self._rate = rate
        self._open: Counter[int] = Counter()
        self._once = Once()

    async def enter(self, update_id: int, message: Message) -> ExitStack | None:
        """Let a question in, or say why not.

        Returns:
            What is to be closed as soon as the answer can be seen; None where the question is refused.
        """
        counted = ExitStack()
        if self._inbox.is_restored(update_id) or self._inbox.is_begun(update_id):
            # Let in before, and not counted: its answer may have been sent without having been noted, and who has it
            # may ask the next question.
            return counted
        if self._open[message.chat_id] > _MOST_WAITING:
            await self._refuse(message, wording.too_many_wait())
            return None
        if self._rate and (wait := self._rate.take(sender(message))):
            await self._refuse(message, wording.too_fast(wait))
            return None
        counted.enter_context(self._counted(message.chat_id))
        return counted

    async def _refuse(self, message: Message, why: str) -> None:
        """Say why a question is not answered, once for all of a burst."""
        if self._once.first((message.chat_id, sender(message)), _BURST_S):
            await reply(message, [why])

    @contextmanager
    def _counted(self, chat_id: int) -> Iterator[None]:
        self._open[chat_id] += 1
        try:
            yield
        finally:
            self._open[chat_id] -= 1
            if not self._open[chat_id]:
                del self._open[chat_id]
