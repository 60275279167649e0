"""Mutation as text and JSON: the slips that no case noticed, and the share of those that one did."""

from __future__ import annotations

import json
from itertools import groupby

from sanctions_engine.authoring.mutation import MutationReport, Tried
from sanctions_engine.reports.coverage import percent_text
from sanctions_engine.reports.lines import WIDTH, Line, Piece, paragraph
from sanctions_engine.reports.words import several

_LONGEST = 160


def mutation_lines(report: MutationReport, *, verbose: bool = False, width: int = WIDTH) -> list[Line]:
    """Return mutants as lines: for each rule those that survived, all of them if `verbose`, and last the counts.

    Example:
        >>> from sanctions_engine.reports.lines import plain
        >>> print(plain(mutation_lines(MutationReport())), end="")
        0 mutants: 0 noticed, 0 survived, score 100.0 per cent
    """
    lines: list[Line] = []
    for unit, tried in groupby(report.tried, key=lambda one: one.mutant.unit):
        together = list(tried)
        survived = [one for one in together if one.survived]
        if survived or verbose:
            told = f": {len(together) - len(survived):,} of {several(len(together), 'slip')} noticed"
            lines += paragraph(Piece(unit, "name"), told, width=width)
        for one in together if verbose else survived:
            lines += _mutant(one, width, verbose=verbose)
    if lines:
        lines.append(())
    counts = [f"{slip} {noticed:,} of {of:,}" for slip, (noticed, of) in report.by_slip().items()]
    if counts:
        lines += paragraph(", ".join(counts), width=width)
    survivors = len(report.survivors)
    total = (
        f"{several(len(report.tried), 'mutant')}: {len(report.tried) - survivors:,} noticed, {survivors:,} survived, "
        f"score {percent_text(report.score)} per cent"
    )
    return lines + paragraph(Piece(total, "name" if survivors else "good"), width=width)


def _mutant(one: Tried, width: int, *, verbose: bool) -> list[Line]:
    mutant = one.mutant
    word = Piece("survived", "bad") if one.survived else Piece("noticed", "good")
    place = Piece(f"{mutant.file}:{mutant.line}", "label")
    lines = paragraph(word, f": {mutant.slip} in {mutant.role}, ", place, width=width, indent=2, hanging=4)
    lines += paragraph(
        f"{_short(mutant.before)} -> {_short(mutant.after) or 'nothing'}", width=width, indent=6, hanging=2
    )
    if one.survived and not one.asked:
        lines += paragraph("no case reads it", width=width, indent=6)
    if verbose and one.noticed_by is not None:
        lines += paragraph(f"by: {one.noticed_by}", width=width, indent=6, hanging=2)
    return lines


def _short(text: str) -> str:
    told = " ".join(text.split())
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]} ..."


def mutation_json(report: MutationReport) -> str:
    """Return mutants as JSON: the score, the counts by sort of slip, and each mutant with the case that noticed it.

    Example:
        >>> json.loads(mutation_json(MutationReport()))["score"]
        100.0
    """
    data = {
        "score": round(report.score, 2),
        "mutants": len(report.tried),
        "survived": len(report.survivors),
        "slips": {slip: {"noticed": noticed, "of": of} for slip, (noticed, of) in report.by_slip().items()},
        "tried": [_as_data(one) for one in report.tried],
    }
    return f"{json.dumps(data, indent=2, ensure_ascii=False)}\n"


def _as_data(one: Tried) -> dict[str, object]:
    mutant = one.mutant
    return {
        "rule": mutant.unit,
        "slip": mutant.slip,
        "part": mutant.role,
        "before": mutant.before,
        "after": mutant.after,
        "file": mutant.file,
        "line": mutant.line,
        "noticed_by": one.noticed_by,
        "expectations_judged": one.asked,
    }
