import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parts import flat
from pdfs import Pdf

from qabot.messages import speak
from qabot.reading import iter_articles
from qabot.reading.formats.pdf import read_pdf
from qabot.reading.formats.pdf_layout import page_text
from qabot.reading.formats.pdf_letters import Glyph
from qabot.reading.formats.source import FormatError
from qabot.types import Article, Skipped

BRIDGE = [
    "本报讯（通讯员 林一）云桥镇三座便民桥昨日同时完工，两岸六百多户村民出行不再绕路，孩子上学的路程缩短了一半以上，老人赶集也方便了。",
    "今年以来，全县新修通村公路一百二十公里，安装太阳能路灯八百盏，群众夜里出门再也不用打手电筒了。",
    "“过去绕路要走半个小时，背着东西更慢。”六十二岁的村民王大爷说，现在五分钟就能到对岸的集市。",
]
LIBRARY = [
    "本报讯（记者 周二）县图书馆新馆6月17日开放，藏书38万册，总投资1.2亿元。馆长周明华说，新馆每周二闭馆。",
    "新馆设有少儿阅览区、自习室和地方文献室，市民凭身份证即可免费办理借书证。",
]
TEA = [
    "本报讯（记者 吴三）茶坪乡的春茶3月20日开采，头采鲜叶每斤卖到85元，比去年高出10元。",
    "乡农技站的技术员每天到茶园指导采摘，合作社统一收购，当天的鲜叶当天加工，茶农不愁销路。",
    "全乡今年新种茶树六百亩，三年以后就能采摘。",
]


@pytest.fixture(autouse=True)
def _english() -> None:
    speak("en")


def read(folder: Path, data: bytes) -> list[Article | Skipped]:
    path = folder / "paper.pdf"
    path.write_bytes(data)
    return flat(iter_articles(path, name="paper.pdf", max_bytes=50 << 20))


def lines_of(text: str) -> list[str]:
    return [line.strip("\u3000") for line in text.split("\n") if line]


def test_two_columns_under_a_headline_are_read_one_after_the_other() -> None:
    pdf = Pdf()
    pdf.line(40, 30, "2023年3月14日", 9)
    pdf.line(480, 30, "第01版", 9)
    pdf.line(60, 80, "云桥镇修好三座便民桥", 40)
    pdf.columns([40, 310], 130, BRIDGE, 25)
    (page,) = read_pdf(pdf.data())
    assert page.text.split("\n\n")[:2] == ["2023年3月14日 第01版", "云桥镇修好三座便民桥"]
    assert lines_of(page.text)[2:] == BRIDGE


def newspaper() -> bytes:
    pdf = Pdf(1000, 1400)
    pdf.line(40, 40, "云桥日报", 20)
    pdf.line(800, 38, "2023年3月14日 星期二 第01版", 9)
    pdf.line(40, 90, "云桥镇修好三座便民桥", 36)
    pdf.columns([40, 270, 500], 130, BRIDGE * 3, 24, 9)
    pdf.line(740, 90, "县图书馆新馆开放", 20)
    pdf.columns([740], 120, LIBRARY, 24, 9)
    # The heading fills only the first of the columns below it.
    pdf.line(40, 360, "茶坪春茶开采", 28)
    pdf.columns([40, 385], 390, TEA, 36, 9)
    return pdf.data()


def test_newspaper_page_is_read_headline_by_headline() -> None:
    (page,) = read_pdf(newspaper())
    assert lines_of(page.text) == [
        "云桥日报 2023年3月14日 星期二 第01版",
        "云桥镇修好三座便民桥",
        *BRIDGE * 3,
        "县图书馆新馆开放",
        *LIBRARY,
        "茶坪春茶开采",
        *TEA,
    ]


def test_newspaper_page_becomes_its_articles(tmp_path: Path) -> None:
    pdf = Pdf()
    for n, (title, text) in enumerate((("云桥镇修好三座便民桥", BRIDGE), ("新馆开放", LIBRARY))):
        pdf.line(60, 60 + 350 * n, title, 30)
        pdf.columns([40, 310], 100 + 350 * n, text, 25)
    found = read(tmp_path, pdf.data())
    assert [(a.title, a.author, a.paragraphs, a.file) for a in found if isinstance(a, Article)] == [
        ("云桥镇修好三座便民桥", "林一", tuple(BRIDGE), "paper.pdf"),
        ("新馆开放", "周二", tuple(LIBRARY), "paper.pdf"),
    ]


def test_pages_of_a_newspaper_are_read_each_by_itself_and_a_scan_among_them_is_named(
    tmp_path: Path,
) -> None:
    pdf = Pdf()
    for title, text in (("修好三座便民桥", BRIDGE), ("新馆开放", LIBRARY)):
        for y, part in ((60, title), (400, f"{title}之后")):
            pdf.line(60, y, part, 30)
            pdf.columns([40, 310], y + 40, text, 25)
        pdf.next_page()
    pdf.picture()
    found = read(tmp_path, pdf.data())
    assert [(a.file, a.title) for a in found if isinstance(a, Article)] == [
        ("paper.pdf#page=1", "修好三座便民桥"),
        ("paper.pdf#page=1", "修好三座便民桥之后"),
        ("paper.pdf#page=2", "新馆开放"),
        ("paper.pdf#page=2", "新馆开放之后"),
    ]
    reason = "scanned, without a text layer; run text recognition (OCR) first"
    assert found[4:] == [Skipped("paper.pdf#page=3", reason)]


