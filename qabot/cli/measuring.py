"""`qabot eval`: labelled questions, stage by stage."""

import sys
from pathlib import Path

import click

from qabot.cli.options import JSON, help_of, print_json, settings_of
from qabot.messages import say


@click.command(
    name="eval",
    help=help_of(
        "用带答案的问题逐阶段衡量：DIR 里有 corpus.jsonl（或 corpus/）和 questions.jsonl。",
        "Measure stage by stage with labelled questions: DIR holds corpus.jsonl (or corpus/) and questions.jsonl.",
        "qabot eval labelled",
        "qabot eval labelled --stages fused,reader --limit 200",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--stages",
    metavar="NAMES",
    help=say("只比较这些阶段，如 dense,fused。", "Only these stages, e.g. dense,fused."),
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help=say("随机抽取这么多问题。", "A random sample of so many questions."),
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help=say("抽样与置信区间的随机种子。", "Of the sample and the intervals."),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help=say(
        "把结果写成 DIR 名.json 和 .md，不含问题和报纸的文字。",
        "Write the results as .json and .md named after DIR, without the words of questions and news.",
    ),
)
@click.option(
    "--answers",
    "answers_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=say(
        "写下最后一个阶段的回答，一行一个，同 ask --json。",
        "Write the last stage's answers, one a line, as ask --json does.",
    ),
)
@JSON
def evaluate(
    folder: Path,
    stages: str | None,
    limit: int | None,
    seed: int,
    out: Path | None,
    answers_file: Path | None,
    as_json: bool,
) -> None:
    """Print what each stage gets right, refuses and takes, and where the last one fails."""
    from qabot.channels.evaluation import print_evaluation, write_answers, write_results
    from qabot.channels.progress import progress_bars
    from qabot.channels.terminal import make_console
    from qabot.evaluating import STAGES, stages_named
    from qabot.evaluating import evaluate as measure

    try:
        chosen = STAGES if stages is None else stages_named(stages.split(","))
    except ValueError as exc:
        raise click.BadParameter(str(exc), param_hint="--stages") from exc
    with progress_bars(make_console(sys.stderr)) as progress:
        evaluation = measure(folder, settings_of(), progress, stages=chosen, limit=limit, seed=seed)
    if answers_file is not None:
        write_answers(evaluation, answers_file)
    if out is not None:
        write_results(evaluation, out)
    if as_json:
        print_json(evaluation.as_json(words=True))
    else:
        print_evaluation(make_console(sys.stdout), evaluation)
