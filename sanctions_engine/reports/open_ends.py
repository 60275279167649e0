"""What is open, grouped by what is missing: each thing to look for once, with the rules and records that wait for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sanctions_engine.models.findings import Finding, Missing
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.reports.folding import rules_of
from sanctions_engine.reports.grouping import bearers_of, is_made_up
from sanctions_engine.reports.lines import Line, Piece, paragraph
from sanctions_engine.reports.words import several, spoken

FOOT = "`-v` or `--rule` tells each; in the place of claims, a source can declare that its list of them is complete"
MOST_NAMES = 6
MOST_RULES = 8
_Gap = tuple[str, str | None, str]
_BECAUSE = {
    "absent": "",
    "not covered": "",
    "imprecise": ", more exactly",
    "stale": ", more recent",
    "contradicted": ", on which speakers agree",
    "later than known_at": ", known in time",
}
"""What is looked for, by why it is missing; any other reason is named."""


def open_lines(findings: Sequence[Finding], *, width: int) -> list[Line]:
    """Return open findings as one list of what to look for, that for which most of them wait first.

    Args:
        findings: Findings that are undetermined or pending, and that nobody disputes.
        width: Columns of the terminal.
    """
    lines: list[Line] = []
    for made_up in (False, True):
        told = [one for one in findings if is_made_up(one) is made_up]
        if told:
            lines += [(), *paragraph(*_head(told, made_up), width=width)]
            for pieces in _gaps(told):
                lines += paragraph(*pieces, width=width, indent=2, hanging=4)
    if lines:
        lines += paragraph(Piece(FOOT, "label"), width=width, indent=2)
    return lines


def _head(findings: Sequence[Finding], made_up: bool) -> list[Piece | str]:
    counts = {
        verdict: sum(one.verdict is verdict for one in findings) for verdict in (Verdict.UNDETERMINED, Verdict.PENDING)
    }
    told = ", ".join(f"{number:,} {spoken(verdict)}" for verdict, number in counts.items() if number)
    where = " on made-up evidence" if made_up else ""
    return [Piece(f"Open{where}: {told}", "open"), " - by what is missing:"]


def _gaps(findings: Sequence[Finding]) -> Iterator[list[Piece | str]]:
    """Yield what is missing, with the findings that wait for it; one that misses several things stands under each.

    What the very same findings wait for stands together.
    """
    waiting: dict[_Gap | None, list[int]] = {}
    for index, finding in enumerate(findings):
        for gap in dict.fromkeys(map(_gap, finding.missing)) or (None,):
            waiting.setdefault(gap, []).append(index)
    together: dict[tuple[int, ...], list[_Gap | None]] = {}
    for gap, indexes in waiting.items():
        together.setdefault(tuple(indexes), []).append(gap)
    for places, gaps in sorted(together.items(), key=lambda one: -len(one[0])):
        found = [findings[index] for index in places]
        rules = rules_of(found)
        more = f" and {len(rules) - MOST_RULES} more" if len(rules) > MOST_RULES else ""
        yield [Piece("; ".join(_told(gaps)), "name"), f" ({_subjects(found)}): {', '.join(rules[:MOST_RULES])}{more}"]


def _gap(missing: Missing) -> _Gap:
    if not missing.kind:  # nothing that a claim states: a parameter, a division
        return "", None, missing.remedy.removeprefix("look for ")
    return missing.kind, missing.field, f"{missing.why}: {missing.note}" if missing.note else missing.why


def _told(gaps: Iterable[_Gap | None]) -> Iterator[str]:
    """Yield what is missing in words, the fields of one kind together."""
    fields: dict[tuple[str, str], list[str]] = {}
    for gap in gaps:
        kind, field, why = gap or ("", None, "nothing that a claim could add")
        fields.setdefault((kind, why), []).extend([f"`{field}`"] if field else [])
    for (kind, why), names in fields.items():
        what = f"{', '.join(names)} of `{kind}`" if names else f"claims of `{kind}`"
        reason, _, note = why.partition(": ")
        told = f" ({note})" if note else ""
        yield f"{what}{_BECAUSE.get(reason, f', {reason}')}{told}" if kind else why


def _subjects(findings: Sequence[Finding]) -> str:
    names = bearers_of(findings)
    return ", ".join(names) if len(names) <= MOST_NAMES else several(len(names), "subject")
