"""How an evaluation went: on a terminal, as text, as files."""

import json
from pathlib import Path

from rich.console import Console

from qabot.channels.evaluation.sheets import as_markdown, print_sheets
from qabot.channels.evaluation.tables import heading, sheets
from qabot.channels.machine import answer_json
from qabot.evaluating import Evaluation

__all__ = ["print_evaluation", "write_answers", "write_results"]


def print_evaluation(console: Console, evaluation: Evaluation) -> None:
    """Print the figures as tables; as Markdown where the output is no terminal."""
    if console.is_terminal:
        print_sheets(console, heading(evaluation), sheets(evaluation, words=True))
    else:
        console.print(as_markdown(heading(evaluation), sheets(evaluation, words=True)), end="")


def write_results(evaluation: Evaluation, folder: Path) -> None:
    """Write the figures as JSON and Markdown named after the evaluated folder.

    Neither holds words of questions or archive: results are kept and shown where the texts may not be.
    """
    folder.mkdir(parents=True, exist_ok=True)
    data = json.dumps(evaluation.as_json(words=False), ensure_ascii=False, indent=1)
    text = as_markdown(heading(evaluation), sheets(evaluation, words=False))
    (folder / f"{evaluation.name}.json").write_text(f"{data}\n", "utf-8")
    (folder / f"{evaluation.name}.md").write_text(text, "utf-8")


def write_answers(evaluation: Evaluation, file: Path) -> None:
    """Write the last stage's answers as `qabot ask --json` prints them, one a line, in order of the questions."""
    lines = (json.dumps(answer_json(answer), ensure_ascii=False) for answer in evaluation.answers)
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
