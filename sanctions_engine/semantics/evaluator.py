"""The reference evaluator: what an expression means. One function a construct; read it beside design sections 3 to 5."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from sanctions_engine.diagnostics import Code, EvaluationFailed, Problem
from sanctions_engine.language import nodes
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.types import Base
from sanctions_engine.models.claims import NONE
from sanctions_engine.semantics import arithmetic
from sanctions_engine.semantics.aggregates import FOLDS, condition, select
from sanctions_engine.semantics.calls import CALLS
from sanctions_engine.semantics.comparison import compare
from sanctions_engine.semantics.durations import days_between, shift
from sanctions_engine.semantics.environment import Env, watched
from sanctions_engine.semantics.evidence import is_event
from sanctions_engine.semantics.parameters import parameter_value
from sanctions_engine.semantics.ranking import Record
from sanctions_engine.semantics.truth import FALSE, TRUE, Truth, all_of, any_of, truth
from sanctions_engine.semantics.values import (
    NOTHING,
    Interval,
    Length,
    Step,
    Value,
    causes_of,
    exactly,
    hull,
    may_be_none,
    one_text,
)


def evaluate(node: Expr, env: Env) -> Value:
    """Return the value of an expression.

    Raises:
        EvaluationFailed: If the rule cannot be evaluated here (a day outside the calendar, two values of a parameter in a group).
    """
    return _EVALUATE[type(node)](node, env)


def holds(node: Expr, env: Env) -> Truth:
    """Return the truth of a condition."""
    return watched(node, condition(_EVALUATE[type(node)](node, env)), env)


def constant(value: nodes.Constant) -> Value:
    """Return the value of a constant."""
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, str):
        return one_text(value)
    if isinstance(value, tuple):
        return frozenset(value)
    return NOTHING if value is NONE else exactly(value)


def _field(node: nodes.FieldOf, env: Env) -> Value:
    return env.records[node.variable].read(node.name)


def _let(node: nodes.LetRef, env: Env) -> Value:
    value = env.lets.get(node.name)
    if value is None:
        formula = next(formula for name, formula in env.rule.let if name == node.name)
        value = env.lets[node.name] = evaluate(formula.node, env)
    return value


def _special(node: nodes.Special, env: Env) -> Value:
    match node.name:
        case "as_of":
            return exactly(env.day)
        case "due":
            return env.due if env.due is not None else NOTHING
        case "instrument.adopted":
            return exactly(_known(env.adopted, node))
        case "period.start" | "period.end":
            start, end = _known(env.period, node)
            return exactly(start if node.name == "period.start" else end)
        case _:
            return env.keys[node.name.removeprefix("group.")]


def _known(value: Any, node: nodes.Special) -> Any:
    if value is None:
        raise EvaluationFailed([Problem(Code.SE605, f"`{node.name}` is not known here")])
    return value


def _row(node: nodes.RowCell, env: Env) -> Value:
    return constant(env.rule.row[node.column])


def _and(node: nodes.And, env: Env) -> Value:
    result = TRUE
    for operand in node.operands:
        result = result & holds(operand, env)
        if result.value is False:
            break
    return result


def _or(node: nodes.Or, env: Env) -> Value:
    result = FALSE
    for operand in node.operands:
        result = result | holds(operand, env)
        if result.value is True:
            break
    return result


def _not(node: nodes.Not, env: Env) -> Value:
    return ~holds(node.operand, env)


def _compare(node: nodes.Compare, env: Env) -> Value:
    left, right = evaluate(node.left, env), evaluate(node.right, env)
    result = compare(node.operator, left, right)
    if result.is_unknown and not may_be_none(left) and _are_one_value(node.left, node.right, env):
        return truth(node.operator in ("==", "<=", ">="))
    return result


def _are_one_value(left: Expr, right: Expr, env: Env) -> bool:
    """Whether two expressions read the same of one fact: whatever an imprecise day is, the fact is not before itself."""
    if isinstance(left, nodes.FieldOf) and isinstance(right, nodes.FieldOf):
        one, other = env.records.get(left.variable), env.records.get(right.variable)
        if left.name != right.name or not isinstance(one, Record) or not isinstance(other, Record):
            return False
        return one.of is not None and one.of is other.of and is_event(one.kind) and one.held == other.held
    if isinstance(left, nodes.Call) and isinstance(right, nodes.Call):
        alike = (left.function, left.options, len(left.arguments)) == (
            right.function,
            right.options,
            len(right.arguments),
        )
        pairs = zip(left.arguments, right.arguments, strict=False)
        return alike and all(one == other or _are_one_value(one, other, env) for one, other in pairs)
    return False


def _member(node: nodes.Member, env: Env) -> Value:
    item, options = evaluate(node.item, env), evaluate(node.options, env)
    assert isinstance(options, frozenset)
    if node.negated:  # a comparison like `!=`: false with what is known to be without
        return all_of(compare("!=", item, one_text(option)) for option in sorted(options))
    return any_of(compare("==", item, one_text(option)) for option in sorted(options))


def _negate(node: nodes.Negate, env: Env) -> Value:
    value = evaluate(node.operand, env)
    if isinstance(value, Length):
        return _negative(value)
    return value if value is NOTHING else arithmetic.negate(cast(Interval, value))


def _negative(length: Length) -> Length:
    steps = tuple(
        Step(step.unit, arithmetic.negate(step.count), step.round, step.roll, step.calendar) for step in length.steps
    )
    return Length(steps)


_NUMBERS = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
}


def _arithmetic(node: nodes.Arithmetic, env: Env) -> Value:
    left, right = evaluate(node.left, env), evaluate(node.right, env)
    if left is NOTHING or right is NOTHING:
        return NOTHING
    if isinstance(left, Length) and isinstance(right, Length):
        return Length(left.steps + (right if node.operator == "+" else _negative(right)).steps)
    if isinstance(right, Length):
        return shift(cast(Interval, left), right, 1 if node.operator == "+" else -1)
    if isinstance(left, Length):
        return shift(cast(Interval, right), left)
    one, other = cast(Interval, left), cast(Interval, right)
    if node.left.type.base is Base.DATE:
        return days_between(other, one)
    return _NUMBERS[node.operator](one, other)


def _if_else(node: nodes.IfElse, env: Env) -> Value:
    test = holds(node.condition, env)
    if test.value is None:
        return hull(evaluate(node.then, env), evaluate(node.otherwise, env), causes_of(test))
    return evaluate(node.then if test.value else node.otherwise, env)


def _aggregate(node: nodes.Aggregate, env: Env) -> Value:
    return FOLDS[node.function](select(node, env, evaluate))


def _total(node: nodes.Total, env: Env) -> Value:
    assert env.members is not None
    return env.members.total(node.value)


def _members(node: nodes.Members, env: Env) -> Value:
    assert env.members is not None
    return env.members.count()


def _call(node: nodes.Call, env: Env) -> Value:
    return CALLS[node.function](node, env, evaluate)


def _parameter(node: nodes.ParameterRef, env: Env) -> Value:
    return parameter_value(env.rule.parameters[node.name], env.law_day or exactly(env.day))


def _literal(node: nodes.Literal, env: Env) -> Value:
    return constant(node.value)


_EVALUATE: dict[type[Expr], Callable[[Any, Env], Value]] = {
    nodes.Literal: _literal,
    nodes.FieldOf: _field,
    nodes.LetRef: _let,
    nodes.Special: _special,
    nodes.RowCell: _row,
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
