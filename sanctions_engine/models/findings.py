"""Findings: a verdict with its proof, its citations, the claims behind it and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Self

from pydantic import Field

from sanctions_engine.models.base import Model
from sanctions_engine.models.claims import Rejected
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.instruments import Citation
from sanctions_engine.models.norms import Binding, Modality, RuleSeverity
from sanctions_engine.models.verdicts import Verdict


class ClaimUse(Model):
    """A claim as a proof names it: what it says in short, who says it, where, and since when that is known."""

    id: str
    fact: str
    says: str
    by: str
    source: str
    known: DateRange
    at: DateRange | None = None
    grade: str | None = None
    invented: bool = False


class ProofNode(Model):
    """One step of a proof.

    Attributes:
        role: What the step decides (`satisfied_when`, `due`, `exception`, `let earning`, ...), empty inside an expression.
        text: The expression as the rule file has it.
        value: What it came to, in words (`true`, `unknown`, `900..1100`, `2019-12-22`).
        on: The day up to which facts were read, where that matters.
        citation: The paragraph that the step rests on.
        claims: Ids of the claims that a leaf read; see `Finding.claims`.
        note: What else a reader must know (`presumed`, `no claim in the last 12 months`).
        parts: The steps below.
    """

    role: str = ""
    text: str
    value: str
    on: date | None = None
    citation: Citation | None = None
    claims: tuple[str, ...] = ()
    note: str | None = None
    parts: tuple[ProofNode, ...] = ()

    def steps(self) -> Iterator[ProofNode]:
        """Yield this step and all below it.

        Example:
            >>> leaf = ProofNode(text="r.day", value="2019-12-22")
            >>> [one.text for one in ProofNode(text="r.day <= due", value="true", parts=(leaf,)).steps()]
            ['r.day <= due', 'r.day']
        """
        yield self
        for part in self.parts:
            yield from part.steps()


class Missing(Model):
    """One thing that was not known: which kind, series and field, and why.

    `why` is one of `absent`, `not covered`, `imprecise`, `stale`, `contradicted`, `ambiguous date`, `later than known_at`,
    `later than as_of`, `division by zero`. `remedy` says what to look for, `note` what is wrong
    with what there is.
    """

    kind: str
    series: dict[str, str]
    field: str | None
    why: str
    remedy: str
    note: str | None = None


class Presumption(Model):
    """A value that the rule file lets stand in for evidence, where it did."""

    text: str
    value: str
    because: str


class ExceptionConsidered(Model):
    """An exception or exemption that was looked at.

    Attributes:
        takes_out: How many records of a group it takes out of it; None where it lets the subject itself off.
        claims: Of such an exemption, ids of the claims that tell of these records and of its ground.
        note: What else a reader must know, such as that its law is in doubt.
    """

    id: str
    title: str | None
    citation: Citation
    burden: str
    holds: str
    decided: bool
    takes_out: int | None = None
    claims: tuple[str, ...] = ()
    note: str | None = None


class CompleteList(Model):
    """A list that its source declares complete: what is not on it is taken not to be.

    Attributes:
        kind: The kind of the records.
        says: Which of them, in words: the values of fields and the days; empty for all.
        source: Id of the source that says so.
        known: Since when that is known.
        invented: Whether the source was made up.
    """

    kind: str
    says: str
    source: str
    known: DateRange
    invented: bool = False


class PleaMatched(Model):
    """A plea beside the exception or reading that it matches, if any."""

    by: str
    ground: str
    words: str | None
    source: str
    matches: str | None
    note: str


class AssessmentListed(Model):
    """What somebody else concluded about this rule and subject."""

    by: str
    says: str
    on: DateRange | None
    words: str | None
    source: str
    agrees: bool


class VerdictUnder(Model):
    """The verdict under one perspective and reading; `record` and `default` are the finding's own."""

    perspective: str
    reading: str
    verdict: Verdict
    note: str | None = None


class PackRef(Model):
    """Which rules were used."""

    name: str
    version: str
    digest: str


