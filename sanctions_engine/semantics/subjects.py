"""What a rule is evaluated for: States, records, periods and groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sanctions_engine.language.rules import Every, Rule
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.outcomes import Subject
from sanctions_engine.models.states import State, all_states, is_state_code, state
from sanctions_engine.semantics.durations import shift
from sanctions_engine.semantics.environment import Env, Readable, StateRecord
from sanctions_engine.semantics.evaluator import evaluate
from sanctions_engine.semantics.evidence import Evidence, Held, View, is_event
from sanctions_engine.semantics.reading import Found, Window, read_series, records_told
from sanctions_engine.semantics.truth import FALSE, TRUE, Truth
from sanctions_engine.semantics.values import Interval, Length, Value, exactly

MAX_PERIODS = 4000


@dataclass(slots=True)
class Case:
    """A subject with the record that a rule reads of it.

    Attributes:
        record: What the `each` variable stands for; None for a group.
        exists: Whether there surely is such a record, dated on or before the day judged.
        days: First and last day of the period of a recurring duty.
        key: Values of a group's keys.
    """

    subject: Subject
    record: Readable | None
    exists: Truth = TRUE
    days: tuple[date, date] | None = None
    key: tuple[Value, ...] = ()


def states_spoken_of(evidence: Evidence) -> tuple[str, ...]:
    """Return the States that evidence speaks of: in State fields of claims, as the bearer of a plea, as the subject of an assessment."""
    dossier = evidence.dossier
    found = set(evidence.states)
    found.update(plea.by for plea in dossier.pleas if is_state_code(plea.by))
    found.update(one.subject for one in dossier.assessments if is_state_code(one.subject))
    return tuple(sorted(found))


def state_cases(codes: Iterable[str] | None, day: date) -> Iterator[Case]:
    """Yield a case for each State; None for every State of the register."""
    chosen: Iterable[State] = all_states() if codes is None else (state(code) for code in codes)
    for one in chosen:
        yield Case(Subject("State", (one.code,), names=("code",)), StateRecord(one, day))


def record_cases(kind: FactKind, view: View, day: date, names: Collection[str] = ()) -> Iterator[Case]:
    """Yield a case for each record of a kind that may be dated on or before the day; of some names alone if any are given."""
    window = Window(day)
    evidence = view.evidence
    for series in evidence.named(kind.name, names) if names else evidence.series(kind.name):
        for found in read_series(series, view, window, history=False, trace=None):
            yield _case(kind, found)


def record_case(kind: FactKind, key: tuple[str, ...], view: View, day: date) -> Case | None:
    """Return the case of one record; None if nobody claims it by then."""
    series = view.evidence.at(kind.name, key)
    if series is not None:
        for found in read_series(series, view, Window(day), history=False, trace=None):
            return _case(kind, found)
    return None


def denied_record(kind: FactKind, key: tuple[str, ...], view: View, day: date) -> Case | None:
    """Return a record that somebody tells of and the record of all claims does not have, as those have it who tell of it.

    None if nobody tells of it by then.
    """
    series = view.evidence.at(kind.name, key)
    if series is None:
        return None
    sure, maybe, _ = view.known(series)
    window = Window(day)

    def telling(held: Iterable[Held]) -> list[Held]:
        return [one for one in held if not one.claim.denied and one.date is not None and window.may_hold(one.date)]

    found = records_told(series, telling(sure), telling(maybe), window)
    return _case(kind, Found(found[0].record, FALSE)) if found else None


def _case(kind: FactKind, found: Found) -> Case:
    subject = Subject(kind.name, found.record.key, names=kind.identity)
    return Case(subject, found.record, found.holds)


def with_periods(case: Case, every: Every, rule: Rule, view: View, adopted: date | None, day: date) -> Iterator[Case]:
    """Yield a case for each period of a recurring duty that began on or before the day."""
    records = {rule.each.variable: case.record} if case.record is not None else {}
    env = Env(view, rule, day, records, adopted=adopted)
    start, until = evaluate(every.since.node, env), evaluate(every.until.node, env) if every.until else None
    length = evaluate(every.period.node, env)
    if not isinstance(start, Interval) or not start.is_exact or not isinstance(length, Length):
        return
    last = until.high if isinstance(until, Interval) else None
    for number in range(MAX_PERIODS):
        begin, end = _nth(start, length, number), _nth(start, length, number + 1) - timedelta(days=1)
        if begin > day or (last is not None and begin >= last):
            return
        subject = case.subject
        period = (begin.isoformat(), end.isoformat())
        yield Case(Subject(subject.kind, subject.key, period, subject.names), case.record, case.exists, (begin, end))


def _nth(start: Interval, length: Length, number: int) -> date:
    """Return the first day of a period, counted from the first one so that 31 January does not drift."""
    (step,) = length.steps
    moved = Length((type(step)(step.unit, exactly(step.count.low * number), step.round or "down"),))
    day = shift(start, moved).low
    assert isinstance(day, date)
    return day


def is_single(rule: Rule) -> bool:
    """Whether a rule is evaluated for single events (and not for States, standings or groups)."""
    return rule.group_by is None and rule.each.kind.name != "State" and is_event(rule.each.kind)
