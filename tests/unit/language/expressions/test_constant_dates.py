"""Days that a rule reckons from what it says itself: those that do not exist are told before anything is judged."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sanctions_engine.diagnostics import Problems, Span
from sanctions_engine.language.expressions.constant_dates import Sum, check_sum, rests_on, sums_of_days
from sanctions_engine.language.expressions.constants import Known
from sanctions_engine.language.expressions.formulas import read_formula
from sanctions_engine.language.expressions.scopes import Scope
from sanctions_engine.language.rules import Formula
from sanctions_engine.language.types import DATE, DURATION, NUMBER, Type

ADOPTED = date(2017, 12, 31)
SCOPE = Scope(
    kinds={},
    lets={"limit": DATE, "notice": DURATION, "soon": DATE},
    row={"length": NUMBER, "day": DATE, "empty": Type(NUMBER.base, optional=True)},
    specials={"due": DATE, "as_of": DATE, "instrument.adopted": DATE},
)


def locate(start: int, end: int) -> Span:
    return Span("case", 1, start + 1, 1, end + 1)


def read(text: str) -> Formula:
    problems = Problems()
    formula = read_formula(text, SCOPE, None, problems, locate)
    assert formula is not None, problems.found
    return formula


LETS = {
    "limit": read("instrument.adopted + days(31)").node,
    "notice": read("months(2)").node,
    "soon": read("as_of + days(1)").node,
}
ROW: dict[str, Any] = {"length": 2, "day": date(2020, 1, 31), "empty": None}


def check(formula: Formula, known: Known, problems: Problems) -> None:
    """Check what a formula counts from what its rule says, as the rules of a pack are checked."""
    failed: list[Sum] = []
    for one in sums_of_days(formula.node):
        if not one.derived or rests_on(one, failed):
            continue
        before = len(problems)
        fits = check_sum(one, known, formula, locate, problems)
        assert fits is (len(problems) == before)
        failed += [] if fits else [one]


def told(text: str, adopted: date | None = ADOPTED) -> list[tuple[str, str]]:
    problems = Problems()
    check(read(text), Known(adopted, ROW, LETS), problems)
    spans = [problem.span for problem in problems]
    return [
        (problem.code.name, text[span.column - 1 : span.end_column - 1])
        for problem, span in zip(problems, spans, strict=True)
        if span is not None
    ]


@pytest.mark.parametrize(
    "text, stretch",
    [
        ("instrument.adopted + months(2)", "instrument.adopted + months(2)"),
        ("due > instrument.adopted + months(2)", "instrument.adopted + months(2)"),
        # the day after three days is judged, not the adoption
        ("instrument.adopted + days(59) + years(1) - months(2) + days(1)", None),
        ("instrument.adopted + days(59) - months(1) + months(2)", None),
        ("instrument.adopted - months(1)", "instrument.adopted - months(1)"),
        ("instrument.adopted + months(14)", "instrument.adopted + months(14)"),
        ("instrument.adopted + (days(0) + months(2))", "instrument.adopted + (days(0) + months(2))"),
        ("instrument.adopted + (months(1) + months(1))", "instrument.adopted + (months(1) + months(1))"),
        ("instrument.adopted + (months(1) - months(1))", None),
        ('instrument.adopted + months(2, round="down")', None),
        ("instrument.adopted + months(1)", None),
        ("instrument.adopted + years(3)", None),
        ("instrument.adopted + weeks(5) - days(4) + months(1)", "instrument.adopted + weeks(5) - days(4) + months(1)"),
        ("instrument.adopted + notice", "instrument.adopted + notice"),
        ("limit + months(1)", "limit + months(1)"),
        ("soon + months(1)", None),
        ("row.day + months(1)", "row.day + months(1)"),
        ("instrument.adopted + months(row.length)", "instrument.adopted + months(row.length)"),
        ('date("2017-12-31") + months(row.length)', 'date("2017-12-31") + months(row.length)'),
        ("instrument.adopted + months(-row.length) - months(row.empty)", None),
        ("instrument.adopted + months(-row.length - 1)", "instrument.adopted + months(-row.length - 1)"),
        ("instrument.adopted + months(-row.length - 2)", None),
        ("instrument.adopted + (notice + notice)", "instrument.adopted + (notice + notice)"),
        (
            "days_between(instrument.adopted, instrument.adopted + months(2) + days(1)) > 3",
            "instrument.adopted + months(2)",
        ),
        ('instrument.adopted + business_days(1, "DE") + months(1)', None),
        ("due + months(2)", None),
        ("min(due, instrument.adopted + months(2))", "instrument.adopted + months(2)"),
    ],
)
def test_a_day_that_its_month_does_not_have_is_told(text: str, stretch: str | None) -> None:
    assert told(text) == ([] if stretch is None else [("SE217", stretch)])


def test_rolling_forward_is_no_rounding() -> None:
    text = 'instrument.adopted + months(2, roll="forward", calendar="DE")'
    assert told(text) == [("SE217", text)]


def test_both_days_that_it_can_be_are_named() -> None:
    problems = Problems()
    check(read("instrument.adopted + months( 2 )"), Known(ADOPTED), problems)
    (problem,) = problems
    assert problem.help == 'write `months( 2, round="down")` for 2018-02-28, `round="up"` for 2018-03-01'


def test_without_an_adoption_nothing_is_reckoned_from_it() -> None:
    assert told("instrument.adopted + months(2)", None) == []


def test_a_day_outside_the_calendar_is_told() -> None:
    assert told("instrument.adopted + years(9999)") == [("SE602", "instrument.adopted + years(9999)")]
    assert told("instrument.adopted - days(1000000)") == [("SE602", "instrument.adopted - days(1000000)")]


def test_what_the_formula_says_alone_is_told_once_when_it_is_read() -> None:
    # the trap: a table has one formula and many rows, each of which would tell it again
    problems = Problems()
    assert read_formula('date("2017-12-31") + months(2)', SCOPE, None, problems, locate) is None
    assert [problem.code.name for problem in problems] == ["SE217"]
    assert told('date("2017-12-31") + months(1) + days(28)') == []
