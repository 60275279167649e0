"""W3 with the relational engine, on the rules of the pack."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from sanctions_engine.engines.relational.bulk import flagged
from sanctions_engine.engines.relational.outcome_rows import Flagged
from sanctions_engine.facts.bulk import load_claim_tables
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question
from tests.benchmarks.bulk.answers import Prepared
from tests.benchmarks.bulk.reference import SOURCE
from tests.benchmarks.bulk.supplies.pack import coverage, supplies_pack
from tests.benchmarks.bulk.supplies.workload import ANSWER, Supplies


def prepare(given: Supplies) -> Prepared:
    """Return the question, ready to be answered over claim tables."""
    with tempfile.TemporaryDirectory() as folder:
        pack = supplies_pack(Path(folder) / "pack", given)
    defaults = {"by": "customs", "source": SOURCE.id, "known": str(SOURCE.published)}
    tables = load_claim_tables({"Supply": given.file}, kinds=pack.kinds, defaults=defaults)
    if given.threads is not None:
        tables.connection.execute(f"SET threads = {given.threads:d}")
    dossier = tables.dossier.model_copy(update={"coverage": coverage(given.complete)})
    tables = replace(tables, dossier=dossier)
    law, question = Law([pack]), Question(as_of=given.as_of)
    return Prepared(lambda: flagged(question, law, tables), _answer)


def _answer(found: Flagged) -> pa.Table:
    rows = [
        {"supplier": one.subject.key[0], "year": int(one.subject.key[1]), "verdict": one.verdict.value}
        for one in found.others
    ]
    return pa.Table.from_pylist(rows, schema=ANSWER)
