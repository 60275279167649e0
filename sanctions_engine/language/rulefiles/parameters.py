"""Parameters: numbers, days and texts that the law sets and changes, each value with its days and its citation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from sanctions_engine.diagnostics import Code, Label, Problems, Span
from sanctions_engine.language.rulefiles.citations import CitationReader
from sanctions_engine.language.rulefiles.documents import ParameterValueDocument
from sanctions_engine.language.rulefiles.ids import name_fits
from sanctions_engine.language.rules import Parameter, ParameterValue
from sanctions_engine.language.types import DATE, NUMBER, TEXT, Type
from sanctions_engine.language.yaml.yaml_document import PLAIN, Document, Path, ScalarNode
from sanctions_engine.models.dates import DateDoesNotExist, DateRange
from sanctions_engine.models.numbers import NumberRange


@dataclass(frozen=True, slots=True)
class _Placed:
    value: ParameterValue
    path: Path


def read_parameters(
    shapes: Mapping[str, Sequence[ParameterValueDocument]],
    document: Document,
    path: Path,
    citations: CitationReader,
    problems: Problems,
) -> dict[str, Parameter] | None:
    """Return the parameters of a rule by name, their values in order of their days; None after noting problems.

    A value without `until` holds until the next one begins. Days that no value covers are allowed.

    Args:
        shapes: What stands under `parameters`.
        document: The file.
        path: Where `parameters` stands in it.
        citations: Reads `cite`.
        problems: Gets SE103 (form), SE112 (names), SE116 (citations), SE213 (days), SE306 (overlaps).
    """
    if not shapes:
        return {}
    before = len(problems)
    parameters = {}
    for name, values in shapes.items():
        name_fits(name, "a parameter", partial(document.key_span, *path, name), problems)
        parameters[name] = _parameter(name, values, document, (*path, name), citations, problems)
    return parameters if len(problems) == before else None


def parameter_type(parameter: Parameter) -> Type:
    """Return the type of a parameter, which all its values share."""
    value = parameter.values[0].value
    return NUMBER if isinstance(value, NumberRange) else DATE if isinstance(value, DateRange) else TEXT


def _parameter(
    name: str,
    shapes: Sequence[ParameterValueDocument],
    document: Document,
    path: Path,
    citations: CitationReader,
    problems: Problems,
) -> Parameter:
    if not shapes:
        help = "write a list such as `[{from: 2018-01-01, value: 500000, cite: unscr-2397 5}]`"
        problems.add(Code.SE103, f"parameter `{name}` has no values", document.span(*path), help=help)
    placed = []
    for index, shape in enumerate(shapes):
        at = (*path, index)
        value = _value(shape.value, document, (*at, "value"), problems)
        citation = citations.free(shape.cite, document.span(*at, "cite"), problems) if shape.cite else None
        if value is not None:
            placed.append(_Placed(ParameterValue(value, shape.since, shape.until, citation, shape.cite), at))
            _check_value(name, placed, document, problems)
    placed.sort(key=lambda one: one.value.since or date.min)
    return Parameter(name, tuple(_without_gaps_left_open(name, placed, document, problems)))


def _value(text: str, document: Document, path: Path, problems: Problems) -> NumberRange | DateRange | str | None:
    node = document.node(*path)
    if isinstance(node, ScalarNode) and node.style != PLAIN:
        return text
    try:
        return NumberRange.parse(text)
    except ValueError:
        pass
    try:
        return DateRange.parse(text)
    except DateDoesNotExist as error:
        problems.add(Code.SE213, str(error), document.span(*path), offending=text)
        return None
    except ValueError:
        return text


def _check_value(name: str, placed: Sequence[_Placed], document: Document, problems: Problems) -> None:
    """Check the last value against itself and the type of the first one."""
    first, last = placed[0], placed[-1]
    if type(first.value.value) is not type(last.value.value):
        also = [Label(_value_span(first, document), "another type than this")]
        message = f"parameter `{name}` mixes numbers, days and texts"
        problems.add(Code.SE103, message, _value_span(last, document), also=also, help="give all its values one type")
    since, until = last.value.since, last.value.until
    if since is not None and until is not None and until <= since:
        message = f"value of `{name}` applies to no day"
        help = "`until` is the first day without the value and comes after `from`"
        problems.add(Code.SE103, message, document.span(*last.path, "until"), help=help)


def _without_gaps_left_open(
    name: str, placed: Sequence[_Placed], document: Document, problems: Problems
) -> list[ParameterValue]:
    """Let each value end where it says, or else where the next one begins; note overlaps."""
    values = []
    for index, one in enumerate(placed):
        value = one.value
        following = placed[index + 1] if index + 1 < len(placed) else None
        begins = following.value.since if following else None
        if following is not None and (
            begins is None or begins == value.since or (value.until and begins < value.until)
        ):
            also = [Label(_value_span(one, document), "while this one holds")]
            help = "end the earlier value with `until`, the first day without it"
            message, span = f"values of parameter `{name}` overlap", _value_span(following, document)
            problems.add(Code.SE306, message, span, "begins", also=also, help=help)
        until = value.until if value.until or following is None else begins
        values.append(ParameterValue(value.value, value.since, until, value.citation, value.source))
    return values


def _value_span(placed: _Placed, document: Document) -> Span:
    return document.span(*placed.path, "value")
