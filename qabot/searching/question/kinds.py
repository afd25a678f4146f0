"""What a question can be, and what is known of one."""

import re
from dataclasses import dataclass
from enum import StrEnum

from qabot.language.dates.times import Time, TimeKind

_WITHOUT_YEAR = re.compile(r"\d{1,2}(?:月|日|号)|[春夏秋冬]|第?[1-4一二三四]季度|[上下]半年")


class Asked(StrEnum):
    """What a question asks for."""

    NUMBER = "number"
    """So much or so many, a share, how long or far; a duration is one too."""
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    THING = "thing"
    """Anything that a few words name, and whatever is none of the others."""
    LIST = "list"
    REASON = "reason"
    MANNER = "manner"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as it is understood.

    Attributes:
        raw: As typed, lone surrogates replaced.
        text: Its normal form, cut to `MAX_QUESTION_CHARS` of what was typed.
        form: What the answer must look like in a text in normal form; None where any words may answer.
        unit: What is counted or measured, in normal form: 亿元, 人, 公里, %; empty where none is told.
        names: What must be there, in normal form: titles and quoted words, people, places, bodies, Latin words.
        figures: Figures that must be there, other than those of times: 14届, 17-2.
        times: The periods of which it speaks; their places are in `text`.
        parts: The questions in it, each complete in itself and in normal form; `text` alone where it is one.
        newest: It asks for the latest: 最新, 现在, 目前.
    """

    raw: str
    text: str
    asked: Asked
    form: re.Pattern[str] | None
    unit: str
    names: tuple[str, ...]
    figures: tuple[str, ...]
    times: tuple[Time, ...]
    parts: tuple[str, ...]
    newest: bool

    def fits(self, text: str) -> bool:
        """Tell whether a text in normal form has the form asked for; any text has where none is."""
        return self.form is None or self.form.search(text) is not None

    @property
    def dated(self) -> tuple[Time, ...]:
        """The times that tell their year, or are counted from today in words; 7月 alone may be of any year."""
        return tuple(
            time
            for time in self.times
            if time.kind is not TimeKind.RELATIVE
            or not _WITHOUT_YEAR.match(self.text[time.start : time.end])
        )
