"""A run of findings as text for people: what was asked, a table, the findings by gravity, what was set aside, the counts."""

from __future__ import annotations

from collections.abc import Sequence

from sanctions_engine.models.findings import Finding, Findings, Run
from sanctions_engine.reports.answering import answered_text
from sanctions_engine.reports.finding_lines import Layout, brief_lines, finding_lines
from sanctions_engine.reports.folding import OPEN, by_rule, folded, fullest, is_open
from sanctions_engine.reports.grouping import (
    FEW,
    groups,
    in_order,
    is_bare,
    is_made_up,
    is_quiet,
    shown,
    without_evidence,
)
from sanctions_engine.reports.lines import WIDTH, Line, Piece, length, paragraph, row
from sanctions_engine.reports.open_ends import open_lines
from sanctions_engine.reports.overview import FEWEST, overview_lines, silent_lines, subjects_text
from sanctions_engine.reports.set_aside import set_aside_lines
from sanctions_engine.reports.together import records_lines, together_lines
from sanctions_engine.reports.totals import total_lines
from sanctions_engine.reports.words import pack_text, several, spoken


def text_lines(
    findings: Findings, *, verbose: bool = False, named: bool = False, narrowed: bool = False, width: int = WIDTH
) -> list[Line]:
    """Return a run as lines: its header, a table of the findings, each in detail, what was set aside, and the counts.

    The most severe stand first, those on made-up evidence last.

    Args:
        findings: The run.
        verbose: Show every finding, every step of its proof, and every claim.
        named: Subjects were asked for by name: each of their verdicts is told, also that a rule asks nothing of them.
        narrowed: Only some subjects or rules were asked for: what was set aside of the whole evidence is only counted.
        width: Columns of the terminal.
    """
    lines = run_lines(findings.run, width=width)
    told = shown(findings.findings, everything=verbose or named)
    briefly = named and not verbose and len(told) > FEW
    in_brief = [one for one in told if briefly and is_quiet(one)]
    parts = _Parts([one for one in told if not (briefly and is_quiet(one))], verbose, named)
    layout = _layout(parts.grouped, width, verbose)
    rows = in_order([*parts.grouped, *by_rule(parts.open)])
    table = overview_lines(rows, width=width, fewest=1 if parts.open else FEWEST)  # what is open has no other head
    lines += [(), *table] if table else []
    made_up = False
    for group in parts.grouped:
        lines.append(())
        if is_made_up(group[0]) and not made_up and not is_made_up(parts.grouped[0][0]):
            lines += [*paragraph(Piece("On made-up evidence:", "mark"), width=width), ()]
            made_up = True
        lines += _group_lines(group, layout)
    lines += [(), *(line for one in in_brief for line in brief_lines(one, layout))] if in_brief else []
    lines += open_lines(parts.open, width=width)
    lines += silent_lines(parts.silent, [*parts.grouped, *by_rule(parts.open)], width=width)
    lines.append(())
    lines += set_aside_lines(findings.run, width, verbose=verbose, narrowed=narrowed)
    places = [
        ("in detail", [one for group in parts.grouped for one in group]),
        ("in a line", in_brief),
        ("by what is missing", parts.open),
        ("of which no claim speaks", [one for group in parts.silent for one in group]),
    ]
    lines += total_lines(findings, places, width=width)
    return lines


class _Parts:
    """The findings to tell, by how they are told.

    Attributes:
        grouped: In detail, those that say the same as one.
        open: By what is missing.
        silent: By their ids alone: no claim speaks of them.
    """

    def __init__(self, told: Sequence[Finding], verbose: bool, named: bool) -> None:
        whole = verbose or named
        self.silent = [] if whole else without_evidence(groups(filter(is_bare, told), apart=False))
        silent = {id(one) for group in self.silent for one in group}
        rest = [one for one in told if id(one) not in silent]
        self.open = [] if whole else [one for one in rest if is_open(one)]
        if len(groups(self.open, apart=False)) <= FEW:
            self.open = []
        apart = {id(one) for one in self.open}
        grouped = groups((one for one in rest if id(one) not in apart), apart=verbose)
        self.grouped = grouped if verbose else folded(grouped)


def _group_lines(group: list[Finding], layout: Layout) -> list[Line]:
    if len({one.subject for one in group}) == 1 and len({one.rule for one in group}) == len(group):
        return finding_lines(fullest(group), layout, group)
    if group[0].verdict in OPEN:
        return together_lines(group, layout)
    return records_lines(group, layout)


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
        aside: list[Piece | str] = []
        if run.set_aside:
            aside = [", ", Piece(f"{several(run.set_aside, 'row')} set aside, not read", "bad")]
        lines += row("evidence", f"{', '.join(run.inputs)} ({run.input_digest[:12]})", *aside, width=width)
    if run.answered is not None:
        lines += row("judged", answered_text(run.answered), width=width)
    for instrument, day in sorted(run.assumed.items()):
        told = Piece(f"{instrument} adopted on {day}", "mark")
        lines += row("assumed", told, " - a scenario, not the law", width=width)
    return lines


def _layout(grouped: Sequence[Sequence[Finding]], width: int, verbose: bool) -> Layout:
    return Layout(
        width=width,
        full=verbose,
        verdicts=max((length(spoken(group[0].verdict)) for group in grouped), default=0),
        subjects=min(max((length(subjects_text(group)) for group in grouped), default=0), 28),
        rules=min(max((length(group[0].rule) for group in grouped), default=0), 28),
    )
