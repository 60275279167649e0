"""Mutants: a pack with one slip of the pen in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sanctions_engine.authoring.equivalents import burden_decides, counts_its_days, says_the_same
from sanctions_engine.authoring.parts import Part, Unit, unit_of
from sanctions_engine.authoring.rewriting import pinned, with_formula, with_piece, with_rule, with_rules
from sanctions_engine.authoring.slips import DAY, a_day_off, slips_at, slips_of_constant
from sanctions_engine.language.expressions.unparse import constant, unparse
from sanctions_engine.language.nodes import Aggregate, Call, Expr, Literal, RowCell, children, walk
from sanctions_engine.language.rules import Change, ExceptionClause, Pack, Parameter, ParameterValue, Reading, Rule
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.norms import Burden, Modality
from sanctions_engine.models.numbers import NumberRange

EXCEPTION, EXEMPTION, READING, BURDEN = "exception", "exemption", "reading", "burden"
PARAMETER, ROW, CELL, AMENDMENT, CONDITION = "parameter", "row", "cell", "amendment", "condition"
_DAYS = frozenset({"due", "since", "until"})
_LEFT_OUT = frozenset({"where", "applies_when"})
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class Mutant:
    """One slip in one place.

    Attributes:
        unit: Id of the rule or table.
        slip: What sort of slip it is.
        role: The part of the rule: `violated_when`, `let barrels`, `parameter cap`.
        before: What stands there.
        after: What the slip makes of it; empty where something was left out.
        file: The file.
        line: The line.
        node: The piece of the formula that changes, if it is one.
        make: Returns the pack with the slip.
        others: Ids of further rules and tables that it can change.
    """

    unit: str
    slip: str
    role: str
    before: str
    after: str
    file: str
    line: int
    node: Expr | None
    make: Callable[[], Pack]
    others: tuple[str, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """Ids of all rules and tables that it can change."""
        return self.unit, *self.others

    @property
    def name(self) -> str:
        """What tells it from others."""
        return f"{self.file}:{self.line} {self.role}: {self.before} -> {self.after or 'nothing'}"


def mutants_of(pack: Pack, unit: Unit, kinds: Mapping[str, FactKind]) -> Iterator[Mutant]:
    """Yield every slip in a rule or table, and in the amendments of it.

    Args:
        pack: The pack that holds it.
        unit: The rule or table.
        kinds: All fact kinds.
    """
    for part in unit.parts:
        yield from _in_formula(pack, unit, part, kinds)
    yield from _clauses(pack, unit)
    yield from _parameters(pack, unit)
    yield from _rows(pack, unit)


def mutants_of_changes(pack: Pack, kinds: Mapping[str, FactKind]) -> Iterator[Mutant]:
    """Yield the slips in changes of law themselves: one that was forgotten, or begins or ends a day off."""
    for index, change in enumerate(pack.changes):
        rest = pack.changes[:index] + pack.changes[index + 1 :]
        unit, *others = dict.fromkeys(map(unit_of, change.targets))

        def without(rest: tuple[Change, ...] = rest) -> Pack:
            return replace(pack, changes=rest)

        role = f"{change.action} by {change.instrument.id}"
        place = change.place
        yield Mutant(unit, AMENDMENT, role, role, "", place.file, place.line, None, without, tuple(others))
        for name in ("since", "until"):
            formula = getattr(change, name)
            if formula is None:
                continue
            for slip, node in a_day_off(formula.node):

                def moved(index: int = index, name: str = name, node: Expr = node) -> Pack:
                    one = pack.changes[index]
                    shifted = replace(one, **{name: replace(getattr(one, name), node=node)})
                    return replace(pack, changes=(*pack.changes[:index], shifted, *pack.changes[index + 1 :]))

                yield Mutant(
                    unit, slip, f"{role}: {name}", formula.text, unparse(node), place.file, place.line, None, moved,
                    tuple(others),
                )  # fmt: skip


def _in_formula(pack: Pack, unit: Unit, part: Part, kinds: Mapping[str, FactKind]) -> Iterator[Mutant]:
    formula, root = part.formula, part.formula.node
    role = f"{part.role} ({part.within})" if part.within else part.role

    def mutant(slip: str, node: Expr, new: Expr | None) -> Mutant:
        def make() -> Pack:
            put = None if new is None else replace(formula, node=with_piece(root, node, new, kinds))
            return with_formula(pack, unit.id, formula, put)

        place = part.stretch(node)
        file, line = (place.file, place.line) if place else (formula.place.file, formula.place.line)
        before = formula.source(node) or formula.text
        return Mutant(unit.id, slip, role, before, "" if new is None else unparse(new), file, line, node, make)

    lengths = set(_lengths_of_periods(part))
    for node in _walk(root):
        for slip, new in slips_at(node):
            if id(node) in lengths and isinstance(new, Literal) and not new.value:
                continue  # a period without days: reading the file refuses it
            if says_the_same(unit, part, node, new):
                continue
            yield mutant(slip, node, pinned(new, kinds) if isinstance(new, Aggregate) else new)
    if part.role in _DAYS and not counts_its_days(root):
        for slip, new in a_day_off(root):
            yield mutant(slip, root, new)
    if part.role in _LEFT_OUT and not part.within:
        yield mutant(CONDITION, root, None)


def _lengths_of_periods(part: Part) -> Iterator[int]:
    """Yield the identities of the pieces that say how long a period is."""
    if part.role == "every period":
        yield from map(id, walk(part.formula.node))
    for node in walk(part.formula.node):
        if isinstance(node, Call) and node.function == "period_of":
            yield from map(id, walk(node.arguments[1]))


def _walk(node: Expr) -> Iterator[Expr]:
    """Yield the pieces in which a slip would still be read: the id of another rule is looked up, and told if it is not there."""
    if isinstance(node, Call) and node.function in ("due_of", "names_rule"):
        return
    yield node
    is_calendar = isinstance(node, Call) and node.function == "business_days"
    for child in children(node)[: 1 if is_calendar else None]:  # a calendar that there is not is told too
        yield from _walk(child)


def _clauses(pack: Pack, unit: Unit) -> Iterator[Mutant]:
    """Exceptions, exemptions and readings that were forgotten, and burdens that lie on the other side."""
    exceptions = {one.id: one for text in unit.texts for one in text.exceptions}
    for id, clause in exceptions.items():
        place = clause.when.place

        def without(id: str = id) -> Pack:
            return with_rules(pack, unit.id, lambda given: _exceptions(given, id, lambda one: None))

        def turned(id: str = id) -> Pack:
            return with_rules(pack, unit.id, lambda given: _exceptions(given, id, _other_burden))

        role = f"exception {id}"
        yield Mutant(unit.id, EXCEPTION, role, role, "", place.file, place.line, None, without)
        if burden_decides(unit):
            yield Mutant(
                unit.id, BURDEN, role, clause.burden.value, _turned(clause.burden).value, place.file, place.line, None,
                turned,
            )  # fmt: skip
    for id in dict.fromkeys(one.id for text in unit.texts for one in text.readings):

        def unread(id: str = id) -> Pack:
            return with_rules(pack, unit.id, lambda given: _readings(given, id))

        place = unit.rules[0].place
        yield Mutant(unit.id, READING, f"reading {id}", f"reading {id}", "", place.file, place.line, None, unread)
    for rule in unit.rules:
        if rule.modality is Modality.EXEMPTION:
            yield _rule_mutant(pack, rule, EXEMPTION, f"exemption {rule.id}", "", None)
            other = replace(rule, burden=_turned(rule.burden))
            yield _rule_mutant(pack, rule, BURDEN, rule.burden.value, other.burden.value, other)


def _turned(burden: Burden) -> Burden:
    return Burden.AUTHORITY if burden is Burden.BEARER else Burden.BEARER


def _other_burden(clause: ExceptionClause) -> ExceptionClause:
    return replace(clause, burden=_turned(clause.burden))


def _exceptions(
    given: Mapping[str, Any], id: str, put: Callable[[ExceptionClause], ExceptionClause | None]
) -> dict[str, Any]:
    before: tuple[ExceptionClause, ...] = given.get("exceptions", ())
    after = [put(one) if one.id == id else one for one in before]
    changed = tuple(one for one in after if one is not None)
    return {"exceptions": changed} if "exceptions" in given and changed != before else {}


def _readings(given: Mapping[str, Any], id: str) -> dict[str, Any]:
    before: tuple[Reading, ...] = given.get("readings", ())
    return {"readings": tuple(one for one in before if one.id != id)} if any(one.id == id for one in before) else {}


def _rule_mutant(pack: Pack, rule: Rule, slip: str, before: str, after: str, new: Rule | None) -> Mutant:
    def make() -> Pack:
        return with_rule(pack, rule, new)

    return Mutant(unit_of(rule.id), slip, slip, before, after, rule.place.file, rule.place.line, None, make)


def _parameters(pack: Pack, unit: Unit) -> Iterator[Mutant]:
    """Values of parameters that are a little off, or begin a day off."""
    seen: set[object] = set()
    for text in unit.texts:
        for name, parameter in text.parameters.items():
            for index, value in enumerate(parameter.values):
                if (name, value) in seen:
                    continue
                seen.add((name, value))
                for slip, before, after, new in _values(value):

                    def make(
                        name: str = name, index: int = index, new: ParameterValue = new, old: Parameter = parameter
                    ) -> Pack:
                        values = (*old.values[:index], new, *old.values[index + 1 :])
                        return with_rules(
                            pack, unit.id, lambda given: _parameter(given, old, replace(old, values=values))
                        )

                    place = unit.rules[0].place
                    yield Mutant(
                        unit.id, slip, f"parameter {name}", before, after, place.file, place.line, None, make
                    )  # fmt: skip


def _parameter(given: Mapping[str, Any], old: Parameter, new: Parameter) -> dict[str, Any]:
    parameters: Mapping[str, Parameter] = given.get("parameters", {})
    return {"parameters": {**parameters, old.name: new}} if parameters.get(old.name) == old else {}


def _values(value: ParameterValue) -> Iterator[tuple[str, str, str, ParameterValue]]:
    if isinstance(value.value, NumberRange):
        for end in ("low", "high") if not value.value.is_exact else ("both",):
            bound = value.value.low if end != "high" else value.value.high
            if bound is None:
                continue
            for _, new in slips_of_constant(bound):
                low = new if end != "high" else value.value.low
                high = new if end != "low" else value.value.high
                moved = NumberRange(low, high)  # type: ignore[arg-type]  # a slip of a number is a number
                yield PARAMETER, str(value.value), str(moved), replace(value, value=moved)
    elif isinstance(value.value, str):
        for _, new in slips_of_constant(value.value):
            yield PARAMETER, value.value, str(new), replace(value, value=str(new))
    for name in ("since", "until"):
        day = getattr(value, name)
        if day is not None:
            for moved_day in (day + ONE_DAY, day - ONE_DAY):
                yield DAY, f"{name} {day}", f"{name} {moved_day}", replace(value, **{name: moved_day})


def _rows(pack: Pack, unit: Unit) -> Iterator[Mutant]:
    """Rows that were forgotten, and cells that hold something else."""
    if not unit.is_table:
        return
    read = {node.column for part in unit.parts for node in walk(part.formula.node) if isinstance(node, RowCell)}
    for rule in unit.rules:
        yield _rule_mutant(pack, rule, ROW, f"row {rule.id}", "", None)
        for column in sorted(read & rule.row.keys()):
            for _, value in slips_of_constant(rule.row[column]):
                new = replace(rule, row={**rule.row, column: value})
                before, after = (f"{column} {constant(one)}" for one in (rule.row[column], value))
                yield _rule_mutant(pack, rule, CELL, before, after, new)
