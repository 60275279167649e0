"""W2 with the relational engine: every pair of a party and a duty, as the plan of all pairs gives it.

What is timed is all that the engine does: which claims count is found out and kept, the rules are planned, the plan is run. It is the
plan by which the engine answers duties over a dossier; over claim tables `evaluate` uses the same pairs and counts what is quiet.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow as pa

from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.families import families
from sanctions_engine.engines.relational.flagged import all_pairs
from sanctions_engine.engines.relational.records import records_of
from sanctions_engine.engines.relational.running import keep
from sanctions_engine.engines.relational.verdicts import VERDICTS
from sanctions_engine.facts.bulk import ClaimTables, load_claim_tables
from sanctions_engine.facts.bulk.claim_tables import drop, quoted
from sanctions_engine.language.rules import Rule
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, judges
from tests.benchmarks.bulk.answers import Prepared, UnfitForComparison
from tests.benchmarks.bulk.duties.pack import duties_pack
from tests.benchmarks.bulk.duties.workload import Duties
from tests.benchmarks.bulk.reference import SOURCE

VERDICT_NAMES = [one.value for one in VERDICTS]


def prepare(given: Duties) -> Prepared:
    """Return the record under the default reading, ready to be asked for."""
    with tempfile.TemporaryDirectory() as folder:
        pack = duties_pack(Path(folder) / "pack", given.duties)
    files = {"Party": given.parties, "Standing": given.standings}
    defaults = {"by": "customs", "source": SOURCE.id, "known": str(SOURCE.published)}
    tables = load_claim_tables(files, kinds=pack.kinds, defaults=defaults)
    if given.threads is not None:
        tables.connection.execute(f"SET threads = {given.threads:d}")
    law, question = Law([pack]), Question(as_of=given.as_of)
    rules = list(law.rules.values())
    last: list[str] = []

    def run() -> str:
        drop(last, tables.connection)
        last[:] = [_pairs(rules, law, question, tables)]
        return last[0]

    return Prepared(run, lambda name: _answer(name, rules, tables))


def _pairs(rules: list[Rule], law: Law, question: Question, tables: ClaimTables) -> str:
    """Return the name of a table with the outcome of every pair."""
    facts = TablesOfFacts(tables, question)
    judge = judges(question, law, Evidence(tables.dossier, law.kinds))
    try:
        (family,) = families(rules, judge, question)
        _, plan = all_pairs(family, law, facts, records_of("Party", facts))
        return keep(tables.connection, plan)
    finally:
        facts.close()


def _answer(name: str, rules: list[Rule], tables: ClaimTables) -> pa.Table:
    """Return the outcomes as rows; a pair that the plan does not list is not in force."""
    connection = tables.connection
    if connection.execute(f'SELECT count("deferred") FROM {quoted(name)}').fetchall() != [(0,)]:
        raise UnfitForComparison("some pairs are left to the reference evaluator")
    named = {
        "rules": pa.table({"rule": range(len(rules)), "duty": [one.id.partition("/")[2] for one in rules]}),
        "verdicts": pa.table({"number": range(len(VERDICT_NAMES)), "name": VERDICT_NAMES}),
    }
    for one, table in named.items():
        connection.register(one, table)
    query = f"""
        SELECT code AS party, duty, coalesce(name, 'not_in_force') AS verdict,
               CASE WHEN "is due" AND due = "due high" THEN due END AS due,
               CASE WHEN name = 'exempt' THEN 'waived' END AS exception
        FROM {quoted(tables.tables["Party"].name)} t CROSS JOIN rules
        LEFT JOIN {quoted(name)} found ON found."row" = t."$row" AND found.rule = rules.rule
        LEFT JOIN verdicts ON number = found.verdict"""
    answer = connection.sql(query).to_arrow_table()
    for one in named:
        connection.unregister(one)
    return answer
