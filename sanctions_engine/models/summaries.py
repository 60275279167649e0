"""Findings counted: by bearer, instrument and verdict."""

from __future__ import annotations

from sanctions_engine.models.base import Model
from sanctions_engine.models.findings import Run
from sanctions_engine.models.norms import Binding
from sanctions_engine.models.verdicts import Verdict


class SummaryRow(Model):
    """The findings on one bearer under the norms of one instrument, those that bind apart from those that ask.

    Attributes:
        bearer: Who is bound: usually a State, `all` for a shared cap, None where nobody is named.
        instrument: Id of the legal text.
        title: Its title.
        binding: Whether these norms bind.
        verdicts: How many findings have each verdict, the gravest first; verdicts that none has are left out.
        contested: How many of them are contested.
        invented: How many of them rest on evidence that was made up, by verdict.
    """

    bearer: str | None
    instrument: str
    title: str
    binding: Binding
    verdicts: dict[Verdict, int]
    contested: int
    invented: dict[Verdict, int] = {}

    @property
    def findings(self) -> int:
        """How many findings the row counts."""
        return sum(self.verdicts.values())


class BearerTotal(Model):
    """All rows of one bearer together.

    Attributes:
        bearer: Who is bound, as in the rows.
        verdicts: How many findings have each verdict, the gravest first.
        contested: How many of them are contested.
        invented: How many of them rest on evidence that was made up, by verdict.
    """

    bearer: str | None
    verdicts: dict[Verdict, int]
    contested: int
    invented: dict[Verdict, int] = {}


class Summary(Model):
    """A run in numbers.

    Attributes:
        run: What was asked, of which rules, on which evidence.
        rows: In order of bearer (`all` and those without a name last), instrument and binding.
        totals: The rows of each bearer together, in their order.
        verdicts: The rows together.
        contested: How many findings are contested.
        invented: How many findings rest on evidence that was made up, by verdict.
        without_finding: Outcomes that make no finding, by verdict: single events that a prohibition does not forbid. They have no
            row, for nobody was asked who answers for them.
    """

    run: Run
    rows: tuple[SummaryRow, ...]
    totals: tuple[BearerTotal, ...]
    verdicts: dict[Verdict, int]
    contested: int
    without_finding: dict[Verdict, int]
    invented: dict[Verdict, int] = {}
