"""The scopes in which the tests read expressions; `tests/cases/language/scopes.yaml` says what is in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from sanctions_engine.language.expressions.scopes import Scope
from sanctions_engine.language.types import (
    CONDITION,
    DATE,
    DURATION,
    NUMBER,
    STATE_CODE,
    TEXT,
    TEXTS,
    Type,
)
from sanctions_engine.models.kinds import STATE, FactKind, FieldType

SCOPES = Path(__file__).parents[2] / "cases" / "language" / "scopes.yaml"
TYPES = {
    "number": NUMBER,
    "date": DATE,
    "duration": DURATION,
    "text": TEXT,
    "texts": TEXTS,
    "state": STATE_CODE,
    "condition": CONDITION,
}


def _type(word: str) -> Type:
    return Type(TYPES[word.rstrip("?")].base, optional=word.endswith("?"))


def _types(words: dict[str, str]) -> dict[str, Type]:
    return {name: _type(word) for name, word in words.items()}


def _kind(name: str, shape: dict[str, Any]) -> FactKind:
    fields = {
        field: FieldType.model_validate({"kind": word.rstrip("?"), "optional": word.endswith("?")})
        for field, word in shape["fields"].items()
    }
    return FactKind(
        name=name, nature=shape["is"], dated=shape["dated"], identity=tuple(shape["identity"]), fields=fields
    )


@pytest.fixture(scope="session")
def formula_scopes() -> dict[str, Scope]:
    """Return the scopes of the expression cases by name."""
    shapes = yaml.safe_load(SCOPES.read_text(encoding="utf-8"))
    kinds = {STATE.name: STATE, **{name: _kind(name, shape) for name, shape in shapes["kinds"].items()}}
    return {
        name: Scope(
            kinds=kinds,
            variables=shape["each"],
            lets=_types(shape.get("lets", {})),
            member_lets=frozenset(shape.get("member_lets", [])),
            row=_types(shape["row"]) if "row" in shape else None,
            parameters=_types(shape.get("parameters", {})),
            specials=_types(shape["specials"]),
            in_group=shape.get("in_group", False),
            broken=frozenset(shape.get("broken", [])),
        )
        for name, shape in shapes["scopes"].items()
    }


@pytest.fixture(scope="session")
def types_by_name() -> dict[str, Type]:
    """Return the types as the cases spell them, `?` for one that may be `none`."""
    return {f"{name}{mark}": _type(f"{name}{mark}") for name in TYPES for mark in ("", "?")}
