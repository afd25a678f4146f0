"""The role of every block, decided together over the page by a conditional random field.

The field was trained on generated pages (`training/`); a label is a role and, inside an article, whether the
article's title has been printed by then. So the field can expect a title after a text that has had none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pycrfsuite

from qabot.reading.page.features import Features
from qabot.types import Role

FILE = "roles.crfsuite"

FIRST = "first"
"""Label of the first piece of an article's text; the role is BODY."""

CONTINUED = "continued"
"""Label of a piece that goes on with a paragraph begun before; the role is BODY."""

TITLE_AFTER = "title after"
"""Label of a title that stands behind its article's text, or far from it; the role is TITLE."""

_ROLES = {FIRST: Role.BODY, CONTINUED: Role.BODY, TITLE_AFTER: Role.TITLE}
UNTITLED = " untitled"


@dataclass(frozen=True, slots=True)
class Tag:
    """What the field makes of a block.

    Attributes:
        label: A role's value, or one of FIRST, CONTINUED, TITLE_AFTER.
        chances: Probability of each label, 0 to 1; those below a thousandth are left out.
    """

    label: str
    chances: dict[str, float]

    @property
    def role(self) -> Role:
        """The role that the label stands for."""
        return role_of_label(self.label)

    @property
    def confidence(self) -> float:
        """Probability of the role, whatever the label."""
        role = self.role
        return min(1.0, sum(p for label, p in self.chances.items() if role_of_label(label) is role))

    def chance(self, *labels: str) -> float:
        """Give the probability of any of some labels."""
        return sum(self.chances.get(label, 0.0) for label in labels)


def role_of_label(label: str) -> Role:
    """Give the role that a label stands for."""
    return _ROLES.get(label) or Role(label)


def field_label(label: str, *, in_article: bool, titled: bool) -> str:
    """Give the label as the field knows it: inside an article, it tells whether its title came before."""
    return label if titled or not in_article else label + UNTITLED


def tag_blocks(features: Sequence[Features]) -> list[Tag]:
    """Give each block of a page its tag.

    Args:
        features: Of each block, as `features_of` describes it.
    """
    if not features:
        return []
    tagger = _tagger()
    tagger.set(pycrfsuite.ItemSequence(features))
    labels = tagger.tag()
    known = tagger.labels()
    tags: list[Tag] = []
    for n, label in enumerate(labels):
        chances: dict[str, float] = {}
        for other in known:
            chance = tagger.marginal(other, n)
            if chance >= 1e-3:
                plain = other.removesuffix(UNTITLED)
                chances[plain] = chances.get(plain, 0.0) + chance
        tags.append(Tag(label.removesuffix(UNTITLED), chances))
    return tags


@cache
def _model() -> bytes:
    return resources.files(__package__).joinpath("data", FILE).read_bytes()


@cache
def _tagger() -> pycrfsuite.Tagger:
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(_model())  # reads from these bytes as long as it lives: they stay cached
    return tagger
