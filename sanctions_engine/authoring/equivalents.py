"""Slips that change no verdict, whatever the evidence: they are no mutants, for no case could notice them.

What is left out here is shown to change nothing, by what stands in the rule; a slip of which that is not shown is made, and survives.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from sanctions_engine.authoring.parts import Part, Unit
from sanctions_engine.language.nodes import (
    Aggregate,
    Arithmetic,
    Call,
    Compare,
    Expr,
    LetRef,
    Literal,
    Member,
    children,
    walk,
)
from sanctions_engine.models.norms import Modality
from sanctions_engine.semantics.verdict_table import ADJUSTMENTS, BASE

_EQUALS = frozenset({"==", "!="})


def says_the_same(unit: Unit, part: Part, old: Expr, new: Expr) -> bool:
    """Whether another word stands in for what nobody said, and is only held against words that are neither.

    `latest(…, none="never listed") == "listed"` is false without a listing, whatever the word of `none=` is, as long as it is not
    `"listed"`. The same holds of the default of `presume`, and of a `let` that hands such a word on.

    Args:
        unit: The rule or table.
        part: The formula in which the word stands.
        old: The word.
        new: What the slip makes of it.
    """
    if not isinstance(old, Literal) or not isinstance(new, Literal):
        return False
    words = {old.value, new.value}
    if not all(isinstance(word, str) for word in words):
        return False
    holder = next((node for node in walk(part.formula.node) if _stands_in(node) is old), None)
    return holder is not None and _is_held_against_others(unit, part, holder, words)


def _stands_in(node: Expr) -> Expr | None:
    """Return what a node gives where the evidence gives nothing."""
    if isinstance(node, Aggregate):
        return node.none
    return node.arguments[1] if isinstance(node, Call) and node.function == "presume" else None


def _is_held_against_others(unit: Unit, part: Part, value: Expr, words: AbstractSet[object]) -> bool:
    if value is not part.formula.node:
        return _every_use(part.formula.node, value, words)
    if not part.role.startswith("let "):
        return False
    name = part.role.removeprefix("let ")
    return all(
        _every_use(one.formula.node, node, words)
        for one in unit.parts
        for node in walk(one.formula.node)
        if isinstance(node, LetRef) and node.name == name
    )


def _every_use(root: Expr, value: Expr, words: AbstractSet[object]) -> bool:
    """Whether a piece of a formula, by identity, is an operand of `==`, `!=` or `in`, with other words on the other side."""
    around = next((node for node in walk(root) if any(child is value for child in children(node))), None)
    match around:
        case Compare(operator=operator, left=left, right=right) if operator in _EQUALS:
            return _are_others(right if left is value else left, words)
        case Member(item=item, options=options) if item is value:
            return _are_others(options, words)
    return False


def _are_others(node: Expr, words: AbstractSet[object]) -> bool:
    """Whether a side is written out, and none of the words stands there."""
    if not isinstance(node, Literal):
        return False
    return words.isdisjoint(node.value if isinstance(node.value, tuple) else (node.value,))


def counts_its_days(node: Expr) -> bool:
    """Whether a day is written out, or ends on a written number of days: a slip in these is the same as a day that is off.

    Example:
        >>> from datetime import date
        >>> from sanctions_engine.language.types import DATE
        >>> counts_its_days(Literal(type=DATE, value=date(2019, 12, 22)))
        True
    """
    match node:
        case Literal():
            return True
        case Arithmetic(right=Call(function="days", arguments=(Literal(),))):
            return True
    return False


def burden_decides(unit: Unit) -> bool:
    """Whether it can matter on whom the burden of an exception lies.

    The table of verdicts asks for it where a duty is broken or late. One that is due promptly never is: not done, it is undetermined
    with an unknown exception and without one.

    Args:
        unit: The rule or table.
    """
    asked_for = {verdict for row in ADJUSTMENTS if row.when == {"exempt": "U"} for verdict in row.turns}
    is_promptly = all(text.modality is Modality.OBLIGATION and text.promptly for text in unit.texts) and not any(
        {"promptly", "due"} & one.overrides.keys() for text in unit.texts for one in text.readings
    )
    shapes = {"promptly"} if is_promptly else {shape for row in BASE for shape in row.shapes}
    return any(row.verdict in asked_for and shapes & set(row.shapes) for row in BASE)
