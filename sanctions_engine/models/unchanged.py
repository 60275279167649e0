"""Whether a record is one that its fact kind takes as it stands: most are, and to see that takes a tenth of validating them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from sanctions_engine.models.claims import NONE, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind, FieldKind, FieldType
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.models.states import all_states, new_states
from sanctions_engine.models.text_forms import as_compared

Takes = Callable[[FieldValue], bool]
"""Whether a field takes a value as it stands. False is no refusal: it has to be validated then."""


def takes_unchanged(kind: FactKind) -> Callable[[Mapping[str, FieldValue]], bool]:
    """Return what tells whether the fields of a record surely are valid, and what validating them would give.

    Where it says no, `record_model` decides: the value may have to be read or converted, or to agree with another field, or a
    State may not have existed yet.

    Example:
        >>> fields = {"state": FieldType(kind="state"), "at": FieldType(kind="date"), "note": FieldType(kind="text", optional=True)}
        >>> takes = takes_unchanged(FactKind(name="Bar", nature="status", dated="at", identity=("state",), fields=fields))
        >>> takes({"state": "RUS", "at": DateRange.parse("2019-12")}), takes({"state": "Russia", "at": DateRange.parse("2019-12")})
        (True, False)
        >>> takes({"state": "RUS"}), takes({"state": "RUS", "at": DateRange.parse("2019-12"), "notes": "in port"})
        (False, False)
    """
    beside = {one.converts.amount for one in kind.fields.values() if one.converts is not None}
    beside |= {name for name, one in kind.fields.items() if one.ratio is not None or one.not_before is not None}
    takes = {name: _takes(one) for name, one in kind.fields.items() if name not in beside}
    needed = frozenset(name for name, one in kind.fields.items() if not one.optional)

    def unchanged(fields: Mapping[str, FieldValue]) -> bool:
        for name, value in fields.items():
            one = takes.get(name)
            if one is None or not one(value):
                return False
        return needed <= fields.keys()

    return unchanged


def _takes(declared: FieldType) -> Takes:
    takes = _of_kind(declared)
    if not declared.optional:
        return takes
    if declared.kind is FieldKind.STATE:
        return takes  # the most frequent field: `none` can take the long way
    return lambda value: value is NONE or (value != "none" and takes(value))


def _of_kind(declared: FieldType) -> Takes:
    match declared.kind:
        case FieldKind.STATE:
            return _old_states().__contains__
        case FieldKind.TEXT:
            return _text(declared)
        case FieldKind.BOOL:
            return lambda value: isinstance(value, bool)
        case FieldKind.DATE:
            return lambda value: type(value) is DateRange
    return _number(declared.bounds or NumberRange(None, None), whole=declared.kind is FieldKind.INT)


@cache
def _old_states() -> frozenset[str]:
    """Return the codes of the States that existed on any day that a rule can be about."""
    return frozenset(one.code for one in all_states() if one.code not in new_states())


def _text(declared: FieldType) -> Takes:
    form = declared.form
    if form is not None:
        return lambda value: isinstance(value, str) and value.strip() != "" and as_compared(form, value) == value
    if declared.one_of:
        return frozenset(declared.one_of).__contains__
    return lambda value: isinstance(value, str) and value.strip() != ""


def _number(bounds: NumberRange, *, whole: bool) -> Takes:
    least, most = bounds.low, bounds.high

    def takes(value: FieldValue) -> bool:
        if type(value) is not NumberRange:
            return False
        low, high = value.low, value.high
        if whole and not ((low is None or isinstance(low, int)) and (high is None or isinstance(high, int))):
            return False
        if low is not None and high is not None and low > high:
            return False
        return (least is None or (low is not None and low >= least)) and (
            most is None or (high is not None and high <= most)
        )

    return takes
