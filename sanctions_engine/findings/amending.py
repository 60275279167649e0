"""Which paragraph a part of a rule rests on: the rule's own, or that of the instrument that amended the part."""

from __future__ import annotations

from collections.abc import Iterator

from sanctions_engine.language.rules import Formula, ParameterValue, Rule, amended
from sanctions_engine.models.instruments import Citation
from sanctions_engine.semantics.law import Law

_FORMULAS = ("where", "on", "bearer", "applies_when", "satisfied_when", "violated_when", "raised_when", "when", "due")

Part = Formula | ParameterValue


def citation_of(law: Law, rule: Rule, part: Part) -> Citation:
    """Return the citation of a part of a rule's text.

    Args:
        law: Knows what changed the rule.
        rule: The text in force, under a reading or not.
        part: A formula of it, or a value of a parameter that names no citation of its own.
    """
    for text in law.texts(rule.id):
        variant = law.rules[rule.id]
        for change in text.changes if text.rule is not None else ():
            before = dict(_parts(variant))
            variant = amended(variant, change.overrides.get(rule.id, {}))
            for name, one in _parts(variant):
                if one is part and before.get(name) != one:
                    return change.citation
    return rule.norm.citation


def _parts(rule: Rule) -> Iterator[tuple[str, Part]]:
    """Yield the parts of a rule's text, each with a name."""
    for name in _FORMULAS:
        formula = getattr(rule, name)
        if formula is not None:
            yield name, formula
    yield from ((f"let {name}", formula) for name, formula in rule.let)
    for parameter in rule.parameters.values():
        yield from ((f"parameter {parameter.name} {number}", one) for number, one in enumerate(parameter.values))
