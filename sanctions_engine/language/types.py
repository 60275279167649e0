"""The types of expressions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum


class Base(Enum):
    """The base types of the language; the value is the word for it in messages."""

    NUMBER = "a number"
    DATE = "a date"
    DURATION = "a duration"
    TEXT = "text"
    STATE = "a State"
    CONDITION = "a condition"
    RECORD = "a record"
    TEXTS = "a list of texts"

    __hash__ = object.__hash__  # there is one of each; the hash of `Enum` goes through that of its name, in Python


@dataclass(frozen=True, slots=True)
class Type:
    """The type of an expression.

    Attributes:
        base: What sort of value.
        optional: Whether the value may be `none`.
        kind: Name of the fact kind, for a record.
    """

    base: Base
    optional: bool = False
    kind: str | None = None

    def required(self) -> Type:
        """Return the type without the possibility of `none`."""
        return replace(self, optional=False) if self.optional else self

    def __str__(self) -> str:
        name = f"a `{self.kind}` record" if self.kind else self.base.value
        return f"{name} that may be `none`" if self.optional else name


NUMBER = Type(Base.NUMBER)
DATE = Type(Base.DATE)
DURATION = Type(Base.DURATION)
TEXT = Type(Base.TEXT)
STATE_CODE = Type(Base.STATE)
CONDITION = Type(Base.CONDITION)
TEXTS = Type(Base.TEXTS)
