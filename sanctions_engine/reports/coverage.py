"""Coverage as text: what no case exercises, rule by rule, and the counts."""

from __future__ import annotations

from itertools import groupby

from sanctions_engine.authoring.coverage import Coverage
from sanctions_engine.authoring.coverage_gaps import Gap, gaps_of
from sanctions_engine.authoring.coverage_items import What
from sanctions_engine.reports.lines import WIDTH, Line, Piece, paragraph
from sanctions_engine.reports.words import several

COUNTED = {
    What.CONDITION: "conditions",
    What.EXCEPTION: "exceptions",
    What.READING: "readings",
    What.ROW: "rows",
    What.VERDICT: "verdicts",
}
_LONGEST = 100


def coverage_lines(coverage: Coverage, *, width: int = WIDTH) -> list[Line]:
    """Return coverage as lines: for each rule what was not exercised, then the share of what there is.

    Example:
        >>> from sanctions_engine.reports.lines import plain
        >>> print(plain(coverage_lines(Coverage({}, (), frozenset(), frozenset()))), end="")
        coverage: 0 of 0 exercised, 100.0 per cent
    """
    lines: list[Line] = []
    for unit, gaps in groupby(gaps_of(coverage), key=lambda one: one.unit):
        done, of = coverage.counts(unit=unit)
        lines += paragraph(Piece(unit, "name"), f": {done:,} of {of:,} exercised", width=width)
        for gap in gaps:
            lines += paragraph(*_gap(gap), width=width, indent=2, hanging=4)
    if lines:
        lines.append(())
    return lines + _counts(coverage, width)


def _gap(gap: Gap) -> list[Piece | str]:
    name = gap.name if len(gap.name) <= _LONGEST else f"{gap.name[:_LONGEST]} ..."
    about = "" if gap.what is What.CONDITION else f"{gap.what} "
    within = f" ({gap.within})" if gap.within else ""
    return [Piece(gap.words, "bad"), f": {about}{name}{within}, ", Piece(f"{gap.place.file}:{gap.place.line}", "label")]


def _counts(coverage: Coverage, width: int) -> list[Line]:
    told = []
    for what, word in COUNTED.items():
        done, of = coverage.counts(what)
        if of:
            told.append(f"{word} {done:,} of {of:,}")
    done, of = coverage.counts()
    lines = paragraph(", ".join(told), width=width) if told else []
    if coverage.never_unknown:
        text = (
            f"{several(coverage.never_unknown, 'condition was', 'conditions were')} never unknown; that does not count"
        )
        lines += paragraph(Piece(text, "label"), width=width)
    total = f"coverage: {done:,} of {of:,} exercised, {percent_text(coverage.percent)} per cent"
    return lines + paragraph(Piece(total, "good" if done == of else "name"), width=width)


def percent_text(percent: float) -> str:
    """Return a share with one decimal, rounded down: 99.96 per cent are not all.

    Example:
        >>> percent_text(99.96), percent_text(100.0)
        ('99.9', '100.0')
    """
    return f"{int(percent * 10 + 1e-9) / 10:.1f}"
