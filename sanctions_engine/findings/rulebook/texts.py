"""One text of a rule as statements: of whom, when it is met or broken, by when, what lets its bearer off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sanctions_engine.findings.rulebook.days import formula_parts, stretch
from sanctions_engine.findings.rulebook.parts import Part, Parts, Statement, cited, code, joined, rule_named, words
from sanctions_engine.language.rules import ExceptionClause, Formula, Parameter, Reading, Rule
from sanctions_engine.models.claims import Without
from sanctions_engine.models.norms import Burden, Modality
from sanctions_engine.semantics.law import Law

_CONDITIONS = {
    "applies_when": "applies",
    "satisfied_when": "done",
    "violated_when": "broken",
    "raised_when": "raised",
    "when": "holds",
}
"""The conditions of a rule in order, and how each is introduced."""


_NO_CELLS = ("id", "cite", "verified")
"""Columns of a table that say which rule it is and what it cites: the page has that elsewhere."""


def text_statements(law: Law, rule: Rule) -> tuple[Statement, ...]:
    """Return what one text of a rule says; two texts of a rule can be compared by the keys of their statements.

    Args:
        law: Says when instruments were adopted, and which rules there are.
        rule: The rule, in one of its texts.
    """
    return (*_of_whom(law, rule), *_conditions(law, rule), *_due(law, rule), *_escapes(law, rule), *_values(rule))


def _of_whom(law: Law, rule: Rule) -> Iterator[Statement]:
    yield Statement("bearer", "of", _bearer(rule))
    each = [words(rule.each.kind.name + " ("), code(rule.each.variable), Part(")")]
    if rule.where is not None:
        each += [Part(", only where "), *formula_parts(law, rule, rule.where)]
    yield Statement("each", "each", tuple(each))
    if rule.group_by is not None:
        keys = joined([(code(f"{name} = {formula.text}"),) for name, formula in rule.group_by])
        yield Statement("group_by", "group", (Part("all of one "), *keys) if keys else (Part("all together"),))
    if rule.every is not None:
        parts = [code(rule.every.period.text), Part(" long, from "), *formula_parts(law, rule, rule.every.since)]
        if rule.every.until is not None:
            parts += [Part(", until before "), *formula_parts(law, rule, rule.every.until)]
        yield Statement("every", "every", (Part("period "), *parts))
    if rule.due is not None:
        yield Statement("on", "on", (Part("judged by the law of the earlier of the day asked and the due day"),))
    elif rule.on is not None:
        yield Statement("on", "on", (Part("the law of the day "), code(rule.on.text), Part(" applies")))
    for key, formula in (("since", rule.since), ("until", rule.until)):
        if formula is not None:
            said = "from " if key == "since" else "until before "
            yield Statement(f"in_force {key}", "law", (Part(said), *formula_parts(law, rule, formula)))


def _bearer(rule: Rule) -> Parts:
    if rule.bearer_is_all:
        return (Part("all States together"),)
    if rule.bearer is not None:
        return Part("whoever is "), code(rule.bearer.text)
    if rule.covers:
        return (Part("whoever is bound by what it covers"),)
    return (Part("the State itself" if rule.each.kind.name == "State" else "nobody is named"),)


def _conditions(law: Law, rule: Rule) -> Iterator[Statement]:
    for key, label in _CONDITIONS.items():
        formula = getattr(rule, key)
        if formula is not None:
            yield Statement(key, label, (Part("when "), *formula_parts(law, rule, formula)))
    for name, formula in rule.let:
        yield Statement(f"let {name}", "where", (code(name), Part(" = "), *formula_parts(law, rule, formula)))
    for name, formula in rule.shows:
        yield Statement(f"shows {name}", "shows", (code(name), Part(" = "), *formula_parts(law, rule, formula)))


def _due(law: Law, rule: Rule) -> Iterator[Statement]:
    if rule.promptly:
        yield Statement("due", "due", (Part("promptly: the text gives no number of days"),))
    elif rule.due is not None:
        yield Statement("due", "due", formula_parts(law, rule, rule.due))
    elif rule.modality is Modality.OBLIGATION:
        yield Statement("due", "due", (Part("no day: a standing duty, judged on every day"),))


def _escapes(law: Law, rule: Rule) -> Iterator[Statement]:
    for clause in rule.exceptions:
        yield _exception(law, clause, rule)
    for reading in rule.readings:
        yield _reading(law, reading, rule)
    if rule.covers:
        yield Statement("covers", "covers", rules_named(law, rule.covers))
        yield Statement("burden", "burden", (Part(burden_words(rule.burden)),))
        if rule.grounds:
            yield Statement("grounds", "pleaded", (words("as " + ", ".join(rule.grounds)),))
    if rule.points_to:
        yield Statement("points_to", "look at", rules_named(law, rule.points_to))


def _exception(law: Law, clause: ExceptionClause, rule: Rule) -> Statement:
    parts = [code(clause.id), words(f": {clause.title}" if clause.title else ""), Part("; when ")]
    parts += [*formula_parts(law, rule, clause.when), Part(f"; {burden_words(clause.burden)}")]
    if clause.grounds:
        parts.append(words(f"; pleaded as {', '.join(clause.grounds)}"))
    if clause.citation != rule.norm.citation:
        parts += [Part(" ["), *cited(clause.citation), Part("]")]
    return Statement(f"exception {clause.id}", "except", tuple(parts))


def burden_words(burden: Burden) -> str:
    """Return who has to show that an exception holds, in words."""
    return "the bearer has to show it" if burden is Burden.BEARER else "the authority has to show that it does not hold"


def _reading(law: Law, reading: Reading, rule: Rule) -> Statement:
    parts = [code(reading.id), words(f": {reading.title}" if reading.title else "")]
    if reading.grounds:
        parts.append(words(f"; pleaded as {', '.join(reading.grounds)}"))
    read = replace(rule, readings=(), **reading.overrides)
    below = changed(text_statements(law, replace(rule, readings=())), text_statements(law, read))
    return Statement(f"reading {reading.id}", "read as", tuple(parts), below)


def changed(before: tuple[Statement, ...], after: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return what a text says otherwise than another, in its order; what it says no more falls away."""
    said = {one.key: one for one in before}
    kept = {one.key for one in after}
    new = [one for one in after if said.get(one.key) != one]
    gone = [one for one in before if one.key not in kept]
    return *new, *(Statement(one.key, one.label, (code(one.key), Part(" falls away"))) for one in gone)


