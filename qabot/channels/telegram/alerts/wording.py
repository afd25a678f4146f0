"""What the bot says about subscriptions, as Telegram HTML."""

from collections.abc import Iterable

from qabot.channels.telegram.split import escape
from qabot.messages import say


def how_to_subscribe() -> str:
    """Tell how to name a topic."""
    return say(
        "请在命令后面写上主题，例如：/subscribe 种桑养蚕\n"
        "档案里一有相关的新文章，我就发到这里。多个词用空格隔开，文章里都出现才算。",
        "Write a topic behind the command, for example: /subscribe 种桑养蚕\n"
        "When the archive gets new articles about it, I tell you here. Of several words, apart by spaces, "
        "an article must hold all.",
    )


def subscribed(topic: str) -> str:
    """Confirm a topic."""
    return say(
        f"好，档案里一有关于“{escape(topic)}”的新文章，我就发到这里。\n"
        "/subscriptions 查看已订阅的主题",
        f"Done: new articles about “{escape(topic)}” will be announced here.\n"
        "/subscriptions lists your topics",
    )


def subscribed_already(topic: str) -> str:
    """Tell that the topic is there already, maybe in other characters."""
    return say(
        f"已经订阅过“{escape(topic)}”了，有新文章我会告诉您。",
        f"“{escape(topic)}” is subscribed already: I will tell you.",
    )


def topic_too_long(most: int) -> str:
    """Ask for fewer words."""
    return say(
        f"主题太长了，最多 {most} 个字。用几个关键词就好，例如：/subscribe 水库 扩建",
        f"That topic is too long; {most} characters at most. A few words will do: /subscribe 水库 扩建",
    )


def nothing_to_search(topic: str) -> str:
    """Ask for a word that can be searched for."""
    return say(
        f"“{escape(topic)}”里没有可以查找的词。请换一个具体的词，例如：/subscribe 种桑养蚕",
        f"“{escape(topic)}” has no word to search for. Try a more telling one: /subscribe 种桑养蚕",
    )


def no_topic(topic: str) -> str:
    """Refuse what /unsubscribe takes for something else."""
    return say(
        f"“{escape(topic)}”不能作主题：/unsubscribe 用它来退订。请写一个词，例如：/subscribe 种桑养蚕",
        f"“{escape(topic)}” cannot be a topic: it means something else to /unsubscribe. "
        "Send a word, for example: /subscribe 种桑养蚕",
    )


def too_many_topics(most: int) -> str:
    """Tell that one has to go first."""
    return say(
        f"这里已有 {most} 个主题，不能再多了。请先用 /unsubscribe 退订一个。",
        f"There are {most} topics here, the most that there can be. Give up one first: /unsubscribe",
    )


def topics(listed: Iterable[str]) -> str:
    """List the topics of a chat."""
    return say(
        f"已订阅的主题：\n{_numbered(listed)}\n\n/unsubscribe 退订",
        f"Topics:\n{_numbered(listed)}\n\n/unsubscribe gives one up",
    )


def no_topics() -> str:
    """Tell that there is none yet."""
    return say(
        "这里还没有订阅主题。订阅一个：/subscribe 种桑养蚕",
        "No topics here yet. Subscribe to one: /subscribe 种桑养蚕",
    )


def which_topic(listed: Iterable[str]) -> str:
    """Ask which one to give up."""
    return say("退订哪一个？", "Which one?") + "\n" + _choice(listed)


def no_such_topic(wanted: str, listed: Iterable[str]) -> str:
    """Tell what there is instead."""
    return (
        say(f"没有订阅过“{escape(wanted)}”。", f"“{escape(wanted)}” is not among the topics:")
        + "\n"
        + _choice(listed)
    )


def unsubscribed(topic: str) -> str:
    """Confirm that a topic is given up."""
    return say(f"好，不再通知“{escape(topic)}”。", f"Done: no more alerts about “{escape(topic)}”.")


def unsubscribed_from_all() -> str:
    """Confirm that all are given up."""
    return say("好，所有主题都已退订。", "Done: all topics are given up.")


def _choice(listed: Iterable[str]) -> str:
    return say(
        f"{_numbered(listed)}\n\n请发编号或主题，例如：/unsubscribe 1\n全部退订：/unsubscribe all",
        f"{_numbered(listed)}\n\nSend its number or its words: /unsubscribe 1\nAll of them: /unsubscribe all",
    )


def _numbered(listed: Iterable[str]) -> str:
    return "\n".join(f"{number}. {escape(topic)}" for number, topic in enumerate(listed, 1))
