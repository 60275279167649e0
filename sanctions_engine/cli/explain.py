"""`explain`: what a rule demands, or what a diagnostic code means."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from sanctions_engine.cli import options
from sanctions_engine.cli.exits import Exit
from sanctions_engine.cli.output import report_width, write_lines
from sanctions_engine.cli.values import malformed, read_assumptions, read_day
from sanctions_engine.diagnostics import BadQuestion, Code, Problem
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.reports.lines import Line

if TYPE_CHECKING:
    from sanctions_engine.semantics.law import Law

_CODE = re.compile(r"se[0-9]+", re.IGNORECASE)


EXAMPLES = (
    "sanctions-engine explain unscr-2397-8",
    "sanctions-engine explain unscr-2397-7",
    "sanctions-engine explain SE204",
    "sanctions-engine explain 'unscr-2371-8/*' --plan",
)


def explain(
    what: Annotated[
        str, Argument(metavar="RULE|CODE", help="Id of a rule or table, a pattern, or a code such as SE204.")
    ],
    rules: options.Rules = None,
    assume: options.Assume = None,
    plan: Annotated[
        bool, Option("--plan", help="Show how the relational engine answers the rule: its plan, and the SQL.")
    ] = False,
    as_of: options.AsOf = None,
    output: options.Output = None,
) -> int:
    """Explain a rule (what it demands, of whom, until when, under which paragraph) or a diagnostic code."""
    width = report_width(output)
    if _CODE.fullmatch(what.strip()):
        lines = _code(what.strip().upper(), width)
    else:
        law, found = _matching(what.strip(), rules or [], assume or [])
        if plan:
            day = read_day("--as-of", as_of) if as_of is not None else date.today()  # noqa: DTZ011
            lines = _plans(law, found, day)
        else:
            lines = _rules(law, found, width)
    write_lines(lines, output)
    return Exit.DONE


def _code(name: str, width: int) -> list[Line]:
    from sanctions_engine.diagnostics.explanations import explanations
    from sanctions_engine.reports.code_page import code_lines

    if name not in Code.__members__:
        meant = suggest(name, Code.__members__)
        raise malformed(f"there is no code `{name}`", f"did you mean `{meant}`?" if meant else None)
    code = Code[name]
    return code_lines(code, explanations()[code], width=width)


def _matching(pattern: str, sources: list[str], assume: list[str]) -> tuple[Law, list[str]]:
    """Return the law and the ids of the rules that a pattern names."""
    from sanctions_engine.findings.questions import assumptions
    from sanctions_engine.language.packs import load_packs, shipped_packs
    from sanctions_engine.language.rulefiles.patterns import RuleIds
    from sanctions_engine.semantics.law import Law

    assumed = read_assumptions(assume)
    packs = load_packs(sources or list(shipped_packs()))
    law = Law(packs, assumptions(packs, assumed))
    ids = RuleIds(law.rules)
    found = ids.matching(pattern)
    if not found:
        help = ids.help(pattern)
        raise BadQuestion([Problem(Code.SE501, f"there is no rule `{pattern}`", help=help, offending=pattern)])
    return law, list(found)


def _rules(law: Law, found: list[str], width: int) -> list[Line]:
    from sanctions_engine.findings.rulebook.cases import cases_by_rule
    from sanctions_engine.findings.rulebook.pages import rule_page
    from sanctions_engine.reports.rulebook.lines import page_lines

    cases = cases_by_rule(law.packs, found)
    lines: list[Line] = []
    for id in found:
        told = page_lines(rule_page(law, id, cases), width=width)
        lines += [(), *told] if lines else told
    return lines


def _plans(law: Law, found: list[str], day: date) -> list[Line]:
    from sanctions_engine.engines.registry import table_engine
    from sanctions_engine.models.norms import Modality
    from sanctions_engine.reports.plans import plan_lines
    from sanctions_engine.semantics.reference import Question

    judged = [id for id in found if law.rules[id].modality is not Modality.EXEMPTION]
    return plan_lines(table_engine("relational").explained(Question(as_of=day), law, judged))
