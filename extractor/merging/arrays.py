"""Arrays of whole numbers, and sequences that are kept as one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, overload

import numpy as np
import numpy.typing as npt

T = TypeVar("T", bound=Hashable)

Ints = npt.NDArray[np.int64]
"""An array of whole numbers."""
Small = npt.NDArray[np.int32]
"""The same, of numbers that are small or many."""

NOTHING = -1
"""Among numbers that stand for something: there is nothing."""


def joined(parts: Sequence[Ints]) -> Ints:
    """The arrays one after the other."""
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def distinct(numbers: Ints) -> Ints:
    """The different numbers, sorted: as `np.unique`, which hashes them and takes ten times as long."""
    ordered = np.sort(numbers, kind="stable")  # quick where there are sorted runs
    found: Ints = ordered[np.diff(ordered, prepend=ordered[:1] - 1) != 0]
    return found


def ragged(starts: Ints, sizes: Ints) -> Ints:
    """The numbers from each start on, as many as its size: (3, 7) and (2, 3) give 3, 4, 7, 8, 9."""
    ends = np.cumsum(sizes)
    return np.arange(ends[-1] if len(ends) else 0, dtype=np.int64) + np.repeat(starts - ends + sizes, sizes)


@dataclass(frozen=True)
class Coded(Sequence[T], Generic[T]):
    """A sequence of items of which many are equal: each once, and for every place its number."""

    items: list[T]
    numbers: Small

    @classmethod
    def of(cls, items: Iterable[T]) -> Coded[T]:
        """The items in this order."""
        known: dict[T, int] = {}
        numbers = [known.setdefault(item, len(known)) for item in items]
        return cls(list(known), np.array(numbers, dtype=np.int32))

    @classmethod
    def joined(cls, parts: Sequence[Coded[T]]) -> Coded[T]:
        """The sequences one after the other."""
        known: dict[T, int] = {}
        numbers = []
        for part in parts:
            of_items = [known.setdefault(item, len(known)) for item in part.items]
            numbers.append(np.array(of_items, dtype=np.int32)[part.numbers])
        return cls(list(known), np.concatenate([np.zeros(0, dtype=np.int32), *numbers]))

    def at(self, places: Ints) -> Coded[T]:
        """What stands at these places."""
        return Coded(self.items, self.numbers[places])

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Coded[T]: ...
    def __getitem__(self, place: int | slice) -> T | Coded[T]:
        if isinstance(place, slice):
            return Coded(self.items, self.numbers[place])
        item: T = self.items[self.numbers[place]]
        return item

    def __iter__(self) -> Iterator[T]:
        return map(self.items.__getitem__, self.numbers.tolist())
