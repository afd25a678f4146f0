"""Articles of the small archive, and a question that several of their passages answer."""

from datetime import date, timedelta

from qabot.types import Answer, Article, Citation, Passage, Printing

WHERE = "哪里修了“水库”？"  # quoted, so that it follows up on nothing
LENGTHY = "“水库”全文是什么？"
HEADLINE = "<script>&头版"

RESERVOIRS = Article(
    id="0123456789abcdef",
    title="三座水库同时开工",
    subtitle="今年内蓄水",
    author="记者 林河",
    paragraphs=("青龙县天气晴好。", "青龙县水库昨天开工。", "白石镇水库也已开工。"),
    source="page-1.txt",
    published=date(2020, 5, 6),
)
# Its id fits neither into a link nor into a button.
HEADLINED = Article(
    id="日报/2020 #7",
    title=HEADLINE,
    paragraphs=("《水库》a < b && c 建成。",),
    source="page-2.txt",
    published=date(2020, 5, 5),
)
LONG = Article(
    id="long-1",
    title="水库纪事",
    paragraphs=tuple(f"第{n}段水库。" + "水" * 194 for n in range(30)),
    source="page-3.txt",
    captions=("图为水库。",),
    credits=("○ 通讯员 江海",),
)
NEWS = [
    Article(
        id=f"news-{n}",
        title=f"短讯{n}",
        paragraphs=(f"第{n}条。",),
        source="page-4.txt",
        published=date(2021, 3, 1) + timedelta(days=n),
    )
    for n in range(23)
]
ARTICLES = {article.id: article for article in (RESERVOIRS, HEADLINED, LONG, *NEWS)}
# As after a reindex that reads a title otherwise: the old id still leads to the article.
EARLIER = {"fedcba9876543210": RESERVOIRS.id}


def passages_of(article: Article, *, whole: bool = False) -> list[Passage]:
    """Cut an article into its paragraphs, or not at all."""
    texts = ["\n".join(article.paragraphs)] if whole else article.paragraphs
    passages: list[Passage] = []
    for number, text in enumerate(texts):
        start = passages[-1].end + 1 if passages else 0
        passages.append(
            Passage(
                id=f"{article.id}#{number}",
                article_id=article.id,
                title=article.title,
                text=text,
                start=start,
                end=start + len(text),
                source=article.source,
                published=article.published,
            )
        )
    return passages


def cite(article: Article, at: int, number: int, marked: str) -> Citation:
    """Cite a passage of an article as a whole, with one word marked."""
    passage = passages_of(article)[at]
    start = passage.text.index(marked)
    return Citation(
        number=number,
        passage=passage,
        quote=passage.text,
        highlights=((start, start + len(marked)),),
        score=1.0,
        also_in=(Printing(article_id="x", source="晚报", file="x.txt"),) if number == 1 else (),
    )


def lengthy() -> Answer:
    """Answer LENGTHY, in more than one message."""
    text = "水库。" * 2000
    passage = Passage(
        id="q#0", article_id="q", title="", text=text, start=0, end=len(text), source="q"
    )
    cited = Citation(number=1, passage=passage, quote=text, highlights=((0, 2),), score=1.0)
    return Answer(question=LENGTHY, citations=(cited,))


def answer() -> Answer:
    """Answer WHERE: one passage at once, three more behind a button."""
    return Answer(
        question=WHERE,
        text="青龙县",
        citations=(cite(RESERVOIRS, 1, 1, "青龙县"),),
        more=(
            cite(HEADLINED, 0, 2, "《水库》"),
            cite(LONG, 3, 3, "第3段"),
            cite(RESERVOIRS, 2, 4, "白石镇"),
        ),
    )
