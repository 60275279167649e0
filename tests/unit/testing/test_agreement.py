"""What two answers differ in, listed or counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.testing.agreement import compared

V = Verdict


def said(
    name: str, verdict: Verdict, rule: str = "law", due: str | None = None, exception: str | None = None
) -> Outcome:
    day = None if due is None else DateRange.parse(due)
    return Outcome(rule, Subject("Deal", (name,), names=("id",)), verdict, day, exception)


class Counted:
    """Outcomes with the numbers of those that are not listed."""

    def __init__(self, *outcomes: Outcome, quiet: Mapping[tuple[str, Verdict], int]) -> None:
        self.outcomes = outcomes
        self.quiet: Mapping[tuple[str, Verdict], int] = {}
        self._found = quiet

    def __iter__(self) -> Iterator[Outcome]:
        yield from self.outcomes
        self.quiet = self._found  # an engine may count while it answers


ONE = [said("a", V.VIOLATED), said("b", V.CLEAN), said("c", V.CLEAN), said("d", V.NOT_IN_FORCE)]


def test_order_does_not_matter() -> None:
    assert not list(compared(ONE, reversed(ONE)))


@pytest.mark.parametrize(
    "other, told",
    [
        ([said("a", V.UNDETERMINED), *ONE[1:]], "law on a: `violated` against `undetermined`"),
        (
            [said("a", V.VIOLATED, due="2019-03-01"), *ONE[1:]],
            "law on a: `violated` against `violated, due 2019-03-01`",
        ),
        ([said("a", V.VIOLATED, exception="x"), *ONE[1:]], "law on a: `violated` against `violated, by x`"),
        (ONE[1:], "law on a: `violated` against `no such subject`"),
        ([*ONE, said("e", V.CLEAN)], "law on e: `no such subject` against `clean`"),
        ([ONE[0], said("b", V.NOT_APPLICABLE), *ONE[2:]], "law on b: `clean` against `not_applicable`"),
        ([*ONE, ONE[0]], "law on a: `violated` against `violated and violated`"),
        ([*ONE, said("a", V.CLEAN, rule="z")], "z on a: `no such subject` against `clean`"),
    ],
)
def test_each_difference_is_told(other: list[Outcome], told: str) -> None:
    assert [str(one) for one in compared(ONE, other)] == [told]


QUIET = {("law", V.CLEAN): 2, ("law", V.NOT_IN_FORCE): 1}


def test_quiet_outcomes_may_be_counted() -> None:
    counted = Counted(ONE[0], quiet=QUIET)
    assert not list(compared(ONE, counted))
    assert not list(compared(counted, ONE))
    assert not list(compared(counted, Counted(ONE[0], quiet=QUIET)))


def test_part_of_them_may_be_listed() -> None:
    assert not list(compared(ONE, Counted(ONE[0], ONE[1], quiet={**QUIET, ("law", V.CLEAN): 1})))


def test_numbers_are_told_where_they_differ() -> None:
    counted = Counted(ONE[0], quiet={("law", V.CLEAN): 3, ("law", V.NOT_IN_FORCE): 1})
    assert [str(one) for one in compared(ONE, counted)] == ["law: `2 clean` against `3 clean`"]


def test_what_one_engine_counts_and_the_other_flags_is_told() -> None:
    counted = Counted(quiet={**QUIET, ("law", V.CLEAN): 3})
    assert [str(one) for one in compared(ONE, counted)] == [
        "law on a: `violated` against `no such subject`",
        "law: `2 clean` against `3 clean`",
    ]


def test_a_rule_that_neither_counts_is_compared_one_by_one() -> None:
    other = [*ONE, said("a", V.CLEAN, rule="other")]
    counted = Counted(ONE[0], said("b", V.CLEAN, rule="other"), quiet=QUIET)
    assert [str(one) for one in compared(other, counted)] == [
        "other on a: `clean` against `no such subject`",
        "other on b: `no such subject` against `clean`",
    ]
