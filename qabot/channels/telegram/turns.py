"""One thing after the other, for each chat or person."""

import asyncio
from weakref import WeakValueDictionary


class Turns:
    """A lock for each id; it is forgotten as soon as nothing holds it or waits for it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def of(self, holder: int) -> asyncio.Lock:
        """Return the lock of a chat or a person."""
        return self._locks.setdefault(holder, asyncio.Lock())
