"""Whether a condition can hold at all: it never does where each of its cases says of some term what cannot be together.

All that is told is certain: a term stands for any value that its field can have, and what is not understood is taken as possible. A
condition is true only if every value agrees, so one that no values make true is never true, whatever is known or not known.
"""

from __future__ import annotations

from collections.abc import Iterable

from sanctions_engine.language.nodes import Aggregate, Call, Expr
from sanctions_engine.language.types import CONDITION
from sanctions_engine.linting.reasoning.bounds import bounds_contradict
from sanctions_engine.linting.reasoning.claims import Atom, Bound, Case, IsSo, cases, together
from sanctions_engine.linting.reasoning.domains import Domains
from sanctions_engine.linting.reasoning.texts import texts_contradict


def never(parts: Iterable[Expr], domains: Domains) -> bool:
    """Whether conditions can never be true together.

    Args:
        parts: The conditions, with nothing left that the rule decides (`plain`), asked of one subject on one day.
        domains: What values fields can have.

    Example:
        >>> from sanctions_engine.language.nodes import Compare, FieldOf, Literal
        >>> from sanctions_engine.language.types import NUMBER
        >>> field = FieldOf(type=NUMBER, variable="f", kind="Flow", name="tonnes")
        >>> def compare(operator, value):
        ...     return Compare(type=CONDITION, operator=operator, left=field, right=Literal(type=NUMBER, value=value))
        >>> never([compare(">", 5), compare("<", 3)], Domains({})), never([compare(">", 3), compare("<", 5)], Domains({}))
        (True, False)
    """
    found = together(*(cases(part) for part in parts))
    return found is not None and all(contradicts(case, domains) for case in found)


def always(condition: Expr, domains: Domains) -> bool:
    """Whether a condition can never be false."""
    found = cases(condition, False)
    return found is not None and all(contradicts(case, domains) for case in found)


def contradicts(case: Case, domains: Domains) -> bool:
    """Whether what a case says cannot be together."""
    affirmed = {said.atom for said in case if said.affirmed}
    denied = {said.atom for said in case if not said.affirmed}
    if affirmed & denied or any(isinstance(atom, IsSo) and _is_empty(atom.term, domains) for atom in affirmed):
        return True
    present = frozenset(term for atom in affirmed for term in _spoken_of(atom))
    without = {term for atom in affirmed if (term := _without(atom)) is not None}
    if present & without:
        return True
    present |= {term for atom in denied if (term := _without(atom)) is not None}
    return texts_contradict(case, present, domains) or bounds_contradict(case, present, domains)


def _spoken_of(atom: Atom) -> Iterable[Expr]:
    """Return the terms that have a value where the atom is affirmed."""
    if isinstance(atom, Bound):
        return (term for term, _ in atom.terms)
    return () if isinstance(atom, IsSo) else (atom.term,)


def _without(atom: Atom) -> Expr | None:
    """Return what `no(…)` says is known to be without; None of another atom."""
    term = atom.term if isinstance(atom, IsSo) else None
    return term.arguments[0] if isinstance(term, Call) and term.function == "no" else None


def _is_empty(term: Expr, domains: Domains) -> bool:
    """Whether an `any(…)` asks for a record that cannot be."""
    if not isinstance(term, Aggregate) or term.function != "any":
        return False
    asked = [part for part in (term.condition, term.value) if part is not None and part.type.base is CONDITION.base]
    return bool(asked) and never(asked, domains)
