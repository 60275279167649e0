"""The day whose law applies, and which text it falls into."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sanctions_engine.engines.relational.formulas import compiled
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.rule_texts import Family
from sanctions_engine.engines.relational.scope import Scope
from sanctions_engine.engines.relational.terms import (
    NULL,
    Term,
    all_of,
    at_most,
    choose,
    constant,
    is_null,
    is_true,
    less,
    never_null,
    not_false,
)
from sanctions_engine.engines.relational.values import NoValue, Span, where
from sanctions_engine.language.rules import Rule
from sanctions_engine.semantics.law import TAKEN_AWAY, Law


def law_day(rule: Rule, scope: Scope) -> Span:
    """Return the day whose parameters apply: that of `on`, the day judged where there is none."""
    today = Span(scope.day, scope.day, is_day=True)
    if rule.on is None:
        return today
    value = compiled(rule.on.node, scope)
    if isinstance(value, NoValue):
        return today
    if not isinstance(value, Span):
        raise Unsupported("`on` that is no day")
    found = where(value.nothing, today, value)
    assert isinstance(found, Span)
    return found


def up_to(days: Span, today: Term) -> Span:
    """Return the law's day with nothing after the day judged, unless all of it lies there."""
    if days.is_single and never_null(days.low):
        return days
    high = choose(
        [(less(today, days.low), days.high), (is_null(days.high), today), (less(today, days.high), today)], days.high
    )
    return replace(days, high=high, blank=False)


def touches(days: Span, since: Term, until: Term) -> Term:
    """Whether a day may fall into a span of days: true or false. `until` is null for a span without end."""
    return all_of([not_false(at_most(since, days.high)), not_false(less(days.low, until))])


def lies_in(days: Span, since: Term, until: Term) -> Term:
    """Whether a day surely falls into a span of days: true or false."""
    begun = is_true(at_most(since, days.low))
    if until == NULL:
        return begun
    return all_of([begun, choose([(is_null(until), constant(True))], is_true(less(days.high, until)))])


def gap(day: Term, family: Family, law: Law) -> Term:
    """Return 1 for an exact day on which a rule has no text because an instrument took it away, 0 if it has none yet or no more.

    Null for a day on which it has one.
    """
    gaps = [[one for one in law.texts(text.id) if one.rule is None] for text in family.texts]
    found = []
    for place in range(max(map(len, gaps))):
        its = [some[place] if place < len(some) else None for some in gaps]
        since, until = (
            family.column([date.max if one is None else getattr(one, end) or otherwise for one in its])
            for end, otherwise in (("since", date.min), ("until", date.max))
        )
        taken = family.column([1 if one is not None and one.why in TAKEN_AWAY else 0 for one in its])
        found.append((all_of([at_most(since, day), less(day, until)]), taken))
    return choose(found, NULL)
