"""Texts that do not have the form of their field: a tariff code that lost its zero, a ship's number that is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sanctions_engine.diagnostics import Code, Problem
from sanctions_engine.facts.odd_texts import OddTexts
from sanctions_engine.models.claims import Claim, Coverage
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.text_forms import TextForm, doubt, misfit


def misfits(claims: Iterable[Claim | Coverage], kinds: Mapping[str, FactKind]) -> Iterator[Problem]:
    """Yield a warning SE426 for each text that does not have the form of its field, at the first claim or coverage that has it."""
    formed: dict[str, list[tuple[str, TextForm]]] = {}
    odd = OddTexts()
    for claim in claims:
        kind = kinds.get(claim.fact)
        if kind is None:
            continue
        if kind.name not in formed:
            fields = kind.fields.items()
            formed[kind.name] = [(name, declared.form) for name, declared in fields if declared.form is not None]
        for name, form in formed[kind.name]:
            text = claim.fields.get(name)
            if isinstance(text, str) and (misfit(form, text) or doubt(form, text)):
                odd.note(claim, name, text)
    for found in odd.found():
        its = dict(formed[found.field[0]])[found.field[1]]
        told = misfit(its, found.text) or doubt(its, found.text)
        if told is not None:
            yield found.problem(Code.SE426, told[0], told[1])
