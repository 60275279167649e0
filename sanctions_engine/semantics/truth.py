"""Three truth values, after Kleene's strong logic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from sanctions_engine.semantics.causes import NO_CAUSES, Causes


class Truth:
    """True, false or unknown; an unknown carries its causes.

    It has no truth value in Python, so that nobody can write `if truth:`; ask `is_true`, `is_false` or `is_unknown`.

    Attributes:
        value: True, False, or None for unknown.
        causes: Why it is unknown; empty otherwise.
        absent: Unknown for the sole reason that nothing was said (`presume` then takes its default).
        maybe_none: It may be that the field is known to be without (`no` asks for that).

    Example:
        >>> (TRUE & unknown()).is_unknown, (FALSE & unknown()).is_false, (~unknown()).is_unknown
        (True, True, True)
        >>> bool(TRUE)
        Traceback (most recent call last):
        TypeError: a Truth has three values: ask `is_true`, `is_false` or `is_unknown`
    """

    __slots__ = ("absent", "causes", "is_false", "is_true", "is_unknown", "maybe_none", "value")

    def __init__(
        self, value: bool | None, causes: Causes = NO_CAUSES, *, absent: bool = False, maybe_none: bool = False
    ) -> None:
        self.value = value
        self.causes = causes
        self.absent = absent
        self.maybe_none = maybe_none
        self.is_true = value is True
        self.is_false = value is False
        self.is_unknown = value is None

    def __bool__(self) -> NoReturn:
        raise TypeError("a Truth has three values: ask `is_true`, `is_false` or `is_unknown`")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Truth) and (self.value, self.causes) == (other.value, other.causes)

    def __hash__(self) -> int:
        return hash((self.value, self.causes))

    def __repr__(self) -> str:
        return {True: "TRUE", False: "FALSE", None: "UNKNOWN"}[self.value]

    def __invert__(self) -> Truth:
        if self.value is None:
            return Truth(None, self.causes, absent=self.absent)
        return FALSE if self.value else TRUE

    def __and__(self, other: Truth) -> Truth:
        if self.value is False or other.value is False:
            return FALSE
        if self.value is None:
            return self if other.value else _both_unknown(self, other)
        return other

    def __or__(self, other: Truth) -> Truth:
        if self.value is True or other.value is True:
            return TRUE
        if self.value is None:
            return self if other.value is False else _both_unknown(self, other)
        return other


def _both_unknown(one: Truth, other: Truth) -> Truth:
    return Truth(None, one.causes | other.causes, absent=one.absent and other.absent)


TRUE = Truth(True)
FALSE = Truth(False)


def unknown(causes: Causes = NO_CAUSES, *, absent: bool = False, maybe_none: bool = False) -> Truth:
    """Return an unknown with its causes."""
    return Truth(None, causes, absent=absent, maybe_none=maybe_none)


def truth(value: bool) -> Truth:
    """Return the truth value of a Python one."""
    return TRUE if value else FALSE


def any_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's disjunction of many; false of none."""
    result = FALSE
    for one in truths:
        result = result | one
        if result.value is True:
            break
    return result


def all_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's conjunction of many; true of none."""
    result = TRUE
    for one in truths:
        result = result & one
        if result.value is False:
            break
    return result
