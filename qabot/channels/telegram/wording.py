"""What the bot says of itself, as Telegram HTML, in the language of the context."""

from qabot.channels.telegram.access import EVERYONE
from qabot.channels.telegram.rate import Wait
from qabot.messages import say

DESCRIPTION = (
    "我在报纸档案里查找答案：原文照引，注明出处；档案里没有的，我会直说。请直接把问题发给我。",
    "I look for answers in a newspaper archive. I quote it word for word, with the source, and say so "
    "when the archive does not answer. Just send me a question.",
)
"""What a chat with the bot shows while it is empty, in Chinese and in English."""

SHORT_DESCRIPTION = (
    "在报纸档案里查找答案，原文照引，注明出处。",
    "Answers from a newspaper archive, word for word, with the source.",
)
"""What the bot's profile and links to it show, in Chinese and in English."""


def welcome() -> str:
    """Greet someone who pressed Start."""
    return say("您好！", "Hello! ") + usage()


def usage() -> str:
    """Tell what can be asked and what comes back."""
    return say(
        "我在报纸档案里查找答案：原文照引，注明出处；档案里没有的，我会直说。\n\n"
        "请直接把问题发给我，一条消息一个问题；可以接着追问，例如：那2018年呢？\n"
        "在群里请用 /ask 问题，或者 @我，或者回复我的消息。\n\n"
        "/new 忘掉前面的问题，开始新的对话\n"
        "/timeline 主题 来龙去脉；/figures 主题 说过的数字；/who 名字 职务；/latest 主题 最新的报道\n"
        "/topics 时间 比平时突出的词；/on 日期、/between 起 止 当时的文章\n"
        "/latest 最新的文章；/article 编号或链接 看全文；用 /related 回复答案，看与它有关的报道\n"
        "/subscribe 主题 档案里一有相关的新文章就通知您；/subscriptions 查看，/unsubscribe 退订\n"
        "/settings 段数、语言、日期范围\n"
        "/feedback 提意见\n"
        "/help 显示这段说明",
        "I look for answers in a newspaper archive. I quote it word for word, with the source, "
        "and say so when the archive does not answer.\n\n"
        "Just send me a question in Chinese, one in each message. Follow up as you like, for example: 那2018年呢？\n"
        "In a group, use /ask question, mention me, or reply to a message of mine.\n\n"
        "/new forgets what was asked before\n"
        "/timeline topic tells how it went on; /figures topic which numbers were said; /who name offices; /latest topic what is new\n"
        "/topics period shows words that stand out; /on day and /between day day what was printed\n"
        "/latest lists the newest articles; /article with an id or a link shows one; "
        "/related as a reply to an answer shows what belongs to it\n"
        "/subscribe topic tells you of new articles about it; /subscriptions lists your topics, "
        "/unsubscribe gives them up\n"
        "/settings sets passages, language and dates\n"
        "/feedback sends a remark\n"
        "/help shows this text",
    )


def searching() -> str:
    """Hold the place of an answer."""
    return say("正在查找……", "Searching…")


def how_to_ask() -> str:
    """Answer /ask and a mention that come without a question."""
    return say(
        "请把问题写在后面，例如：/ask 水库能蓄多少水？也可以用 /ask 回复一条消息，我就回答那条消息里的问题。",
        "Please write your question behind it, for example: /ask 水库能蓄多少水？ "
        "Or reply to a message with /ask, and I answer what that message asks.",
    )


def just_ask() -> str:
    """Answer text without any sign in a private chat."""
    return say(
        "请直接把问题打字发给我，例如：水库能蓄多少水？",
        "Just type your question, for example: 水库能蓄多少水？",
    )


def not_at_all() -> str:
    """Answer thanks."""
    return say("不客气，请接着问。", "You are welcome. Ask on!")


def at_your_service() -> str:
    """Answer greetings and other small talk."""
    return say(
        "您好，我在。请问一件报纸上可能写到的事，例如人名、地点、数字。",
        "Hello, I am here. Ask about something a newspaper may have written: a name, a place, a figure.",
    )


def too_long(most: int) -> str:
    """Ask for a shorter question."""
    return say(
        f"这段话太长了，请用一两句话来问，最多 {most} 字。",
        f"That is too long for a question: a sentence or two, please, {most} characters at most.",
    )


def too_many_wait() -> str:
    """Ask someone to wait for the answers to what was asked before."""
    return say(
        "前面还有几个问题没有答完，后面的请等我答完再问。",
        "Some questions are still waiting here: please ask any further ones again once I have answered them.",
    )


def forgotten() -> str:
    """Tell that nothing asked before plays a part any more."""
    return say(
        "好，前面的问题我已忘掉。请问新的问题。",
        "All that was asked before is forgotten. Ask something new.",
    )


def unknown_article() -> str:
    """Answer a link or an id that leads to no article."""
    return say(
        "档案里没有这篇文章：链接可能不完整，也可能文章已经撤下。/latest 列出最新的文章。",
        "The archive has no such article: the link may be incomplete, or the article is gone. "
        "/latest lists the newest ones.",
    )


