"""`qabot feedback`: what people thought of the Telegram bot's answers, as labelled questions."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qabot.cli.options import help_of, settings_of
from qabot.errors import QABotError
from qabot.messages import say

if TYPE_CHECKING:
    from qabot.channels.telegram.state.votes import JudgedAnswer


@click.command(
    help=help_of(
        "把 Telegram 上得到 👍 的回答导出为带答案的问题，一行一个 JSON，供 qabot eval 使用。",
        "Export answers that got a 👍 on Telegram as labelled questions for qabot eval, one JSON object a line.",
        "qabot feedback",
        "qabot feedback --out questions.jsonl",
    )
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=say(
        "写到这个文件（如 DIR/questions.jsonl）。", "Write to a file, e.g. DIR/questions.jsonl."
    ),
)
def feedback(out: Path | None) -> None:
    """Write the questions with more 👍 than 👎; count the others on standard error."""
    judged = list(_judged(settings_of().telegram_state))
    # Of a question that was asked several times, the last answer that people liked.
    liked = {answer.question: answer for answer in judged if answer.tally.good > answer.tally.bad}
    disliked = sum(answer.tally.bad > answer.tally.good for answer in judged)
    lines = "".join(f"{json.dumps(_label(a), ensure_ascii=False)}\n" for a in liked.values())
    if out is None:
        click.echo(lines, nl=False)
    else:
        out.write_text(lines, "utf-8")
    click.echo(
        say(
            f"导出问题 {len(liked)} 个；另有 {disliked} 个回答 👎 较多，没有导出。",
            f"{len(liked)} questions exported; {disliked} answers with more 👎 were not.",
        ),
        err=True,
    )


def _judged(state: Path) -> Iterator["JudgedAnswer"]:
    from qabot.channels.telegram.state.database import Database
    from qabot.channels.telegram.state.votes import Votes

    if not state.exists():
        raise QABotError(
            say(
                f"还没有 Telegram 机器人的状态文件 {state}。",
                f"The Telegram bot has no state yet: {state}.",
            ),
            say(
                "请先运行 qabot telegram，或用 QABOT_TELEGRAM_STATE 指明位置。",
                "Run qabot telegram first, or set QABOT_TELEGRAM_STATE.",
            ),
        )
    with closing(Database(state)) as database:
        yield from Votes(database).judged()


def _label(answer: "JudgedAnswer") -> dict[str, object]:
    """Return a labelled question; what was refused and liked for it has no answer and no article."""
    best = answer.passages[:1]
    return {
        "id": answer.id,
        "kind": "feedback",
        "question": answer.question,
        "answer_groups": [[answer.text]] if answer.text and best else [],
        "article_ids": [passage.article_id for passage in best],
    }
