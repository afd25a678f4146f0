"""Which articles are about a topic.

An article is about a topic if all words of the topic stand in its title, subtitle or text. Both are compared in
normal form, so that 種桑養蠶 finds 种桑养蚕, and ＡＩ finds ai. The words are the tokenizer's, without its stop words
(的, 和, 关于), so that 水库的水质 asks for 水库 and 水质, wherever each stands. Two refinements:

- Single characters side by side are one word: the dictionary lacks most names, and cuts 姚元荣 into 姚 | 元 | 荣,
  which would stand apart from each other in many an article.
- Letters and digits end where the topic's do: ai does not stand in "said", nor 第1 in 第12.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from qabot.channels.telegram.state.subscriptions import Subscription
from qabot.language.normal import normal_form
from qabot.language.sentences import sentence_spans
from qabot.language.words import Token, Tokenizer
from qabot.types import Article

Words = frozenset[str]

_INSIDE_A_WORD = re.compile("[a-z0-9]{2}")


def topic_form(topic: str) -> str:
    """Return what two topics have in common that are the same."""
    return " ".join(normal_form(topic).split())


def topic_words(topic: str, tokenizer: Tokenizer) -> Words:
    """Return the words of a topic, in normal form; none if it is made of signs and stop words."""
    groups: list[list[Token]] = []
    for token in _whole(tokenizer.tokens(topic_form(topic))):
        before = groups[-1][-1] if groups else None
        if before and before.end == token.start and len(before.word) == len(token.word) == 1:
            groups[-1].append(token)
        else:
            groups.append([token])
    return frozenset("".join(token.word for token in group) for group in groups)


def first_sentence(article: Article, words: Words) -> str:
    """Return the first sentence with all of these words; else the first with any; empty for neither."""
    with_any = ""
    for start, end in sentence_spans(article.text):
        sentence = article.text[start:end].strip()
        form = normal_form(sentence)
        found = sum(_stands(word, form) for word in words)
        if found == len(words):
            return sentence
        with_any = with_any or (sentence if found else "")
    return with_any


class Topics:
    """All topics of all chats, each word of them looked for once in an article.

    Args:
        subscriptions: What is asked for.
        tokenizer: Cuts the topics.
    """

    def __init__(self, subscriptions: Iterable[Subscription], tokenizer: Tokenizer) -> None:
        by_topic: dict[str, list[Subscription]] = defaultdict(list)
        for subscription in subscriptions:
            by_topic[subscription.topic].append(subscription)
        # A topic may have lost its words to another dictionary; it is about nothing then.
        self._topics = [
            (words, same)
            for topic, same in by_topic.items()
            if (words := topic_words(topic, tokenizer))
        ]
        self._words = Words().union(*(words for words, _ in self._topics))

    def about(self, article: Article) -> Iterator[Subscription]:
        """Yield the subscriptions that an article is for."""
        form = normal_form("\n".join((article.title, article.subtitle, article.text)))
        present = {word for word in self._words if _stands(word, form)}
        for words, same in self._topics:
            if words <= present:
                yield from same


def _whole(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield the words in order, without the shorter ones inside them: who has the whole has the part."""
    done = 0
    for token in sorted(tokens, key=lambda token: (token.start, -token.end)):
        if token.end > done:
            yield token
        done = max(done, token.end)


def _stands(word: str, form: str) -> bool:
    at = form.find(word)
    while at >= 0 and (_is_inside(form, at) or _is_inside(form, at + len(word))):
        at = form.find(word, at + 1)
    return at >= 0


def _is_inside(form: str, at: int) -> bool:
    """True if letters or digits stand on both sides of a place."""
    return at > 0 and bool(_INSIDE_A_WORD.match(form, at - 1))
