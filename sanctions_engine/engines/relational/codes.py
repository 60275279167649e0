"""Codes against the lists of a decision table: each distinct code is matched once, and the records join the matches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.plan import Kept, Query, Rows, Source, Union
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
    apply,
    choose,
    constant,
    equal,
    is_null,
    is_true,
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


FORMS = (2, 4, 6)
"""How many digits a short code has; a longer one has eight or more."""


@dataclass(frozen=True, slots=True)
class CodeJoin:
    """The test of a field against a list of codes that each rule text has for itself.

    Attributes:
        node: The test in the rule's formula.
        answer: What it comes to in a row of the join.
        lists: The codes of each text.
        code: The field.
        on: The condition that joins a record to its code.
    """

    node: Expr
    answer: Condition
    lists: RowCodes
    code: Term
    on: Term

    def matches(self, records: Source, *, flagged: bool) -> Query:
        """Return each distinct code with each text, and whether it begins with one of its codes; null where that is unknown.

        Args:
            records: The records.
            flagged: Leave out the codes that surely begin with none of a text's codes.
        """
        return _matches(self.lists, Query({RECORDS: records}, {"code": self.code}, distinct=True), flagged)


def code_join(family: Family, records: Records) -> CodeJoin | None:
    """Return the test of a family that a join answers; None if it has none, or several, or one that each row has to answer.

    Raises:
        Unsupported: If the code is no text.
    """
    rule = family.texts[0].rule
    tests = {part for part in _parts(rule) if _differs(part, family)}
    if len(tests) != 1:
        return None
    (test,) = tests
    assert isinstance(test, nodes.Call)
    field = test.arguments[0]
    if not isinstance(field, nodes.FieldOf) or field.variable != rule.each.variable:
        return None  # no code, or one of other records that the rule looks at
    code, lists = _value(records.record, field), family.hoisted(test.arguments[1])
    assert isinstance(lists, RowCodes)
    if not all(lists.lists):
        return None
    hit = choose([(code.nothing, FALSE)], HIT)
    answer = Condition(hit, all_of([is_null(hit), code.absent]))
    known = Column(MATCHES, "code", nullable=not never_null(code.value))
    on = equal(code.value, known) if never_null(code.value) else apply("same", code.value, known, strict=False)
    return CodeJoin(test, answer, lists, code.value, on)


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


CODES = "codes"
_FLAGS = ("begins", "coarser", "second begins", "second coarser")
_CODE, _SECOND = Column(CODES, "code"), Column(CODES, "second")
_IS_CODE = Column(CODES, "is code", nullable=False)
_AGREE = is_true(equal(_CODE, _SECOND))
"""Whether the two readings of a code are one: all but those of nine digits."""


def _matches(lists: RowCodes, distinct: Query, flagged: bool) -> Query:
    """Return the matches of distinct codes, by equality joins: of their beginnings, of beginnings of listed ones, and of no code."""
    one = Column("distinct", "code")
    columns = {"code": one, "is code": is_true(apply("matches code", one)), "second": apply("with its zero", one)}
    codes = Kept(CODES, Query({"distinct": distinct}, columns))
    no_match = Query(
        {CODES: codes, "texts": Rows({"text": tuple(range(len(lists.lists)))})},
        {"code": _CODE, "text": Column("texts", "text"), **dict.fromkeys(_FLAGS, FALSE)},
        where=negation(_IS_CODE) if flagged else TRUE,
    )
    found = Union(
        (
            *(part for length, listed in _begins(lists) for part in _both_readings(codes, "begins", listed, length)),
            *_both_readings(codes, "coarser", _coarser(lists), None),
            no_match,
        )
    )
    tested = Query(
        {"found": found},
        {"code": Column("found", "code"), "text": Column("found", "text")},
        group=True,
        aggregates={flag: ("any true", Column("found", flag)) for flag in _FLAGS},
    )
    code = Column("tested", "code")
    first, other_reading = (
        choose([(Column("tested", f"{which}begins"), TRUE), (Column("tested", f"{which}coarser"), NULL)], FALSE)
        for which in ("", "second ")
    )
    agreed = choose([(equal(first, other_reading), first)], NULL)
    hit = choose([(is_null(code), NULL), (negation(apply("matches code", code)), NULL)], agreed)
    result = {"code": code, "text": Column("tested", "text"), "hit": hit}
    return Query({"tested": tested}, result, where=not_false(hit) if flagged else TRUE)


def _both_readings(codes: Source, flag: str, listed: Rows, length: int | None) -> Iterator[Query]:
    """Yield the codes that are joined with listed ones by their first reading, then those that only their second one joins.

    Args:
        flag: What joins them.
        listed: Codes by text.
        length: How much of a code has to be equal to a listed one; all of it if None.
    """
    if not listed.columns["text"]:
        return
    for reading, flags, where in (
        (_CODE, {flag: TRUE, f"second {flag}": _AGREE}, _IS_CODE),
        (_SECOND, {f"second {flag}": TRUE}, all_of([_IS_CODE, negation(_AGREE)])),
    ):
        columns = {"code": _CODE, "text": Column("listed", "text"), **dict.fromkeys(_FLAGS, FALSE), **flags}
        beginning = reading if length is None else apply("beginning", reading, constant(length))
        on = equal(beginning, Column("listed", "code", nullable=False))
        yield Query({CODES: codes, "listed": listed}, columns, on={"listed": on}, where=where)


def _begins(lists: RowCodes) -> Iterator[tuple[int, Rows]]:
    """Yield the listed codes by their length: each length is a join of its own, so that databases see an equality."""
    pairs = [(number, one) for number, texts in enumerate(lists.lists) for one in texts]
    for length in sorted({len(one) for _, one in pairs}):
        yield length, _listed(pair for pair in pairs if len(pair[1]) == length)


def _coarser(lists: RowCodes) -> Rows:
    """Return the texts that listed codes begin with and that are codes themselves."""
    return _listed(
        dict.fromkeys(
            (number, one[:length])
            for number, texts in enumerate(lists.lists)
            for one in texts
            for length in range(len(one))
            if length in FORMS or length > max(FORMS)
        )
    )


def _listed(pairs: Iterable[tuple[int, str]]) -> Rows:
    pairs = list(pairs)
    return Rows({"text": tuple(text for text, _ in pairs), "code": tuple(code for _, code in pairs)})
