"""W2 with the relational engine: every pair of a party and a duty, as the plan of all pairs gives it.

What is timed is all that the engine does: which claims count is found out and kept, the rules are planned, the plan is run. It is the
plan by which the engine answers duties over a dossier; over claim tables `evaluate` uses the same pairs and counts what is quiet.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pyarrow as pa

from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.families import families
from sanctions_engine.engines.relational.flagged import all_pairs, read_as
from sanctions_engine.engines.relational.records import records_of
from sanctions_engine.engines.relational.running import keep
from sanctions_engine.engines.relational.verdicts import VERDICTS
from sanctions_engine.facts.bulk import load_claim_tables
from sanctions_engine.facts.bulk.claim_tables import drop, quoted
from sanctions_engine.facts.bulk.field_sql import text_sql
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, judges
from tests.benchmarks.bulk.answers import Prepared, UnfitForComparison
from tests.benchmarks.bulk.duties.pack import READINGS, duties_pack
from tests.benchmarks.bulk.duties.workload import SPEAKERS, Duties
from tests.benchmarks.bulk.reference import SOURCE

VERDICT_NAMES = [one.value for one in VERDICTS]


def prepare(given: Duties) -> Prepared:
    """Return the record under the default reading, ready to be asked for."""
    engine = _Engine(given)
    return Prepared(engine.record, engine.answer)


def prepare_readings(given: Duties) -> Prepared:
    """Return the record with the verdict under each reading, ready to be asked for."""
    engine = _Engine(given)
    return Prepared(partial(engine.record, READINGS), partial(engine.answer, readings=READINGS))


def prepare_perspectives(given: Duties, speakers: Sequence[str]) -> Prepared:
    """Return the record, and what is found by the word of each speaker, ready to be asked for; the answer is that of the speakers.

    It has every pair under every speaker.
    """
    engine = _Engine(given)
    return Prepared(partial(engine.perspectives, speakers), lambda names: pa.concat_tables(engine.by_speaker(names)))


class _Engine:
    """The engine with its claims in place; what a run comes to stays until the next one."""

    def __init__(self, given: Duties) -> None:
        with tempfile.TemporaryDirectory() as folder:
            pack = duties_pack(Path(folder) / "pack", given.duties)
        files = {"Party": given.parties, "Standing": given.standings}
        defaults = {"by": "customs", "source": SOURCE.id, "known": str(SOURCE.published)}
        self.tables = load_claim_tables(files, kinds=pack.kinds, defaults=defaults)
        if given.threads is not None:
            self.tables.connection.execute(f"SET threads = {given.threads:d}")
        self.law, self.question = Law([pack]), Question(as_of=given.as_of)
        self.rules = list(self.law.rules.values())
        self._last: list[str] = []

    def record(self, readings: Sequence[str] = ()) -> str:
        """Return the name of a table with the outcome of every pair."""
        self._drop()
        facts = TablesOfFacts(self.tables, self.question)
        try:
            return self._pairs(facts, readings)
        finally:
            facts.close()

    def perspectives(self, speakers: Sequence[str]) -> dict[str, str]:
        """Return the names of such tables: by the word of each speaker, after that of the record."""
        self._drop()
        record = TablesOfFacts(self.tables, self.question)
        found = {}
        try:
            self._pairs(record)
            for speaker in speakers:
                facts = TablesOfFacts(self.tables, replace(self.question, perspective=speaker), record=record)
                try:
                    found[speaker] = self._pairs(facts)
                finally:
                    facts.close()
        finally:
            record.close()
        return found

    def _drop(self) -> None:
        drop(self._last, self.tables.connection)
        self._last.clear()

    def _pairs(self, facts: TablesOfFacts, readings: Sequence[str] = ()) -> str:
        judge = judges(facts.question, self.law, Evidence(self.tables.dossier, self.law.kinds))
        (family,) = families(self.rules, judge, facts.question)
        _, plan = all_pairs(family, self.law, facts, records_of("Party", facts), readings=readings)
        self._last.append(keep(self.tables.connection, plan))
        return self._last[-1]

    def by_speaker(self, names: Mapping[str, str]) -> Iterator[pa.Table]:
        """Yield the outcomes by the word of each speaker, as `SPEAKERS`."""
        for speaker, name in names.items():
            answer = self.answer(name)
            yield answer.append_column("speaker", pa.array([speaker] * answer.num_rows)).select(SPEAKERS.names)

    def answer(self, name: str, readings: Sequence[str] = ()) -> pa.Table:
        """Return the outcomes as rows; a pair that the plan does not list is not in force."""
        connection, verdict = self.tables.connection, f"[{', '.join(map(text_sql, VERDICT_NAMES))}]"
        if connection.execute(f'SELECT count("deferred") FROM {quoted(name)}').fetchall() != [(0,)]:
            raise UnfitForComparison("some pairs are left to the reference evaluator")
        ids = [one.id.partition("/")[2] for one in self.rules]
        connection.register("rules", pa.table({"rule": range(len(ids)), "duty": ids}))
        columns = {"verdict": "verdict", **{one: read_as(one) for one in readings}}
        told = ", ".join(
            f"coalesce(({verdict})[{quoted(column)} + 1], 'not_in_force') AS {quoted(one)}"
            for one, column in columns.items()
        )
        query = f"""
            SELECT code AS party, duty, {told},
                   CASE WHEN "is due" AND due = "due high" THEN due END AS due,
                   CASE WHEN found.verdict = {VERDICT_NAMES.index("exempt")} THEN 'waived' END AS exception
            FROM {quoted(self.tables.tables["Party"].name)} t CROSS JOIN rules
            LEFT JOIN {quoted(name)} found ON found."row" = t."$row" AND found.rule = rules.rule"""
        answer = connection.sql(query).to_arrow_table()
        connection.unregister("rules")
        return answer


def of_these(verdicts: pa.Table, wanted: pa.Table) -> pa.Table:
    """Return the verdicts by the word of speakers that are asked for: those of pairs that read what several speakers tell."""
    key = ["party", "duty", "speaker"]
    return verdicts.join(wanted.select(key), key, join_type="inner")
