"""The generator of pages: what gold says stands on the page, and no article is in both splits."""

import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from training.pages.articles import Source, held_out, read_sources
from training.pages.bylines import LEADS, sign
from training.pages.generate import generate, main
from training.pages.habits import LEVELS
from training.pages.layout import settle_titles
from training.pages.names import printed
from training.pages.piece import ROLES, Piece
from training.pages.words import clauses, heading

Gold = dict[str, Any]

TOWNS = ("杭州", "宁波", "成都", "兰州", "敦煌", "长沙")
CROPS = ("茶叶", "柑橘", "莲藕", "桑蚕", "油菜", "竹笋", "草莓")
WORKS = ("修好灌溉水渠", "新建村史展馆", "开办老年食堂", "改造旧有粮仓", "架起过河便桥")


def record(number: int) -> dict[str, str]:
    """Return an article as a corpus has it; all differ."""
    town, crop = TOWNS[number % len(TOWNS)], CROPS[number % len(CROPS)]
    work = WORKS[number % len(WORKS)]
    paragraphs = [
        f"今年春天，{town}郊外第{number}号村的{crop}迎来好收成，村民们一早就来到地里忙碌，“今年比去年多收了三成”，种植户高兴地说。",
        f"为了帮助乡亲们增加收入，当地干部走访了{number + 20}户人家，听取大家的意见，决定{work}，同时请来技术员手把手传授管理经验。",
        f"整洁的村道两旁，{crop}加工车间已经开工，第一批产品将在{number % 28 + 1}日发往外地，订单排到了下个季度；合作社还准备扩大规模，吸引更多年轻人回乡创业。",
        f"“日子越过越有盼头。”站在新修的{crop}仓库前，老支书这样说，他打算把经验讲给邻村听，让更多人受益。",
        f"下一步，{town}将继续完善配套设施，做好产品检测，力争到年底让{number + 300}名村民在家门口就业，把这条路子越走越宽，带动周边更多乡村一起富起来，让山里的好东西卖上好价钱。",
    ]
    return {
        "id": f"own-{number:03}",
        "title": f"{'【乡村见闻】' if number % 4 == 0 else ''}{town}第{number}号村：{work} {crop}丰收",
        "date": f"2021-03-{number % 28 + 1:02}",
        "text": "\n".join(paragraphs[: number % 5 + 1]),
    }


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "corpus.jsonl"
    lines = (json.dumps(record(n), ensure_ascii=False) for n in range(300))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def read_gold(folder: Path) -> list[Gold]:
    return [json.loads(line) for line in (folder / "gold.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module", params=LEVELS)
def pages(
    request: pytest.FixtureRequest, corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    out = tmp_path_factory.mktemp(request.param)
    generate(corpus, out, pages=60, level=request.param, seed=5)
    return out


def bare(text: str) -> str:
    return "".join(text.split())


def bodies(gold: Gold, article: int, paragraph: int) -> Iterator[Gold]:
    return (b for b in gold["blocks"] if b["a"] == article and b["p"] == paragraph)


def test_blocks_stand_on_the_page_in_order_and_nothing_else_does(pages: Path) -> None:
    for gold in read_gold(pages):
        text, at = (pages / gold["page"]).read_text("utf-8"), 0
        between = ""
        for block in gold["blocks"]:
            start = text.find(block["t"], at)
            assert start >= 0, (gold["page"], block["t"])
            between += text[at:start]
            at = start + len(block["t"])
        assert (between + text[at:]).strip() == ""


def test_pieces_of_a_paragraph_make_the_gold_paragraph(pages: Path) -> None:
    for gold in read_gold(pages):
        for a, article in enumerate(gold["articles"]):
            for p, paragraph in enumerate(article["paragraphs"]):
                pieces = list(bodies(gold, a, p))
                assert "".join(b["t"] for b in pieces).replace("\n", "") == paragraph
                assert (len(pieces) > 1) == (p in article["broken"])
                assert [b["kind"] == "body_cont" for b in pieces] == [
                    i > 0 for i in range(len(pieces))
                ]


def test_far_paragraphs_have_other_blocks_between_their_pieces(pages: Path) -> None:
    for gold in read_gold(pages):
        for a, article in enumerate(gold["articles"]):
            for p in article["broken"]:
                at = [i for i, b in enumerate(gold["blocks"]) if (b["a"], b["p"]) == (a, p)]
                assert (at[-1] - at[0] + 1 > len(at)) == (p in article["far"])


def test_every_article_has_one_beginning_a_title_and_its_signatures(pages: Path) -> None:
    for gold in read_gold(pages):
        for a, article in enumerate(gold["articles"]):
            own = [b for b in gold["blocks"] if b["a"] == a]
            assert [b["p"] for b in own if b["first"]] == [0]
            titles = [b["t"] for b in own if b["role"] == "title"]
            assert " ".join(titles) == article["title"]
            # A line may end at a space: white space does not count here.
            assert bare(article["paragraphs"][0]).startswith(bare(article["lead"]))
            assert bare(article["paragraphs"][-1]).endswith(bare(article["tail"]))
            assert [b["t"] for b in own if b["role"] == "byline"] == [
                x for x in [article["byline"]] if x
            ]


def test_roles_follow_kinds(pages: Path) -> None:
    for gold in read_gold(pages):
        for block in gold["blocks"]:
            assert block["role"] == ROLES[block["kind"]]
            assert (block["a"] == -1) == (block["role"] == "header")
            assert (block["p"] >= 0) == (block["role"] == "body")


def test_varied_pages_print_every_kind(corpus: Path, tmp_path: Path) -> None:
    generate(corpus, tmp_path, pages=200, level="varied", seed=2)
    kinds = {block["kind"] for gold in read_gold(tmp_path) for block in gold["blocks"]}
    assert kinds == ROLES.keys()


def test_generate_writes_the_same_bytes_for_the_same_seed(corpus: Path, tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        generate(corpus, tmp_path / name, pages=5, level="varied", seed=seed)
    files = [
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in "abc"
    ]
    assert files[0] == files[1]
    assert files[0]["page-0001.txt"] != files[2]["page-0001.txt"]
    # More pages leave the earlier ones as they were.
    generate(corpus, tmp_path / "d", pages=3, level="varied", seed=1)
    assert (tmp_path / "d" / "page-0003.txt").read_bytes() == files[0]["page-0003.txt"]


def test_splits_share_no_article(corpus: Path, tmp_path: Path) -> None:
    printed_ids: dict[str, set[str]] = {}
    for split in ("train", "held"):
        out = tmp_path / split
        main([str(corpus), str(out), "--pages", "30", "--seed", "3", "--split", split])
        printed_ids[split] = {
            source for gold in read_gold(out) for a in gold["articles"] for source in a["sources"]
        }
    assert printed_ids["train"].isdisjoint(printed_ids["held"])
    assert all(held_out(article) for article in printed_ids["held"])
    assert len(read_sources(corpus, "train")) + len(read_sources(corpus, "held")) == 300


def test_read_sources_strips_the_column_and_leaves_out_what_is_no_article(tmp_path: Path) -> None:
    rows = [
        record(4),
        {
            "id": "list",
            "title": "国内联播快讯",
            "date": "2021-01-01",
            "text": "某地丰收喜讯传来今年大增产。",
        },
        {"id": "empty", "title": "只有一个标题的文章", "date": "2021-01-01", "text": ""},
        {
            "id": "long",
            "title": "长" * 41,
            "date": "2021-01-01",
            "text": "某地丰收喜讯传来今年大增产。",
        },
    ]
    path = tmp_path / "corpus.jsonl"
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    (source,) = read_sources(path)
    assert (source.ids, source.column, source.place) == (("own-004",), "乡村见闻", "敦煌")
    assert source.title == "敦煌第4号村：架起过河便桥 油菜丰收"


def test_generate_refuses_a_corpus_without_articles(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match="no usable article"):
        generate(path, tmp_path / "out", pages=1, level="easy", seed=1)


def test_settle_titles_names_those_apart_from_their_text() -> None:
    first = Piece(text="村里的新桥通车", kind="title", article=0)
    second = Piece(text="老粮仓变成展馆", kind="title", article=1)
    body = [Piece(text="正文。", kind="body", article=a, paragraph=0, first=True) for a in (0, 1)]
    together = settle_titles([second, first, *body])
    assert [piece.kind for piece in together[:2]] == ["title_after", "title"]
    after = settle_titles([body[0], first, second, body[1]])
    assert [piece.kind for piece in after[1:3]] == ["title_after", "title"]


@pytest.mark.parametrize("pattern", LEADS)
def test_sign_fills_every_slot_and_names_each_author(pattern: str) -> None:
    for seed in range(5):
        signed = sign(random.Random(seed), pattern, day=date(2021, 1, 5), place="敦煌")
        assert "{" not in signed.text
        assert all(name in signed.text for name in signed.authors)
        assert signed.day in {"", "1月5日"}


def test_printed_sets_short_names_apart() -> None:
    assert (printed("王磊", "　"), printed("王小磊", "　"), printed("王磊", "")) == (
        "王　磊",
        "王小磊",
        "王磊",
    )


def test_headings_come_from_the_article() -> None:
    paragraphs = ("村里修好水渠，农户种上莲藕，但仍缺少技术员。", "他说，“日子好了。”")
    assert clauses(paragraphs) == ["村里修好水渠", "农户种上莲藕"]
    assert heading(random.Random(1), paragraphs, "two") in {
        "村里修好水渠 农户种上莲藕",
        "农户种上莲藕 村里修好水渠",
    }
    assert heading(random.Random(1), ("短。",), "one") == ""


def test_a_source_is_plain_unless_said_otherwise() -> None:
    source = Source(ids=("a",), title="题目四字", paragraphs=("正文。",), printed=date(2021, 1, 1))
    assert (source.shape, source.place, source.column) == ("plain", "", "")
