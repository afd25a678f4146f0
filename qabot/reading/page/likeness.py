"""How much two texts of a page speak of one thing: the pairs of characters that they share."""

import math
from collections import Counter
from collections.abc import Sequence

from qabot.reading.page.pairs import Pairs, pair_table, pairs_in


class Likeness:
    """Compares the texts of one page.

    A pair of characters weighs more the fewer blocks of the page have it, and the rarer it is in news at large.

    Args:
        blocks: The pairs of each block of the page.
    """

    def __init__(self, blocks: Sequence[Pairs]) -> None:
        count = Counter(pair for block in blocks for pair in block)
        table, size = pair_table(), math.log(len(blocks) + 1) if blocks else 1.0
        self._weight = {
            pair: (math.log((len(blocks) + 1) / (n + 0.5)) / size)
            * (0.3 + 0.7 * table.rarity(pair))
            for pair, n in count.items()
        }

    def weight(self, pairs: Pairs) -> float:
        """Give the weight of pairs together."""
        # fsum does not depend on the order of a set, which changes from process to process.
        return math.fsum(self._weight.get(pair, 0.5) for pair in pairs)

    def of_heading(self, heading: str, text: Pairs) -> float:
        """Give the share, 0 to 1, of a heading's pairs that a text has, by weight."""
        own = pairs_in(heading)
        return self.weight(own & text) / self.weight(own) if own else 0.0

    def closeness(self, one: Pairs, other: Pairs) -> float:
        """Give what two texts share, whatever their sizes: 0 or more."""
        return self.weight(one & other) / (math.sqrt(len(one) * len(other)) + 1)
