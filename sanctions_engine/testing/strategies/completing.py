"""Strategies for more evidence of the same world: absent fields filled, values chosen inside their intervals."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from sanctions_engine.models.claims import Claim, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.testing.strategies.values import field_values

FAR = 400
"""How far beyond its one end a value may lie that is open on the other side."""


@st.composite
def completed(draw: st.DrawFn, claim: Claim, kind: FactKind) -> Claim:
    """Return a strategy of claims that say all that a claim says, and perhaps more; the identity of the fact stays.

    Example:
        >>> from hypothesis import find
        >>> from sanctions_engine import DateRange, load_pack
        >>> kind = load_pack("un/dprk").kinds["Vessel"]
        >>> claim = Claim(fact="Vessel", fields={"imo": "9074729", "at": DateRange.parse("2018")}, by="JPN", source="note",
        ...               known=DateRange.parse("2018-12-31"))
        >>> full = find(completed(claim, kind), lambda one: one.fields["at"].is_exact and "flag" in one.fields)
        >>> full.fields["at"].low.year, full.fields["imo"]
        (2018, '9074729')
    """
    fields: dict[str, FieldValue] = dict(claim.fields)
    for name, declared in kind.fields.items():
        value = fields.get(name)
        if name in kind.identity or not draw(st.booleans()):
            continue
        if value is None:
            fields[name] = draw(field_values(declared))
        elif isinstance(value, NumberRange) and not value.is_exact:
            fields[name] = draw(_number_within(value))
        elif isinstance(value, DateRange) and not value.is_exact:
            fields[name] = draw(_day_within(value))
    return claim.model_copy(update={"fields": fields})


def _number_within(whole: NumberRange) -> st.SearchStrategy[NumberRange]:
    low = whole.low if whole.low is not None else (whole.high or 0) - FAR
    high = whole.high if whole.high is not None else low + FAR
    return st.sampled_from((low, high, low + (high - low) // 2)).map(NumberRange.of)


def _day_within(whole: DateRange) -> st.SearchStrategy[DateRange]:
    low = whole.low if whole.low is not None else (whole.high or date.max) - timedelta(days=FAR)
    high = whole.high if whole.high is not None else low + timedelta(days=FAR)
    return st.integers(0, (high - low).days).map(lambda number: DateRange.of(low + timedelta(days=number)))
