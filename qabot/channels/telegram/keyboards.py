"""The buttons under answers and articles."""

from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from qabot.channels.telegram.callbacks import Action, Press, parse
from qabot.channels.telegram.state.answers import ShownAnswer
from qabot.channels.telegram.state.votes import Tally
from qabot.messages import say

Row = list[InlineKeyboardButton]

GOOD, BAD = 1, 0
"""The step of a press that votes for or against an answer."""


@dataclass(frozen=True, slots=True)
class Position:
    """What the message of an answer shows.

    Attributes:
        at: Which of the answer's passages, from 0; those that the answer itself cites are shown together, as 0.
        step: How many passages of its article from there, forth or back.
        before: True if a passage stands before it in its article.
        after: True if one stands after it.
    """

    at: int = 0
    step: int = 0
    before: bool = False
    after: bool = False


def answer_keyboard(shown: ShownAnswer, position: Position, tally: Tally) -> InlineKeyboardMarkup:
    """Return the buttons of an answer: further passages, those around, the whole article, votes."""
    rows = [_votes(shown.id, tally)]
    if shown.passages:
        whole = button(say("全文", "Article"), Press(Action.WHOLE, shown.id, position.at))
        rows = [[*_around(shown.id, position), whole], *rows]
    return InlineKeyboardMarkup([row for row in (_further(shown, position), *rows) if row])


def page_keyboard(
    action: Action, subject: str, page: int, pages: int
) -> InlineKeyboardMarkup | None:
    """Return the buttons that turn pages, counted from 0; None where there is only one."""
    if pages == 1:
        return None
    earlier = Press(action, subject, page - 1) if page > 0 else None
    later = Press(action, subject, page + 1) if page < pages - 1 else None
    return InlineKeyboardMarkup([_turning(f"{page + 1}/{pages}", earlier, later)])


def with_votes(
    keyboard: InlineKeyboardMarkup, answer_id: str, tally: Tally
) -> InlineKeyboardMarkup:
    """Return the buttons that stand under a message, with its votes counted anew."""
    return InlineKeyboardMarkup(
        [
            _votes(answer_id, tally) if any(map(_is_vote, row)) else row
            for row in keyboard.inline_keyboard
        ]
    )


def button(text: str, press: Press) -> InlineKeyboardButton:
    """Return a button."""
    return InlineKeyboardButton(text, callback_data=press.encode())


def _turning(label: str, earlier: Press | None, later: Press | None) -> Row:
    row = [button(label, Press(Action.STAY))]
    if earlier:
        row.insert(0, button("‹", earlier))
    if later:
        row.append(button("›", later))
    return row


def _further(shown: ShownAnswer, position: Position) -> Row:
    """Return the buttons to the passages beyond those of the answer, and the way back."""
    back = say("↩ 返回", "↩ Back")
    at, last = position.at, len(shown.passages) - 1
    if position.step:
        return [button(back, Press(Action.PASSAGE, shown.id, at))]
    if at == 0:
        count = last + 1 - shown.cited
        first = Press(Action.PASSAGE, shown.id, shown.cited)
        return [button(say(f"更多段落 {count}", f"More ({count})"), first)] if count > 0 else []
    earlier = Press(Action.PASSAGE, shown.id, at - 1) if at > shown.cited else None
    later = Press(Action.PASSAGE, shown.id, at + 1) if at < last else None
    turning = _turning(f"{at + 1}/{last + 1}", earlier, later)
    return [button(back, Press(Action.PASSAGE, shown.id)), *turning]


def _around(answer_id: str, position: Position) -> Row:
    """Return the buttons to the passages before and after the one shown."""
    at, step = position.at, position.step
    row = []
    if position.before:
        before = Press(Action.PASSAGE, answer_id, at, step - 1)
        row.append(button(say("上文", "Before"), before))
    if position.after:
        after = Press(Action.PASSAGE, answer_id, at, step + 1)
        row.append(button(say("下文", "After"), after))
    return row


def _votes(answer_id: str, tally: Tally) -> Row:
    return [
        button(_counted(sign, votes), Press(Action.VOTE, answer_id, step=step))
        for sign, votes, step in (("👍", tally.good, GOOD), ("👎", tally.bad, BAD))
    ]


def _counted(sign: str, votes: int) -> str:
    """Mark a vote; in a group there may be several."""
    if not votes:
        return sign
    return f"{sign} ✓" if votes == 1 else f"{sign} ✓{votes}"


def _is_vote(pressed: InlineKeyboardButton) -> bool:
    press = parse(pressed.callback_data if isinstance(pressed.callback_data, str) else None)
    return press is not None and press.action is Action.VOTE