def rules_named(law: Law, ids: tuple[str, ...]) -> Parts:
    """Return ids of rules; those of all rows of a table as one pattern."""
    tables: dict[str, set[str]] = {}
    for id in law.rules:
        table, slash, _ = id.partition("/")
        if slash:
            tables.setdefault(table, set()).add(id)
    whole = {table for table, rows in tables.items() if len(rows) > 1 and rows <= set(ids)}
    told: dict[str, Part] = {}
    for id in ids:
        table = id.partition("/")[0]
        told.setdefault(table if table in whole else id, code(f"{table}/*") if table in whole else rule_named(id))
    return joined([(part,) for part in told.values()])


def _values(rule: Rule) -> Iterator[Statement]:
    for parameter in rule.parameters.values():
        yield from _parameter(parameter)
    for column, cell in rule.row.items():
        if column in _NO_CELLS:
            continue
        told = ", ".join(cell) if isinstance(cell, tuple) else "none" if isinstance(cell, Without) else str(cell)
        yield Statement(f"row {column}", "row", (code(column), words(f" = {told}")))


def _parameter(parameter: Parameter) -> Iterator[Statement]:
    for one in parameter.values:
        days = stretch(one.since, one.until)
        source = cited(one.citation) if one.citation else (words(one.source),) if one.source else ()
        parts = [code(parameter.name), words(f" = {one.value}{f', {days}' if days else ''}")]
        parts += [Part(" ["), *source, Part("]")] if source else []
        yield Statement(f"parameter {parameter.name} {one.since or ''}".rstrip(), "value", tuple(parts))


def formula_of(formula: Formula | None) -> str:
    """Return the text of a formula on one line; empty where there is none."""
    return "" if formula is None else " ".join(formula.text.split())
