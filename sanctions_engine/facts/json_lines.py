"""Reads JSON lines row by row; numbers stay exact."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from sanctions_engine.diagnostics import Code
from sanctions_engine.facts.rows import Fault, Row
from sanctions_engine.models.claims import Place
from sanctions_engine.models.numbers import MAX_DIGITS

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Refused:
    """A number that is not read, and why."""

    text: str
    why: str


class _NotJsonError(ValueError):
    """The line is JSON to Python's reader, and not to the standard."""


class _DuplicateKeyError(ValueError):
    """An object has one key twice."""


def read_json_lines(lines: Iterable[str], file: str, first: int = 1) -> Iterator[Row | tuple[Row, list[Fault]]]:
    r"""Yield the rows of a file with one JSON object a line; a bad line comes with what is wrong with it.

    `null` is an absent value. Blank lines are passed over.

    Args:
        lines: The lines.
        file: The name of the file in messages.
        first: The number of the first line.

    Example:
        >>> [row] = read_json_lines(['{"id": "a", "tonnes": 0.1}\n'], "Supply.jsonl")
        >>> row.values
        {'id': 'a', 'tonnes': Decimal('0.1')}
    """
    for number, line in enumerate(lines, start=first):
        line = line.removesuffix("\n").removesuffix("\r")
        if not line.strip():
            continue
        row = Row({}, Place.model_construct(file=file, line=number), line)
        faults = _read(line, row.values)
        yield (row, faults) if faults else row


def _read(line: str, values: dict[str, object]) -> list[Fault]:
    """Read one line into `values`; return what is wrong with it."""
    try:
        found = _DECODER.decode(line)
    except json.JSONDecodeError as error:
        return [Fault(Code.SE417, f"not JSON: {_lower(error.msg)} at column {error.colno}", help=_hint(line))]
    except _DuplicateKeyError as error:
        return [Fault(Code.SE007, f"duplicate key `{error}`", str(error), "remove one")]
    except _NotJsonError as error:
        return [Fault(Code.SE417, f"not JSON: `{error}` is no number", help="leave out what is not known")]
    except RecursionError:
        return [Fault(Code.SE417, "nested too deep", help="a row is one flat object")]
    if not isinstance(found, dict):
        return [Fault(Code.SE417, "the line is no JSON object", help='write `{"field": value, …}` on each line')]
    if "\\u" in line and any(_SURROGATE.search(f"{key}{value}") for key, value in found.items()):
        return [Fault(Code.SE417, "half of a surrogate pair is no text")]
    refused = [
        Fault(Code.SE405, f"`{name}`: {value.why} `{value.text}`", name, "write its digits out")
        for name, value in found.items()
        if isinstance(value, _Refused)
    ]
    values.update(found)
    return refused


def _hint(line: str) -> str | None:
    if line.lstrip()[:1] in "[{" and line.rstrip()[-1:] not in "]}":
        return "an object has to end on the line that it begins on"
    return "text and names stand in double quotes" if "'" in line else None


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]


def _number(text: str) -> object:
    if len(text) > MAX_DIGITS:
        return _Refused(f"{text[:MAX_DIGITS]}…", f"number of more than {MAX_DIGITS} characters")
    if "e" in text or "E" in text:
        return _Refused(text, "number with an exponent")
    return Decimal(text) if "." in text else int(text)


def _constant(text: str) -> object:
    raise _NotJsonError(text)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _DuplicateKeyError(next(name for name in names if names.count(name) > 1))
    return found


_DECODER = json.JSONDecoder(parse_int=_number, parse_float=_number, parse_constant=_constant, object_pairs_hook=_object)
