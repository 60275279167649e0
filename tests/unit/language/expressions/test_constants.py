"""Days that the law alone decides, worked out when rules are checked."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from sanctions_engine.diagnostics import Problems, Span
from sanctions_engine.language.expressions.constants import Known, constant, constant_day
from sanctions_engine.language.expressions.formulas import read_formula
from sanctions_engine.language.expressions.scopes import Scope
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.types import DATE, NUMBER, TEXT
from sanctions_engine.models.claims import NONE
from sanctions_engine.models.deadlines import AmbiguousDay

SCOPE = Scope(
    kinds={},
    row={"n": NUMBER, "since": DATE, "word": TEXT, "none": NUMBER},
    parameters={"cap": NUMBER},
    specials={"instrument.adopted": DATE, "as_of": DATE},
)
KNOWN = Known(date(2017, 12, 22), {"n": 3, "since": date(2018, 1, 31), "word": "x", "none": NONE})


def _node(text: str) -> Expr:
    problems = Problems()
    formula = read_formula(text, SCOPE, None, problems, lambda start, end: Span("a.yaml", 1, start, 1, end))
    assert formula is not None, list(problems)
    return formula.node


@pytest.mark.parametrize(
    "text, value",
    [
        ("instrument.adopted", date(2017, 12, 22)),
        ("instrument.adopted + months(24)", date(2019, 12, 22)),
        ("days(10) + instrument.adopted", date(2018, 1, 1)),
        ("instrument.adopted - days(22)", date(2017, 11, 30)),
        ("instrument.adopted - years(1)", date(2016, 12, 22)),
        ("instrument.adopted + weeks(row.n)", date(2018, 1, 12)),
        ("instrument.adopted + days(row.n * 2 + 1 - 4)", date(2017, 12, 25)),
        ('row.since + months(1, round="down")', date(2018, 2, 28)),
        ('row.since + months(1, round="up")', date(2018, 3, 1)),
        ('instrument.adopted + business_days(2, "US-federal")', date(2017, 12, 27)),
        ("instrument.adopted - row.since", -40),
        ("7 / 2", Fraction(7, 2)),
        ("-row.n", -3),
        # what hangs on more than the law is not known
        ("as_of", None),
        ("parameter.cap", None),
        ("row.none", None),
        ("instrument.adopted + days(row.none)", None),
        ("days(parameter.cap)", None),
        ("row.word", None),
        ("as_of > instrument.adopted", None),
        ("7 / (row.n - 3)", None),
    ],
)
def test_what_the_law_alone_decides_is_worked_out(text: str, value: object) -> None:
    assert constant(_node(text), KNOWN) == value


def test_a_day_that_may_not_exist_is_told() -> None:
    with pytest.raises(AmbiguousDay):
        constant(_node("row.since + months(1)"), KNOWN)


def test_asking_for_a_day_alone_never_raises() -> None:
    assert constant_day(_node("row.since + months(1)"), KNOWN) is None
    assert constant_day(_node("row.since + days(99999999)"), KNOWN) is None
    assert constant_day(_node("row.n + 1"), KNOWN) is None
    assert constant_day(_node("instrument.adopted"), Known()) is None
