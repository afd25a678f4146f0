"""Pages put together from their blocks, as a reader would give them."""

from dataclasses import dataclass
from datetime import date

from qabot.types import Article, Block, Page, Place, Role

_CAPTIONS = (Role.CAPTION,)
_CREDITS = (Role.BYLINE, Role.CREDIT)
_HEADINGS = (Role.TITLE, Role.SUBTITLE)


@dataclass(frozen=True, slots=True)
class Printed:
    """A block to be printed; `joins` counts from which earlier block of the list it goes on."""

    text: str
    role: Role = Role.BODY
    article: int | None = None
    gap: int = 1
    confidence: float = 1.0
    joins: int | None = None


def make_page(file: str, printed: list[Printed], **facts: object) -> Page:
    """Make a page; `facts` are fields that all its articles share."""
    text, blocks = "", list[Block]()
    for item in printed:
        text += "\n" * (item.gap + bool(text))
        place = Place(
            len(text),
            len(text) + len(item.text),
            text.count("\n") + 1,
            text.count("\n") + 1 + item.text.count("\n"),
        )
        text += item.text
        blocks.append(
            Block(
                text=item.text.replace("\n", ""),
                place=place,
                gap=item.gap,
                role=item.role,
                article=item.article,
                confidence=item.confidence,
            )
        )
    count = 1 + max((item.article for item in printed if item.article is not None), default=-1)
    articles = tuple(_article(number, file, printed, blocks, facts) for number in range(count))
    return Page(file=file, text=text + "\n", blocks=tuple(blocks), articles=articles)


def _article(
    number: int, file: str, printed: list[Printed], blocks: list[Block], facts: dict[str, object]
) -> Article:
    own = [n for n, item in enumerate(printed) if item.article == number]
    lines: dict[int, list[int]] = {}
    for n in own:
        joined = printed[n].joins
        if printed[n].role not in _HEADINGS:
            (lines[joined] if joined is not None else lines.setdefault(n, [])).append(n)
    kinds = {n: (n_kind(printed[n].role)) for n in lines}
    order = [n for kind in range(3) for n in lines if kinds[n] == kind]
    joined_text = {n: "".join(blocks[m].text for m in lines[n]) for n in order}
    return Article(
        id=f"id{number}",
        title=" ".join(blocks[n].text for n in own if printed[n].role is Role.TITLE),
        subtitle=" ".join(blocks[n].text for n in own if printed[n].role is Role.SUBTITLE),
        paragraphs=tuple(joined_text[n] for n in order if kinds[n] == 0),
        captions=tuple(joined_text[n] for n in order if kinds[n] == 1),
        credits=tuple(joined_text[n] for n in order if kinds[n] == 2),
        places=tuple(tuple(blocks[m].place for m in lines[n]) for n in order),
        source=file,
        file=file,
        **facts,  # type: ignore[arg-type]
    )


def n_kind(role: Role) -> int:
    """Tell paragraphs (0), captions (1) and credits (2) apart."""
    return 1 if role in _CAPTIONS else 2 if role in _CREDITS else 0


SAMPLE = make_page(
    "01.txt",
    [
        Printed("栖川日报 第01版", Role.HEADER),
        Printed("政务动态", Role.SECTION, confidence=0.6),
        Printed("渡口停航 老桥通车", Role.TITLE, 0, gap=2),
        Printed("——栖川水利五年", Role.SUBTITLE, 0),
        Printed("○ 通讯员 张三", Role.BYLINE, 0),
        Printed("栖川渡口昨日停航，乘客改走新修好的老桥，桥上的路灯也已经全部装", Role.BODY, 0),
        Printed("老桥夜景（李四 摄）", Role.CAPTION, 0, gap=3),
        Printed("好。", Role.BODY, 0, joins=5),
        Printed("桥上的灯", Role.HEADING, 0, confidence=0.55),
        Printed("路灯共九十六盏，\n由县里出资。", Role.BODY, 0),
        Printed("青石乡养蜂户增收", Role.TITLE, 1),
        Printed("本报讯（记者 王五）青石乡一百二十户养蜂户今年增收。", Role.BODY, 1),
        Printed("责编：赵六", Role.EDITOR),
    ],
    author="张三",
    published=date(2023, 3, 14),
    estimated=True,
    newspaper="栖川日报",
    page_number="01",
)
