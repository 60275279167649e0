"""SE719, SE720, SE721: rules that cite no paragraph, that no case pins, whose citation nobody checked."""

from __future__ import annotations

from collections.abc import Iterator

from sanctions_engine.diagnostics import Code, Problems, Span
from sanctions_engine.language.rules import Rule
from sanctions_engine.linting.linted import Linted
from sanctions_engine.models.instruments import Citation


def check_sources(linted: Linted, problems: Problems) -> None:
    """Note what a rule lacks to be relied on: a paragraph, a case, a check against the text."""
    for id, rows in linted.drafts.items():
        first = rows[0]
        written = linted.written(first)
        place = written.span("id") if written else first.place
        if any(not rule.norm.citation.paragraph for rule in rows):
            help = "add `paragraph` at the head of the file, or to the rule; a row can name it in a column `cite`"
            problems.add(Code.SE719, f"rule `{id}` cites no paragraph", place, help=help, offending=id)
        if linted.cases.keys().isdisjoint((id, *(one for rule in rows for one in _pins(linted, rule)))):
            help = f"write one: `sanctions-engine new case FILE.cases.yaml --rule {first.id}`"
            problems.add(Code.SE720, f"no case pins rule `{id}`", place, help=help, offending=id)
        doubted = [rule for rule in rows if rule.norm.citation.paragraph and not rule.norm.citation.verified]
        if doubted:
            _doubted(doubted[0].norm.citation, f"rule `{id}`", place, problems)


def check_citations(linted: Linted, problems: Problems) -> None:
    """Note changes and exceptions that cite no paragraph, and those, with the lines of the ledger, whose citation was not checked."""
    for pack in linted.own:
        for change in pack.changes:
            _check(change.citation, f"`{change.action}`", change.place, problems)
        for line in pack.ledger:
            if not line.citation.verified:
                _doubted(line.citation, f"line `{line.row}` of the ledger", line.place, problems)
    for id, rows in linted.drafts.items():
        written, first = linted.written(rows[0]), rows[0]
        for index, one in enumerate(first.exceptions):
            if written and one.citation != first.norm.citation:
                _check(
                    one.citation,
                    f"exception `{one.id}` of rule `{id}`",
                    written.span("exceptions", index, "id"),
                    problems,
                )


def _check(citation: Citation, who: str, place: Span, problems: Problems) -> None:
    if not citation.paragraph:
        problems.add(
            Code.SE719, f"{who} cites no paragraph", place, help="add `paragraph`, here or at the head of the file"
        )
    elif not citation.verified:
        _doubted(citation, who, place, problems)


def _doubted(citation: Citation, who: str, place: Span, problems: Problems) -> None:
    message = f"the citation of {who} was not checked against the text"
    help = "compare the number of the paragraph with the text, then write `verified: true`"
    problems.add(Code.SE721, message, place, f"paragraph {citation.paragraph}", help=help)


def _pins(linted: Linted, rule: Rule) -> Iterator[str]:
    """Yield the ids of which a case pins a rule.

    An exemption that takes single records out of a group makes nothing exempt, so no case can name it: one of the group's rule shows it.
    """
    yield rule.id
    for id in rule.covers if rule.group_by is None else ():
        if linted.law.rules[id].group_by is not None:
            yield id
