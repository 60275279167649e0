"""Traces: every part of the formulas that judged one rule and subject, with its value; and what would make another verdict."""

from __future__ import annotations

from datetime import date

from sanctions_engine.models.base import Model
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.findings import ClaimUse
from sanctions_engine.models.instruments import Citation
from sanctions_engine.models.verdicts import Verdict


class TracedPart(Model):
    """One part of a formula.

    Attributes:
        text: Its text in the rule, or what a record is called.
        column: Where it begins in the text of its formula, counted from 0; None for a record.
        value: Its value, as a proof tells it.
        low: The least that a number or day can be, as text; None where it is open or no number.
        high: The greatest that it can be.
        why: Why it is unknown or imprecise, each cause once.
        claims: Ids of the claims that it rests on.
        note: What else it rests on: a register, a list that is complete, a presumption.
        parts: Its parts, in the order of the text; of an aggregate the records that it looked at.
    """

    text: str
    column: int | None = None
    value: str
    low: str | None = None
    high: str | None = None
    why: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    note: str | None = None
    parts: tuple[TracedPart, ...] = ()


class TracedFormula(Model):
    """One formula of the rule, as it was looked at on one day.

    Attributes:
        role: What it is for: `satisfied_when`, `due`, `exception committee-approved`.
        on: The day up to which facts counted.
        text: The text of the formula.
        place: File and line where it stands.
        citation: The paragraph.
        whole: The formula with all its parts.
    """

    role: str
    on: date
    text: str
    place: str
    citation: Citation
    whole: TracedPart


class RuleTrace(Model):
    """How one rule came to its verdict on one subject.

    Attributes:
        rule: Id of the rule.
        subject: The subject.
        as_of: The day judged.
        known_at: The day up to which claims were known.
        verdict: The verdict.
        due: The due day.
        formulas: The formulas that were looked at, in order; a formula that is looked at on two days is there twice.
        claims: The claims that parts name.
    """

    rule: str
    subject: str
    as_of: date
    known_at: date | None = None
    verdict: Verdict
    due: DateRange | None = None
    formulas: tuple[TracedFormula, ...] = ()
    claims: tuple[ClaimUse, ...] = ()


class EvidenceChange(Model):
    """One change of evidence.

    Attributes:
        what: `claim` (one more), `field` (one said otherwise, or said at all), `withdrawn` or `complete` (a list).
        says: The change in words.
        fact: The kind that it is about.
        fields: What the claim or the field would say, as a dossier writes it.
    """

    what: str
    says: str
    fact: str
    fields: dict[str, str] = {}


class WhyNot(Model):
    """What would give another verdict.

    Attributes:
        rule: Id of the rule.
        subject: The subject.
        as_of: The day judged.
        verdict: The verdict as it is.
        wanted: The verdict that was asked about.
        ways: Sets of changes that give it, none with a part that does so alone; the fewest changes first.
        candidates: How many single changes were thought of.
        tried: How many sets of changes were judged.
        size: The greatest number of changes of which all sets were judged.
        limit: The number of sets at which the search stops.
    """

    rule: str
    subject: str
    as_of: date
    verdict: Verdict
    wanted: Verdict
    ways: tuple[tuple[EvidenceChange, ...], ...] = ()
    candidates: int = 0
    tried: int = 0
    size: int = 0
    limit: int = 0
