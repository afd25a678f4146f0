"""Which pieces belong together, and which titles with which texts: the steps between tags and articles."""

import pytest

from qabot.reading.page.blocks import clean, split_blocks
from qabot.reading.page.edges import bond, edge_of, word_across
from qabot.reading.page.joins import Join, best_together, find_joins
from qabot.reading.page.layout import Layout
from qabot.reading.page.pairs import pair_table
from qabot.reading.page.seams import find_seams
from qabot.reading.page.sections import decide_sections
from qabot.reading.page.shapes import unbalanced
from qabot.reading.page.sheet import Sheet
from qabot.reading.page.tagger import CONTINUED, FIRST, TITLE_AFTER, Tag
from qabot.reading.page.weights import log_odds

BEES = "入夏以来，柳树沟的蜂农忙着摇蜜，全村二百箱蜜蜂进入丰产期，蜂农石大勇说今年雨水匀。"
BRIDGE = "跨青石河的人行桥昨日合龙，桥长一百二十米，两岸居民步行过河只要三分钟。"


def sheet_of(*blocks: str) -> Sheet:
    return Sheet(split_blocks(clean("\n\n".join(blocks))))


def tags_of(*labels: str) -> list[Tag]:
    return [Tag(label, {label: 1.0}) for label in labels]


def test_bond_is_strong_inside_words_and_numbers_and_weak_between_them() -> None:
    def between(left: str, right: str) -> float:
        return bond(edge_of(left), edge_of(right))

    assert between("小区通过设立小区管理委", "员会，点点结合") > 4
    assert between("一条高速公路桥梁发", "生垮塌") > 2
    assert between("今年蜂蜜产量", "楼栋长队伍") < 1
    assert between("总投资12", "951万元") == 3.0
    assert between("说完了。", "第二天") == 0.0


def test_word_across_a_cut_is_one_that_jieba_knows() -> None:
    assert word_across(edge_of("制订工"), edge_of("作。在标准中")) > 3
    assert word_across(edge_of("说完。"), edge_of("作者")) == 0.0


def test_pairs_know_where_clauses_begin_and_end() -> None:
    pairs = pair_table()
    assert pairs.ends_clause("作用") > 0.5 > 0.1 > pairs.begins_clause("作用")
    assert pairs.ends_clause("理委") == 0.0
    assert pairs.rarity("中国") < 0.1 < 0.9 < pairs.rarity("鹅村")


@pytest.mark.parametrize(
    ("text", "found"),
    [("“说”", (0, 0)), ("说”（", (1, 1)), ("“甲（乙”", (0, 1)), ("）《》", (1, 0)), ("", (0, 0))],
)
def test_unbalanced_marks_are_counted(text: str, found: tuple[int, int]) -> None:
    assert unbalanced(text) == found


def test_best_joins_together_use_no_piece_twice() -> None:
    joins = [Join(0, 5, 0.9), Join(0, 6, 0.95), Join(1, 6, 0.9)]
    assert log_odds(0.9) + log_odds(0.9) > log_odds(0.95)
    assert best_together(joins) == [Join(0, 5, 0.9), Join(1, 6, 0.9)]
    assert best_together([Join(0, 5, 0.6), Join(0, 6, 0.7)]) == [Join(0, 6, 0.7)]


def test_pieces_are_joined_over_a_caption_and_closed_texts_are_not() -> None:
    cut = BRIDGE.index("居民") + 1
    sheet = sheet_of(BEES, BRIDGE[:cut], "图为合龙现场", BRIDGE[cut:])
    tags = tags_of(FIRST, "body", "caption", CONTINUED)
    (join,) = find_joins(list(find_seams(sheet)), tags)
    assert (join.left, join.right) == (1, 3)
    closed = sheet_of(BEES, BRIDGE)
    assert find_joins(list(find_seams(closed)), tags_of(FIRST, CONTINUED)) == []


def test_continuation_leads_back_to_its_article() -> None:
    cut = BRIDGE.index("居民") + 1
    sheet = sheet_of(
        "青石河人行桥", BRIDGE[:cut], "柳树沟摇蜜", BEES, BRIDGE[cut:], "两岸村民都说好。"
    )
    tags = tags_of("title", FIRST, "title", FIRST, CONTINUED, "body")
    layout = Layout(sheet, tags, [Join(1, 4, 0.9)])
    assert [(g.titles, g.items) for g in layout.groups] == [([0], [1, 4, 5]), ([2], [3])]


def test_titles_printed_together_go_to_the_texts_that_have_their_words() -> None:
    sheet = sheet_of(BRIDGE, BEES, "柳树沟蜂农摇蜜忙", "青石河人行桥合龙")
    tags = tags_of(FIRST, FIRST, TITLE_AFTER, TITLE_AFTER)
    layout = Layout(sheet, tags, [])
    assert [(g.titles, g.items) for g in layout.groups] == [([3], [0]), ([2], [1])]


def test_title_that_fits_no_text_goes_to_none() -> None:
    sheet = sheet_of("青石河人行桥合龙", BRIDGE, "城南书屋夜里十点关门")
    layout = Layout(sheet, tags_of("title", FIRST, TITLE_AFTER), [])
    assert [g.titles for g in layout.groups] == [[0]]


def test_captions_stay_with_the_text_above_and_under_a_title_with_the_text_below() -> None:
    sheet = sheet_of("青石河人行桥合龙", BRIDGE, "图为合龙", "柳树沟摇蜜", "图为蜂农", BEES)
    tags = tags_of("title", FIRST, "caption", "title", "caption", FIRST)
    layout = Layout(sheet, tags, [])
    assert [g.items for g in layout.groups] == [[1, 2], [4, 5]]


def test_line_with_the_words_of_its_own_article_becomes_a_heading() -> None:
    more = "蜂农石大勇说，柳树沟的荆条花开得好，一箱蜜蜂今年能多收五斤蜂蜜，摇蜜要赶早。"
    sheet = sheet_of("柳树沟摇蜜", "○ 石小满", BEES, "花好蜜多", more)
    unsure = Tag("title", {"title": 0.5, "heading": 0.5})
    tags = [*tags_of("title", "byline", FIRST), unsure, *tags_of("body")]
    assert [tag.label for tag in decide_sections(sheet, tags)][3:] == ["heading", "body"]
    sure = Tag("title", {"title": 0.999})
    other = sheet_of("柳树沟摇蜜", "○ 石小满", BEES, "青石河上的人行桥昨日合龙了", BRIDGE)
    tags = [*tags_of("title", "byline", FIRST), sure, *tags_of(FIRST)]
    assert [tag.label for tag in decide_sections(other, tags)][3:] == ["title", FIRST]
