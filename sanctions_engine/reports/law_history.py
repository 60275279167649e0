"""The law over time as text: by day, what begins, changes and ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from sanctions_engine.models.instruments import Citation
from sanctions_engine.models.law_histories import LawChange, LawHistory, LawStep
from sanctions_engine.models.norms import Modality
from sanctions_engine.reports.lines import WIDTH, Line, Piece, padded, paragraph

_STEP = max(len(step.value) for step in LawStep)
MOST_ROWS = 4
_WORDS = {
    Modality.OBLIGATION: "duty",
    Modality.PROHIBITION: "ban",
    Modality.EXEMPTION: "exemption",
    Modality.INDICATOR: "red flag",
}
_STYLES = {LawStep.BEGINS: "bad", LawStep.REPEALED: "good", LawStep.ENDS: "good"}


def law_history_lines(history: LawHistory, *, width: int = WIDTH) -> list[Line]:
    """Return a history of the law as lines: each day, then what happens to which rules, and by which paragraph.

    The rows of one decision table to which the same happens on a day make one line.

    Args:
        history: The history.
        width: Columns of the terminal.
    """
    packs = ", ".join(f"{pack.name} {pack.version}" for pack in history.packs)
    lines = paragraph(Piece(f"The law over time: {packs}", "name"), width=width)
    for id, day in history.assumed.items():
        lines += paragraph(f"  assuming {id} adopted on {day}", width=width)
    if not history.changes:
        lines += paragraph("  nothing changes between these days", width=width)
    for day, changes in groupby(history.changes, key=lambda one: one.day):
        lines.append(())
        lines.append((Piece(f"{day}", "name"),))
        for one in _merged(changes):
            lines += _line(one, width)
    return lines


def _merged(changes: Iterable[LawChange]) -> Iterator[tuple[LawChange, int]]:
    """Yield the changes of a day, which stand in order of step and rule, with how many rows of a table each stands for."""

    def alike(one: LawChange) -> tuple[object, ...]:
        return one.step, one.rule.partition("/")[0], one.by, one.fields, one.value, one.assumed

    for _, same in groupby(changes, key=alike):
        rows = list(same)
        first = rows[0]
        if len(rows) > 1:
            table, ids = first.rule.partition("/")[0], [one.rule.partition("/")[2] for one in rows]
            named = ", ".join(ids) if len(ids) <= MOST_ROWS else f"{ids[0]} to {ids[-1]}"
            first = first.model_copy(update={"rule": f"{table}/{named}"})
        yield first, len(rows)


def _line(merged: tuple[LawChange, int], width: int) -> list[Line]:
    one, rows = merged
    told = f"{one.rule}: {_what(one, rows)}{_by(one)}"
    head = f"  {padded(one.step.value, _STEP)}  "
    wrapped = paragraph(told, width=width - len(head))
    first: Line = (Piece(head, _STYLES.get(one.step, "label")), *wrapped[0])
    return [first, *((Piece(" " * len(head)), *more) for more in wrapped[1:])]


def _what(one: LawChange, rows: int) -> str:
    if one.step is LawStep.NEW_VALUE:
        return f"{', '.join(one.fields)} = {one.value}"
    if one.fields:
        fields = ", ".join(one.fields)
        return f"{one.what} ({fields})" if one.what else fields
    more = f" and {rows - 1} more" if rows > 1 else ""
    return f"{_WORDS[one.modality]}: {one.title}{more}"


def _by(one: LawChange) -> str:
    if one.by is None:
        return f" [{one.what}]" if one.what and one.step is LawStep.NEW_VALUE else ""
    told = f" [{_cited(one.by)}]"
    return f"{told} (assumed)" if one.assumed else told


def _cited(citation: Citation) -> str:
    paragraph_of = f" {citation.paragraph}" if citation.paragraph else ""
    return f"{citation.instrument}{paragraph_of}{'' if citation.verified else ' (unverified)'}"
