"""Typed expressions as terms: the counterpart of `semantics.evaluator`, one function a construct."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, cast

from sanctions_engine.engines.relational import calculating, day_spans
from sanctions_engine.engines.relational.aggregates import aggregate
from sanctions_engine.engines.relational.calendars import shifted
from sanctions_engine.engines.relational.calls import CALLS
from sanctions_engine.engines.relational.comparing import compare, member, of_each_row
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.naming import named
from sanctions_engine.engines.relational.periods import END, START
from sanctions_engine.engines.relational.record_fields import SINCE
from sanctions_engine.engines.relational.rule_names import names_rule
from sanctions_engine.engines.relational.rule_texts import reads_no_evidence
from sanctions_engine.engines.relational.scope import Scope
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    TRUE,
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
    not_false,
)
from sanctions_engine.engines.relational.values import (
    Codes,
    Condition,
    Duration,
    NoValue,
    Number,
    Quotient,
    RowCodes,
    Span,
    SqlValue,
    absent_of,
    from_value,
    nothing_of,
    where,
)
from sanctions_engine.language import nodes
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rules import Parameter, Rule
from sanctions_engine.language.types import Base
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import STATE, Nature
from sanctions_engine.semantics.parameters import parameter_value
from sanctions_engine.semantics.values import Interval, exactly

ALWAYS = Interval(None, None)


def compiled(node: Expr, scope: Scope) -> SqlValue:
    """Return the value of an expression for every subject.

    Raises:
        Unsupported: If it has no form in SQL.
    """
    if not isinstance(node, nodes.Literal) and reads_no_evidence(node, today=scope.day == constant(scope.family.day)):
        return scope.family.hoisted(node, scope.rules, scope.wanted)
    if scope.codes is not None and scope.codes[0] == node:
        return scope.codes[1]
    return _COMPILE[type(node)](node, scope)


def condition(node: Expr, scope: Scope) -> Condition:
    """Return the truth of a condition: one known to be without is false."""
    value = compiled(node, scope)
    if isinstance(value, NoValue):
        return Condition(FALSE)
    if not isinstance(value, Condition):
        raise Unsupported("a condition that is none")
    if value.nothing == FALSE:
        return value
    truth = choose([(value.nothing, FALSE)], value.value)
    return Condition(truth, value.absent, maybe_none=value.maybe_none)


def _literal(node: nodes.Literal, scope: Scope) -> SqlValue:
    return scope.family.hoisted(node, scope.rules, scope.wanted)


def _field(node: nodes.FieldOf, scope: Scope) -> SqlValue:
    record = scope.records[node.variable]
    if record.kind == STATE and node.name == "un_member":
        since = record.fields[SINCE]
        assert isinstance(since, Span)
        return Condition(is_true(at_most(since.low, scope.day)))
    return record.fields[node.name]


def _let(node: nodes.LetRef, scope: Scope) -> SqlValue:
    if scope.outer is not None:
        return _let(node, scope.outer)
    value = scope.lets.get(node.name)
    if value is None:
        formula = next(formula for name, formula in scope.rule.let if name == node.name)
        value = scope.lets[node.name] = compiled(formula.node, scope)
    return value


def _special(node: nodes.Special, scope: Scope) -> SqlValue:
    if node.name == "as_of":
        return Span(scope.day, scope.day, is_day=True)
    if node.name == "due" and scope.due is not None:
        return scope.due
    if node.name in _OF_PERIOD:
        day = _OF_PERIOD[node.name]
        return Span(day, day, is_day=True)
    if scope.group is not None and node.name.startswith("group."):
        return scope.group.keys[node.name.removeprefix("group.")]
    raise Unsupported("a value that no subject has")


_OF_PERIOD = {"period.start": START, "period.end": END}


def _parameter(node: nodes.ParameterRef, scope: Scope) -> SqlValue:
    if node.name in scope.parameters:
        return scope.parameters[node.name]
    parameter = scope.rule.parameters[node.name]
    return parameter_on(parameter, scope.law_day or Span(scope.day, scope.day, is_day=True), scope)


def parameter_on(parameter: Parameter, on: Span, scope: Scope) -> SqlValue:
    """Return the value of a parameter on a day of the evidence.

    On an imprecise day it is the hull of the values that it may have; a day of which nothing is known and that stands between
    two values is left to the reference evaluator.
    """
    if not on.is_single and len(parameter.values) > 1:
        try:
            return _hull_of_values(parameter, on)
        except Unsupported:  # texts have no hull
            pass
    edges = sorted({edge for one in parameter.values for edge in (one.since, one.until) if edge})
    for edge in edges:
        before, after = day_spans.before(on, edge), day_spans.from_day_on(on, edge)
        scope.defer(negation(any_of([before, after])), "a day that leaves open which value a parameter has")
    result: SqlValue = from_value(parameter_value(parameter, exactly(edges[-1] if edges else scope.family.day)))
    for earlier, edge in reversed(list(zip([date.min, *edges], edges, strict=False))):
        value = from_value(parameter_value(parameter, exactly(earlier)))
        result = where(day_spans.before(on, edge), value, result)
    return result


def _hull_of_values(parameter: Parameter, on: Span) -> SqlValue:
    none = from_value(parameter_value(replace(parameter, values=()), ALWAYS))
    result: SqlValue = replace(cast(Span, none), is_day=isinstance(parameter.values[0].value, DateRange))
    reached: Term = FALSE
    for one in parameter.values:
        value = from_value(parameter_value(replace(parameter, values=(replace(one, since=None, until=None),)), ALWAYS))
        begun, lasts = at_most(constant(one.since), on.high), less(on.low, constant(one.until))
        touched = all_of([not_false(begun), not_false(lasts)])
        joined = value if reached == FALSE else where(reached, calculating.hull(result, value), value)
        result = where(touched, joined, result)
        reached = any_of([reached, touched])
    return result


def _junction(values: list[Condition], joined: Term) -> Condition:
    """Return a conjunction or disjunction: absent where all that is unknown in it is absent."""
    said = [any_of([negation(is_null(one.value)), one.absent]) for one in values]
    absent = FALSE if all(one.absent == FALSE for one in values) else all_of([is_null(joined), *said])
    return Condition(joined, absent, maybe_none=None if len(values) > 1 else values[0].maybe_none)


def _and(node: nodes.And, scope: Scope) -> SqlValue:
    values = [condition(one, scope) for one in node.operands]
    return _junction(values, all_of(one.value for one in values))


def _or(node: nodes.Or, scope: Scope) -> SqlValue:
    values = [condition(one, scope) for one in node.operands]
    return _junction(values, any_of(one.value for one in values))


def _not(node: nodes.Not, scope: Scope) -> SqlValue:
    value = condition(node.operand, scope)
    return Condition(negation(value.value), value.absent)


def _compare(node: nodes.Compare, scope: Scope) -> SqlValue:
    left, right = compiled(node.left, scope), compiled(node.right, scope)
    if isinstance(left, Quotient) or isinstance(right, Quotient):
        left, right = (named(one, scope) if isinstance(one, (Span, Quotient)) else one for one in (left, right))
    result = compare(node.operator, left, right)
    one_value = _is_one_value(node.left, node.right, scope)
    if one_value == FALSE:
        return result
    # whatever an imprecise day is, a fact is not before itself
    same = TRUE if node.operator in ("==", "<=", ">=") else FALSE
    settles = all_of([is_null(result.value), one_value, negation(calculating.nothing_or_maybe(left))])
    settled = choose([(settles, same)], result.value)
    return Condition(settled, all_of([is_null(settled), result.absent]))


def _is_one_value(left: Expr, right: Expr, scope: Scope) -> Term:
    """Whether two expressions read the same of one event: true or false."""
    if isinstance(left, nodes.FieldOf) and isinstance(right, nodes.FieldOf):
        one, other = scope.records[left.variable], scope.records[right.variable]
        if left.name != right.name or one.kind != other.kind or one.kind.nature is not Nature.EVENT:
            return FALSE
        if one.row is None or other.row is None:
            return FALSE
        return TRUE if one.row == other.row else equal(one.row, other.row)
    if isinstance(left, nodes.Call) and isinstance(right, nodes.Call):
        alike = (left.function, left.options, len(left.arguments)) == (
            right.function,
            right.options,
            len(right.arguments),
        )
        pairs = zip(left.arguments, right.arguments, strict=False)
        if alike:
            return all_of(TRUE if one == other else _is_one_value(one, other, scope) for one, other in pairs)
    return FALSE


def _member(node: nodes.Member, scope: Scope) -> SqlValue:
    options = compiled(node.options, scope)
    item = compiled(node.item, scope)
    if isinstance(options, RowCodes):
        return of_each_row(options, lambda listed: member(item, listed, negated=node.negated))
    assert isinstance(options, Codes)
    return member(item, options.texts, negated=node.negated)


def _negate(node: nodes.Negate, scope: Scope) -> SqlValue:
    value = compiled(node.operand, scope)
    if isinstance(value, Duration):
        return _negative(value)
    return value if isinstance(value, NoValue) else calculating.negate(cast(Number, value))


def _negative(length: Duration) -> Duration:
    return Duration(tuple(replace(one, count=cast(Span, calculating.negate(one.count))) for one in length.steps))


_NUMBERS: dict[str, Callable[[Number, Number], Number]] = {
    "+": calculating.add,
    "-": lambda one, other: calculating.add(one, calculating.negate(other)),
    "*": calculating.multiply,
    "/": calculating.divide,
}


def _arithmetic(node: nodes.Arithmetic, scope: Scope) -> SqlValue:
    left, right = compiled(node.left, scope), compiled(node.right, scope)
    if isinstance(left, NoValue) or isinstance(right, NoValue):
        return NoValue()
    if isinstance(left, Duration) and isinstance(right, Duration):
        return Duration(left.steps + (right if node.operator == "+" else _negative(right)).steps)
    if isinstance(right, Duration):
        return _shifted(cast(Span, left), right, 1 if node.operator == "+" else -1, scope)
    if isinstance(left, Duration):
        return _shifted(cast(Span, right), left, 1, scope)
    if node.left.type.base is Base.DATE:
        return day_spans.days_between(cast(Span, right), cast(Span, left))
    one, other = cast(Number, left), cast(Number, right)
    varies = [not (isinstance(value, Span) and calculating.is_constant(value)) for value in (one, other)]
    grows = {"*": all(varies), "/": varies[1]}.get(node.operator, False)  # their bounds are said many times
    if grows or isinstance(one, Quotient) or isinstance(other, Quotient):
        one, other = named(one, scope), named(other, scope)
    return _NUMBERS[node.operator](one, other)


def _shifted(start: Span, length: Duration, sign: int, scope: Scope) -> Span:
    if any(one.unit == "business_days" or one.roll for one in length.steps):
        moved, odd = shifted(start, length, sign, scope)
        scope.defer(odd, "business days outside the years of the calendar's table", fails=True)
        return moved
    moved, odd = day_spans.shift(start, length, sign)
    scope.defer(odd, "a day outside the years 1 to 9999", fails=True)
    return moved


def _if_else(node: nodes.IfElse, scope: Scope) -> SqlValue:
    test = condition(node.condition, scope).value
    then, otherwise = compiled(node.then, scope), compiled(node.otherwise, scope)
    chosen = where(choose([(test, TRUE)], FALSE), then, otherwise)
    if is_null(test) == FALSE:
        return chosen
    try:
        return where(is_null(test), calculating.hull(then, otherwise), chosen)
    except Unsupported as limit:
        scope.defer(is_null(test), f"a choice of which it is unknown which side holds: {limit.reason}")
        return chosen


def _call(node: nodes.Call, scope: Scope) -> SqlValue:
    if node.function == "done":
        return _done(node, scope)
    if node.function == "names_rule":
        return names_rule(compiled(node.arguments[0], scope), scope)
    if node.function not in CALLS:
        raise Unsupported(f"`{node.function}` of what the evidence says")
    if node.function == "shown" and scope.hypothetical:
        return compiled(node.arguments[0], scope)
    if node.function == "presume" and _asks_whether(node.arguments[0], scope.rule):
        raise Unsupported("`presume` of whether there is such a fact")
    values = [compiled(one, scope) for one in node.arguments]
    if any(isinstance(one, Quotient) for one in values):
        return _of_quotients(node, values, scope)
    return _made(node, values, scope)


def _made(node: nodes.Call, values: list[SqlValue], scope: Scope) -> SqlValue:
    if node.function == "presume" and scope.hypothetical and absent_of(values[0]) != FALSE:
        return where(absent_of(values[0]), calculating.hull(values[0], values[1]), values[0])
    return CALLS[node.function](node, values, scope.defer)


def _of_quotients(node: nodes.Call, values: list[SqlValue], scope: Scope) -> SqlValue:
    """Return what a function comes to of quotients, which are long: they are named before, and what is rounded after."""
    found = _made(node, [named(one, scope) if isinstance(one, (Span, Quotient)) else one for one in values], scope)
    return named(found, scope) if isinstance(found, Span) else found


def _done(node: nodes.Call, scope: Scope) -> SqlValue:
    """Whether an act was done by a day; on the day judged what comes later is open."""
    value, today = compiled(node.arguments[0], scope), constant(scope.family.day)
    result = compare("<=", value, Span(scope.day, scope.day, is_day=True))
    open_yet = all_of([negation(nothing_of(value)), negation(less(scope.day, today))])
    if open_yet == FALSE:
        return result
    truth = choose([(all_of([is_false(result.value), is_true(open_yet)]), NULL)], result.value)
    return Condition(truth, result.absent)


def _asks_whether(node: Expr, rule: Rule) -> bool:
    """Whether an expression asks `any` or `all`: of these it is not kept why they are unknown."""
    lets = dict(rule.let)
    return any(
        (isinstance(part, nodes.Aggregate) and part.function in ("any", "all"))
        or (isinstance(part, nodes.LetRef) and _asks_whether(lets[part.name].node, rule))
        for part in nodes.walk(node)
    )


def _aggregate(node: nodes.Aggregate, scope: Scope) -> SqlValue:
    value = scope.known.get(node)
    if value is None:
        value = scope.known[node] = aggregate(node, scope, compiled)
    return value


def _total(node: nodes.Total, scope: Scope) -> SqlValue:
    assert scope.group is not None
    return scope.group.total(node.value)


def _members(node: nodes.Members, scope: Scope) -> SqlValue:
    assert scope.group is not None
    return scope.group.count()


_COMPILE: dict[type[Expr], Callable[[Any, Scope], SqlValue]] = {
    nodes.Literal: _literal,
    nodes.FieldOf: _field,
    nodes.LetRef: _let,
    nodes.Special: _special,
    nodes.RowCell: _literal,
    nodes.ParameterRef: _parameter,
    nodes.Not: _not,
    nodes.And: _and,
    nodes.Or: _or,
    nodes.Compare: _compare,
    nodes.Member: _member,
    nodes.Arithmetic: _arithmetic,
    nodes.Negate: _negate,
    nodes.IfElse: _if_else,
    nodes.Aggregate: _aggregate,
    nodes.Total: _total,
    nodes.Members: _members,
    nodes.Call: _call,
}
