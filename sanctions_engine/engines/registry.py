"""The engines by name."""

from __future__ import annotations

from collections.abc import Callable

from sanctions_engine.diagnostics import BadQuestion, Code, Problem
from sanctions_engine.engines.protocol import Engine
from sanctions_engine.engines.reference import ReferenceEngine
from sanctions_engine.engines.relational.engine import RelationalEngine

ENGINES: dict[str, Callable[[], Engine]] = {"reference": ReferenceEngine, "relational": RelationalEngine}
"""How each engine is made."""


def engine_named(name: str) -> Engine:
    """Return an engine.

    Raises:
        BadQuestion: If there is none of that name (SE505).

    Example:
        >>> engine_named("reference").name
        'reference'
    """
    make = ENGINES.get(name)
    if make is None:
        known = ", ".join(f"`{one}`" for one in ENGINES)
        raise BadQuestion([Problem(Code.SE505, f"there is no engine `{name}`", help=f"the engines are {known}")])
    return make()
