"""Events that are clean as a rule stands, and are not under another reading of it."""

from __future__ import annotations

from dataclasses import replace

from sanctions_engine.engines.protocol import Engine
from sanctions_engine.models.outcomes import Subject
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, rules_asked
from sanctions_engine.semantics.subjects import is_single

QUIET_EVENTS = frozenset({Verdict.CLEAN, Verdict.NOT_IN_FORCE, Verdict.NOT_APPLICABLE})
"""Verdicts on a single event that make no finding unless somebody asks for the event."""

Disputed = frozenset[tuple[str, Subject]]
"""Rules and subjects."""


def disputed_subjects(engine: Engine, question: Question, law: Law, evidence: Evidence) -> Disputed:
    """Return each rule and subject of which some reading makes more than a quiet event.

    The law is disputed there, so they make a finding although the rule as written asks nothing of them. Under one reading or one
    perspective that was asked for nothing else is looked at.

    Args:
        engine: Judges the rules that have a reading once more under each of their readings.
        question: What was asked.
    """
    if question.reading != "default" or question.perspective is not None:
        return frozenset()
    by_reading: dict[str, list[str]] = {}
    for rule in filter(is_single, rules_asked(question, law)):
        texts = (text.rule for text in law.texts(rule.id) if text.rule is not None)
        for id in dict.fromkeys(reading.id for text in texts for reading in text.readings):
            by_reading.setdefault(id, []).append(rule.id)
    return frozenset(
        (one.rule, one.subject)
        for id, rules in by_reading.items()
        for one in engine.outcomes(replace(question, reading=id, rules=tuple(rules)), law, evidence)
        if one.verdict not in QUIET_EVENTS
    )
