"""Captions, made from an article's own words as well as from a few scenes."""

import random
from collections.abc import Sequence
from datetime import date

from training.pages.articles import Source
from training.pages.bylines import day_text
from training.pages.listed import listed
from training.pages.names import people, printed
from training.pages.places import county
from training.pages.words import clauses, noun_phrase, sentences, topic

FORMS = ("clause", "sentence", "scene", "phrase", "stock", "title", "dated", "long", "topic")
STARTS = (
    "",
    "",
    "",
    "",
    "图为",
    "图为：",
    "图：",
    "▲",
    "△",
    "↑",
    "①",
    "图①：",
    "上图：",
    "右图为",
    "这是",
)
ENDS = (
    "",
    "",
    "",
    "。",
    "（{N} 摄）",
    "（通讯员 {N} 摄）",
    "（记者 {N} 摄）",
    "（本报记者 {N} 摄）",
    "(记者{N}摄)",
    " {N} 摄",
    "　{N} 摄",
    "。{N} 摄",
    "。 {N}/摄",
    "。（本报记者 {N} 摄）",
    "。本报记者 {N} 摄",
    "。新华社记者 {N} 摄",
    "（资料图片）",
    "（{N}供图）",
    "。（{N} 摄影报道）",
    "。本报记者 {N} 摄影报道",
    " 摄影：{N}",
    "（受访者供图）",
)

_KINDS = listed(
    "整洁的 美丽的 繁忙的 漂亮的 丰收的 新建成的 俯瞰 航拍 夜色中的 雪后的 改造后的 热火朝天的 施工中的 绿树环绕的 干净的 古朴的 崭新的"
)
_THINGS = listed(
    "村庄 街道 车间 田野 校园 广场 院落 河道 大桥 展馆 茶园 果园 码头 公园一角 社区食堂 便民大厅 文化长廊 民居 集市 梯田 生产线 训练场 "
    "图书室 活动现场 会场 养老院 农家书屋 风电场 加工厂 厂房 候车厅 稻田 步道 湿地 产业园 比赛现场 工地 老街 戏台 菜园"
)
_DEEDS = listed(
    "工人在车间忙碌 村民在采摘 群众在办理业务 学生在上课 志愿者清理河道 干部入户走访 游客在参观 医生为老人检查身体 工作人员在调试设备 "
    "农户在晾晒 消防员在训练 参赛选手在比赛 社区居民在下棋 技术员查看长势 运动员冲过终点 演员在表演 领导察看现场 代表在发言"
)


def caption(
    rng: random.Random, source: Source, form: str, start: str, end: str, spacing: str
) -> str:
    """Make one caption.

    Args:
        rng: Decides.
        source: Article whose words it takes.
        form: One of FORMS; falls back to a scene where the article has no words that fit.
        start: One of STARTS; left out before whole sentences where it would not read on.
        end: One of ENDS; `{N}` stands for the photographers.
        spacing: Between surname and given name of a name of two characters.
    """
    words = _words(rng, source, form)
    if len(words) < 4:
        words = _scene(rng, source)
    if start.endswith(("为", "是")) and "，" in words:
        start = ""
    if end:
        words = words.rstrip("。")
    names = " ".join(printed(name, spacing) for name in people(rng, 2))
    return start + words + end.replace("{N}", names)


def _words(rng: random.Random, source: Source, form: str) -> str:
    body = source.paragraphs
    if form == "clause":
        return _any(rng, clauses(body, 6, 24))
    if form == "sentence":
        return _any(rng, [s for text in body for s in sentences(text) if 14 <= len(s) <= 60])
    if form == "phrase":
        return noun_phrase(rng, body)
    if form == "topic":
        return topic(rng, body) + rng.choice(_THINGS)
    if form == "title":
        return source.title if rng.random() < 0.5 else source.title.split(" ")[-1]
    return _made(rng, source, form)


def _made(rng: random.Random, source: Source, form: str) -> str:
    if form == "stock":
        return rng.choice(_KINDS) + rng.choice(_THINGS)
    if form == "dated":
        return f"{_when(rng, source.printed)}，{source.place or county(rng)}{_deed(rng, source)}"
    if form == "long":
        near = _any(
            rng, [s for text in source.paragraphs for s in sentences(text) if 14 <= len(s) <= 60]
        )
        return f"{near}图为{_scene(rng, source)}" if near else ""
    return _scene(rng, source)


def _scene(rng: random.Random, source: Source) -> str:
    place = rng.choice((source.place, county(rng), county(rng), ""))
    return place + rng.choice((rng.choice(_THINGS), _deed(rng, source), _deed(rng, source)))


def _deed(rng: random.Random, source: Source) -> str:
    own = clauses(source.paragraphs, 6, 18)
    return rng.choice(own) if own and rng.random() < 0.6 else rng.choice(_DEEDS)


def _when(rng: random.Random, day: date) -> str:
    return rng.choice(
        (day_text(day), "近日", "日前", "连日来", f"{day.month}月{max(1, day.day - 1)}日")
    )


def _any(rng: random.Random, found: Sequence[str]) -> str:
    return rng.choice(found) if found else ""
