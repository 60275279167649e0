"""A proof as lines: in short, the named values and the claims behind them; in full, every step."""

from __future__ import annotations

from collections.abc import Iterator

from sanctions_engine.models.findings import Finding, ProofNode
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.reports.lines import Line, Piece, row
from sanctions_engine.reports.words import speakers

CONDITIONS = {
    "satisfied_when": ("done by {day}", "not done by {day}", "not known whether it was done by {day}"),
    "violated_when": ("forbidden", "not forbidden", "not known whether it is forbidden"),
    "raised_when": ("the flag is up", "no flag", "not known whether there is a flag"),
    "when": ("holds", "does not hold", "not known whether it holds"),
    "where": ("it is of this kind", "it is not of this kind", "not known whether it is of this kind"),
    "applies_when": ("the norm applies", "the norm does not apply", "not known whether the norm applies"),
}
"""What a condition says when it is true, false or unknown."""

_DECIDES = frozenset({"satisfied_when", "violated_when", "raised_when"})
_GROUNDS_TO_LET_OFF = frozenset({"exception", "exemption"})
_TOLD_BEFORE = "law in force"
_VALUES = ("true", "false", "unknown")
_DAYS = {"due": "due", "on": "its day is"}


def proof_rows(finding: Finding, width: int, *, full: bool) -> list[Line]:
    """Return the proof of a finding as the rows `because`.

    Args:
        finding: The finding.
        width: Columns of the terminal.
        full: Show every step, not only what has a name, a claim or a note.
    """
    root = finding.because
    steps = [step for step in root.parts if step.role != _TOLD_BEFORE]
    chosen = sorted([step for step in steps if full or _matters(step)] or steps, key=_is_due)
    reason = root.note or ""
    lines: list[Line] = []
    formulas: dict[str, None] = {}
    if reason and not any(step.role in _DECIDES for step in chosen[:1]):
        lines += row("because", reason, width=width)
    for index, step in enumerate(chosen):
        told, formula = _step(step, finding, reason if index == 0 and step.role in _DECIDES else "")
        lines += row("" if lines else "because", *told, width=width)
        for depth, pieces in _parts(step, finding, full):
            lines += row("", *pieces, width=width, deeper=2 * depth)
        formulas.update({formula: None} if formula else {})
    for index, formula in enumerate(formulas):
        lines += row("" if index else "formula", formula, width=width)
    return lines


def formulas_of(finding: Finding) -> list[str]:
    """Return the formulas of the conditions that decided."""
    return [step.text for step in finding.because.parts if step.role in _DECIDES]


def why_quiet(finding: Finding) -> str:
    """Return in a line why a rule asks nothing of a subject, or is not broken by it: words first, then what was looked at."""
    root = finding.because
    if finding.verdict is Verdict.NOT_IN_FORCE:
        return finding.text_in_force or root.note or ""
    steps = [step for step in root.parts if step.role in CONDITIONS and step.value == "false"]
    return f"{root.note or ''}: {steps[-1].text}" if steps else root.note or ""


def marked(node: ProofNode) -> set[str]:
    """Return the texts of the steps that have a note: the short form shows those."""
    return {one.text for one in node.steps() if one.note}


def _is_due(step: ProofNode) -> bool:
    return step.role == "due"


def _matters(step: ProofNode) -> bool:
    """Whether a step belongs into the short form: what decides, and what was not simply true."""
    if step.role.partition(" ")[0] in _GROUNDS_TO_LET_OFF:
        return step.value == "true"
    return step.role in _DECIDES or step.role == "due" or step.value != "true"


def _step(step: ProofNode, finding: Finding, reason: str) -> tuple[list[Piece | str], str | None]:
    """Return a step in words, and the formula behind it, which is told after all of them."""
    words = CONDITIONS.get(step.role)
    formula: str | None = None
    if reason:
        head, formula = reason, step.text
    elif words and step.value in _VALUES:
        head, formula = words[_VALUES.index(step.value)].format(day=step.on), step.text
    elif step.role.partition(" ")[0] in _GROUNDS_TO_LET_OFF and step.value in _VALUES:
        head, formula = f"{step.role} {CONDITIONS['when'][_VALUES.index(step.value)]}", step.text
    elif step.role in _DAYS:
        head = f"{_DAYS[step.role]} {step.value}" + ("" if step.value in step.text else f" = {step.text}")
    elif step.role:
        head = f"{step.role}: {step.text} = {step.value}"
    else:
        head = step.text if step.value in ("", step.text) else f"{step.text}: {step.value}"
    return [head, *_behind(step, finding)], formula


def _behind(node: ProofNode, finding: Finding) -> list[Piece | str]:
    """Return the speakers, the note and the citation of a step."""
    known = {claim.id: claim for claim in finding.claims}
    told: list[Piece | str] = []
    by = speakers(known[id] for id in node.claims if id in known)
    if by:
        told.append(Piece(f" ({by})", "name"))
    if node.note:
        told.append(Piece(f" - {node.note}", "label"))
    if node.citation and node.citation != finding.citation:
        told.append(Piece(f" [{node.citation}]", "label"))
    return told


def _parts(step: ProofNode, finding: Finding, full: bool) -> Iterator[tuple[int, list[Piece | str]]]:
    """Yield the steps below one with their depth; a value that was told is not told again."""
    told: set[tuple[str, str]] = set()
    waiting = [(1, part, False) for part in reversed(step.parts)]
    while waiting:
        depth, node, stood_in = waiting.pop()
        node, parts = _merged(node)
        shown = full or (_is_told(node, finding) and not (stood_in and not node.claims and not parts))
        if shown and not full:
            if (node.text, node.value) in told:
                continue
            told.add((node.text, node.value))
        if shown:
            yield depth, [f"{node.text} = {node.value}", *_behind(node, finding)]
        presumed = (node.note or "").startswith("presumed")
        waiting.extend((depth + shown, part, presumed) for part in reversed(parts))


def _merged(node: ProofNode) -> tuple[ProofNode, tuple[ProofNode, ...]]:
    """Return a step and those below it; a name and the `let` that it stands for are one step."""
    if len(node.parts) == 1 and node.parts[0].role == f"let {node.text}":
        let = node.parts[0]
        update = {"claims": let.claims or node.claims, "note": node.note or let.note, "role": let.role}
        return node.model_copy(update=update), let.parts
    return node, node.parts


def _is_told(node: ProofNode, finding: Finding) -> bool:
    cites = node.citation is not None and node.citation != finding.citation
    is_named = node.role.startswith(("let ", "record")) or node.text.startswith("parameter.")
    return bool(node.claims or node.note or cites or is_named)
