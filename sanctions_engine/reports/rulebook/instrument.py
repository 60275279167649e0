"""The page of one instrument in Markdown: its rules, what it changes, and what of it is not evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sanctions_engine.findings.rulebook.days import in_force
from sanctions_engine.findings.rulebook.history import change_statement
from sanctions_engine.findings.rulebook.pages import RulePage
from sanctions_engine.findings.rulebook.parts import Part, Statement, code, joined, words
from sanctions_engine.language.rules import Change, LedgerLine
from sanctions_engine.models.instruments import Instrument, InstrumentStatus
from sanctions_engine.models.norms import LedgerWay
from sanctions_engine.reports.rulebook.markdown import Links, bullets, escaped
from sanctions_engine.reports.words import DEMANDS
from sanctions_engine.semantics.law import Law

RULES, CHANGES, LEDGER = "Rules", "What it changes", "Not evaluated, and why"


@dataclass(frozen=True, slots=True)
class Section:
    """A rule, or the rows of one decision table that come from one instrument.

    Attributes:
        heading: Id of the rule; `<rule>/*` for rows.
        pages: Their pages.
    """

    heading: str
    pages: tuple[RulePage, ...]

    @property
    def is_table(self) -> bool:
        """Whether it holds rows of a table."""
        return self.heading.endswith("/*")


@dataclass(frozen=True, slots=True)
class Chapter:
    """What stands on the page of an instrument."""

    instrument: Instrument
    sections: tuple[Section, ...]
    changes: tuple[Change, ...]
    ledger: tuple[LedgerLine, ...]

    @property
    def headings(self) -> Iterator[str]:
        """Every heading of the page, in order."""
        yield self.instrument.title
        yield from (name for name, there in _parts(self) if there)
        for section in self.sections:
            yield section.heading
            if section.is_table:
                yield from (page.rule.id for page in section.pages)


def _parts(chapter: Chapter) -> tuple[tuple[str, bool], ...]:
    return (RULES, bool(chapter.sections)), (CHANGES, bool(chapter.changes)), (LEDGER, bool(chapter.ledger))


def sections_of(pages: Iterable[RulePage]) -> tuple[Section, ...]:
    """Return pages in sections: the rows of one table stand together, where the first of them stands."""
    found: dict[str, list[RulePage]] = {}
    for page in pages:
        table, slash, _ = page.rule.id.partition("/")
        found.setdefault(f"{table}/*" if slash else page.rule.id, []).append(page)
    return tuple(Section(heading, tuple(ones)) for heading, ones in found.items())


def instrument_markdown(law: Law, chapter: Chapter, links: Links) -> str:
    """Return the page of an instrument.

    Args:
        law: The packs.
        chapter: What stands on it.
        links: Where rules, instruments and files are found from the page.
    """
    lines = [f"# {escaped(chapter.instrument.title)}", "", *_about(chapter.instrument, law)]
    if chapter.sections:
        lines += ["", f"## {RULES}", "", *_contents(law, chapter, links)]
    if chapter.changes:
        lines += ["", f"## {CHANGES}", "", *bullets((change_statement(law, one) for one in chapter.changes), links)]
    if chapter.ledger:
        lines += ["", f"## {LEDGER}", "", *_ledger(chapter.ledger, links)]
    for section in chapter.sections:
        lines += ["", f"## {escaped(section.heading)}", "", *_section(section, links)]
    return "\n".join([*lines, ""])


def _about(one: Instrument, law: Law) -> Iterator[str]:
    if one.status is InstrumentStatus.ADOPTED:
        when = f"adopted on {one.adopted}"
    else:
        tabled = f", tabled on {one.tabled}" if one.tabled else ""
        when = f"{one.status.value}{tabled}: no law"
    symbol = f"{escaped(one.symbol)}, " if one.symbol else ""
    link = f" <{one.url}>" if one.url else ""
    yield f"`{one.id}`: {escaped(one.body)}, {symbol}{when}.{link}"
    if one.note:
        yield ""
        yield escaped(" ".join(one.note.split()))


def _contents(law: Law, chapter: Chapter, links: Links) -> Iterator[str]:
    yield "| paragraph | rule | | what | in force |"
    yield "|---|---|---|---|---|"
    for page in (page for section in chapter.sections for page in section.pages):
        norm = page.rule.norm
        doubt = "" if norm.citation.verified or not norm.citation.paragraph else " (not verified)"
        asked = "" if page.rule.is_mandatory else ", hortatory"
        what = f"{norm.modality.value}{asked} | {escaped(norm.title)} | {in_force(law, norm.id)}"
        yield f"| {escaped(norm.citation.paragraph)}{doubt} | {links.rule(norm.id)} | {what} |"


def _ledger(lines: Iterable[LedgerLine], links: Links) -> Iterator[str]:
    for line in lines:
        paragraph = escaped(line.citation.paragraph) or "the whole"
        doubt = "" if line.citation.verified or not line.citation.paragraph else " (number not verified)"
        how = "a change" if line.way is LedgerWay.CHANGE else "not evaluated"
        of = joined([(Part(", of "), *joined([(code(name),) for name in line.named]))]) if line.named else ()
        reason = (Part(f": {how}"), *of, words(f". {line.reason}"))
        yield f"- **{paragraph}**{doubt} (`{line.row}`){links.parts(reason)}"


def _section(section: Section, links: Links) -> Iterator[str]:
    if not section.is_table:
        (page,) = section.pages
        yield from _page(page, page.statements, links)
        return
    first, *others = section.pages
    common = [one for one in first.statements if all(one in page.statements for page in others)]
    if others and common:
        yield "In every row:"
        yield ""
        yield from bullets(common, links)
        yield ""
    told = common if others else []
    for number, page in enumerate(section.pages):
        if number:
            yield ""
        yield f"### {escaped(page.rule.id)}"
        yield ""
        yield from _page(page, tuple(one for one in page.statements if one not in told), links)


def _page(page: RulePage, statements: tuple[Statement, ...], links: Links) -> Iterator[str]:
    norm = page.rule.norm
    yield f"**{norm.modality.value.capitalize()}**, {page.weight}."
    yield ""
    yield f"- **{DEMANDS[norm.modality]}** {links.parts(page.title)}"
    yield from bullets(statements, links)
