"""Fact kinds as Python classes, and the models of declared kinds."""

import warnings
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, ValidationError

from sanctions_engine.models.claims import NONE, Claim, Without
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.facts import (
    Amount,
    Count,
    Day,
    Fact,
    Flag,
    Limits,
    Maybe,
    StateCode,
    Text,
    Whole,
    describe,
    record_model,
    speaker,
)
from sanctions_engine.models.kinds import FactKind, FieldKind, FieldType
from sanctions_engine.models.numbers import NumberRange


class Holding(Fact, dated="at", identity=("owner", "asset"), nature="status", name="Ownership"):
    """Who owns how much of what.

    More about it.
    """

    owner: Text
    asset: Text
    share: Annotated[NumberRange, Limits(low=0, high=1)]
    state: Maybe[StateCode] = None
    votes: Maybe[Count] = None
    change: Maybe[Whole] = None
    value: Maybe[Amount] = None
    listed: Maybe[Flag] = None
    sold: Maybe[Day] = None
    kind_: Maybe[Text] = Field(default=None, alias="kind")
    at: Day


class Trip(Fact, dated="at", identity=("x",), nature="event"):
    """How somebody travelled."""

    x: Literal["sea", "air"]
    y: Maybe[Literal["a", "b"]] = None
    at: Day


def of(declared: str, **rest: Any) -> type[Any]:
    """Return the model of a kind with one field `x` and a date."""
    fields = {"x": FieldType(kind=FieldKind(declared), **rest), "at": FieldType(kind=FieldKind.DATE)}
    return record_model(
        FactKind.model_validate({"name": "K", "nature": "event", "dated": "at", "identity": ("x",), "fields": fields})
    )


def read(declared: str, value: object, *, tolerance: Fraction = Fraction(1, 10), **rest: Any) -> object:
    return (
        of(declared, **rest).model_validate({"x": value, "at": "2019"}, context={"tolerance": tolerance}).given()["x"]
    )


