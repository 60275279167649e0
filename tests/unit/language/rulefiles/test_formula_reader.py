"""Surroundings of formulas: equal ones are one object, so that what was read in them is not read again."""

from __future__ import annotations

from sanctions_engine.diagnostics import Problems
from sanctions_engine.language.rulefiles.formula_reader import Around, FormulaReader
from sanctions_engine.language.types import CONDITION, DATE, NUMBER, Type

OPTIONAL = Type(NUMBER.base, optional=True)


def start(reader: FormulaReader) -> Around:
    return reader.around(variable=("flow", "TradeFlow"), specials=(("as_of", DATE), ("due", DATE)))


def test_rules_that_take_the_same_steps_share_their_surroundings() -> None:
    reader = FormulaReader({}, Problems())
    one, other = (start(reader).with_let("cap", NUMBER).with_special("group.year", NUMBER) for _ in range(2))
    assert one is other
    assert one.of_group() is other.of_group()
    assert one.scope.lets == {"cap": NUMBER}
    assert list(one.scope.specials) == ["as_of", "due", "group.year"]


def test_what_differs_in_type_or_level_is_not_shared() -> None:
    around = start(FormulaReader({}, Problems()))
    steps = [
        around.with_let("cap", NUMBER),
        around.with_let("cap", OPTIONAL),
        around.with_let("cap", CONDITION),
        around.with_let("cap", NUMBER, of_member=True),
        around.of_group(),
        around.without_special("due"),
        around.with_broken(frozenset({"cap"})),
    ]
    assert len({id(one) for one in steps}) == len(steps)
    assert steps[3].scope.member_lets == {"cap"}
    assert list(steps[5].scope.specials) == ["as_of"]


def test_a_step_that_changes_nothing_is_no_step() -> None:
    around = start(FormulaReader({}, Problems()))
    assert around.without_special("period.start") is around
    assert around.with_broken(frozenset()) is around
