"""Single values: each is written in one way only, and what was probably meant is said."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from sanctions_engine.language.yaml.scalars import DateText, Flag, Identifier, Whole

FLAG, WHOLE, DAY, ID = TypeAdapter(Flag), TypeAdapter(Whole), TypeAdapter(DateText), TypeAdapter(Identifier)


def refused(
    adapter: "TypeAdapter[bool] | TypeAdapter[int] | TypeAdapter[date] | TypeAdapter[str]", value: object
) -> ErrorDetails:
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python(value)
    return caught.value.errors()[0]


def test_flags() -> None:
    values = [FLAG.validate_python(value) for value in ("true", "false", True, False)]
    assert values == [True, False, True, False]


@pytest.mark.parametrize(
    "value, meant",
    [
        ("yes", "true"),
        ("No", "false"),
        ("True", "true"),
        ("on", "true"),
        ("1", None),
        ("", None),
        (1, None),
        (None, None),
    ],
)
def test_other_words_are_no_flags(value: object, meant: str | None) -> None:
    error = refused(FLAG, value)
    assert (error["type"], error["ctx"]["expected"], error["ctx"]["suggestion"]) == (
        "SE103",
        "`true` or `false`",
        meant,
    )


@pytest.mark.parametrize(
    "value, number", [("0", 0), ("12", 12), ("-3", -3), ("+4", 4), (5, 5), ("9" * 60, int("9" * 60))]
)
def test_whole_numbers(value: object, number: int) -> None:
    assert WHOLE.validate_python(value) == number


@pytest.mark.parametrize(
    "value, meant",
    [
        ("007", "7"),
        ("1,000", "1000"),
        ("1 000 000", "1000000"),
        ("1_000", "1000"),
        ("1.000", None),  # a thousand to some, one to others
        ("1.0", None),
        ("1e3", None),
        ("0x10", None),
        (" 1", None),
        ("١٢", None),  # digits of another script
        ("9" * 5_000, None),  # int() refuses so many digits, or takes long
        (True, None),
        (1.0, None),
        (None, None),
    ],
)
def test_other_forms_are_no_whole_numbers(value: object, meant: str | None) -> None:
    error = refused(WHOLE, value)
    assert (error["type"], error["ctx"]["suggestion"]) == ("SE103", meant)


def test_days() -> None:
    assert DAY.validate_python("2020-02-29") == date(2020, 2, 29)
    assert DAY.validate_python(date(2020, 2, 29)) == date(2020, 2, 29)


@pytest.mark.parametrize("value", ["2019-02-29", "2019-13-01", "2019-00-01", "0000-01-01", "2019-04-31"])
def test_days_that_do_not_exist_have_a_code_of_their_own(value: str) -> None:
    error = refused(DAY, value)
    assert (error["type"], error["msg"]) == ("SE213", f"the date `{value}` does not exist")


@pytest.mark.parametrize(
    "value, meant",
    [
        ("2019-2-3", "2019-02-03"),
        ("2019/12/22", "2019-12-22"),
        ("22.12.2019", "2019-12-22"),
        ("3.4.2019", "2019-04-03"),
        ("03/04/2019", None),  # March or April
        ("22.13.2019", None),
        ("20191222", None),
        ("2019-12", None),
        ("2019-12-22T00:00", "2019-12-22"),
        ("2019-12-22T00:00Z", None),
        ("today", None),
        (datetime(2019, 12, 22), None),  # noqa: DTZ001 - a moment is no day, whatever its zone
        (None, None),
    ],
)
def test_other_forms_are_no_days(value: object, meant: str | None) -> None:
    error = refused(DAY, value)
    assert (error["type"], error["ctx"]["suggestion"]) == ("SE103", meant)


@pytest.mark.parametrize("value", ["a", "unscr-2397-8", "8", "a--b"])
def test_identifiers(value: str) -> None:
    assert ID.validate_python(value) == value


@pytest.mark.parametrize(
    "value, meant",
    [
        ("Foo_Bar", "foo-bar"),
        ("paragraph 8", "paragraph-8"),
        ("-a", "a"),
        ("a/b", "a-b"),
        ("", None),
        ("é", None),
        ("a\n", "a"),
    ],
)
def test_other_texts_are_no_identifiers(value: str, meant: str | None) -> None:
    error = refused(ID, value)
    assert (error["type"], error["ctx"]["suggestion"]) == ("SE112", meant)


@given(st.dates())
def test_every_day_is_read_as_it_is_written(day: date) -> None:
    assert DAY.validate_python(day.isoformat()) == day


@given(st.text(max_size=12))
def test_what_is_suggested_is_accepted(text: str) -> None:
    for adapter in (FLAG, WHOLE, DAY, ID):
        try:
            adapter.validate_python(text)
        except ValidationError as error:
            suggestion = error.errors()[0]["ctx"].get("suggestion")
            if suggestion:
                adapter.validate_python(suggestion)
