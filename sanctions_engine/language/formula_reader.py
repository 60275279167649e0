"""Reads the formulas of many rules: what was read once, in the same surroundings, is not read again."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from sanctions_engine.diagnostics import Code, Problems
from sanctions_engine.language.formulas import read_formula
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.pieces import Piece
from sanctions_engine.language.rules import Formula
from sanctions_engine.language.scopes import Scope
from sanctions_engine.language.types import Base, Type
from sanctions_engine.models.kinds import FactKind


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """A scope with the key under which formulas read in it are remembered."""

    scope: Scope
    key: Hashable


def surroundings(scope: Scope) -> Surroundings:
    """Return a scope with its key: equal keys mean that equal texts have equal types and nodes."""
    key = (
        tuple(scope.variables.items()),
        tuple(scope.lets.items()),
        scope.member_lets,
        None if scope.row is None else tuple(scope.row.items()),
        tuple(scope.parameters.items()),
        tuple(scope.specials.items()),
        scope.in_group,
    )
    return Surroundings(scope, key)


@dataclass
class FormulaReader:
    """Reads formulas against fact kinds and collects what is wrong with them.

    Formulas that stand in several places with equal text and scope share their nodes. Only those without problems are
    remembered, so that a warning is told for each place.
    """

    kinds: Mapping[str, FactKind]
    problems: Problems
    _known: dict[tuple[str, Hashable, Type | None], Expr] = field(default_factory=dict)

    def read(self, piece: Piece, around: Surroundings, expected: Type | None) -> Formula | None:
        """Return a typed formula, or None after noting problems."""
        key = (piece.text, around.key, expected)
        node = self._known.get(key)
        if node is not None:
            return Formula(piece.text, node, piece.span)
        before = len(self.problems)
        formula = read_formula(piece.text, around.scope, expected, self.problems, piece.locate)
        if formula is not None and len(self.problems) == before:
            self._known[key] = formula.node
        return formula

    def read_bearer(self, piece: Piece, around: Surroundings) -> Formula | None:
        """Return the formula of who is bound, a State or a text, or None after noting problems."""
        formula = self.read(piece, around, None)
        if formula is None or formula.node.type.base in (Base.STATE, Base.TEXT):
            return formula
        message = f"a bearer is a State or a party, not {formula.node.type}"
        help = "name a field of the subject such as `flow.importer`, or `all` for a shared cap"
        self.problems.add(Code.SE205, message, piece.span, help=help, offending=piece.text)
        return None
