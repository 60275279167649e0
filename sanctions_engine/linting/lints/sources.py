"""SE719, SE720, SE721: rules that cite no paragraph, that no case pins, whose citation nobody checked."""

from __future__ import annotations

from collections.abc import Iterator

from sanctions_engine.diagnostics import Code, Problems
from sanctions_engine.language.rules import Rule
from sanctions_engine.linting.linted import Linted


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
            message = f"the citation of rule `{id}` was not checked against the text"
            label = str(doubted[0].norm.citation.paragraph)
            help = "compare the number of the paragraph with the text, then write `verified: true`"
            problems.add(Code.SE721, message, place, f"paragraph {label}", help=help, offending=id)


def _pins(linted: Linted, rule: Rule) -> Iterator[str]:
    """Yield the ids of which a case pins a rule.

    An exemption that takes single records out of a group makes nothing exempt, so no case can name it: one of the group's rule shows it.
    """
    yield rule.id
    for id in rule.covers if rule.group_by is None else ():
        if linted.law.rules[id].group_by is not None:
            yield id
