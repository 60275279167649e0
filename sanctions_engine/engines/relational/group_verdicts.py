"""The verdict on each group, as terms: the counterpart of `Judge._group` and `Judge._judge_group`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sanctions_engine.engines.relational import terms
from sanctions_engine.engines.relational.closed_lists import declarations
from sanctions_engine.engines.relational.extremes import smaller
from sanctions_engine.engines.relational.formulas import compiled, condition, parameter_on
from sanctions_engine.engines.relational.group_keys import group_columns, group_keys
from sanctions_engine.engines.relational.group_members import Members
from sanctions_engine.engines.relational.hypothetical import Declared, covered, unclaimed
from sanctions_engine.engines.relational.membership import membership
from sanctions_engine.engines.relational.plan import Query, Source
from sanctions_engine.engines.relational.record_fields import Record
from sanctions_engine.engines.relational.relief import group_relief
from sanctions_engine.engines.relational.scope import Scope
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    TRUE,
    Column,
    Constant,
    Term,
    all_of,
    any_of,
    at_most,
    choose,
    constant,
    equal,
    is_false,
    is_null,
    is_true,
    less,
    negation,
    never_null,
    not_false,
)
from sanctions_engine.engines.relational.values import Span, SqlValue, number, where
from sanctions_engine.engines.relational.verdicts import Branch, adjusted, branches, verdict_number
from sanctions_engine.language import nodes
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.law import Law

ONE_DAY = timedelta(days=1)
G = "groups"
"""The source with one row for each group."""


@dataclass(slots=True)
class _Group:
    """The members of a group as terms: the counterpart of `semantics.groups.Group`.

    What several terms read is made a column of `steps` first, so that no plan says it twice.
    """

    found: Members
    keys: Mapping[str, SqlValue]
    steps: Steps
    missing: Term = FALSE
    totals: dict[Expr, Span] = field(default_factory=dict)

    def read(self, name: str) -> Term:
        """Return what the records of the group come to."""
        return self.found.summed.read(name, G)

    @property
    def none(self) -> Term:
        """Whether there is no member, not even a doubtful one: true or false."""
        return equal(Column(G, "members", nullable=False), constant(0))

    @property
    def relieved(self) -> Term:
        """Whether there is a record that an exemption takes out; a condition."""
        return choose([(self.read("out sure"), TRUE), (self.read("out maybe"), NULL)], FALSE)

    @property
    def nobody(self) -> Term:
        """Whether there is no record at all that counts or is taken out: true or false."""
        return all_of([self.none, is_false(self.relieved)])

    @property
    def belongs(self) -> Term:
        """Whether some record belongs; a condition."""
        return choose([(less(constant(0), Column(G, "sure", nullable=False)), TRUE), (self.none, FALSE)], NULL)

    def total(self, value: Expr) -> Span:
        """Return the sum over the members."""
        return self.totals[value]

    def count(self) -> Span:
        """Return how many members there are."""
        high = choose([(self.missing, NULL)], Column(G, "members", nullable=False))
        return Span(Column(G, "sure", nullable=False), high, size=self.found.size)

    def add_totals(self, positive: Sequence[Term]) -> None:
        """Add the sums: the known part and more where the list is not complete.

        Args:
            positive: Whether each value of a record that nobody claimed is surely not negative: true or false.
        """
        for place, (value, like) in enumerate(self.found.values.items()):
            ends = []
            for end in ("low", "high"):
                known = terms.first_given(Column(G, f"v{place} {end}"), constant(0))
                ends.append(choose([(self.read(f"v{place} {end} open"), NULL)], known))
            low = choose([(all_of([self.missing, negation(positive[place])]), NULL)], ends[0])
            high = choose([(self.missing, NULL)], ends[1])
            like = like or number(0)
            self.totals[value] = self.steps.span(f"t{place}", Span(low, high, unit=like.unit, size=like.size))
        self.steps.next()


@dataclass(slots=True)
class Steps:
    """A plan in steps: each has the columns of those before it, and some of its own."""

    source: Source
    columns: dict[str, Term]
    own: dict[str, Term] = field(default_factory=dict)

    def column(self, name: str, term: Term) -> Term:
        """Make a term a column, to be read from the next step on; a constant stays one."""
        if isinstance(term, Constant):
            return term
        self.own[name] = term
        return Column(G, name, nullable=not never_null(term))

    def span(self, name: str, value: Span) -> Span:
        """Make a number or day columns."""
        low = self.column(f"{name} low", value.low)
        high = low if value.is_single else self.column(f"{name} high", value.high)
        return replace(value, low=low, high=high)

    def close(self, scope: Scope) -> None:
        """Begin the next step, with the lateral queries of a scope in this one, and with what it has deferred as columns."""
        scope.deferred[:] = [
            replace(one, condition=self.column(f"defer {len(self.columns) + place}", one.condition))
            for place, one in enumerate(scope.deferred)
        ]
        self.next(scope.laterals)
        scope.laterals = {}

    def next(self, laterals: Mapping[str, Query] | None = None) -> None:
        """Begin the next step."""
        laterals = laterals or {}
        if self.own or laterals:
            query = Query({G: self.source, **laterals}, {**self.columns, **self.own}, lateral=frozenset(laterals))
            self.source = query
            self.columns |= {name: Column(G, name) for name in self.own}
            self.own = {}


def totals_of(rule: Rule, law: Law) -> list[Expr]:
    """Return what the formulas about a group as a whole add up."""
    formulas = [one.node for one in (rule.violated_when, *(clause.when for clause in rule.exceptions)) if one]
    formulas += [formula.node for _, formula in rule.let]
    for exemption in law.exemptions(rule.id):
        if exemption.group_by is not None:
            for text in law.texts(exemption.id):
                read = text.rule
                if read is not None:
                    formulas += [one.node for one in (read.where, read.applies_when, read.when) if one is not None]
    parts = (part for node in formulas for part in nodes.walk(node))
    return list(dict.fromkeys(part.value for part in parts if isinstance(part, nodes.Total)))


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """How groups are judged.

    Attributes:
        query: Rows of the keys, then (verdict, exception, deferred, text): the number of the verdict, the place of the exception
            in `exceptions`, why the reference evaluator has to judge, and the place of the text that judges, null for this one.
        exceptions: Ids of exceptions and exemptions.
    """

    query: Query
    exceptions: tuple[str, ...]


def group_plan(found: Members, law: Law, source: Source) -> GroupPlan:
    """Compile the verdicts on the groups of a rule's text.

    Args:
        source: One row for each group.

    Raises:
        Unsupported: If something in it has no form in SQL.
    """
    rule, member = found.text.rule, found.scope
    today = constant(found.family.day)
    names = [name for name, _ in rule.group_by or ()]
    keys = group_keys(found.shapes, G)[: len(names)]
    read = {**group_columns(found, G), **{name: Column(G, name) for name in found.summed.columns}}
    steps = Steps(source, read)
    group = _Group(found, dict(zip(names, keys, strict=True)), steps)
    scope = Scope(found.family, rule, {}, member.evidence, today, group=group)
    unheard = _Unclaimed(rule, law, scope, keys)
    never, joinable = _lists(unheard, group)
    days = scope.law_day = steps.span("law day", _law_days(rule, group, today))
    steps.next()
    scope.parameters = {
        name: _kept(name, parameter_on(parameter, days, scope), steps) for name, parameter in rule.parameters.items()
    }
    steps.next()
    table = _table(rule, law, scope, group, days, never, joinable)
    reasons = [(one.condition, constant(one.reason)) for one in scope.deferred]
    own = Column(G, "deferred") if "deferred" in found.summed.columns else NULL
    columns = {
        **group_columns(found, G),
        "verdict": verdict_number(table.branches),
        "exception": table.which,
        "deferred": choose([(negation(is_null(own)), own), *reasons], NULL),
        "text": _text_of_last_day(law, rule, group, today) if found.text.several else NULL,
    }
    return GroupPlan(Query({G: steps.source}, columns), table.exceptions)


def _lists(unheard: _Unclaimed, group: _Group) -> tuple[Term, Term]:
    """Find out whether lists are complete, and add the sums.

    Returns:
        Whether the group has records on days out of force alone, and whether a later fact could still join it: true or false.
    """
    rule, law, scope, steps = unheard.rule, unheard.law, unheard.scope, group.steps
    listed = declarations(rule, law, scope, unheard.keys)
    missing = negation(covered(rule.each.kind, listed, None, scope.day, unheard.belongs))
    closed = _closed(rule, law, listed, unheard, group.found)
    never = all_of([group.nobody, any_of([negation(group.read("outside")), closed])])
    joinable = not_false(unheard.belongs(unheard.later()))
    positive = [_not_negative(unheard.value(value)) for value in group.found.values]
    group.missing = steps.column("missing", missing)
    never, joinable = steps.column("never", never), steps.column("joinable", joinable)
    positive = [steps.column(f"positive {place}", one) for place, one in enumerate(positive)]
    steps.close(scope)
    group.add_totals(positive)
    return never, joinable


def _not_negative(value: SqlValue) -> Term:
    if isinstance(value, Span) and value.nothing == FALSE:
        return is_true(negation(less(value.low, constant(0))))
    return FALSE


def _kept(name: str, value: SqlValue, steps: Steps) -> SqlValue:
    return steps.span(f"parameter {name}", value) if isinstance(value, Span) else value


@dataclass(frozen=True, slots=True)
class _Table:
    branches: Sequence[Branch]
    which: Term
    exceptions: tuple[str, ...]


def _table(rule: Rule, law: Law, scope: Scope, group: _Group, days: Span, never: Term, joinable: Term) -> _Table:
    """Return the verdicts, with the condition under which each is reached."""
    assert rule.violated_when is not None
    steps = group.steps
    _two_values(rule, group, scope)
    violated = condition(rule.violated_when.node, scope).value
    belongs = choose([(negation(group.none), group.belongs), (group.nobody, NULL)], group.relieved)
    law_is_open = all_of([is_null(belongs), any_of([group.nobody, group.read("doubtful law")])])
    exempt, which, ids = group_relief(law, scope, _last_days(group, days) if rule.on is not None else days)
    letters = {
        "applies": steps.column("applies", belongs),
        "violated": steps.column("violated", violated),
        "joinable": joinable,
        "in_force": steps.column("in force", choose([(law_is_open, NULL)], TRUE)),
        "exempt": steps.column("exempt", exempt),
    }
    which = steps.column("which", which)
    steps.close(scope)
    branched = [(never, Verdict.NOT_IN_FORCE), *adjusted(branches("group", letters), "group", letters)]
    return _Table(branched, which, ids)


@dataclass(slots=True)
class _Unclaimed:
    """Records that nobody claimed, as the groups see them."""

    rule: Rule
    law: Law
    scope: Scope
    keys: tuple[SqlValue, ...]

    def belongs(self, record: Record) -> Term:
        """Whether one could belong to the group; a condition."""
        return membership(self.rule, self.law, self._around(record)).of_group(self.keys)

    def value(self, expression: Expr) -> SqlValue:
        """Return all that an expression can be of one."""
        scope = self._around(unclaimed(self.rule.each.kind, None, self.scope.day))
        membership(self.rule, self.law, scope)
        return compiled(expression, scope)

    def later(self) -> Record:
        """Return those that are dated after the day judged."""
        kind, today = self.rule.each.kind, self.scope.family.day
        later = unclaimed(kind, None, self.scope.day)
        tomorrow = Span(constant(today + ONE_DAY), NULL, is_day=True)
        return replace(later, fields={**later.fields, kind.dated or "": tomorrow})

    def _around(self, record: Record) -> Scope:
        return replace(
            self.scope,
            records={self.rule.each.variable: record},
            hypothetical=True,
            lets={},
            known={},
            law_day=None,
            group=None,
            parameters={},
        )


def _law_days(rule: Rule, group: _Group, today: Term) -> Span:
    """Return the days of a group's members, on which parameters are read; all up to today where there is no member."""
    nobody = Span(NULL, today, is_day=True)
    if rule.on is None:
        days = Span(today, today, is_day=True)
    elif "day low" in group.found.summed.columns:
        low, high = (
            choose([(group.read(f"day {end} open"), NULL)], Column(G, f"day {end}")) for end in ("low", "high")
        )
        days = Span(low, high, is_day=True)
    else:
        days = nobody
    found = where(group.none, nobody, days)
    assert isinstance(found, Span)
    return found


