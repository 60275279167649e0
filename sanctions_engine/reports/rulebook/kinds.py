"""Fact kinds in print: one as lines for a terminal, and all of them as Markdown, a page for each pack and an index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sanctions_engine.findings.rulebook.examples import examples_by_kind
from sanctions_engine.findings.rulebook.kinds import KindField, KindPage, kind_page, reads_of
from sanctions_engine.reports.lines import WIDTH, Line, Piece, columns, row
from sanctions_engine.reports.rulebook.book import rule_pages
from sanctions_engine.reports.rulebook.lines import part_piece, statement_rows
from sanctions_engine.reports.rulebook.markdown import Links, bullets, escaped, slug
from sanctions_engine.semantics.law import Law

INDEX = "README.md"
_BUILT_IN = "built-in"
_RULEBOOK = "../rulebook/"
_ROOT = "../../../"


def kind_lines(page: KindPage, *, width: int = WIDTH) -> list[Line]:
    """Return what a fact kind is as lines.

    Args:
        page: The page.
        width: Columns of the terminal.
    """
    lines = columns([(Piece("FACT KIND", "name"), 0), (Piece(page.kind.name, "name"), 0)], width=width)
    if page.kind.title:
        lines += row("records", page.kind.title, width=width)
    lines += statement_rows(page.statements, width)
    for number, field in enumerate(page.fields):
        lines += row("" if number else "fields", *_field_pieces(field), width=width)
    for number, text in enumerate(page.example.splitlines()):
        label = "" if number else "example"
        lines.append((Piece(f"  {label:<9}", "label"), Piece(text)))
    return lines


def _field_pieces(field: KindField) -> Iterator[Piece]:
    yield Piece(field.name, "name")
    yield Piece(f": {field.type}, {field.given}")
    if field.parts:
        yield Piece("; ")
        yield from map(part_piece, field.parts)


def kinds_book(law: Law) -> dict[str, str]:
    """Return every page on fact kinds by its file name: `README.md`, and one for each pack that declares some.

    Args:
        law: The packs, loaded by their names.
    """
    reads, examples = reads_of(law), examples_by_kind(law.packs)
    by_pack: dict[str, list[KindPage]] = {}
    for name in sorted(law.kinds):
        by_pack.setdefault(law.kinds[name].pack, []).append(kind_page(law, name, reads, examples))
    names = {pack: f"{pack.replace('/', '-') or _BUILT_IN}.md" for pack in sorted(by_pack)}
    links = Links({id: _RULEBOOK + page for id, page in rule_pages(law).items()}, {}, _ROOT)
    made = {names[pack]: _of_pack(law, pack, by_pack[pack], links) for pack in names}
    return {INDEX: _index(by_pack, names), **made}


def _index(by_pack: Mapping[str, list[KindPage]], names: Mapping[str, str]) -> str:
    lines = [
        "# Fact kinds",
        "",
        "What claims can say: a page for each pack, made from its `facts.yaml` (`python tests/repo/test_fact_kinds.py` writes them",
        "anew). `sanctions-engine explain KIND` prints the same of one kind. How values are written stands in",
        "[dossiers](../dossiers.md#values), how kinds are declared in [rule files](../rule-files.md#factsyaml).",
        "",
        "An optional field is left out where it is not known, and `none` where it is known that there is nothing. Every claim also has",
        "`by` (who says it) and `source`, and may have `known`, `grade` and `denied`. A table `TradeFlow.csv` has a column for every",
        "required field, and for others as needed.",
    ]
    for pack, pages in by_pack.items():
        lines += [
            "",
            f"## {_heading(pack)}",
            "",
            "| kind | what one record says | rules that judge it |",
            "|---|---|---|",
        ]
        for page in pages:
            name = page.kind.name
            link = f"[`{name}`]({names[pack]}#{slug(name)})"
            lines.append(f"| {link} | {escaped(page.kind.title or '')} | {page.judged or '-'} |")
    return "\n".join([*lines, ""])


def _heading(pack: str) -> str:
    return f"`{pack}`" if pack else "Of every pack"


def _of_pack(law: Law, pack: str, pages: Iterable[KindPage], links: Links) -> str:
    title = next((one.title for one in law.packs if one.name == pack), "")
    lines = [f"# Fact kinds of {_heading(pack)}" if pack else "# Fact kinds of every pack"]
    if title:
        lines += ["", f"{escaped(title)}. All kinds: [index]({INDEX})."]
    for page in pages:
        lines += ["", f"## {page.kind.name}", "", *_kind(page, links)]
    return "\n".join([*lines, ""])


def _kind(page: KindPage, links: Links) -> Iterator[str]:
    if page.kind.title:
        yield f"{escaped(page.kind.title)}."
        yield ""
    yield from bullets(page.statements, links)
    yield ""
    yield "| field | holds | | |"
    yield "|---|---|---|---|"
    for field in page.fields:
        yield f"| `{field.name}` | {field.type} | {field.given} | {links.parts(field.parts)} |"
    if page.example:
        yield ""
        yield "```yaml"
        yield page.example.rstrip("\n")
        yield "```"
