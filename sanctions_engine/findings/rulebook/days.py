"""Days in words, and those that formulas name and that are the same for every subject."""

from __future__ import annotations

from datetime import date, timedelta

from sanctions_engine.diagnostics import EvaluationFailed
from sanctions_engine.findings.rulebook.parts import Part, Parts, code
from sanctions_engine.language.nodes import Arithmetic, Call, Expr, Literal, Negate, RowCell, Special, children, walk
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.language.types import Base
from sanctions_engine.semantics.environment import Env
from sanctions_engine.semantics.evaluator import evaluate
from sanctions_engine.semantics.law import NO_EVIDENCE, Law, Text
from sanctions_engine.semantics.values import Interval, as_date_range

_FIXED = (Literal, RowCell, Arithmetic, Negate)


def formula_parts(law: Law, rule: Rule, formula: Formula) -> Parts:
    """Return a formula, and behind it the days in it that follow from the adoption of the instrument alone."""
    found: dict[str, str] = {}
    for node in _dates(formula.node):
        if not isinstance(node, Literal):
            told = _day(law, rule, node)
            if told is not None:
                found.setdefault(" ".join(formula.source(node).split()), told)
    if not found:
        return (code(formula.text),)
    if len(found) == 1 and " ".join(formula.text.split()) in found:
        return code(formula.text), Part(f" = {found.popitem()[1]}")
    parts = [code(formula.text), Part(" (")]
    for text, day in found.items():
        parts += [code(text), Part(f" is {day}"), Part(", ")]
    return *parts[:-1], Part(")")


def _dates(node: Expr) -> list[Expr]:
    """Return the largest parts of an expression that are days and constant."""
    if node.type.base is Base.DATE and _is_constant(node):
        return [node]
    return [one for child in children(node) for one in _dates(child)]


def _is_constant(node: Expr) -> bool:
    for one in walk(node):
        if isinstance(one, Special):
            fits = one.name == "instrument.adopted"
        elif isinstance(one, Call):
            fits = one.function not in ("due_of", "shown", "presume", "no")
        else:
            fits = isinstance(one, _FIXED)
        if not fits:
            return False
    return True


def _day(law: Law, rule: Rule, node: Expr) -> str | None:
    adopted = law.adopted(rule.instrument)
    if adopted is None:
        return None
    try:
        value = evaluate(node, Env(NO_EVIDENCE, rule, adopted, {}, adopted=adopted))
    except EvaluationFailed:  # a day outside its calendar: the findings tell that
        return None
    known = isinstance(value, Interval) and isinstance(value.low, date) and isinstance(value.high, date)
    return str(as_date_range(value)) if known and isinstance(value, Interval) else None


def stretch(since: date | None, until: date | None) -> str:
    """Return the days between two days, the second excluded, in words; empty for all days.

    Example:
        >>> stretch(date(2018, 1, 1), date(2020, 1, 1)), stretch(date(2018, 1, 1), None), stretch(None, date(2020, 1, 1))
        ('2018-01-01 to 2019-12-31', 'from 2018-01-01', 'to 2019-12-31')
    """
    last = None if until is None or until == date.min else until - timedelta(days=1)
    if last is None:
        return f"from {since}" if since else ""
    if since == last:
        return f"on {since}"
    return f"{since} to {last}" if since else f"to {last}"


def in_force(law: Law, id: str) -> str:
    """Return on which days a rule is law, in words."""
    if law.adopted(law.rules[id].instrument) is None:
        return "never: no law"
    runs: list[Text] = []
    stretches: list[tuple[date | None, date | None]] = []
    for text in law.texts(id):
        if text.rule is None:
            runs = []
            continue
        runs.append(text)
        if len(runs) > 1:
            stretches.pop()
        stretches.append((runs[0].since, text.until))
    return ", ".join(stretch(*one) or "always" for one in stretches) or "never"
