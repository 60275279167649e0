"""A run of findings as text for people: what was asked, a table, the findings by gravity, what was set aside, the counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sanctions_engine.models.findings import Finding, Findings, Missing, Run
from sanctions_engine.models.verdicts import BY_GRAVITY, Verdict
from sanctions_engine.reports.answering import answered_text
from sanctions_engine.reports.finding_lines import Layout, brief_lines, finding_lines, head_lines, missing_text
from sanctions_engine.reports.grouping import (
    FEW,
    bearers_of,
    groups,
    is_bare,
    is_made_up,
    is_quiet,
    number_of_periods,
    shown,
    without_evidence,
)
from sanctions_engine.reports.lines import WIDTH, Line, Piece, length, paragraph, row
from sanctions_engine.reports.overview import overview_lines, silent_lines, subjects_text, when_text
from sanctions_engine.reports.words import DEMANDS, STYLE_OF, due_text, pack_text, several, spoken

MOST_REJECTED = 20
MOST_TOGETHER = 3


def text_lines(findings: Findings, *, verbose: bool = False, named: bool = False, width: int = WIDTH) -> list[Line]:
    """Return a run as lines: its header, a table of the findings, each in detail, what was set aside, and the counts.

    The most severe stand first, those on made-up evidence last.

    Args:
        findings: The run.
        verbose: Show every finding, every step of its proof, and every claim.
        named: Subjects were asked for by name: each of their verdicts is told, also that a rule asks nothing of them.
        width: Columns of the terminal.
    """
    lines = run_lines(findings.run, width=width)
    told = shown(findings.findings, everything=verbose or named)
    briefly = named and not verbose and len(told) > FEW
    in_brief = [one for one in told if briefly and is_quiet(one)]
    grouped = groups((one for one in told if not (briefly and is_quiet(one))), apart=verbose)
    silent = [] if verbose or named else without_evidence(grouped)
    grouped = [group for group in grouped if not any(group is one for one in silent)]
    layout = _layout(grouped, width, verbose)
    table = overview_lines(grouped, width=width)
    lines += [(), *table] if table else []
    made_up = False
    for group in grouped:
        lines.append(())
        if is_made_up(group[0]) and not made_up and not is_made_up(grouped[0][0]):
            lines += [*paragraph(Piece("On made-up evidence:", "mark"), width=width), ()]
            made_up = True
        lines += finding_lines(group[0], layout) if len(group) == 1 else _together(group, layout)
    lines += [(), *(line for one in in_brief for line in brief_lines(one, layout))] if in_brief else []
    lines += silent_lines(silent, grouped, width=width)
    lines.append(())
    lines += set_aside_lines(findings.run, width, verbose=verbose)
    hidden = len(findings.findings) - len(told)
    if hidden:
        words = f"{several(hidden, 'finding')} not shown here: {_quiet_counts(findings)}"
        lines += paragraph(Piece(words, "label"), width=width)
    lines += paragraph(*counts_line(findings), width=width)
    return lines


def run_lines(run: Run, *, width: int = WIDTH) -> list[Line]:
    """Return what was asked, of which rules and on which evidence."""
    asked = f"as of {run.as_of}" + (f", as known at {run.known_at}" if run.known_at else "")
    if run.perspective:
        asked += f", believing {run.perspective} first"
    if run.reading:
        asked += f", under the reading {run.reading}"
    engine = "" if run.engine == "reference" else f", engine {run.engine}"
    version = f" - sanctions-engine {run.engine_version}{engine}"
    lines = paragraph(Piece(asked[:1].upper() + asked[1:], "name"), version, width=width)
    lines += row("rules", "; ".join(pack_text(pack) for pack in run.packs) or "none", width=width)
    if run.inputs:
        lines += row("evidence", f"{', '.join(run.inputs)} ({run.input_digest[:12]})", width=width)
    if run.answered is not None:
        lines += row("judged", answered_text(run.answered), width=width)
    for instrument, day in sorted(run.assumed.items()):
        told = Piece(f"{instrument} adopted on {day}", "mark")
        lines += row("assumed", told, " - a scenario, not the law", width=width)
    return lines


def counts_line(findings: Findings) -> list[Piece | str]:
    """Return the last line: how many rules and subjects, and how many of each verdict; what was made up comes last.

    Contested findings are counted with the verdict that they have.
    """
    run = findings.run
    head = f"{several(run.rules, 'rule')}, {several(run.subjects, 'subject')}: "
    if not any(run.counts.values()):
        return [head, "nothing to judge"]
    real = {name: number - run.invented.get(name, 0) for name, number in run.counts.items()}
    told = _counted(real, [one for one in findings.findings if not is_made_up(one)])
    if any(run.invented.values()):
        made_up = _counted(run.invented, [one for one in findings.findings if is_made_up(one)])
        told = [*told, "; " if told else "", Piece("on made-up evidence", "mark"), ": ", *made_up]
    return [head, *told]


def _counted(counts: Mapping[str, int], findings: Iterable[Finding]) -> list[Piece | str]:
    contested = Counter(one.verdict for one in findings if one.contested)
    told: list[Piece | str] = []
    for verdict in BY_GRAVITY:
        number = counts.get(verdict.value, 0)
        if number > 0:
            more = f" ({contested[verdict]:,} contested)" if contested[verdict] else ""
            told += [", " if told else "", Piece(f"{number:,} {spoken(verdict)}", STYLE_OF[verdict]), more]
    return told


def _layout(grouped: Sequence[Sequence[Finding]], width: int, verbose: bool) -> Layout:
    return Layout(
        width=width,
        full=verbose,
        verdicts=max((length(spoken(group[0].verdict)) for group in grouped), default=0),
        subjects=min(max((length(subjects_text(group)) for group in grouped), default=0), 28),
        rules=min(max((length(group[0].rule) for group in grouped), default=0), 28),
    )


def _together(group: list[Finding], layout: Layout) -> list[Line]:
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


def set_aside_lines(run: Run, width: int, *, verbose: bool) -> list[Line]:
    """Return which rows of the evidence were set aside, and what was noticed in the rest."""
    lines: list[Line] = []
    total = max(run.set_aside, len(run.rejected))
    if total:
        number = several(total, "row")
        lines += paragraph(Piece(f"{number} of the evidence set aside, not read:", "bad"), width=width)
        shown = run.rejected if verbose else run.rejected[:MOST_REJECTED]
        for one in shown:
            field = f", field `{one.field}`" if one.field and f"`{one.field}`" not in one.reason else ""
            where = f"{one.file}:{one.line}{field}: {one.reason} [{one.code}]"
            lines += paragraph(where, width=width, indent=2, hanging=2)
        if total > len(shown):
            lines += paragraph(f"and {total - len(shown):,} more", width=width, indent=2)
        lines.append(())
    for warning in run.warnings:
        lines += paragraph(Piece(warning, "mark"), width=width, hanging=2)
    if run.warnings:
        lines.append(())
    return lines


def _quiet_counts(findings: Findings) -> str:
    counts: dict[Verdict, int] = {}
    for finding in findings.findings:
        if is_quiet(finding):
            counts[finding.verdict] = counts.get(finding.verdict, 0) + 1
    return ", ".join(f"{counts[verdict]:,} {spoken(verdict)}" for verdict in BY_GRAVITY if verdict in counts)
