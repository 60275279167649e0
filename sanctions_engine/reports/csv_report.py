"""Findings as CSV: one row a finding, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator

from sanctions_engine.models.findings import Finding, Findings
from sanctions_engine.reports.words import complete_lists

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last four: their full-width forms
_BLANK = " \t\r\n\v\f\x00\xa0\u200b\u2060\ufeff"

COLUMNS: dict[str, Callable[[Finding], object]] = {
    "rule": lambda f: f.rule,
    "title": lambda f: f.title,
    "modality": lambda f: f.modality.value,
    "binding": lambda f: f.binding.value,
    "citation": lambda f: str(f.citation),
    "instrument": lambda f: f.citation.instrument,
    "paragraph": lambda f: f.citation.paragraph,
    "url": lambda f: f.citation.url,
    "subject": lambda f: f.subject,
    "subject_kind": lambda f: f.subject_kind,
    "bearer": lambda f: f.bearer,
    "verdict": lambda f: f.verdict.value,
    "contested": lambda f: f.contested,
    "worst": lambda f: f.worst.value,
    "possible": lambda f: _list(verdict.value for verdict in f.possible),
    "verdicts": lambda f: _list(f"{one.perspective}/{one.reading}: {one.verdict.value}" for one in f.verdicts),
    "rests_on": lambda f: _list(f.rests_on),
    "as_of": lambda f: f.as_of,
    "known_at": lambda f: f.known_at,
    "due": lambda f: f.due,
    "days_overdue": lambda f: f.days_overdue,
    "days_overdue_most": lambda f: f.days_overdue_most,
    "days_left": lambda f: f.days_left,
    "days_elapsed": lambda f: f.days_elapsed,
    "on": lambda f: f.on,
    "text_in_force": lambda f: f.text_in_force,
    "severity": lambda f: f.severity.value,
    "exception": lambda f: f.exception,
    "points_to": lambda f: _list(f.points_to),
    "shows": lambda f: _list(f"{name}: {figure}" for name, figure in f.shows.items()),
    "missing": lambda f: _list(f"{one.why}: {one.remedy}" for one in f.missing),
    "presumed": lambda f: _list(f"{one.text} = {one.value}" for one in f.presumed),
    "exceptions": lambda f: _list(f"{one.id}: {one.holds}" for one in f.exceptions),
    "pleas": lambda f: _list(f"{one.by}: {one.ground} ({one.note})" for one in f.pleas),
    "assessments": lambda f: _list(f"{one.by}: {one.says}" for one in f.assessments),
    "claims": lambda f: _list(f"{one.by}, {one.source}: {one.fact} {one.says}" for one in f.claims),
    "error": lambda f: f.error,
    "pack": lambda f: f.pack.name,
    "pack_version": lambda f: f.pack.version,
    "pack_digest": lambda f: f.pack.digest,
    "on_between": lambda f: f.on_between,
    "on_made_up_evidence": lambda f: f.is_made_up,
    "complete": lambda f: _list(complete_lists(f.complete)),
}
"""The columns in order, and what each holds; the proof is left to JSON."""


def csv_text(findings: Findings) -> str:
    """Return findings as CSV with a header row; lists are joined by `; `, a blank cell means that there is nothing.

    A cell that a spreadsheet would run as a formula begins with an apostrophe.
    """
    return "".join(csv_parts(findings))


def csv_parts(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the text of `csv_text` line by line."""
    yield _line(COLUMNS)
    for finding in findings:
        yield _line(cell(value(finding)) for value in COLUMNS.values())


def _line(cells: Iterable[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerow(cells)
    return stream.getvalue()


def cell(value: object) -> str:
    """Return a value as the text of a cell that no spreadsheet takes for a formula.

    Example:
        >>> cell("=1+1"), cell("RUS"), cell(True), cell(None)
        ("'=1+1", 'RUS', 'true', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    risky = text[:1] in ("\t", "\r", "\n") or text.lstrip(_BLANK).startswith(_FORMULA)
    return f"'{text}" if risky else text


def _list(values: Iterable[str]) -> str:
    return "; ".join(values)
