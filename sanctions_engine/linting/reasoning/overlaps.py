"""Whether two rows of a table certainly hold for one subject: they differ only in cells that share a value."""

from __future__ import annotations

from collections.abc import Sequence

from sanctions_engine.language.expressions.unparse import unparse
from sanctions_engine.language.nodes import Expr, FieldOf
from sanctions_engine.linting.reasoning.claims import Atom, Case, CodeIn, OneOf, cases, together


def overlap(one: Sequence[object], other: Sequence[object]) -> str | None:
    """Return in words for what both rows hold, or None where that is not certain.

    Args:
        one: The conditions of a row (`plain`), None for those that it does not have.
        other: Those of another row of the same table, in the same order.
    """
    mine, theirs = (together(*(cases(part) for part in parts if isinstance(part, Expr))) for parts in (one, other))
    for case in mine or ():
        for their in theirs or ():
            found = _shared(case, their)
            if found is not None:
                return found
    return None


def _shared(case: Case, other: Case) -> str | None:
    """Return what two cases share, if they differ in nothing but lists of codes or words of one field."""
    left, right = _listed(case - other), _listed(other - case)
    if left is None or right is None or left.keys() != right.keys() or not left:
        return None
    told = []
    for term, atom in sorted(left.items(), key=lambda pair: pair[0].name):
        words = _common(atom, right[term])
        if not words:
            return None
        told.append(f"`{unparse(term)}` {words}")
    return " and ".join(told)


def _listed(differing: Case) -> dict[FieldOf, Atom] | None:
    """Return the lists by the field that has to be in them; None where anything else differs, or a field twice."""
    found: dict[FieldOf, Atom] = {}
    for said in differing:
        atom = said.atom
        if not said.affirmed or not isinstance(atom, (CodeIn, OneOf)) or not isinstance(atom.term, FieldOf):
            return None
        if atom.term in found or (isinstance(atom, OneOf) and atom.negated):
            return None
        found[atom.term] = atom
    return found


def _common(one: Atom, other: Atom) -> str:
    """Return what is in two lists, in words; empty where nothing is."""
    if isinstance(one, CodeIn) and isinstance(other, CodeIn):
        met = {max(a, b, key=len) for a in one.codes for b in other.codes if a.startswith(b) or b.startswith(a)}
        return f"that begins with {_some(met)}" if met else ""
    if isinstance(one, OneOf) and isinstance(other, OneOf):
        common = one.options & other.options
        return f"of {_some(common)}" if common else ""
    return ""


def _some(words: set[str] | frozenset[str]) -> str:
    listed = sorted(words)
    return " or ".join(f"`{word}`" for word in listed[:3]) + (f" and {len(listed) - 3} more" if len(listed) > 3 else "")
