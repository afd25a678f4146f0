"""The commands, as Telegram's menus show them, and what it tells of the bot before the first message."""

import asyncio
import logging
from collections.abc import Awaitable, Collection, Sequence

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from qabot.channels.telegram import wording
from qabot.channels.telegram.sending import brief

logger = logging.getLogger(__name__)

COMMANDS = {
    "ask": ("提问：/ask 问题", "Ask: /ask question"),
    "new": ("开始新的对话", "Begin a new conversation"),
    "timeline": ("来龙去脉：/timeline 主题", "How it went on: /timeline topic"),
    "figures": ("说过的数字：/figures 主题", "Numbers said: /figures topic"),
    "who": ("其人其职：/who 名字", "Who somebody is: /who name"),
    "related": ("与答案或文章有关的报道", "What belongs to an answer or an article"),
    "topics": ("比平时突出的词：/topics 2020-02", "Words that stand out: /topics 2020-02"),
    "latest": ("最新的文章：/latest 主题", "The latest articles: /latest topic"),
    "on": ("某一天的文章：/on 2021-01-18", "Articles of a day: /on 2021-01-18"),
    "between": ("两天之间的文章：/between 起 止", "Articles of a period: /between day day"),
    "article": ("看全文：/article 编号", "Read an article: /article id"),
    "subscribe": ("有新文章时通知：/subscribe 主题", "Hear of new articles: /subscribe topic"),
    "unsubscribe": ("退订主题", "Give up a topic"),
    "subscriptions": ("已订阅的主题", "Your topics"),
    "settings": ("设置：段数、语言、日期", "Settings: passages, language, dates"),
    "feedback": ("提意见：/feedback 内容", "Send a remark: /feedback text"),
    "help": ("使用说明", "How to ask"),
    "start": ("开始", "Start"),
    "stats": ("统计", "Statistics"),
}
"""Name → what the menu says of it, in Chinese and in English."""

_OF_ALL = (
    "ask",
    "new",
    "timeline",
    "figures",
    "who",
    "related",
    "topics",
    "latest",
    "on",
    "between",
    "article",
    "subscribe",
    "unsubscribe",
    "subscriptions",
    "settings",
    "feedback",
    "help",
)
_OF_ADMINS = (*_OF_ALL, "stats")


async def announce(bot: Bot, admins: Collection[int]) -> None:
    """Fill Telegram's menus and descriptions; a bot without them works just as well.

    Args:
        bot: Whose they are.
        admins: Users whose menus hold what only administrators may do.
    """
    scopes: list[tuple[BotCommandScope, Sequence[str]]] = [
        (BotCommandScopeAllPrivateChats(), _OF_ALL),
        (BotCommandScopeAllGroupChats(), _OF_ALL),
        *((BotCommandScopeChat(admin), _OF_ADMINS) for admin in sorted(admins)),
    ]
    calls: list[Awaitable[object]] = []
    # English is also for those whose apps speak a third language.
    for place, language in enumerate(("zh", None)):
        for scope, names in scopes:
            shown = [BotCommand(name, COMMANDS[name][place]) for name in names]
            calls.append(bot.set_my_commands(shown, scope, language))
        calls.append(bot.set_my_description(wording.DESCRIPTION[place], language))
        calls.append(bot.set_my_short_description(wording.SHORT_DESCRIPTION[place], language))
    # Side by side: the first question does not wait for a dozen calls one after the other.
    await asyncio.gather(*map(_try, calls))
    logger.info("answering as @%s", bot.username)


async def _try(call: Awaitable[object]) -> None:
    try:
        await call
    except TelegramError as exc:
        logger.warning("a menu or description was not set: %s", brief(exc))
