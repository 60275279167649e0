"""Events that are quiet as the record has them and as a rule stands, and are not under another reading or on somebody's word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sanctions_engine.engines.protocol import Engine
from sanctions_engine.models.outcomes import Subject
from sanctions_engine.models.verdicts import QUIET
from sanctions_engine.semantics.disputes import Disputes, disputed_rules, is_of_the_record
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, rules_asked

Disputed = frozenset[tuple[str, Subject]]
"""Rules and subjects."""


def disputed_subjects(engine: Engine, question: Question, law: Law, evidence: Evidence) -> Disputed:
    """Return each rule and subject of which some reading, or somebody who does not speak alone, makes more than a quiet event.

    The law or the facts are disputed there, so they make a finding although the rule as written, and as the record has it, asks
    nothing of them. The record may not even have the event: who outranks its teller denies it. Under one reading or one
    perspective that was asked for nothing else is looked at.

    Args:
        engine: Judges the rules that have a reading once more under each of their readings.
        question: What was asked.
    """
    return frozenset((*_by_reading(engine, question, law, evidence), *by_speaker(question, law, evidence)))


def _by_reading(engine: Engine, question: Question, law: Law, evidence: Evidence) -> Iterable[tuple[str, Subject]]:
    by_reading: dict[str, list[str]] = {}
    for rule, readings in disputed_rules(question, law):
        for id in readings:
            by_reading.setdefault(id, []).append(rule)
    for id, rules in by_reading.items():
        for one in engine.outcomes(replace(question, reading=id, rules=tuple(rules)), law, evidence):
            if one.verdict not in QUIET:
                yield one.rule, one.subject


def by_speaker(question: Question, law: Law, evidence: Evidence) -> Iterable[tuple[str, Subject]]:
    """Yield each rule and subject of which somebody's word makes more than the record, as `Disputes` finds them; some may come twice."""
    if is_of_the_record(question):
        disputes = Disputes(question, law, evidence)
        for rule in rules_asked(question, law):
            yield from ((rule.id, subject) for subject in disputes.of_rule(rule))
