"""What a monitor tells: findings that opened, changed and closed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sanctions_engine.models.base import Model
from sanctions_engine.models.findings import Finding


class Turn(StrEnum):
    """What became of a finding."""

    OPENED = "opened"
    CHANGED = "changed"
    CLOSED = "closed"


class FindingChange(Model):
    """A finding that opened, changed or closed.

    Attributes:
        turn: Which of the three.
        as_of: The day judged when it did.
        rule: The rule that was judged.
        subject: What it was judged for.
        id: From a monitor with a journal: tells the change from every other, also when it is told again; empty without a journal.
        before: The finding as it was last told; None where it opened.
        after: The finding with its proof; None where it closed.
    """

    turn: Turn
    as_of: date
    rule: str
    subject: str
    id: str = ""
    before: Finding | None = None
    after: Finding | None = None

    @property
    def finding(self) -> Finding:
        """The finding as it is now, or as it was last."""
        found = self.after or self.before
        assert found is not None
        return found


class Matching(Model):
    """How the two matchers of a monitor agreed so far; all nought where the hash index matches alone.

    Attributes:
        claims: Claims that durable-rules was asked about.
        differences: Of these, claims of which it found other rules than the index: what either found was judged.
        failures: Claims at which it failed: what the index found was judged.
        index_alone: Claims that it was not asked about, for they were being matched when the process died, twice.
    """

    claims: int = 0
    differences: int = 0
    failures: int = 0
    index_alone: int = 0