def test_one_article_on_several_pages_stays_one(tmp_path: Path) -> None:
    pdf = Pdf()
    pdf.line(60, 80, "老渡口", 30)
    pdf.columns([40], 120, BRIDGE[1:2], 50)
    pdf.next_page()
    pdf.columns([40], 60, BRIDGE[2:], 50)
    (found,) = read(tmp_path, pdf.data())
    assert isinstance(found, Article)
    assert (found.title, found.paragraphs, found.file) == ("老渡口", tuple(BRIDGE[1:]), "paper.pdf")


def test_table_of_numbers_is_read_row_by_row() -> None:
    pdf = Pdf()
    rows = [("桥名", "长度", "投资"), ("北桥", "128米", "120万"), ("南桥", "86米", "96万")]
    for n, row in enumerate(rows):
        for x, cell in zip((40, 140, 240), row, strict=True):
            pdf.line(x, 100 + 15 * n, cell)
    (page,) = read_pdf(pdf.data())
    assert lines_of(page.text) == ["桥名 长度 投资", "北桥 128米 120万", "南桥 86米 96万"]


def test_letters_printed_twice_to_look_bold_count_once() -> None:
    pdf = Pdf()
    for shift in (0, 0.3):
        pdf.line(60 + shift, 80, "日日好天气 hello 1100", 20)
    (page,) = read_pdf(pdf.data())
    assert page.text == "日日好天气 hello 1100"


@pytest.mark.parametrize(
    ("angle", "size", "shift", "turn"),
    [
        (90, (800, 600), (800, 0), 90),
        (180, (600, 800), (600, 800), 180),
        (270, (800, 600), (0, 600), -90),
    ],
)
def test_turned_page_is_read_upright(
    angle: int, size: tuple[int, int], shift: tuple[int, int], turn: int
) -> None:
    pdf = Pdf(*size)
    pdf.canvas.setPageRotation(angle)
    pdf.canvas.translate(*shift)
    pdf.canvas.rotate(turn)
    pdf.canvas.setFont(
        "Helvetica", 12
    )  # The library gives no places of Chinese letters that lie on their side here.
    for n, words in enumerate(("The bridge was opened", "on Monday, and the people", "went home.")):
        pdf.canvas.drawString(60, 700 - 15 * n, words)
    (page,) = read_pdf(pdf.data())
    assert lines_of(page.text) == ["The bridge was opened on Monday, and the people went home."]


def test_words_of_latin_letters_stay_apart() -> None:
    pdf = Pdf()
    pdf.line(60, 80, "The bridge was opened on Monday", 12)
    (page,) = read_pdf(pdf.data())
    assert page.text == "The bridge was opened on Monday"


def raw_pdf(content: bytes, filters: bytes = b"/FlateDecode", kids: int = 1) -> bytes:
    """Return a PDF of one content stream, shown on as many pages."""
    stream = b"<</Length %d/Filter %s>>stream\n%s\nendstream" % (len(content), filters, content)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * kids, kids),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        stream,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return out + end % (table, len(out))


def locked() -> bytes:
    pdf = Pdf(password="geheim")
    pdf.line(60, 80, "云桥镇修好三座便民桥", 30)
    return pdf.data()


def scanned() -> bytes:
    pdf = Pdf()
    pdf.picture()
    return pdf.data()


SCREEN = zlib.compress(b"BT /F1 12 Tf 10 10 Td (hi) Tj ET")
MUCH = "reading it takes over 1024 MB of memory or 60 s; split the PDF, or export it again"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (locked(), "encrypted; take off the password and save it again"),
        (scanned(), "scanned, without a text layer; run text recognition (OCR) first"),
        (b"", "a broken PDF; export it again"),
        (b"%PDF-1.7 and then nothing", "a broken PDF; export it again"),
        (raw_pdf(SCREEN)[:200], "a broken PDF; export it again"),
        (raw_pdf(zlib.compress(b" ")), "a PDF without text"),
        (raw_pdf(SCREEN, kids=1_000_000), "over 1000 pages; split the PDF"),
        (
            raw_pdf(
                zlib.compress(zlib.compress(b" " * (1 << 30)), 9), b"[/FlateDecode/FlateDecode]"
            ),
            MUCH,
        ),
        (raw_pdf(zlib.compress(b"BT /F1 12 Tf " + b"(hello) Tj 10 10 Td " * 1_000_000)), MUCH),
    ],
    ids=["locked", "scanned", "empty", "junk", "cut", "blank", "pages", "bomb", "letters"],
)
def test_pdf_that_cannot_be_read_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    start = time.perf_counter()
    with pytest.raises(FormatError) as caught:
        read_pdf(data)
    assert str(caught.value) == reason
    assert time.perf_counter() - start < 60


def test_pdf_goes_on_after_a_locked_one(tmp_path: Path) -> None:
    assert read(tmp_path, locked()) == [
        Skipped("paper.pdf", "encrypted; take off the password and save it again")
    ]


COORDINATE = st.floats(0, 1000, allow_nan=False)
GLYPHS = st.lists(
    st.builds(
        lambda c, x, y, w, h: Glyph(c, x, x + w, y, y + h),
        st.sampled_from("桥路，。a1"),
        COORDINATE,
        COORDINATE,
        st.floats(0, 40),
        st.floats(0, 40),
    ),
    max_size=60,
)


@given(glyphs=GLYPHS)
def test_no_letter_is_lost_wherever_it_stands(glyphs: list[Glyph]) -> None:
    text = page_text(glyphs)
    printed_once = {
        (g.text, round(g.x0 / max(g.size, 1)), round(g.y0 / max(g.size, 1))) for g in glyphs
    }
    count = len("".join(text.split()))
    assert count <= len(glyphs)
    assert count >= len(printed_once) // 4
    assert {c for c in text if not c.isspace()} == {g.text for g in glyphs}
