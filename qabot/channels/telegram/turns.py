"""One thing after the other, for each chat, person or message."""

import asyncio
from collections.abc import Hashable
from weakref import WeakValueDictionary


class Turns:
    """A lock for each id; it is forgotten as soon as nothing holds it or waits for it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    def of(self, holder: Hashable) -> asyncio.Lock:
        """Return the lock of a chat, a person or a message."""
        return self._locks.setdefault(holder, asyncio.Lock())
