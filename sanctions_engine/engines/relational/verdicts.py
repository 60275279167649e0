"""The verdict table as a term: each row of `semantics.verdict_table` becomes a branch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sanctions_engine.engines.relational.terms import (
    FALSE,
    TRUE,
    Term,
    all_of,
    any_of,
    choose,
    constant,
    is_false,
    is_null,
    is_true,
)
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.verdict_table import ADJUSTMENTS, BASE, Situation

VERDICTS = tuple(Verdict)
"""A plan names a verdict by its place here."""

NUMBER = {verdict: number for number, verdict in enumerate(VERDICTS)}

_TESTS = {"T": is_true, "F": is_false, "U": is_null}
_SETTLED = {"T": TRUE, "F": FALSE}

Branch = tuple[Term, Verdict]


def branches(shape: str, letters: Mapping[str, Term]) -> list[Branch]:
    """Return the verdicts that a situation can come to before exceptions, each with the condition under which it does.

    The first branch whose condition is true counts. `letters` are the entries of the situation as conditions; an entry that is
    left out stands as `Situation` has it.
    """
    given = _whole(shape, letters)
    found = []
    for row in BASE:
        if shape in row.shapes:
            test = _fits(row.when, given)
            if test != FALSE:
                found.append((test, row.verdict))
            if test == TRUE:
                break
    return found


def adjusted(found: Iterable[Branch], shape: str, letters: Mapping[str, Term]) -> list[Branch]:
    """Return the branches after what turns some verdicts into others: exceptions, doubts about the rule."""
    given = _whole(shape, letters)
    result = list(found)
    for adjustment in ADJUSTMENTS:
        test = _fits(adjustment.when, given)
        if test == FALSE:
            continue
        turned: list[Branch] = []
        for condition, verdict in result:
            if verdict in adjustment.turns:
                turned.append((all_of([condition, test]), adjustment.into))
            turned.append((condition, verdict))
        result = turned
    return result


def verdict_number(found: Iterable[Branch]) -> Term:
    """Return the number of the verdict that the branches come to; null where none fits."""
    return choose([(condition, constant(NUMBER[verdict])) for condition, verdict in found], constant(None))


def _whole(shape: str, letters: Mapping[str, Term]) -> dict[str, Term]:
    default = Situation(shape)
    names = [name for name in Situation.__slots__ if name not in ("shape", "may_be_exempt")]
    return {name: letters.get(name, _SETTLED[getattr(default, name)]) for name in names}


def _fits(when: Mapping[str, str], letters: Mapping[str, Term]) -> Term:
    return all_of(any_of(_TESTS[letter](letters[name]) for letter in answers) for name, answers in when.items())
