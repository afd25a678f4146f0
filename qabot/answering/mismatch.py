"""What keeps the nearest passages from answering, where it can be told: another figure, another time, a name that none has."""

import re
from collections.abc import Sequence

from qabot.language.normal import normal_form
from qabot.messages import say
from qabot.searching import Found
from qabot.searching.coverage import stands
from qabot.searching.features import speaks_of
from qabot.types import Hit

_UNIT = re.compile(r"[\d.]+(?P<unit>\D{1,3})")


def mismatch(found: Found, nearest: Sequence[Hit]) -> str | None:
    """Return for people how the nearest passages differ from what a question takes for granted, or None.

    Args:
        found: The question.
        nearest: What is shown to them, best first; at least one.
    """
    question = found.question
    texts = [normal_form(f"{hit.passage.title}\n{hit.passage.text}") for hit in nearest]

    def lacking(wanted: Sequence[str]) -> list[str]:
        return [
            word
            for word in wanted
            if not any(
                stands(form, text)
                for form in (word, *found.expansions.get(word, ()))
                for text in texts
            )
        ]

    for figure in lacking(question.figures):
        if others := _with_unit_of(figure, texts[0]):
            return say(
                f"问题里说的是“{figure}”，最接近的内容里是“{others[0]}”。",
                f"The question says {figure}; the nearest passage has {others[0]}.",
            )
    if names := lacking(question.names):
        return say(
            f"最接近的内容没有提到“{'、'.join(names)}”。",
            f"The nearest passages do not mention {', '.join(names)}.",
        )
    for time in question.dated:
        if not any(speaks_of(hit.passage, time) for hit in nearest):
            asked = question.text[time.start : time.end]
            return say(
                f"最接近的内容说的不是{asked}。", f"The nearest passages are not about {asked}."
            )
    return None


def _with_unit_of(figure: str, text: str) -> list[str]:
    """Return the figures of a text that count the same: 13届 for 14届."""
    found = _UNIT.fullmatch(figure)
    return re.findall(rf"(?<![\d.])[\d.]+{re.escape(found['unit'])}", text) if found else []
