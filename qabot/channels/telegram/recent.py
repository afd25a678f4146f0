"""What was used lately, so much at most."""

from collections import OrderedDict
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Values by key; of more than `most`, the one that was not used for longest is forgotten.

    Args:
        most: Values that are remembered.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """Return a value, which counts as a use; None if it is not remembered."""
        if key in self._values:
            self._values.move_to_end(key)
        return self._values.get(key)

    def put(self, key: K, value: V) -> None:
        """Remember a value, in place of an earlier one of the key."""
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._most:
            self._values.popitem(last=False)

    def forget(self, key: K) -> None:
        """Forget a value, if there is one."""
        self._values.pop(key, None)

    def __contains__(self, key: K) -> bool:
        """True if a value is remembered; that is no use of it."""
        return key in self._values

    def __len__(self) -> int:
        """Return how many values are remembered."""
        return len(self._values)
