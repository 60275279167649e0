"""Several findings told as one: subjects of which nothing is known, and records under the same rules for the same reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sanctions_engine.models.findings import Finding, Missing, ProofNode
from sanctions_engine.reports.finding_lines import Layout, after_the_proof, head_lines, missing_text
from sanctions_engine.reports.folding import fullest, names_of_bearers, rules_of
from sanctions_engine.reports.grouping import bearers_of, is_bare, number_of_periods
from sanctions_engine.reports.lines import Line, row
from sanctions_engine.reports.overview import subjects_text, when_text
from sanctions_engine.reports.proof_lines import formulas_of
from sanctions_engine.reports.words import DEMANDS, day_text, due_text, speakers

MOST_TOGETHER = 3
MOST_RECORDS = 12
MOST_VALUES = 4


def records_lines(group: Sequence[Finding], layout: Layout) -> list[Line]:
    """Return findings on several records that the same rules come to for the same reason: one row a record."""
    first = group[0]
    subjects = list(dict.fromkeys(one.subject for one in group))
    when = when_text(group)
    dated = due_text(first) or (f"on {when}" if when[:1].isdigit() else when)
    lines = head_lines(first, layout, subjects_text(group), dated, rules_of(group))
    for title in dict.fromkeys(one.title for one in group):
        lines += row(DEMANDS[first.modality], title, width=layout.width)
    lines += row("because", first.because.note or "", width=layout.width)
    for subject in subjects[:MOST_RECORDS]:
        told = _record([one for one in group if one.subject == subject])
        lines += row("", f"{subject}{told}", width=layout.width, deeper=2)
    if len(subjects) > MOST_RECORDS:
        lines += row("", f"and {len(subjects) - MOST_RECORDS:,} more; `-v` tells each", width=layout.width, deeper=2)
    for index, formula in enumerate(dict.fromkeys(text for one in group for text in formulas_of(one))):
        lines += row("" if index else "formula", formula, width=layout.width)
    last = ""
    for label, pieces in after_the_proof(first, layout):
        lines += row("" if label == last else label, *pieces, width=layout.width)
        last = label
    return lines


def _record(findings: Sequence[Finding]) -> str:
    """Return of one record its day, who is bound, and the values that decide, with who says them."""
    one = fullest(findings)
    told = [day_text(one).removeprefix("on "), " and ".join(names_of_bearers(findings))]
    leaves = dict.fromkeys(f"{node.text} = {node.value}" for node in _leaves(one.because))
    values = ", ".join(list(leaves)[:MOST_VALUES])
    known = {claim.id: claim for claim in one.claims}
    ids = dict.fromkeys(id for node in _leaves(one.because) for id in node.claims if id in known)
    by = speakers(known[id] for id in ids)
    head = "".join(f", {text}" for text in told if text)
    return f"{head}: {values} ({by})" if values else head


def _leaves(node: ProofNode) -> Iterator[ProofNode]:
    """Yield the steps that read claims and have none below them that do; the day is told apart."""
    if node.role in ("due", "on"):
        return
    below = [leaf for part in node.parts for leaf in _leaves(part)]
    yield from below or ([node] if node.claims else [])


def together_lines(group: list[Finding], layout: Layout) -> list[Line]:
    """Return findings that are alike but for subject and period, for want of evidence or of one field, as one."""
    first, names = group[0], bearers_of(group)
    periods = number_of_periods(group)
    told = subjects_text(group)
    when = when_text(group)
    due = f"due {when}" if first.due is not None else due_text(first) or when
    lines = head_lines(first, layout, told, due)
    lines += row(DEMANDS[first.modality], first.title, width=layout.width)
    reason = first.because.note or "nothing is known"
    why = (
        "no claim is about any of them"
        if all(is_bare(one) for one in group)
        else "nobody states the same of any of them"
    )
    lines += row("because", f"{reason}: {why}", width=layout.width)
    if ", ".join(names) not in told:
        lines += row("subjects", ", ".join(names), width=layout.width)
    wanted = list(dict.fromkeys(_for_each(one, finding) for finding in group for one in finding.missing))
    whom = "each subject X and period" if periods > 1 else "each subject X"
    for index, text in enumerate(wanted[:MOST_TOGETHER]):
        lines += row("" if index else "missing", f"for {whom}, {text}" if " X" in text else text, width=layout.width)
    if len(wanted) > MOST_TOGETHER:
        lines += row("", f"and {len(wanted) - MOST_TOGETHER:,} more", width=layout.width)
    return [*lines, *row("cites", str(first.citation), width=layout.width)]


def _for_each(missing: Missing, finding: Finding) -> str:
    """Return what is missing without what differs between the subjects: their names, and their due days."""
    name = bearers_of([finding])[0]
    text = missing_text(missing)
    if finding.due is not None:
        text = text.replace(f"dated by {finding.due}", "dated by the due day")
    return re.sub(rf" {re.escape(name)}(?=[,)])", " X", text)
