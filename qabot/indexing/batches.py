"""Items a batch at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield the items in order, so many at once; the last batch may be smaller. None is fetched before it is due."""
    rest = iter(items)
    while batch := [*islice(rest, size)]:
        yield batch
