"""Reads the values of options; a malformed one is SE507, with what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import TypeVar

from sanctions_engine.diagnostics import BadQuestion, Code, Problem
from sanctions_engine.diagnostics.suggestions import suggest

Choice = TypeVar("Choice", bound=Enum)


def malformed(message: str, help: str | None = None) -> BadQuestion:
    """Return the error for an option that cannot be read."""
    return BadQuestion([Problem(Code.SE507, message, help=help)])


def read_day(option: str, text: str) -> date:
    """Read a day.

    Raises:
        BadQuestion: If it is none.

    Example:
        >>> read_day("--as-of", "2020-01-24")
        datetime.date(2020, 1, 24)
    """
    # Imported here, so that `--help` does not load pydantic.
    from sanctions_engine.models.dates import DateDoesNotExist, parse_day

    written = f"{option}{text}" if option.endswith("=") else f"{option} {text}"
    try:
        return parse_day(text.strip())
    except DateDoesNotExist as error:
        raise malformed(f"`{written}`: {error}") from error
    except ValueError as error:
        raise malformed(f"`{written}` is not a day", "write a day as `2019-12-22`") from error


def read_optional_day(option: str, text: str | None) -> date | None:
    """Read a day that need not be given."""
    return None if text is None else read_day(option, text)


def read_delimiter(text: str | None) -> str | None:
    r"""Read what stands between the cells of a table; a tab may be written `\t`.

    Raises:
        BadQuestion: If it is more than one character, or one that stands in cells.

    Example:
        >>> read_delimiter(";"), read_delimiter(r"\t"), read_delimiter(None)
        (';', '\t', None)
    """
    if text is None:
        return None
    found = "\t" if text == "\\t" else text
    if len(found) != 1 or found.isalnum() or found in '"\r\n':
        raise malformed(f"`--delimiter` cannot be `{text}`", r"write one character such as `;`, a tab as `\t`")
    return found


def read_assumptions(texts: Iterable[str], option: str = "--assume") -> dict[str, date | None]:
    """Read what a scenario assumes: `INSTRUMENT` or `INSTRUMENT=DAY`.

    Raises:
        BadQuestion: If a day is malformed, or one instrument is named twice.

    Example:
        >>> read_assumptions(["draft-2019-12-16=2019-12-20"])
        {'draft-2019-12-16': datetime.date(2019, 12, 20)}
    """
    found: dict[str, date | None] = {}
    for text in texts:
        name, equals, day = text.partition("=")
        name = name.strip()
        if not name:
            raise malformed(f"`{option} {text}` names no instrument", f"write `{option} draft-2019-12-16`")
        if name in found:
            raise malformed(f"`{option}` names `{name}` twice", "give it once, with the day")
        found[name] = read_day(f"{option} {name}=", day) if equals else None
    return found


def read_choice(option: str, text: str, choices: type[Choice]) -> Choice:
    """Read a word of a closed list; capitals and hyphens make no difference.

    Raises:
        BadQuestion: If it is not of the list.
    """
    known = {str(choice.value): choice for choice in choices}
    word = text.strip().lower().replace("-", "_")
    if word not in known:
        raise unknown_word(option, text, list(known))
    return known[word]


def unknown_word(option: str, text: str, known: Sequence[str]) -> BadQuestion:
    """Return the error for a word that is none of a closed list, with the one that probably was meant."""
    meant = suggest(text, known)
    listed = ", ".join(f"`{one}`" for one in known)
    return malformed(f"`{option}` cannot be `{text}`", f"did you mean `{meant}`?" if meant else f"it can be {listed}")


def read_pairs(option: str, texts: Iterable[str], keys: Sequence[str]) -> Mapping[str, list[str]]:
    """Read `KEY=VALUE` pairs with keys of a closed list; a key may come several times.

    Raises:
        BadQuestion: If a pair is malformed or its key unknown.
    """
    found: dict[str, list[str]] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        key = key.strip().removeprefix("--")
        if not equals or not value:
            raise malformed(f"`{option} {text}` is not of the form `KEY=VALUE`", f"write `{option} as-of=2020-01-24`")
        if key not in keys:
            raise unknown_word(option, key, keys)
        found.setdefault(key, []).append(value)
    return found
