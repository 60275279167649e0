"""Codes against the lists of a decision table: each distinct code is matched once, and the records join the matches."""

from __future__ import annotations

from dataclasses import dataclass

from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Query, Rows
from sanctions_engine.engines.relational.record_fields import Record
from sanctions_engine.engines.relational.records import RECORDS, Records
from sanctions_engine.engines.relational.rule_texts import Family
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    TRUE,
    Column,
    Term,
    all_of,
    any_of,
    apply,
    choose,
    equal,
    is_null,
    negation,
    never_null,
    not_false,
)
from sanctions_engine.engines.relational.values import Condition, RowCodes, Words
from sanctions_engine.language import nodes
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rules import Rule

MATCHES = "matches"
"""The source of a plan that has one row for each distinct code and rule text that go together."""

HIT = Column(MATCHES, "hit")
TEXT = Column(MATCHES, "text", nullable=False)


@dataclass(frozen=True, slots=True)
class CodeJoin:
    """The test of a field against a list of codes that each rule text has for itself.

    Attributes:
        node: The test in the rule's formula.
        answer: What it comes to in a row of the join.
        matches: Each distinct code with each text, and whether it begins with one of its codes; null where that is unknown.
        on: The condition that joins a record to its code.
    """

    node: Expr
    answer: Condition
    matches: Query
    on: Term


def code_join(family: Family, records: Records, *, flagged: bool) -> CodeJoin | None:
    """Return the test of a family that a join answers; None if it has none, or several, or one that each row has to answer.

    Args:
        flagged: Leave out the codes that surely begin with none of a text's codes.

    Raises:
        Unsupported: If the code is no text.
    """
    rule = family.texts[0].rule
    tests = {part for part in _parts(rule) if _differs(part, family)}
    if not tests:
        return None
    if len(tests) > 1:
        return None
    (test,) = tests
    assert isinstance(test, nodes.Call)
    field = test.arguments[0]
    if not isinstance(field, nodes.FieldOf):
        return None
    code, lists = _value(records.record, field), family.hoisted(test.arguments[1])
    assert isinstance(lists, RowCodes)
    if not all(lists.lists):
        return None
    hit = choose([(code.nothing, FALSE)], HIT)
    answer = Condition(hit, all_of([is_null(hit), code.absent]))
    known = Column(MATCHES, "code", nullable=not never_null(code.value))
    on = equal(code.value, known) if never_null(code.value) else apply("same", code.value, known, strict=False)
    return CodeJoin(test, answer, _matches(lists, code.value, records, flagged=flagged), on)


def _parts(rule: Rule) -> list[Expr]:
    formulas = (
        rule.where,
        rule.applies_when,
        rule.violated_when,
        rule.raised_when,
        *(one.when for one in rule.exceptions),
    )
    whole = [one.node for one in formulas if one is not None] + [formula.node for _, formula in rule.let]
    return [part for node in whole for part in nodes.walk(node)]


def _differs(part: Expr, family: Family) -> bool:
    """Whether a part of a formula tests a code against lists that differ between the texts."""
    if not isinstance(part, nodes.Call) or part.function != "hs_in":
        return False
    listed = part.arguments[1]
    return isinstance(listed, nodes.RowCell) and isinstance(family.hoisted(listed), RowCodes)


def _value(record: Record, field: nodes.FieldOf) -> Words:
    value = record.fields[field.name]
    if not isinstance(value, Words):
        raise Unsupported("a code that is no text")
    return value


def _matches(lists: RowCodes, code: Term, records: Records, *, flagged: bool) -> Query:
    distinct = Query({RECORDS: records.source}, {"code": code}, where=records.listed, distinct=True)
    pairs = [(number, one) for number, texts in enumerate(lists.lists) for one in texts]
    listed = Rows({"text": tuple(number for number, _ in pairs), "code": tuple(one for _, one in pairs)})
    one, other = Column("distinct", "code"), Column("listed", "code", nullable=False)
    second = apply("with its zero", one)
    begins = {"": apply("starts with", one, other), "second ": apply("starts with", second, other)}
    coarser = {"": apply("starts with", other, one), "second ": apply("starts with", other, second)}
    no_code = negation(apply("matches code", one))
    tested = Query(
        {"distinct": distinct, "listed": listed},
        {"code": one, "text": Column("listed", "text")},
        group=True,
        aggregates={
            **{f"{which}begins": ("any true", term) for which, term in begins.items()},
            **{f"{which}coarser": ("any true", term) for which, term in coarser.items()},
        },
        where=any_of([is_null(one), no_code, *begins.values(), *coarser.values()]) if flagged else TRUE,
    )
    found = Column("tested", "code")
    first, other_reading = (
        choose([(Column("tested", f"{which}begins"), TRUE), (Column("tested", f"{which}coarser"), NULL)], FALSE)
        for which in ("", "second ")
    )
    agreed = choose([(equal(first, other_reading), first)], NULL)
    hit = choose([(is_null(found), NULL), (negation(apply("matches code", found)), NULL)], agreed)
    columns = {"code": found, "text": Column("tested", "text"), "hit": hit}
    return Query({"tested": tested}, columns, where=not_false(hit) if flagged else TRUE)
