"""Engines with one fault each: the reference, with one thing of it replaced while it answers.

They are what shows that a comparison of engines has power: the generator of examples must find every one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from unittest.mock import patch

from sanctions_engine.models.findings import Answered
from sanctions_engine.models.outcomes import Outcome
from sanctions_engine.semantics import evaluator, verdict_table
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, outcomes

EVALUATE: Any = evaluator._EVALUATE
"""What evaluates each construct of the language."""

Plant = Callable[[], AbstractContextManager[object]]
F = TypeVar("F", bound=Callable[..., Any])


def _same_law(law: Law) -> Law:
    return Law(law.packs, law.assumed)


def _same_question(question: Question) -> Question:
    return question


@dataclass
class Planted:
    """The reference engine with one fault.

    Attributes:
        name: What it gets wrong.
        plant: Puts the fault into the reference for a time.
        reads: The law as it reads it.
        asks: The question as it takes it.
        answered: It has nothing to tell of how it answered.
    """

    name: str
    plant: Plant = nullcontext
    reads: Callable[[Law], Law] = field(default=_same_law)
    asks: Callable[[Question], Question] = field(default=_same_question)
    answered: Answered | None = None

    def outcomes(self, question: Question, law: Law, evidence: Evidence) -> Iterable[Outcome]:
        """Return the outcomes of the faulty reference, from law and evidence arranged anew: both remember what they computed."""
        with self.plant():
            verdict_table.verdict.cache_clear()
            try:
                read = self.reads(law)
                return tuple(outcomes(self.asks(question), read, Evidence(evidence.dossier, read.kinds)))
            finally:
                verdict_table.verdict.cache_clear()


def replaced(owner: object, name: str, by: object) -> Plant:
    """Return what puts another thing in the place of one of a module or class."""
    return lambda: patch.object(owner, name, by)


def wrapped(owner: object, name: str, around: Callable[..., object]) -> Plant:
    """Return what puts a function around one of a module or class; `around` gets the real one first."""
    real = getattr(owner, name)
    return replaced(owner, name, lambda *given, **named: around(real, *given, **named))


def entry(table: dict[Any, Any], key: object, around: Callable[..., object]) -> Plant:
    """Return what puts a function around one row of a table of functions."""
    real = table[key]
    return lambda: patch.dict(table, {key: lambda *given, **named: around(real, *given, **named)})


def together(*plants: Plant) -> Plant:
    """Return what does several replacements at once."""

    def plant() -> AbstractContextManager[object]:
        stack = ExitStack()
        for one in plants:
            stack.enter_context(one())
        return stack

    return plant


def asking(name: str, **said: Any) -> Planted:
    """Return an engine that takes a part of the question as something else."""
    return Planted(name, asks=lambda question: replace(question, **said))
