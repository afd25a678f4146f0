"""A follow-up question made complete from the turn before it.

words.py ◀── slots.py ◀── times.py, pronouns.py, replacing.py ◀── missing.py ◀── filling.py
"""

from qabot.answering.followup.filling import Turn, rewrite

__all__ = ["Turn", "rewrite"]
