"""`qabot reindex` in a process of its own, with the light encoder; it waits before each batch of two passages.

Each batch prints its number and goes on when a line arrives on standard input.
"""

import sys
from collections.abc import Sequence

from parts import BigramEncoder

import qabot.indexing.encoder
import qabot.indexing.reindex
from qabot.cli import main
from qabot.indexing.encoder import Encoder
from qabot.settings import Settings
from qabot.types import Vectors


class WaitingEncoder(BigramEncoder):
    """Embeds a batch when it is told to."""

    _batch = 0

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Wait for a line, then embed."""
        self._batch += 1
        print(f"batch {self._batch}", flush=True)
        sys.stdin.readline()
        return super().encode_passages(texts)


def _waiting_encoder(settings: Settings) -> Encoder:
    return WaitingEncoder()


if __name__ == "__main__":
    qabot.indexing.encoder.load_encoder = _waiting_encoder
    qabot.indexing.reindex._BATCH = 2
    main()
