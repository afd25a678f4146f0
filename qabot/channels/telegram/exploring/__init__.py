"""/timeline, /figures, /who, /related, /topics, /latest, /on, /between: what `Explorer` finds, in Telegram.

    message ──command──▶ state.requests.Request ──one of the views──▶ page.Shown ──handlers──▶ messages with buttons
                 │
             arguments

A further command is a view (a module here) and an entry in `command.COMMANDS`.
"""

from qabot.channels.telegram.exploring.handlers import Exploring

__all__ = ["Exploring"]
