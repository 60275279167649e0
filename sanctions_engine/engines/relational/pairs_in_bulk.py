"""Duties and standings of very many records: outcomes that make findings as rows of the table of outcomes, the rest as counts.

Every pair of a record and a text that its day may fall into is a row first, for each period of a recurring duty; of so many periods
at a time that the rows stay few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

import pyarrow as pa

from sanctions_engine.engines.relational.by_reference import Place
from sanctions_engine.engines.relational.periods import Period, Periods
from sanctions_engine.engines.relational.running import Statement, constants_of
from sanctions_engine.engines.relational.verdicts import NUMBER
from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.facts.bulk.connections import first_row
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.verdicts import QUIET, Verdict
from sanctions_engine.semantics.law import TAKEN_AWAY, Law, Text, taken_away
from sanctions_engine.semantics.subjects import is_single

if TYPE_CHECKING:
    import duckdb

UNSETTLED = "a day that leaves open which text is law"
"""Why a record is left to the reference evaluator that no text of a rule with several due days surely reaches."""

TOGETHER = 2_000_000
"""So many records are judged at a time, each counted once for every period, if one period does not have more."""

_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class PlannedPairs:
    """The statements of a family.

    Attributes:
        pairs: Gives the columns of `PAIR` for each record and text that its day may fall into.
        rows: Gives `row`, `low` and `high`: every record, with the days of its law where the rules have no due day.
        kind: The kind of the records.
        periods: The periods of recurring duties; None for rules that do not recur.
        asked_of: The name under which `pairs` reads the periods to judge.
    """

    rules: tuple[str, ...]
    pairs: Statement
    rows: Statement
    kind: str
    periods: Periods | None = None
    asked_of: str = ""


PAIR = {
    "rule": "INTEGER",
    "row": "BIGINT",
    "verdict": "UTINYINT",
    "exception": "INTEGER",
    "deferred": "VARCHAR",
    "place": "INTEGER",
    "period": "INTEGER",
    "due": "DATE",
    "due high": "DATE",
    "is due": "BOOLEAN",
    "disputed": "BOOLEAN",
    "gap": "INTEGER",
}
"""The columns of a pair of a record and a text, with their types; `disputed` says that it makes a finding under some other reading."""


def quiet_of(rule: Rule) -> frozenset[Verdict]:
    """Return the verdicts of a rule that make no finding by themselves: of a standing each is told."""
    return QUIET if is_single(rule) else frozenset()


@dataclass(slots=True)
class PairTable:
    """Puts what families come to into a table of outcomes.

    Attributes:
        outcomes: Name of the table of outcomes.
        dues: The due days, each with the place by which outcomes name it.
        periods: The periods, likewise.
        quiet: By rule, how many outcomes only count; those of settled records are no part of it.
        records: By kind, how many records were judged.
        disputed: By the place of a rule, the subjects that are quiet as it is read, and are not under another reading.
    """

    connection: duckdb.DuckDBPyConnection
    law: Law
    outcomes: str
    dues: dict[DateRange, int]
    periods: dict[Period, int]
    quiet: dict[str, Counter[Verdict]] = field(default_factory=dict)
    records: dict[str, int] = field(default_factory=dict)
    disputed: dict[int, list[Place]] = field(default_factory=dict)

    def fill(self, families: Sequence[PlannedPairs], rules: Sequence[Rule]) -> None:
        """Judge the records of some families.

        Args:
            families: The families.
            rules: The rules that pairs name by their place.
        """
        for some in _sharing(families):
            ids = {id for one in some for id in one.rules}
            asked = [(place, rule) for place, rule in enumerate(rules) if rule.id in ids]
            self.quiet |= {rule.id: Counter() for _, rule in asked}
            with self._rows_of(some) as rows:
                number = self.records[some[0].kind] = self._number(f"SELECT count(*) FROM {rows[some[0].rules[0]]}")
                for periods in self._stretches(some[0].periods, number):
                    self._fill(some, asked, rows, periods)

    def _stretches(self, periods: Periods | None, number: int) -> Iterator[pa.Table]:
        """Yield the periods to judge together, with the places by which outcomes name them; null for none."""
        if periods is None:
            yield pa.table({"number": pa.array([None], pa.int32())})
            return
        size = max(1, TOGETHER // max(1, number))
        for first in range(0, len(periods), size):
            some = periods[first : first + size]
            places = [self.periods.setdefault(one, len(self.periods)) for one in some]
            start, end = (pa.array(days, pa.date32()) for days in zip(*some, strict=True))
            yield pa.table({"number": pa.array(places, pa.int32()), "start": start, "end": end})

    @contextmanager
    def _rows_of(self, families: Sequence[PlannedPairs]) -> Iterator[Mapping[str, str]]:
        """Give the names of tables of the records, by rule; families that ask the same of them share one."""
        names: dict[str, str] = {}
        by_rule: dict[str, str] = {}
        try:
            for one in families:
                name = names.get(one.rows.text)
                if name is None or one.rows.constants:
                    name = names[one.rows.text] = f"$rows.{next(_NUMBERS)}"
                    with constants_of(one.rows, self.connection):
                        self.connection.execute(f"CREATE TEMP TABLE {quoted(name)} AS {one.rows.text}")
                by_rule |= dict.fromkeys(one.rules, quoted(name))
            yield by_rule
        finally:
            for name in names.values():
                self.connection.execute(f"DROP TABLE IF EXISTS {quoted(name)}")

    def _fill(
        self,
        families: Sequence[PlannedPairs],
        rules: Sequence[tuple[int, Rule]],
        rows: Mapping[str, str],
        periods: pa.Table,
    ) -> None:
        """Judge the records of families that have rules in common, for some periods."""
        pairs, asked_of = f"$pairs.{next(_NUMBERS)}", f"$asked.{next(_NUMBERS)}"
        columns = ", ".join(f"{quoted(name)} {type}" for name, type in PAIR.items())
        self.connection.execute(f"CREATE TEMP TABLE {quoted(pairs)} ({columns})")
        names = [asked_of, *(one.asked_of for one in families if one.periods is not None)]
        for name in names:
            self.connection.register(name, periods)
        try:
            for one in families:
                with constants_of(one.pairs, self.connection):
                    self.connection.execute(f"INSERT INTO {quoted(pairs)} BY NAME {one.pairs.text}")
            for place, rule in rules:
                subjects = f'SELECT r.*, p."number" AS "period" FROM {rows[rule.id]} r, {quoted(asked_of)} p'
                self._add(place, rule, pairs, subjects)
        finally:
            for name in names:
                self.connection.unregister(name)
            self.connection.execute(f"DROP TABLE {quoted(pairs)}")

    def _add(self, place: int, rule: Rule, pairs: str, subjects: str) -> None:
        """List and count what a rule comes to, out of its pairs and the subjects that it is asked of."""
        texts = self.law.texts(rule.id)
        several = len([one for one in texts if one.rule is not None]) > 1
        chosen = f'SELECT * FROM {quoted(pairs)} WHERE "rule" = {place}'
        if several:  # of several texts the first one judges; where none does, the first one tells why
            order = '"deferred" IS NULL, "gap" IS NOT NULL, "place"'
            chosen += f' QUALIFY row_number() OVER (PARTITION BY "row", "period" ORDER BY {order}) = 1'
        quiet = quiet_of(rule)
        told = f'{is_none_of(quiet)} OR coalesce("gap" = 1 AND "verdict" = {NUMBER[Verdict.NOT_IN_FORCE]}, false)'
        self._list(chosen, told)
        self._note_disputed(place, chosen, told)
        self.quiet[rule.id] += self._counted(chosen, told)
        missing = f"SELECT s.* FROM ({subjects}) s ANTI JOIN ({chosen}) c ON {_same('s', 'c')}"
        if several and rule.due is not None:
            self._list_not_in_force(place, missing, UNSETTLED)
        elif Verdict.NOT_IN_FORCE not in quiet:
            self._list_not_in_force(place, missing)
        else:
            numbers = (self._number(f"SELECT count(*) FROM ({one})") for one in (subjects, chosen))
            self.quiet[rule.id][Verdict.NOT_IN_FORCE] += next(numbers) - next(numbers)
            if rule.due is None and taken_away(rule.id, self.law):
                judged = f'SELECT * FROM ({chosen}) WHERE "deferred" IS NOT NULL OR "verdict" <> {NUMBER[Verdict.NOT_IN_FORCE]}'
                idle = f"SELECT s.* FROM ({subjects}) s ANTI JOIN ({judged}) c ON {_same('s', 'c')}"
                self.quiet[rule.id][Verdict.NOT_IN_FORCE] -= self._list_taken_away(place, texts, idle)
        self.quiet[rule.id] = +self.quiet[rule.id]

    def _list(self, chosen: str, told: str) -> None:
        """List the outcomes that make findings, and what is deferred."""
        dued = f'SELECT DISTINCT "due", "due high" FROM ({chosen}) WHERE "is due" AND "deferred" IS NULL ORDER BY ALL'
        days = self.connection.execute(dued)  # a day of what is deferred may lie outside the calendar
        ranges = [DateRange(low, high) for low, high in days.fetchall()]
        name = f"$dues.{next(_NUMBERS)}"
        self.connection.register(name, _numbered({one: self.dues.setdefault(one, len(self.dues)) for one in ranges}))
        try:
            self.connection.execute(
                f'INSERT INTO {quoted(self.outcomes)} BY NAME SELECT c."rule", c."row", c."period", c."verdict", c."exception", '
                f'c."deferred", d."number" AS "due" FROM ({chosen}) c LEFT JOIN {quoted(name)} d ON c."is due" AND '
                'd."low" IS NOT DISTINCT FROM c."due" AND d."high" IS NOT DISTINCT FROM c."due high" '
                f'WHERE c."deferred" IS NOT NULL OR {told}'
            )
        finally:
            self.connection.unregister(name)

    def _note_disputed(self, place: int, chosen: str, told: str) -> None:
        """Note what makes no finding, and makes one under another reading."""
        found = self.connection.execute(
            f'SELECT "row", "period" FROM ({chosen}) WHERE "disputed" AND "deferred" IS NULL AND NOT ({told}) ORDER BY ALL'
        ).fetchall()
        periods = list(self.periods)
        named = [(row, None if one is None else periods[one]) for row, one in found]
        self.disputed.setdefault(place, []).extend(named)

    def _counted(self, chosen: str, told: str) -> Counter[Verdict]:
        """Return how many outcomes make no finding, by verdict."""
        found = self.connection.execute(
            f'SELECT "verdict", count(*) FROM ({chosen}) WHERE "deferred" IS NULL AND NOT ({told}) GROUP BY 1'
        )
        verdicts = {number: verdict for verdict, number in NUMBER.items()}
        return Counter({verdicts[verdict]: number for verdict, number in found.fetchall()})

    def _list_not_in_force(self, place: int, which: str, deferred: str | None = None) -> int:
        """List subjects as those for which a rule is not in force, or that are deferred; return how many they are."""
        number = self._number(f"SELECT count(*) FROM ({which})")
        reason = "NULL" if deferred is None else f"'{deferred}'"
        self.connection.execute(
            f'INSERT INTO {quoted(self.outcomes)} BY NAME SELECT {place} AS "rule", "row", "period", '
            f'{NUMBER[Verdict.NOT_IN_FORCE]} AS "verdict", {reason} AS "deferred" FROM ({which})'
        )
        return number

    def _list_taken_away(self, place: int, texts: Sequence[Text], idle: str) -> int:
        """List the subjects of which a duty was taken away, and return how many they are."""
        whens = [
            f"WHEN {_touches(one)} THEN {'true' if one.why in TAKEN_AWAY else 'false'}"
            for one in texts
            if one.rule is None
        ]
        return self._list_not_in_force(place, f"SELECT * FROM ({idle}) WHERE CASE {' '.join(whens)} ELSE false END")

    def _number(self, query: str) -> int:
        found = first_row(self.connection, query)
        return int(found[0]) if found else 0


def _sharing(families: Sequence[PlannedPairs]) -> list[list[PlannedPairs]]:
    """Return families together that have a rule in common: its texts are of several shapes.

    Example:
        >>> def family(*rules: str) -> PlannedPairs:
        ...     return PlannedPairs(rules, Statement("", {}), Statement("", {}), "Report")
        >>> [[one.rules for one in some] for some in _sharing([family("a", "b"), family("c"), family("b", "d")])]
        [[('a', 'b'), ('b', 'd')], [('c',)]]
    """
    found: list[list[PlannedPairs]] = []
    for family in families:
        near = [some for some in found if any(not set(one.rules).isdisjoint(family.rules) for one in some)]
        joined = [*(one for some in near for one in some), family]
        first = found.index(near[0]) if near else len(found)
        found[first : first + 1] = [joined]
        found = [some for some in found if some is joined or some not in near]
    return found


def _same(one: str, other: str) -> str:
    """Return whether two rows are of one subject."""
    return f'{one}."row" = {other}."row" AND {one}."period" IS NOT DISTINCT FROM {other}."period"'


def _touches(text: Text) -> str:
    """Return whether days of law may lie in the span of a text: the counterpart of `Text.touches`."""
    begun = "true" if text.since is None else f'coalesce({_day(text.since)} <= "high", true)'
    lasts = "true" if text.until is None else f'coalesce("low" < {_day(text.until)}, true)'
    return f"{begun} AND {lasts}"


def _day(day: date) -> str:
    return f"DATE '{day.isoformat()}'"


def is_none_of(verdicts: Iterable[Verdict], source: str = "") -> str:
    """Return the SQL of whether the verdict of a row is none of some.

    Example:
        >>> is_none_of([Verdict.VIOLATED, Verdict.PENDING], "o."), is_none_of([])
        ('o."verdict" NOT IN (0, 3)', 'true')
    """
    numbers = ", ".join(map(str, sorted(NUMBER[one] for one in verdicts)))
    return f'{source}"verdict" NOT IN ({numbers})' if numbers else "true"


def _numbered(places: Mapping[DateRange, int]) -> pa.Table:
    return pa.table(
        {
            "low": pa.array([one.low for one in places], pa.date32()),
            "high": pa.array([one.high for one in places], pa.date32()),
            "number": pa.array(places.values(), pa.int32()),
        }
    )
