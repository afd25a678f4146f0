"""Ids that come from what an article says, not from where it stands."""

import hashlib
import unicodedata

DIGEST_BYTES = 8
"""16 hex digits: two of a million articles share one with a chance of 3 in 100 million."""


def content_id(title: str, text: str) -> str:
    """Give the id of an article by title and text; width of letters and white space are nothing.

    Returns:
        16 hex digits.
    """
    parts = ("".join(unicodedata.normalize("NFKC", part).split()) for part in (title, text))
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=DIGEST_BYTES).hexdigest()
