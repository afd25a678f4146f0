"""Bodies of articles: with headings, as interviews, speeches, letters, poems; and the notices between them."""

import random
from collections.abc import Callable, Sequence
from datetime import date

from training.pages.articles import Source
from training.pages.bylines import day_text
from training.pages.habits import Habits
from training.pages.names import person
from training.pages.places import county, office
from training.pages.words import clauses, heading, topic

Row = tuple[str, str]
"""Kind and text of a block of a body."""

_QUESTIONS = (
    "请您谈谈{t}的情况。",
    "{t}目前进展如何？",
    "在{t}方面，{p}有哪些做法？",
    "您怎样看待{t}？",
    "如何做好{t}？",
    "刚才您提到{c}，能具体说说吗？",
    "{c}，这说明了什么？",
    "下一步，{p}将怎样推进{t}？",
    "我们注意到，{c}。背后的原因是什么？",
    "为什么说{t}很重要？",
    "{t}遇到过什么困难？",
    "{t}取得了哪些成效？{p}又有什么打算？",
)
_GREETINGS = (
    "同志们：",
    "各位代表：",
    "各位来宾，女士们、先生们：",
    "老师们、同学们：",
    "朋友们：",
    "各位委员、同志们：",
)
_ENDINGS = ("谢谢大家！", "谢谢！", "祝大会圆满成功！", "让我们携起手来，共同努力！")
_NUMBERS = "一二三四五六七八九十"


def rows(rng: random.Random, habits: Habits, source: Source) -> list[Row]:
    """Lay out the body of an article."""
    makers: dict[str, Callable[[random.Random, Habits, Source], list[Row]]] = {
        "interview": _interview,
        "speech": _speech,
        "letter": _letter,
        "poem": _poem,
        "notice": _as_is,
        "briefs": _briefs,
    }
    return makers.get(source.shape, _plain)(rng, habits, source)


def _as_is(rng: random.Random, habits: Habits, source: Source) -> list[Row]:
    return [("body", text) for text in source.paragraphs]


def _plain(rng: random.Random, habits: Habits, source: Source) -> list[Row]:
    if sum(map(len, source.paragraphs)) < 300 or rng.random() >= habits.headed:
        return _as_is(rng, habits, source)
    body = _finer(rng, source.paragraphs)
    starts = set(_starts(rng, len(body)))
    found: list[Row] = []
    for i, text in enumerate(body):
        if i in starts:
            number = sum(kind == "heading" for kind, _ in found)
            made = heading(rng, body[i : i + 2], rng.choice(habits.heading_forms), source.phrases)
            if made:
                split = made.split(" ") if rng.random() < habits.heading_split else [made]
                split[0] = _numbered(habits.heading_number, number) + split[0]
                found += [("heading", part) for part in split]
        found.append(("body", text))
    return found


def _finer(rng: random.Random, paragraphs: Sequence[str]) -> list[str]:
    """Cut long paragraphs at the ends of sentences: features are printed in shorter ones than television reads."""
    found: list[str] = []
    for text in paragraphs:
        ends = [i for i in range(40, len(text) - 40) if text[i - 1] == "。"]
        cut = rng.choice(ends) if ends and len(text) > 120 and rng.random() < 0.6 else len(text)
        found += filter(None, (text[:cut], text[cut:]))
    return found


def _starts(rng: random.Random, paragraphs: int) -> list[int]:
    """Choose the paragraphs that get a heading: every two to four, not the first."""
    found, at = [], rng.choice((1, 1, 1, 2, 2, 3, 5))
    while at < paragraphs:
        found.append(at)
        at += rng.randint(1, 6)
    return found[: rng.choice((1, 2, 3, 4, 5, 8))]


def _numbered(style: str, number: int) -> str:
    if not style or number >= len(_NUMBERS):
        return ""
    if style == "1":
        return f"{number + 1:02} "
    return style.replace("一", _NUMBERS[number]).replace("1", str(number + 1))


def _interview(rng: random.Random, habits: Habits, source: Source) -> list[Row]:
    guest = person(rng)
    asks, answers = rng.choice(
        (
            ("问：", "答："),
            ("问：", "答："),
            ("记者：", f"{guest}："),
            ("本报记者：", f"{guest}："),
            ("Q：", "A："),
            ("Q:", "A:"),
            ("记者:", f"{guest}:"),
            ("●", "○"),
            ("主持人：", f"{guest}："),
            ("", ""),
        )
    )
    body = source.paragraphs
    found: list[Row] = [("body", body[0])] if rng.random() < 0.8 and len(body) > 2 else []
    fresh = True
    for text in body[len(found) :]:
        if fresh:
            found.append(("question", asks + _question(rng, source, text)))
        found.append(("answer", answers + text) if fresh and answers else ("body", text))
        fresh = rng.random() < 0.6
    return found