def which_article() -> str:
    """Answer /article with nothing behind it."""
    return say(
        "请写上文章的编号或链接，例如：/article 3f2a9c0d1e4b5a67",
        "Please add the id or the link of an article, for example: /article 3f2a9c0d1e4b5a67",
    )


def too_old() -> str:
    """Answer a button whose answer or passage is not known any more, beside the message."""
    return say("这个按钮太旧了，请重新提问。", "This button is too old. Please ask again.")


def too_many_presses() -> str:
    """Ask someone who presses buttons very often to wait, beside the message."""
    return say("您按得有点快，请稍等一会儿。", "That was a little fast: please wait a moment.")


def thanks_for_vote() -> str:
    """Answer a vote, beside the message."""
    return say("谢谢，记下了。", "Thank you, noted.")


def taken_back() -> str:
    """Answer a vote that was taken back, beside the message."""
    return say("已经撤回。", "Taken back.")


def only_text() -> str:
    """Answer a sticker, a photo and the like."""
    return say(
        "我只看得懂文字，请把问题打字发给我。/help 有使用说明。",
        "I only understand text: please type your question. /help tells more.",
    )


def unknown_command() -> str:
    """Answer a command that the bot does not have."""
    return say(
        "没有这个命令。请直接发问题，或用 /help 查看说明。",
        "There is no such command. Just send a question, or see /help.",
    )


def refused(chat_id: int) -> str:
    """Tell a stranger the id that the operator needs."""
    return say(
        f"您好，我只回答名单上的人；请把您的 ID <code>{chat_id}</code> 发给管理员，"
        "由管理员加进 QABOT_TELEGRAM_ALLOW。",
        f"Hello, I only answer people on a list: please send your id <code>{chat_id}</code> to "
        "the operator, who can add it to QABOT_TELEGRAM_ALLOW.",
    )


def refused_press() -> str:
    """Tell a stranger, on a button, that it is not for them; plain text of 200 characters at most."""
    return say("您不在名单上，请联系管理员。", "You are not on the list: please ask the operator.")


def too_fast(wait: Wait) -> str:
    """Ask someone to wait who asks very often, or when very many ask."""
    seconds = int(wait.seconds) + 1
    if wait.of_all:
        return say(
            f"现在提问的人很多，请过 {seconds} 秒再问。",
            f"Very many are asking just now: please ask again in {seconds} s.",
        )
    return say(
        f"您问得有点快，请过 {seconds} 秒再问。",
        f"That was a little fast: please ask again in {seconds} s.",
    )


def inline_hint() -> str:
    """Tell what to type after the bot's name; on a button."""
    return say("请接着输入问题，在档案里查找", "Type a question for the archive")


def inline_not_yet() -> str:
    """Tell that an answer takes longer than an app waits for it; on a button."""
    return say(
        "还在查找，请稍等，再改动一个字", "Still searching: wait a little, then change a letter"
    )


def inline_not_found() -> str:
    """Tell that the archive does not answer what was typed; on a button."""
    return say("档案里没有找到", "The archive does not answer this")


def feedback_usage() -> str:
    """Tell how to write a remark."""
    return say(
        "请把意见写在命令后面，例如：<code>/feedback 希望能查到更早的报纸</code>",
        "Please write it behind the command, for example: <code>/feedback Older papers, please</code>",
    )


def thanks_for_remark() -> str:
    """Thank for a remark."""
    return say("谢谢，意见已记下。", "Thank you, your remark is noted.")


def remark_from(user_id: int) -> str:
    """Introduce a remark to an administrator, as plain text."""
    return say(f"{user_id} 的意见：\n", f"Remark of {user_id}:\n")


def apology(error_id: str) -> str:
    """Own up to a fault of ours, with what the operator needs to find it in the log."""
    return say(
        f"抱歉，程序出了错，这个问题没能回答。请再试一次；如果还不行，"
        f"请把编号 <code>{error_id}</code> 告诉管理员。",
        f"Sorry, something went wrong and this was not answered. Please try again; if it "
        f"persists, tell the operator this number: <code>{error_id}</code>.",
    )


def button_failed(error_id: str) -> str:
    """Own up to a fault of ours beside the message, in plain text."""
    return say(
        f"抱歉，程序出了错。请再试一次；如果还不行，请把编号 {error_id} 告诉管理员。",
        f"Sorry, something went wrong. Please try again; if it persists, tell the operator: {error_id}.",
    )


def nobody_allowed() -> str:
    """Tell the operator, in the log, that the allow-list is empty."""
    return say(
        "QABOT_TELEGRAM_ALLOW 是空的，机器人不回答任何人。"
        f"请写上用户 ID，或写 {EVERYONE} 表示所有人。",
        "QABOT_TELEGRAM_ALLOW is empty: the bot answers nobody. "
        f"List user ids, or {EVERYONE} for everyone.",
    )
