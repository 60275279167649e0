"""The table on top of a report: one line for each finding, so that it can be read before the details."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from sanctions_engine.models.findings import Finding
from sanctions_engine.models.norms import Binding
from sanctions_engine.reports.folding import OPEN, names_of_bearers, rules_of, table_of
from sanctions_engine.reports.grouping import bearers_of, is_made_up, may_not_apply, number_of_periods
from sanctions_engine.reports.lines import Line, Piece, columns, length, paragraph, row
from sanctions_engine.reports.tables import Column, fitted, row_lines
from sanctions_engine.reports.words import STYLE_OF, day_of, day_text, days, due_text, several, span_text, spoken

FEWEST = 3
"""Fewer findings are read without a table."""

MOST_NAMES = 8
_BINDS = {Binding.MANDATORY: "binding", Binding.HORTATORY: "urged"}
HEAD = ("verdict", "subject", "paragraph", "due, or day", "")
COLUMNS = (Column(14), Column(40, least=12), Column(44, least=12), Column(44), Column(40))
LISTED = 28
"""Names of subjects that take more cells are only counted."""


def overview_lines(groups: Sequence[Sequence[Finding]], *, width: int, fewest: int = FEWEST) -> list[Line]:
    """Return the table: verdict, subject, paragraph, due day and what marks it; what was made up comes last.

    The row of a decision table also has its title, unless it is open: its id does not always tell what goods it is about.

    Args:
        groups: The findings, those that are told together as one.
        width: Columns of the terminal.
        fewest: Fewer rows make no table.
    """
    if len(groups) < fewest:
        return []
    rows = [_cells(group) for group in groups]
    widths = fitted([HEAD, *([cell.text for cell in cells] for cells in rows)], COLUMNS, width)
    lines = _row([Piece(name, "label") for name in HEAD], widths, width)
    told = False
    for group, cells in zip(groups, rows, strict=True):
        if is_made_up(group[0]) and not told:
            lines += paragraph(Piece("on made-up evidence:", "mark"), width=width)
            told = True
        lines += _row(cells, widths, width)
        if title := _row_title(group):
            lines += paragraph(Piece(title, "quiet"), width=width, indent=4)
    return lines


def _row(cells: Sequence[Piece], widths: Sequence[int] | None, width: int) -> list[Line]:
    """Return a row of the table; where the terminal is too narrow for one, what does not fit goes on lines of its own."""
    return columns([(cell, 0) for cell in cells], width=width) if widths is None else row_lines(cells, widths)


def silent_lines(silent: Sequence[Sequence[Finding]], told: Sequence[Sequence[Finding]], *, width: int) -> list[Line]:
    """Return the norms on which no claim speaks: their ids, those that bind apart from those that ask.

    A norm that is told of somebody above is listed with the subjects of whom no claim speaks.
    """
    above = {one.rule for group in told for one in group}
    if not silent:
        return []
    rules = list(dict.fromkeys(group[0].rule for group in silent))
    names = list(dict.fromkeys(name for group in silent for name in bearers_of(group)))
    whom = ", ".join(names) if len(names) <= MOST_NAMES else several(len(names), "subject")
    number, found = several(len(rules), "norm"), sum(map(len, silent))
    lines: list[Line] = [
        (),
        *paragraph(
            Piece(f"No claim speaks of {number} in force: {found:,} undetermined", "name"), f" - {whom}", width=width
        ),
    ]
    for binding, label in _BINDS.items():
        ids = list(dict.fromkeys(_norm(group, above) for group in silent if group[0].binding is binding))
        if ids:
            lines += row(label, ", ".join(ids), width=width)
    return [*lines, *row("", "undetermined; `-v` or `--rule` tells for each what to look for", width=width)]


def _norm(group: Sequence[Finding], above: Collection[str]) -> str:
    rule = group[0].rule
    return f"{rule} (of {', '.join(bearers_of(group))})" if rule in above else rule


def _cells(group: Sequence[Finding]) -> tuple[Piece, ...]:
    first = group[0]
    marks = ["contested"] if first.contested else []
    marks += ["hortatory"] if first.binding is Binding.HORTATORY else []
    marks += ["if it applies"] if any(map(may_not_apply, group)) else []
    return (
        Piece(spoken(first.verdict).upper(), STYLE_OF[first.verdict]),
        Piece(_subject_and_bearers(group), "name"),
        Piece(_paragraphs(group), "name"),
        Piece(when_text(group)),
        Piece(", ".join(marks), "mark"),
    )


def _row_title(group: Sequence[Finding]) -> str:
    """Return the title of the row of a decision table; empty for any other rule, and for what is open."""
    first = group[0]
    is_row = "/" in first.rule and (len(rules_of(group)) == 1 or table_of(group) is None)
    return first.title if is_row and first.verdict not in OPEN else ""


def _subject_and_bearers(group: Sequence[Finding]) -> str:
    """Return the subject, and of one record who is bound: its id alone tells nothing."""
    told, bearers = subjects_text(group), " and ".join(names_of_bearers(group))
    one_record = len({one.subject for one in group}) == 1 and bearers and group[0].verdict not in OPEN
    return f"{told} ({bearers})" if one_record else told


def _paragraphs(group: Sequence[Finding]) -> str:
    others, table = len(rules_of(group)) - 1, table_of(group)
    if others and table is not None:
        rows = f"{table}/* ({several(others + 1, 'row')})"
        cites = {(one.citation.instrument, one.citation.paragraph) for one in group}
        return paragraph_text(group[0]).replace(group[0].rule, rows, 1) if len(cites) == 1 else rows
    return paragraph_text(group[0]) + (f" and {others} more" if others else "")


def paragraph_text(finding: Finding) -> str:
    """Return the id of a rule, with the paragraph behind it where the id does not tell."""
    cited = finding.citation
    named = f"{cited.instrument} {cited.paragraph}" if cited.paragraph else cited.instrument
    return finding.rule if _words(finding.rule).startswith(_words(named)) else f"{finding.rule} ({named})"


def _words(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.lower())


def subjects_text(group: Sequence[Finding]) -> str:
    """Return the subject of a finding; of several the names where they are few, else their number, and how many periods."""
    if len({one.subject for one in group}) == 1:
        return group[0].subject
    names = bearers_of(group)
    listed = ", ".join(names)
    told = listed if length(listed) <= LISTED else several(len(names), "subject")
    periods = number_of_periods(group)
    return f"{told} ({several(periods, 'period')})" if periods > 1 else told


def when_text(group: Sequence[Finding]) -> str:
    """Return when the norm had to be met, or the day that counts; of several the first and the last day that is possible."""
    first = group[0]
    dues = {one.due for one in group if one.due is not None}
    spans = {day for one in group if (day := day_of(one)) is not None} if not dues else set()
    if len(spans) > 1:
        return span_text(spans)
    if len(dues) <= 1:
        return (due_text(first) or day_text(first)).removeprefix("due ").removeprefix("on ")
    left = min((one.days_left for one in group if one.days_left is not None), default=None)
    return span_text(dues) + ("" if left is None else f", first in {days(left)}")
