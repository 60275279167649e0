"""Keys and what claims say, spelt symbol by symbol: a claim has a key if the spelling of the key begins what the claim says.

A network that compares one text with many constants looks at each of them. Spelt out, the constants are a tree: at each place a few
symbols are looked at, however many constants there are.
"""

from __future__ import annotations

from typing import NamedTuple

from sanctions_engine.engines.monitor.keys import How, Key, met_by
from sanctions_engine.models.claims import FieldValue
from sanctions_engine.models.text_forms import code_readings, is_code

MOST = 60
"""So many symbols of a text are spelt; what lies beyond them has to be compared otherwise."""
END, UNKNOWN = "end", "unknown"
"""Symbols that stand for the end of a text, and for something of which nobody can tell how it begins."""

Spelling = tuple[str, ...]


class Column(NamedTuple):
    """What keys look at: a field as a text, or as a tariff code."""

    field: str
    is_code: bool

    @classmethod
    def of(cls, key: Key) -> Column:
        """Return what a key looks at."""
        return cls(key.field, key.how is not How.IS)


def symbols(text: str) -> Spelling:
    """Return the symbols of a text: printable ASCII as it is, every other byte as two.

    No symbol needs an escape in JSON, and there are at most 112 to tell apart at one place.

    Example:
        >>> symbols("27"), symbols("é")
        (('2', '7'), ('hC', 'l3', 'hA', 'l9'))
    """
    found: list[str] = []
    for byte in text.encode("utf-8", "surrogatepass"):
        if 32 <= byte < 127 and byte not in b'"\\':
            found.append(chr(byte))
        else:
            found += (f"h{byte >> 4:X}", f"l{byte & 15:X}")
    return tuple(found)


def spelt(key: Key) -> Spelling:
    """Return how a key is spelt: with its end, unless what begins with it has it too.

    Example:
        >>> spelt(Key("hs", "27", How.BEGINS)), spelt(Key("hs", "27", How.COARSER))
        (('2', '7'), ('2', '7', 'end'))
    """
    end = () if key.how is How.BEGINS else (END,)
    return (*symbols(key.value), *end)[:MOST]


def is_cut(key: Key) -> bool:
    """Whether a key is longer than what is spelt of it."""
    return len(symbols(key.value)) >= MOST


def has(key: Key, value: FieldValue | None) -> bool:
    """Whether a value has a key, compared as a whole."""
    return isinstance(value, str) and (key.how is How.IS or is_code(value)) and (key.value, key.how) in met_by(value)


def said(column: Column, value: FieldValue | None) -> tuple[Spelling, ...]:
    """Return what a value can stand for.

    Example:
        >>> said(Column("hs", True), "2701"), said(Column("hs", True), "27O1"), said(Column("buyer", False), None)
        ((('2', '7', '0', '1', 'end'),), (('unknown',),), (('unknown',),))
    """
    if not isinstance(value, str) or (column.is_code and not is_code(value)):
        return ((UNKNOWN,),)
    readings = code_readings(value) if column.is_code else (value,)
    return tuple((*symbols(one), END)[:MOST] for one in readings)
