"""A question as it was typed to what is understood of it."""

from datetime import date

from qabot.language.dates.times import times
from qabot.language.normal import normal_form, without_lone_surrogates
from qabot.language.words import Tokenizer
from qabot.searching.question.asked import asks_newest, what_is_asked
from qabot.searching.question.form import form_of, unit_of
from qabot.searching.question.kinds import Question
from qabot.searching.question.names import figures_in, names_in
from qabot.searching.question.parts import parts_of

# An encoder sees no more than 512 tokens, and a question of more characters is a pasted page.
MAX_QUESTION_CHARS = 1000


def analyse(raw: str, tokenizer: Tokenizer, today: date) -> Question:
    """Understand a question.

    Args:
        raw: Any text.
        tokenizer: Cuts words.
        today: By which 去年 and the like are resolved.
    """
    raw = without_lone_surrogates(raw)
    text = normal_form(raw[:MAX_QUESTION_CHARS])
    asked = what_is_asked(text)
    unit = unit_of(text, asked)
    spoken_of = times(text, today)
    names = names_in(text, tokenizer, spoken_of)
    return Question(
        raw=raw,
        text=text,
        asked=asked,
        form=form_of(text, asked, unit),
        unit=unit,
        names=names,
        figures=figures_in(text, spoken_of),
        times=spoken_of,
        parts=parts_of(text, names, spoken_of, tokenizer),
        newest=asks_newest(text),
    )
