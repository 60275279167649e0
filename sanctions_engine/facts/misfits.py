"""Texts that do not have the form of their field: a tariff code that lost its zero, a ship's number that is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sanctions_engine.diagnostics import Code, Problem
from sanctions_engine.facts.odd_texts import OddText, OddTexts
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
            if isinstance(text, str) and is_misfit(form, text):
                odd.note(claim, name, text)
    yield from misfit_warnings(odd.found(), {(kind, name): form for kind in formed for name, form in formed[kind]})


def is_misfit(form: TextForm | None, text: str) -> bool:
    """Whether a warning is told of a text in a field of a form.

    Example:
        >>> is_misfit(TextForm.TARIFF_CODE, "303"), is_misfit(TextForm.TARIFF_CODE, "0303"), is_misfit(None, "303")
        (True, False, False)
    """
    return form is not None and bool(misfit(form, text) or doubt(form, text))


def misfit_warnings(texts: Iterable[OddText], forms: Mapping[tuple[str, str], TextForm | None]) -> Iterator[Problem]:
    """Yield the warning of each text that does not have the form of its field.

    Args:
        texts: The texts, each with its kind and field.
        forms: The forms, by kind and field.
    """
    for found in texts:
        form = forms[found.field]
        told = None if form is None else misfit(form, found.text) or doubt(form, found.text)
        if told is not None:
            yield found.problem(Code.SE426, told[0], told[1])
