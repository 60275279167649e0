"""The rulebook: a page for each instrument and an index, made from packs; the same packs give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping

from sanctions_engine.findings.ordering import by_day, natural
from sanctions_engine.findings.rulebook.cases import cases_by_rule
from sanctions_engine.findings.rulebook.pages import RulePage, rule_page
from sanctions_engine.language.rules import Change, LedgerLine
from sanctions_engine.reports.rulebook.instrument import Chapter, instrument_markdown, sections_of
from sanctions_engine.reports.rulebook.markdown import Headings, Links, escaped
from sanctions_engine.reports.words import several
from sanctions_engine.semantics.law import Law

INDEX = "README.md"
ROOT = "../../../"
"""The way from the pages to the folder that names of rule files start at."""


def rulebook(law: Law) -> dict[str, str]:
    """Return every page of the rulebook by its file name: `README.md`, and one for each instrument that says something.

    Args:
        law: The packs, loaded by their names, so that the names of their files do not tell where they lie.
    """
    chapters = _chapters(law)
    rules = _places(law, chapters)
    pages = {name: f"{name}.md" for name in chapters}
    made = {INDEX: _index(law, chapters, Links(rules, pages, ROOT))}
    for name, chapter in chapters.items():
        made[f"{name}.md"] = instrument_markdown(law, chapter, Links(rules, pages, ROOT, f"{name}.md"))
    return made


def rule_pages(law: Law) -> dict[str, str]:
    """Return by the id of each rule its page of the rulebook, with the anchor."""
    return _places(law, _chapters(law))


def _places(law: Law, chapters: Mapping[str, Chapter]) -> dict[str, str]:
    rules = {}
    for name, chapter in chapters.items():
        headings = Headings()
        for heading in chapter.headings:
            anchor = headings.anchor(heading)
            if heading in law.rules:
                rules[heading] = f"{name}.md#{anchor}"
    return rules


def _chapters(law: Law) -> dict[str, Chapter]:
    """Return what stands on the page of each instrument, the oldest instrument first."""
    cases = cases_by_rule(law.packs)
    pages: dict[str, list[RulePage]] = {}
    for id in law.rules:
        page = rule_page(law, id, cases)
        pages.setdefault(page.rule.instrument.id, []).append(page)
    changes: dict[str, list[Change]] = {}
    for change in law.changes:
        changes.setdefault(change.instrument.id, []).append(change)
    lines: dict[str, list[LedgerLine]] = {}
    for line in (line for pack in law.packs for line in pack.ledger):
        lines.setdefault(line.citation.instrument, []).append(line)
    instruments = sorted(law.instruments.values(), key=by_day)
    return {
        one.id: Chapter(
            instrument=one,
            sections=sections_of(sorted(pages.get(one.id, ()), key=_by_paragraph)),
            changes=tuple(changes.get(one.id, ())),
            ledger=tuple(sorted(lines.get(one.id, ()), key=lambda line: natural(line.citation.paragraph))),
        )
        for one in instruments
        if one.id in pages or one.id in changes or one.id in lines
    }


def _by_paragraph(page: RulePage) -> tuple[object, ...]:
    return natural(page.rule.norm.citation.paragraph)


def _index(law: Law, chapters: Mapping[str, Chapter], links: Links) -> str:
    lines = [
        "# Rulebook",
        "",
        "What the rules say that ship with the library: a page for each legal text, made from the rule files",
        "(`python tests/repo/test_rulebook.py` writes them anew). `sanctions-engine explain RULE` prints the same of one rule.",
        "",
        f"{_packs(law)} {_counts(law)}",
        "",
        "Rules are summaries in our own words, no legal advice.",
        "",
        "## By instrument",
        "",
        "| instrument | adopted | rules | changes of rules | in the ledger |",
        "|---|---|---|---|---|",
    ]
    for chapter in chapters.values():
        one = chapter.instrument
        cells = (
            links.instrument(one.id, one.title),
            str(one.adopted or one.status.value),
            str(sum(len(section.pages) for section in chapter.sections)),
            str(len(chapter.changes)),
            str(len(chapter.ledger)),
        )
        lines.append(f"| {' | '.join(cells)} |")
    silent = [one for id, one in sorted(law.instruments.items()) if id not in chapters]
    if silent:
        lines += ["", f"Cited alone: {'; '.join(escaped(one.title) for one in silent)}."]
    lines += ["", "## All rules", "", "| rule | | what | paragraph |", "|---|---|---|---|"]
    for id in sorted(law.rules, key=natural):
        norm = law.rules[id].norm
        lines.append(
            f"| {links.rule(id)} | {norm.modality.value} | {escaped(norm.title)} | {escaped(str(norm.citation))} |"
        )
    return "\n".join([*lines, ""])


def _packs(law: Law) -> str:
    told = "; ".join(f"`{pack.name}`, {escaped(pack.title)}" for pack in sorted(law.packs, key=lambda pack: pack.name))
    return f"{several(len(law.packs), 'pack')}: {told}."


def _counts(law: Law) -> str:
    rules = law.rules.values()
    unverified = sum(not rule.norm.citation.verified for rule in rules)
    return f"{several(len(rules), 'rule')}, of which {unverified:,} cite a paragraph whose number was not verified against the text."
