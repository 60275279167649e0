"""The error of an engine that comes to another outcome than the reference evaluator."""

from __future__ import annotations

from sanctions_engine.diagnostics import Code, EngineDisagreement, Label, Problem
from sanctions_engine.models.outcomes import Outcome
from sanctions_engine.semantics.law import Law


def outcome_in_words(one: Outcome) -> str:
    """Return an outcome in words: its verdict, due day and exception."""
    due = f", due {one.due}" if one.due else ""
    exception = f", by `{one.exception}`" if one.exception else ""
    return f"`{one.verdict.value}`{due}{exception}"


def disagreement(law: Law, given: Outcome, again: str, *, by_engine: bool = False) -> EngineDisagreement:
    """Return the error of an engine that comes to another outcome than the reference evaluator; it shows both.

    Args:
        law: The law.
        given: One of the two outcomes.
        again: What the other one comes to, in words.
        by_engine: It is the other one that the engine came to.
    """
    of_engine, of_reference = (again, outcome_in_words(given)) if by_engine else (outcome_in_words(given), again)
    message = f"the engine finds `{given.subject}` under `{given.rule}` {of_engine}; by the reference evaluator {of_reference}"
    labels = (Label(law.rules[given.rule].place, "the rule"),) if given.rule in law.rules else ()
    help = "report both, with the rule and the claims"
    return EngineDisagreement([Problem(Code.SE603, message, labels, help, offending=given.verdict.value)])
