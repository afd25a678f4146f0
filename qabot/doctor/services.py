"""Checks of what qabot talks to."""

from typing import TYPE_CHECKING

from qabot.findings import Check, Finding, fault, ok, warning
from qabot.messages import say

if TYPE_CHECKING:
    from qabot.settings import Settings

_TIMEOUT_S = 10.0


def telegram(settings: "Settings") -> Finding:
    """Look whether Telegram is reached and takes the token."""
    if settings.telegram_token is None and settings.telegram_token_file is None:
        return ok(
            say(
                "没有设置令牌（只有 qabot telegram 要用）",
                "no token is set (only qabot telegram needs one)",
            )
        )
    from qabot.channels.telegram.receiving import me
    from qabot.channels.telegram.secrecy import Veil, readers_warning, token_of

    token = token_of(settings)
    veil = Veil(token)
    veil.guard_log()
    with veil.over_errors():
        name = me(token, settings.telegram_api_url, _TIMEOUT_S)
    told = say(f"令牌有效，机器人是 @{name}", f"the token is good, the bot is @{name}")
    readers = readers_warning(settings)
    if readers:
        return warning(*readers)
    if not settings.telegram_allow.strip() and not settings.telegram_admins.strip():
        return warning(
            say(f"{told}，但还没有人可以提问", f"{told}, but nobody may ask yet"),
            say(
                "请设置 QABOT_TELEGRAM_ALLOW，如：export QABOT_TELEGRAM_ALLOW=123456789",
                "Set QABOT_TELEGRAM_ALLOW, as in: export QABOT_TELEGRAM_ALLOW=123456789",
            ),
        )
    return ok(told)


def milvus(settings: "Settings") -> Finding | None:
    """Look whether the server has an archive that this version can search."""
    if settings.engine != "milvus":
        return None
    from qabot.indexing.encoder import load_encoder
    from qabot.language.words import Tokenizer
    from qabot.searching.engines import opener_of

    opener = opener_of(settings)
    manifest = opener.open(opener.newest()).manifest
    manifest.check_maker(
        load_encoder(settings).identity, Tokenizer(settings.user_dict, settings.cache).fingerprint
    )
    told = say(
        f"{settings.milvus_uri}：{manifest.articles} 篇文章，{manifest.passages} 段",
        f"{settings.milvus_uri}: {manifest.articles} articles, {manifest.passages} passages",
    )
    if manifest.passages:
        return ok(told)
    return fault(told, say("请运行：qabot reindex", "Run: qabot reindex"))


SERVICES = (
    Check("telegram", "Telegram", "Telegram", telegram),
    Check("milvus", "Milvus", "Milvus", milvus),
)