def error(declared: str, value: object, **rest: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        read(declared, value, **rest)
    [found] = caught.value.errors()
    assert found["loc"] == ("x",)
    return found["type"]


def test_a_class_declares_what_a_pack_would() -> None:
    amounts = NumberRange(0, None)
    assert Holding.kind() == FactKind(
        name="Ownership",
        title="Who owns how much of what",
        nature="status",  # type: ignore[arg-type]  # as a pack writes it
        dated="at",
        identity=("owner", "asset"),
        fields={
            "owner": FieldType(kind=FieldKind.TEXT),
            "asset": FieldType(kind=FieldKind.TEXT),
            "share": FieldType(kind=FieldKind.DECIMAL, bounds=NumberRange(0, 1)),
            "state": FieldType(kind=FieldKind.STATE, optional=True),
            "votes": FieldType(kind=FieldKind.INT, optional=True, bounds=amounts),
            "change": FieldType(kind=FieldKind.INT, optional=True),
            "value": FieldType(kind=FieldKind.DECIMAL, optional=True, bounds=amounts),
            "listed": FieldType(kind=FieldKind.BOOL, optional=True),
            "sold": FieldType(kind=FieldKind.DATE, optional=True),
            "kind": FieldType(kind=FieldKind.TEXT, optional=True),
            "at": FieldType(kind=FieldKind.DATE),
        },
    )


def test_a_fact_takes_what_a_dossier_writes_and_becomes_a_claim() -> None:
    fact = Holding.of(owner="a", asset="b", share="0.5..", state="China", sold="none", kind="direct", at="2019-03")
    claim = fact.claim(by="Russia", source="s", known=date(2020, 1, 24), grade="B2", denied=True)
    fields = {"owner": "a", "asset": "b", "share": NumberRange(Fraction(1, 2), 1), "state": "CHN", "sold": NONE}
    assert claim.fields == fields | {"kind": "direct", "at": DateRange.parse("2019-03")}
    assert (claim.fact, claim.by, claim.grade, claim.denied) == ("Ownership", "RUS", "B2", True)
    assert describe(claim, Holding.kind()) == (
        "denied: owner a, asset b, share 0.5..1, state CHN, sold none, kind direct, at 2019-03"
    )


def test_exact_types_are_taken_too() -> None:
    fact = Holding(owner="a", asset="b", share=NumberRange.of(1), at=DateRange.of(date(2019, 1, 1)))
    assert fact == Holding.of(owner="a", asset="b", share=1, at=date(2019, 1, 1))


def test_all_faults_of_a_fact_are_told_with_their_fields() -> None:
    with pytest.raises(ValidationError) as caught:
        Holding.of(owner=" ", asset="b", share=2, state="Atlantis", typo=1)
    found = [(found["loc"], found["type"]) for found in caught.value.errors()]
    assert found == [
        (("owner",), "text"),
        (("share",), "bounds"),
        (("state",), "unknown_state"),
        (("at",), "missing"),
        (("typo",), "extra_forbidden"),
    ]


def test_a_claim_needs_a_day_and_a_grade_that_exist() -> None:
    fact = Holding.of(owner="a", asset="b", share=1, at="2019")
    with pytest.raises(ValidationError):
        fact.claim(by="x", source="s", known="2020-02-30")
    with pytest.raises(ValidationError):
        fact.claim(by="x", source="s", known="2020", grade="Z1")


@pytest.mark.parametrize(
    "annotation, remedy",
    [
        (int, "Whole or Count"),
        (float, "Amount"),
        (Decimal, "Amount"),
        (date, "Day"),
        (list[str], "Text"),
        (int | None, ""),
    ],
)
def test_types_that_cannot_be_imprecise_are_refused_on_declaration(annotation: Any, remedy: str) -> None:
    with pytest.raises(TypeError, match=f"field `x` of `Bad` cannot be .*{remedy}"):
        type("Bad", (Fact,), {"__annotations__": {"x": annotation, "at": Day}}, **declared())


def test_declarations_that_do_not_fit_together_are_refused() -> None:
    with pytest.raises(TypeError, match="has to name a date field"):
        type("Bad", (Fact,), {"__annotations__": {"x": Text, "at": Text}}, **declared())
    with pytest.raises(TypeError, match="identity field `x`"):
        type("Bad", (Fact,), {"__annotations__": {"at": Day}}, **declared())
    with pytest.raises(TypeError, match="every claim has a key"):
        type("Bad", (Fact,), {"__annotations__": {"x": Text, "source": Text, "at": Day}}, **declared())
    with pytest.raises(TypeError, match="absent"):
        type("Bad", (Fact,), {"__annotations__": {"x": Text, "at": Day}, "x": "default"}, **declared())
    with pytest.raises(TypeError, match="nature"):
        type("Bad", (Fact,), {"__annotations__": {"at": Day}}, dated="at", identity=("at",))
    with pytest.raises(TypeError, match="no kind itself"):
        Fact.kind()


def test_a_literal_is_a_text_with_its_words() -> None:
    made, fields = Trip, Trip.kind().fields
    assert fields["x"] == FieldType(kind=FieldKind.TEXT, one_of=("sea", "air"))
    assert fields["y"] == FieldType(kind=FieldKind.TEXT, optional=True, one_of=("a", "b"))
    assert FactKind.model_validate_json(made.kind().model_dump_json()) == made.kind()
    assert made.of(x="sea", y="none", at="2019").y is NONE
    with pytest.raises(ValidationError, match="none of the words"):
        made.of(x="Sea", at="2019")
    with pytest.raises(TypeError, match="known to be without"):
        type("Bad", (Fact,), {"__annotations__": {"x": Literal["none"] | Without | None, "at": Day}}, **declared())
    with pytest.raises(TypeError, match="cannot be"):
        type("Bad", (Fact,), {"__annotations__": {"x": Literal[1, 2], "at": Day}}, **declared())


def test_a_text_with_words_is_one_of_them() -> None:
    words = ("crude", "refined")
    assert read("text", "crude", one_of=words) == "crude"
    assert read("text", "none", optional=True, one_of=words) is NONE
    assert of("text", optional=True, one_of=words).model_validate({"at": "2019"}).given().keys() == {"at"}
    for wrong in ("Refined", " crude", "gasoline", "none"):
        assert error("text", wrong, one_of=words) == "word"
    assert error("text", " ", one_of=words) == error("text", 3, one_of=words) == "text"
    assert error("text", "Crude", optional=True, one_of=words) == "word"


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "int", "one_of": ["1"]}, {"kind": "text", "one_of": ["a", "a"]}, {"kind": "text", "one_of": [" "]}],
)
def test_words_that_cannot_be_are_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        FieldType.model_validate(wrong)


def declared() -> dict[str, Any]:
    return {"dated": "at", "identity": ("x",), "nature": "event"}


@pytest.mark.parametrize(
    "kind, value, expected",
    [
        ("state", "Viet Nam", "VNM"),
        ("text", "none", "none"),
        ("bool", "false", False),
        ("bool", True, True),
        ("date", date(2019, 1, 1), DateRange(date(2019, 1, 1), date(2019, 1, 1))),
        ("decimal", Decimal("0.1"), NumberRange(Fraction(1, 10), Fraction(1, 10))),
        ("decimal", "1/3", NumberRange(Fraction(1, 3), Fraction(1, 3))),
        ("int", "~25", NumberRange(23, 27)),
        ("int", "2.5..", NumberRange(3, None)),
        ("int", "..2.5", NumberRange(None, 2)),
        ("int", "-2.5..2.5", NumberRange(-2, 2)),
        ("int", "2.0", NumberRange(2, 2)),
    ],
)
def test_values_that_a_field_takes(kind: str, value: object, expected: object) -> None:
    assert read(kind, value) == expected


