"""The reference engine on the rows of a workload: what every fast answer is compared with, at sizes that it can do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pyarrow.parquet as pq

from sanctions_engine import Claim, DateRange, Dossier, Pack, Source
from sanctions_engine.engines.reference import ReferenceEngine
from sanctions_engine.models.claims import Coverage, FieldValue
from sanctions_engine.models.numbers import NumberRange, exact
from sanctions_engine.models.outcomes import Outcome
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question

SOURCE = Source(id="s", published=DateRange.of(date(2015, 1, 1)))
ABOUT_THE_CLAIM = ("by", "known", "grade")
"""Columns of a table that are no fields of the fact."""


def claims(kind: str, file: Path) -> list[Claim]:
    """Return a claim for each row of a Parquet file, whose columns are fields and what is said of the claim."""
    return [_claim(kind, row) for row in pq.read_table(file).to_pylist()]


def _claim(kind: str, row: Mapping[str, object]) -> Claim:
    known = row.get("known")
    return Claim(
        fact=kind,
        fields={
            name: _value(value) for name, value in row.items() if value is not None and name not in ABOUT_THE_CLAIM
        },
        by=str(row.get("by", "customs")),
        source=SOURCE.id,
        known=DateRange.of(known) if isinstance(known, date) else SOURCE.published or DateRange(None, None),
        grade=None if row.get("grade") is None else str(row["grade"]),
    )


def _value(value: object) -> FieldValue:
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, date):
        return DateRange.of(value)
    assert isinstance(value, (int, Decimal))
    number = exact(Fraction(value))
    return NumberRange(number, number)


def outcomes(
    pack: Pack,
    claims: Iterable[Claim],
    as_of: date,
    *,
    coverage: Iterable[Coverage] = (),
    reading: str = "default",
    perspective: str | None = None,
) -> Iterable[Outcome]:
    """Return the outcomes of a pack's rules."""
    law = Law([pack])
    dossier = Dossier(sources={SOURCE.id: SOURCE}, claims=tuple(claims), coverage=tuple(coverage))
    asked = Question(as_of=as_of, reading=reading, perspective=perspective)
    return ReferenceEngine().outcomes(asked, law, Evidence(dossier, law.kinds))
