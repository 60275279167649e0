"""Values in words, and ids of claims."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from sanctions_engine.findings.claim_ids import claim_id
from sanctions_engine.findings.wording import value_in_words
from sanctions_engine.models.claims import NONE, Claim
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.semantics.truth import FALSE, TRUE, unknown
from sanctions_engine.semantics.values import NOTHING, Choice, Interval, Length, Step, exactly

HUGE = 10**400


@pytest.mark.parametrize(
    "value, words",
    [
        (TRUE, "true"),
        (FALSE, "false"),
        (unknown(), "unknown"),
        (NOTHING, "none"),
        (exactly(5), "5"),
        (exactly(Fraction(1, 4)), "0.25"),
        (Interval(0, None), "0.."),
        (Interval(None, 5), "..5"),
        (Interval(None, None), "unknown"),
        (Interval(0, None, maybe_none=True), "0.. or none"),
        (Interval(None, None, maybe_none=True), "unknown"),
        (exactly(date(2019, 12, 22)), "2019-12-22"),
        (Interval(date(2019, 12, 1), None), "2019-12-01.."),
        (exactly(Fraction(16613, 2035)), "8.2"),
        (exactly(Fraction(-16613, 2035)), "-8.2"),
        (exactly(Fraction(1, 3)), "0.33"),
        (exactly(Fraction(2, 300)), "0.0067"),
        (exactly(Fraction(99999, 100001)), "1.00"),
        (Interval(Fraction(1, 3), Fraction(2, 3)), "0.33..0.67"),
        # numbers beyond what a float can hold
        (exactly(HUGE), "1.0 * 10^400"),
        (exactly(Fraction(-HUGE, 3)), "-3.3 * 10^399"),
        (exactly(Fraction(1, HUGE)), "1.0 * 10^-400"),
        (exactly(10**29), "1" + "0" * 29),
        (exactly(0), "0"),
        (Choice(frozenset({"RUS", "CHN"})), "CHN or RUS"),
        (Choice(None), "unknown"),
        (Length((Step("months", exactly(24)), Step("business_days", exactly(10)))), "24 months + 10 business days"),
        (frozenset({"b", "a"}), "a, b"),
    ],
)
def test_values(value: Any, words: str) -> None:
    assert value_in_words(value) == words


def test_a_number_of_more_digits_than_python_writes() -> None:
    assert value_in_words(exactly(10**9000 // 7)) == "1.4 * 10^8999"


ONE: dict[str, Any] = {"fact": "X", "fields": {"a": "1"}, "by": "RUS", "source": "s", "known": DateRange.parse("2020")}


@pytest.mark.parametrize(
    "changes",
    [
        {"fact": "Y"},
        {"fields": {"a": "2"}},
        {"fields": {"a": NumberRange.of(1)}},  # a number is not the text that looks like it
        {"fields": {"a": NONE}},
        {"fields": {"a": True}},
        {"fields": {"b": "1"}},
        {"by": "CHN"},
        {"source": "t"},
        {"known": DateRange.parse("2020-01")},
        {"grade": "A1"},
        {"denied": True},
    ],
    ids=str,
)
def test_claims_that_say_something_else_have_other_ids(changes: dict[str, Any]) -> None:
    assert claim_id(Claim(**ONE)) != claim_id(Claim(**{**ONE, **changes}))


def test_none_is_not_the_text_none() -> None:
    one, other = (claim_id(Claim(**{**ONE, "fields": {"a": value}})) for value in (NONE, "none"))
    assert one != other


def test_ids_are_long_enough_for_many_claims() -> None:
    # With eight digits two of a hundred thousand claims are alike as often as not, and a proof would lose one of them.
    assert len(claim_id(Claim(**ONE))) == 16
