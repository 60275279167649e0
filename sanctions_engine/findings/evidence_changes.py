"""Changes of evidence that could matter to a verdict, thought of from the conditions that were looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from sanctions_engine.findings.claim_ids import claim_id
from sanctions_engine.findings.field_targets import Targets, value_of
from sanctions_engine.findings.formulas import walk_with_lets
from sanctions_engine.findings.wording import field_in_words
from sanctions_engine.language.nodes import Aggregate, And, Call, Compare, Expr, FieldOf, Member, Not, Or
from sanctions_engine.models.claims import NONE, Claim, Coverage, Dossier, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.models.traces import EvidenceChange
from sanctions_engine.semantics.environment import Env
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.groups import Group
from sanctions_engine.semantics.judgement import Step
from sanctions_engine.semantics.ranking import Record
from sanctions_engine.semantics.values import Choice, Interval

SOURCE = "supposed"
MANY = 12
"""Of one aggregate so many facts are thought of at most."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: a claim added, a claim said otherwise or withdrawn, a list declared complete.

    Attributes:
        place: Place of the claim in the dossier that is changed; None for something new.
        claim: What it says then; None for a claim that is withdrawn.
        coverage: The declaration.
        told: The change in words.
    """

    told: EvidenceChange
    place: int | None = None
    claim: Claim | None = None
    coverage: Coverage | None = None


def changed(dossier: Dossier, changes: Iterable[Change]) -> Dossier:
    """Return a dossier with some changes."""
    claims: list[Claim | None] = list(dossier.claims)
    more: list[Claim] = []
    coverage = list(dossier.coverage)
    for one in changes:
        if one.coverage is not None:
            coverage.append(one.coverage)
        elif one.place is None:
            more += [one.claim] if one.claim else []
        else:
            claims[one.place] = one.claim
    told = [one for one in claims if one is not None]
    return dossier.model_copy(update={"claims": (*told, *more), "coverage": tuple(coverage)})


@dataclass(slots=True)
class Changes:
    """Thinks of changes.

    Attributes:
        evidence: The evidence as it is.
        targets: Values to try.
        read: Ids of the claims that were read.
        by: Who says what is added.
        known: Since when it is known.
    """

    evidence: Evidence
    targets: Targets
    read: frozenset[str]
    by: str
    known: date

    def of(self, steps: Sequence[Step]) -> list[Change]:
        """Return the changes that could matter to some conditions, each once: facts and fields first, then lists."""
        found: dict[tuple[object, ...], Change] = {}
        for change in (*self._added(steps), *self._said_otherwise(steps), *self._complete(steps)):
            key = (change.told.what, change.told.says)
            found.setdefault(key, change)
        return list(found.values())

    def _aggregates(self, steps: Sequence[Step]) -> Iterator[tuple[Aggregate, Env]]:
        for step in steps:
            for node in walk_with_lets(step.formula.node, step.env.rule):
                if isinstance(node, Aggregate):
                    yield node, step.env

    # facts that nobody has claimed ----------------------------------------------------------------------------------

    def _added(self, steps: Sequence[Step]) -> Iterator[Change]:
        for node, env in self._aggregates(steps):
            kind = self.evidence.kinds[node.kind]
            for fields in self._facts(node, kind, env):
                claim = Claim(fact=kind.name, fields=fields, by=self.by, source=SOURCE, known=DateRange.of(self.known))
                says = f"one more `{kind.name}`: {_in_words(fields, kind)}"
                yield Change(_told("claim", says, kind, fields), claim=claim)

    def _facts(self, node: Aggregate, kind: FactKind, env: Env) -> Iterator[dict[str, FieldValue]]:
        """Yield facts that pass the filter of an aggregate, as far as that can be read off it."""
        wanted: dict[str, list[FieldValue]] = {}
        for condition in _conjuncts(node.condition):
            _wish(condition, node, env, wanted, self.targets)
        if isinstance(node.value, FieldOf) and node.value.variable == node.variable:
            wanted.setdefault(node.value.name, self.targets.of(kind, node.value.name)[:4])
        dated = kind.dated or ""
        wanted.setdefault(dated, [DateRange.of(day) for day in self.targets.days])
        for name, declared in kind.fields.items():
            if name not in wanted and not declared.optional:
                wanted[name] = self.targets.of(kind, name)[:1]
        if not all(wanted.values()):
            return
        names = [name for name in kind.fields if name in wanted]
        for number, values in enumerate(product(*(wanted[name] for name in names))):
            if number == MANY:
                return
            yield dict(zip(names, values, strict=True))

    # claims as they are ---------------------------------------------------------------------------------------------

    def _said_otherwise(self, steps: Sequence[Step]) -> Iterator[Change]:
        read: dict[str, set[str]] = {}
        for step in steps:
            for node in walk_with_lets(step.formula.node, step.env.rule):
                if isinstance(node, FieldOf) and node.kind != "State":
                    read.setdefault(node.kind, set()).add(node.name)
        own = _subjects(steps)
        looked_at = self.read | _members(steps)
        for place, claim in enumerate(self.evidence.dossier.claims):
            id = claim_id(claim)
            is_subject = id in own
            if claim.fact not in read or not (is_subject or id in looked_at):
                continue
            kind = self.evidence.kinds[claim.fact]
            if not is_subject:
                says = f"without the `{kind.name}` by {claim.by}: {_in_words(claim.fields, kind)}"
                yield Change(_told("withdrawn", says, kind, {}), place=place)
            # the day of a fact is always looked at: it says whether the fact counts
            for name in sorted({*read[claim.fact], kind.dated or ""} - {"", *kind.identity}):
                yield from self._fields(place, claim, kind, name)

    def _fields(self, place: int, claim: Claim, kind: FactKind, name: str) -> Iterator[Change]:
        series = ", ".join(f"{one} {field_in_words(claim.fields[one])}" for one in kind.identity if one in claim.fields)
        for value in self.targets.of(kind, name):
            if claim.fields.get(name) == value:
                continue
            otherwise = claim.model_copy(update={"fields": {**claim.fields, name: value}})
            before = f", and not {field_in_words(claim.fields[name])}" if name in claim.fields else ""
            says = f"`{name}` {field_in_words(value)}{before}, of `{kind.name}` ({series}) by {claim.by}"
            yield Change(_told("field", says, kind, {name: value}), place=place, claim=otherwise)

    # lists ----------------------------------------------------------------------------------------------------------

    def _complete(self, steps: Sequence[Step]) -> Iterator[Change]:
        for name in dict.fromkeys(node.kind for node, _ in self._aggregates(steps)):
            kind = self.evidence.kinds[name]
            coverage = Coverage(fact=name, source=SOURCE, known=DateRange.of(self.known))
            yield Change(
                _told("complete", f"a source that declares its list of `{name}` complete", kind, {}), coverage=coverage
            )


def _subjects(steps: Sequence[Step]) -> set[str]:
    """Return the ids of the claims that make the record which is judged."""
    records = [one for step in steps for one in step.env.records.values() if isinstance(one, Record)]
    return {claim_id(held.claim) for one in records for held in one.held}


def _members(steps: Sequence[Step]) -> set[str]:
    """Return the ids of the claims that make the members of a group."""
    groups = [step.env.members for step in steps if isinstance(step.env.members, Group)]
    return {claim_id(held.claim) for group in groups for one in group.of for held in one.record.held}


def _told(what: str, says: str, kind: FactKind, fields: dict[str, FieldValue]) -> EvidenceChange:
    return EvidenceChange(
        what=what, says=says, fact=kind.name, fields={name: field_in_words(value) for name, value in fields.items()}
    )


def _in_words(fields: dict[str, FieldValue], kind: FactKind) -> str:
    return ", ".join(f"{name} {field_in_words(fields[name])}" for name in kind.fields if name in fields)


def _conjuncts(node: Expr | None) -> Iterator[Expr]:
    """Yield the conditions of a filter, of an alternative the first."""
    if isinstance(node, And):
        for one in node.operands:
            yield from _conjuncts(one)
    elif isinstance(node, Or):
        yield from _conjuncts(node.operands[0])
    elif isinstance(node, Call) and node.function == "shown":
        yield from _conjuncts(node.arguments[0])
    elif node is not None:
        yield node


def _wish(node: Expr, whole: Aggregate, env: Env, wanted: dict[str, list[FieldValue]], targets: Targets) -> None:
    """Note the values with which a condition of a filter holds."""
    negated = isinstance(node, Not)
    inner = node.operand if isinstance(node, Not) else node
    found: tuple[str, list[FieldValue]] | None = None
    match inner:
        case FieldOf(variable=whole.variable, name=name):
            found = name, [not negated]
        case Compare(operator=operator, left=FieldOf(variable=whole.variable, name=name), right=other):
            found = name, _with_which(operator, other, env, targets)
        case Compare(operator=operator, left=other, right=FieldOf(variable=whole.variable, name=name)):
            found = name, _with_which(_MIRRORED[operator], other, env, targets)
        case Member(item=FieldOf(variable=whole.variable, name=name), options=options, negated=False) if not negated:
            listed = value_of(options, env)
            found = name, list(sorted(listed)[:2]) if isinstance(listed, frozenset) else []
        case Call(function="hs_in", arguments=(FieldOf(variable=whole.variable, name=name), options)):
            listed = value_of(options, env)
            found = name, list(sorted(listed)[:1]) if isinstance(listed, frozenset) else []
        case Call(function="names_rule", arguments=(FieldOf(variable=whole.variable, name=name),)):
            found = name, [env.rule.id]
        case Call(function="no", arguments=(FieldOf(variable=whole.variable, name=name),)):
            found = name, [NONE]
    if found is not None:
        name, values = found
        before = wanted.get(name)
        both = [one for one in values if before is None or one in before]
        wanted[name] = both or before or values


_MIRRORED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _with_which(operator: str, other: Expr, env: Env, targets: Targets) -> list[FieldValue]:
    """Return values for which a comparison holds: the bound, or the nearest beside it; of days those that matter too."""
    value = value_of(other, env)
    if isinstance(value, Choice) and value.is_exact:
        return [value.text] if operator == "==" else []
    if not isinstance(value, Interval) or not value.is_exact:
        return []
    bound = value.low
    if isinstance(bound, date):
        near = [bound, *targets.days, *(date.fromordinal(bound.toordinal() + step) for step in (-1, 1))]
        return [DateRange.of(day) for day in dict.fromkeys(near) if _holds(operator, day, bound)]
    return [NumberRange.of(one) for one in (bound, bound + 1, bound - 1) if _holds(operator, one, bound)]


def _holds(operator: str, one: date | int, other: date | int) -> bool:
    less, equal = one < other, one == other  # type: ignore[operator]  # both are days, or both numbers
    return {"==": equal, "!=": not equal, "<": less, "<=": less or equal, ">": not (less or equal), ">=": not less}[
        operator
    ]
