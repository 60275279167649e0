"""SE708, SE709: tariff codes that no edition of the Harmonized System has, or only editions that the rule never meets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sanctions_engine.diagnostics import Code, Problems, Span
from sanctions_engine.diagnostics.lines import Lines
from sanctions_engine.language.nodes import Call, Compare, Expr, FieldOf, Literal, Member, RowCell, walk
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.linting.linted import Linted
from sanctions_engine.linting.lints.days import in_force
from sanctions_engine.linting.lints.unused import formulas_of
from sanctions_engine.linting.telling import Findings, table_place
from sanctions_engine.models.hs_codes import EDITIONS, edition_on, editions_with
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.text_forms import TextForm, is_code


def check_codes(linted: Linted, problems: Problems) -> None:
    """Note each tariff code of a formula or a cell that does not exist, or not while the rule is in force."""
    for rows in linted.drafts.values():
        findings = Findings(linted, tuple(rows), problems)
        for rule in rows:
            for _, text in linted.readings(rule):
                for code, span in _codes(linted, rule, text):
                    _check(linted, rule, code, span, findings)
        findings.tell()


def _check(linted: Linted, rule: Rule, code: str, span: Span, findings: Findings) -> None:
    also = table_place(linted, rule) if span.file == rule.place.file else ()
    editions = editions_with(code) if is_code(code) or _is_first_digit(code) else ()
    if not editions:
        message = f"names the tariff code `{code}`, which does not exist"
        years = f"{EDITIONS[0]} to {EDITIONS[-1]}"
        help = f"look at its digits: no edition of the Harmonized System from {years} has it"
        findings.note(Code.SE708, rule, message, span, also=also, help=help)
        return
    met = _editions_met(linted, rule)
    if met and met.isdisjoint(editions):
        message = f"names the tariff code `{code}` of another edition of the Harmonized System"
        label = f"of {', '.join(map(str, editions))}; the rule is in force under {', '.join(map(str, sorted(met)))}"
        help = "look up what the code is in the edition that was in force"
        findings.note(Code.SE709, rule, message, span, label, also=also, help=help)


def _is_first_digit(code: str) -> bool:
    """Whether a code stands for several chapters: `0` for those from 01 to 09."""
    return len(code) == 1 and code.isascii() and code.isdigit()


def _editions_met(linted: Linted, rule: Rule) -> set[int]:
    """Return the editions that are in force on some day on which the rule is; the last one stays in force."""
    met: set[int] = set()
    for since, until in in_force(linted, rule):
        first = edition_on(since or date.min) or EDITIONS[0]
        met |= {year for year in EDITIONS if year >= first and (until is None or date(year, 1, 1) < until)}
    return met


def _codes(linted: Linted, rule: Rule, text: Rule) -> Iterator[tuple[str, Span]]:
    lets = [formula for _, formula in text.let]
    for formula in (*formulas_of(text), *lets):
        for node in walk(formula.node):
            for listed in _lists_of_codes(node, linted.law.kinds):
                if isinstance(listed, Literal):
                    for code in _texts(listed.value):
                        yield code, _place_in(linted, formula.place, code, formula)
                elif isinstance(listed, RowCell):
                    for code in _texts(rule.row.get(listed.column)):
                        yield code, _place_in(linted, rule.place, code)


def _lists_of_codes(node: Expr, kinds: Mapping[str, FactKind]) -> Iterator[Expr]:
    """Yield what a tariff code is compared with."""
    match node:
        case Call(function="hs_in", arguments=(_, codes)):
            yield codes
        case Member(item=item, options=options) if _is_tariff_code(item, kinds):
            yield options
        case Compare(operator="==" | "!=", left=left, right=right):
            if _is_tariff_code(left, kinds):
                yield right
            if _is_tariff_code(right, kinds):
                yield left


def _is_tariff_code(node: Expr, kinds: Mapping[str, FactKind]) -> bool:
    if not isinstance(node, FieldOf) or node.kind not in kinds:
        return False
    declared = kinds[node.kind].fields.get(node.name)
    return declared is not None and declared.form is TextForm.TARIFF_CODE


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(one for one in value if isinstance(one, str))
    return (value,) if isinstance(value, str) else ()


def _place_in(linted: Linted, around: Span, code: str, formula: Formula | None = None) -> Span:
    """Return the place of a code within a formula or a row; that of the whole where it does not stand there as it is."""
    lines = Lines(linted.sources[around.file])
    start = lines.start(around.line) + around.column - 1
    whole_line = around.line == around.end_line and around.column == around.end_column
    end = start + len(lines.line(around.line)) if whole_line else lines.start(around.end_line) + around.end_column - 1
    quoted = f'"{code}"' if formula else code
    at = lines.text.find(quoted, start, end)
    return around if at < 0 else lines.span(around.file, at, at + len(quoted))
