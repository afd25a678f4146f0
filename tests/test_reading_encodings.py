import re

import pytest

from qabot.reading.encodings import (
    SAMPLE_BYTES,
    NotTextError,
    check_sense,
    decode,
    detect_encoding,
)

SIMPLIFIED = """
云桥镇三座便民桥昨日同时完工，两岸六百多户村民出行不再绕路，孩子上学的路程缩短了一半以上，老人赶集也方便了。
今年以来，全县新修通村公路一百二十公里，安装太阳能路灯八百盏，群众夜里出门再也不用打手电筒了。
记者从市气象局了解到，受强冷空气影响，未来三天将有大风降温天气，请广大市民注意添衣保暖和出行安全。
“去年卖苹果赚了三万块，今年行情更好。”果农赵大爷指着满园的果子说，下个月就能全部下树装车。
县图书馆新馆本周六正式开馆，设有少儿阅览区、自习室和地方文献室，市民凭身份证即可免费办理借书证。
消防部门提醒，春节临近，燃放烟花爆竹要远离加油站、仓库和柴草堆，家中不要存放过多烟花，防止火灾发生。
本届运动会共有二十四支代表队、一千三百名运动员参加，比赛项目包括田径、游泳、篮球和乒乓球等十二个大项。
法院审理认为，被告公司未按合同约定支付货款，构成违约，判决其在十日内付清欠款并承担相应的利息。
"""
TRADITIONAL = """
市政府昨天宣布，捷運新線將於明年三月通車，沿線設有十二座車站，預計每天可服務二十萬名乘客，票價維持不變。
氣象局表示，颱風中心目前位於東南方海面，預計明天下午登陸，各級學校是否停課將由地方政府視情況決定。
「今年的柿子又大又甜，早就被訂光了。」農會總幹事笑著說，產銷班已經著手擴大種植面積並申請有機認證。
圖書館將從下個月起延長開放時間至晚間十點，並增設親子閱讀區，讓上班族和家長能有更多時間陪伴孩子讀書。
警方呼籲，近來電話詐騙案件增加，民眾接到自稱銀行或檢察官的電話時，應保持冷靜，並撥打專線查證。
醫院表示，流感疫苗已經到貨，六十五歲以上長者、學齡前幼兒和慢性病患者可以優先免費接種，請攜帶健保卡。
立法院三讀通過修正案，雇主應為勞工提供安全的工作環境，違反規定者最高可處三十萬元罰鍰並公布名稱。
棒球隊昨晚以五比三擊敗對手，拿下本季第十場勝利，總教練賽後稱讚年輕投手表現穩定，值得球迷期待。
"""


def clauses(text: str, least: int) -> list[str]:
    """Give the first characters after each mark, so many of them."""
    text = "".join(text.split())
    starts = [0, *(m.end() for m in re.finditer("[，。、；]", text))]
    return [text[start : start + least] for start in starts if start + least <= len(text)]


@pytest.mark.parametrize("least", [10, 40])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "utf-16-le"),
        (SIMPLIFIED, "utf-16-be"),
        (TRADITIONAL, "utf-8"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        (TRADITIONAL, "utf-16-le"),
    ],
)
def test_every_short_text_is_decoded_as_it_was_encoded(
    text: str, encoding: str, least: int
) -> None:
    pieces = clauses(text, least)
    assert len(pieces) >= 30
    assert [decode(piece.encode(encoding)) for piece in pieces] == pieces


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "utf-16-le", "utf-16-be"]
)
def test_whole_text_with_or_without_byte_order_mark(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding)) == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16-le"])
@pytest.mark.parametrize("cut", range(1, 7))
def test_sample_may_cut_a_character(encoding: str, cut: int) -> None:
    text = TRADITIONAL if encoding == "big5" else SIMPLIFIED
    guess = detect_encoding(text.encode(encoding)[:-cut], whole=False)
    assert text.encode(encoding).decode(guess) == text


