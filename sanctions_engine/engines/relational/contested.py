"""Records of which several speak, as each of them tells of it: candidates, of which the reference evaluator says what they are.

Each claim is judged as if its speaker had told the one fact of the series. Where a speaker tells it in several ways, or perhaps
was not heard yet, the record is a candidate whatever comes of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa

from sanctions_engine.engines.relational.by_reference import BATCH
from sanctions_engine.engines.relational.groups import group_again, judged_groups
from sanctions_engine.engines.relational.key_texts import key_texts
from sanctions_engine.engines.relational.running import constants_of, rows_of
from sanctions_engine.engines.relational.table_evidence import TableEvidence, subjects_of_rows
from sanctions_engine.facts.bulk import ClaimTables
from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.facts.bulk.connections import unused_name
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.outcomes import Subject
from sanctions_engine.semantics.disputes import GRAVE, Disputes, is_of_the_record, kinds_asked
from sanctions_engine.semantics.reference import judges

if TYPE_CHECKING:
    from sanctions_engine.engines.relational.planning import PlannedQuestion


def speakers_who_share(tables: ClaimTables, kind: str) -> frozenset[str]:
    """Return those who speak of a record of a kind of which others speak too."""
    table = tables.tables.get(kind)
    if table is None or table.one_claim_a_series:
        return frozenset()
    key = ", ".join(key_texts(table, "t"))
    several = f'SELECT {key} FROM {quoted(table.name)} t GROUP BY ALL HAVING min("$by") <> max("$by")'
    query = f'SELECT DISTINCT "$by" FROM {quoted(table.name)} t WHERE ({key}) IN ({several})'
    return frozenset(speaker for (speaker,) in tables.connection.execute(query).fetchall())


def told_apart(plan: PlannedQuestion) -> Iterator[tuple[str, list[int]]]:
    """Yield each rule with the rows of claims that may make more than a quiet event of their record.

    Args:
        plan: A question about claims that are facts of their own.
    """
    connection = plan.tables.connection
    found: dict[str, set[int]] = {rule.id: set() for rule in plan.rules}
    for family in plan.families:
        with constants_of(family.flagged, connection):
            rows = connection.execute(f'SELECT DISTINCT "rule", "row" FROM ({family.flagged.text})').fetchall()
        for place, row in rows:
            found[plan.rules[place].id].add(row)
    for pairs in plan.pairs:
        whole = {row for row, *_ in rows_of(pairs.rows, connection)}
        for id in pairs.rules:
            found[id] |= whole
    for kind, statement in plan.open.items():
        opened = {row for (row,) in rows_of(statement, connection)}
        for rule in plan.rules:
            if rule.each.kind.name == kind:
                found[rule.id] |= opened
    yield from ((id, sorted(rows)) for id, rows in found.items() if rows)


def disputed_groups(rule: Rule, plan: PlannedQuestion, on_record: Collection[Subject]) -> Iterator[tuple[str, Subject]]:
    """Yield a rule with each group that is there, and is grave, by the word of one of several speakers alone.

    Raises:
        Unsupported: If something in it has no form in SQL under a perspective.
    """
    if not is_of_the_record(plan.question):
        return
    kinds = {rule.each.kind.name, *kinds_asked(rule.id, plan.law)}
    for speaker in sorted(frozenset[str]().union(*(speakers_who_share(plan.tables, kind) for kind in kinds))):
        asked = replace(plan.question, perspective=speaker)
        judge, facts = judges(asked, plan.law, plan.judge.view.evidence), plan.facts.under(asked)
        try:
            found = judged_groups(rule, judge, facts)
            for one in found.settled(group_again(rule, judge, facts, found)):
                if one.verdict in GRAVE and one.subject not in on_record:
                    yield rule.id, one.subject
        finally:
            facts.close()


def disputed_standings(rule: Rule, plan: PlannedQuestion, outcomes: str) -> Iterator[tuple[str, Subject]]:
    """Yield a rule with each standing that is there, and is grave, by the word of one of several speakers alone.

    Those of which outcomes are listed are on the record.

    Args:
        rule: The rule.
        plan: The question.
        outcomes: The table of outcomes, quoted.
    """
    table = plan.tables.tables.get(rule.each.kind.name)
    if not is_of_the_record(plan.question) or table is None or table.one_claim_a_series:
        return
    key, place = ", ".join(key_texts(table, "t")), plan.rules.index(rule)
    shared = f'SELECT min(t."$row") FROM {quoted(table.name)} t GROUP BY {key} HAVING min(t."$by") <> max(t."$by")'
    listed = f'SELECT "row" FROM {outcomes} WHERE "rule" = {place}'
    there = f'SELECT ({key}) FROM {quoted(table.name)} t WHERE t."$row" IN ({listed})'
    query = f'SELECT t."$row" FROM {quoted(table.name)} t WHERE t."$row" IN ({shared}) AND ({key}) NOT IN ({there})'
    rows = [row for (row,) in plan.tables.connection.execute(query).fetchall()]
    for first in range(0, len(rows), BATCH):
        some = [one for _, one in subjects_of_rows(plan.tables, table, rows[first : first + BATCH])]
        evidence = TableEvidence(plan.tables)
        evidence.ahead(table.kind.name, (one.key for one in some))
        disputes = Disputes(plan.question, plan.law, evidence)
        found = evidence.answers([partial(_by_any, disputes, rule, one.key) for one in some])
        yield from ((rule.id, subject) for subjects in found for subject in subjects)


def _by_any(disputes: Disputes, rule: Rule, key: tuple[str, ...]) -> list[Subject]:
    """Return the subjects of one series that are grave by the word of one who speaks in it."""
    series = disputes.evidence.at(rule.each.kind.name, key)
    speakers = sorted({one.claim.by for one in series.held}) if series is not None else []
    return list(dict.fromkeys(one for speaker in speakers for one in disputes.by(rule, speaker, [key])))


def records_not_listed(
    tables: ClaimTables, kind: str, rows: Sequence[int], outcomes: str, rule: int, period: int | None = None
) -> Mapping[Subject, int]:
    """Return the records that some rows tell of, each with one of its rows, but those of which an outcome is listed.

    Args:
        tables: The claims.
        kind: The kind of the records.
        rows: Rows of its table.
        outcomes: The table of the outcomes that are listed.
        rule: The place of the rule among them.
        period: The place of the period, if the rule recurs.
    """
    same = rows_of_records(tables, kind, rows)
    query = f'SELECT "row" FROM {quoted(outcomes)} WHERE "rule" = {rule} AND "period" IS NOT DISTINCT FROM $1'
    of_listed = {row for (row,) in tables.connection.execute(query, [period]).fetchall()}
    left = [row for row in rows if of_listed.isdisjoint(same[row])]
    found: dict[Subject, int] = {}
    for row, subject in subjects_of_rows(tables, tables.tables[kind], left):
        found.setdefault(subject, row)
    return found


def rows_of_records(tables: ClaimTables, kind: str, rows: Sequence[int]) -> dict[int, set[int]]:
    """Return for each of some rows all rows that tell of the same record: an outcome stands at one of them."""
    table = tables.tables[kind]
    found: dict[int, set[int]] = {row: {row} for row in rows}
    if table.one_claim_a_series or not rows:
        return found
    name = unused_name("rows")
    pairs = zip(key_texts(table, "one"), key_texts(table, "other"), strict=True)
    alike = " AND ".join(f"{one} = {other}" for one, other in pairs) or "true"
    query = (
        f'SELECT one."$row", other."$row" FROM {quoted(table.name)} one JOIN {quoted(table.name)} other ON {alike} '
        f'WHERE one."$row" IN (SELECT "row" FROM {quoted(name)})'
    )
    tables.connection.register(name, pa.table({"row": pa.array(rows, pa.int64())}))
    try:
        pairs_found = tables.connection.execute(query).fetchall()
    finally:
        tables.connection.unregister(name)
    for row, other in pairs_found:
        found[row].add(other)
    return found
