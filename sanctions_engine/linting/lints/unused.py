"""SE716, SE717, SE718: names that are declared and never read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import chain

from sanctions_engine.diagnostics import Code, Fix, Problems
from sanctions_engine.language.nodes import Expr, LetRef, ParameterRef, RowCell, walk
from sanctions_engine.language.rulefiles.rules_from_drafts import row_columns
from sanctions_engine.language.rulefiles.tables import CITE, ID, VERIFIED
from sanctions_engine.language.rules import Every, ExceptionClause, Formula, Rule
from sanctions_engine.language.yaml.yaml_document import ScalarNode
from sanctions_engine.linting.linted import Linted, Written, items_of, keys_of
from sanctions_engine.linting.removing import without


def check_unused(linted: Linted, problems: Problems) -> None:
    """Note each `let` name, parameter and column that no formula of the rule reads, under no reading and after no amendment."""
    for id, rows in linted.drafts.items():
        written = linted.written(rows[0])
        if written is None:
            continue
        texts = [text for rule in rows for _, text in linted.readings(rule)]
        _lets(id, written, texts, problems)
        read = [node for text in texts for node in _nodes(text)]
        parameters = {node.name for node in read if isinstance(node, ParameterRef)}
        for name in keys_of(written.node("parameters")):
            if name not in parameters:
                message, help = (
                    f"parameter `{name}` of rule `{id}` is never read",
                    "remove it, or read it in a condition",
                )
                problems.add(Code.SE717, message, written.key("parameters", name), help=help, offending=name)
        _columns(id, written, rows, read, problems)


def _lets(id: str, written: Written, texts: Sequence[Rule], problems: Problems) -> None:
    """Note unused `let` names, those of readings too; a name that only an unused one reads is unused."""
    used = {name for text in texts for name in _reached(text)}
    places = [("let",), *(("readings", index, "let") for index, _ in enumerate(items_of(written.node("readings"))))]
    for place in places:
        unused = [name for name in keys_of(written.node(*place)) if name not in used]
        edits = without(written.document, (*written.path, *place), *unused) if unused else None
        names = ", ".join(f"`{name}`" for name in unused)
        done = f"removed the unused `let` {'name' if len(unused) == 1 else 'names'} {names}"
        for name in unused:
            message, help = f"`{name}` of rule `{id}` is never read", "remove it, or read it in a condition"
            fix = Fix(done, edits) if edits else None
            problems.add(Code.SE716, message, written.key(*place, name), help=help, offending=name, fix=fix)


def _reached(text: Rule) -> set[str]:
    """Return the `let` names that the formulas of a text read, directly or through others."""
    lets = {name: formula.node for name, formula in text.let}
    waiting = [node for formula in formulas_of(text) for node in walk(formula.node)]
    reached: set[str] = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, LetRef) and node.name in lets and node.name not in reached:
            reached.add(node.name)
            waiting.extend(walk(lets[node.name]))
    return reached


def _nodes(text: Rule) -> Iterator[Expr]:
    for formula in chain(formulas_of(text), (formula for _, formula in text.let)):
        yield from walk(formula.node)


def formulas_of(text: Rule) -> Iterator[Formula]:
    """Yield every formula of a rule's text but the `let` names."""
    for field in fields(text):
        value = getattr(text, field.name)
        if isinstance(value, Formula):
            yield value
        elif isinstance(value, Every):
            yield from (part for part in (value.period, value.since, value.until) if part)
        elif field.name in ("group_by", "shows"):
            yield from (formula for _, formula in value or ())
        elif field.name == "exceptions":
            yield from (one.when for one in value if isinstance(one, ExceptionClause))


def _columns(id: str, written: Written, rows: Sequence[Rule], read: Sequence[Expr], problems: Problems) -> None:
    title = written.node(rows[0].modality.value)
    used = {node.column for node in read if isinstance(node, RowCell)} | {ID, CITE, VERIFIED}
    used |= set(row_columns(title.value)) if isinstance(title, ScalarNode) else set()
    for column in rows[0].row:
        if column not in used:
            message, help = (
                f"column `{column}` of rule `{id}` is never read",
                "remove it, or read it in a condition or the title",
            )
            problems.add(Code.SE718, message, written.key("table"), help=help, offending=column)
