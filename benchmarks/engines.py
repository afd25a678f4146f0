"""The same questions to both engines over the same archive: do they cite the same, and how long does each take.

The archive is brought to the server first, into collections of its own, which are removed at the end. The reader is
off, since how many passages it reads hangs on the clock. Needs `qabot[milvus]` and a server.

    QABOT_MILVUS_URI=http://127.0.0.1:19530 python -m benchmarks.engines INDEX [--questions N] [--milvus-index KIND] [--json]
"""

import argparse
import time
from pathlib import Path
from statistics import median
from uuid import uuid4

from benchmarks.measure import existing, positive, print_heading, print_json, print_table
from benchmarks.texts import questions
from qabot.bot import QABot
from qabot.indexing.index import open_build
from qabot.indexing.milvus.connection import Connection
from qabot.indexing.milvus.pointer import Pointer
from qabot.indexing.milvus.sync import SyncReport, publish
from qabot.indexing.pointer import current_build
from qabot.settings import Settings, load_settings
from qabot.types import Answer


def main() -> None:
    """Print the share of equal citations and both engines' times."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index", type=existing, help="folder that qabot reindex made")
    parser.add_argument("--questions", type=positive, default=500, help="how many (default 500)")
    parser.add_argument("--milvus-index", default="FLAT", help="of the dense leg (default FLAT)")
    parser.add_argument(
        "--json", action="store_true", help="end with the figures as one line of JSON"
    )
    options = parser.parse_args()
    settings = load_settings(
        index=options.index,
        engine="milvus",
        reader="off",
        milvus_collection=f"bench_{uuid4().hex[:12]}",
        milvus_index=options.milvus_index,
    )
    connection = Connection(settings)
    try:
        sent = publish(settings, connection)
        _measure(settings, sent, options)
    finally:
        pointer = Pointer(connection, settings.milvus_collection)
        pointer.forget()
        for generation in pointer.generations():
            generation.drop()


def _measure(settings: Settings, sent: SyncReport, options: argparse.Namespace) -> None:
    asked = questions(_texts(options.index), options.questions)
    bots = {
        name: QABot(settings.model_copy(update={"engine": name})) for name in ("embedded", "milvus")
    }
    answers: dict[str, list[Answer]] = {name: [] for name in bots}
    seconds: dict[str, list[float]] = {name: [] for name in bots}
    for question in asked:  # in turns: a busy moment meets both
        for name, bot in bots.items():
            started = time.perf_counter()
            answers[name].append(bot.ask(question))
            seconds[name].append(time.perf_counter() - started)
    pairs = [
        (_cited(one), _cited(other))
        for one, other in zip(answers["embedded"], answers["milvus"], strict=True)
    ]
    same = [one[: settings.k] == other[: settings.k] for one, other in pairs]
    with_more = sum(one == other for one, other in pairs)
    found = sum(answer.found for answer in answers["embedded"])
    manifest = bots["milvus"].manifest
    print_heading(
        f"{manifest.passages:,} passages, {len(asked)} questions, {found} of them answered; "
        f"{sent.sent:,} rows sent in {sent.seconds:.1f} s"
    )
    print_table(
        ["engine", "median ms", "95 % ms"],
        [
            [name, f"{1000 * median(times):.1f}", f"{1000 * _most(times):.1f}"]
            for name, times in seconds.items()
        ],
    )
    print(
        f"same citations: {sum(same)} of {len(same)}, {sum(same) / len(same):.1%}; "
        f"the further ones, in their order, as well: {with_more}"
    )
    for question, alike in zip(asked, same, strict=True):
        if not alike:
            print(f"differs: {question}")
    print_json(
        options,
        "engines",
        {
            "passages": manifest.passages,
            "questions": len(asked),
            "answered": found,
            "same": sum(same),
            "same_with_more": with_more,
            "sent_rows": sent.sent,
            "sent_s": round(sent.seconds, 2),
            "median_ms": {name: round(1000 * median(t), 2) for name, t in seconds.items()},
        },
    )


def _texts(index: Path) -> list[str]:
    build = open_build(current_build(index))
    texts = [passage.text for passage in build.store.passages(build.store.keys.tolist())]
    build.close()
    return texts


def _cited(answer: Answer) -> list[tuple[str, str]]:
    """Return passages and quotes in order, of a refusal the nearest misses."""
    shown = (*answer.citations, *answer.more) or answer.related
    return [(citation.passage.id, citation.quote) for citation in shown]


def _most(times: list[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


if __name__ == "__main__":
    main()
