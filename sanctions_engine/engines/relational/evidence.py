"""The facts of all kinds for one question, with what is declared to be complete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from sanctions_engine.engines.relational.facts import Facts
from sanctions_engine.engines.relational.facts_apart import facts_apart
from sanctions_engine.engines.relational.plan import Query, Rows, Source, Table
from sanctions_engine.engines.relational.ranked_claims import best_of, facts_of, found_in, several_of
from sanctions_engine.engines.relational.ranking import Gathered
from sanctions_engine.engines.relational.running import fetch, keep
from sanctions_engine.facts.bulk import ClaimTable, ClaimTables
from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.models.claims import Coverage
from sanctions_engine.models.kinds import FactKind, FieldKind
from sanctions_engine.models.states import all_states, is_state_code, state
from sanctions_engine.semantics.evidence import Evidence, View
from sanctions_engine.semantics.reference import Question
from sanctions_engine.semantics.subjects import states_spoken_of


@dataclass(slots=True)
class TablesOfFacts:
    """The facts that plans read; where several claims speak of one fact they are computed once and kept in a table.

    Attributes:
        record: The facts of the same claims by the record, if they are asked for as well.
        apart: Kinds of which the claims for records of which several speak are facts, each of its own, and nothing else is.
    """

    tables: ClaimTables
    question: Question
    apart: frozenset[str] = frozenset()
    record: TablesOfFacts | None = None
    kept: dict[str, str] = field(default_factory=dict)
    _facts: dict[str, Facts | None] = field(default_factory=dict)
    _before: dict[str, list[str]] = field(default_factory=dict)
    _view: View | None = None
    _states: Rows | None = None
    _letters: count[int] = field(default_factory=count)

    @property
    def kinds(self) -> Mapping[str, FactKind]:
        """The fact kinds by name."""
        return self.tables.kinds

    def fresh(self, letter: str) -> str:
        """Return the name of a source that no other has."""
        return f"{letter}{next(self._letters)}"

    def facts(self, kind: str) -> Facts | None:
        """Return the facts of a kind; None where nobody claims any.

        Raises:
            Unsupported: If the claims of the kind need the reference evaluator.
        """
        if kind not in self._facts:
            table = self.tables.tables.get(kind)
            if table is not None and kind in self.apart:
                self._facts[kind] = facts_apart(table, self.question)
            else:
                self._facts[kind] = None if table is None else self._ranked(table)
        return self._facts[kind]

    def _ranked(self, table: ClaimTable) -> Facts:
        """Return the facts of claims; what their claims come to is found out here, and kept until the facts are."""
        if table.one_claim_a_series:
            return facts_of(table, self.question)
        if self.question.perspective is not None:
            return self._by_speaker(table)
        several = several_of(table, self.question)
        known = None if several is None else self._kept_before(table, several)
        best = self._kept_before(table, best_of(table, self.question, known))
        ((tied, doubtful),) = fetch(self.tables.connection, found_in(table, self.question, best))
        if known is not None and tied is None:
            return facts_of(table, self.question, Gathered(known))
        return facts_of(table, self.question, Gathered(known, best, tied=bool(tied), doubtful=bool(doubtful)))

    def _by_speaker(self, table: ClaimTable) -> Facts:
        """Return the facts as a speaker has them; they are computed here, so that it is known whether one is open."""
        record = None if self.record is None else self.record.in_table(table.kind.name)
        facts = facts_of(table, self.question, record=record)
        assert facts.plan is not None
        name = self.kept[table.kind.name] = keep(self.tables.connection, facts.plan)
        doubt = Query({"f": Table(name)}, {}, group=True, aggregates={"open": ("any true", facts.is_open("f"))})
        ((doubtful,),) = fetch(self.tables.connection, doubt)
        return replace(facts, doubtful=bool(doubtful))

    def in_table(self, kind: str) -> Facts | None:
        """Return the facts of a kind as they stand in a table; None where nobody claims any."""
        facts = self.facts(kind)
        if facts is None:
            return None
        self.source(facts)
        return replace(facts, table=replace(facts.table, name=self.kept.get(kind, facts.table.name)), plan=None)

    def _kept_before(self, table: ClaimTable, plan: Query) -> Source:
        name = keep(self.tables.connection, plan)
        self._before.setdefault(table.kind.name, []).append(name)
        return Table(name)

    def coverage(self, kind: str) -> list[Coverage]:
        """Return the declarations of completeness that surely were known."""
        if self._view is None:
            self._view = View(Evidence(self.tables.dossier, self.tables.kinds), self.question.known_at)
        return self._view.covering(kind)

    def source(self, facts: Facts) -> Source:
        """Return what a plan reads for the facts of a kind."""
        kind = facts.table.kind.name
        if facts.plan is not None and kind not in self.kept:
            self.kept[kind] = keep(self.tables.connection, facts.plan)
            self._drop(self._before.pop(kind, ()))
        return facts.source(self.kept.get(kind))

    def once(self, name: str, plan: Query) -> Source:
        """Return the rows of a plan, computed when they are first asked for under a name that is no kind, and kept."""
        if name not in self.kept:
            self.kept[name] = keep(self.tables.connection, plan)
        return Table(self.kept[name])

    def rows(self, plan: Query) -> Source:
        """Return the rows of a plan, computed now, and kept."""
        name = keep(self.tables.connection, plan)
        self.kept[name] = name
        return Table(name)

    def states(self) -> Source:
        """Return the States that are judged as a source: `$row`, `code`, `name`, `since` (of their membership, or null)."""
        if self._states is None:
            chosen = [state(code) for code in self.codes()]
            self._states = Rows(
                {
                    "$row": tuple(range(len(chosen))),
                    "code": tuple(one.code for one in chosen),
                    "name": tuple(one.name for one in chosen),
                    "since": tuple(one.un_member_since for one in chosen),
                }
            )
        return self._states

    def codes(self) -> list[str]:
        """Return the codes of the States that are judged: those asked for, and those that the evidence speaks of."""
        if self.question.all_states:
            return [one.code for one in all_states()]
        found = set(states_spoken_of(Evidence(self.tables.dossier, self.kinds)))
        for table in self.tables.tables.values():
            for name, column in table.columns.items() if table.rows else ():
                if column.type.kind is FieldKind.STATE:
                    query = f"SELECT DISTINCT {quoted(name)} FROM {quoted(table.name)} WHERE {quoted(name)} IS NOT NULL"
                    found.update(code for (code,) in self.tables.connection.execute(query).fetchall())
        found.update(name for one in self.question.subjects if is_state_code(name := one.partition(" ")[0]))
        return sorted(found)

    def under(self, question: Question) -> TablesOfFacts:
        """Return the facts of the same claims for another question; whoever asks it closes them."""
        return TablesOfFacts(self.tables, question)

    def close(self) -> None:
        """Drop the tables that were kept."""
        self._drop((*self.kept.values(), *(name for names in self._before.values() for name in names)))
        self.kept.clear()
        self._before.clear()

    def _drop(self, names: Iterable[str]) -> None:
        for name in names:
            self.tables.connection.execute(f'DROP TABLE IF EXISTS "{name}"')
