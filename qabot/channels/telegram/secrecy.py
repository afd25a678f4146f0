"""Keeps the bot's token out of the log."""

import logging

# At INFO these write the address of every call, and the token is part of it.
_WRITES_ADDRESSES = ("httpx", "httpcore")
_VEIL = "[token]"
_formatter = logging.Formatter()


def guard_log(token: str) -> None:
    """Let no handler of the root logger write the token; add a handler if there is none yet."""
    # Without a handler, logging falls back to one of its own that no filter reaches.
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for name in _WRITES_ADDRESSES:
        logging.getLogger(name).setLevel(logging.WARNING)
    veil = TokenFilter(token)
    for handler in logging.getLogger().handlers:
        handler.addFilter(veil)


class TokenFilter(logging.Filter):
    """Replaces the secret half of the token in message, trace and stack.

    The half before the colon is the bot's public id; the colon itself is `%3A` in some addresses,
    so that the whole token would not always be found.
    """

    def __init__(self, token: str) -> None:
        super().__init__()
        self._secret = token.rpartition(":")[2] or token

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record where it stands, and let it pass."""
        message = record.getMessage()
        if self._secret in message:
            record.msg, record.args = message.replace(self._secret, _VEIL), None
        if record.exc_info:
            trace = record.exc_text or _formatter.formatException(record.exc_info)
            if self._secret in trace:
                # exc_info goes too: a handler may format it anew.
                record.exc_text, record.exc_info = trace.replace(self._secret, _VEIL), None
        if record.stack_info:
            record.stack_info = record.stack_info.replace(self._secret, _VEIL)
        return True
