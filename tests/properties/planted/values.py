"""Faults in what values and formulas mean."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sanctions_engine.language import nodes
from sanctions_engine.models.claims import NONE
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.models.text_forms import is_code
from sanctions_engine.semantics import arithmetic, calls, comparison, evaluator, evidence, ranking
from sanctions_engine.semantics.comparison import compare
from sanctions_engine.semantics.truth import FALSE, TRUE, Truth, all_of, any_of, unknown
from sanctions_engine.semantics.values import NOTHING, Interval, exactly, is_exact, one_text
from tests.properties.planted.engines import EVALUATE, Planted, entry, replaced, wrapped


def _strict(real: Any, operator: str, left: Any, right: Any) -> Any:
    return real({"<=": "<", ">=": ">"}.get(operator, operator), left, right)


def _unlike(real: Any, operator: str, left: Any, right: Any) -> Any:
    found = real(operator, left, right)
    return TRUE if operator == "!=" and found.is_unknown else found


def _at_best(real: Any, operator: str, left: Any, right: Any) -> Any:
    found = real(operator, left, right)
    open_ends = isinstance(left, Interval) and not left.is_exact
    return TRUE if operator in (">", ">=") and found.is_unknown and open_ends else found


def _with_none(real: Any, operator: str, left: Any, right: Any) -> Any:
    return unknown() if left is NOTHING or right is NOTHING else real(operator, left, right)


def _nought(real: Any, field: Any, causes: Any, *, absent: bool = True) -> Any:
    value = real(field, causes, absent=absent)
    return exactly(0) if field.kind.value in ("int", "decimal") else value


def _no(real: Any, field: Any, causes: Any, *, absent: bool = True) -> Any:
    return FALSE if field.kind.value == "bool" else real(field, causes, absent=absent)


def _boundless(real: Any, field: Any, causes: Any, *, absent: bool = True) -> Any:
    value = real(field, causes, absent=absent)
    return replace(value, low=None) if isinstance(value, Interval) else value


def _none_as_absent(real: Any, held: Any, name: str) -> Any:
    return None if held.claim.fields.get(name) is NONE else real(held, name)


def _low_number(real: Any, value: Any, imprecise: Any) -> Any:
    if isinstance(value, NumberRange) and value.low is not None:
        return exactly(value.low)
    return real(value, imprecise)


def _low_day(real: Any, value: Any, imprecise: Any) -> Any:
    if isinstance(value, DateRange) and value.low is not None:
        return exactly(value.low)
    return real(value, imprecise)


def _prefix_alone(real: Any, code: str, listed: tuple[str, ...]) -> Any:
    return code.startswith(listed) if is_code(code) else real(code, listed)


def _equal_code(real: Any, code: str, listed: tuple[str, ...]) -> Any:
    found = real(code, listed)
    return code in listed if found is True else found


def _damaged_is_none(real: Any, code: str, listed: tuple[str, ...]) -> Any:
    return real(code, listed) if is_code(code) else False


def _damaged_is_fine(real: Any, code: str, listed: tuple[str, ...]) -> Any:
    return real(code, listed) if is_code(code) else code.startswith(listed)


def _upper(real: Any, node: Any, env: Any, evaluate: Any) -> Any:
    value = evaluate(node.arguments[0], env)
    if isinstance(value, Interval) and not value.is_exact and value.high is not None:
        return exactly(value.high)
    return real(node, env, evaluate)


def _default(real: Any, node: Any, env: Any, evaluate: Any) -> Any:
    value = evaluate(node.arguments[0], env)
    return value if is_exact(value) else evaluate(node.arguments[1], env)


def _none_presumed(real: Any, node: Any, env: Any, evaluate: Any) -> Any:
    value = evaluate(node.arguments[0], env)
    return evaluate(node.arguments[1], env) if value is NOTHING else real(node, env, evaluate)


def _whole(real: Any, one: Interval, other: Interval) -> Interval:
    return arithmetic.ceil(real(one, other))


def _corners(real: Any, one: Interval, other: Interval) -> Interval:
    found: Interval = real(one, other)
    ends = (one.low, one.high, other.low, other.high)
    return found if None in ends else replace(found, low=one.low * other.low, high=one.high * other.high)


def _eager_and(node: Any, env: Any) -> Truth:
    parts = [evaluator.holds(one, env) for one in node.operands]
    doubtful = next((one for one in parts if one.is_unknown), None)
    return doubtful if doubtful is not None else all_of(parts)


def _eager_or(real: Any, node: Any, env: Any) -> Truth:
    parts = [evaluator.holds(one, env) for one in node.operands]
    doubtful = next((one for one in parts if one.is_unknown), None)
    found: Truth = real(node, env)
    return doubtful if doubtful is not None else found


def _then(real: Any, node: Any, env: Any) -> Any:
    test = evaluator.holds(node.condition, env)
    return evaluator.evaluate(node.otherwise, env) if test.is_unknown else real(node, env)


def _not_in(real: Any, node: Any, env: Any) -> Any:
    if not node.negated:
        return real(node, env)
    item, options = evaluator.evaluate(node.item, env), evaluator.evaluate(node.options, env)
    assert isinstance(options, frozenset)
    return ~any_of(compare("==", item, one_text(one)) for one in sorted(options))


def _maybe_none(real: Any, node: Any, env: Any, evaluate: Any) -> Any:
    found = real(node, env, evaluate)
    return FALSE if found.is_unknown else found


FAULTS = (
    Planted("`<=` read as `<`", wrapped(evaluator, "compare", _strict)),
    Planted("`!=` true where it is unknown", wrapped(evaluator, "compare", _unlike)),
    Planted("an imprecise number exceeds what it may exceed", wrapped(evaluator, "compare", _at_best)),
    Planted("a comparison with `none` unknown", wrapped(evaluator, "compare", _with_none)),
    Planted("an absent number read as 0", wrapped(ranking, "unsaid", _nought)),
    Planted("an absent truth read as false", wrapped(ranking, "unsaid", _no)),
    Planted("the bounds of an absent number forgotten", wrapped(ranking, "unsaid", _boundless)),
    Planted("`none` taken as absent", wrapped(evidence.Held, "value", _none_as_absent)),
    Planted("an imprecise number taken at its low end", wrapped(evidence, "from_field", _low_number)),
    Planted("an imprecise day taken at its low end", wrapped(evidence, "from_field", _low_day)),
    Planted("a prefix test without the coarse case", wrapped(comparison, "_code_in", _prefix_alone)),
    Planted("a code compared whole", wrapped(comparison, "_code_in", _equal_code)),
    Planted("a damaged code in no list", wrapped(comparison, "_code_in", _damaged_is_none)),
    Planted("a damaged code taken as it is", wrapped(comparison, "_code_in", _damaged_is_fine)),
    Planted("`shown` of a number its upper bound", entry(calls.CALLS, "shown", _upper)),
    Planted("`presume` of what is imprecise", entry(calls.CALLS, "presume", _default)),
    Planted("`presume` of what is `none`", entry(calls.CALLS, "presume", _none_presumed)),
    Planted("`no(x)` false where it is unknown", entry(calls.CALLS, "no", _maybe_none)),
    Planted("a quotient rounded up", entry(evaluator._NUMBERS, "/", _whole)),
    Planted("a product of low ends and high ends", entry(evaluator._NUMBERS, "*", _corners)),
    Planted("`and` unknown beside a false one", entry(EVALUATE, nodes.And, lambda _, node, env: _eager_and(node, env))),
    Planted("`or` unknown beside a true one", entry(EVALUATE, nodes.Or, _eager_or)),
    Planted("`if` with an unknown condition takes `else`", entry(EVALUATE, nodes.IfElse, _then)),
    Planted("`not in` true of `none`", entry(EVALUATE, nodes.Member, _not_in)),
    Planted("a fact not the same as itself", replaced(evaluator, "_are_one_value", lambda *_: False)),
    Planted(
        "`lower` leaves capitals", entry(calls.CALLS, "lower", lambda _, node, env, run: run(node.arguments[0], env))
    ),
)
