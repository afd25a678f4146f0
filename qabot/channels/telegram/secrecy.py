"""Where the bot's secrets come from, and what keeps them out of everything that it writes."""

import logging
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from qabot.errors import QABotError, SettingsError
from qabot.messages import say
from qabot.secret import secret_of
from qabot.settings import Settings

logger = logging.getLogger(__name__)

# At INFO these write the address of every call, and the token is part of it.
_WRITES_ADDRESSES = ("httpx", "httpcore")
_VEIL = "[secret]"
_TOKEN = re.compile("[0-9]+:[A-Za-z0-9_-]+")

LINE = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")
"""A line of the log; the time is that of the machine."""


def token_of(settings: Settings) -> str:
    """Return the bot's token, from the environment or else from the file that it names.

    Raises:
        SettingsError: There is none, it has not the form of one, or the file cannot be read.
    """
    token, where = secret_of(
        settings.telegram_token, settings.telegram_token_file, "QABOT_TELEGRAM_TOKEN_FILE"
    )
    if token:
        return _checked(token, where)
    raise SettingsError(
        say(
            "没有设置 QABOT_TELEGRAM_TOKEN，机器人没有令牌，不能连接 Telegram。",
            "QABOT_TELEGRAM_TOKEN is not set; without a token the bot cannot use Telegram.",
        ),
        say(
            "请向 @BotFather 申请令牌，再运行：export QABOT_TELEGRAM_TOKEN=令牌，"
            "或用 QABOT_TELEGRAM_TOKEN_FILE 指明存放令牌的文件。",
            "Get a token from @BotFather, then: export QABOT_TELEGRAM_TOKEN=<token>, "
            "or name the file that holds it in QABOT_TELEGRAM_TOKEN_FILE.",
        ),
    )


def readers_warning(settings: Settings) -> tuple[str, str] | None:
    """Return what to say, and what mends it, if all users of the machine may read the file that the token is from."""
    file = settings.telegram_token_file
    if settings.telegram_token or file is None or os.name != "posix":
        return None
    if not file.stat().st_mode & stat.S_IROTH:
        return None
    return (
        say(f"令牌文件 {file} 人人可读，", f"Everyone may read the token in {file}: "),
        say(f"请运行：chmod 600 {file}", f"chmod 600 {file}"),
    )


def warn_of_readers(settings: Settings) -> None:
    """Tell the operator of it, in the log."""
    if found := readers_warning(settings):
        logger.warning("%s%s", *found)


def _checked(token: str, where: str) -> str:
    if _TOKEN.fullmatch(token):
        return token
    raise SettingsError(
        say(
            f"{where} 里的内容不是令牌：应为“数字:字母、数字、_ 和 -”，中间没有空白。",
            f"{where} holds no token: digits, a colon, then letters, digits, _ and -, with no space.",
        ),
        say("请从 @BotFather 那里重新复制。", "Copy it anew from @BotFather."),
    )


class Veil(logging.Filter):
    """Replaces secrets in log records and errors.

    Of a token only the half behind the colon is secret. The half before it is the bot's public id; the colon itself is
    `%3A` in some addresses, so that the whole token would not always be found.

    Args:
        secrets: Tokens, and other words that nobody may see; empty ones count for nothing.
    """

    def __init__(self, *secrets: str) -> None:
        super().__init__()
        self._secrets = [secret.rpartition(":")[2] or secret for secret in secrets if secret]

    def guard_log(self) -> None:
        """Let no handler of the root logger write a secret; add a handler if there is none yet."""
        # Without a handler, logging falls back to one of its own that no filter reaches.
        terminal = logging.StreamHandler()
        terminal.setFormatter(LINE)
        logging.basicConfig(level=logging.INFO, handlers=[terminal])
        logging.captureWarnings(capture=True)
        for name in _WRITES_ADDRESSES:
            logging.getLogger(name).setLevel(logging.WARNING)
        for handler in logging.getLogger().handlers:
            handler.addFilter(self)

    @contextmanager
    def over_errors(self) -> Iterator[None]:
        """Let no error out whose words hold a secret: those go to the terminal, past the log.

        Raises:
            QABotError: In its place, with the same words but for the secret.
        """
        try:
            yield
        except Exception as exc:  # whatever it is, it is told by the outer edge
            if self.hide(str(exc)) == str(exc):
                raise
            logger.exception("stopped by an error that holds a secret")
            shown = str(exc) if isinstance(exc, QABotError) else f"{type(exc).__name__}: {exc}"
            raise QABotError(self.hide(shown)) from None

    def hide(self, text: str) -> str:
        """Return a text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, _VEIL)
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record where it stands, and let it pass."""
        message = record.getMessage()
        if (hidden := self.hide(message)) != message:
            record.msg, record.args = hidden, None
        if record.exc_info:
            trace = record.exc_text or LINE.formatException(record.exc_info)
            if (hidden := self.hide(trace)) != trace:
                # exc_info goes too: a handler may format it anew.
                record.exc_text, record.exc_info = hidden, None
        if record.stack_info:
            record.stack_info = self.hide(record.stack_info)
        return True
