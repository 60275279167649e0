"""Duties of very many records: the outcomes that make findings as rows of the table of outcomes, the rest as counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

import pyarrow as pa

from sanctions_engine.engines.relational.running import Statement, constants_of
from sanctions_engine.engines.relational.verdicts import NUMBER
from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.facts.bulk.connections import first_row
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.verdicts import QUIET, Verdict
from sanctions_engine.semantics.law import TAKEN_AWAY, Law, Text

if TYPE_CHECKING:
    import duckdb

UNSETTLED = "a day that leaves open which text is law"
"""Why a record is left to the reference evaluator that no text of a rule with several due days surely reaches."""

_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class PlannedDuties:
    """The statements of a family of duties.

    Attributes:
        pairs: Gives the columns of `PAIR` for each record and text that its day may fall into.
        rows: Gives `row`, `low` and `high`: every record, with the days of its law where the rules have no due day.
        kind: The kind of the records.
    """

    rules: tuple[str, ...]
    pairs: Statement
    rows: Statement
    kind: str


PAIR = {
    "rule": "INTEGER",
    "row": "BIGINT",
    "verdict": "UTINYINT",
    "exception": "INTEGER",
    "deferred": "VARCHAR",
    "place": "INTEGER",
    "due": "DATE",
    "due high": "DATE",
    "is due": "BOOLEAN",
}
"""The columns of a pair of a record and a text, with their types."""


def was_taken_away(rule: Rule, law: Law) -> bool:
    """Whether an instrument took a duty away: that is news to whoever had it, so it is listed."""
    return any(text.why in TAKEN_AWAY for text in law.texts(rule.id))


@dataclass(slots=True)
class DutyTable:
    """Puts what families of duties come to into a table of outcomes.

    Attributes:
        outcomes: Name of the table of outcomes.
        dues: The due days, each with the place by which outcomes name it.
        quiet: By rule, how many outcomes only count; those of settled records are no part of it.
    """

    connection: duckdb.DuckDBPyConnection
    law: Law
    outcomes: str
    dues: dict[DateRange, int]
    quiet: dict[str, Counter[Verdict]] = field(default_factory=dict)
    records: dict[str, int] = field(default_factory=dict)

    def fill(self, families: Sequence[PlannedDuties], rules: Sequence[Rule]) -> None:
        """Judge the records of some families.

        Args:
            families: The families.
            rules: The rules that pairs name by their place.
        """
        if not families:
            return
        pairs = f"$pairs.{next(_NUMBERS)}"
        columns = ", ".join(f"{quoted(name)} {type}" for name, type in PAIR.items())
        self.connection.execute(f"CREATE TEMP TABLE {quoted(pairs)} ({columns})")
        try:
            for one in families:
                with constants_of(one.pairs, self.connection):
                    self.connection.execute(f"INSERT INTO {quoted(pairs)} BY NAME {one.pairs.text}")
            of_rule = {id: one for one in families for id in one.rules}
            for place, rule in enumerate(rules):
                if rule.id in of_rule:
                    self._add(place, rule, of_rule[rule.id], pairs)
        finally:
            self.connection.execute(f"DROP TABLE {quoted(pairs)}")

    def _add(self, place: int, rule: Rule, family: PlannedDuties, pairs: str) -> None:
        texts = self.law.texts(rule.id)
        several = len([one for one in texts if one.rule is not None]) > 1
        chosen = f'SELECT * FROM {quoted(pairs)} WHERE "rule" = {place}'
        if several:  # of several texts the first one judges
            chosen += ' QUALIFY row_number() OVER (PARTITION BY "row" ORDER BY "deferred" IS NULL, "place") = 1'
        rows = f"$rows.{next(_NUMBERS)}"
        with constants_of(family.rows, self.connection):
            self.connection.execute(f"CREATE TEMP VIEW {quoted(rows)} AS {family.rows.text}")
            try:
                self._list(chosen)
                self._rest(place, rule, texts, chosen, quoted(rows), several=several)
                self.records[family.kind] = self._number(f"SELECT count(*) FROM {quoted(rows)}")
            finally:
                self.connection.execute(f"DROP VIEW {quoted(rows)}")

    def _list(self, chosen: str) -> None:
        """List the outcomes that are not quiet, and what is deferred."""
        days = self.connection.execute(f'SELECT DISTINCT "due", "due high" FROM ({chosen}) WHERE "is due" ORDER BY ALL')
        ranges = [DateRange(low, high) for low, high in days.fetchall()]
        name = f"$dues.{next(_NUMBERS)}"
        self.connection.register(name, _numbered({one: self.dues.setdefault(one, len(self.dues)) for one in ranges}))
        try:
            self.connection.execute(
                f'INSERT INTO {quoted(self.outcomes)} BY NAME SELECT c."rule", c."row", c."verdict", c."exception", c."deferred", '
                f'd."number" AS "due" FROM ({chosen}) c LEFT JOIN {quoted(name)} d ON c."is due" AND '
                'd."low" IS NOT DISTINCT FROM c."due" AND d."high" IS NOT DISTINCT FROM c."due high" '
                f'WHERE c."deferred" IS NOT NULL OR c."verdict" NOT IN ({_numbers(QUIET)})'
            )
        finally:
            self.connection.unregister(name)

    def _rest(self, place: int, rule: Rule, texts: Sequence[Text], chosen: str, rows: str, *, several: bool) -> None:
        """Count what is quiet; of a rule with several due days, what no text reaches is deferred."""
        counts: Counter[Verdict] = Counter()
        for verdict in sorted(QUIET):
            where = f'"deferred" IS NULL AND "verdict" = {NUMBER[verdict]}'
            counts[verdict] = self._number(f"SELECT count(*) FROM ({chosen}) WHERE {where}")
        reached = f'SELECT "row" FROM ({chosen})'
        absent = f'SELECT * FROM {rows} WHERE "row" NOT IN ({reached})'
        if several and rule.due is not None:
            self.connection.execute(
                f'INSERT INTO {quoted(self.outcomes)} BY NAME SELECT {place} AS "rule", "row", '
                f'{NUMBER[Verdict.NOT_IN_FORCE]} AS "verdict", \'{UNSETTLED}\' AS "deferred" FROM ({absent})'
            )
        else:
            counts[Verdict.NOT_IN_FORCE] += self._number(f"SELECT count(*) FROM ({absent})")
        if was_taken_away(rule, self.law):
            judged = f'{reached} WHERE "deferred" IS NOT NULL OR "verdict" <> {NUMBER[Verdict.NOT_IN_FORCE]}'
            counts[Verdict.NOT_IN_FORCE] -= self._taken_away(
                place, texts, f'SELECT * FROM {rows} WHERE "row" NOT IN ({judged})'
            )
        self.quiet[rule.id] = counts

    def _taken_away(self, place: int, texts: Sequence[Text], idle: str) -> int:
        """List the records of which a duty was taken away, and return how many they are."""
        whens = [
            f"WHEN {_touches(one)} THEN {'true' if one.why in TAKEN_AWAY else 'false'}"
            for one in texts
            if one.rule is None
        ]
        chosen = f'SELECT "row" FROM ({idle}) WHERE CASE {" ".join(whens)} ELSE false END'
        number = self._number(f"SELECT count(*) FROM ({chosen})")
        self.connection.execute(
            f'INSERT INTO {quoted(self.outcomes)} BY NAME SELECT {place} AS "rule", "row", '
            f'{NUMBER[Verdict.NOT_IN_FORCE]} AS "verdict" FROM ({chosen})'
        )
        return number

    def _number(self, query: str) -> int:
        found = first_row(self.connection, query)
        return int(found[0]) if found else 0


def _touches(text: Text) -> str:
    """Return whether days of law may lie in the span of a text: the counterpart of `Text.touches`."""
    begun = "true" if text.since is None else f'coalesce({_day(text.since)} <= "high", true)'
    lasts = "true" if text.until is None else f'coalesce("low" < {_day(text.until)}, true)'
    return f"{begun} AND {lasts}"


def _day(day: date) -> str:
    return f"DATE '{day.isoformat()}'"


def _numbers(verdicts: Iterable[Verdict]) -> str:
    return ", ".join(map(str, sorted(NUMBER[one] for one in verdicts)))


def _numbered(places: Mapping[DateRange, int]) -> pa.Table:
    return pa.table(
        {
            "low": pa.array([one.low for one in places], pa.date32()),
            "high": pa.array([one.high for one in places], pa.date32()),
            "number": pa.array(places.values(), pa.int32()),
        }
    )
