"""What is taken as it stands is what validating would give: for any kind and any values, however odd."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine.facts.agreement import disagreements
from sanctions_engine.facts.conversions import converted
from sanctions_engine.facts.existence import states_to_come
from sanctions_engine.models.claims import NONE, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import Conversion, FactKind, FieldKind, FieldType, Nature, Ratio
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.models.records import record_model
from sanctions_engine.models.text_forms import TextForm
from sanctions_engine.models.unchanged import takes_unchanged
from sanctions_engine.testing.strategies.kinds import kinds

_BOUNDS = (None, -1, 0, 1, Fraction(3, 2), 2, 7)
VALUES: st.SearchStrategy[FieldValue] = st.one_of(
    st.sampled_from(
        ("RUS", "SSD", "Russia", "XXX", "none", "a", " a", "", " ", "true", "03.03", "0303", "IMO 9000002", "kg")
    ),
    st.sampled_from((True, False, NONE)),
    st.builds(NumberRange, st.sampled_from(_BOUNDS), st.sampled_from(_BOUNDS)),
    st.sampled_from((DateRange.of(date(2000, 1, 1)), DateRange.parse("2011"), DateRange.parse("..2001"))),
)
RICH = FactKind(
    name="Rich",
    nature=Nature.EVENT,
    dated="on",
    identity=("code",),
    fields={
        "code": FieldType(kind=FieldKind.TEXT, optional=True, form=TextForm.TARIFF_CODE),
        "ship": FieldType(kind=FieldKind.TEXT, optional=True, form=TextForm.NAME_OR_IMO),
        "unit": FieldType(kind=FieldKind.TEXT, one_of=("kg", "none")),
        "word": FieldType(kind=FieldKind.TEXT, optional=True, one_of=("a", "kg")),
        "state": FieldType(kind=FieldKind.STATE, optional=True),
        "amount": FieldType(kind=FieldKind.DECIMAL, optional=True, bounds=NumberRange(0, None)),
        "tonnes": FieldType(
            kind=FieldKind.DECIMAL,
            optional=True,
            converts=Conversion(amount="amount", unit="unit", by=(("kg", NumberRange.of(1)),)),
        ),
        "many": FieldType(kind=FieldKind.INT, optional=True, bounds=NumberRange(0, 2)),
        "parts": FieldType(
            kind=FieldKind.INT,
            optional=True,
            bounds=NumberRange(0, None),
            ratio=Ratio(to="many", within=NumberRange(2, 3)),
        ),
        "until": FieldType(kind=FieldKind.DATE, optional=True, not_before="on"),
        "on": FieldType(kind=FieldKind.DATE),
    },
)


@given(st.data(), st.one_of(st.just(RICH), kinds()))
def test_what_is_taken_as_it_stands_is_what_validating_gives(data: st.DataObject, kind: FactKind) -> None:
    named: list[str] = data.draw(st.lists(st.sampled_from([*kind.fields, "other"]), unique=True))
    fields = {name: data.draw(VALUES, label=name) for name in named}
    for name, declared in kind.fields.items():  # most records are near to valid
        if declared.kind is FieldKind.DATE and data.draw(st.booleans(), label="dated"):
            fields[name] = DateRange.of(date(2019, 1, 1))
        elif data.draw(st.booleans(), label="a word of it") and declared.one_of:
            fields[name] = declared.one_of[0]
    if not takes_unchanged(kind)(fields):
        return
    given = record_model(kind).model_validate(fields).given()
    assert converted(kind, given) == fields
    assert [type(given[name]) for name in fields] == [type(value) for value in fields.values()]
    assert not states_to_come(kind, fields)
    assert not disagreements(kind, fields)


@pytest.mark.parametrize(
    "fields, taken",
    [
        ({"unit": "kg", "on": DateRange.parse("2019")}, True),
        (
            {"unit": "none", "on": DateRange.parse("2019"), "code": "0303", "state": "RUS", "many": NumberRange(0, 2)},
            True,
        ),
        ({"unit": "kg", "on": DateRange.parse("2019"), "code": "03.03"}, False),
        ({"unit": "kg", "on": DateRange.parse("2019"), "state": "SSD"}, False),
        ({"unit": "kg", "on": DateRange.parse("2019"), "many": NumberRange(1, 3)}, False),
        ({"unit": "kg", "on": DateRange.parse("2019"), "amount": NumberRange.of(1)}, False),
        ({"unit": "kg", "on": DateRange.parse("2019"), "word": "none"}, False),
        ({"unit": "kg", "on": DateRange.parse("2019"), "until": DateRange.parse("2018")}, False),
        ({"unit": "kg", "on": DateRange.parse("2019"), "many": NumberRange.of(1), "parts": NumberRange.of(7)}, False),
        ({"unit": "kg", "on": DateRange.parse("2019"), "word": NONE}, True),
        ({"on": DateRange.parse("2019")}, False),
    ],
)
def test_which_record_is_taken_as_it_stands(fields: dict[str, FieldValue], taken: bool) -> None:
    assert takes_unchanged(RICH)(fields) is taken
