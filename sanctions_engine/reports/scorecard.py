"""A scorecard as text and as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sanctions_engine.models.scorecards import Scorecard, ScoredNorm, Standing, tally
from sanctions_engine.models.verdicts import BY_GRAVITY, Verdict
from sanctions_engine.reports.counting import csv_rows
from sanctions_engine.reports.lines import WIDTH, Line, Piece, columns, length, padded, paragraph
from sanctions_engine.reports.text import run_lines
from sanctions_engine.reports.words import STYLE_OF, left_aside_text, overdue_text, several, spoken

WORDS = {
    Standing.BROKEN: "broken",
    Standing.LATE: "kept late",
    Standing.OPEN: "open",
    Standing.KEPT: "kept",
    Standing.CLEAN: "clean on record",
    Standing.NO_EVIDENCE: "not judged for want of evidence",
    Standing.NO_RECORD: "no record",
}
"""Standings in plain words; a test checks that none is left out."""

_VERDICTS = 14


@dataclass(frozen=True, slots=True)
class _Layout:
    """How norms are laid out: the columns of the terminal, the cells of a paragraph, and whether each stands on lines of its own."""

    width: int
    paragraphs: int
    full: bool


def scorecard_lines(card: Scorecard, *, verbose: bool = False, width: int = WIDTH) -> list[Line]:
    """Return a scorecard as lines: the State, how many norms are broken and kept, these by instrument, what all share, what is only asked.

    Args:
        card: From `scorecard`.
        verbose: Give each norm lines of its own, also those under which there is no record.
        width: Columns of the terminal.
    """
    listed = (*card.norms, *card.ended, *card.flags)
    layout = _Layout(width, max((length(_paragraph(one)) for one in listed), default=0), verbose)
    lines = [*paragraph(Piece(f"{card.name} ({card.state}) on {card.as_of}", "name"), width=width)]
    lines += run_lines(card.run, width=width)
    lines += paragraph(Piece(_sum(card.own, f"binding {card.state}", shares=True), "name"), width=width, hanging=2)
    for norms, title in (
        (card.own, ""),
        (card.shared, "Shared by all States: what others did counts too"),
        (card.hortatory, "Only asked for, not binding"),
        (card.ended, "No longer in force: a repeal undoes no breach"),
        (card.flags, "Flags, which are no breaches"),
    ):
        lines += _part(card, norms, title, layout)
    lines.append(())
    for told in _sums(card):
        lines += paragraph(told, width=width, hanging=2)
    aside = left_aside_text(card.run)
    return [*lines, *paragraph(Piece(aside, "mark"), width=width, hanging=2)] if aside else lines


def _part(card: Scorecard, norms: Sequence[ScoredNorm], title: str, layout: _Layout) -> Iterator[Line]:
    if norms and title:
        yield ()
        yield from paragraph(Piece(title, "mark"), width=layout.width)
    for instrument in card.instruments:
        of_it = [one for one in norms if one.citation.instrument == instrument.id]
        if not of_it:
            continue
        adopted = f", adopted on {instrument.adopted}" if instrument.adopted else f", {instrument.status.value}"
        yield ()
        yield from paragraph(Piece(instrument.title, "name"), adopted, width=layout.width)
        silent = [] if layout.full else [one for one in of_it if one.standing is Standing.NO_RECORD]
        for one in of_it:
            if one not in silent:
                yield from _norm(one, layout)
        if silent:
            head = f"  {padded('', layout.paragraphs)}  "
            told = ", ".join(_without_record(silent))
            yield from paragraph(
                head, Piece("no record", "quiet"), f" {told}", width=layout.width, indent=len(head), hanging=2
            )


def _without_record(norms: Iterable[ScoredNorm]) -> Iterator[str]:
    """Yield rules by id; several rows of one table as a pattern with their number."""
    tables: dict[str, list[str]] = {}
    for one in norms:
        table, slash, _ = one.rule.partition("/")
        tables.setdefault(f"{table}/*" if slash else one.rule, []).append(one.rule)
    for name, ids in tables.items():
        yield ids[0] if len(ids) == 1 else f"{name} ({several(len(ids), 'row')})"


def _paragraph(one: ScoredNorm) -> str:
    cited = one.citation
    return cited.paragraph + ("" if cited.verified or not cited.paragraph else "?")


def _norm(one: ScoredNorm, layout: _Layout) -> list[Line]:
    verdict = "no record" if one.verdict is None else spoken(one.verdict).upper()
    cells = [
        (Piece(f"  {padded(_paragraph(one), layout.paragraphs)}"), 0),
        (Piece(verdict, "quiet" if one.verdict is None else STYLE_OF[one.verdict]), _VERDICTS),
        (Piece(one.rule, "name"), 0),
        (Piece(_details(one)), 0),
        (Piece("contested" if one.contested else "", "mark"), 0),
        (Piece("on made-up evidence" if one.is_made_up else "", "mark"), 0),
    ]
    indent = layout.paragraphs + 4
    title = paragraph(one.title, width=layout.width, indent=indent)
    return [*columns(cells, width=layout.width, hanging=indent), *title]


def _details(one: ScoredNorm) -> str:
    """Return what stands behind a verdict: the days, how many were judged and how they came out."""
    told = []
    if one.due is not None:
        late = f", {overdue_text(one)} over" if one.days_overdue is not None else ""
        left = f", {several(one.days_left, 'day')} left" if one.days_left is not None else ""
        told.append(f"due {one.due}{late}{left}")
    if one.subjects > 1:
        told.append(f"{several(one.subjects, one.unit)}: {_counts(one.verdicts)}")
    if one.invented and not (one.is_made_up and one.subjects == sum(one.invented.values())):
        told.append(f"of these on made-up evidence: {_counts(one.invented)}")
    if one.standing is Standing.NO_EVIDENCE:
        told.append("nothing is known")
    return "; ".join(told)


def _counts(verdicts: Mapping[Verdict, int]) -> str:
    return ", ".join(f"{number:,} {spoken(verdict)}" for verdict, number in verdicts.items())


def _sums(card: Scorecard) -> Iterator[str]:
    for norms, words in (
        (card.shared, "binding all States together"),
        (card.hortatory, "only asking"),
        (card.ended, "no longer in force"),
    ):
        if norms:
            yield _sum(norms, words, shares=False)
    if card.not_bound:
        yield f"{several(card.not_bound, 'norm')} in force not binding {card.state}"
    if card.nobody_known:
        yield f"{several(card.nobody_known, 'outcome')} on whom nobody knows who is bound"
    if any(not one.citation.verified for one in card.norms):
        yield "? paragraph number not verified against the text"


def _sum(norms: Sequence[ScoredNorm], words: str, *, shares: bool) -> str:
    counts, made_up = tally(norms), tally(one for one in norms if one.is_made_up)
    told = []
    for standing, number in counts.items():
        more = [f"{number * 100 / len(norms):.0f} %"] if shares else []
        more += [f"{made_up[standing]:,} on made-up evidence"] if standing in made_up else []
        told.append(f"{number:,} {WORDS[standing]}" + (f" ({', '.join(more)})" if more else ""))
    return f"{several(len(norms), 'norm')} {words}" + (f": {', '.join(told)}" if counts else "")


COLUMNS = (
    "part",
    "instrument",
    "paragraph",
    "verified",
    "rule",
    "title",
    "modality",
    "binding",
    "shared",
    "standing",
    "verdict",
    "worst",
    "contested",
    "unit",
    "subjects",
    *(verdict.value for verdict in BY_GRAVITY),
    "due",
    "days_overdue",
    "days_overdue_most",
    "days_left",
    "broken",
    "pack",
    "on_made_up_evidence",
)
"""The columns of a scorecard as CSV."""


def scorecard_csv(card: Scorecard) -> str:
    """Return a scorecard as CSV: one row a norm; `part` is `in force`, `ended` or `flag`."""
    parts = (("in force", card.norms), ("ended", card.ended), ("flag", card.flags))
    return csv_rows(COLUMNS, (_values(part, one) for part, norms in parts for one in norms))


def _values(part: str, one: ScoredNorm) -> Iterator[object]:
    cited = one.citation
    yield from (part, cited.instrument, cited.paragraph, cited.verified, one.rule, one.title, one.modality.value)
    yield from (one.binding.value, one.shared, one.standing and one.standing.value, one.verdict and one.verdict.value)
    yield from (one.worst and one.worst.value, one.contested, one.unit, one.subjects)
    yield from (one.verdicts.get(verdict, 0) for verdict in BY_GRAVITY)
    yield from (one.due, one.days_overdue, one.days_overdue_most, one.days_left, "; ".join(one.broken), one.pack)
    yield sum(one.invented.values())
