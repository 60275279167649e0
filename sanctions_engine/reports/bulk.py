"""More findings than anybody reads, as numbers: by rule and verdict."""

from __future__ import annotations

from collections.abc import Mapping

from sanctions_engine.models.findings import Run
from sanctions_engine.models.verdicts import BY_GRAVITY, Verdict
from sanctions_engine.reports.counting import table_lines
from sanctions_engine.reports.lines import WIDTH, Line, Piece, paragraph
from sanctions_engine.reports.set_aside import set_aside_lines
from sanctions_engine.reports.text import run_lines
from sanctions_engine.reports.words import STYLE_OF, several, spoken

MOST_RULES = 60


def bulk_lines(run: Run, tally: Mapping[tuple[str, Verdict], int], *, width: int = WIDTH) -> list[Line]:
    """Return a run as lines: what was asked, a table of rules and verdicts, what was set aside, and the counts.

    Args:
        run: The run.
        tally: The number of findings of each rule and verdict.
        width: Columns of the terminal.
    """
    shown = [verdict for verdict in BY_GRAVITY if any(of is verdict for _, of in tally)]
    rules: dict[str, dict[Verdict, int]] = {}
    for (rule, verdict), number in tally.items():
        rules.setdefault(rule, {})[verdict] = number
    # The rules with the gravest findings stand first.
    first = sorted(rules, key=lambda id: ([-rules[id].get(verdict, 0) for verdict in shown], id))
    rows = [
        [Piece(id, "name"), *(_number(rules[id].get(verdict), verdict) for verdict in shown)]
        for id in first[:MOST_RULES]
    ]
    lines = [
        *run_lines(run, width=width),
        (),
        *table_lines(["rule", *map(spoken, shown)], rows, numbers=len(shown)),
        (),
    ]
    if len(first) > MOST_RULES:
        lines += paragraph(Piece(f"and {several(len(first) - MOST_RULES, 'more rule')}", "label"), width=width)
    total = sum(tally.values())
    help = "`--format parquet --output FILE` writes them, `--subject` and `--rule` show some with their proofs"
    lines += paragraph(Piece(f"{several(total, 'finding')} not shown one by one: {help}", "label"), width=width)
    lines += [(), *set_aside_lines(run, width, verbose=False)]
    counted = ", ".join(f"{run.counts[one.value]:,} {spoken(one)}" for one in BY_GRAVITY if run.counts.get(one.value))
    lines += paragraph(f"{several(run.rules, 'rule')}, {several(run.subjects, 'subject')}: {counted}", width=width)
    return lines


def _number(number: int | None, verdict: Verdict) -> Piece:
    return Piece("-", "label") if number is None else Piece(f"{number:,}", STYLE_OF[verdict])
