"""What the relational engine does with a rule: the plan of its family, and the SQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlglot

from sanctions_engine.engines.relational.emit_duckdb import DIALECT, sql
from sanctions_engine.engines.relational.evidence import TablesOfFacts
from sanctions_engine.engines.relational.families import check_form, families, tried
from sanctions_engine.engines.relational.flagged import all_pairs, plans
from sanctions_engine.engines.relational.groups import planned_groups
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Query, Rows, told
from sanctions_engine.engines.relational.records import records_of
from sanctions_engine.engines.relational.rule_texts import Family
from sanctions_engine.facts.bulk import ClaimColumn, ClaimTable, ClaimTables
from sanctions_engine.facts.bulk.connections import shared_connection
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.claims import Dossier
from sanctions_engine.models.kinds import FactKind, FieldKind
from sanctions_engine.models.norms import Modality
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, judges
from sanctions_engine.semantics.subjects import is_single


@dataclass(frozen=True, slots=True)
class Explained:
    """How rules of one shape are answered.

    Attributes:
        rules: Their ids.
        why_not: Why the reference evaluator answers them; None if the database does.
        plan: The plan of the outcomes that make findings.
        sql: The same as SQL of DuckDB.
    """

    rules: tuple[str, ...]
    why_not: str | None = None
    plan: str = ""
    sql: str = ""


def explained(question: Question, law: Law, ids: list[str]) -> Iterator[Explained]:
    """Yield how some rules are answered over claims of which every field that must be given is exact.

    Rules of one shape are answered together, with all of that shape that are asked for.

    Args:
        question: What is asked; its rules are not looked at.
        law: The law.
        ids: Ids of the rules.
    """
    judge = judges(question, law, Evidence(Dossier(), law.kinds))
    plain = {name: plain_table(kind) for name, kind in law.kinds.items() if kind.dated is not None}
    evidence = TablesOfFacts(ClaimTables(shared_connection(), plain, Dossier(), law.kinds), question)
    asked: list[Rule] = []
    for id in ids:
        try:
            check_form(law.rules[id])
            if law.rules[id].group_by is None:
                asked.append(law.rules[id])
            else:
                yield _shown((id,), planned_groups(law.rules[id], judge, evidence))
        except Unsupported as limit:
            yield Explained((id,), limit.reason)
    for family, plan in tried(families(asked, judge, question), lambda one: _plan(one, law, evidence)):
        names = tuple(dict.fromkeys(text.id for text in family.texts))
        yield Explained(names, plan.reason) if isinstance(plan, Unsupported) else _shown(names, plan)


def _plan(family: Family, law: Law, evidence: TablesOfFacts) -> Query:
    rule = family.texts[0].rule
    records = records_of(rule.each.kind.name, evidence)
    if is_single(rule) and rule.modality is not Modality.OBLIGATION and family.periods is None:
        return plans(family, law, evidence, records).flagged
    return all_pairs(family, law, evidence, records)[1]


def _shown(names: tuple[str, ...], plan: Query) -> Explained:
    constants: dict[str, Rows] = {}
    text = sql(plan, constants, "$constants")
    return Explained(names, None, told(plan), sqlglot.parse_one(text, read=DIALECT).sql(DIALECT, pretty=True))


def plain_table(kind: FactKind) -> ClaimTable:
    """Return the table of a kind whose claims give each field that must be given, exactly, and of which each is another fact."""
    columns = {
        name: ClaimColumn(name, declared, states=declared.optional, codes=declared.kind is FieldKind.TEXT)
        for name, declared in kind.fields.items()
    }
    return ClaimTable(kind, kind.name, 0, columns, True, False, True, True, False)