def _question(rng: random.Random, source: Source, text: str) -> str:
    found = clauses((text,), 6, 20) or [source.title]
    pattern = rng.choice(_QUESTIONS)
    return (
        pattern.replace("{t}", topic(rng, (text,)))
        .replace("{c}", rng.choice(found))
        .replace("{p}", source.place or "当地")
    )


def _speech(rng: random.Random, habits: Habits, source: Source) -> list[Row]:
    end = [("body", rng.choice(_ENDINGS))] if rng.random() < 0.7 else []
    return [("body", rng.choice(_GREETINGS)), *_plain(rng, habits, source), *end]


def _letter(rng: random.Random, habits: Habits, source: Source) -> list[Row]:
    greeting = rng.choice(
        (
            "编辑同志：",
            f"尊敬的{rng.choice(('编辑', '领导', '老师'))}：",
            "亲爱的读者：",
            "亲爱的爸爸妈妈：",
        )
    )
    return [
        ("body", greeting),
        *_as_is(rng, habits, source),
        ("body", rng.choice(("此致 敬礼", "祝好！", "此致敬礼！"))),
    ]


def _poem(rng: random.Random, habits: Habits, source: Source) -> list[Row]:
    found = clauses(source.paragraphs, 5, 11)
    length = min(len(found), rng.choice((4, 8, 8, 12, 16, 20)))
    if length < 4:
        return _as_is(rng, habits, source)
    return [("body", line) for line in rng.sample(found, length)]


def _briefs(rng: random.Random, habits: Habits, source: Source) -> list[Row]:
    mark = rng.choice(("●", "■", "▲", "◆", "○ ", "★", "· ", ""))
    return [("body", mark + text) for text in source.paragraphs]


def notice(rng: random.Random, printed: date) -> Source:
    """Make up a public notice or an advertisement."""
    place, who = county(rng), person(rng)
    day, money = day_text(printed), rng.randint(3, 900)
    number = "".join(rng.choices("0123456789", k=rng.randint(8, 18)))
    title, text = rng.choice(
        (
            ("遗失声明", f"{who}遗失身份证，证号：{number}，声明作废。"),
            (
                "公 告",
                f"经{place}人民政府研究，决定对{county(rng)}{rng.randint(2, 60)}亩国有建设用地使用权公开挂牌出让，有意者请于{day}前到{office(rng)}报名。",
            ),
            (
                "停电公告",
                f"因线路检修，{day}8时至18时，{place}{county(rng)}一带将停电，给您带来不便，敬请谅解。",
            ),
            (
                "招租启事",
                f"{place}临街门面{rng.randint(1, 9)}间对外招租，面积{money}平方米，联系电话：{number[:8]}。",
            ),
            (
                "招聘启事",
                f"{office(rng)}因工作需要，面向社会公开招聘工作人员{rng.randint(1, 30)}名，报名截止{day}。",
            ),
            (
                "拍卖公告",
                f"受委托，定于{day}上午10时在{place}公开拍卖房产{rng.randint(1, 6)}处，保证金{money}万元。",
            ),
            (
                "注销公告",
                f"{place}{rng.choice(('兴农', '惠民', '绿源', '众合'))}专业合作社经成员大会决定解散，请债权人自公告之日起45日内申报债权。",
            ),
            (
                "致歉声明",
                f"本报{day}第{rng.randint(1, 8)}版一文中，“{who}”的名字有误，特此更正，并向当事人致歉。",
            ),
            (
                "征稿启事",
                f"本报副刊面向{place}读者征稿，体裁不限，{rng.randint(8, 30)}00字以内，来稿请注明姓名和地址。",
            ),
            (
                "寻人启事",
                f"{who}，男，{rng.randint(50, 90)}岁，{day}从{place}家中走失，身高1.{rng.randint(50, 79)}米，知情者请拨打{number[:11]}，必有重谢。",
            ),
        )
    )
    more = ("特此公告。",) if "公" in title and rng.random() < 0.5 else ()
    return Source(
        ids=(), title=title, paragraphs=(text, *more), printed=printed, place="", shape="notice"
    )
