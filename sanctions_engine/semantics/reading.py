"""Which records an aggregate reads: the best claims of an event, the latest value or the history of a status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sanctions_engine.semantics.causes import Cause, Causes, Why
from sanctions_engine.semantics.comparison import compare
from sanctions_engine.semantics.environment import Trace
from sanctions_engine.semantics.evidence import Held, Series, View, is_event
from sanctions_engine.semantics.ranking import Record, counting, record_of
from sanctions_engine.semantics.truth import TRUE, Truth, unknown
from sanctions_engine.semantics.values import Interval, Value, exactly, hull


@dataclass(slots=True)
class Window:
    """The days that a reading looks at: up to the day judged, and not before `start` where `recent` says so."""

    day: date
    start: Interval | None = None

    def may_hold(self, dated: Interval) -> bool:
        """Whether a fact of that day may lie in the window."""
        if dated.low is not None and dated.low > self.day:
            return False
        return not self.is_stale(dated)

    def is_stale(self, dated: Interval) -> bool:
        """Whether a fact of that day surely is older than the window."""
        start = self.start
        return start is not None and None not in (dated.high, start.low) and bool(dated.high < start.low)

    def holds(self, dated: Interval) -> Truth:
        """Tell whether a fact of that day lies in the window."""
        if self.start is None and dated.high is not None and dated.high <= self.day:
            return TRUE
        in_time = compare("<=", dated, exactly(self.day))
        return in_time if self.start is None else in_time & compare(">=", dated, self.start)


@dataclass(slots=True)
class Found:
    """A record that may be read, and whether it surely is."""

    record: Record
    holds: Truth


def read_series(series: Series, view: View, window: Window, *, history: bool, trace: Trace | None) -> list[Found]:
    """Return the records of one series that may lie in the window."""
    sure, maybe, _ = view.known(series)
    if not sure and not maybe:
        return []
    if trace is not None or view.perspective is not None:
        speakers = {one.claim.by for one in (*sure, *maybe) if one.date is not None and window.may_hold(one.date)}
        if trace is not None and speakers:
            trace.read(series, speakers, outranked=_are_outranked(series, speakers, sure, maybe))
        if view.perspective in speakers:
            alone = view.perspective
            own_sure = [one for one in sure if one.claim.by == alone]
            own_maybe = [one for one in maybe if one.claim.by == alone]
            own = _found(_records(series, view, own_sure, own_maybe, alone), window, history=history)
            if len(speakers) == 1 or any(one.date is not None and window.holds(one.date).is_true for one in own_sure):
                return own
            # this speaker may not speak in the window at all
            return _either(own, _found(_records(series, view, sure, maybe, None), window, history=history))
    return _found(_records(series, view, sure, maybe, None), window, history=history)


def _are_outranked(series: Series, speakers: set[str], sure: list[Held], maybe: list[Held]) -> bool:
    """Whether another than some speakers, who tells of a later day, may be the one whose word on an event counts."""
    if not is_event(series.kind) or all(one.claim.by in speakers for one in (*sure, *maybe)):
        return False
    return any(one.claim.by not in speakers for one in counting(sure, maybe)[0])


def _found(records: tuple[Record, ...], window: Window, *, history: bool) -> list[Found]:
    """Return the records that may lie in the window: the latest value of a status, unless its history is asked for."""
    if history or (records and is_event(records[0].kind)):
        return [Found(one, _sure(one) & window.holds(one.date)) for one in records if window.may_hold(one.date)]
    return list(_latest(records, window))


def records_told(series: Series, sure: list[Held], maybe: list[Held], window: Window) -> list[Found]:
    """Return the records that some claims of a series make, whatever others of it say; the last value of a status."""
    build = _event if is_event(series.kind) else _history
    return _found(build(series, sure, maybe), window, history=False)


def _either(one: list[Found], other: list[Found]) -> list[Found]:
    """Return what is found where it is open which of two readings of a series is right."""
    if len(one) <= 1 and len(other) <= 1 and one + other:
        both = one + other
        record = (
            both[0].record
            if len(both) == 1
            else _joined([each.record for each in both], all(each.record.sure for each in both))
        )
        certain = len(both) == 2 and all(each.holds.is_true for each in both)
        return [Found(record, TRUE if certain else unknown(_imprecise(record)))]
    return [Found(each.record, unknown(_imprecise(each.record))) for each in (*one, *other)]


def _records(series: Series, view: View, sure: list[Held], maybe: list[Held], alone: str | None) -> tuple[Record, ...]:
    """Return the one record of an event, or the history of a status; cached, for it depends on no day."""
    key: object = id(series) if alone is None else (id(series), alone)
    cached = view.cache.get(key)
    if cached is None:
        build = _event if is_event(series.kind) else _history
        cached = view.cache[key] = build(series, sure, maybe)
    assert isinstance(cached, tuple)
    return cached


def _event(series: Series, sure: list[Held], maybe: list[Held]) -> tuple[Record, ...]:
    best, tie = counting(sure, maybe)
    record = record_of(series, best, sure=bool(sure), tie=tie)
    return () if record is None else (record,)


def _history(series: Series, sure: list[Held], maybe: list[Held]) -> tuple[Record, ...]:
    """Return a record for each exact day, and one for each claim of an imprecise day.

    A claim of an imprecise day may fall on the day of another: unless it is surely outranked there, it blurs that record.
    """
    days: dict[object, tuple[list[Held], list[Held]]] = {}
    for claims, place in ((sure, 0), (maybe, 1)):
        for one in claims:
            assert one.date is not None
            key = one.date.low if one.date.is_exact else id(one)
            days.setdefault(key, ([], []))[place].append(one)
    vague = [one for one in (*sure, *maybe) if one.date is not None and not one.date.is_exact]
    records = []
    for sure_here, maybe_here in days.values():
        dated = (sure_here or maybe_here)[0].date
        assert dated is not None
        touching = [
            one
            for one in vague
            if one.date is not None and _overlap(one.date, dated) and one not in (*sure_here, *maybe_here)
        ]
        if not dated.is_exact:
            touching = [
                one
                for one in (*sure, *maybe)
                if one.date is not None and one not in (*sure_here, *maybe_here) and _overlap(one.date, dated)
            ]
        best, tie = counting(sure_here, [*maybe_here, *touching])
        record = record_of(series, best, sure=bool(sure_here), tie=tie)
        if record is not None:
            record.date = dated
            if series.kind.dated:
                record.fields[series.kind.dated] = dated
            records.append(record)
    return tuple(records)


def _overlap(one: Interval, other: Interval) -> bool:
    return not (
        (one.high is not None and other.low is not None and one.high < other.low)
        or (one.low is not None and other.high is not None and one.low > other.high)
    )


def _sure(record: Record) -> Truth:
    if record.sure:
        return TRUE
    return unknown(frozenset((Cause(Why.CONTRADICTED, record.kind.name, record.series),)))


def _latest(records: Iterable[Record], window: Window) -> Iterator[Found]:
    """Yield the value of a status that holds on the day: the hull of every record that can be the latest."""
    found = [Found(one, _sure(one) & window.holds(one.date)) for one in records if window.may_hold(one.date)]
    if not found:
        return
    certain = [one for one in found if one.holds.is_true]
    last = [one for one in found if not any(surely_after(other.record.date, one.record.date) for other in certain)]
    if len({(frozenset(map(id, one.record.held)), one.record.date) for one in last}) == 1:
        # one record, or copies of one claim of an imprecise day: it is there for sure where one of them is
        yield next((one for one in last if one.holds.is_true), last[0])
        return
    joined = _joined([one.record for one in last], bool(certain))
    yield Found(joined, TRUE if certain else unknown(_imprecise(joined)))


def _imprecise(record: Record) -> Causes:
    return frozenset((Cause(Why.IMPRECISE, record.kind.name, record.series),))


def _joined(records: list[Record], sure: bool) -> Record:
    """Return the hull of records of one series."""
    first = records[0]
    fields: dict[str, Value] = {}
    for name in first.kind.fields:
        if any(one.gives(name) for one in records):
            fields[name] = records[0].read(name)
            for one in records[1:]:
                fields[name] = hull(fields[name], one.read(name), _imprecise(first))
    dated = fields[first.kind.dated or ""]
    assert isinstance(dated, Interval)
    held = tuple(dict.fromkeys(one for each in records for one in each.held))
    return Record(first.kind, first.of, first.key, held, sure, dated, fields)


def surely_after(one: Interval, other: Interval) -> bool:
    """Whether every value of the first is after every value of the second."""
    return one.low is not None and other.high is not None and bool(one.low > other.high)


def claims_against(series: Series, view: View) -> list[Held]:
    """Return the claims by which there is no such record by the day judged: of an event those that count, of a status the denials."""
    sure, maybe, _ = view.known(series)
    if is_event(series.kind):
        return counting(sure, maybe)[0]
    return [one for one in (*sure, *maybe) if one.claim.denied]


def why_nothing(series: Series, view: View, window: Window) -> Causes:
    """Return why a series gave no record: its claims are stale, or became known later than `known_at`."""
    sure, maybe, later = view.known(series)
    causes = set()
    if any(one.date is not None and window.is_stale(one.date) for one in (*sure, *maybe)):
        causes.add(Cause(Why.STALE, series.kind.name, series.named))
    if later:
        causes.add(Cause(Why.LATER_THAN_KNOWN_AT, series.kind.name, series.named))
    return frozenset(causes)
