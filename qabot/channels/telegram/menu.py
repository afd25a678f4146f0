"""The commands, as Telegram's menus show them."""

import logging

from telegram import Bot, BotCommand
from telegram.error import TelegramError

logger = logging.getLogger(__name__)

COMMANDS = {
    "ask": ("在群里提问：/ask 问题", "Ask in a group: /ask question"),
    "subscribe": ("有新文章时通知：/subscribe 主题", "Hear of new articles: /subscribe topic"),
    "unsubscribe": ("退订主题", "Give up a topic"),
    "subscriptions": ("已订阅的主题", "Your topics"),
    "new": ("开始新的对话", "Forget what was asked"),
    "help": ("使用说明", "How to ask"),
    "start": ("开始", "Start"),
}
"""Name → what the menu says of it, in Chinese and in English."""


async def announce(bot: Bot) -> None:
    """Put the commands into Telegram's menus; a bot without them works just as well."""
    try:
        await bot.set_my_commands([BotCommand(name, en) for name, (_, en) in COMMANDS.items()])
        await bot.set_my_commands(
            [BotCommand(name, zh) for name, (zh, _) in COMMANDS.items()], language_code="zh"
        )
    except TelegramError as exc:
        logger.warning("the command menu was not set: %s", exc)
    logger.info("answering as @%s", bot.username)
