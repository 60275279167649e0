"""SE704: readings under which nothing is otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sanctions_engine.diagnostics import Code, Label, Problems
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.linting.linted import Linted
from sanctions_engine.linting.reasoning.plain import plain

_FIELDS = ("bearer", "applies_when", "satisfied_when", "violated_when", "raised_when", "due")
"""The formulas that a reading can replace; `let` names count where these read them."""


def check_readings(linted: Linted, problems: Problems) -> None:
    """Note each reading that judges every row as the rule is written, or as an earlier reading does."""
    for id, rows in linted.drafts.items():
        written = linted.written(rows[0])
        known: dict[str, tuple[tuple[object, ...], ...]] = {"": tuple(_sense(linted, rule, rule) for rule in rows)}
        for index, reading in enumerate(rows[0].readings if written else ()):
            sense = tuple(_sense(linted, rule, _read(rule, reading.id)) for rule in rows)
            same = next((other for other, one in known.items() if one == sense), None)
            known.setdefault(reading.id, sense)
            if same is None or written is None:
                continue
            than = f"the reading `{same}`" if same else "the rule as it is written"
            also = [Label(written.span("readings", list(known).index(same) - 1, "id"), "this one")] if same else []
            message = f"reading `{reading.id}` of rule `{id}` says the same as {than}"
            help = "remove it, or write what is otherwise under it"
            place = written.span("readings", index, "id")
            problems.add(Code.SE704, message, place, also=also, help=help, offending=reading.id)


def _read(rule: Rule, id: str) -> Rule:
    return next(replace(rule, **one.overrides) for one in rule.readings if one.id == id)


def _sense(linted: Linted, rule: Rule, text: Rule) -> tuple[object, ...]:
    return (text.promptly, text.bearer_is_all, *_plain_parts(linted, rule, text))


def _plain_parts(linted: Linted, rule: Rule, text: Rule) -> Iterator[object]:
    for name in _FIELDS:
        formula = getattr(text, name)
        adopted = linted.law.adopted(rule.instrument)
        yield plain(formula, text, adopted) if isinstance(formula, Formula) else None
    for one in text.exceptions:
        yield one.id, plain(one.when, text, linted.law.adopted(rule.instrument))
