"""Completions of a dossier: more is said of the same world, within the limits of the law of soundness.

A completion fills absent optional fields, chooses inside intervals, and adds facts outside the coverage. It changes no
identity, grade or `known`. A fact is added to

- an event series that nobody spoke in (a further claim in one that exists would correct a fact, not add one);
- a status series that nobody spoke in;
- a status series with one speaker, by that speaker, earlier than all that is there where `latest`, `any`, `all`, `count`,
  `sum` or the rule's own subject reads the kind's present value, and later than all that is there where `earliest` reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from sanctions_engine.language.nodes import Aggregate, walk
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.models.claims import Claim, Coverage, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind, Nature
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.semantics.evidence import key_text
from sanctions_engine.semantics.law import Law
from tests.properties.strategies.dossiers import Situation, claims, situations, values
from tests.properties.strategies.kinds import KINDS
from tests.properties.strategies.laws import law_of

READ_PRESENT = frozenset({"latest", "any", "all", "count", "sum"})
FAR = 400


# --- fields ------------------------------------------------------------------------------------------------------------


@st.composite
def _within_number(draw: st.DrawFn, whole: NumberRange) -> NumberRange:
    low = whole.low if whole.low is not None else (whole.high or 0) - FAR
    high = whole.high if whole.high is not None else low + FAR
    one, other = (draw(st.sampled_from(sorted({low, low + (high - low) // 2, high}))) for _ in range(2))
    return NumberRange(min(one, other), max(one, other))


@st.composite
def _within_days(draw: st.DrawFn, whole: DateRange) -> DateRange:
    low = whole.low if whole.low is not None else (whole.high or date.max) - timedelta(days=FAR)
    high = whole.high if whole.high is not None else low + timedelta(days=FAR)
    one, other = (draw(st.sampled_from(sorted({low, low + (high - low) // 2, high}))) for _ in range(2))
    return DateRange(min(one, other), max(one, other))


@st.composite
def completed_claims(draw: st.DrawFn, claim: Claim) -> Claim:
    """Draw a claim that says all that the given one says, and perhaps more."""
    kind = KINDS[claim.fact]
    told: dict[str, FieldValue] = {}
    for name in kind.fields:
        value = claim.fields.get(name)
        if name in kind.identity:
            if value is not None:
                told[name] = value
        elif value is None:
            filled = draw(st.none() | values(kind, name))
            if filled is not None:
                told[name] = filled
        elif isinstance(value, NumberRange) and not value.is_exact:
            told[name] = draw(_within_number(value))
        elif isinstance(value, DateRange) and not value.is_exact:
            told[name] = draw(_within_days(value))
        else:
            told[name] = value
    return claim.model_copy(update={"fields": told})


# --- facts -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reads:
    """How the rules read a kind: its present value, its first."""

    present: bool
    first: bool


def reads_of(law: Law, kind: str) -> Reads:
    """Return how the rules of a law read a kind."""
    functions = {
        node.function for formula in _formulas(law) for node in walk(formula.node)
        if isinstance(node, Aggregate) and node.kind == kind
    }  # fmt: skip
    is_subject = any(rule.each.kind.name == kind for rule in law.rules.values())
    return Reads(is_subject or not functions.isdisjoint(READ_PRESENT), "earliest" in functions)


def _formulas(law: Law) -> Iterator[Formula]:
    for rule in law.rules.values():
        yield from _formulas_in(rule)


def _formulas_in(part: object) -> Iterator[Formula]:
    if isinstance(part, Formula):
        yield part
    elif isinstance(part, (tuple, list)):
        for one in part:
            yield from _formulas_in(one)
    elif isinstance(part, dict):
        yield from _formulas_in(list(part.values()))
    elif is_dataclass(part) and type(part).__module__ == Rule.__module__:
        for one in fields(part):
            yield from _formulas_in(getattr(part, one.name))


def series_of(claim: Claim) -> tuple[str, tuple[str, ...]]:
    """Return the kind of a claim with the identity of its fact."""
    return claim.fact, tuple(key_text(claim.fields.get(name)) for name in KINDS[claim.fact].identity)


def is_outside(claim: Claim, coverage: Coverage) -> bool:
    """Whether a claim surely is of no fact that a declaration of completeness speaks of."""
    if claim.fact != coverage.fact:
        return True
    for name, value in coverage.fields.items():
        told = claim.fields.get(name)
        if told is not None and told != value:
            return True
    dated = _day(claim)
    return bool(
        (coverage.start and dated.high and dated.high < coverage.start)
        or (coverage.end and dated.low and dated.low > coverage.end)
    )


def _day(claim: Claim) -> DateRange:
    dated = claim.fields[KINDS[claim.fact].dated or ""]
    assert isinstance(dated, DateRange)
    return dated


def may_be_added(claim: Claim, there: Iterable[Claim], law: Law, kind: FactKind) -> bool:
    """Whether a fact can be added to a series that holds the given claims."""
    there = list(there)
    if not there:
        return True
    if kind.nature is Nature.EVENT or {one.by for one in there} != {claim.by}:
        return False
    reads, day = reads_of(law, kind.name), _day(claim)
    before = all(_before(day, _day(one)) for one in there)
    after = all(_before(_day(one), day) for one in there)
    apart = all(_before(day, _day(one)) or _before(_day(one), day) for one in there)
    return apart and (before or not reads.present) and (after or not reads.first)


def _before(one: DateRange, other: DateRange) -> bool:
    return one.high is not None and other.low is not None and one.high < other.low


@dataclass(frozen=True)
class Completed:
    """A situation, and another in which more is said of the same world."""

    before: Situation
    after: Situation

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        printer.text("\n".join([self.before.file.text, *self.before.lines(), "completed to", *self.after.lines()]))


@st.composite
def completions(draw: st.DrawFn) -> Completed:
    """Draw a situation and a completion that keeps within the limits of soundness for its rules."""
    before = draw(situations())
    law, kinds = law_of(before.file), before.file.kinds
    said = [draw(completed_claims(one)) for one in before.dossier.claims]
    added: list[Claim] = []
    for claim in draw(st.lists(claims(kinds), max_size=4)):
        # against the claims as they were and as they are now: a narrower day may leave more room than there was
        there = [one for one in (*before.dossier.claims, *said, *added) if series_of(one) == series_of(claim)]
        outside = all(is_outside(claim, one) for one in before.dossier.coverage)
        if outside and may_be_added(claim, there, law, KINDS[claim.fact]):
            added.append(claim)
    after = before.dossier.model_copy(update={"claims": (*said, *added)})
    return Completed(before, Situation(before.file, after))
