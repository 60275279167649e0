"""What holds for the proof of every finding: each leaf names its claims or says why there are none, each step what it rests on."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sanctions_engine.models.findings import Finding, ProofNode
from sanctions_engine.models.verdicts import Verdict

ROLES = {
    "verdict", "due", "on", "law in force", "where", "applies_when", "satisfied_when", "violated_when", "raised_when",
}  # fmt: skip
"""The steps that rest on a paragraph."""


def below(node: ProofNode) -> Iterator[ProofNode]:
    yield node
    for part in node.parts:
        yield from below(part)


def faults(finding: Finding) -> Iterator[str]:
    """Yield what is wrong with a finding's proof."""
    named = {claim.id: claim for claim in finding.claims}
    yield from (f"claim {id} has no speaker or source" for id, one in named.items() if not (one.by and one.source))
    used: set[str] = set()
    for node in below(finding.because):
        told = f"`{node.role}` `{node.text}` = {node.value}"
        used.update(node.claims)
        if not set(node.claims) <= set(named):
            yield f"{told} names a claim that the finding does not list"
        if len(set(node.claims)) != len(node.claims):
            yield f"{told} names a claim twice"
        if rests_on_evidence(node.text) and not _explained(node):
            yield f"{told} names no claim and does not say why"
        is_root = node.role in ROLES or node.role.startswith(("exception ", "exemption ", "if the day is "))
        if is_root and node.citation is None:
            yield f"{told} cites nothing"
        if not node.text or not node.value:
            yield f"{told} says nothing"
    if used != set(named):
        yield f"claims that no step of the proof names: {set(named) - used}"
    yield from _faults_of_presumptions(finding)
    # Where the text gives no number of days, that is what nobody can look for.
    is_open = finding.verdict is Verdict.UNDETERMINED and "no number of days" not in (finding.because.note or "")
    if is_open and not finding.missing:
        yield "undetermined, and nothing is missing"
    yield from (f"nobody is told what to look for: {one}" for one in finding.missing if not one.remedy)


def rests_on_evidence(text: str) -> bool:
    """Whether an expression is one aggregate, one reading of a group, or one field."""
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:  # a title
        return False
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return False
    reads_records = bool(node.args) and isinstance(node.args[0], ast.GeneratorExp)
    return reads_records or node.func.id in ("total", "members")


def _explained(node: ProofNode) -> bool:
    if node.claims or node.note or node.citation:
        return True
    # `row.hs`, `instrument.adopted` and `period.start` are no evidence: the rule's own text gives them
    return node.text.startswith(("row.", "instrument.", "period.", "group."))


def _faults_of_presumptions(finding: Finding) -> Iterator[str]:
    marked = [node for node in below(finding.because) if node.note and "presumed" in node.note]
    if marked and not finding.presumed:
        yield "the proof presumes, and the finding does not say so"
    for one in finding.presumed:
        if not one.text or not one.because:
            yield f"a presumption without words: {one}"
    if finding.presumed and not marked:
        yield "something is presumed, and no step of the proof says so"
    listed = {(one.text, one.value) for one in finding.presumed}
    for node in marked:
        if (node.note or "").startswith("presumed: ") and (node.text, node.value) not in listed:
            yield f"`{node.text}` = {node.value} is presumed in the proof and not listed"
