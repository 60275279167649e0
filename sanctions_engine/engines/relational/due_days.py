"""The days that an imprecise due day can be, one row each, and the one outcome that they share: `semantics.due_days` in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sanctions_engine.engines.relational.extremes import greater, smaller
from sanctions_engine.engines.relational.plan import Days, Kept, Query, Rows, Union, Window
from sanctions_engine.engines.relational.rewriting import query_rewritten, rewriter
from sanctions_engine.engines.relational.rule_texts import Family
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    TRUE,
    Column,
    Term,
    all_of,
    any_of,
    apply,
    at_most,
    choose,
    constant,
    equal,
    is_null,
    is_true,
    less,
    negation,
)
from sanctions_engine.engines.relational.unnesting import unnested
from sanctions_engine.engines.relational.values import Span, is_exact
from sanctions_engine.engines.relational.verdicts import NUMBER
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.due_days import EVERY_DAY
from sanctions_engine.semantics.law import Law

DUES = "dues"
"""The lateral source with one row for each day that a due day can be; a null day stands for no due day."""

FIRST, LAST = "first due", "last due"
"""The lateral sources of one row with the first and the last day that `DUES` tries."""

DAY = Column(DUES, "day")
ONE_DAY = timedelta(days=1)

MOST_DAYS = 20_000
"""So many days are tried one by one where every day can make a difference."""


@dataclass(frozen=True, slots=True)
class DueDay:
    """The due day of a family.

    Attributes:
        day: The day that is judged by; null where there is none, or where the reference evaluator has to judge.
        low: The first day that it can be.
        high: The last.
        given: Whether there is a due day, however imprecise: true or false.
        none: Whether the day judged by is that there is none: true or false.
        open: Where the reference evaluator has to judge: true or false.
        ends: What `choices` reads before: a row each, with the first and the last day to try.
        choices: What yields `day` row by row where it can be several days; None where it is one.
        outermost: What yields the first and the last of these days only, and the row for no due day.
        single: Whether `choices` surely yields one row: true or false.
        only: The day that this one row has.
    """

    day: Term
    low: Term
    high: Term
    given: Term
    none: Term
    open: Term
    ends: Mapping[str, Query] = field(default_factory=dict)
    choices: Union | None = None
    outermost: Union | None = None
    single: Term = TRUE
    only: Term = NULL


def due_day(value: Span, law: Law, family: Family, turning: Sequence[Query] | None) -> DueDay:
    """Return the due day of a family, one row for each day that it can be.

    Args:
        turning: What yields the days on which it can make a difference that they, and not the day before, are the due day;
            None where that is every day.
    """
    exact, today = is_exact(value), constant(family.day)
    low, high = (moved(end, law, family.texts[0].id) for end in (value.low, value.high))
    given = negation(value.nothing)
    if exact == TRUE:
        return DueDay(low, low, low, TRUE, FALSE, FALSE)
    time_left = is_true(less(today, value.low))
    if any(one.several for one in family.texts):  # each text has a due day of its own, and all of them have to agree
        settled = all_of([given, any_of([exact, all_of([time_left, negation(value.maybe_none)])])])
        return DueDay(choose([(settled, low)], NULL), low, high, given, FALSE, negation(settled))
    one_day = any_of([exact, time_left])
    after = constant(min(family.day, date.max - ONE_DAY) + ONE_DAY)
    end = choose([(one_day, value.low), (is_null(value.high), after)], smaller(value.high, after))
    last = Column(LAST, "day")
    begun = family.column([_before(one.since) for one in family.texts])
    earliest = smaller(begun, last)
    begin = choose([(one_day, value.low), (is_null(value.low), earliest)], greater(value.low, earliest))
    first = Column(FIRST, "day")
    ends = {LAST: Query({}, {"day": end}), FIRST: Query({}, {"day": begin})}
    many = all_of(
        [
            given,
            is_true(less(constant(MOST_DAYS if turning is None else EVERY_DAY), apply("days between", first, last))),
        ]
    )
    id, each = family.texts[0].id, choose([(any_of([many, value.nothing]), NULL)], first)
    choices = [Query({"each": Days(each, last)}, {"day": moved(Column("each", "day"), law, id)})]
    if many != FALSE and turning is not None:
        choices.append(_some_days(turning, many, first, last, law, family))
    two = is_true(less(first, last))
    outermost = [
        Query({}, {"day": moved(day, law, id)}, where=all_of([given, several]))
        for day, several in ((first, negation(is_null(first))), (last, two))
    ]
    left = FALSE if turning is not None else many
    without = any_of([value.nothing, all_of([value.maybe_none, negation(exact)]), left])
    if without != FALSE:
        choices.append(Query({}, {"day": NULL_DAY}, where=without))
        outermost.append(choices[-1])
    none = FALSE if without == FALSE else is_null(DAY)
    every, outer = Union(tuple(choices)), Union(tuple(outermost))
    return DueDay(DAY, low, high, given, none, left, ends, every, outer, all_of([exact, given]), low)


def _some_days(turning: Sequence[Query], many: Term, first: Term, last: Term, law: Law, family: Family) -> Query:
    """Return the first day, the last, the day judged, and those around days that make a difference."""
    rule, day, each = family.texts[0].rule, Column("turning", "day"), Column("each", "day")
    covering = [one.id for one in law.exemptions(rule.id)]
    ids = (*(one.id for one in family.texts), *covering)
    cuts = {day for id in ids for text in law.texts(id) for day in (text.since, text.until) if day}
    cuts |= {
        day for one in rule.parameters.values() for value in one.values for day in (value.since, value.until) if day
    }
    days = [*turning, *(Query({}, {"day": constant(cut)}) for cut in sorted(cuts))]
    beside = Rows({"days": (-1, 0, 1)})
    moved_by = apply("shift days", day, Column("beside", "days", nullable=False))
    near = [Query({"turning": Union(tuple(days)), "beside": beside}, {"day": moved_by})] if days else []
    listed = [*near, *(Query({}, {"day": one}) for one in (first, last, constant(family.day)))]
    within = all_of([many, is_true(at_most(first, each)), is_true(at_most(each, last))])
    return Query(
        {"each": Union(tuple(listed))}, {"day": moved(each, law, family.texts[0].id)}, where=within, distinct=True
    )


NULL_DAY = apply("day", NULL, strict=False)


def _before(since: date | None) -> date:
    """Return the day before a text is in force: an earlier due day means no other than this one does."""
    return date.min if since in (None, date.min) else since - ONE_DAY


def moved(day: Term, law: Law, rule: str) -> Term:
    """Return a due day, or the day on which the suspension ends that it falls into."""
    for text in law.texts(rule):
        if text.why == "suspended" and text.since is not None:
            inside = all_of([at_most(constant(text.since), day), less(day, constant(text.until or date.max))])
            day = choose([(is_true(inside), constant(text.until or date.max))], day)
    return day


TOLD = ("exception", "due", "due high", "is due", "gap")
"""What an outcome has beside verdict and reason."""

SETTLED = "settled"
"""Column of what the outermost days come to: whether the days between them can make no difference."""


def agreed(
    pairs: Query, keys: tuple[str, ...], due: DueDay, number: Term | None, verdicts: tuple[str, ...] = ("verdict",)
) -> Query:
    """Return one row for all days that a due day can be: the verdict if it is the same for each, else undetermined.

    Most due days are one day: there it stands in the plan as it is, and nothing is sorted and compared. Of the others most are
    undetermined by their first and their last day; those between are tried only where these two leave it open.

    Args:
        pairs: A row for each day, with the columns of `flagged.plans`.
        keys: The columns in which rows of one subject and text agree.
        due: The due day.
        number: What tells pairs apart that are not spread over days; see `unnested`.
        verdicts: The columns of verdicts: that of the rule as it is read first, then those of other readings.
    """
    assert due.outermost is not None
    columns = (*keys, *verdicts, "deferred", *TOLD)
    several = replace(pairs, where=all_of([pairs.where, negation(due.single)]))
    two_days = replace(several, sources={**several.sources, DUES: due.outermost})
    ends = Kept("ends", _of_several(unnested(two_days), keys, verdicts, settled=True))
    settled = Column("one", SETTLED, nullable=False)
    told = Query({"one": ends}, {name: Column("one", name) for name in columns}, where=settled)
    parts = [told, _of_several(unnested(_unsettled(several, keys, ends)), keys, verdicts)]
    if due.single != FALSE:
        parts.insert(0, Query({"one": unnested(_on_one_day(pairs, due), number)}, told.columns))
    return Query({"either": Union(tuple(parts))}, {name: Column("either", name) for name in columns})


def _on_one_day(pairs: Query, due: DueDay) -> Query:
    """Return the pairs whose due day is one day, with that day in place of the days that can be meant."""
    alone = replace(
        pairs,
        sources={name: source for name, source in pairs.sources.items() if name not in (DUES, *due.ends)},
        lateral=pairs.lateral - {DUES, *due.ends},
    )
    names = (DUES, *due.ends)
    given = {is_null(DAY): FALSE, is_null(due.only): FALSE}
    on_that_day = rewriter(lambda column: due.only if column.source in names else column, given.get)
    whole = query_rewritten(alone, on_that_day)
    return replace(whole, where=all_of([whole.where, due.single]))


def _unsettled(pairs: Query, keys: tuple[str, ...], ends: Kept) -> Query:
    """Return the pairs that their first and last day do not settle."""
    left = Query(
        {"one": ends},
        {name: Column("one", name) for name in keys},
        where=negation(Column("one", SETTLED, nullable=False)),
    )
    same = (apply("same", pairs.columns[name], Column("unsettled", name), strict=False) for name in keys)
    plain = {name: source for name, source in pairs.sources.items() if name not in pairs.lateral}
    lateral = {name: source for name, source in pairs.sources.items() if name in pairs.lateral}
    return replace(pairs, sources={**plain, "unsettled": left, **lateral}, on={**pairs.on, "unsettled": all_of(same)})


def _of_several(pairs: Query, keys: tuple[str, ...], verdicts: tuple[str, ...], *, settled: bool = False) -> Query:
    """Return one row for all rows that agree in some columns, with `SETTLED` if that is asked for."""
    among = tuple(Column("one", name) for name in keys)
    day = Column("one", "choice")

    def order(falls: bool) -> tuple[tuple[Term, bool], ...]:
        return ((is_null(day), falls), (day, falls))

    numbered = Query(
        {"one": pairs},
        {name: Column("one", name) for name in pairs.columns},
        windows={
            "first": Window("number", TRUE, among, order(False)),
            "last": Window("number", TRUE, among, order(True)),
        },
    )

    def of(place: str, name: str) -> Term:
        return choose([(equal(Column("two", place, nullable=False), constant(1)), Column("two", name))], NULL)

    whole = Query(
        {"two": numbered},
        {name: Column("two", name) for name in keys},
        group=True,
        aggregates={
            **{f"least {name}": ("least", Column("two", name)) for name in verdicts},
            **{f"most {name}": ("greatest", Column("two", name)) for name in verdicts},
            "number": ("count", TRUE),
            "deferred": ("greatest", Column("two", "deferred")),
            **{f"first {name}": (_pick(name), of("first", name)) for name in TOLD},
            **{f"last {name}": (_pick(name), of("last", name)) for name in TOLD},
        },
    )
    undetermined, several = constant(NUMBER[Verdict.UNDETERMINED]), Column("three", "number", nullable=False)
    differ = {}
    for name in verdicts:
        least, most = Column("three", f"least {name}"), Column("three", f"most {name}")
        others = any_of([negation(equal(least, most)), equal(least, undetermined)])
        differ[name] = is_true(all_of([less(constant(1), several), others]))
    apart = differ[verdicts[0]]
    known = any_of([all_of(differ.values()), equal(several, constant(1))])
    more = {SETTLED: known} if settled else {}
    columns = {
        name: choose([(apart, Column("three", f"last {name}"))], Column("three", f"first {name}")) for name in TOLD
    }
    return Query(
        {"three": whole},
        {
            **{name: Column("three", name) for name in keys},
            **{name: choose([(differ[name], undetermined)], Column("three", f"least {name}")) for name in verdicts},
            "deferred": Column("three", "deferred"),
            **columns,
            **more,
        },
    )


def _pick(name: str) -> str:
    return "any true" if name == "is due" else "greatest"
