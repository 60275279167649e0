"""The page of a rule: what it demands, of whom, since and until when, what lets its bearer off, what pins it, where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sanctions_engine.findings.rulebook.cases import CasesOfFile
from sanctions_engine.findings.rulebook.history import drafts, exemptions, history
from sanctions_engine.findings.rulebook.parts import Mark, Part, Parts, Statement, cited, joined, rule_named, words
from sanctions_engine.findings.rulebook.texts import text_statements
from sanctions_engine.language.rules import LedgerLine, Rule
from sanctions_engine.models.norms import Binding
from sanctions_engine.semantics.law import Law


@dataclass(frozen=True, slots=True)
class RulePage:
    """What a rule says, ready to be printed anywhere.

    Attributes:
        rule: The rule as first written.
        title: What it demands.
        weight: Whether it binds, and how grave a breach is.
        statements: Everything else that the page says, in order.
    """

    rule: Rule
    title: Parts
    weight: str
    statements: tuple[Statement, ...]


def rule_page(law: Law, id: str, cases: Mapping[str, tuple[CasesOfFile, ...]]) -> RulePage:
    """Return the page of a rule.

    Args:
        law: The packs, with what a scenario assumes.
        id: Id of the rule.
        cases: The cases by rule, from `cases_by_rule`.

    Raises:
        KeyError: If there is no such rule.

    Example:
        >>> from sanctions_engine import load_pack
        >>> law = Law([load_pack("us/dprk")])
        >>> [one.label for one in rule_page(law, "us-dprk-blocked-party", {}).statements][:3]
        ['of', 'each', 'on']
    """
    rule = law.rules[id]
    over_time = history(law, id)
    since = _first_changes(over_time)
    statements = (
        *text_statements(law, rule),
        *exemptions(law, id),
        *over_time,
        *_assumed(law),
        *drafts(law, id),
        *_around(law, rule),
        *_cases(cases.get(id, ())),
        *_written(rule),
    )
    title = Statement("title", "", (words(rule.norm.title),))
    marked = tuple(_marked(one, since) for one in statements)
    return RulePage(rule, _marked(title, since).parts, _weight(rule, since), marked)


def _weight(rule: Rule, since: Mapping[str, str]) -> str:
    norm = rule.norm
    asked = " (asked for, not binding)" if norm.binding is Binding.HORTATORY else ""
    later = next((f" (otherwise {since[key]})" for key in ("binding", "severity") if key in since), "")
    return f"{norm.binding.value}{asked}, severity {norm.severity.value}{later}"


def _first_changes(over_time: tuple[Statement, ...]) -> dict[str, str]:
    """Return the days of the first text that says otherwise, by the key of what it changes."""
    found: dict[str, str] = {}
    for at in over_time:
        for one in at.below:
            found.setdefault(one.key, at.parts[0].text)
    return found


def _marked(one: Statement, since: Mapping[str, str]) -> Statement:
    """Return a statement of the first text, with a word where a later text says otherwise."""
    if one.key not in since:
        return one
    told = f" (in the first text; otherwise {since[one.key]}, see below)"
    return Statement(one.key, one.label, (*one.parts, Part(told)), one.below)


def _assumed(law: Law) -> Iterator[Statement]:
    for instrument, day in sorted(law.assumed.items()):
        told = f"{instrument} adopted on {day}: a scenario, not the law"
        yield Statement(f"assumed {instrument}", "assumed", (Part(told),))


def _around(law: Law, rule: Rule) -> Iterator[Statement]:
    """Yield what else speaks of the rule: indicators that point to it, lines of the ledger."""
    flags = [one.id for one in law.rules.values() if rule.id in one.points_to]
    if flags:
        yield Statement("flagged", "flagged", (Part("by "), *joined([(rule_named(id),) for id in flags])))
    for pack in law.packs:
        for line in pack.ledger:
            if rule.id in line.of:
                yield Statement(f"ledger {line.row}", "ledger", ledger_parts(line))


def ledger_parts(line: LedgerLine) -> tuple[Part, ...]:
    """Return a line of the ledger: its paragraph and why it is no rule."""
    return *cited(line.citation), words(f" ({line.row}): {line.reason}")


def _cases(files: tuple[CasesOfFile, ...]) -> Iterator[Statement]:
    if not files:
        yield Statement("cases", "cases", (Part("none"),))
    for one in files:
        below = tuple(Statement(f"case {title}", "", (words(title),)) for title in one.titles)
        yield Statement(f"cases {one.file}", "cases", (Part(one.file, Mark.FILE),), below)


def _written(rule: Rule) -> Iterator[Statement]:
    if rule.norm.note:
        yield Statement("note", "note", (words(rule.norm.note),))
    citation = rule.norm.citation
    yield Statement("cites", "cites", cited(citation, short=False))
    if citation.url:
        yield Statement("url", "cites", (Part(citation.url, Mark.LINK),))
    place = Part(rule.place.file, Mark.FILE, line=rule.place.line)
    yield Statement("written", "written", (place, Part(f", pack {rule.pack.name}")))
