"""What is said of one text: which words it can be, and what a code begins with."""

from __future__ import annotations

from collections.abc import Iterable, Set

from sanctions_engine.language.nodes import Expr
from sanctions_engine.linting.reasoning.claims import Case, CodeIn, OneOf
from sanctions_engine.linting.reasoning.domains import Domains
from sanctions_engine.semantics.comparison import code_in
from sanctions_engine.semantics.values import Choice


def texts_contradict(case: Case, present: Set[Expr], domains: Domains) -> bool:
    """Whether a case leaves no text for some term.

    Args:
        case: What is said.
        present: Terms that are known to have a value, because something is affirmed of them.
        domains: What words fields can be.
    """
    terms = {said.atom.term for said in case if isinstance(said.atom, (OneOf, CodeIn))}
    return any(_leaves_none(case, term, term in present, domains) for term in terms)


def _leaves_none(case: Case, term: Expr, is_present: bool, domains: Domains) -> bool:
    about = [
        said
        for said in case
        if isinstance(said.atom, (OneOf, CodeIn))
        and said.atom.term == term
        and (said.affirmed or is_present or not said.atom.may_be_none)
    ]
    words, denied = domains.words_of(term), set[str]()
    begun: list[tuple[str, ...]] = []
    begun_not: list[str] = []
    for said in about:
        atom = said.atom
        if isinstance(atom, CodeIn) and said.affirmed:
            begun.append(atom.codes)
        elif isinstance(atom, CodeIn):
            begun_not += atom.codes
        elif isinstance(atom, OneOf) and said.affirmed is not atom.negated:
            words = atom.options if words is None else words & atom.options
        elif isinstance(atom, OneOf):
            denied |= atom.options
    if words is not None:
        return not any(_fits(word, begun, begun_not) for word in words - denied)
    return bool(begun) and not _codes_left(begun, begun_not)


def _fits(word: str, begun: Iterable[tuple[str, ...]], begun_not: Iterable[str]) -> bool:
    """Whether a code begins with one of each list and with none of another; of one that is too short for a list neither is certain."""
    code = Choice(frozenset({word}))
    return all(code_in(code, codes).is_true for codes in begun) and code_in(code, begun_not).is_false


def _codes_left(begun: Iterable[tuple[str, ...]], begun_not: Iterable[str]) -> set[str]:
    """Return what a code can begin with: the longer of two codes where one begins with the other."""
    left: set[str] | None = None
    for codes in begun:
        if left is None:
            left = set(codes)
        else:
            left = {max(one, other, key=len) for one in left for other in codes if _meet(one, other)}
    closed = tuple(begun_not)
    return {code for code in left or () if not code.startswith(closed)}


def _meet(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
