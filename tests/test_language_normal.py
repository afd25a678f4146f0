"""The normal form and the way back to the original."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.language.normal import normal_form, normalize

# Every code point, lone surrogates too, with a liking for those that the normal form treats specially.
_SPECIAL = "二〇二一年九个百分之六点八十千万亿臺灣電腦ＡＢ１２，％㎡①㈱ﬁİ\u200b\ufeff\u00ad\ud800\udfff\u0301\u0308e각각😀👨\u200d\t\n\r\u3000\x00"
_TEXTS = st.text(st.characters(exclude_categories=()) | st.sampled_from(_SPECIAL))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("水库总投资", "水库总投资"),
        ("ＡＢＣ１２３，％", "abc123,%"),
        ("臺灣電腦與網絡", "台湾电脑与网络"),
        ("QABot À ΣΑ", "qabot à σα"),
        ("12㎡①㈱ﬁ½", "12m21(株)fi1⁄2"),
        ("cafe\u0301", "café"),
        ("\u1112\u1161\u11ab국", "한국"),
        ("水\u200b库\ufeff总\u00ad投资", "水库总投资"),
        ("a\tb\x00c\u3000d\u00a0e", "a b c d e"),
        ("前行\r\n后行\n", "前行 \n后行\n"),
        ("水\ud800库\udfff", "水库"),
        ("好😀的", "好😀的"),
        ("👨\u200d👩", "👨👩"),
        ("二〇二一年，臺北市有九個區", "2021年,台北市有9个区"),
        ("İ", "i\u0307"),
    ],
)
def test_normal_form(text: str, expected: str) -> None:
    assert normal_form(text) == expected


@pytest.mark.parametrize(
    ("text", "found", "original"),
    [
        ("投資二〇二一年起，臺灣", "2021年", "二〇二一年"),
        ("投資二〇二一年起，臺灣", "台湾", "臺灣"),
        ("投资八点八四亿元。", "8.84亿", "八点八四亿"),
        ("占百分之六十四。", "64%", "百分之六十四"),
        ("水\u200b库\ufeff总投资", "水库总", "水\u200b库\ufeff总"),
        ("面积１２㎡", "2m2", "２㎡"),
        ("面积１２㎡", "m", "㎡"),
        ("un cafe\u0301 noir", "café", "cafe\u0301"),
        ("在\u1112\u1161\u11ab国", "한", "\u1112\u1161\u11ab"),
        ("好😀的", "😀", "😀"),
    ],
)
def test_span_leads_back_to_the_original(text: str, found: str, original: str) -> None:
    normalized = normalize(text)
    at = normalized.text.index(found)
    start, end = normalized.span(at, at + len(found))
    assert text[start:end] == original


@given(_TEXTS)
def test_map_is_monotone_and_in_range(text: str) -> None:
    normalized = normalize(text)
    assert normalized.text == normal_form(text)
    assert len(normalized.starts) == len(normalized.ends) == len(normalized.text)
    assert list(normalized.starts) == sorted(normalized.starts)
    assert list(normalized.ends) == sorted(normalized.ends)
    assert all(
        0 <= start < end <= len(text)
        for start, end in zip(normalized.starts, normalized.ends, strict=True)
    )


@given(_TEXTS)
def test_normal_form_can_be_printed(text: str) -> None:
    normal = normal_form(text)
    normal.encode("utf-8")
    assert not {unicodedata.category(char) for char in normal.replace("\n", "")} & {
        "Cc",
        "Cf",
        "Cs",
    }


@given(st.text("éüñ각한국水库ệ臺ど"))
def test_composed_and_decomposed_text_are_alike(text: str) -> None:
    assert normal_form(unicodedata.normalize("NFD", text)) == normal_form(text)


@given(_TEXTS.filter(str.isascii))
def test_ascii_only_loses_case_and_control_characters(text: str) -> None:
    expected = "".join(c if c.isprintable() or c == "\n" else " " for c in text.lower())
    assert normal_form(text) == expected
