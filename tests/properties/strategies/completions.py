"""Completions of a dossier: more is said of the same world, within the limits of the law of soundness.

A completion fills absent optional fields, chooses inside intervals, and adds facts outside the coverage. It changes no
identity, grade or `known`. A fact is added to

- an event series that nobody spoke in (a further claim in one that exists would correct a fact, not add one);
- a status series that nobody spoke in;
- a status series with one speaker, by that speaker, earlier than all that is there where `latest`, `any`, `all`, `count`,
  `sum` or the rule's own subject reads the kind's present value, and later than all that is there where `earliest` reads it.

Where the filter of `latest` or `earliest` does not fix the series, all series of the kind count as one; checking warns of such
rules.

Many completions are tried of each situation, so they are made with plain random numbers; what fails is cut down here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from random import Random

from sanctions_engine.language.nodes import Aggregate, walk
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.models.claims import NONE, Claim, Coverage, Dossier, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind, FieldKind, Nature
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.semantics.evidence import key_text
from sanctions_engine.semantics.law import Law
from tests.properties.strategies.dossiers import SOURCE, Situation
from tests.properties.strategies.kinds import DAYS, KINDS, SPEAKERS, STATES, WORDS
from tests.properties.strategies.laws import law_of

READ_PRESENT = frozenset({"latest", "any", "all", "count", "sum"})
FAR = 400


# --- fields ------------------------------------------------------------------------------------------------------------


def _number_within(whole: NumberRange, random: Random) -> NumberRange:
    low = whole.low if whole.low is not None else (whole.high or 0) - FAR
    high = whole.high if whole.high is not None else low + FAR
    one, other = random.choices((low, low + (high - low) // 2, high), k=2)
    return NumberRange.of(one) if random.random() < 0.7 else NumberRange(min(one, other), max(one, other))


def _day_within(whole: DateRange, random: Random) -> DateRange:
    low = whole.low if whole.low is not None else (whole.high or date.max) - timedelta(days=FAR)
    high = whole.high if whole.high is not None else low + timedelta(days=FAR)
    choices = [low, low + (high - low) // 2, high, *(day for day in DAYS if low <= day <= high)]
    one, other = random.choices(choices, k=2)
    return DateRange.of(one) if random.random() < 0.7 else DateRange(min(one, other), max(one, other))


def _any_value(kind: FactKind, name: str, random: Random) -> FieldValue:
    declared = kind.fields[name]
    if declared.optional and random.random() < 0.2:
        return NONE
    match declared.kind:
        case FieldKind.STATE:
            return random.choice(STATES)
        case FieldKind.TEXT:
            return random.choice(WORDS[kind.name, name])
        case FieldKind.BOOL:
            return random.random() < 0.5
        case FieldKind.DATE:
            return DateRange.of(random.choice(DAYS))
        case FieldKind.INT | FieldKind.DECIMAL:
            return NumberRange.of(
                random.choice((0, 1, 2, 3, 5, 100) if declared.bounds else (-100, -2, -1, 0, 1, 2, 5, 100))
            )


def completed(claim: Claim, random: Random, filling: float) -> Claim:
    """Return a claim that says all that the given one says, and perhaps more.

    Args:
        filling: How likely an absent field is filled, or an interval narrowed.
    """
    kind = KINDS[claim.fact]
    told: dict[str, FieldValue] = dict(claim.fields)
    for name in kind.fields:
        if name in kind.identity or random.random() > filling:
            continue
        value = told.get(name)
        if value is None:
            told[name] = _any_value(kind, name, random)
        elif isinstance(value, NumberRange) and not value.is_exact:
            told[name] = _number_within(value, random)
        elif isinstance(value, DateRange) and not value.is_exact:
            told[name] = _day_within(value, random)
    return claim.model_copy(update={"fields": told})


# --- facts -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reads:
    """How rules read a kind.

    Attributes:
        present: Its present value, so that no later fact of a series may be added.
        first: Its first value, so that no earlier one may.
        last_of_all: The latest of several series, for the filter does not fix one; checking warns of it.
        first_of_all: The earliest of several series.
    """

    present: bool
    first: bool
    last_of_all: bool
    first_of_all: bool


def reads_of(law: Law, kind: FactKind) -> Reads:
    """Return how the rules of a law read a kind."""
    nodes = [
        node
        for formula in _formulas(law)
        for node in walk(formula.node)
        if isinstance(node, Aggregate) and node.kind == kind.name
    ]
    functions = {node.function for node in nodes}
    loose = {node.function for node in nodes if {name for name, _ in node.pins} != set(kind.identity)}
    is_subject = any(rule.each.kind.name == kind.name for rule in law.rules.values())
    return Reads(
        present=is_subject or not functions.isdisjoint(READ_PRESENT),
        first="earliest" in functions,
        last_of_all="latest" in loose,
        first_of_all="earliest" in loose,
    )


def _formulas(law: Law) -> Iterator[Formula]:
    for rule in law.rules.values():
        yield from formulas_in(rule)


def formulas_in(part: object) -> Iterator[Formula]:
    """Yield the formulas of a rule, or of a part of one."""
    if isinstance(part, Formula):
        yield part
    elif isinstance(part, (tuple, list)):
        for one in part:
            yield from formulas_in(one)
    elif isinstance(part, dict):
        yield from formulas_in(list(part.values()))
    elif is_dataclass(part) and type(part).__module__ == Rule.__module__:
        for one in fields(part):
            yield from formulas_in(getattr(part, one.name))


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


def may_be_added(claim: Claim, there: Iterable[Claim], law: Law) -> bool:
    """Whether a fact can be added to the given claims."""
    kind, day = KINDS[claim.fact], _day(claim)
    reads = reads_of(law, kind)
    same_kind = [one for one in there if one.fact == claim.fact]
    if reads.last_of_all and not all(_before(day, _day(one)) for one in same_kind):
        return False
    if reads.first_of_all and not all(_before(_day(one), day) for one in same_kind):
        return False
    series = [one for one in same_kind if series_of(one) == series_of(claim)]
    if not series:
        return True
    if kind.nature is Nature.EVENT or {one.by for one in series} != {claim.by}:
        return False
    before = all(_before(day, _day(one)) for one in series)
    after = all(_before(_day(one), day) for one in series)
    apart = all(_before(day, _day(one)) or _before(_day(one), day) for one in series)
    return apart and (before or not reads.present) and (after or not reads.first)


def _before(one: DateRange, other: DateRange) -> bool:
    return one.high is not None and other.low is not None and one.high < other.low


# --- completions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Completion:
    """What is said of a situation besides: its claims one by one, then new facts."""

    before: Situation
    told: tuple[Claim, ...]
    added: tuple[Claim, ...]

    @property
    def after(self) -> Dossier:
        """The dossier with all that is said."""
        return self.before.dossier.model_copy(update={"claims": (*self.told, *self.added)})

    def without(self) -> Iterator[Completion]:
        """Yield completions that say one thing less."""
        for index in range(len(self.added)):
            yield Completion(self.before, self.told, self.added[:index] + self.added[index + 1 :])
        for index, claim in enumerate(self.told):
            own = self.before.dossier.claims[index]
            for name, value in claim.fields.items():
                if value == own.fields.get(name):
                    continue
                kept = {key: told for key, told in claim.fields.items() if key != name}
                if name in own.fields:
                    kept[name] = own.fields[name]
                less = claim.model_copy(update={"fields": kept})
                yield Completion(self.before, (*self.told[:index], less, *self.told[index + 1 :]), self.added)


def smallest(completion: Completion, fails: Callable[[Completion], bool]) -> Completion:
    """Return a completion that fails too, and of which nothing can be left out without it."""
    while True:
        less = next((one for one in completion.without() if fails(one)), None)
        if less is None:
            return completion
        completion = less


def complete(before: Situation, random: Random) -> Completion:
    """Return a completion that keeps within the limits of soundness for the rules of a situation."""
    law = law_of(before.file)
    filling = random.choice((0.0, 0.3, 1.0))
    dossier = before.dossier
    told = tuple(completed(one, random, filling) for one in dossier.claims)
    added: list[Claim] = []
    for _ in range(random.choice((0, 1, 2, 8))):
        claim = _fact(before, random)
        # against the claims as they were and as they are now: a narrower day may leave more room than there was
        there = (*dossier.claims, *told, *added)
        if all(is_outside(claim, one) for one in dossier.coverage) and may_be_added(claim, there, law):
            added.append(claim)
    return Completion(before, told, tuple(added))


def _fact(before: Situation, random: Random) -> Claim:
    """Return a fact of a kind that the rules read; now and then, an earlier or later value of a status that is there."""
    kind = random.choice(before.file.kinds)
    by = random.choice(SPEAKERS)
    there = [one for one in before.dossier.claims if one.fact == kind.name]
    told = {
        name: _any_value(kind, name, random)
        for name, declared in kind.fields.items()
        if not declared.optional or random.random() < 0.7
    }
    if kind.nature is Nature.STATUS and there and random.random() < 0.5:
        claim = random.choice(there)
        by = claim.by
        told.update({name: claim.fields[name] for name in kind.identity if name in claim.fields})
        day = _day(claim).low or _day(claim).high or DAYS[0]
        told[kind.dated or ""] = DateRange.of(day + timedelta(days=random.choice((-100, -1, 1))))
    known = DateRange.of(DAYS[0]) if random.random() < 0.8 else DateRange.of(random.choice(DAYS))
    return Claim(fact=kind.name, fields=told, by=by, source=SOURCE, known=known)
