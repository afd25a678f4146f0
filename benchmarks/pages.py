"""How well newspaper pages are understood, and how fast, against a splitter that cuts at 本报讯 and short lines.

Each folder holds pages and their gold labels, `gold.jsonl`, as `training.pages.generate` writes them; pages for
measuring are made with `--split held`, whose articles no training has seen.

    python -m training.pages.generate ARCHIVE held --level varied --seed 21 --split held
    python -m benchmarks.pages held [--repeat N] [--json]

articles  share of articles whose text is in one article that holds nothing else, to four fifths each (F1)
title     share of articles with the right title
author    share of articles that have authors, with the right ones
joins     paragraphs printed in pieces that came out whole, against those that were joined (F1)
lost      characters of the page in no block, or in two
--repeat reads all pages N times over and prints the memory at the end of each time.
"""

import argparse
import json
import resource
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from qabot.reading.drafts import BODY_ROLES, Origin
from qabot.reading.page.blocks import clean, split_blocks
from qabot.reading.page.reader import read_page
from qabot.types import Article, Page, Role

Reader = Callable[[str], tuple[Article, ...]]


def naive(text: str) -> tuple[Article, ...]:
    """Cut a page at 本报讯, and at a short line that follows a long one; nothing is joined."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for block in split_blocks(text):
        title, paragraphs = found[-1]
        short = len(block.text) < 30 and block.text[-1] not in "。！？”"
        if short and paragraphs:
            found.append((block.text, []))
        elif short:
            found[-1] = (title or block.text, paragraphs)
        elif block.text.startswith("本报讯") and paragraphs:
            found.append(("", [block.text]))
        else:
            paragraphs.append(block.text)
    return tuple(
        Article(id="", title=title, paragraphs=tuple(paragraphs), source="")
        for title, paragraphs in found
        if paragraphs
    )


def score(gold: dict[str, Any], articles: Sequence[Article], counts: Counter[str]) -> None:
    """Add what is right on one page to the counts."""
    bodies = [Counter(_grams("".join(a.paragraphs))) for a in articles]
    counts["found"] += len(articles)
    whole = {_ink(p) for article in articles for p in article.paragraphs}
    pieces = {_ink(b["t"]) for b in gold["blocks"]}
    counts["joined"] += sum(p not in pieces for p in whole)
    for truth in gold["articles"]:
        own = Counter(_grams("".join(truth["paragraphs"])))
        shared = [(own & body).total() for body in bodies]
        best = max(range(len(articles)), key=shared.__getitem__, default=None)
        counts["articles"] += 1
        counts["with authors"] += bool(truth["authors"])
        if best is not None and shared[best] >= 0.5 * own.total():
            size = bodies[best].total() - sum(
                len(_grams(h)) for h in truth["subheads"] if h in articles[best].paragraphs
            )
            counts["right"] += shared[best] >= 0.8 * max(own.total(), size)
            titles = (truth["title"], truth["title"] + truth["subtitle"])
            counts["title"] += _ink(articles[best].title) in map(_ink, titles)
            named = set(articles[best].author.split()) == set(truth["authors"])
            counts["author"] += bool(truth["authors"]) and named
        for n in truth["broken"]:
            counts["broken"] += 1
            counts["repaired"] += _ink(truth["paragraphs"][n]) in whole


def figures(counts: Counter[str]) -> dict[str, float]:
    """Turn counts into the shares that the head of this file explains."""

    def f1(right: int, found: int, true: int) -> float:
        return round(2 * right / max(1, found + true), 3)

    return {
        "articles": f1(counts["right"], counts["found"], counts["articles"]),
        "title": round(counts["title"] / max(1, counts["articles"]), 3),
        "author": round(counts["author"] / max(1, counts["with authors"]), 3),
        "joins": f1(counts["repaired"], counts["joined"], counts["broken"]),
    }


def lost(page: Page) -> int:
    """Count the characters of a page that are in no block, or in two."""
    printed, held = Counter(_ink(page.text)), Counter("".join(_ink(b.text) for b in page.blocks))
    inside = all(
        block.article is not None or block.role not in (*BODY_ROLES, Role.CAPTION)
        for block in page.blocks
    )
    return ((printed - held) + (held - printed)).total() + (not inside)


def _ink(text: str) -> str:
    return "".join(text.split())


def _grams(text: str) -> list[str]:
    text = _ink(text)
    return [text[n : n + 4] for n in range(len(text) - 3)]


def measure(folder: Path, repeat: int) -> dict[str, Any]:
    """Read the pages of a folder by both readers."""
    golds = [json.loads(line) for line in (folder / "gold.jsonl").read_text("utf-8").splitlines()]
    texts = [clean((folder / gold["page"]).read_bytes().decode("utf-8")) for gold in golds]
    read_page(texts[0], Origin("warm"))  # loads the models
    ours, theirs, missing, seconds = Counter[str](), Counter[str](), 0, 0.0
    for gold, text in zip(golds, texts, strict=True):
        started = time.process_time()
        page = read_page(text, Origin(gold["page"]))
        seconds += time.process_time() - started
        missing += lost(page)
        score(gold, page.articles, ours)
        score(gold, naive(text), theirs)
    memory = []
    for _ in range(repeat):
        for gold, text in zip(golds, texts, strict=True):
            read_page(text, Origin(gold["page"]))
        memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    return {
        "folder": folder.name,
        "pages": len(golds),
        "qabot": figures(ours),
        "naive": figures(theirs),
        "lost": missing,
        "ms_a_page": round(1000 * seconds / len(golds), 1),
        "memory_mb": memory,
    }


def main() -> None:
    """Measure every folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--repeat", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="one line of JSON a folder")
    options = parser.parse_args()
    for folder in options.folders:
        found = measure(folder, options.repeat)
        if options.json:
            print(json.dumps(found))
            continue
        print(f"{found['folder']}: {found['pages']} pages, {found['ms_a_page']} ms of CPU a page")
        for side in ("qabot", "naive"):
            print(f"  {side:6}", *(f"{name} {value:.3f}" for name, value in found[side].items()))
        print(f"  lost {found['lost']} characters", f"memory {found['memory_mb']} MB")


if __name__ == "__main__":
    main()
