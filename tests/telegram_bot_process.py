"""The bot as a process of its own, with a small archive that knows a handful of answers.

`python telegram_bot_process.py RELEASE`: slow questions are answered once that file is there. Beside it,
`archive.json` holds the articles, if it is there; without a folder `index` there is no index; once `rebuilt` is there,
passages are cut otherwise; as long as `broken` is, there are none to be had. QABOT_INDEX: articles, passages and what is
explored come from that index. PATIENCE_S: seconds without a sign of life
from the server after which the bot gives up.
"""

import logging
import os
import sys
import threading
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

import telegram_articles as articles
from telegram_archive import ArchiveFile

from qabot.channels.telegram import Pace, run
from qabot.channels.telegram.polls import PATIENCE_S
from qabot.errors import IndexMissingError, QABotError
from qabot.exploring import Explorer
from qabot.indexing.manifest import Manifest
from qabot.language.words import Tokenizer
from qabot.searching import Period
from qabot.searching.engine import ALWAYS, Engine
from qabot.searching.engines import opener_of
from qabot.searching.question import Question, analyse
from qabot.settings import load_settings
from qabot.types import Answer, Article, Citation, Passage

FOUND = "水库蓄水多少？"
FOUND_ON = date(2020, 5, 6)
HOSTILE = "《水上》谁写的？"
SEVERAL = "谁建的，花了多少？"
LONG = "讲讲全文"
ASTRAL = "表情"
FOLLOWED = "2020年青龙县粮食产量是多少？"
FOLLOW_UP = "那2018年呢？"
FOLLOW_UP_WHOLE = "2018年青龙县粮食产量是多少？"
NOT_FOUND = "“月球”上有什么？"  # quoted, so that it follows up on nothing
MANY = "有哪些消息？"
WISHES = "“怎么”查的？"  # answered by what was asked for besides
NOTHING = "档案里没有。"  # to all questions that it does not know
SLOW = "慢慢想"
BROKEN = "出错"
ARTICLES = "archive.json"
LOOK_EVERY_S = 0.1

MANIFEST = Manifest(
    format=4,
    model="none",
    dimension=1,
    tokenizer="none",
    reading="",
    passage_rule="none",
    articles=1234,
    passages=56789,
    reprints=0,
    aliases=0,
    terms=0,
    corpus="none",
    built_at="2024-05-06T07:08:09+00:00",
    files={},
)


def citation(
    text: str, quote: str, *highlights: tuple[int, int], title: str = "水库蓄水"
) -> Citation:
    """Cite a passage of the article 水库蓄水."""
    passage = Passage(
        id="a#0",
        article_id="a",
        title=title,
        text=text,
        start=0,
        end=len(text),
        source="page-1.txt",
        published=FOUND_ON,
    )
    return Citation(number=1, passage=passage, quote=quote, highlights=highlights, score=1.0)


def answers() -> dict[str, Answer]:
    """Everything the archive knows, by question."""
    found = citation("昨天下雨。水库蓄水三亿立方米。", "水库蓄水三亿立方米。", (9, 14))
    others = (replace(found, number=2), replace(found, number=3))
    hostile = citation("a < b && c", "a < b", (0, 5), title="<script>&")
    paragraphs = "\n".join(f"第{n}段。" + "水" * 94 for n in range(100))
    long = citation(paragraphs, paragraphs, (0, 4))
    astral = citation("😀" * 6000, "😀" * 6000, (0, 6000))
    return {
        FOUND: Answer(question=FOUND, citations=(found, *others)),
        SEVERAL: Answer(question=SEVERAL, citations=(found, others[0]), more=others[1:]),
        HOSTILE: Answer(question=HOSTILE, citations=(hostile,)),
        LONG: Answer(question=LONG, citations=(long,)),
        ASTRAL: Answer(question=ASTRAL, citations=(astral,)),
        FOLLOWED: Answer(question=FOLLOWED, citations=(found,)),
        articles.WHERE: articles.answer(),
        articles.LENGTHY: articles.lengthy(),
        NOT_FOUND: Answer(question=NOT_FOUND, reason="档案里没有“月球”。", related=(found,)),
    }


