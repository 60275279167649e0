"""A timeline as text: one line for every span of days."""

from __future__ import annotations

from datetime import date

from sanctions_engine.models.findings import Timeline, TimelineSpan
from sanctions_engine.reports.lines import WIDTH, Line, Piece, padded, paragraph
from sanctions_engine.reports.words import STYLE_OF, spoken

_DAYS = len("2019-12-22 to 2020-01-24")


def timeline_lines(timeline: Timeline, *, last: date | None = None, width: int = WIDTH) -> list[Line]:
    """Return a timeline as lines: which rule and subject, then the days, the verdict and what it rests on.

    Args:
        timeline: The timeline.
        last: The last day that was judged.
        width: Columns of the terminal.
    """
    known = f", as known at {timeline.known_at}" if timeline.known_at else ""
    lines = paragraph(Piece(f"{timeline.rule} for {timeline.subject}", "name"), known, width=width)
    verdicts = max((len(spoken(span.verdict)) for span in timeline.spans), default=0)
    for span in timeline.spans:
        head = padded(_days(span, last), _DAYS)
        verdict = padded(spoken(span.verdict).upper(), verdicts)
        line: Line = (Piece(f"  {head}  ", "label"), Piece(verdict, STYLE_OF[span.verdict]))
        told = paragraph(span.because, width=width - verdicts - _DAYS - 6)
        margin = " " * (verdicts + _DAYS + 4)
        lines.append((*line, Piece("  "), *told[0]))
        lines += [(Piece(f"{margin}  "), *more) for more in told[1:]]
    return lines


def _days(span: TimelineSpan, last: date | None) -> str:
    until = span.until or last
    if until == span.since:
        return f"{span.since}"
    return f"{span.since} to {until}" if until else f"from {span.since}"
