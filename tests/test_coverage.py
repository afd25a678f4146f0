import pytest

from qabot.searching.coverage import covered_by_each, covered_words, forms_of, places, share, stands


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("8", "增长8.5亿元", False),
        ("8", "增长0.8亿元", False),
        ("8", "增长18亿元", False),
        ("8", "增长80亿元", False),
        ("8", "增长8亿元", True),
        ("8", "是8.", True),
        ("8", "是8. 5人来了", True),
        ("8", "第8,5名", True),
        ("8.5", "增长8.5亿元", True),
        ("8.5", "增长8.55亿元", False),
        ("8年", "历时8年.5人", True),
        ("水库", "青龙水库", True),
        ("", "青龙水库", False),
    ],
)
def test_figure_stands_only_whole(word: str, text: str, expected: bool) -> None:
    assert stands(word, text) is expected


def test_places_are_those_of_the_figure_alone() -> None:
    assert [*places("8", "8.5、18、8和0.8,8。")] == [(7, 8), (13, 14)]


def test_decimal_does_not_cover_the_whole_number() -> None:
    weights = {"增长": 1.0, "8": 3.0}
    assert share(covered_words("增长8.5亿元", forms_of(weights)), weights) == 1.0 / (1.0 + 3.0)


def test_words_of_each_text_are_those_of_it_alone() -> None:
    texts = ["增长8.5亿元", "8个水库", "渡口", "水", "库"]
    forms = forms_of(["8", "水库", "渡口"], {"渡口": ("8个",)})
    found = covered_by_each(texts, forms)
    assert found == [covered_words(text, forms) for text in texts]
    assert found == [set(), {"8", "水库", "渡口"}, {"渡口"}, set(), set()]
