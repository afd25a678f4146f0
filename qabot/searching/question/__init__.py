"""What a question asks for, of whom, and of which time.

kinds.py ◀── heads.py ◀── words.py ◀── asked.py, pieces.py ◀── parallel.py ◀── coordination.py, chain.py
  ◀── parts.py ◀── analyse.py ──▶ form.py, names.py
"""

from qabot.searching.question.analyse import MAX_QUESTION_CHARS, analyse
from qabot.searching.question.kinds import Asked, Question
from qabot.searching.question.words import asks_at

__all__ = ["MAX_QUESTION_CHARS", "Asked", "Question", "analyse", "asks_at"]
