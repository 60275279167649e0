"""The engines by name."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from sanctions_engine.diagnostics import BadQuestion, Code, EngineUnavailable, Problem
from sanctions_engine.engines.protocol import Engine
from sanctions_engine.engines.reference import ReferenceEngine

if TYPE_CHECKING:
    from sanctions_engine.engines.relational.engine import RelationalEngine


def _needing_duckdb(module: str) -> Any:
    """Return a module that needs DuckDB, which is loaded when somebody asks for it: it takes longer than all the rest."""
    try:
        return import_module(module)
    except ImportError as error:
        if error.name not in ("duckdb", "pyarrow", "sqlglot"):
            raise
        message = f"the engine `relational` needs `{error.name}`, which is not installed"
        help = "install it with `pip install 'sanctions-engine[relational]'`"
        raise EngineUnavailable([Problem(Code.SE604, message, help=help)]) from error


def _relational() -> Engine:
    engine: Engine = _needing_duckdb("sanctions_engine.engines.relational.engine").RelationalEngine()
    return engine


def loading_together() -> Any:
    """Return the module `sanctions_engine.facts.bulk.together`.

    Raises:
        EngineUnavailable: If a package that it needs is missing (SE604).
    """
    return _needing_duckdb("sanctions_engine.facts.bulk.together")


def new_database() -> Any:
    """Return a connection to a new database in memory.

    Raises:
        EngineUnavailable: If it is not installed (SE604).
    """
    return _needing_duckdb("sanctions_engine.facts.bulk.loading").connected(None, None, None)


ENGINES: dict[str, Callable[[], Engine]] = {"reference": ReferenceEngine, "relational": _relational}
"""How each engine is made."""


def table_engine(name: str) -> RelationalEngine:
    """Return an engine that judges claim tables.

    Raises:
        BadQuestion: If there is none of that name, or it judges dossiers in memory alone (SE505).
        EngineUnavailable: If a package that it needs is missing (SE604).
    """
    engine = engine_named(name)
    if engine.name != "relational":
        message = f"the engine `{name}` does not judge claim tables"
        raise BadQuestion([Problem(Code.SE505, message, help="leave `engine` out, or say `relational`")])
    return cast("RelationalEngine", engine)


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
