"""The records of groups, summed up once: one row for each combination of key values that records have.

A record whose key is imprecise stands in a row of its own; `group_keys` adds it to the groups that it may belong to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sanctions_engine.engines.relational import extremes
from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.formulas import compiled
from sanctions_engine.engines.relational.let_columns import layered, let_columns
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.membership import Membership, is_sure, membership
from sanctions_engine.engines.relational.plan import Query, Source, columns_in
from sanctions_engine.engines.relational.records import RECORDS, ROW, Records
from sanctions_engine.engines.relational.rule_texts import Family, RuleText
from sanctions_engine.engines.relational.running import fetch
from sanctions_engine.engines.relational.scope import Scope
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    TRUE,
    Column,
    Term,
    all_of,
    any_of,
    choose,
    constant,
    is_false,
    is_null,
    is_true,
    less,
    negation,
    never_null,
    not_false,
)
from sanctions_engine.engines.relational.values import (
    Condition,
    NoValue,
    Quotient,
    Span,
    SqlValue,
    Words,
    fits,
    nothing_of,
    number,
)
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rules import Parameter
from sanctions_engine.semantics.law import Law

M = "m"
"""The source with a row for each record that may belong to some group."""

N = "n"
"""The same, before it is known how each adds to sums."""

S = "s"
"""The source with a row for each combination of keys and letters."""

Aggregates = dict[str, tuple[str, Term]]

ALL = Condition(TRUE)
"""The key where a rule has none: one group for all."""

COMBINED = {"any true": "any true", "sum": "sum", "least": "least", "greatest": "greatest"}
"""How what two rows of a group come to is put together."""


@dataclass(slots=True)
class Summed:
    """Columns that sum up the records of a group; what is the same for all of them needs no column."""

    columns: dict[str, tuple[str, Term]] = field(default_factory=dict)

    def any_true(self, name: str, term: Term) -> None:
        """Add whether a condition is true of some record."""
        if is_true(term) != FALSE:
            self.columns[name] = ("any true", is_true(term))

    def add(self, name: str, function: str, term: Term) -> None:
        """Add a column."""
        self.columns[name] = (function, term)

    def read(self, name: str, source: str) -> Term:
        """Return a column of a source that holds these; false for one that was not needed."""
        if name not in self.columns:
            return FALSE
        column = Column(source, name)
        return is_true(column) if self.columns[name][0] == "any true" else column


@dataclass(frozen=True, slots=True)
class Members:
    """The records of a rule's text by their key values.

    Attributes:
        source: Where they stand; keys in the columns `k0`, `k1`, ….
        shapes: The key values, as to their sort and unit; `ALL` where the rule has none.
        summed: What stands beside the keys.
        values: What each sum adds up, as to its unit and size; None for what is known to be without.
        size: How many records there are at most.
        candidates: The query that gives the records that may belong to some group, by their rows.
    """

    source: Source
    candidates: Query
    text: RuleText
    family: Family
    scope: Scope
    belongs: Membership
    shapes: tuple[SqlValue, ...]
    summed: Summed
    values: Mapping[Expr, Span | None]
    size: int

    def keys(self, source: str) -> tuple[SqlValue, ...]:
        """Return the key values of a row."""
        return tuple(_stored(place, shape, source) for place, shape in enumerate(self.shapes))

    @property
    def all_sure(self) -> bool:
        """Whether no record can have an imprecise key."""
        return all(is_sure(key) == TRUE for key in self.keys("p"))


def members(
    text: RuleText,
    law: Law,
    evidence: TablesOfFacts,
    records: Records,
    totals: Sequence[Expr],
    family: Family,
    *,
    kept: bool = True,
) -> Members:
    """Sum up the records that may belong to the groups of a rule's text.

    Args:
        totals: What is to be added up.
        kept: Whether the records are summed up now, into a table of the connection; else their source is the plan.

    Raises:
        Unsupported: If something in it has no form in SQL, or a record's key needs the reference evaluator.
    """
    rule = text.rule
    scope = Scope(family, rule, {rule.each.variable: records.record}, evidence, constant(family.day))
    belongs = membership(rule, law, scope)
    if rule.on is not None:
        scope.defer(nothing_of(compiled(rule.on.node, scope)), "a record without a day whose law applies")
    layers = let_columns(rule, scope, RECORDS, totals)
    values = {value: compiled(value, scope) for value in totals}
    rows = _rows(records, scope, belongs, values)
    beside = [column for one in scope.laterals.values() for column in columns_in(one)]
    terms = (*rows.columns.values(), rows.where, ROW, *beside)
    rows = replace(rows, sources={**rows.sources, RECORDS: layered(records.source, layers, RECORDS, terms)})
    candidates = replace(rows, columns={"row": ROW})
    of_groups = any(one.group_by is not None for one in law.exemptions(rule.id))
    needed = text.several or of_groups or any(_changes(one) for one in rule.parameters.values())
    shapes = belongs.keys or (ALL,)
    plan, summed = _by_key(
        rows, shapes, len(values), days=rule.on is not None and needed, last=rule.on is not None and of_groups
    )
    size = _rows_of(records, evidence)
    sizes = {value: _size(one, size) for value, one in values.items()}
    source: Source = evidence.rows(plan) if kept else plan
    found = Members(source, candidates, text, family, scope, belongs, shapes, summed, sizes, size)
    if kept:
        _refuse_early(found, evidence)
    return found


def _changes(parameter: Parameter) -> bool:
    return any(one.since or one.until for one in parameter.values)


def _rows_of(records: Records, evidence: TablesOfFacts) -> int:
    return max(evidence.tables.tables[records.record.kind.name].rows, 1)


def _size(value: SqlValue, rows: int) -> Span | None:
    if isinstance(value, NoValue):
        return None
    assert isinstance(value, Span)
    return replace(value, size=fits(value.size * rows))


def _rows(records: Records, scope: Scope, belongs: Membership, values: Mapping[Expr, SqlValue]) -> Query:
    """Return the records that may belong to some group."""
    passes = all_of([records.exists.value, belongs.passes])
    bound = all_of([passes, choose([(belongs.key_is_sure, TRUE)], NULL), belongs.in_force])
    early = any_of([records.deferred, *(one.condition for one in scope.deferred[: belongs.early])])
    late = [(one.condition, constant(one.reason)) for one in scope.deferred[belongs.early :]]
    columns: dict[str, Term] = {}
    for place, key in enumerate(belongs.keys or (ALL,)):
        columns |= _parts(place, key)
    columns |= {
        "bound": bound,
        "taken out": belongs.taken_out,
        "in force": belongs.in_force,
        "early": early,
        "deferred": choose(late, NULL),
        "day low": belongs.days.low,
        "day high": belongs.days.high,
    }
    for place, value in enumerate(values.values()):
        columns |= _of_value(f"v{place}", value)
    candidate = all_of([not_false(passes), belongs.keyed])
    return Query(
        {RECORDS: records.source, **scope.laterals},
        columns,
        where=all_of([records.listed, any_of([candidate, early])]),
        lateral=frozenset(scope.laterals),
    )


def _of_value(name: str, value: SqlValue) -> dict[str, Term]:
    """Return the columns of what a record adds to a sum."""
    if isinstance(value, NoValue):
        value = number(0)
    if isinstance(value, Quotient):
        raise Unsupported("quotients that are summed up or sorted by")
    if not isinstance(value, Span):
        raise Unsupported("a sum of what is no number")
    return {
        f"{name} low": value.low,
        f"{name} high": value.high,
        f"{name} nothing": value.nothing,
        f"{name} maybe none": value.maybe_none,
    }


def _with_belongs(rows: Query, values: int) -> Query:
    """Return the records with whether each belongs, and whether it adds its values as they are: it surely belongs, and has them."""
    columns = {name: _column(rows, name, N) for name in rows.columns}
    columns["belongs"] = all_of([columns["bound"], negation(columns["taken out"])])
    for place in range(values):
        doubts = [negation(columns[f"v{place} {why}"]) for why in ("nothing", "maybe none")]
        columns[f"v{place} plain"] = all_of([is_true(columns["belongs"]), *doubts])
    return Query({N: rows}, columns)


LETTERS = ("bound", "belongs", "in force")
"""What is known of a record's membership: records that agree in these and in their keys are summed up together."""


