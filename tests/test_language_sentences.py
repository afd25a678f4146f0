"""Where sentences end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.language.sentences import sentence_spans, trim_span

_TEXTS = st.text(
    st.sampled_from('水库好。！？!?；…”’」）") \n\u3000\ud800')
    | st.characters(exclude_categories=())
)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        ("水库开工", ["水库开工"]),
        ("开工。完工！何时？", ["开工。", "完工！", "何时？"]),
        ("他说：“开工。”众人鼓掌。", ["他说：“开工。”", "众人鼓掌。"]),
        ("（见图。）下文", ["（见图。）", "下文"]),
        ("真的？！是的……好", ["真的？！", "是的……", "好"]),
        ("第一行\n\n第二行", ["第一行\n\n", "第二行"]),
        ("投资3.5亿元;开工", ["投资3.5亿元;", "开工"]),
        ("开工。\n完工。", ["开工。", "\n", "完工。"]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


@given(_TEXTS)
def test_spans_cover_the_text_exactly(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)
    assert [end for _, end in spans[:-1]] == [start for start, _ in spans[1:]]


@given(_TEXTS, st.integers(0, 20), st.integers(0, 20))
def test_trimmed_span_is_the_stripped_text(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    first, last = trim_span(text, start, end)
    assert text[first:last] == text[start:end].strip()
    assert not text[start:end].strip() or start <= first < last <= end
