"""From drafts to rules: one for a plain draft, one per row of a table; all rows share their formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from sanctions_engine.diagnostics import Code, Label, Problems
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.nodes import Constant
from sanctions_engine.language.rulefiles.cells import main_needs, without_empty
from sanctions_engine.language.rulefiles.rule_typing import TypedText
from sanctions_engine.language.rulefiles.rules_from_document import DraftRule
from sanctions_engine.language.rulefiles.tables import Row, Table
from sanctions_engine.language.rules import ExceptionClause, Formula, Rule
from sanctions_engine.language.yaml.yaml_document import Document, Path
from sanctions_engine.models.claims import NONE
from sanctions_engine.models.findings import PackRef
from sanctions_engine.models.instruments import Citation
from sanctions_engine.models.norms import Norm
from sanctions_engine.models.numbers import format_number

_CELL = re.compile(r"\{row\.(\w+)\}")


@dataclass(slots=True, eq=False)
class RowFields:
    """The typed fields as single rows have them, for all rows of one table: without what needs their empty cells."""

    typed: TypedText
    draft: DraftRule
    _needs: dict[str, tuple[Formula, frozenset[str]]] = field(default_factory=dict)
    _without: dict[frozenset[str], dict[str, Any]] = field(default_factory=dict)
    _cited: dict[tuple[frozenset[str], Citation], dict[str, Any]] = field(default_factory=dict)

    def of(self, row: Row | None, citation: Citation) -> Mapping[str, Any]:
        """Return the fields of a row, its exceptions citing what the row cites; of the rule itself where there is no table."""
        if row is None:
            return self.typed.fields
        found = self._cited.get((row.empty, citation))
        if found is None:
            fields = self._fields_without(row.empty)
            own = {one.id for one in self.typed.text.exceptions if not one.inherits}
            exceptions = tuple(self._cites(one, citation, own) for one in fields["exceptions"])
            found = self._cited[row.empty, citation] = {**fields, "exceptions": exceptions}
        return found

    def missing(self, row: Row) -> Iterator[tuple[str, Formula, str]]:
        """Yield each formula that the rule cannot do without and that needs an empty cell, with the column."""
        if not row.empty:
            return
        if not self._needs:
            self._needs.update(main_needs(self.typed.fields))
        for name, (formula, columns) in self._needs.items():
            for column in sorted(columns & row.empty):
                yield name, formula, column

    def _fields_without(self, empty: frozenset[str]) -> dict[str, Any]:
        if empty not in self._without:
            self._without[empty] = without_empty(self.typed.fields, empty) if empty else dict(self.typed.fields)
        return self._without[empty]

    @staticmethod
    def _cites(exception: ExceptionClause, citation: Citation, own: set[str]) -> ExceptionClause:
        return exception if exception.id in own else replace(exception, citation=citation)


def build_rules(draft: DraftRule, fields: RowFields, pack: PackRef, problems: Problems) -> list[Rule]:
    """Return the rules of a draft, table rows in their order; rows with mistakes are left out.

    Args:
        draft: The draft.
        fields: Its typed fields.
        pack: The pack that the rules are part of.
        problems: Gets SE108 (a title that names no column), SE115 (an empty cell that a condition needs), SE223 (a title
            that names a column and has no table).
    """
    if not title_fits(draft.title, draft, draft.file.document, (*draft.path, draft.modality.value), problems):
        return []
    if draft.table is None:
        return [_rule(draft, fields, None, pack)]
    rules = []
    for row in draft.table.rows:
        if note_missing(fields, row, draft.table, problems):
            rules.append(_rule(draft, fields, row, pack))
    return rules


def note_missing(fields: RowFields, row: Row, table: Table, problems: Problems) -> bool:
    """Whether a row has all cells that its conditions need; notes SE115 for each that is empty."""
    whole = True
    for name, formula, column in fields.missing(row):
        also = [Label(formula.place, f"`{name}` needs `row.{column}`")]
        message = f"cell `{column}` of row `{row.id}` is empty, and `{name}` needs it"
        help = f"fill it in, or say what an empty one means: `presume(row.{column}, …)`"
        problems.add(Code.SE115, message, table.place(row, column), "empty", also=also, help=help, offending=column)
        whole = False
    return whole


def row_citation(draft: DraftRule, row: Row | None) -> Citation:
    """Return the citation of a rule: that of its row where the row has one."""
    if row is None or (row.cited is None and row.verified is None):
        return draft.citation
    verified = draft.citation.verified if row.verified is None else row.verified
    if row.cited is None:
        return draft.citation.model_copy(update={"verified": verified})
    return draft.file.citations.citation(row.cited.instrument, row.cited.paragraph, verified=verified)


def _rule(draft: DraftRule, fields: RowFields, row: Row | None, pack: PackRef) -> Rule:
    shape, citation = draft.shape, row_citation(draft, row)
    norm = Norm(
        id=f"{draft.id}/{row.id}" if row else draft.id,
        modality=draft.modality,
        title=filled(draft.title, row),
        citation=citation,
        binding=shape.binding,
        severity=shape.severity,
        pack=pack.name,
        note=shape.note if shape.note is not None else draft.file.head.note,
    )
    return Rule(
        norm=norm,
        pack=pack,
        instrument=row.cited.instrument if row and row.cited else draft.instrument,
        place=draft.table.place(row) if draft.table and row else draft.place,
        burden=shape.burden,
        grounds=shape.grounds,
        covers=shape.covers,
        points_to=shape.points_to,
        row=row.cells if row else {},
        **fields.of(row, citation),
    )


def title_fits(title: str, draft: DraftRule, document: Document, path: Path, problems: Problems) -> bool:
    """Whether a rule has the columns that a title names, its own or that of an amendment; notes SE108 and SE223 where it stands."""
    fits = True
    for column in row_columns(title):
        span = document.span(*path)
        if draft.table is None:
            message = f"the title names `row.{column}`, and the rule has no table"
            problems.add(Code.SE223, message, span, help="give the rule a `table`, or write the words out")
            fits = False
        elif column not in draft.table.columns:
            meant = suggest(column, draft.table.columns)
            help = f"did you mean `{meant}`?" if meant else None
            problems.add(Code.SE108, f"the table has no column `{column}`", span, help=help, offending=column)
            fits = False
    return fits


def row_columns(title: str) -> list[str]:
    """Return the columns that a title names.

    Example:
        >>> row_columns("Import {row.goods} of chapter {row.hs}")
        ['goods', 'hs']
    """
    return _CELL.findall(title) if "{" in title else []


def filled(title: str, row: Row | None) -> str:
    """Return a title with the cells of a row in the place of `{row.column}`."""
    if row is None or "{" not in title:
        return title
    return _CELL.sub(lambda found: _shown(row.cells[found[1]]), title)


def _shown(value: Constant) -> str:
    if value is NONE:
        return "-"
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return format_number(value) if isinstance(value, (int, Fraction)) else str(value)
