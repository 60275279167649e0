"""Due days that are the same for every subject: those that count from the adoption of an instrument."""

from __future__ import annotations

from datetime import date

from sanctions_engine.language.nodes import Arithmetic, Call, Expr, Literal, Negate, RowCell, Special, walk
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.dates import DateRange
from sanctions_engine.semantics.environment import Env
from sanctions_engine.semantics.evaluator import evaluate
from sanctions_engine.semantics.law import NO_EVIDENCE, Law
from sanctions_engine.semantics.values import Interval, as_date_range

_FIXED = (Literal, RowCell, Arithmetic, Negate)


def fixed_due(law: Law, rule: Rule) -> DateRange | None:
    """Return the due day of a rule where it depends on no subject and no evidence, else None.

    Args:
        law: Says on which day the instrument was adopted, or is assumed to have been.
        rule: The rule, in the text that is asked about.
    """
    adopted = law.adopted(rule.instrument)
    if rule.due is None or adopted is None or not all(map(_is_fixed, walk(rule.due.node))):
        return None
    value = evaluate(rule.due.node, Env(NO_EVIDENCE, rule, adopted, {}, adopted=adopted))
    return as_date_range(value) if isinstance(value, Interval) and isinstance(value.low, date) else None


def _is_fixed(node: Expr) -> bool:
    if isinstance(node, Special):
        return node.name == "instrument.adopted"
    if isinstance(node, Call):
        return node.function != "due_of"
    return isinstance(node, _FIXED)
