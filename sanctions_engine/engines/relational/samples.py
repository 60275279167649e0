"""Samples of what was found in the database, for the reference evaluator to judge again; the same inputs give the same sample."""

from __future__ import annotations

from collections.abc import Iterator

from sanctions_engine.engines.relational.contested import rows_of_records
from sanctions_engine.engines.relational.outcome_rows import Flagged
from sanctions_engine.engines.relational.periods import of_period
from sanctions_engine.engines.relational.table_evidence import subjects_of_rows
from sanctions_engine.engines.relational.verdicts import VERDICTS
from sanctions_engine.facts.bulk import ClaimTables
from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.facts.bulk.connections import first_row
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.law import Law

RULES_A_RECORD = 8
"""A quiet record of the sample is looked at under so many rules."""

_FACTOR, _SHIFT, _MODULUS = 2_654_435_761, 1_013_904_223, 2**32
_MIX = f'(("row" % {_MODULUS}) * {_FACTOR} + CAST("rule" AS BIGINT) * {_SHIFT}) % {_MODULUS}'
"""Strews rows; no rows that stand together in the input, and no random numbers."""


def listed_sample(found: Flagged, law: Law, tables: ClaimTables, number: int) -> list[Outcome]:
    """Return at most so many outcomes that make findings, spread over rules, verdicts and exceptions."""
    name = quoted(found.name)
    if not number:
        return []
    sorts = '"rule", "verdict", "exception", "due", "period"'
    lists = f'SELECT {sorts}, arg_min("row", {_MIX}, {number}) AS "rows" FROM {name} GROUP BY {sorts}'
    ranked = f'SELECT {sorts}, unnest("rows") AS "row", unnest(range(len("rows"))) AS "rank" FROM ({lists})'
    chosen = f'SELECT {sorts}, "row" FROM ({ranked}) ORDER BY "rank", {_MIX}, {sorts}, "row" LIMIT {number}'
    rows = tables.connection.execute(chosen).fetchall()
    named = _named({(law.rules[found.rules[rule]].each.kind.name, row) for rule, *_, row in rows}, tables)
    sample, days, periods = [], list(found.dues), list(found.periods)
    for rule, verdict, exception, due, period, row in rows:
        id, reached = found.rules[rule], VERDICTS[verdict]
        by = found.exceptions[exception] if reached is Verdict.EXEMPT and exception is not None else None
        day = None if due is None else days[due]
        subject = of_period(named[law.rules[id].each.kind.name, row], None if period is None else periods[period])
        sample.append(Outcome(id, subject, reached, day, by))
    return sample


def quiet_sample(found: Flagged, law: Law, tables: ClaimTables, number: int) -> list[tuple[str, Subject]]:
    """Return at most so many pairs of a rule and a record that make no finding, or are no subject yet by the day judged."""
    pairs: list[tuple[int, str, int]] = []
    for kind in found.records:
        rules = [n for n, id in enumerate(found.rules) if law.rules[id].each.kind.name == kind]
        share = -(-number // len(found.records))
        pairs += [(rule, kind, row) for rule, row in _pairs(rules, kind, tables, share)][:share]
    same = {
        (kind, row): rows
        for kind in found.records
        for row, rows in rows_of_records(tables, kind, sorted({row for _, of, row in pairs if of == kind})).items()
    }
    listed = ", ".join(map(str, sorted({row for rows in same.values() for row in rows}))) or "NULL"
    query = f'SELECT "rule", "row", "period" FROM {quoted(found.name)} WHERE "row" IN ({listed})'
    loud = set(tables.connection.execute(query).fetchall())
    quiet = []
    for turn, (rule, kind, row) in enumerate(pairs):
        its = found.recurring.get(found.rules[rule], (None,))
        period = its[turn % len(its)] if its else None
        place = None if period is None else found.periods.get(period)
        if its and loud.isdisjoint((rule, other, place) for other in same[kind, row]):
            quiet.append((found.rules[rule], kind, row, period))
    named = _named({(kind, row) for _, kind, row, _ in quiet}, tables)
    return [(id, of_period(named[kind, row], period)) for id, kind, row, period in quiet if (kind, row) in named]


def _pairs(rules: list[int], kind: str, tables: ClaimTables, number: int) -> Iterator[tuple[int, int]]:
    """Yield rules and rows, the rules in turn."""
    table = tables.tables[kind]
    last = first_row(tables.connection, f'SELECT max("$row") FROM {quoted(table.name)}')
    total = (last[0] if last else 0) + 1
    if not rules:
        return
    seen, turn, each = set(), 0, min(RULES_A_RECORD, len(rules))
    places = -(-number // each)
    for place in range(places):
        row = place if total <= places else (place * _FACTOR + _SHIFT) % _MODULUS * total // _MODULUS
        if row >= total or row in seen:
            continue
        seen.add(row)
        for _ in range(each):
            yield rules[turn % len(rules)], row
            turn += 1


def _named(rows: set[tuple[str, int]], tables: ClaimTables) -> dict[tuple[str, int], Subject]:
    """Return the subjects that rows of claim tables tell of."""
    named: dict[tuple[str, int], Subject] = {}
    for kind in sorted({kind for kind, _ in rows}):
        asked = sorted(row for of, row in rows if of == kind)
        named.update(((kind, row), one) for row, one in subjects_of_rows(tables, tables.tables[kind], asked))
    return named
