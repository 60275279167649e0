"""SE710, SE711, SE712: due days, beginnings and ends that do not follow each other."""

from __future__ import annotations

from datetime import date

from sanctions_engine.diagnostics import Code, Label, Problems, Span
from sanctions_engine.language.expressions.constants import Known, constant_day
from sanctions_engine.language.rules import Change, Formula, Rule
from sanctions_engine.language.yaml.yaml_document import MappingNode, ScalarNode
from sanctions_engine.linting.linted import Linted, items_of, readings_of
from sanctions_engine.linting.telling import Findings


def check_days(linted: Linted, problems: Problems) -> None:
    """Note due days before the rule is in force, dates out of order, and days on which a parameter has no value."""
    for rows in linted.drafts.values():
        findings = Findings(linted, tuple(rows), problems)
        for rule in rows:
            _due(linted, rule, findings)
            _begins_early(linted, rule, findings)
            _values(linted, rule, findings)
        findings.tell()
    for change in (change for pack in linted.own for change in pack.changes):
        _change_begins_early(linted, change, problems)
    _tabled(linted, problems)


def in_force(linted: Linted, rule: Rule) -> list[tuple[date | None, date | None]]:
    """Return the spans of days on which a rule has a text, the last day exclusive."""
    return [(one.since, one.until) for one in linted.law.texts(rule.id) if one.rule is not None]


def day_of(linted: Linted, formula: Formula | None, rule: Rule) -> date | None:
    """Return the day of a formula that the law alone decides; None for any other."""
    if formula is None:
        return None
    lets = {name: one.node for name, one in rule.let}
    return constant_day(formula.node, Known(linted.law.adopted(rule.instrument), rule.row, lets))


def _due(linted: Linted, rule: Rule, findings: Findings) -> None:
    spans = in_force(linted, rule)
    first = min((since for since, _ in spans if since), default=None)
    texts = ((number, *one) for number, text in enumerate(linted.texts(rule)) for one in readings_of(text))
    for number, reading, text in texts:
        due = day_of(linted, text.due, text)
        if due and first and text.due and due < first:
            read = f", under the reading `{reading}`" if reading else ""
            message = f"is due before it is in force{read}"
            label = f"{due}, and it is in force from {first} on"
            help = "nobody is ever judged by it: correct the day, or since when the rule is in force"
            findings.note(Code.SE710, rule, message, text.due.place, label, help=help, text=number)


def _begins_early(linted: Linted, rule: Rule, findings: Findings) -> None:
    adopted, since = linted.law.adopted(rule.instrument), day_of(linted, rule.since, rule)
    if adopted and since and rule.since and since < adopted:
        message, label = "is in force before its instrument is adopted", f"{since}, and it was adopted on {adopted}"
        help = "correct the day; where the text does reach back, say so in a suppression"
        findings.note(Code.SE711, rule, message, rule.since.place, label, help=help)


def _change_begins_early(linted: Linted, change: Change, problems: Problems) -> None:
    adopted = linted.law.adopted(change.instrument)
    since = constant_day(change.since.node, Known(adopted)) if change.since else None
    if adopted and since and change.since and since < adopted:
        message = f"`{change.action}` takes effect before its instrument is adopted"
        label = f"{since}, and it was adopted on {adopted}"
        help = "correct the day; where the text does reach back, say so in a suppression"
        problems.add(Code.SE711, message, change.since.place, label, help=help)


def _tabled(linted: Linted, problems: Problems) -> None:
    for pack in linted.own:
        for id, one in pack.instruments.items():
            if one.tabled and one.adopted and one.tabled > one.adopted:
                file = next(name for name in pack.sources if name.endswith("instruments.yaml"))
                document = linted.document(file)
                span = document.span("instruments", id, "tabled") if document else None
                message = f"instrument `{id}` is tabled after it is adopted"
                problems.add(Code.SE711, message, span, f"adopted on {one.adopted}", help="correct one of the days")


def _values(linted: Linted, rule: Rule, findings: Findings) -> None:
    """Note gaps between the values of a parameter, and values that end before the rule is in force or begin after it."""
    spans = in_force(linted, rule)
    of_all = [span for row in findings.rows for span in in_force(linted, row)]
    for name, parameter in rule.parameters.items():
        for index, value in enumerate(parameter.values):
            place = _value_place(linted, rule, name, index)
            if spans and not any(meet((value.since, value.until), span) for span in of_all):
                message = f"has a value of parameter `{name}` that never applies: the rule is not in force then"
                findings.note(Code.SE711, rule, message, place, help="correct the days of the value or of the rule")
            before = parameter.values[index - 1] if index else None
            if before and before.until and value.since and before.until < value.since:
                message = f"has no value of parameter `{name}` from {before.until} to {value.since}, exclusive"
                also = [Label(_value_place(linted, rule, name, index - 1), "ends before")]
                help = "let the values follow each other: the rule is not in force on days without one"
                findings.note(Code.SE712, rule, message, place, "begins", also=also, help=help)


def _value_place(linted: Linted, rule: Rule, name: str, index: int) -> Span:
    """Return the place of the value that is the `index`-th by day; of the rule where an amendment brought it in."""
    written = linted.written(rule)
    if written is None:
        return rule.place
    since = rule.parameters[name].values[index].since
    for number, item in enumerate(items_of(written.node("parameters", name))):
        begins = item.values.get("from") if isinstance(item, MappingNode) else None
        if (begins.value if isinstance(begins, ScalarNode) else None) == (since and since.isoformat()):
            return written.span("parameters", name, number)
    return written.key("parameters", name)


def meet(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> bool:
    """Whether two spans share a day; ends are exclusive."""
    (start, end), (first, last) = one, other
    return (start is None or last is None or start < last) and (first is None or end is None or first < end)