@pytest.mark.parametrize(
    "kind, value, type_",
    [
        ("state", "", "text"),
        ("state", 1, "text"),
        ("state", "none", "none"),
        ("text", 7, "text"),
        ("text", "\n", "text"),
        ("bool", "True", "truth"),
        ("bool", 1, "truth"),  # 1 == True, and no condition
        ("bool", "none", "none"),
        ("int", True, "number"),  # True is an int in Python
        ("int", "2.5", "whole"),
        ("int", "1,000", "number"),
        ("decimal", 0.1, "number"),  # a float is not what was written
        ("decimal", Decimal("NaN"), "number"),
        ("date", "2019-02-29", "date_does_not_exist"),
        ("date", 2019, "date"),
    ],
)
def test_values_that_a_field_refuses(kind: str, value: object, type_: str) -> None:
    assert error(kind, value) == type_


@pytest.mark.parametrize(
    "written, low, high",
    [("..3000", 0, 3000), ("-5..5", 0, 5), ("5..", 5, 10_000), ("..", 0, 10_000), ("~9999", 9000, 10_000), ("0", 0, 0)],
)
def test_imprecise_numbers_are_narrowed_to_their_bounds(written: str, low: int, high: int) -> None:
    assert read("int", written, bounds=NumberRange(0, 10_000)) == NumberRange(low, high)


def test_numbers_wholly_outside_their_bounds_are_refused() -> None:
    assert error("int", "10001..", bounds=NumberRange(0, 10_000)) == "bounds"
    assert error("int", "-0.5", bounds=NumberRange(0, 10_000)) == "whole"
    assert error("decimal", "-0.5", bounds=NumberRange(0, None)) == "bounds"


def test_the_tolerance_is_that_of_the_context() -> None:
    assert read("decimal", "~1000", tolerance=Fraction(1, 4)) == NumberRange(750, 1250)
    assert of("decimal").model_validate({"x": "~1000", "at": "2019"}).given()["x"] == NumberRange(900, 1100)


@pytest.mark.parametrize("kind", [kind.value for kind in FieldKind])
def test_an_optional_field_may_be_none_or_absent_and_these_differ(kind: str) -> None:
    model = of(kind, optional=True)
    assert model.model_validate({"x": "none", "at": "2019"}).given()["x"] is NONE
    assert "x" not in model.model_validate({"at": "2019"}).given()
    assert "x" not in model.model_validate({"x": None, "at": "2019"}).given()


@pytest.mark.parametrize(
    "name", ["copy", "json", "schema", "model_config", "model_year", "_x", "given", "names", "class"]
)
def test_a_field_may_have_a_name_that_python_or_pydantic_uses(name: str) -> None:
    fields = {name: {"kind": "text"}, "at": {"kind": "date"}}
    kind = {"name": f"K{name}", "nature": "event", "dated": "at", "identity": (name,), "fields": fields}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = record_model(FactKind.model_validate(kind))
    assert model.model_validate({name: "v", "at": "2019"}).given() == {name: "v", "at": DateRange.parse("2019")}
    with pytest.raises(ValidationError) as caught:
        model.model_validate({"at": "2019"})
    assert caught.value.errors()[0]["loc"] == (name,)


def test_one_declaration_has_one_model() -> None:
    assert of("int") is of("int")
    assert of("int") is not of("decimal")


def test_fields_keep_the_order_of_the_kind() -> None:
    record = record_model(Holding.kind()).model_validate({"at": "2019", "share": 1, "asset": "b", "owner": "a"})
    assert list(record.given()) == ["owner", "asset", "share", "at"]


@pytest.mark.parametrize(
    "text, expected",
    [("russia", "RUS"), ("US", "USA"), ("Panel of Experts", "Panel of Experts"), ("Korea", "Korea"), ("PRK", "PRK")],
)
def test_speakers_that_are_states_become_codes(text: str, expected: str) -> None:
    assert speaker(text) == expected


def test_a_claim_made_in_python_is_that_of_a_dossier() -> None:
    fact = Holding.of(owner="a", asset="b", share=1, at="2019")
    claim = fact.claim(by="x", source="s", known="2020")
    assert claim == Claim(fact="Ownership", fields=claim.fields, by="x", source="s", known=DateRange.parse("2020"))
