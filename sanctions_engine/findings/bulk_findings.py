"""Findings that stay in the database: rows of outcomes, and findings with their proofs that are made when they are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sanctions_engine.diagnostics import BadQuestion, Code, Problem
from sanctions_engine.findings.from_outcomes import FindingMaker
from sanctions_engine.models.findings import Finding, Findings, Run
from sanctions_engine.models.verdicts import Verdict

if TYPE_CHECKING:
    from sanctions_engine.engines.relational.answers import TableAnswer
    from sanctions_engine.engines.relational.listing import Listing
    from sanctions_engine.facts.bulk import ClaimTable
    from sanctions_engine.models.outcomes import Outcome

TOGETHER = 500
"""So many findings are made with the claims that they read fetched together."""

_OTHER_FORMS = "findings in bulk are written as Parquet; `to_polars()` and `to_pandas()` write other forms"

MANY = 100_000
"""Of a kind of more claims, those of the listed subjects are copied before findings are made of them."""


class BulkFindings:
    """The findings of one run over claim tables, sorted by rule and subject.

    What was found stays in the database. A finding is made when it is read: the reference evaluator judges its subject again,
    which gives the proof and checks the engine. Usable as long as the claim tables are open.

    Attributes:
        run: The run; `run.counts` has the number of outcomes by verdict, those included that make no finding.
    """

    def __init__(self, answer: TableAnswer, listing: Listing, run: Run) -> None:
        self.run = run
        self._answer = answer
        self._listing = listing
        self._length: int | None = None
        self._near: dict[str, ClaimTable] | None = None

    def __len__(self) -> int:
        if self._length is None:
            self._length = self._listing.count()
        return self._length

    def __iter__(self) -> Iterator[Finding]:
        """Yield the findings with their proofs.

        Raises:
            EngineDisagreement: If the engine and the reference evaluator come to different outcomes.
            InputRejected: If a file that is read where it lies has changed (SE423).
        """
        for outcomes in self._listing.batches(TOGETHER):
            with self._answer.guarded():
                if self._near is None:
                    self._near = self._listing.near(self._answer.tables, MANY)
                found = self._made(outcomes)
            yield from found

    def _made(self, outcomes: Sequence[Outcome]) -> list[Finding]:
        evidence = self._answer.evidence(self._near)
        by_kind: dict[str, list[tuple[str, ...]]] = {}
        for one in outcomes:
            if not one.subject.group and one.subject.kind in self._answer.tables.tables:
                by_kind.setdefault(one.subject.kind, []).append(one.subject.key)
        for kind, keys in by_kind.items():
            evidence.ahead(kind, keys)
        maker = FindingMaker(self._answer.question, self._answer.law, evidence)
        return evidence.answers([partial(maker.finding, one) for one in outcomes])

    @property
    def counts(self) -> dict[str, int]:
        """The number of outcomes by verdict, those included that make no finding."""
        return self.run.counts

    def tally(self) -> dict[tuple[str, Verdict], int]:
        """Return the number of findings of each rule and verdict; nothing else of them is made for that."""
        return {(rule, Verdict(verdict)): number for rule, verdict, number in self._listing.tally()}

    def of(self, rule: str, subject: str | None = None) -> BulkFindings:
        """Return the findings of one rule, and of one subject if it is given.

        Example: `findings.of("unscr-2371-8/coal", "bill-7")`
        """
        return BulkFindings(self._answer, self._listing.of(rule, subject), self.run)

    def collected(self) -> Findings:
        """Return all of them in memory, as `evaluate` returns those of a dossier; see `__iter__` for what it raises."""
        return Findings(run=self.run, findings=tuple(self))

    def to_arrow(self) -> Any:
        """Return a `pyarrow.Table` with a row for each finding.

        Columns, all of text: `rule`, `subject`, `subject_kind`, the identity fields of the subjects as `subject.<field>`
        (null where a subject has no such field, empty where it is absent), `verdict`, `due` (`2019-12-22`, or a range),
        `exception`, `citation`.
        """
        return self._listing.arrow()

    def to_polars(self) -> Any:
        """Return a `polars.DataFrame` with the columns of `to_arrow`.

        Raises:
            BadQuestion: If Polars is not installed (SE507).
        """
        return _needed("polars").from_arrow(self.to_arrow())

    def to_pandas(self) -> Any:
        """Return a `pandas.DataFrame` with the columns of `to_arrow`.

        Raises:
            BadQuestion: If pandas is not installed (SE507).
        """
        _needed("pandas")
        return self.to_arrow().to_pandas()

    def write(self, path: str | Path) -> None:
        """Write the columns of `to_arrow` to a Parquet file; it is there whole or not at all.

        The database streams the rows, so they need not fit into memory.

        Raises:
            BadQuestion: If the name does not end in `.parquet`, or the file cannot be written (SE507).
        """
        place = Path(path)
        if place.suffix.lower() != ".parquet":
            message = f"`{place}` does not end in `.parquet`"
            raise BadQuestion([Problem(Code.SE507, message, help=_OTHER_FORMS)])
        if place.exists() and any(place.samefile(one.path) for one in self._answer.tables.stamps if one.path.exists()):
            message = f"`{place}` holds claims that the findings are about, and would be replaced"
            raise BadQuestion([Problem(Code.SE507, message, help="give another name")])
        self._listing.write(place)

    def close(self) -> None:
        """Drop the tables that hold the outcomes; the claim tables stay."""
        self._listing.close(one.name for one in (self._near or {}).values())
        self._answer.close()


def _needed(name: str) -> Any:
    """Return an optional package."""
    try:
        return import_module(name)
    except ImportError as error:
        message = f"`{name}` is not installed"
        raise BadQuestion([Problem(Code.SE507, message, help=f"install it with `pip install {name}`")]) from error
