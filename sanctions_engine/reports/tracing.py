"""A trace as text: each formula as the rule has it, and its parts with their values as a tree below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sanctions_engine.models.findings import ClaimUse
from sanctions_engine.models.traces import RuleTrace, TracedFormula, TracedPart
from sanctions_engine.reports.lines import WIDTH, Line, Piece, paragraph
from sanctions_engine.reports.words import STYLE_OF, spoken


def trace_lines(trace: RuleTrace, *, width: int = WIDTH) -> list[Line]:
    """Return a trace as lines: the verdict, then every formula with its parts, and the claims that they name.

    Args:
        trace: The trace.
        width: Columns of the terminal.
    """
    due = f", due {trace.due}" if trace.due else ""
    known = f", known at {trace.known_at}" if trace.known_at else ""
    verdict = Piece(spoken(trace.verdict).upper(), STYLE_OF[trace.verdict])
    lines = paragraph(verdict, "  ", Piece(trace.subject, "name"), f"  {trace.rule}, as of {trace.as_of}{known}{due}")
    names = {claim.id: f"[{number}]" for number, claim in enumerate(trace.claims, 1)}
    for formula in trace.formulas:
        lines += [(), *_formula(formula, names, width)]
    if trace.claims:
        lines += [(), (Piece("claims", "label"),)]
        for claim in trace.claims:
            lines += _claim(claim, names[claim.id], width)
    return lines


def _formula(formula: TracedFormula, names: Mapping[str, str], width: int) -> Iterator[Line]:
    head = f"{formula.role} on {formula.on}, {formula.citation}  ({formula.place})"
    yield from paragraph(Piece(head, "label"), width=width)
    yield from paragraph(Piece(formula.text, "name"), width=width, indent=2, hanging=2)
    yield from _tree(formula.whole, names, "  ", "  ", width, is_whole=True)


def _tree(
    part: TracedPart, names: Mapping[str, str], first: str, then: str, width: int, *, is_whole: bool = False
) -> Iterator[Line]:
    """Yield a part and those below it, with the lines of the tree before them."""
    value = part.value
    claims = " ".join(names[id] for id in part.claims)
    told = "; ".join(filter(None, (*part.why, part.note or "")))
    words = [Piece("" if is_whole else f"{part.text} "), Piece("= "), Piece(value, "name")]
    more = [Piece(f"  {claims}")] if claims else []
    more += [Piece(f"  ({told})", "label")] if told else []
    margin = len(first)
    wrapped = paragraph(*words, " ", *more, width=width - margin, hanging=4)
    yield (Piece(first, "label"), *wrapped[0])
    yield from ((Piece(then, "label"), *line) for line in wrapped[1:])
    for index, below in enumerate(part.parts):
        last = index == len(part.parts) - 1
        yield from _tree(below, names, f"{then}{'└ ' if last else '├ '}", f"{then}{'  ' if last else '│ '}", width)


def _claim(claim: ClaimUse, name: str, width: int) -> Iterator[Line]:
    said = f"{claim.fact}: {claim.says}, by {claim.by} in {claim.source}, known {claim.known}"
    yield from paragraph(f"{name} {said}", width=width, indent=2, hanging=4)
