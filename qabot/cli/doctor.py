"""`qabot doctor`: what is wrong with this installation, and the command that mends it."""

from pathlib import Path

import click

from qabot.cli.options import INDEX, JSON, help_of, remedies_named, settings_of


@click.command(
    help=help_of(
        "检查这台机器上的 qabot：每行一项，正常、注意或故障，并给出能修好它的命令；有故障时退出状态为 1。",
        "Look what is wrong with this installation: each line is ok, a warning or a fault with the command that "
        "mends it; exit status 1 if something is at fault.",
        "qabot doctor",
        "qabot doctor --json",
    )
)
@INDEX
@JSON
def doctor(index: Path | None, as_json: bool) -> None:
    """Print what each check found."""
    from qabot.cli.findings import print_findings
    from qabot.doctor import look

    found = remedies_named(look(lambda: settings_of(index=index)), index)
    print_findings(found, as_json=as_json)
