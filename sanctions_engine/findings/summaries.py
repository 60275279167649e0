"""Findings counted by bearer, instrument and verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sanctions_engine.findings.bulk_findings import BulkFindings
from sanctions_engine.models.findings import Finding, Findings
from sanctions_engine.models.norms import Binding
from sanctions_engine.models.summaries import BearerTotal, Summary, SummaryRow
from sanctions_engine.models.verdicts import BY_GRAVITY, Verdict

_Key = tuple[str | None, str, Binding]


def summarise(findings: Findings | BulkFindings) -> Summary:
    """Return how many findings there are for each bearer, instrument and verdict.

    What binds is counted apart from what is only asked for. Each finding counts once, with the verdict of the record; one of a
    recurring duty is one period, one of a table one row.

    Args:
        findings: A run, from `evaluate`.

    Raises:
        TypeError: If something else is given.

    Example:
        >>> from datetime import date
        >>> from sanctions_engine import evaluate, read_dossiers
        >>> packs, dossier = read_dossiers(["examples/russia-2020"])
        >>> found = evaluate(packs, dossier, as_of=date(2020, 1, 24), rules=["unscr-2397-8"], subjects=["RUS"])
        >>> [(row.bearer, row.instrument, row.verdicts) for row in summarise(found).rows]
        [('RUS', 'unscr-2397', {<Verdict.VIOLATED: 'violated'>: 1})]
    """
    if not isinstance(findings, (Findings, BulkFindings)):
        raise TypeError(f"`findings` is {findings!r}, which are no findings: take those of `evaluate`")
    groups: dict[_Key, _Group] = {}
    for one in findings:
        key = (one.bearer, one.citation.instrument, one.binding)
        groups.setdefault(key, _Group(one.citation.title or one.citation.instrument)).add(one)
    made = sum((one.verdicts for one in groups.values()), start=Counter[Verdict]())
    told = {Verdict(name): number for name, number in findings.run.counts.items()}
    rows = tuple(groups[key].row(key) for key in sorted(groups, key=_order))
    return Summary(
        run=findings.run,
        rows=rows,
        totals=tuple(_total(bearer, rows) for bearer in dict.fromkeys(row.bearer for row in rows)),
        verdicts=by_gravity(made),
        contested=sum(one.contested for one in groups.values()),
        without_finding=by_gravity({verdict: number - made[verdict] for verdict, number in told.items()}),
        invented=by_gravity(sum((one.invented for one in groups.values()), start=Counter[Verdict]())),
    )


@dataclass(slots=True)
class _Group:
    """Findings of one row, counted as they come."""

    title: str
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    contested: int = 0
    invented: Counter[Verdict] = field(default_factory=Counter)

    def add(self, finding: Finding) -> None:
        self.verdicts[finding.verdict] += 1
        self.contested += finding.contested
        self.invented[finding.verdict] += finding.is_made_up

    def row(self, key: _Key) -> SummaryRow:
        bearer, instrument, binding = key
        return SummaryRow(
            bearer=bearer,
            instrument=instrument,
            title=self.title,
            binding=binding,
            verdicts=by_gravity(self.verdicts),
            contested=self.contested,
            invented=by_gravity(self.invented),
        )


def _total(bearer: str | None, rows: tuple[SummaryRow, ...]) -> BearerTotal:
    own = [row for row in rows if row.bearer == bearer]
    counts = sum((Counter(row.verdicts) for row in own), start=Counter[Verdict]())
    invented = sum((Counter(row.invented) for row in own), start=Counter[Verdict]())
    return BearerTotal(
        bearer=bearer,
        verdicts=by_gravity(counts),
        contested=sum(row.contested for row in own),
        invented=by_gravity(invented),
    )


def by_gravity(counts: Mapping[Verdict, int]) -> dict[Verdict, int]:
    """Return counts in order of gravity, without those that are zero."""
    return {verdict: counts[verdict] for verdict in BY_GRAVITY if counts.get(verdict)}


def _order(key: _Key) -> tuple[int, str, str, bool]:
    bearer, instrument, binding = key
    rank = 2 if bearer is None else bearer == "all"
    return rank, bearer or "", instrument, binding is Binding.HORTATORY
