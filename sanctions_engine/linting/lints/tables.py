"""SE705, SE706, SE707: rows of a table that repeat each other, overlap, or leave a gap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations

from sanctions_engine.diagnostics import Code, Fix, Label, Problems
from sanctions_engine.diagnostics.lines import Lines
from sanctions_engine.language.rulefiles.tables import ID
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.language.yaml.yaml_document import SequenceNode
from sanctions_engine.linting.linted import Linted, items_of, written_id
from sanctions_engine.linting.lints.days import in_force, meet
from sanctions_engine.linting.reasoning.domains import Domains
from sanctions_engine.linting.reasoning.ladders import Gap, gaps
from sanctions_engine.linting.reasoning.overlaps import overlap
from sanctions_engine.linting.reasoning.plain import plain
from sanctions_engine.linting.removing import without, without_line
from sanctions_engine.linting.telling import table_place

_CONDITIONS = ("where", "applies_when", "satisfied_when", "violated_when", "raised_when", "when")


def check_tables(linted: Linted, problems: Problems) -> None:
    """Note rows of one table of which both are told of one subject, and values between two rows that neither reaches."""
    for rows in linted.drafts.values():
        if len(rows) < 2 or not rows[0].row:
            continue
        repeated = set(_repeated(linted, rows, problems))
        left = [rule for rule in rows if rule.id not in repeated]
        _overlapping(linted, left, problems)
        _gaps(linted, left, problems)


def _repeated(linted: Linted, rows: Sequence[Rule], problems: Problems) -> Iterator[str]:
    """Note rows that have the same cells, but for the id; yields the ids of the later ones."""
    first: dict[object, Rule] = {}
    for rule in rows:
        cells = (tuple((name, value) for name, value in rule.row.items() if name != ID), rule.norm.citation)
        other = first.setdefault(cells, rule)
        if other is rule:
            continue
        yield rule.id
        message = f"rows `{_row(other)}` and `{_row(rule)}` of rule `{written_id(rule)}` are the same"
        also = [Label(other.place, "the same here"), *table_place(linted, rule)]
        help = "remove one, or correct the cell in which they differ"
        fix = _removal(linted, rule)
        problems.add(Code.SE705, message, rule.place, also=also, help=help, offending=rule.id, fix=fix)


def _overlapping(linted: Linted, rows: Sequence[Rule], problems: Problems) -> None:
    for one, other in combinations(rows, 2):
        if not any(meet(span, theirs) for span in in_force(linted, one) for theirs in in_force(linted, other)):
            continue
        shared = overlap(_conditions(linted, one), _conditions(linted, other))
        if shared is not None:
            message = (
                f"rows `{_row(one)}` and `{_row(other)}` of rule `{written_id(one)}` overlap: both hold for {shared}"
            )
            also = [Label(one.place, "and this row"), *table_place(linted, other)]
            help = "let each case be in one row, or it is told twice; where both rows are law, say so in a suppression"
            problems.add(Code.SE706, message, other.place, also=also, help=help, offending=other.id)


def _gaps(linted: Linted, rows: Sequence[Rule], problems: Problems) -> None:
    for gap in gaps([(rule, _conditions(linted, rule)) for rule in rows], Domains(linted.law.kinds)):
        named = f"rows `{_row(gap.before)}` and `{_row(gap.after)}` of rule `{written_id(gap.before)}`"
        message = f"{named} leave a gap: no row holds {_between(gap)}"
        also = [Label(gap.before.place, "ends before the gap"), *table_place(linted, gap.after)]
        help = "let the rows meet; where nothing is meant to hold in between, say so in a suppression"
        place = gap.after.place
        problems.add(Code.SE707, message, place, "begins after it", also=also, help=help, offending=gap.after.id)


def _between(gap: Gap) -> str:
    if gap.are_days:
        return f"from {_day(gap.low)} to {_day(gap.high)}"
    low, high = (number.numerator if number.denominator == 1 else float(number) for number in (gap.low, gap.high))
    return f"at {low}" if low == high else f"from {low} to {high}"


def _day(number: Fraction) -> date:
    return date.min + timedelta(days=int(number) - 1)


def _conditions(linted: Linted, rule: Rule) -> tuple[object, ...]:
    """Return the conditions of a row with its cells put in, in one order; None for those that it does not have."""
    adopted = linted.law.adopted(rule.instrument)
    formulas: list[Formula | None] = [getattr(rule, name) for name in _CONDITIONS]
    return tuple(None if one is None else plain(one, rule, adopted) for one in formulas)


def _row(rule: Rule) -> str:
    return rule.id.partition("/")[2]


def _removal(linted: Linted, rule: Rule) -> Fix | None:
    """Return the edit that removes a row; None where something names it."""
    written = linted.written(rule)
    named = any(rule.id in text for text in linted.sources.values()) or rule.id in linted.cases
    if written is None or named:
        return None
    done = f"removed the repeated row `{_row(rule)}`"
    if written.document.file != rule.place.file:
        lines = Lines(linted.sources[rule.place.file])
        return Fix(done, (without_line(rule.place.file, lines, rule.place.line),))
    for index, row in enumerate(items_of(written.node("table", "rows"))):
        if written.span("table", "rows", index) == rule.place and isinstance(row, SequenceNode):
            edits = without(written.document, (*written.path, "table", "rows"), index)
            return Fix(done, edits) if edits else None
    return None