class Finding(Model):
    """The verdict on one (rule, subject) and everything that it rests on."""

    rule: str
    title: str
    modality: Modality
    binding: Binding
    citation: Citation
    subject: str
    subject_kind: str
    bearer: str | None
    verdict: Verdict
    contested: bool
    worst: Verdict
    possible: tuple[Verdict, ...] = ()
    verdicts: tuple[VerdictUnder, ...] = ()
    rests_on: tuple[str, ...] = ()
    as_of: date
    known_at: date | None
    due: DateRange | None
    days_overdue: int | None = None
    days_overdue_most: int | None = None
    days_left: int | None = None
    days_elapsed: int | None = None
    on: date | None = None
    severity: RuleSeverity
    exception: str | None = None
    points_to: tuple[str, ...] = ()
    shows: dict[str, str] = {}
    because: ProofNode
    missing: tuple[Missing, ...] = ()
    presumed: tuple[Presumption, ...] = ()
    exceptions: tuple[ExceptionConsidered, ...] = ()
    pleas: tuple[PleaMatched, ...] = ()
    assessments: tuple[AssessmentListed, ...] = ()
    claims: tuple[ClaimUse, ...] = ()
    complete: tuple[CompleteList, ...] = Field(
        default=(), description="The lists that have to be complete for this verdict."
    )
    text_in_force: str | None = None
    error: str | None = None
    pack: PackRef
    on_between: DateRange | None = Field(default=None, description="The days that `on` can be, where it is not exact.")

    @property
    def is_made_up(self) -> bool:
        """Whether it rests on evidence that was made up for an example or a test: a claim, or a list taken as complete."""
        return any(claim.invented for claim in self.claims) or any(told.invented for told in self.complete)

    def claim(self, id: str) -> ClaimUse:
        """Return the claim that a proof names.

        Raises:
            KeyError: If the finding uses no such claim.
        """
        for claim in self.claims:
            if claim.id == id:
                return claim
        raise KeyError(id)


class CrossCheck(Model):
    """How many outcomes of an engine the reference evaluator judged again: some of the listed ones, and some of those only counted.

    Attributes:
        listed: How many outcomes that make a finding.
        of_listed: How many there are of them.
        counted: How many of those that are only counted.
        of_counted: How many there are of them.
    """

    listed: int
    of_listed: int
    counted: int
    of_counted: int


class Answered(Model):
    """How an engine that works in a database answered, and what it left to the reference evaluator.

    Attributes:
        in_database: How many outcomes were found in the database.
        by_reference: Rules that were left to the reference evaluator as a whole, each with the reason.
        deferred: How many outcomes of other rules were left to it, by reason.
        checked: What was judged again by the reference evaluator; None where each finding was.
    """

    in_database: int = 0
    by_reference: dict[str, str] = {}
    deferred: dict[str, int] = {}
    checked: CrossCheck | None = None


class Run(Model):
    """What was asked, of which rules, on which evidence: the same run gives the same bytes."""

    engine: str
    engine_version: str
    packs: tuple[PackRef, ...]
    inputs: tuple[str, ...]
    input_digest: str
    as_of: date
    known_at: date | None = None
    perspective: str | None = None
    reading: str | None = None
    assumed: dict[str, date] = {}
    law: dict[str, str] = Field(default={}, description="What changed the text of a rule, by the day judged.")
    rules: int
    subjects: int
    counts: dict[str, int]
    invented: dict[str, int] = Field(default={}, description="Of the counts, those on evidence that was made up.")
    later_than_as_of: dict[str, int] = Field(default={}, description="By kind, claims dated after the day judged.")
    later_than_known_at: dict[str, int] = Field(default={}, description="By kind, claims that were known too late.")
    rejected: tuple[Rejected, ...] = ()
    set_aside: int = Field(default=0, description="How many rows were set aside: `rejected` holds at least the first.")
    warnings: tuple[str, ...] = ()
    answered: Answered | None = Field(default=None, description="How an engine that works in a database answered.")


class Findings(Model):
    """The findings of one run, sorted by rule and subject.

    `run.counts` has the number of outcomes by verdict, those included that make no finding of their own (a single event
    that a prohibition does not forbid).
    """

    run: Run
    findings: tuple[Finding, ...]

    def __len__(self) -> int:
        return len(self.findings)

    def __iter__(self) -> Iterator[Finding]:  # type: ignore[override]  # a sequence of findings, not of (name, value) pairs
        return iter(self.findings)

    def __getitem__(self, index: int) -> Finding:
        return self.findings[index]

    def of(self, rule: str, subject: str | None = None) -> Self:
        """Return the findings of one rule, and of one subject if it is given.

        Example: `findings.of("unscr-2397-8", "RUS")[0].verdict`
        """
        kept = tuple(f for f in self.findings if f.rule == rule and subject in (None, f.subject))
        return self.model_copy(update={"findings": kept})


class TimelineSpan(Model):
    """A stretch of days with one verdict; `until` is its last day, None for the last stretch."""

    since: date
    until: date | None
    verdict: Verdict
    because: str


class Timeline(Model):
    """The verdicts of one rule and subject over time, and what changed on each day."""

    rule: str
    subject: str
    known_at: date | None
    spans: tuple[TimelineSpan, ...]


class Change(Model):
    """One finding that differs between two sets: `before` or `after` is None where it is only in one.

    Where it is only in one because the law took the rule away in the other, that side is `not_in_force`.
    """

    rule: str
    subject: str
    before: Verdict | None
    after: Verdict | None
    why: tuple[str, ...]
    invented: bool = Field(default=False, description="On evidence that was made up.")


class Comparison(Model):
    """What changed between two sets of findings, and why."""

    before: Run
    after: Run
    changes: tuple[Change, ...]
    unchanged: int
