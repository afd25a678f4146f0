"""How newspapers name their authors, before, in and below an article.

In the patterns A and B stand for authors, Q for photographers, U for an office, P for a place, D for a day.
"""

import random
import re
from dataclasses import dataclass
from datetime import date

from training.pages.names import people, printed
from training.pages.places import CITIES, office

LEADS = (
    "本报讯（通讯员 {A}）",
    "本报讯(通讯员 {A})",
    "本报讯（记者 {A}）",
    "本报讯（记者{A}）",
    "本报讯（{A} 记者 {B}）",
    "本报讯({A} 记者 {B})",
    "本报讯（记者 {A} 通讯员 {B}）",
    "本报讯（见习记者 {A}）",
    "本报讯（全媒体记者 {A}）",
    "本报讯（{A}）",
    "本报讯 （记者 {A}） ",
    "本报讯 记者{A}报道：",
    "本报讯 记者 {A} ",
    "本报讯 通讯员 {A} 报道 ",
    "本报讯 ",
    "本报讯：",
    "【本报讯】",
    "【本报讯】（记者 {A}）",
    "〔本报讯〕",
    "本报{D}讯（记者 {A}）",
    "本报{D}讯 记者{A}报道：",
    "本报{P}{D}电（记者{A}）",
    "本报{P}{D}电（记者 {A} 通讯员 {B}）",
    "本报{P}{D}讯（通讯员 {A}）",
    "本报记者{A}{P}报道 ",
    "新华社{P}{D}电（记者 {A}）",
    "新华社{P}{D}电 ",
    "据新华社{P}{D}电（记者{A}）",
    "记者 {A} 报道 ",
    "记者{A}、通讯员{B}报道：",
    "（记者 {A}）",
    "（{A} 报道）",
    "{P}讯（{A}）",
    "{P}日报讯（记者 {A}）",
    "{P}{D}电 ",
    "融媒讯（记者 {A} 通讯员 {B}）",
)
STANDING = (
    "通讯员 {A}",
    "记者 {A}",
    "本报记者 {A}",
    "本报记者 {A} 通讯员 {B}",
    "本报通讯员 {A}",
    "本报见习记者 {A}",
    "本报全媒体记者 {A}",
    "特约记者 {A}",
    "{A} 本报记者 {B}",
    "{A}",
    "{A} {B}",
    "{A} 文/图",
    "{A} 本报记者 {B} 文/图",
    "本报记者 {A} 文/图",
    "本报记者 {A} 摄影 {Q}",
    "记者 {A} 文/摄",
    "文/{A} 图/{Q}",
    "文/图 {A}",
    "文｜{A}",
    "文 | {A} 图 | {Q}",
    "作者：{A}",
    "作者 {A}",
    "记者：{A} 摄影：{Q}",
    "记者：{A}",
    "撰文：{A}",
    "{A}（{U}）",
    "{U} {A}",
    "（{A}）",
    "本报记者 {A} 实习生 {B}",
    "本报评论员",
    "本报记者　{A}",
    "融媒体记者 {A}",
    "{A} 整理",
    "口述：{A} 整理：{B}",
)
ESSAY = ("{A}", "{A}", "文/{A}", "□{A}", "◎{A}", "（{U} {A}）", "作者：{A}", "{A}（{U}）", "■ {A}")
CREDITS = (
    "{A} 文/图",
    "（{A}）",
    "（记者 {A}）",
    "（本报记者 {A}）",
    "{A} 摄影报道",
    "本报记者 {A} 摄影报道",
    "（{A} 文/图）",
    "文/{A} 图/{Q}",
    "（通讯员 {A}）",
    "{A}/文 {Q}/图",
    "（作者单位：{U}）",
    "（作者系{U}干部）",
    "（据新华社）",
    "（据新华社{P}{D}电）",
    "（综合）",
    "本报记者 {A}",
    "{A}",
    "{A}",
    "{D}于{P}",
    "{P}，{D}",
    "{A} {D}",
)
TAILS = (
    "（{A}）",
    "（记者 {A}）",
    "（记者{A}）",
    "（通讯员 {A}）",
    "（本报记者 {A}）",
    "({A})",
    "（{A} {B}）",
    "（记者 {A} 通讯员 {B}）",
    "（据新华社）",
    "（据新华社电）",
    "（作者单位：{U}）",
    "（综合）",
    "（{A} 文/图）",
    "{A}",
)
MARKS = (
    "",
    "",
    "",
    "○ ",
    "□",
    "□ ",
    "◎",
    "◎ ",
    "■",
    "■ ",
    "●",
    "● ",
    "△",
    "▲",
    "▲ ",
    "☐",
    "◆",
    "★",
    "/ ",
)

_SLOT = re.compile(r"\{([ABQUPD])\}")


@dataclass(frozen=True, slots=True)
class Signed:
    """A filled pattern: its text, the authors that it names, and the day, if it names one."""

    text: str
    authors: tuple[str, ...]
    day: str


def day_text(day: date) -> str:
    """Return `1月5日`."""
    return f"{day.month}月{day.day}日"


def sign(
    rng: random.Random,
    pattern: str,
    *,
    day: date,
    place: str = "",
    spacing: str = "",
    between: str = " ",
) -> Signed:
    """Fill a pattern with names, offices, places and days.

    Args:
        rng: Decides.
        pattern: One of the patterns of this module.
        day: Day of print.
        place: Place that the article is about.
        spacing: Between surname and given name of a name of two characters.
        between: Between two names.
    """
    authors: list[str] = []
    days: list[str] = []

    def fill(match: re.Match[str]) -> str:
        slot = match.group(1)
        if slot in "AB":
            names = people(rng)
            authors.extend(names)
            return between.join(printed(name, spacing) for name in names)
        if slot == "Q":
            return between.join(printed(name, spacing) for name in people(rng, 2))
        if slot == "U":
            return office(rng, place)
        if slot == "P":
            return place or rng.choice(CITIES)
        days.append(day_text(day))
        return days[-1]

    text = _SLOT.sub(fill, pattern)
    return Signed(text, tuple(dict.fromkeys(authors)), days[0] if days else "")
