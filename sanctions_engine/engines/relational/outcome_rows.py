"""The table of outcomes that are not quiet, and the counts of those that are: what a question over claim tables comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

import pyarrow as pa

from sanctions_engine.engines.relational.by_reference import Again, Place
from sanctions_engine.engines.relational.pairs_in_bulk import quiet_of
from sanctions_engine.engines.relational.periods import Period, Periods
from sanctions_engine.engines.relational.running import Statement, constants_of
from sanctions_engine.engines.relational.verdicts import NUMBER
from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.models.verdicts import Verdict

if TYPE_CHECKING:
    import duckdb

    from sanctions_engine.engines.relational.table_evidence import TableEvidence

_NUMBERS = count(1)


@dataclass(slots=True)
class Flagged:
    """What a question came to over claim tables.

    Attributes:
        name: A table of the connection with the columns `rule` (a place in `rules`), `row` (the claim of the subject in the
            table of its kind), `period` (a place in `periods`, or null), `verdict` (a place in `verdicts.VERDICTS`), `exception`
            (a place in `exceptions`, or null) and `due` (a place in `dues`, or null): every outcome of a rule that was answered
            in the database and is not quiet.
        rules: Ids of rules.
        exceptions: Ids of exceptions and exemptions.
        dues: The due days, each with its place.
        periods: The periods of recurring duties, each with its place.
        quiet: By rule, how many outcomes only count.
        others: Outcomes of groups, of rules of which every outcome is listed, and of those that have no form in SQL.
        here: Those of `others` that were found in the database.
        each: The rules of which every outcome is among these.
        disputed: Rules, and groups or standings, that the record does not have, and somebody's word does.
        by_reference: Why these were left to the reference evaluator.
        deferred: How many subjects of other rules were left to it, by reason.
        settled: How many outcomes in the table, or counted in `quiet`, it came to on these.
        records: How many records of each kind the rules that were answered in the database judge.
        recurring: The periods of those of these rules that recur.
        read: The evidence that these outcomes rest on, as far as the reference evaluator read it.
    """

    name: str
    rules: list[str] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)
    dues: dict[DateRange, int] = field(default_factory=dict)
    periods: dict[Period, int] = field(default_factory=dict)
    quiet: dict[str, Counter[Verdict]] = field(default_factory=dict)
    others: list[Outcome] = field(default_factory=list)
    here: list[Outcome] = field(default_factory=list)
    each: list[str] = field(default_factory=list)
    disputed: set[tuple[str, Subject]] = field(default_factory=set)
    by_reference: dict[str, str] = field(default_factory=dict)
    deferred: Counter[str] = field(default_factory=Counter)
    settled: int = 0
    records: dict[str, int] = field(default_factory=dict)
    recurring: Mapping[str, Periods] = field(default_factory=dict)
    read: TableEvidence | None = None

    def quiet_of(self, rule: str) -> Counter[Verdict]:
        """Return the counts of a rule, to add to."""
        return self.quiet.setdefault(rule, Counter())


@dataclass(slots=True)
class OutcomeRows:
    """Writes outcomes into the table, and counts the quiet ones.

    Attributes:
        connection: Where the table is.
        found: What is filled.
        rules: The rules that outcomes name by their place.
    """

    connection: duckdb.DuckDBPyConnection
    found: Flagged
    rules: Sequence[Rule]

    @property
    def name(self) -> str:
        """The table, quoted."""
        return quoted(self.found.name)

    def create(self) -> None:
        """Make the table."""
        self.connection.execute(
            f'CREATE TEMP TABLE {self.name} ("rule" INTEGER, "row" BIGINT, "period" INTEGER, "verdict" UTINYINT, '
            '"exception" INTEGER, "deferred" VARCHAR, "due" INTEGER, "asked" BOOLEAN)'
        )

    def insert(self, flagged: Statement) -> None:
        """Insert what a statement gives."""
        with constants_of(flagged, self.connection):
            self.connection.execute(f"INSERT INTO {self.name} BY NAME {flagged.text}")

    def counts(self) -> dict[str, int]:
        """Return how many outcomes of each rule are in the table, but those that are deferred."""
        query = f'SELECT "rule", count(*) FROM {self.name} WHERE "deferred" IS NULL GROUP BY "rule"'
        return {self.found.rules[rule]: number for rule, number in self.connection.execute(query).fetchall()}

    def take_deferred(self) -> list[tuple[int, Place, str, bool]]:
        """Take out what is deferred: the place of its rule, its subject, why, and whether the rule may apply to it; in order."""
        places = list(self.found.periods)
        query = (
            'SELECT "rule", "row", "period", min("deferred"), bool_or(coalesce("asked", true)) '
            f'FROM {self.name} WHERE "deferred" IS NOT NULL GROUP BY "rule", "row", "period" ORDER BY ALL'
        )
        found = self.connection.execute(query).fetchall()
        if found:
            key = '"rule", "row", coalesce("period", -1)'
            self.connection.execute(
                f'DELETE FROM {self.name} WHERE ({key}) IN (SELECT ({key}) FROM {self.name} WHERE "deferred" IS NOT NULL)'
            )
        return [
            (rule, (row, None if period is None else places[period]), reason, asked)
            for rule, row, period, reason, asked in found
        ]

    def add(self, number: int, judged: Iterable[tuple[Place, Again]]) -> None:
        """Add what the reference evaluator made of subjects to what was found under a rule."""
        listed, quiet = [], quiet_of(self.rules[number])
        for place, again in judged:
            if again is None:
                continue
            self.found.settled += 1
            one, taken_away = again
            if one.verdict in quiet and not taken_away:
                self.found.quiet_of(one.rule)[one.verdict] += 1
            else:
                listed.append((place, one))
        self._insert(number, listed)

    def list_disputed(self, number: int, disputed: Sequence[tuple[Place, Outcome, bool]]) -> None:
        """List outcomes that are quiet, each with its subject and whether it was counted, under a rule."""
        quiet = self.found.quiet_of(self.rules[number].id)
        quiet.subtract(Counter(one.verdict for _, one, counted in disputed if counted))
        self._insert(number, [(place, one) for place, one, _ in disputed])

    def _insert(self, number: int, outcomes: Sequence[tuple[Place, Outcome]]) -> None:
        """Insert outcomes under a rule."""
        if not outcomes:
            return
        exceptions = {id: place for place, id in enumerate(self.found.exceptions)}
        dues, periods, found = self.found.dues, self.found.periods, [one for _, one in outcomes]
        named = [period and periods.setdefault(period, len(periods)) for (_, period), _ in outcomes]
        columns = {
            "rule": pa.array([number] * len(found), pa.int32()),
            "row": pa.array([row for (row, _), _ in outcomes], pa.int64()),
            "period": pa.array(named, pa.int32()),
            "verdict": pa.array([NUMBER[one.verdict] for one in found], pa.uint8()),
            "exception": pa.array([one.exception and exceptions[one.exception] for one in found], pa.int32()),
            "due": pa.array([one.due and dues.setdefault(one.due, len(dues)) for one in found], pa.int32()),
        }
        settled = f"$settled.{next(_NUMBERS)}"
        self.connection.register(settled, pa.table(columns))
        self.connection.execute(f"INSERT INTO {self.name} BY NAME SELECT * FROM {quoted(settled)}")
        self.connection.unregister(settled)
