"""A run of findings as text for people: what was asked, the findings by gravity, what was set aside, and the counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sanctions_engine.models.findings import Finding, Findings, Run
from sanctions_engine.models.norms import Binding, RuleSeverity
from sanctions_engine.models.verdicts import BY_GRAVITY, Verdict
from sanctions_engine.reports.finding_lines import Layout, finding_lines, head_lines, missing_text
from sanctions_engine.reports.lines import WIDTH, Line, Piece, length, paragraph, row
from sanctions_engine.reports.words import DEMANDS, STYLE_OF, pack_text, several, spoken

QUIET = frozenset({Verdict.NOT_IN_FORCE, Verdict.NOT_APPLICABLE, Verdict.CLEAR, Verdict.CLEAN})
"""Verdicts that are only counted, unless somebody disputes them or nothing else was found."""

FEW = 5
MOST_REJECTED = 20
TOGETHER = 2
"""So many findings without any evidence, alike but for their subject, are told together."""


def text_lines(findings: Findings, *, verbose: bool = False, width: int = WIDTH) -> list[Line]:
    """Return a run as lines: its header, the findings most severe first, what was set aside, and the counts.

    Args:
        findings: The run.
        verbose: Show every finding, every step of its proof, and every claim.
        width: Columns of the terminal.
    """
    lines = run_lines(findings.run, width=width)
    shown = _shown(findings.findings, verbose)
    layout = _layout(shown, width, verbose)
    for group in _groups(shown, verbose):
        lines.append(())
        lines += finding_lines(group[0], layout) if len(group) == 1 else _together(group, layout)
    lines.append(())
    lines += _set_aside(findings.run, width, verbose)
    hidden = len(findings.findings) - len(shown)
    if hidden:
        told = f"{several(hidden, 'finding')} not shown here: {_quiet_counts(findings)}"
        lines += paragraph(Piece(told, "label"), width=width)
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
    for instrument, day in sorted(run.assumed.items()):
        told = Piece(f"{instrument} adopted on {day}", "mark")
        lines += row("assumed", told, " - a scenario, not the law", width=width)
    return lines


def counts_line(findings: Findings) -> list[Piece | str]:
    """Return the last line: how many rules and subjects, and how many of each verdict.

    Contested findings are counted with the verdict that they have.
    """
    run = findings.run
    contested = dict.fromkeys(BY_GRAVITY, 0)
    for finding in findings.findings:
        contested[finding.verdict] += finding.contested
    told: list[Piece | str] = [f"{several(run.rules, 'rule')}, {several(run.subjects, 'subject')}: "]
    first = True
    for verdict in BY_GRAVITY:
        number = run.counts.get(verdict.value, 0)
        if number:
            told.append("" if first else ", ")
            more = f" ({contested[verdict]:,} contested)" if contested[verdict] else ""
            told += [Piece(f"{number:,} {spoken(verdict)}", STYLE_OF[verdict]), more]
            first = False
    return told if not first else [*told, "nothing to judge"]


def is_quiet(finding: Finding) -> bool:
    """Whether a finding is only counted: nothing is asked of its subject, and nobody says otherwise."""
    return finding.verdict in QUIET and not (finding.contested or finding.pleas or finding.assessments)


def _shown(findings: Sequence[Finding], verbose: bool) -> list[Finding]:
    loud = [finding for finding in findings if verbose or not is_quiet(finding)]
    if not loud and len(findings) <= FEW:
        loud = list(findings)
    rank = {verdict: index for index, verdict in enumerate(BY_GRAVITY)}
    weight = {severity: -index for index, severity in enumerate(RuleSeverity)}
    return sorted(loud, key=lambda one: (rank[one.verdict], one.binding is Binding.HORTATORY, weight[one.severity]))


def _layout(findings: Iterable[Finding], width: int, verbose: bool) -> Layout:
    shown = list(findings)
    return Layout(
        width=width,
        full=verbose,
        verdicts=max((length(spoken(one.verdict)) for one in shown), default=0),
        subjects=min(max((length(one.subject) for one in shown), default=0), 28),
        rules=min(max((length(one.rule) for one in shown), default=0), 28),
    )


def _groups(findings: Iterable[Finding], verbose: bool) -> list[list[Finding]]:
    """Return the findings in order; those of one rule that rest on no evidence at all stand together."""
    alike: dict[tuple[object, ...], list[Finding]] = {}
    groups: list[list[Finding]] = []
    for finding in findings:
        key = (finding.rule, finding.verdict, str(finding.due), finding.on)
        bare = not (finding.claims or finding.pleas or finding.assessments or finding.contested)
        if verbose or not bare or finding.verdict not in (Verdict.UNDETERMINED, Verdict.PENDING):
            groups.append([finding])
        elif key in alike:
            alike[key].append(finding)
        else:
            alike[key] = [finding]
            groups.append(alike[key])
    return [part for group in groups for part in ([group] if len(group) >= TOGETHER else [[one] for one in group])]


def _together(group: list[Finding], layout: Layout) -> list[Line]:
    """Return findings on which there is no evidence, alike but for the subject, as one."""
    first = group[0]
    names = ", ".join(finding.subject for finding in group)
    fits = len(names) <= layout.subjects
    lines = head_lines(first, layout, names if fits else f"{len(group):,} subjects")
    lines += row(DEMANDS[first.modality], first.title, width=layout.width)
    lines += row(
        "because", f"{first.because.note or 'nothing is known'}: no claim is about any of them", width=layout.width
    )
    lines += [] if fits else row("subjects", names, width=layout.width)
    for index, one in enumerate(first.missing[:2]):
        lines += row("" if index else "missing", f"for {first.subject}, {missing_text(one)}", width=layout.width)
    return [*lines, *row("cites", str(first.citation), width=layout.width)]


def _set_aside(run: Run, width: int, verbose: bool) -> list[Line]:
    lines: list[Line] = []
    if run.rejected:
        number = several(len(run.rejected), "row")
        lines += paragraph(Piece(f"{number} of the evidence set aside, not read:", "bad"), width=width)
        shown = run.rejected if verbose else run.rejected[:MOST_REJECTED]
        for one in shown:
            field = f", field `{one.field}`" if one.field else ""
            where = f"{one.file}:{one.line}{field}: {one.reason} [{one.code}]"
            lines += paragraph(where, width=width, indent=2, hanging=2)
        if len(run.rejected) > len(shown):
            lines += paragraph(f"and {len(run.rejected) - len(shown):,} more", width=width, indent=2)
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
