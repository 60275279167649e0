"""`evaluate --engine relational`: evidence in bulk, and reports of more findings than anybody reads."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sanctions_engine.cli.breaking_off import can_be_broken_off
from sanctions_engine.cli.formats import FindingsFormat
from sanctions_engine.cli.output import report_width, write_lines, write_parts
from sanctions_engine.cli.progress import progress
from sanctions_engine.cli.values import malformed
from sanctions_engine.models.verdicts import BY_GRAVITY, Verdict

if TYPE_CHECKING:
    from sanctions_engine.findings.bulk_findings import BulkFindings
    from sanctions_engine.models.claims import Dossier
    from sanctions_engine.models.findings import Finding, Findings

RELATIONAL = "relational"
FEW = 2_000
"""Up to so many findings are reported as those of any engine."""


@contextmanager
def judged_in_bulk(
    sources: list[str],
    packs: list[str],
    strict: bool,
    said: dict[str, str],
    room: Mapping[str, str | None],
    asked: dict[str, Any],
    *,
    lazily: bool = False,
) -> Iterator[tuple[Findings | BulkFindings, Dossier, Collection[str]]]:
    """Read evidence into a database and judge it.

    Gives the findings (in memory if they are few, unless `lazily`), the dossier without its claims, and the kinds that are claimed.
    """
    from sanctions_engine import evaluation
    from sanctions_engine.engines.registry import new_database

    with closing(new_database()) as connection, can_be_broken_off(connection):
        with progress("reading evidence"):
            loaded, tables = evaluation.read_claim_tables(
                sources, packs=packs, strict=strict, said=said, connection=connection, **room
            )
        with progress("judging") as told:
            found = evaluation.evaluate(loaded, tables, **asked, told=told)
        yield found.collected() if not lazily and len(found) <= FEW else found, tables.dossier, tables.tables.keys()


def check_parquet(format: FindingsFormat, engine: str, output: str | None) -> None:
    """See that findings can be written as Parquet where that is asked for, and are where a file is called so.

    Raises:
        BadQuestion: If no file is named, the findings are not in a database, or a file would hold something else (SE507).
    """
    if format is not FindingsFormat.PARQUET:
        if output is not None and output.lower().endswith(".parquet"):
            raise malformed(f"`{output}` would hold {format.value}", "add `--format parquet`, or give another name")
        return
    if engine != RELATIONAL:
        raise malformed("`--format parquet` needs the engine that works in a database", "add `--engine relational`")
    if output is None:
        raise malformed("`--format parquet` needs a file", "name it with `--output findings.parquet`")


def report_in_bulk(findings: BulkFindings, format: FindingsFormat, output: str | None) -> None:
    """Report many findings: as lines of numbers for people, as a stream for machines, as a table in a Parquet file."""
    from sanctions_engine.reports.bulk import bulk_lines
    from sanctions_engine.reports.csv_report import csv_parts
    from sanctions_engine.reports.json_report import json_parts, jsonl_lines

    if format is FindingsFormat.PARQUET:
        with progress("writing findings"):
            findings.write(Path(output or ""))
        return
    if format is FindingsFormat.TEXT:
        write_lines(bulk_lines(findings.run, findings.tally(), width=report_width(output)), output)
        return
    with progress("making findings") as told:
        counted = _Counted(findings, told)
        if format is FindingsFormat.JSON:
            write_parts(json_parts(findings.run, counted), output)
        elif format is FindingsFormat.JSONL:
            write_parts(jsonl_lines(counted), output)
        else:
            write_parts(csv_parts(counted), output)


class _Counted:
    """Findings that tell how many of them have been read."""

    def __init__(self, findings: BulkFindings, told: Any) -> None:
        self.findings, self.told = findings, told

    def __iter__(self) -> Iterator[Any]:
        total = len(self.findings)
        for number, finding in enumerate(self.findings, start=1):
            if number % 100 == 0:
                self.told("making findings", number, total)
            yield finding


def is_hit_in_bulk(findings: BulkFindings, limit: Verdict) -> bool:
    """Whether a finding under a binding norm is, at its worst, as grave as `limit` or graver.

    The findings of the gravest verdicts are looked at first; where none of these is so grave, each has to be made, for what
    others say may be graver.
    """
    grave = frozenset(BY_GRAVITY[: BY_GRAVITY.index(limit) + 1])
    for rule in dict.fromkeys(rule for rule, verdict in findings.tally() if verdict in grave):
        if next(iter(findings.of(rule))).binding.value == "mandatory":
            return True
    return any(one.worst in grave and one.binding.value == "mandatory" for one in findings)


def errors_in_bulk(findings: BulkFindings) -> Iterator[Finding]:
    """Yield the findings of the rules that failed to evaluate for some subject."""
    for rule in dict.fromkeys(rule for rule, verdict in findings.tally() if verdict is Verdict.ERROR):
        yield from findings.of(rule)


def refuse_without_tables(options: Mapping[str, str | None]) -> None:
    """Refuse options that mean something for the engine alone that works in a database.

    Raises:
        BadQuestion: If one of them is given (SE507).
    """
    for name, given in options.items():
        if given is not None:
            raise malformed(f"`{name}` is for the engine that works in a database", "add `--engine relational`")