class SmallArchive:
    def __init__(self, release: Path) -> None:
        self._release = release
        self._answers = answers()

    @property
    def manifest(self) -> Manifest:
        if not (self._release.parent / "index").exists():
            raise IndexMissingError("no index")
        return MANIFEST

    @cached_property
    def tokenizer(self) -> Tokenizer:
        return Tokenizer(cache=load_settings().cache)

    def understand(self, question: str) -> Question:
        return analyse(question, self.tokenizer, date(2024, 5, 6))

    def ask(self, question: str, k: int | None = None, period: Period = ALWAYS) -> Answer:
        logging.debug("asked: %s", question)
        if question == BROKEN:
            # As a library might: with an address, and so with the token, in the message.
            raise RuntimeError(f"no answer from {load_settings().telegram_token}")
        if question.startswith(SLOW):
            self._wait()
            return Answer(question=question, reason=f"想好了：{question}")
        if question == MANY:
            found = citation("昨天下雨。水库蓄水三亿立方米。", "水库蓄水三亿立方米。", (9, 14))
            cited = (replace(found, number=number) for number in range(1, (k or 3) + 1))
            return Answer(question=question, citations=tuple(cited))
        if question == FOUND and period.last and period.last < FOUND_ON:
            return Answer(question=question, reason=NOTHING)
        if question == WISHES:
            return Answer(question=question, reason=f"{k} 段，{period.first} 至 {period.last}")
        answer = self._answers.get(question, Answer(question=question, reason=NOTHING))
        if question == FOUND:
            return replace(answer, citations=answer.citations[:k], more=answer.citations[k:])
        return answer

    def article(self, article_id: str) -> Article | None:
        return articles.ARTICLES.get(articles.EARLIER.get(article_id, article_id))

    def passages_of(self, article_id: str) -> list[Passage]:
        if self._release.with_name("broken").exists():
            raise OSError("the index cannot be read")
        article = self.article(article_id)
        whole = self._release.with_name("rebuilt").exists()
        return articles.passages_of(article, whole=whole) if article else []

    @property
    def explorer(self) -> Explorer:
        raise NotImplementedError("the scripted answers have no index")

    def article_ids(self) -> set[str]:
        return set(articles.ARTICLES)

    def _wait(self) -> None:
        pause = threading.Event()
        for _ in range(1500):
            if self._release.exists():
                return
            pause.wait(0.02)


class ChangingArchive(ArchiveFile, SmallArchive):
    def __init__(self, release: Path, tokenizer: Tokenizer | None = None) -> None:
        ArchiveFile.__init__(self, release.with_name(ARTICLES))
        SmallArchive.__init__(self, release)
        if tokenizer:
            self.tokenizer = tokenizer


class ExploredArchive(SmallArchive):
    """The scripted answers, beside a real index of other articles."""

    @cached_property
    def _engine(self) -> Engine:
        opener = opener_of(load_settings())
        return opener.open(opener.newest())

    @cached_property
    def explorer(self) -> Explorer:
        return Explorer(load_settings(), self._engine, self.tokenizer)

    def article(self, article_id: str) -> Article | None:
        return self._engine.article(article_id)

    def passages_of(self, article_id: str) -> list[Passage]:
        return self._engine.passages_of(article_id)


def open_archive() -> SmallArchive:
    release = Path(sys.argv[1])
    if "QABOT_INDEX" in os.environ:
        return ExploredArchive(release)
    changing = release.with_name(ARTICLES).exists()
    return ChangingArchive(release) if changing else SmallArchive(release)


def main() -> None:
    logging.basicConfig(level=logging.DEBUG)
    patience_s = float(os.environ.get("PATIENCE_S", PATIENCE_S))
    pace = Pace(patience_s=patience_s, look_every_s=LOOK_EVERY_S)
    try:
        run(load_settings(), open_archive, pace)
    except QABotError as exc:
        sys.exit(f"error: {exc}")
    except KeyboardInterrupt:  # as qabot.cli does
        sys.exit(130)


if __name__ == "__main__":
    main()
