"""A rule explained: what it demands, of whom, since and until when, what lets its bearer off, where it is written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sanctions_engine.findings.fixed_days import fixed_due
from sanctions_engine.language.rules import Change, ExceptionClause, Formula, Parameter, Rule
from sanctions_engine.models.instruments import InstrumentStatus
from sanctions_engine.models.norms import Burden
from sanctions_engine.reports.lines import WIDTH, Line, Piece, columns, row
from sanctions_engine.reports.words import DEMANDS
from sanctions_engine.semantics.law import Law, Text

Row = tuple[str, str]

_CHANGED = {"amend": "amended", "repeal": "repealed", "suspend": "suspended"}
_WHY = {
    "before": "not in force yet",
    "ended": "ended",
    "repealed": "repealed",
    "suspended": "suspended",
    "no parameter": "in force, but no value of a parameter applies",
    "": "in force",
}


def norm_lines(law: Law, id: str, *, width: int = WIDTH) -> list[Line]:
    """Return what one rule says as lines.

    Args:
        law: The packs, with what a scenario assumes.
        id: Id of the rule.
        width: Columns of the terminal.
    """
    rule = law.rules[id]
    norm = rule.norm
    lines = columns(
        [
            (Piece(norm.modality.value.upper(), "name"), 0),
            (Piece(id, "name"), 0),
            (Piece(f"{norm.binding.value}, severity {norm.severity.value}"), 0),
        ],
        width=width,
    )
    last = ""
    for label, text in (*_demands(law, rule), *_escapes(law, rule), *_values(rule), *_time(law, rule), *_written(rule)):
        lines += row("" if label == last else label, text, width=width)
        last = label
    return lines


def _demands(law: Law, rule: Rule) -> Iterator[Row]:
    yield DEMANDS[rule.modality], rule.norm.title
    yield "of", _bearer(rule)
    yield "each", f"{rule.each.kind.name} (`{rule.each.variable}`)" + _only(rule.where)
    if rule.group_by is not None:
        keys = ", ".join(f"{name} = {formula.text}" for name, formula in rule.group_by)
        yield "group", f"all of one {keys}" if keys else "all together"
    if rule.every is not None:
        yield "every", f"{rule.every.period.text}, from {rule.every.since.text}"
    if rule.on is not None:
        yield "on", f"the law of the day `{rule.on.text}` applies"
    if rule.applies_when is not None:
        yield "applies", f"when {rule.applies_when.text}"
    for label, formula in (
        ("done", rule.satisfied_when),
        ("broken", rule.violated_when),
        ("raised", rule.raised_when),
        ("holds", rule.when),
    ):
        if formula is not None:
            yield label, f"when {formula.text}"
    for name, formula in rule.let:
        yield "where", f"{name} = {formula.text}"
    for name, formula in rule.shows:
        yield "shows", f"{name} = {formula.text}"
    yield from _due(law, rule)


def _bearer(rule: Rule) -> str:
    if rule.bearer_is_all:
        return "all States together"
    if rule.bearer is not None:
        return f"whoever is `{rule.bearer.text}`"
    return "the State itself" if rule.each.kind.name == "State" else "nobody is named"


def _only(where: Formula | None) -> str:
    return f", only where {where.text}" if where else ""


def _due(law: Law, rule: Rule) -> Iterator[Row]:
    if rule.promptly:
        yield "due", "promptly: the text gives no number of days"
    if rule.due is not None:
        day = fixed_due(law, rule)
        yield "due", rule.due.text + (f" = {day}" if day else "")


def _escapes(law: Law, rule: Rule) -> Iterator[Row]:
    for clause in rule.exceptions:
        yield "except", _exception(clause, rule)
    for other in law.exemptions(rule.id):
        when = f", when {other.when.text}" if other.when else ""
        yield "exempt", f"{other.id}: {other.norm.title}{when}; {_burden(other.burden)} [{other.norm.citation}]"
    for reading in rule.readings:
        title = f": {reading.title}" if reading.title else ""
        pleaded = f" (pleaded as {', '.join(reading.grounds)})" if reading.grounds else ""
        changed = "; ".join(_override(name, value) for name, value in reading.overrides.items())
        yield "read as", f"{reading.id}{title}{pleaded}; {changed}"
    if rule.covers:
        yield "covers", ", ".join(rule.covers)
    if rule.points_to:
        yield "look at", ", ".join(rule.points_to)


def _exception(clause: ExceptionClause, rule: Rule) -> str:
    title = f": {clause.title}" if clause.title else ""
    cited = "" if clause.citation == rule.norm.citation else f" [{clause.citation}]"
    return f"{clause.id}{title}; when {clause.when.text}; {_burden(clause.burden)}{cited}"


def _burden(burden: Burden) -> str:
    return "the bearer has to show it" if burden is Burden.BEARER else "the authority has to show that it does not hold"


def _override(name: str, value: object) -> str:
    if isinstance(value, Formula):
        return f"{name} is {value.text}"
    return f"{name} is another" if value else f"{name} falls away"


def _values(rule: Rule) -> Iterator[Row]:
    for parameter in rule.parameters.values():
        yield from _parameter(parameter)
    for column, cell in rule.row.items():
        told = ", ".join(cell) if isinstance(cell, tuple) else str(cell)
        yield "row", f"{column} = {told}"


def _parameter(parameter: Parameter) -> Iterator[Row]:
    for one in parameter.values:
        days = _days(one.since, one.until)
        cited = str(one.citation) if one.citation else one.source
        yield "value", f"{parameter.name} = {one.value}{f', {days}' if days else ''} [{cited}]"


def _time(law: Law, rule: Rule) -> Iterator[Row]:
    if law.adopted(rule.instrument) is None:
        yield "in force", f"never: {rule.instrument.title} is a {rule.instrument.status.value}, no law"
    else:
        for text in law.texts(rule.id):
            if text.why != "before" or text.until is None:
                yield "in force", _span(text)
    assumed = law.assumed
    for instrument, day in sorted(assumed.items()):
        yield "assumed", f"{instrument} adopted on {day}: a scenario, not the law"
    for change in law.changes:
        draft = change.instrument.status is not InstrumentStatus.ADOPTED and change.instrument.id not in assumed
        if draft and rule.id in change.targets:
            yield "draft", f"would be {_change(change)}; a {change.instrument.status.value}, no law"


def _span(text: Text) -> str:
    changes = "; ".join(_change(change) for change in text.changes)
    why = "" if changes and text.why in _CHANGED.values() else _WHY.get(text.why, text.why)
    told = ", ".join(part for part in (why, changes) if part)
    days = _days(text.since, text.until) or "always"
    return days if told == _WHY[""] else f"{days}: {told}"


def _days(since: date | None, until: date | None) -> str:
    """Return the days between two days, the second excluded."""
    return " ".join(part for part in (f"from {since}" if since else "", f"before {until}" if until else "") if part)


def _change(change: Change) -> str:
    title = f" ({change.title})" if change.title else ""
    return f"{_CHANGED.get(change.action, change.action)} by {change.citation}{title}"


def _written(rule: Rule) -> Iterator[Row]:
    if rule.norm.note:
        yield "note", rule.norm.note
    cited = rule.norm.citation
    yield "cites", str(cited)
    if cited.url:
        yield "cites", cited.url
    yield "written", f"{rule.place}, pack {rule.pack.name} {rule.pack.version}"
