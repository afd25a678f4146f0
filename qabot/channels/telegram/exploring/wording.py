"""How the exploring commands are written, with an example each, as Telegram HTML."""

from qabot.messages import say


def timeline() -> str:
    """Tell how to ask for a timeline."""
    return say(
        "请把主题写在后面，例如：<code>/timeline 雄安新区</code>",
        "Please add a topic, for example: <code>/timeline 雄安新区</code>",
    )


def figures() -> str:
    """Tell how to ask for figures."""
    return say(
        "请把主题写在后面，例如：<code>/figures 粮食产量</code>",
        "Please add a topic, for example: <code>/figures 粮食产量</code>",
    )


def who() -> str:
    """Tell how to ask for a person."""
    return say(
        "请把名字写在后面，例如：<code>/who 周明华</code>",
        "Please add a name, for example: <code>/who 周明华</code>",
    )


def related() -> str:
    """Tell how to ask for what belongs to an article."""
    return say(
        "请用 /related 回复我的一个答案，或写上文章的编号或链接，例如：<code>/related 3f2a9c0d1e4b5a67</code>",
        "Please reply to an answer of mine with /related, or add the id or the link of an article, "
        "for example: <code>/related 3f2a9c0d1e4b5a67</code>",
    )


def topics() -> str:
    """Tell how to ask for the words of a period."""
    return say(
        "可以写一段时间，例如：<code>/topics 2020-02</code> 或 <code>/topics 2020-01-20 2020-02-20</code>；"
        "不写，就看档案的最后 30 天",
        "You may add a period, for example: <code>/topics 2020-02</code> or "
        "<code>/topics 2020-01-20 2020-02-20</code>; without one, it is the archive’s last 30 days",
    )


def latest() -> str:
    """Tell how to ask for the newest articles."""
    return say(
        "可以写一个主题，例如：<code>/latest 雄安新区</code>",
        "You may add a topic, for example: <code>/latest 雄安新区</code>",
    )


def on() -> str:
    """Tell how to ask for the articles of a day."""
    return say(
        "请写上日期，例如：<code>/on 2021-01-18</code>",
        "Please add a day, for example: <code>/on 2021-01-18</code>",
    )


def between() -> str:
    """Tell how to ask for the articles of a period."""
    return say(
        "请写上起止两天，例如：<code>/between 2021-01-01 2021-01-31</code>",
        "Please add a first and a last day, for example: <code>/between 2021-01-01 2021-01-31</code>",
    )
