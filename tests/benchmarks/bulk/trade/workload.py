"""W1: what every contender is given, and what it has to answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from tests.benchmarks.bulk.trade.bans import Ban

ANSWER = pa.schema(
    [
        ("line", pa.string()),
        ("ban", pa.string()),
        ("verdict", pa.string()),
        ("exception", pa.string()),
        ("bans", pa.int64()),
    ]
)
"""One row for each line and ban that is not merely counted: `violated`, `undetermined` or `exempt`, with the exception that decided.

Where the code of a line is absent or no code, every ban in force may be meant: then there is one row for each verdict and
exception, without `ban`, that says how many `bans` it stands for. Elsewhere `bans` is 1.
"""


@dataclass(frozen=True, slots=True)
class Trade:
    """Trade lines in a Parquet file, and the bans that they are judged by.

    Attributes:
        as_of: The day judged: a line that is dated later does not count.
        threads: How many threads a contender may use; None for as many as it likes.
        in_place: Leave the lines in the file; else a contender may load them before it is timed.
    """

    file: Path
    bans: tuple[Ban, ...]
    as_of: date
    threads: int | None = None
    in_place: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """A text by which lines find a ban, made from its list of codes.

    Attributes:
        text: The first digits of a code; `=` and a whole code that is coarser than a listed one; `?` for any code that is none.
        ban: The ban; None for `?`.
        sure: The line's code is one of the ban's; else it may be.
        bans: How many bans the key stands for: those of one start and wind-down, for `?`.
    """

    text: str
    ban: str | None
    adopted: date
    last: date | None
    sure: bool
    bans: int


def keys(bans: Iterable[Ban]) -> list[Key]:
    """Return the keys of all bans: the table that lines are joined with.

    Example:
        >>> [(key.text, key.sure) for key in keys([Ban("coal", ("2701",), "reg-1", None)])]
        [('2701', True), ('=27', False), ('?', False)]
    """
    bans = list(bans)
    found = []
    for ban in bans:
        listed = shortest(ban.codes)
        coarser = {code[:digits] for code in listed for digits in range(2, len(code)) if digits not in (3, 5)}
        found += [Key(code, ban.id, ban.adopted, ban.last, True, 1) for code in listed]
        found += [Key(f"={code}", ban.id, ban.adopted, ban.last, False, 1) for code in sorted(coarser)]
    alike = Counter((ban.adopted, ban.last) for ban in bans)
    found += [Key("?", None, adopted, last, False, number) for (adopted, last), number in alike.items()]
    return found


def shortest(codes: Iterable[str]) -> list[str]:
    """Return the codes without those that begin with another one: they add nothing to a list.

    Example:
        >>> shortest(["2701", "27", "270112", "0301"])
        ['0301', '27']
    """
    found: list[str] = []
    for code in sorted(set(codes)):
        if not (found and code.startswith(found[-1])):
            found.append(code)
    return found


def digits_of(keys: Iterable[Key]) -> list[int]:
    """Return how many digits listed codes have, in order."""
    return sorted({len(key.text) for key in keys if key.sure})
