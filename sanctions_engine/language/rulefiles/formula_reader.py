"""Reads the formulas of many rules: what was read once, in the same surroundings, is not read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """What stands around a formula: the names that it can read. Equal surroundings are one object."""

    scope: Scope


_Key = tuple[object, ...]


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
        lets: Mapping[str, Type] = _NOTHING,
        members: frozenset[str] = frozenset(),
        row: Mapping[str, Type] | None = None,
        parameters: Mapping[str, Type] = _NOTHING,
        specials: Mapping[str, Type] = _NOTHING,
        in_group: bool = False,
        broken: frozenset[str] = frozenset(),
    ) -> Around:
        """Return surroundings; see `Scope` for what each part means. `variable` is the record's name and its kind."""
        key = (variable, _key(lets), members, _key(row), _key(parameters), _key(specials), in_group, broken)
        found = self._around.get(key)
        if found is None:
            scope = Scope(
                kinds=self.kinds,
                variables=dict([variable]) if variable else {},
                lets=dict(lets),
                member_lets=members,
                row=row,
                parameters=dict(parameters),
                specials=dict(specials),
                in_group=in_group,
                broken=broken,
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