def _by_key(rows: Query, shapes: Sequence[SqlValue], values: int, *, days: bool, last: bool) -> tuple[Query, Summed]:
    """Return the plan that sums records up by their keys, and what it holds beside these.

    It goes by two steps: first the many records, by keys and letters, then what these few come to.
    """
    alike = rows.columns["taken out"] == FALSE
    rows = _with_belongs(rows, values)
    keys = [name for place, one in enumerate(shapes) for name in _parts(place, one)]
    terms = {name: _column(rows, name, M) for name in LETTERS}
    letters = [name for name in LETTERS if isinstance(terms[name], Column)]
    if "in force" in letters and never_null(terms["in force"]):
        letters.remove("in force")  # it says no more than `bound`
    if alike and "bound" in letters:
        letters.remove("bound")
    added = {f"v{place} {end}": (f"v{place}", end) for place in range(values) for end in ("low", "high")}
    columns: dict[str, Term] = {name: Column(M, name) for name in (*keys, *letters)}
    one: Aggregates = {"rows": ("count", TRUE)}
    for name in ("early", "deferred"):
        if rows.columns[name] not in (FALSE, NULL):
            one[name] = ("any true" if name == "early" else "least", _column(rows, name, M))
    for end, function in (("low", "least"), ("high", "greatest")) if days else ():
        one |= _counted(f"day {end}", function, _column(rows, f"day {end}", M))
    if last:
        one["last low"] = ("greatest", _column(rows, "day low", M))
    for name, (value, end) in added.items():
        one |= _counted(name, "sum", _added(rows, value, end))
    few = Query({M: rows}, columns, group=True, aggregates=one)
    summed = _summed(few, {**terms, "bound": terms["belongs"]} if alike else terms, list(added))
    return Query({S: few}, {name: Column(S, name) for name in keys}, group=True, aggregates=summed.columns), summed


