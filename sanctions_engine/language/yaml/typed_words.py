"""Says in this project's words what pydantic found wrong with a value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import ErrorDetails

from sanctions_engine.diagnostics import Code
from sanctions_engine.diagnostics.suggestions import suggest

_QUOTED = re.compile(r"'([^']*)'")
_CODES = {"date_does_not_exist": Code.SE213}
_WORDS: dict[str, str] = {
    "string_type": "a text",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "iterable_type": "a list",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "dataclass_type": "a mapping",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a whole number of fewer digits",
    "float_type": "a number",
    "float_parsing": "a number",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "finite_number": "a number",
    "bool_type": "`true` or `false`",
    "bool_parsing": "`true` or `false`",
    "date_type": "a day such as `2019-12-22`",
    "date_parsing": "a day such as `2019-12-22`",
    "date_from_datetime_parsing": "a day such as `2019-12-22`",
    "date_from_datetime_inexact": "a day such as `2019-12-22`",
    "none_required": "nothing",
    "invalid_key": "a text as key",
}


_ASSIGNMENT = re.compile(r"\s*(\w+)\s*=(?!=)\s*(.*)")


def entries(count: int) -> str:
    """Return a number of entries in words."""
    return f"{count} {'entry' if count == 1 else 'entries'}"


def _characters(count: int) -> str:
    return f"{count} {'character' if count == 1 else 'characters'}"


_PHRASES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "literal_error": lambda context: _one_of(context["expected"]),
    "enum": lambda context: _one_of(context["expected"]),
    "too_short": lambda context: f"at least {entries(context['min_length'])}",
    "too_long": lambda context: f"at most {entries(context['max_length'])}",
    "string_too_short": lambda context: f"a text of at least {_characters(context['min_length'])}",
    "string_too_long": lambda context: f"a text of at most {_characters(context['max_length'])}",
    "string_pattern_mismatch": lambda context: f"a text of the form `{context['pattern']}`",
    "greater_than": lambda context: f"more than {context['gt']}",
    "greater_than_equal": lambda context: f"at least {context['ge']}",
    "less_than": lambda context: f"less than {context['lt']}",
    "less_than_equal": lambda context: f"at most {context['le']}",
    "multiple_of": lambda context: f"a multiple of {context['multiple_of']}",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a value: either what was `expected`, or a `message` of its own.

    Attributes:
        code: The code of the problem.
        expected: A phrase such as `a whole number`.
        message: A whole message, where there is no such phrase.
        help: The remedy.
        suggestion: The text that probably was meant.
        stretch: The part of the text that is wrong; None for all of it.
        label: What is said of the place.
    """

    code: Code
    expected: str | None = None
    message: str | None = None
    help: str | None = None
    suggestion: str | None = None
    stretch: tuple[int, int] | None = None
    label: str = ""


def verdict_of(error: ErrorDetails) -> Verdict:
    """Return what an error of pydantic means.

    An error whose type is the name of a code becomes that code. Its context may hold `expected`, `help`, `suggestion`,
    `label` and, for the part of the text that is wrong, `start` and `end`. In the message of any other error of a
    validator the words before `; ` are what was expected if they begin with `a` or `an`, and the words after it are the
    remedy.

    Example:
        >>> verdict_of({"type": "int_parsing", "loc": (), "msg": "…", "input": "x"}).expected
        'a whole number'
    """
    kind, context = error["type"], error.get("ctx", {})
    if kind.startswith("date_") and str(context.get("error", "")).endswith("outside expected range"):
        return Verdict(Code.SE213, message=f"the date `{error['input']}` does not exist")
    if kind in _WORDS:
        return Verdict(Code.SE103, _WORDS[kind], help=_form_help(_WORDS[kind], error["input"]))
    if kind in _PHRASES:
        return _phrase(kind, context, error["input"])
    if kind in Code.__members__:
        return _with_code(Code[kind], context, error["msg"])
    message = (
        str(context["error"]) if kind in {"value_error", "assertion_error"} and "error" in context else error["msg"]
    )
    code = _CODES.get(kind, Code.SE103)
    if message.startswith("Input should be "):
        return Verdict(code, message.removeprefix("Input should be ").replace("'", "`"))
    if message.startswith(("a ", "an ")):
        expected, _, rest = message.partition("; ")
        return Verdict(code, expected, help=rest if rest and not rest.startswith("got ") else None)
    told = message[:1].lower() + message[1:] if kind not in _CODES else message
    return Verdict(code, message=told, help=context.get("help"))


def _form_help(expected: str, found: object) -> str | None:
    """Return how a mapping or a list is written, where something else stands in its place."""
    if expected == "a list":
        return "write `[…]`, or one entry a line with `- ` before it"
    if expected != "a mapping":
        return None
    only = found[0] if isinstance(found, (list, tuple)) and len(found) == 1 else found
    set_equal = _ASSIGNMENT.match(only) if isinstance(only, str) else None
    if set_equal:
        return f"write `{set_equal[1]}: {set_equal[2].strip()}` on a line of its own, with a colon"
    return "write `key: value`, one a line and further in than this key"


def _phrase(kind: str, context: Mapping[str, Any], found: object) -> Verdict:
    expected = _PHRASES[kind](context)
    options = _QUOTED.findall(context["expected"]) if "expected" in context else []
    meant = suggest(found, options) if isinstance(found, str) else None
    return Verdict(Code.SE103, expected, help=f"did you mean `{meant}`?" if meant else None, suggestion=meant)


def _with_code(code: Code, context: Mapping[str, Any], message: str) -> Verdict:
    start, end = context.get("start"), context.get("end")
    stretch = (start, end) if isinstance(start, int) and isinstance(end, int) else None
    expected, told = context.get("expected"), context.get("label") or ""
    message_or_none = None if expected else message
    return Verdict(code, expected, message_or_none, context.get("help"), context.get("suggestion"), stretch, told)


def _one_of(expected: str) -> str:
    """Return pydantic's list of the values that are allowed in this project's words."""
    return listed([f"`{value}`" for value in _QUOTED.findall(expected)]) or expected


def listed(words: list[str]) -> str:
    """Return words as `a, b or c`.

    Example:
        >>> listed(["a text", "a list", "a mapping"])
        'a text, a list or a mapping'
    """
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
