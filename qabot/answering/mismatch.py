"""What keeps the nearest passages from answering, where it can be told: another figure, another time, a name that none has."""

import re
from collections.abc import Sequence

from qabot.language.normal import normal_form
from qabot.language.sentences import sentence_spans
from qabot.messages import say
from qabot.searching import Found
from qabot.searching.coverage import covered_words, forms_of, share, stands
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
        if others := _with_unit_of(figure, found, nearest[0]):
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


def _with_unit_of(figure: str, found: Found, hit: Hit) -> list[str]:
    """Return the figures that count the same, 13届 for 14届, where a passage speaks of what the question does.

    That is the sentence with most of the question's other words, or the title; elsewhere, 5个 may count other things.
    """
    unit = _UNIT.fullmatch(figure)
    if unit is None:
        return []
    same = re.compile(rf"(?<![\d.])[\d.]+{re.escape(unit['unit'])}")
    words = {word: weight for word, weight in found.findable.items() if word not in figure}
    forms = forms_of(words, found.expansions)
    printed = f"{hit.passage.title}\n{hit.passage.text}"
    sentences = [normal_form(printed[start:end]) for start, end in sentence_spans(printed)]

    def told(sentence: str) -> tuple[float, bool]:
        covered = share(covered_words(sentence, forms), words)
        return covered, same.search(sentence) is not None

    most = max(sentences, key=told)
    return same.findall(most) if told(most)[0] > 0 else []
