"""What the names of an expression stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sanctions_engine.language.types import Base, Type
from sanctions_engine.models.kinds import FactKind, FieldKind, FieldType


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The names that one formula of a rule can use.

    Attributes:
        kinds: Fact kinds that aggregates read; `State` is among them, for `each` alone.
        variables: The `each` variable, with the name of its kind.
        lets: The `let` names that stand before the formula, with their types.
        member_lets: In a rule over groups, those `lets` that depend on the `each` variable: read inside `total(…)`
            alone.
        row: Columns of the rule's table; a column is optional if one of its cells is empty. None without a table.
        parameters: The rule's parameters.
        specials: Other names, as written: `due`, `as_of`, `instrument.adopted`, `period.start`, `group.year`, ….
        in_group: Whether the formula judges a group: `total` and `members` can be used, and the `each` variable inside
            `total(…)` alone.
        broken: Names that have a definition with mistakes of its own, written as in the formula (`earning`, `row.hs`,
            `parameter.cap`): a formula that uses one is not typed, and nothing is said of it a second time.
    """

    kinds: Mapping[str, FactKind]
    variables: Mapping[str, str] = field(default_factory=dict)
    lets: Mapping[str, Type] = field(default_factory=dict)
    member_lets: frozenset[str] = frozenset()
    row: Mapping[str, Type] | None = None
    parameters: Mapping[str, Type] = field(default_factory=dict)
    specials: Mapping[str, Type] = field(default_factory=dict)
    in_group: bool = False
    broken: frozenset[str] = frozenset()


_FIELD_TYPES = {
    (kind, optional): Type(base, optional)
    for kind, base in {
        FieldKind.STATE: Base.STATE,
        FieldKind.TEXT: Base.TEXT,
        FieldKind.BOOL: Base.CONDITION,
        FieldKind.INT: Base.NUMBER,
        FieldKind.DECIMAL: Base.NUMBER,
        FieldKind.DATE: Base.DATE,
    }.items()
    for optional in (False, True)
}


def field_type(field: FieldType) -> Type:
    """Return the type that a field of a fact has in expressions.

    Example:
        >>> str(field_type(FieldType(kind=FieldKind.DATE, optional=True)))
        'a date that may be `none`'
    """
    return _FIELD_TYPES[field.kind, field.optional]
