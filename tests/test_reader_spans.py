"""Which spans of a passage may be an answer; logits are set by hand."""

import numpy as np
import pytest

from qabot.language.normal import normalize
from qabot.searching.reader.spans import MAX_SPAN_TOKENS, SPANS, best_spans, trimmed


def by_character(text: str, start: dict[int, float], end: dict[int, float]) -> list[str]:
    """Return the spans of a text whose tokens are its characters; other logits are -9."""
    body = normalize(text)
    tokens = [(at, at + 1) for at in range(len(body.text))]
    logits = [
        np.array([wanted.get(at, -9.0) for at in range(len(tokens))], dtype=np.float32)
        for wanted in (start, end)
    ]
    return [text[span.start : span.end] for span in best_spans(body, tokens, *logits)]


def test_best_pair_leads_and_the_next_stands_apart() -> None:
    text = "甲乙丙丁戊"
    found = by_character(text, {1: 5, 2: 4, 4: 1}, {2: 5, 4: 0})
    assert found[:2] == ["乙丙", "戊"]
    assert len(set("".join(found))) == len("".join(found))


def test_logit_is_the_sum_of_both_ends() -> None:
    body = normalize("水库")
    logits = np.array([1.5, -2.0], dtype=np.float32), np.array([0.0, 0.25], dtype=np.float32)
    best = best_spans(body, [(0, 1), (1, 2)], *logits)[0]
    assert (best.start, best.end, best.logit) == (0, 2, 1.75)


def test_end_is_never_before_start() -> None:
    assert by_character("甲乙丙", {2: 5, 0: 1}, {0: 5, 1: -1})[0] == "甲"


def test_closing_mark_of_a_pair_inside_is_taken_along() -> None:
    assert by_character("群臣上谥号「明圣」。", {2: 5}, {7: 5})[0] == "上谥号「明圣」"
    assert by_character("(即明圣)王后", {1: 5}, {3: 5})[0] == "即明圣"


def test_span_is_never_too_long() -> None:
    text = "水" * 60
    found = by_character(text, {0: 9}, {50: 9, MAX_SPAN_TOKENS - 1: 3, MAX_SPAN_TOKENS: 4})
    assert found[0] == "水" * MAX_SPAN_TOKENS
    assert len(found) <= SPANS


@pytest.mark.parametrize(
    ("text", "start", "end", "found"),
    [
        ("在2018年", 4, 4, "2018"),
        ("共8.85亿元", 3, 3, "8.85"),
        ("从covid来", 3, 3, "covid"),
        ("约60%的", 2, 2, "60%"),
    ],
)
def test_numbers_and_latin_words_stay_whole(text: str, start: int, end: int, found: str) -> None:
    at = text.index(found)
    edges = {start: 9.0, at: 5.0}, {end: 9.0, at + len(found) - 1: 5.0}
    assert by_character(text, *edges)[0] == found


def test_what_is_one_numeral_as_printed_is_not_cut() -> None:
    body = normalize("占百分之六十强")  # 占60%强
    tokens = [(at, at + 1) for at in range(len(body.text))]
    flat = np.zeros(len(tokens), dtype=np.float32)
    flat[2] = 3  # the digit 0
    for span in best_spans(body, tokens, flat, flat):
        assert (span.start, span.end) in {(0, 7), (1, 6), (0, 6), (1, 7), (0, 1), (6, 7)}


def test_two_years_are_two_numbers() -> None:
    assert by_character("2018，2019年", {5: 9}, {8: 9})[0] == "2019"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("，栖川。 ", "栖川"),
        ("《栖川志》，", "《栖川志》"),
        ("》栖川（", "栖川"),
        ("“水库”工程", "“水库”工程"),
        ("60%。", "60%"),
        ("-5度", "-5度"),
        ("——三年", "三年"),
        ("、。", ""),
        ("", ""),
    ],
)
def test_loose_punctuation_is_trimmed(text: str, left: str) -> None:
    normal = normalize(text).text
    start, end = trimmed(normal, 0, len(normal))
    assert normal[start:end] == normalize(left).text


def test_only_punctuation_has_no_span() -> None:
    assert by_character("。！？", {}, {}) == []
    assert by_character("", {}, {}) == []
