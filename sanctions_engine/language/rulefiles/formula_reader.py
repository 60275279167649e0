"""Reads the formulas of many rules: what was read once, in the same surroundings, is not read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sanctions_engine.diagnostics import Code, Problems
from sanctions_engine.language.expressions.formulas import read_node
from sanctions_engine.language.expressions.scopes import Scope
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rulefiles.doubts import NO_DOUBTS, Doubts
from sanctions_engine.language.rulefiles.pieces import Piece
from sanctions_engine.language.rules import Formula
from sanctions_engine.language.types import Base, Type
from sanctions_engine.models.kinds import FactKind

_NOTHING: Mapping[str, Type] = {}


_Key = tuple[object, ...]


class Around:
    """What stands around a formula: the names that it can read. Equal surroundings are one object.

    A rule makes its names known one after the other. Each step gives other surroundings, which the ones before it remember: rules
    that take the same steps share them all.
    """

    __slots__ = ("_steps", "scope")

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._steps: dict[_Key, Around] = {}

    def with_let(self, name: str, type: Type, *, of_member: bool = False) -> Around:
        """Return the surroundings with a `let` name; `of_member` if it depends on one member of a group."""
        key = ("let", name, of_member, id(type.base), type.optional, type.kind)
        found = self._steps.get(key)
        if found is None:
            members = self.scope.member_lets | {name} if of_member else self.scope.member_lets
            found = self._step(key, lets={**self.scope.lets, name: type}, member_lets=members)
        return found

    def with_special(self, name: str, type: Type) -> Around:
        """Return the surroundings with a name that the rule gives."""
        key = ("special", name, id(type.base), type.optional, type.kind)
        return self._steps.get(key) or self._step(key, specials={**self.scope.specials, name: type})

    def without_special(self, name: str) -> Around:
        """Return the surroundings without a name that the rule gives."""
        if name not in self.scope.specials:
            return self
        specials = {special: type for special, type in self.scope.specials.items() if special != name}
        return self._steps.get(("without", name)) or self._step(("without", name), specials=specials)

    def with_broken(self, names: frozenset[str]) -> Around:
        """Return the surroundings with names whose definition has mistakes of its own."""
        if names <= self.scope.broken:
            return self
        return self._steps.get(("broken", names)) or self._step(("broken", names), broken=self.scope.broken | names)

    def of_group(self) -> Around:
        """Return the surroundings of what judges a group."""
        return self._steps.get(("group",)) or self._step(("group",), in_group=True)

    def _step(self, key: _Key, **parts: Any) -> Around:
        found = self._steps[key] = Around(replace(self.scope, **parts))
        return found


def _key(types: Mapping[str, Type] | None) -> _Key | None:
    """Return what decides whether types are equal; the `id` of a base type is quicker than its hash, and as good."""
    if not types:
        return None if types is None else ()
    return tuple([(name, id(type.base), type.optional, type.kind) for name, type in types.items()])


@dataclass
class FormulaReader:
    """Reads formulas against fact kinds and collects what is wrong with them.

    Formulas that stand in several places with equal text and surroundings share their nodes. Only those without problems
    are remembered, so that a warning is told for each place.

    Attributes:
        kinds: Fact kinds, the register of States among them.
        problems: Gets what is wrong.
        doubts: Kinds that are declared, and badly: a formula that reads one is not read, and nothing is said of it.
    """

    kinds: Mapping[str, FactKind]
    problems: Problems
    doubts: Doubts = NO_DOUBTS
    _known: dict[tuple[str, Around, int], Expr] = field(default_factory=dict)
    _around: dict[_Key, Around] = field(default_factory=dict)

    def around(
        self,
        *,
        variable: tuple[str, str] | None = None,
        row: Mapping[str, Type] | None = None,
        parameters: Mapping[str, Type] = _NOTHING,
        specials: tuple[tuple[str, Type], ...] = (),
    ) -> Around:
        """Return surroundings; see `Scope` for what each part means.

        `variable` is the record's name and its kind. Names in `specials` are of one type, whatever the rule.
        """
        key = (variable, _key(row), _key(parameters), tuple([name for name, _ in specials]))
        found = self._around.get(key)
        if found is None:
            scope = Scope(
                kinds=self.kinds,
                variables=dict([variable]) if variable else {},
                row=row,
                parameters=dict(parameters),
                specials=dict(specials),
            )
            found = self._around[key] = Around(scope)
        return found

    def read(self, piece: Piece, around: Around, expected: Type | None) -> Formula | None:
        """Return a typed formula, or None after noting problems."""
        key = (piece.text, around, id(expected.base) if expected else 0)
        node = self._known.get(key)
        if node is not None:
            return Formula(piece.text, node, piece.at)
        if self.doubts is not NO_DOUBTS and self._reads_doubtful(piece):
            return None
        before = len(self.problems)
        node = read_node(piece.text, around.scope, expected, self.problems, piece.locate)
        if node is None:
            return None
        if len(self.problems) == before:
            self._known[key] = node
        return Formula(piece.text, node, piece.at)

    def _reads_doubtful(self, piece: Piece) -> bool:
        """Whether a formula may read a kind whose declaration has mistakes; kinds have a capital first."""
        return any(name[:1].isupper() and name not in self.kinds and name in self.doubts for name in piece.names)

    def read_bearer(self, piece: Piece, around: Around) -> Formula | None:
        """Return the formula of who is bound, a State or a text, or None after noting problems."""
        formula = self.read(piece, around, None)
        if formula is None or formula.node.type.base in (Base.STATE, Base.TEXT):
            return formula
        message = f"a bearer is a State or a party, not {formula.node.type}"
        help = "name a field of the subject such as `flow.importer`, or `all` for a shared cap"
        self.problems.add(Code.SE205, message, piece.span, help=help, offending=piece.text)
        return None
