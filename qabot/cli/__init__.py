"""The `qabot` command. Each subcommand turns its arguments into one call of a room.

Heavy libraries are imported where they are needed, so that `qabot --help` is there at once.
"""

from qabot.cli.root import cli, main

__all__ = ["cli", "main"]
