"""One finding as lines: the verdict first, then why, what is disputed, what is missing, and what is cited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sanctions_engine.findings.pleas import how_it_stands
from sanctions_engine.findings.proofs import claims_below
from sanctions_engine.models.findings import ClaimUse, ExceptionConsidered, Finding, Missing
from sanctions_engine.models.norms import Binding
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.reports.grouping import is_made_up, may_not_apply
from sanctions_engine.reports.lines import Line, Piece, columns, paragraph, row
from sanctions_engine.reports.proof_lines import formulas_of, marked, proof_rows, why_quiet
from sanctions_engine.reports.words import (
    DEMANDS,
    STYLE_OF,
    complete_lists,
    day_text,
    due_text,
    speakers,
    spoken,
    spoken_by,
)

MOST_MISSING = 6
MOST_CHANGES = 2


@dataclass(frozen=True, slots=True)
class Layout:
    """How findings are laid out.

    Attributes:
        width: Columns of the terminal.
        full: Show every step of a proof, every claim and every exception.
        verdicts: Cells of the column of verdicts.
        subjects: Cells of the column of subjects.
        rules: Cells of the column of rules.
    """

    width: int
    full: bool
    verdicts: int = 0
    subjects: int = 0
    rules: int = 0


def head_lines(
    finding: Finding, layout: Layout, subject: str | None = None, when: str | None = None, rules: Sequence[str] = ()
) -> list[Line]:
    """Return the first line of a finding: verdict, subject, rule, due day, and what marks it (contested, hortatory)."""
    verdict = finding.verdict
    when = when or due_text(finding) or day_text(finding)
    marks = ["contested"] if finding.contested else []
    if is_made_up(finding):
        marks.append("on made-up evidence")
    if finding.binding is Binding.HORTATORY:
        marks.append("hortatory: asked for, not binding")
    if may_not_apply(finding):
        marks.append("if it applies")
    cells = [
        (Piece(spoken(verdict).upper(), STYLE_OF[verdict]), layout.verdicts),
        (Piece(subject or finding.subject, "name"), layout.subjects),
        (Piece(", ".join(rules) or finding.rule, "name"), layout.rules),
        (Piece(when), 30 if marks else 0),
        (Piece(", ".join(marks), "mark"), 0),
    ]
    return columns(cells, width=layout.width)


def brief_lines(finding: Finding, layout: Layout) -> list[Line]:
    """Return a finding that asks nothing of its subject as one line: the verdict, and why."""
    head = Piece(f"{spoken(finding.verdict)}: ", STYLE_OF[finding.verdict])
    who = [Piece(f"{finding.subject} under {finding.rule} ", "name")]
    return paragraph(*who, head, f"because {why_quiet(finding)}", width=layout.width, hanging=4)


def finding_lines(finding: Finding, layout: Layout, sides: Sequence[Finding] = ()) -> list[Line]:
    """Return a finding as lines.

    Args:
        finding: The finding, or that of several whose proof is told.
        layout: How it is laid out.
        sides: All findings that are told with it: the sides of one ban on one record.
    """
    lines = head_lines(finding, layout, rules=[one.rule for one in sides])
    told = ""
    for label, pieces in _before_the_proof(finding, sides if len(sides) > 1 else (), layout):
        lines += row("" if label == told else label, *pieces, width=layout.width)
        told = label
    if finding.error is None:
        lines += proof_rows(finding, layout.width, full=layout.full)
        shown = formulas_of(finding)
        for formula in dict.fromkeys(text for side in sides for text in formulas_of(side) if text not in shown):
            lines += row("", formula, width=layout.width)
    last = ""
    for label, pieces in after_the_proof(finding, layout):
        lines += row("" if label == last else label, *pieces, width=layout.width)
        last = label
    return lines


Rows = Iterator[tuple[str, Sequence[Piece | str]]]


def _before_the_proof(finding: Finding, sides: Sequence[Finding], layout: Layout) -> Rows:
    for side in sides:
        yield DEMANDS[side.modality], [f"{side.title} (bearer {side.bearer})" if side.bearer else side.title]
    if not sides:
        yield DEMANDS[finding.modality], [finding.title]
    if finding.bearer and finding.bearer != finding.subject and not sides:
        yield "bearer", ["all States together" if finding.bearer == "all" else finding.bearer]
    if finding.error:
        yield "error", [Piece("the rule failed to evaluate, so there is no verdict: ", "bad"), finding.error]
    if finding.text_in_force:
        yield "in force", [finding.text_in_force if layout.full else _last_change(finding.text_in_force)]


def _last_change(told: str) -> str:
    """Return what made a text what it is, in short: of many changes their number and the last."""
    changes = told.split("; ")
    return told if len(changes) <= MOST_CHANGES else f"changed {len(changes)} times; at last {changes[-1]}"


def after_the_proof(finding: Finding, layout: Layout) -> Rows:
    """Yield what stands below a proof: disputes, gaps, exceptions, figures, what others say, and the citation."""
    yield from _disputes(finding)
    yield from _gaps(finding, layout)
    yield from _exceptions(finding, layout)
    for name, figure in finding.shows.items():
        yield "shows", [f"{name} = {figure}"]
    for assessed in finding.assessments:
        words = f': "{assessed.words}"' if assessed.words else ""
        same = "" if not assessed.agrees else ", as found here"
        yield "assessed", [f"{assessed.by} says {assessed.says}{_dated(assessed.on)} ({assessed.source}){same}{words}"]
    if finding.points_to:
        yield "look at", [", ".join(finding.points_to)]
    if layout.full:
        for claim in finding.claims:
            made_up = ", made up" if claim.invented else ""
            grade = f", graded {claim.grade}" if claim.grade else ""
            known = "" if claim.known.low == date.min else f", known {claim.known}"
            told = f"{spoken_by(claim)}{known}{grade}{made_up}"
            yield "claim", [f"{claim.fact}: {claim.says} ({told})"]
        for told in complete_lists(finding.complete):
            yield "complete", [told]
    yield "cites", [str(finding.citation)]
    if layout.full and finding.citation.url:
        yield "", [finding.citation.url]


def _disputes(finding: Finding) -> Rows:
    for other in finding.verdicts:
        if other.verdict is finding.verdict and other.note is None:
            continue
        who = "" if other.perspective == "record" else f"believing {other.perspective} first"
        how = "" if other.reading == "default" else other.reading
        name = ", ".join(part for part in (how, who) if part)
        if not name:  # the finding's own verdict: only its note is news
            yield "late", [other.note or ""]
            continue
        note = f", {other.note}" if other.note else ""
        yield "read as", [f"{name}: ", Piece(spoken(other.verdict), STYLE_OF[other.verdict]), note]
    for plea in finding.pleas:
        words = f': "{plea.words}"' if plea.words else ""
        yield "plea", [f'{plea.by}: "{plea.ground}" - {plea.note} ({plea.source}){words}']
    if finding.rests_on:
        yield "rests on", [f"the word of {', '.join(finding.rests_on)}"]


def _gaps(finding: Finding, layout: Layout) -> Rows:
    if finding.verdict in (Verdict.UNDETERMINED, Verdict.PENDING):
        for one in finding.missing[:MOST_MISSING]:
            yield "missing", [missing_text(one)]
        if len(finding.missing) > MOST_MISSING:
            yield "missing", [f"and {len(finding.missing) - MOST_MISSING} more"]
    if finding.verdict is Verdict.UNDETERMINED and finding.possible:
        yield "possible", [" or ".join(spoken(verdict) for verdict in finding.possible)]
    told = set() if layout.full else marked(finding.because)
    for presumed in finding.presumed:
        if presumed.text in told:
            continue
        yield "presumed", [f"{presumed.text} = {presumed.value}: {presumed.because}"]


def missing_text(missing: Missing) -> str:
    """Return what was not known, why, and what to look for."""
    return f"{missing.why}: {missing.remedy}"


def _exceptions(finding: Finding, layout: Layout) -> Rows:
    """Yield the exceptions that matter; of those that nobody has shown, the short form tells the names alone."""
    known = {claim.id: claim for claim in finding.claims}
    silent: dict[str, list[ExceptionConsidered]] = {}
    for one in finding.exceptions:
        in_doubt = one.holds == "unknown" and (finding.verdict is not Verdict.UNDETERMINED or one.note is not None)
        others = _claimed_for(one, finding) if one.holds == "false" else []
        refused = bool(others)
        has_ended = one.holds == "false" and one.note is not None and one.takes_out is None
        if not (one.decided or one.takes_out or layout.full or in_doubt or refused or has_ended):
            continue
        if not (layout.full or one.decided or one.takes_out or one.note or refused):
            silent.setdefault(how_it_stands(one), []).append(one)
            continue
        title = f" ({one.title})" if one.title else ""
        cited = "" if one.citation == finding.citation else f" [{one.citation}]"
        by = speakers(known[id] for id in one.claims if id in known)
        who = [Piece(f" ({by})", "name")] if by else []
        yield "except", [f"{one.id}{title}: {how_it_stands(one)}", *who, cited]
        if refused and not layout.full:
            yield "except", ["; ".join(f"{claim.fact}: {claim.says}" for claim in others)]
    for stands, found in silent.items():
        titles = dict.fromkeys(one.title for one in found)
        told = "; ".join(
            f"{', '.join(e.id for e in found if e.title == title)}{f' ({title})' if title else ''}" for title in titles
        )
        yield "except", [f"{told}: {stands}"]


def _claimed_for(one: ExceptionConsidered, finding: Finding) -> list[ClaimUse]:
    """Return the claims of other kinds that were read for an exemption: somebody relies on it."""
    roles = (f"exemption {one.id}", f"exception {one.id}")
    steps = [step for step in finding.because.parts if step.role in roles]
    read = {id for step in steps for id in claims_below(step)}
    return [claim for claim in finding.claims if claim.id in read and claim.fact != finding.subject_kind]


def _dated(day: object) -> str:
    return "" if day is None else f" on {day}"
