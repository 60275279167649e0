"""The formulas of a rule, and what they name."""

from __future__ import annotations

from collections.abc import Iterator

from sanctions_engine.language.nodes import Aggregate, Call, Expr, LetRef, Literal, walk
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.semantics.law import Law


def formulas_of(rule: Rule) -> Iterator[Formula]:
    """Yield every formula of a rule's text that can be evaluated for a subject, those of its exceptions included."""
    named = (
        rule.where,
        rule.on,
        rule.applies_when,
        rule.satisfied_when,
        rule.violated_when,
        rule.raised_when,
        rule.when,
        rule.due,
        rule.bearer,
    )
    yield from (one for one in named if one is not None)
    yield from (formula for _, formula in rule.group_by or ())
    yield from (formula for _, formula in rule.let)
    yield from (formula for _, formula in rule.shows)
    yield from (clause.when for clause in rule.exceptions)


def let_named(rule: Rule, name: str) -> Formula:
    """Return the formula of a `let` name."""
    return next(formula for one, formula in rule.let if one == name)


def walk_with_lets(node: Expr, rule: Rule) -> Iterator[Expr]:
    """Yield every part of an expression, and those of each `let` name that it uses once."""
    waiting, seen = [node], set[str]()
    while waiting:
        for part in walk(waiting.pop()):
            yield part
            if isinstance(part, LetRef) and part.name not in seen:
                seen.add(part.name)
                waiting.append(let_named(rule, part.name).node)


def rules_named(rule: Rule) -> set[str]:
    """Return the ids of the rules whose due days a rule reads."""
    parts = (part for formula in formulas_of(rule) for part in walk(formula.node))
    return {due_of_rule(part) for part in parts if isinstance(part, Call) and part.function == "due_of"}


def due_of_rule(node: Call) -> str:
    """Return the id that a call of `due_of` names."""
    (argument,) = node.arguments
    assert isinstance(argument, Literal)
    return str(argument.value)


def kinds_read_whole(rule: str, law: Law) -> set[str]:
    """Return the kinds of which a rule may read every record, in any of its texts and readings.

    It does so by itself, by exemptions that cover it, or by rules whose due days it reads. An aggregate that fixes an identity field
    reads some records only. The kind of a rule's own subjects is among those read where it sorts these into groups.
    """
    found: set[str] = set()
    waiting, seen = [rule], {rule}
    while waiting:
        id = waiting.pop()
        texts = [law.rules[id], *(text.rule for text in law.texts(id) if text.rule is not None)]
        others = [one.id for one in law.exemptions(id)]
        for one in texts:
            parts = (part for formula in _all_of(one) for part in walk(formula.node))
            found |= {part.kind for part in parts if isinstance(part, Aggregate) and not part.pins}
            found |= {one.each.kind.name} if one.group_by is not None else set()
            others += rules_named(one)
        waiting += [one for one in dict.fromkeys(others) if one not in seen]
        seen.update(others)
    return found


def _all_of(rule: Rule) -> Iterator[Formula]:
    yield from formulas_of(rule)
    for reading in rule.readings:
        yield from (one for one in reading.overrides.values() if isinstance(one, Formula))
