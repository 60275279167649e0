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
