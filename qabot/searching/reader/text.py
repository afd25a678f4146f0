"""What the reader sees of a question and a passage, and the way from its tokens back to the passage.

    <s> question </s> </s> title（2018年3月5日）text </s>

Training and question time share this module: what differs here was never learned.
"""

from dataclasses import dataclass
from datetime import date

from tokenizers import Tokenizer

from qabot.language.normal import Normalized, normal_form, normalize

MAX_TOKENS = 256
MAX_QUESTION_TOKENS = 64
MAX_TITLE_TOKENS = 48
BEGIN, END = 0, 2  # <s> and </s>


@dataclass(frozen=True, slots=True)
class ReaderInput:
    """One question with one passage.

    Attributes:
        ids: The model's input, at most `MAX_TOKENS`.
        first: Position in `ids` of the first token of the passage's text, behind title and date.
        tokens: For each token of the text, in order, its range in `body.text`; those that were cut off are missing.
        body: The passage's text in normal form.
    """

    ids: list[int]
    first: int
    tokens: list[tuple[int, int]]
    body: Normalized

    def positions(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the positions in `ids` of the first and the last token of an answer.

        Args:
            start: Range of the answer in the passage's text as printed, in code points.
            end: Behind its last code point.

        Returns:
            None if the model does not see the whole answer.
        """
        inside = [
            at
            for at, (left, right) in enumerate(self.tokens)
            if left < right and self.body.starts[left] < end and self.body.ends[right - 1] > start
        ]
        if not inside or self.body.ends[self.tokens[inside[-1]][1] - 1] < end:
            return None
        # The tokenizer sets an empty piece before a text, with the range of the first character.
        begin = [at for at in inside if self.tokens[at][0] == self.tokens[inside[0]][0]]
        return self.first + begin[-1], self.first + inside[-1]


def reader_input(
    tokenizer: Tokenizer, question: str, title: str, published: date | None, text: str
) -> ReaderInput:
    """Join a question and a passage to what the model reads; all texts are as people wrote them.

    Args:
        tokenizer: The reader's own, without truncation or padding.
        question: Raw text.
        title: The article's; may be empty.
        published: Its date of print.
        text: The passage's.
    """
    asked = tokenizer.encode(normal_form(question), add_special_tokens=False).ids
    asked = asked[-MAX_QUESTION_TOKENS:]  # a long one tells a story first, and asks at its end
    day = f"({published.year}年{published.month}月{published.day}日)" if published else ""
    # Apart from the text, so that no token has a part of both.
    head = tokenizer.encode(normal_form(title), add_special_tokens=False).ids[:MAX_TITLE_TOKENS]
    if day:
        head += tokenizer.encode(day, add_special_tokens=False).ids
    body = normalize(text)
    passage = tokenizer.encode(body.text, add_special_tokens=False)
    room = MAX_TOKENS - len(asked) - len(head) - 4
    ids = [BEGIN, *asked, END, END, *head, *passage.ids[:room], END]
    return ReaderInput(ids, len(asked) + len(head) + 3, passage.offsets[:room], body)
