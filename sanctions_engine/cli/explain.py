"""`explain`: what a rule demands, what a fact kind is, or what a diagnostic code means."""

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
    from sanctions_engine.language.rulefiles.patterns import RuleIds
    from sanctions_engine.semantics.law import Law

_CODE = re.compile(r"se[0-9]+", re.IGNORECASE)
_MOST_RULES = 20


EXAMPLES = (
    "sanctions-engine explain unscr-2397-8",
    "sanctions-engine explain unscr-2397-7",
    "sanctions-engine explain TradeFlow",
    "sanctions-engine explain SE204",
    "sanctions-engine explain 'unscr-2371-8/*' --plan",
)


def explain(
    what: Annotated[
        str,
        Argument(
            metavar="RULE|KIND|CODE", help="Id of a rule or table, a pattern, a fact kind, or a code such as SE204."
        ),
    ],
    rules: options.Rules = None,
    assume: options.Assume = None,
    plan: Annotated[
        bool, Option("--plan", help="Show how the relational engine answers the rule: its plan, and the SQL.")
    ] = False,
    as_of: options.AsOf = None,
    output: options.Output = None,
) -> int:
    """Explain a rule (what it demands, of whom, until when, under which paragraph), a fact kind (what a claim of it says) or a code."""
    width, asked = report_width(output), what.strip()
    if _CODE.fullmatch(asked):
        lines = _code(asked.upper(), width)
    else:
        law = _law(rules or [], assume or [])
        kind = None if plan else _kind_named(law, asked)
        if kind is not None:
            lines = _kind(law, kind, width)
        elif plan:
            day = read_day("--as-of", as_of) if as_of is not None else date.today()  # noqa: DTZ011
            lines = _plans(law, _matching(law, asked), day)
        else:
            lines = _rules(law, _matching(law, asked), width)
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


def _law(sources: list[str], assume: list[str]) -> Law:
    from sanctions_engine.findings.questions import assumptions
    from sanctions_engine.language.packs import load_packs, shipped_packs
    from sanctions_engine.semantics.law import Law

    assumed = read_assumptions(assume)
    packs = load_packs(sources or list(shipped_packs()))
    return Law(packs, assumptions(packs, assumed))


def _kind_named(law: Law, asked: str) -> str | None:
    """Return the fact kind that is asked for, if it is one; how its letters are cased does not matter unless a rule is called so."""
    if asked in law.kinds:
        return asked
    if asked in law.rules:
        return None
    return next((name for name in law.kinds if name.casefold() == asked.casefold()), None)


def _matching(law: Law, pattern: str) -> list[str]:
    """Return the ids of the rules that a pattern names.

    Raises:
        BadQuestion: If it names none; the remedy lists what may be meant.
    """
    from sanctions_engine.language.rulefiles.patterns import RuleIds

    ids = RuleIds(law.rules)
    found = ids.matching(pattern)
    if not found:
        message = f"there is no rule, fact kind or code `{pattern}`"
        raise BadQuestion([Problem(Code.SE501, message, help=_meant(law, ids, pattern), offending=pattern)])
    return list(found)


def _meant(law: Law, ids: RuleIds, pattern: str) -> str:
    """Return what may be meant: an id or a kind that is written alike, and the rules that speak of the word."""
    from sanctions_engine.findings.rulebook.mentions import rules_mentioning, words_of

    mentioning = rules_mentioning(law, pattern)
    meant = ids.suggestion(pattern) or suggest(pattern, law.kinds)
    if not meant and not mentioning:
        meant = suggest(pattern, words_of(law))
    told = [f"did you mean `{meant}`?"] if meant else []
    if mentioning:
        told.append(f"rules that speak of `{pattern}`:")
        told += [f"`{id}`: {law.rules[id].norm.title}" for id in mentioning[:_MOST_RULES]]
    if len(mentioning) > _MOST_RULES:
        told.append(f"and {len(mentioning) - _MOST_RULES} more: ask for a longer word")
    return (
        "\n".join(told) or "name a rule such as `unscr-2397-8`, a kind such as `TradeFlow`, or a word of a rule's title"
    )


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


def _kind(law: Law, name: str, width: int) -> list[Line]:
    from sanctions_engine.findings.rulebook.examples import examples_by_kind
    from sanctions_engine.findings.rulebook.kinds import kind_page, reads_of
    from sanctions_engine.reports.rulebook.kinds import kind_lines

    return kind_lines(kind_page(law, name, reads_of(law), examples_by_kind(law.packs, name)), width=width)


def _plans(law: Law, found: list[str], day: date) -> list[Line]:
    from sanctions_engine.engines.registry import table_engine
    from sanctions_engine.models.norms import Modality
    from sanctions_engine.reports.plans import plan_lines
    from sanctions_engine.semantics.reference import Question

    judged = [id for id in found if law.rules[id].modality is not Modality.EXEMPTION]
    return plan_lines(table_engine("relational").explained(Question(as_of=day), law, judged))
