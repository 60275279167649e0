"""The last lines of a report: what is only counted, and all that was judged, with where each part of it is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sanctions_engine.models.findings import Finding, Findings, Run
from sanctions_engine.models.verdicts import BY_GRAVITY, Verdict
from sanctions_engine.reports.grouping import is_made_up
from sanctions_engine.reports.lines import Line, Piece, paragraph
from sanctions_engine.reports.words import STYLE_OF, left_aside_text, several, spoken

Told = Sequence[tuple[str, Sequence[Finding]]]
"""The findings that a report tells, by how it tells them: in words that follow a number."""


def total_lines(findings: Findings, told: Told, *, width: int) -> list[Line]:
    """Return the last lines: what is told nowhere above, then how many rules, subjects and outcomes of each verdict there are.

    What was made up is counted apart. A verdict whose findings are told in several places has the number of each, so that the sum
    can be followed. Contested findings are counted with the verdict that they have.

    Args:
        findings: The run.
        told: What stands above.
        width: Columns of the terminal.
    """
    run = findings.run
    head = f"{several(run.rules, 'rule')}, {several(run.subjects, 'subject')}: "
    if not any(run.counts.values()):
        return paragraph(head, "nothing to judge", *_aside(run), width=width)
    real = {name: number - run.invented.get(name, 0) for name, number in run.counts.items()}
    left, left_made_up = _left(real, told, False), _left(run.invented, told, True)
    number = sum(left.values()) + sum(left_made_up.values())
    lines: list[Line] = []
    if number:
        counted = [*_numbers(left), *_made_up(left_made_up, "; " if any(left.values()) else "")]
        help = _how_to_list(number, len(findings) - sum(len(found) for _, found in told))
        lines += paragraph("Only counted, not listed above: ", *counted, f" - {help}", width=width)
        head = f"In all {head}"
    judged = _numbers(real, told)
    if not judged:
        return [*lines, *paragraph(head, *_made_up(run.invented, "", told), *_aside(run), width=width)]
    lines += paragraph(head, *judged, *_aside(run), width=width)
    apart = _made_up(run.invented, "Apart from these, ", told)
    return [*lines, *paragraph(*apart, width=width)] if apart else lines


def _made_up(counts: Mapping[str, int], before: str, told: Told = ()) -> list[Piece | str]:
    """Return the numbers on made-up evidence, said to be that; empty where there is none."""
    numbers = _numbers(counts, told, made_up=True)
    return [before, Piece("on made-up evidence", "mark"), ": ", *numbers] if numbers else []


def _numbers(counts: Mapping[str, int], told: Told = (), *, made_up: bool = False) -> list[Piece | str]:
    """Return how many there are of each verdict, the gravest first, in brackets how many are contested and where they are told."""
    pieces: list[Piece | str] = []
    for verdict in BY_GRAVITY:
        number = counts.get(verdict.value, 0)
        if number <= 0:
            continue
        notes = _notes(verdict, told, made_up)
        more = f" ({'; '.join(notes)})" if notes else ""
        pieces += [", " if pieces else "", Piece(f"{number:,} {spoken(verdict)}", STYLE_OF[verdict]), more]
    return pieces


def _notes(verdict: Verdict, told: Told, made_up: bool) -> list[str]:
    contested = sum(one.contested for _, found in told for one in _of(found, verdict, made_up))
    places = {words: len(_of(found, verdict, made_up)) for words, found in told}
    parts = [f"{number:,} {words}" for words, number in places.items() if number]
    return [*([f"{contested:,} contested"] if contested else []), *([", ".join(parts)] if len(parts) > 1 else [])]


def _of(found: Iterable[Finding], verdict: Verdict, made_up: bool) -> list[Finding]:
    return [one for one in found if one.verdict is verdict and is_made_up(one) is made_up]


def _left(counts: Mapping[str, int], told: Told, made_up: bool) -> dict[str, int]:
    """Return of each verdict how many outcomes are told nowhere."""
    above = Counter(one.verdict.value for _, found in told for one in found if is_made_up(one) is made_up)
    return {name: max(0, number - above[name]) for name, number in counts.items()}


def _how_to_list(number: int, listed: int) -> str:
    """Return how what is only counted can be seen: of findings `-v` tells, single events that nothing forbids are no findings."""
    if listed >= number:
        return f"`-v` lists {'it' if number == 1 else 'them'}"
    some = f"`-v` lists {listed:,} of them, " if listed else ""
    return f"{some}`--subject` tells all of one subject"


def _aside(run: Run) -> list[Piece | str]:
    words = left_aside_text(run)
    return ["; ", Piece(words, "mark")] if words else []
