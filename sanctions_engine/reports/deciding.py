"""The line of a proof that decides: the reason of the verdict table, and the innermost condition that made it so."""

from __future__ import annotations

from sanctions_engine.models.findings import Finding, ProofNode
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.reports.words import speakers

_DECIDES = {
    Verdict.EXEMPT: ("exception", "exemption"),
    Verdict.NOT_APPLICABLE: ("where", "applies_when"),
}
_CONDITIONS = ("satisfied_when", "violated_when", "raised_when")
_TRUTHS = ("true", "false", "unknown")


def deciding_lines(finding: Finding) -> list[str]:
    """Return why a finding has its verdict in a line or two: first the reason, then the condition with its values.

    Example:
        >>> from datetime import date
        >>> from sanctions_engine import evaluate, load_dossier, load_pack
        >>> pack = load_pack("un/dprk")
        >>> dossier = load_dossier("examples/russia-2020", kinds=pack.kinds)
        >>> found = evaluate(pack, dossier, as_of=date(2020, 1, 24), rules=["unscr-2397-8"], subjects=["RUS"])[0]
        >>> for line in deciding_lines(found):
        ...     print(line)
        not done by the due day and not shown since
        earning + min(shown(idle), shown(earned)) + shown(overseers) <= shown(barred) is false: ...
    """
    reason = finding.because.note or finding.text_in_force
    told = [reason] if reason else []
    step = _deciding_step(finding)
    if step is not None:
        told.append(_told(_innermost(step), finding))
    return told


def _deciding_step(finding: Finding) -> ProofNode | None:
    """Return the step that made the verdict what it is: the last of its role that is neither open nor beside the point."""
    roles = _DECIDES.get(finding.verdict, _CONDITIONS)
    steps = [one for one in finding.because.parts if one.role.partition(" ")[0] in roles and one.value in _TRUTHS]
    if finding.verdict is Verdict.EXEMPT:
        steps = [one for one in steps if one.value == "true"]
    elif finding.verdict is Verdict.NOT_APPLICABLE:
        steps = [one for one in steps if one.value == "false"]
    return steps[0] if steps else None


def _innermost(step: ProofNode) -> ProofNode:
    """Return the part of a condition that alone gave it its value."""
    node = step
    while True:
        alike = [part for part in node.parts if part.value in _TRUTHS]
        if len(alike) != 1 or len(node.parts) != 1 or alike[0].value != node.value:
            return node
        node = alike[0]


def _told(node: ProofNode, finding: Finding) -> str:
    values = [f"{part.text} = {part.value}" for part in node.parts if part.value not in ("", part.text)]
    known = {claim.id: claim for claim in finding.claims}
    by = speakers(known[id] for one in node.steps() for id in one.claims if id in known)
    told = f"{node.text} is {node.value}"
    told += f": {', '.join(values)}" if values else f": {node.note}" if node.note else ""
    return f"{told}, on the word of {by}" if by else told
