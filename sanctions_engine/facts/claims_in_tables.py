"""Tells claim tables from a dossier without loading the database."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    from sanctions_engine.facts.bulk import ClaimTables


def are_claim_tables(facts: object) -> TypeGuard[ClaimTables]:
    """Whether facts are claim tables: nobody has any before the module that makes them is loaded.

    Example:
        >>> are_claim_tables("a dossier")
        False
    """
    module = sys.modules.get("sanctions_engine.facts.bulk.claim_tables")
    return module is not None and isinstance(facts, module.ClaimTables)


def speakers_of(tables: ClaimTables) -> frozenset[str]:
    """Return everyone who asserts a claim.

    Example:
        >>> class Nothing:
        ...     tables = {}
        >>> speakers_of(Nothing())
        frozenset()
    """
    names = ['"' + one.name.replace('"', '""') + '"' for one in tables.tables.values()]
    asked = (tables.connection.execute(f'SELECT DISTINCT "$by" FROM {name}').fetchall() for name in names)
    return frozenset(speaker for rows in asked for (speaker,) in rows)
