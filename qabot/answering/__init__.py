"""From hits to an answer: what is quoted, what is marked, and when nothing is said."""

from qabot.answering.compose import compose

__all__ = ["compose"]
