"""Who is bound: by the record or the group that was judged, and, where nothing was, by what the text of the rule allows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sanctions_engine.diagnostics import EvaluationFailed
from sanctions_engine.findings.wording import value_in_words
from sanctions_engine.language.nodes import And, Call, Compare, Expr, IfElse, LetRef, Literal, Member, Not, Or, Special
from sanctions_engine.language.rules import Rule
from sanctions_engine.language.types import Base
from sanctions_engine.semantics.environment import Env
from sanctions_engine.semantics.evaluator import evaluate
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.judgement import Judgement
from sanctions_engine.semantics.subjects import Case
from sanctions_engine.semantics.values import NOTHING, Choice

Bearer = tuple[str | None, frozenset[str] | None]
"""The bearer in words (None where nobody is named), and everybody who can be it: None for anybody."""

_GROUP = "group."


def bearer_of(rule: Rule, case: Case, env: Env | None) -> Bearer:
    """Return who is bound by a rule in one case.

    Args:
        rule: The text that judged.
        case: What was judged.
        env: What the text is evaluated in; None where that fails.
    """
    if rule.bearer_is_all:
        return "all", None
    key = case.subject.key
    if rule.bearer is None:
        return (key[0] if case.subject.kind == "State" else None), frozenset(key)
    if env is None:
        return None, frozenset()
    try:
        value = evaluate(rule.bearer.node, env)
    except EvaluationFailed:
        return None, frozenset()
    if value is NOTHING:
        return None, frozenset()
    options = value.options if isinstance(value, Choice) else None
    return value_in_words(value), None if options is None else frozenset(options)


def env_of(rule: Rule, case: Case, judged: Judgement, judge: Judge, day: date) -> Env | None:
    """Return what the bearer of a rule is evaluated in for one case; None where that fails."""
    if judged.error is not None:
        return None
    if case.record is None:
        return judged.steps[0].env if judged.steps else None
    try:
        return judge.env(rule, case, day)
    except EvaluationFailed:
        return None


def can_bind(rule: Rule, state: str) -> bool:
    """Whether the text of a rule leaves open that it binds a State; false only where its conditions rule that out.

    `where: flow.exporter == "PRK"` with `bearer: flow.exporter` binds the DPRK alone. What the conditions do not say of the
    bearer's own name is open.

    Args:
        rule: A text of a rule about records or groups.
        state: Alpha-3 code of the State.
    """
    if rule.bearer_is_all:
        return True
    if rule.bearer is None:
        return rule.each.kind.name == "State"
    conditions = [one.node for one in (rule.where, rule.applies_when, rule.violated_when) if one is not None]
    lets = {name: formula.node for name, formula in rule.let}
    keys = {f"{_GROUP}{name}": formula.node for name, formula in rule.group_by or ()}
    for bearer, given in _branches(rule.bearer.node, lets | keys):
        if isinstance(bearer, Literal):
            if bearer.value == state:
                return True
        elif bearer.type.base is Base.STATE:
            known = _Known(bearer, state, lets | keys)
            if all(known.truth(one) is not False for one in (*conditions, *given)):
                return True
    return False


def _branches(node: Expr, names: dict[str, Expr]) -> Iterator[tuple[Expr, tuple[Expr, ...]]]:
    """Yield each expression that a bearer can be, with the conditions under which it is."""
    if isinstance(node, LetRef | Special) and node.name in names:
        yield from _branches(names[node.name], names)
    elif isinstance(node, IfElse):
        for part, given in (
            (node.then, node.condition),
            (node.otherwise, Not(operand=node.condition, type=node.condition.type)),
        ):
            yield from ((one, (*others, given)) for one, others in _branches(part, names))
    elif isinstance(node, Call) and node.function == "presume":
        for part in node.arguments:
            yield from _branches(part, names)
    else:
        yield node, ()


class _Known:
    """Conditions of a rule where nothing is known but that one expression stands for one State."""

    def __init__(self, bearer: Expr, state: str, names: dict[str, Expr]) -> None:
        self.bearer = bearer
        self.state = state
        self.names = names

    def truth(self, node: Expr) -> bool | None:
        """Return whether a condition holds; None where that is open."""
        match node:
            case And(operands=many):
                return _least([self.truth(one) for one in many])
            case Or(operands=many):
                return _not(_least([_not(self.truth(one)) for one in many]))
            case Not(operand=one):
                return _not(self.truth(one))
            case LetRef(name=name) | Special(name=name) if name in self.names:
                return self.truth(self.names[name])
            case Call(function="shown", arguments=(one,)):
                return self.truth(one)  # what is ruled out is not shown either
            case Compare(operator="==" | "!=" as operator, left=left, right=right):
                sides = self._text(left), self._text(right)
                if None in sides:
                    return None
                return (sides[0] == sides[1]) is (operator == "==")
            case Member(item=item, options=Literal(value=tuple() as options), negated=negated):
                text = self._text(item)
                return None if text is None else (text in options) is not negated
        return None

    def _text(self, node: Expr) -> str | None:
        while isinstance(node, LetRef | Special) and node.name in self.names:
            node = self.names[node.name]
        if node == self.bearer:
            return self.state
        return node.value if isinstance(node, Literal) and isinstance(node.value, str) else None


def _least(values: list[bool | None]) -> bool | None:
    """Return the conjunction of truths, in three values."""
    if False in values:
        return False
    return None if None in values else True


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value