def _column(rows: Query, name: str, source: str) -> Term:
    term = rows.columns[name]
    return term if term in (TRUE, FALSE, NULL) else Column(source, name, nullable=not never_null(term))


def _counted(name: str, function: str, term: Term) -> Aggregates:
    """Return an aggregate, with the number of rows that have a value where some may have none."""
    given: Aggregates = {} if never_null(term) else {f"{name} given": ("count given", term)}
    return {name: (function, term), **given}


def _added(rows: Query, name: str, end: str) -> Term:
    """Return an end of what a record adds: nothing, or what it may add, where it does not surely belong."""
    zero, term = constant(0), _column(rows, f"{name} {end}", M)
    perhaps = (extremes.smaller if end == "low" else extremes.greater)(term, zero)
    return choose([(_column(rows, f"{name} plain", M), term), (_column(rows, f"{name} nothing", M), zero)], perhaps)


def _summed(few: Query, letters: Mapping[str, Term], sums: Sequence[str]) -> Summed:
    """Return what the rows of a key come to together."""

    def letter(name: str) -> Term:
        term = letters[name]
        return Column(S, term.name, term.nullable) if isinstance(term, Column) else term

    belongs, bound, in_force = letter("belongs"), letter("bound"), letter("in force")
    member, certain, rows = not_false(belongs), is_true(belongs), Column(S, "rows", nullable=False)
    summed = Summed()
    summed.add("rows", "sum", rows)
    summed.add("members", "sum", choose([(member, rows)], constant(0)))
    summed.add("sure", "sum", choose([(certain, rows)], constant(0)))
    summed.any_true("outside", is_false(bound))
    if belongs != bound:
        out = is_false(belongs)
        summed.any_true("out sure", all_of([out, is_true(bound)]))
        summed.any_true("out maybe", all_of([out, is_null(bound)]))
    if not never_null(in_force):
        summed.any_true("doubtful law", all_of([member, is_null(in_force)]))
    if "early" in few.aggregates:
        summed.any_true("early", Column(S, "early"))
    if "deferred" in few.aggregates:
        summed.add("deferred", "least", choose([(not_false(bound), Column(S, "deferred"))], NULL))
    for name, function in (("day low", "least"), ("day high", "greatest"), *((name, "sum") for name in sums)):
        if name in few.aggregates:
            summed.add(name, function, choose([(member, Column(S, name))], NULL))
            if f"{name} given" in few.aggregates:
                few_given = less(Column(S, f"{name} given", nullable=False), rows)
                summed.any_true(f"{name} open", all_of([member, few_given]))
    if "last low" in few.aggregates:
        summed.add("sure day", "greatest", choose([(certain, Column(S, "last low"))], NULL))
    return summed


def _parts(place: int, key: SqlValue) -> dict[str, Term]:
    """Return the columns that hold a key."""
    if isinstance(key, Span):
        parts = {f"k{place}": key.low}
        if not key.is_single:
            parts[f"k{place} high"] = key.high
        if not key.blank and key.maybe_none != FALSE:
            parts[f"k{place} maybe none"] = key.maybe_none
        return parts
    if isinstance(key, (Words, Condition)):
        return {f"k{place}": key.value}
    return {f"k{place}": NULL}


def _stored(place: int, shape: SqlValue, source: str) -> SqlValue:
    """Return a key as its columns hold it."""
    parts = _parts(place, shape)

    def column(name: str) -> Term:
        return Column(source, name, nullable=not never_null(parts[name]))

    first = column(f"k{place}")
    if isinstance(shape, Span):
        high = first if shape.is_single else column(f"k{place} high")
        maybe = column(f"k{place} maybe none") if f"k{place} maybe none" in parts else FALSE
        blank = maybe == FALSE
        return Span(first, high, maybe_none=maybe, unit=shape.unit, size=shape.size, is_day=shape.is_day, blank=blank)
    if isinstance(shape, Words):
        return Words(first)
    return Condition(first) if isinstance(shape, Condition) else NoValue()


def _refuse_early(found: Members, evidence: TablesOfFacts) -> None:
    if "early" not in found.summed.columns:
        return
    early = {"early": ("any true", Column("p", "early"))}
    query = Query({"p": found.source}, {}, group=True, aggregates=early)
    if fetch(evidence.tables.connection, query)[0][0]:
        raise Unsupported("records of which SQL cannot tell whether they belong to a group")
