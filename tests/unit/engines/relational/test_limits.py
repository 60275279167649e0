"""Every reason for which the relational engine leaves something to the reference evaluator stands in one table."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from sanctions_engine.engines import relational
from sanctions_engine.engines.relational.limits import LIMITS

FOLDER = Path(relational.__file__).parent


def reasons(source: str) -> Iterator[str]:
    """Yield the reasons that a module gives: the argument of `Unsupported`, the second of `defer`; `…` for what is filled in."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "Unsupported":
            yield written(node.args[0])
        elif name == "defer":
            yield written(node.args[1])


def written(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.JoinedStr), f"a reason is to be written where it is given: {ast.unparse(node)}"
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)


GIVEN = {reason for file in sorted(FOLDER.glob("*.py")) for reason in reasons(file.read_text(encoding="utf-8"))}


def test_every_reason_stands_in_the_table() -> None:
    assert sorted(GIVEN - LIMITS.keys()) == []


def test_the_table_has_no_reason_that_nobody_gives() -> None:
    assert sorted(LIMITS.keys() - GIVEN) == []


def test_reasons_are_found_wherever_they_are_given() -> None:
    # A search that finds nothing would find nothing missing.
    found = reasons('raise Unsupported("one")\nscope.defer(x, f"two of {y}: it", always=False)\ndefer(x, "three")')
    assert sorted(found) == ["one", "three", "two of …: it"]


@pytest.mark.parametrize("reason", sorted(LIMITS))
def test_a_limit_says_why(reason: str) -> None:
    assert LIMITS[reason].why
    assert not reason.endswith(".")
