"""An archive with everything that an engine must tell, and the ways in which tests open it."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from archives import ROWS
from parts import BigramEncoder, write_corpus

from qabot.indexing.reindex import reindex
from qabot.language.words import Tokenizer
from qabot.settings import Settings

URI = os.environ.get("QABOT_MILVUS_URI", "")
"""A server, or a file of milvus-lite, on which the tests of the engine on Milvus run; none of them without it."""

STORY = "青龙水库昨天上午正式下闸蓄水，总库容六千八百万立方米，几千名村民在库边见证了这一刻。"
NAMED = "临水县乡村振兴投资有限公司（以下简称“临乡投”）今天开业，注册资本3亿元。"
PRINTINGS = ("日报_2020-03-01.txt", "晚报_2020-03-09.txt", "周报_2020-03-15.txt")
OLD_ID = "named-of-old"


def archive(home: Path, cache: Path, tokenizer: Tokenizer) -> Settings:
    """Index the small archive, an article in three newspapers on other lines each, and one that had another id."""
    corpus = home / "corpus"
    for name, before in zip(PRINTINGS, ("", "\n\n", "\n"), strict=True):
        write_corpus(corpus, [])
        (corpus / name).write_text(f"{before}水库下闸\n\n{STORY}\n", "utf-8")
    settings = settings_for(home, cache)
    for id_ in (OLD_ID, "named"):
        add(settings, [{"id": id_, "title": "公司开业", "date": "2019-05-06", "text": NAMED}])
        reindex(settings, BigramEncoder(), tokenizer)
    return settings


def settings_for(home: Path, cache: Path, **others: Any) -> Settings:
    """Return the settings of an archive of its own, also on Milvus."""
    options: dict[str, Any] = {
        "corpus": home / "corpus",
        "index": home / "index",
        "cache": cache,
        "milvus_uri": URI or "http://127.0.0.1:1",
        "milvus_collection": f"test_{uuid4().hex[:12]}",
        "milvus_timeout_s": 60,
    }
    return Settings(**(options | others))


def add(settings: Settings, rows: Sequence[dict[str, str]]) -> None:
    """Write the corpus: the small archive and these articles."""
    write_corpus(settings.corpus, [*ROWS, *rows])


def day(text: str) -> date:
    """Return 2021-01-18 as a date."""
    return date.fromisoformat(text)
