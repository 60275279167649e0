"""Choices read from bytes.

Rules and dossiers are made of some hundred small choices. One draw of bytes for all of them is twenty times as fast as a draw for
each, and hypothesis shrinks bytes: each towards nought, which stands for the plainest choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Choices:
    """Choices, one byte each; after the last byte all are the plainest.

    Example:
        >>> choices = Choices(bytes([0, 255, 128]))
        >>> choices.pick("abc"), choices.pick("abc"), choices.below(2), choices.below(9)
        ('a', 'c', 1, 0)
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._next = 0

    def below(self, number: int) -> int:
        """Return a number from nought to one less than the given one."""
        if self._next >= len(self._data):
            return 0
        byte = self._data[self._next]
        self._next += 1
        return byte * number >> 8

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options; the first is the plainest."""
        return options[self.below(len(options))]

    def rarely(self, one_in: int) -> bool:
        """Return true about once in so many times."""
        return self.below(one_in) == one_in - 1

    def part(self, size: int) -> Choices:
        """Set bytes apart for a part, so that the choices after it do not move when it shrinks."""
        part = Choices(self._data[self._next : self._next + size])
        self._next += size
        return part


def choices(size: int) -> st.SearchStrategy[Choices]:
    """Return a strategy of choices made from so many bytes."""
    return st.binary(min_size=size, max_size=size).map(Choices)
