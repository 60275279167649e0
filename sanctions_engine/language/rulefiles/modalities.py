"""Which keys of a rule fit which modality: a table, and the check against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sanctions_engine.diagnostics import Code, Label, Problems
from sanctions_engine.language.rulefiles.documents import RuleDocument
from sanctions_engine.language.yaml.yaml_document import Document, Path
from sanctions_engine.models.norms import Modality

_ALWAYS = frozenset(
    {"id", "each", "let", "parameters", "in_force", "table", "cite", "paragraph", "url", "verified", "note"}
)
_JUDGED = frozenset({"where", "on", "bearer", "applies_when", "readings", "severity", "shows"})
_BINDING = frozenset({"exceptions", "binding"})
_EXEMPTING = frozenset({"covers", "grounds", "burden", "where", "group_by", "applies_when"})


@dataclass(frozen=True, slots=True)
class Fit:
    """The keys of one modality: the one that states its condition, further ones it must have, and all that it may have."""

    condition: str
    required: frozenset[str]
    allowed: frozenset[str]


FITS: Mapping[Modality, Fit] = {
    Modality.OBLIGATION: Fit("satisfied_when", frozenset(), _ALWAYS | _JUDGED | _BINDING | {"due", "every"}),
    Modality.PROHIBITION: Fit("violated_when", frozenset(), _ALWAYS | _JUDGED | _BINDING | {"group_by"}),
    Modality.EXEMPTION: Fit("when", frozenset({"covers"}), _ALWAYS | _EXEMPTING),
    Modality.INDICATOR: Fit("raised_when", frozenset(), _ALWAYS | _JUDGED | {"points_to"}),
}
"""The table; `docs/reference/rule-files.md` prints it."""

NORM_KEYS: Mapping[str, str] = {
    "severity": "severity",
    "binding": "binding",
    "note": "note",
    **{modality.value: "title" for modality in Modality},
}
"""Keys that an amendment can set and that are no fields of `Rule` but of its `Norm`: which ones. The title stands under the modality."""

_MODALITIES = {modality.value: modality for modality in Modality}
_KNOWN = {modality.value: fit.allowed | {fit.condition, modality.value} for modality, fit in FITS.items()}
_NEEDED = {modality.value: [fit.condition, *sorted(fit.required)] for modality, fit in FITS.items()}
_CONDITIONS = {fit.condition: modality for modality, fit in FITS.items()}


def modality_of(shape: RuleDocument, document: Document, path: Path, problems: Problems) -> Modality | None:
    """Return the modality of a rule after checking its keys; None after noting SE105 (none or several).

    Keys that do not fit are SE106, missing ones SE102; the modality is known all the same.
    """
    given = shape.model_fields_set
    named = [key for key in _MODALITIES if key in given]
    if len(named) != 1:
        choices = ", ".join(f"`{modality.value}`" for modality in Modality)
        help = f"write one of {choices}, with the title of the rule as its value"
        message = f"rule `{shape.id}` has {'more than one' if named else 'no'} modality"
        also = [Label(document.key_span(*path, key)) for key in named]
        problems.add(Code.SE105, message, document.span(*path, "id"), also=also, help=help, offending=shape.id)
        return None
    name = named[0]
    modality = _MODALITIES[name]
    for key in sorted(given - _KNOWN[name]):
        _note_misfit(key, modality, document, path, problems)
    for key in _NEEDED[name]:
        if key not in given:
            message = f"{_a(modality)} needs `{key}`"
            span = document.key_span(*path, modality.value)
            problems.add(Code.SE102, message, span, help=f"add `{key}`", offending=key)
    return modality


def _note_misfit(key: str, modality: Modality, document: Document, path: Path, problems: Problems) -> None:
    span = document.key_span(*path, key)
    homes = [other for other, fit in FITS.items() if key == fit.condition or key in fit.allowed]
    if key in _CONDITIONS:
        help = f"{_a(modality)} has `{FITS[modality].condition}`"
    else:
        help = f"it belongs to {' or '.join(_a(home) for home in homes)}"
    problems.add(Code.SE106, f"`{key}` does not fit {_a(modality)}", span, help=help, offending=key)


def _a(modality: Modality) -> str:
    return f"an {modality.value}" if modality.value[0] in "eio" else f"a {modality.value}"