def test_chinese_after_a_long_ascii_beginning_is_found() -> None:
    text = "a line of plain letters\n" * (SAMPLE_BYTES // 8) + SIMPLIFIED
    assert decode(text.encode("gb18030")) == text


def test_plain_ascii_in_utf16_is_found() -> None:
    assert decode("plain letters".encode("utf-16-le")) == "plain letters"


@pytest.mark.parametrize(
    ("data", "byte"),
    [
        (SIMPLIFIED.encode()[:100] + b"\xff" + SIMPLIFIED.encode()[100:], 101),
        (SIMPLIFIED.encode("gb18030")[:41] + b"\xff" + SIMPLIFIED.encode("gb18030")[41:], 42),
        (SIMPLIFIED.encode() + "断".encode()[:2], len(SIMPLIFIED.encode()) + 1),
        ("Привет из деревни, где чинят мост".encode() + b"\xff", 61),
        (b"nothing but letters, a caf\xe9 and more letters", 27),
    ],
)
def test_broken_byte_is_named(data: bytes, byte: int) -> None:
    with pytest.raises(NotTextError, match=f"{byte} "):
        decode(data)


@pytest.mark.parametrize("data", [bytes(range(256)), b"\0" * 64, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"])
def test_binary_is_no_text(data: bytes) -> None:
    with pytest.raises(NotTextError):
        decode(data)


POEM = """
静夜
牀前明月光，疑是地上霜。舉頭望明月，低頭思故鄉。
蒹葭苍苍，白露为霜。所谓伊人，在水一方。溯洄从之，道阻且长；溯游从之，宛在水中央。
"""
TABLE = "桥名\t长度\t投资\n" + "\n".join(
    f"{n}号桥\t{n * 17}米\t{n * 3.5}万元" for n in range(1, 40)
)
ENGLISH = "The three bridges of Yunqiao were opened on Monday. “No more detours,” said the villagers — all 2,300 of them."
FRENCH = "L’été dernier, à l’école, un élève a trouvé où était caché le château : « là-bas, près de l’église », a-t-il crié, ému."
RUSSIAN = "Вчера в деревне открыли три новых моста, и жители больше не ходят в обход."
JAPANESE = "昨日、村では三つの新しい橋が完成し、住民はもう遠回りをしなくてもよくなった。カメラを持った人も多かった。"
PUNCTUATION = "“……”“——”……“……”“——”“”……——“”……——？！——“……”"
NAMES = "获奖名单：王玥琪、李羿霖、欧阳翊翀、赵昕玥、钱奕涵、孙梓睿、周芮汐、吴旻昊、郑璟雯、冯懿轩、陈曦瑶、褚俪玟。"
PLANTS = "保护区内有鹅掌楸、珙桐、桫椤、金钱槭、领春木、连香树、水青树、白辛树、木瓜红、香果树，还有麂子、猕猴和红腹锦鸡。"


@pytest.mark.parametrize(
    "text",
    [
        SIMPLIFIED,
        TRADITIONAL,
        POEM,
        TABLE,
        ENGLISH,
        FRENCH,
        RUSSIAN,
        JAPANESE,
        PUNCTUATION,
        NAMES,
        PLANTS,
        "",
        "1",
        "①②③④⑤⑥⑦⑧⑨⑩ ■□○●△▲ ℃ ㎡ ㎏ №",
        SIMPLIFIED + "网页上出现“锟斤拷”三个字，是因为编码错了。café Ünïcödé",
    ],
)
def test_good_text_makes_sense(text: str) -> None:
    check_sense(text)
    assert decode(text.encode()) == text


NONSENSE = [
    ("utf-8", "gb18030"),
    ("utf-8", "big5hkscs"),
    ("utf-8", "latin-1"),
    ("utf-8", "cp1252"),
    ("utf-8", "cp932"),
    ("gb18030", "latin-1"),
    ("gb18030", "utf-8"),
    ("gb18030", "shift_jis"),
    ("gb18030", "utf-16-le"),
    ("utf-16-le", "utf-16-be"),
]


@pytest.mark.parametrize(("written", "read"), [*NONSENSE, ("gb18030", "big5hkscs")])
def test_text_that_was_saved_after_a_wrong_reading_is_refused(written: str, read: str) -> None:
    nonsense = "".join(SIMPLIFIED.split()).encode(written).decode(read, "replace")
    with pytest.raises(NotTextError, match=r"乱码|nonsense"):
        check_sense(nonsense)


@pytest.mark.parametrize(("written", "read"), NONSENSE[:8])
def test_two_sentences_are_enough_to_see_nonsense(written: str, read: str) -> None:
    pieces = clauses(SIMPLIFIED, 40)
    refused = sum(refuses(piece.encode(written).decode(read, "replace")) for piece in pieces)
    assert refused == len(pieces)
    assert not any(map(refuses, clauses(SIMPLIFIED + TRADITIONAL, 12)))


def refuses(text: str) -> bool:
    try:
        check_sense(text)
    except NotTextError:
        return True
    return False


@pytest.mark.parametrize(
    "text",
    [
        "锟斤拷锟斤拷锟斤拷锟叫ｏ拷锟斤拷锟斤拷锟斤拷锟斤拷",
        "烫烫烫烫烫烫烫烫烫烫烫烫",
        "½ñÌì£¬ÔÆÇÅÕòÈý×ù±ãÃñÇÅÍ¬Ê±Íê¹¤",
        "\ue000\ue123\ue234\ue345\ue456\ue567\ue678\ue789\ue111",
        "一二三" + "\ufffd" * 20,
    ],
)
def test_known_nonsense_is_refused_with_its_beginning(text: str) -> None:
    with pytest.raises(NotTextError, match=re.escape(text[:12])):
        check_sense(text)


def test_nonsense_inside_a_long_text_is_seen_and_a_little_is_not() -> None:
    nonsense = SIMPLIFIED.encode("gb18030").decode("latin-1")
    assert refuses(SIMPLIFIED * 500 + nonsense * 500)
    assert not refuses(SIMPLIFIED * 2000 + nonsense)
