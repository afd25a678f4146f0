"""Updates that Telegram sends by itself, where the bot has a public address."""

import logging
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import SplitResult, urlsplit

from telegram import Bot
from telegram.error import TelegramError

from qabot.channels.telegram.sending import brief
from qabot.errors import QABotError, SettingsError
from qabot.messages import say
from qabot.settings import Settings

logger = logging.getLogger(__name__)

_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
_SECRET_BYTES = 32
_OFFICIAL = "https://api.telegram.org"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates come from and go to.

    Attributes:
        url: Public address.
        host: Where the bot listens, behind a proxy.
        port: The same.
        secret: Comes with every update that is Telegram's.
    """

    url: str
    host: str
    port: int
    secret: str = field(repr=False)

    @classmethod
    def parse(cls, settings: Settings) -> "Webhook | None":
        """Read the settings; None if the bot is to poll.

        Raises:
            SettingsError: The address or the secret cannot be used.
        """
        url = settings.telegram_webhook.strip()
        if not url:
            return None
        _check(url, settings)
        given = settings.telegram_webhook_secret
        secret = given.get_secret_value().strip() if given else ""
        if secret and not _SECRET.fullmatch(secret):
            raise _unusable_secret()
        host, _, port = settings.telegram_listen.rpartition(":")
        return cls(url, host.strip("[]"), int(port), secret or secrets.token_urlsafe(_SECRET_BYTES))

    @property
    def path(self) -> str:
        """Path of the address, as a regular expression: tornado takes it for one."""
        return re.escape(urlsplit(self.url).path.rstrip("/") or "/")

    @property
    def public_host(self) -> str:
        """Host of the address; the path may be meant for few."""
        return urlsplit(self.url).hostname or ""

    async def look(self, bot: Bot, within_s: float) -> QABotError | None:
        """Return why no updates can come any more; log it where Telegram could not deliver some.

        Args:
            bot: Asks Telegram.
            within_s: Seconds since the last look.
        """
        try:
            info = await bot.get_webhook_info()
        except TelegramError as exc:
            logger.warning("the webhook could not be looked at: %s", brief(exc))
            return None
        if info.url != self.url:
            return _taken_over(info.url)
        since = datetime.now(UTC) - timedelta(seconds=within_s)
        if info.last_error_date and info.last_error_date > since:
            logger.warning(
                "Telegram could not deliver to the webhook: %s; updates that wait: %s",
                info.last_error_message,
                info.pending_update_count,
            )
        return None


def _check(url: str, settings: Settings) -> None:
    parts = _split(url)
    # A Bot API server of one's own takes plain http as well.
    schemes = ("https",) if settings.telegram_api_url.startswith(_OFFICIAL) else ("https", "http")
    if parts is None or parts.scheme not in schemes or not parts.hostname or parts.fragment:
        raise SettingsError(
            say(
                f"QABOT_TELEGRAM_WEBHOOK 的值 {url!r} 不是 https 网址。",
                f"QABOT_TELEGRAM_WEBHOOK is {url!r}, which is no https address.",
            ),
            say(
                "请写成 https://域名/路径 的形式；不写则使用轮询。",
                "Write it as https://host/path, or leave it out to poll.",
            ),
        )


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _unusable_secret() -> SettingsError:
    return SettingsError(
        say(
            "QABOT_TELEGRAM_WEBHOOK_SECRET 不能用：要 16 到 256 个字符，只能是英文字母、数字、_ 和 -。",
            "QABOT_TELEGRAM_WEBHOOK_SECRET cannot be used: it takes 16 to 256 letters, digits, _ and -.",
        ),
        say(
            "请改用这样的值，或不设置它，由程序自己生成。",
            "Change it, or leave it out: then one is made up at every start.",
        ),
    )


def _taken_over(url: str) -> QABotError:
    other = urlsplit(url).hostname
    return QABotError(
        say(
            f"另一个程序改了这个机器人的 webhook（现在是 {other or '空的'}），消息不再送到这里。",
            f"Another program has changed the bot's webhook (now {other or 'none'}): nothing arrives here any more.",
        ),
        say(
            "请先停掉那个程序，或向 @BotFather 另要一个令牌。",
            "Stop that program first, or get another token from @BotFather.",
        ),
    )
