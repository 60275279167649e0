"""Checks that an engine says what the reference says of an example; if not, cuts the example down and prints it."""

from __future__ import annotations

from sanctions_engine.engines.protocol import Engine
from sanctions_engine.engines.reference import ReferenceEngine
from sanctions_engine.testing.agreement import Disagreement, disagreements
from tests.properties.strategies.case_files import printed
from tests.properties.strategies.examples import Example
from tests.properties.strategies.shrinking import shrunk


def differences(example: Example, engine: Engine) -> list[Disagreement]:
    """Return what the reference and an engine differ in; nothing for a pack that is not well formed."""
    law = example.law()
    if law is None:
        return []
    return disagreements(example.question, law, example.evidence(law), ReferenceEngine(), engine)


def smallest(example: Example, engine: Engine) -> Example:
    """Return the example cut down to what shows that the engine differs."""
    return shrunk(example, lambda one: bool(differences(one, engine)))


def check(example: Example, engine: Engine) -> None:
    """Fail, with a case to save, if an engine does not say what the reference says.

    Raises:
        AssertionError: If the two differ.
    """
    try:
        found = differences(example, engine)
    except Exception as error:
        kind = type(error)
        example = shrunk(example, lambda one: _raises(one, engine, kind))
        error.add_note(printed(example, [f"{engine.name}: {error!r}"]))
        raise
    if found:
        least = smallest(example, engine)
        left = differences(least, engine)
        about = {one.rule for one in left}
        raise AssertionError(printed(least, [f"reference against {engine.name}: {one}" for one in left], about))


def _raises(example: Example, engine: Engine, kind: type[Exception]) -> bool:
    try:
        differences(example, engine)
    except kind:
        return True
    return False