def _last_days(group: _Group, days: Span) -> Span:
    """Return the day of the last member, on which an exemption of the whole group has to be law."""
    if "sure day" not in group.found.summed.columns:
        return days
    last = Span(Column(G, "sure day"), Column(G, "day high"), is_day=True)
    opened = any_of([is_null(last.low), group.read("day high open")])
    found = where(opened, days, last)
    assert isinstance(found, Span)
    return found


def _two_values(rule: Rule, group: _Group, scope: Scope) -> None:
    """Leave groups that may have two values of a parameter to the reference evaluator: that is an error."""
    if rule.on is None:
        return
    some = negation(group.none)
    low, high = Column(G, "day low"), Column(G, "day high")
    edges = {edge for one in rule.parameters.values() for value in one.values for edge in (value.since, value.until)}
    for edge in sorted(edge for edge in edges if edge is not None):
        between = all_of([is_true(less(low, constant(edge))), is_true(at_most(constant(edge), high))])
        scope.defer(all_of([some, between]), "members on days on which a parameter may have two values")


def _closed(rule: Rule, law: Law, listed: Sequence[Declared], unheard: _Unclaimed, found: Members) -> Term:
    """Whether no record that nobody claimed could belong to the group on a day in force: true or false."""
    kind, today, on = rule.each.kind, found.family.day, rule.on
    if on is None or not isinstance(on.node, nodes.FieldOf) or on.node.name != kind.dated:
        return covered(kind, listed, None, constant(today), unheard.belongs)
    closed = []
    for text in law.texts(rule.id):
        if text.rule is None or (text.since is not None and text.since > today):
            continue
        last = today if text.until is None or text.until > today else text.until - ONE_DAY
        first = None if text.since is None else Span(constant(text.since), constant(text.since), is_day=True)
        closed.append(covered(kind, listed, first, constant(last), unheard.belongs))
    return all_of(closed)


def _text_of_last_day(law: Law, rule: Rule, group: _Group, today: Term) -> Term:
    """Return the place of the text in force on the day of the last member; null where there is none."""
    if rule.on is None:
        return NULL
    last = smaller(Column(G, "day high"), today)
    place, found = 0, []
    for text in law.texts(rule.id):
        if text.rule is not None:
            begun = TRUE if text.since is None else at_most(constant(text.since), last)
            lasts = TRUE if text.until is None else less(last, constant(text.until))
            found.append((is_true(all_of([begun, lasts])), constant(place)))
            place += 1
    return choose(found, NULL)
