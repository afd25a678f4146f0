"""`qabot chat`: questions and answers at a prompt."""

from qabot.channels.repl.lines import lines_for, require_chinese
from qabot.channels.repl.repl import Repl
from qabot.channels.repl.table import COMMANDS

__all__ = ["COMMANDS", "Repl", "lines_for", "require_chinese"]
