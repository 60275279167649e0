"""Faults in which claims are read, and what an aggregate makes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sanctions_engine.semantics import aggregates, evaluator, evidence, groups, ranking, reading, reference
from sanctions_engine.semantics.aggregates import FOLDS
from sanctions_engine.semantics.evidence import View
from sanctions_engine.semantics.truth import TRUE
from sanctions_engine.semantics.values import Interval, exactly
from tests.properties.planted.engines import Planted, asking, entry, replaced, together, wrapped

ONE_DAY = timedelta(days=1)


def _complete(answer: bool) -> Any:
    return replaced(aggregates, "is_complete", lambda *_: answer)


def _endless(real: Any, view: Any, kind: str) -> Any:
    return [one.model_copy(update={"start": None, "end": None}) for one in real(view, kind)]


def _of_all(real: Any, view: Any, kind: str) -> Any:
    return [one.model_copy(update={"fields": {}}) for one in real(view, kind)]


def _one_day_more(real: Any, view: Any, kind: str) -> Any:
    longer = [(one, one.end) for one in real(view, kind)]
    return [one if end is None else one.model_copy(update={"end": end + ONE_DAY}) for one, end in longer]


def _from_the_first(real: Any, view: Any, kind: str) -> Any:
    return view.evidence.coverage.get(kind, [])


def _sure_alone(real: Any, view: Any, series: Any) -> Any:
    sure, _, left = real(view, series)
    return sure, [], left


def _all_sure(real: Any, view: Any, series: Any) -> Any:
    sure, maybe, left = real(view, series)
    return [*sure, *maybe], [], left


def _one_voice(real: Any, view: Any, series: Any) -> Any:
    sure, maybe, left = real(view, series)
    if view.perspective is None or view.perspective not in view.evidence.speakers:
        return sure, maybe, left
    return *([one for one in held if one.claim.by == view.perspective] for held in (sure, maybe)), left


def _worse_grade(real: Any, one: Any, other: Any) -> bool:
    if one is other or one.grade == other.grade or ranking._same_speaker(one, other):
        return bool(real(one, other))
    return bool(one.grade > other.grade)


def _grade_alone(real: Any, one: Any, other: Any) -> bool:
    return bool(one is not other and one.grade < other.grade and real(one, other))


def _earlier_wins(real: Any, one: Any, other: Any) -> bool:
    if one is other or one.grade != other.grade or ranking._same_speaker(one, other):
        return bool(real(one, other))
    return ranking.surely_later(other.known, one.known)


def _first_of_a_tie(real: Any, sure: Any, maybe: Any) -> Any:
    left, tie = real(sure, maybe)
    return left[:1], tie


def _undenied(real: Any, series: Any, counting: Any, *, sure: bool, tie: bool) -> Any:
    affirmed = [one for one in counting if not one.claim.denied]
    return real(series, affirmed, sure=sure, tie=tie) if affirmed else None


def _days_later(real: Any, node: Any, env: Any, evaluate: Any) -> Any:
    start = real(node, env, evaluate)
    if start is None or start.low is None or start.low == date.max:
        return start
    return replace(start, low=start.low + ONE_DAY, high=start.high and start.high + ONE_DAY)


def _tomorrow(real: Any, window: Any, dated: Interval) -> Any:
    if dated.is_exact and dated.low > window.day:
        return dated.low == window.day + ONE_DAY
    return real(window, dated)


def _tomorrow_holds(real: Any, window: Any, dated: Interval) -> Any:
    later = dated.is_exact and dated.low == window.day + ONE_DAY
    return TRUE if later else real(window, dated)


def _certain_alone(real: Any, records: Any, window: Any) -> Any:
    return (one for one in real(records, window) if one.holds.is_true)


def _last_told(real: Any, records: Any, window: Any) -> Any:
    dated = [one for one in records if one.date.is_exact]
    return real(dated or records, window)


def _in_full(real: Any, value: Any, holds: Any) -> Any:
    return real(value, TRUE)


def _presuming_none(selection: Any) -> Any:
    node = selection.node
    if node.none is not None and not selection.found:
        return selection.evaluate(node.none, selection.env)
    return aggregates.by_date(selection)


def _open_extreme(real: Any, selection: Any) -> Any:
    known = real(selection)
    if selection.is_complete or not isinstance(known, Interval):
        return known
    ends = [end for end in (known.low, known.high) if end is not None]
    return exactly(ends[0]) if len(ends) == 1 else known


def _surely_dated(real: Any, kind: Any, view: Any, day: date, names: Any = ()) -> Any:
    return (case for case in real(kind, view, day, names) if case.exists.is_true)


def _without_pleas(real: Any, of: Any) -> Any:
    return real(evidence.Evidence(of.dossier.model_copy(update={"pleas": ()}), of.kinds))


def _claimed_is_open(real: Any, *given: Any) -> Any:
    selection = real(*given)
    selection.claimed = False
    return selection


FAULTS = (
    Planted("an open kind taken as complete", _complete(True)),
    Planted("coverage ignored", together(_complete(False), replaced(groups, "is_complete", lambda *_: False))),
    Planted("the period of coverage ignored", wrapped(View, "covering", _endless)),
    Planted("the end of coverage off by one day", wrapped(View, "covering", _one_day_more)),
    Planted("the fields of coverage ignored", wrapped(View, "covering", _of_all)),
    Planted("coverage known from the first", wrapped(View, "covering", _from_the_first)),
    Planted("one claimed event leaves room for another", wrapped(evaluator, "select", _claimed_is_open)),
    asking("`known_at` ignored", known_at=None),
    Planted("claims that may have been known left out", wrapped(View, "known", _sure_alone)),
    Planted("claims that may have been known taken as known", wrapped(View, "known", _all_sure)),
    asking("the perspective ignored", perspective=None),
    Planted("a perspective silences all others", wrapped(View, "known", _one_voice)),
    Planted("the worse grade wins", wrapped(ranking, "_outranks", _worse_grade)),
    Planted("of one grade all count", wrapped(ranking, "_outranks", _grade_alone)),
    Planted("of one grade the earlier known wins", wrapped(ranking, "_outranks", _earlier_wins)),
    Planted("a speaker's earlier claims compete", replaced(ranking, "_same_speaker", lambda *_: False)),
    Planted("a tie taken as its first", wrapped(reading, "counting", _first_of_a_tie)),
    Planted("a denial that ties forgotten", wrapped(reading, "record_of", _undenied)),
    Planted("`recent` one day short", wrapped(aggregates, "window_start", _days_later)),
    Planted(
        "facts of the next day read",
        together(wrapped(reading.Window, "may_hold", _tomorrow), wrapped(reading.Window, "holds", _tomorrow_holds)),
    ),
    Planted("a value that may hold left out", wrapped(reading, "_latest", _certain_alone)),
    Planted("values of imprecise days left out", wrapped(reading, "_latest", _last_told)),
    Planted("`sum` over a status adds its history", replaced(aggregates, "HISTORY", frozenset(FOLDS))),
    Planted(
        "`max` over a status reads its last value", replaced(aggregates, "HISTORY", frozenset({"latest", "earliest"}))
    ),
    Planted("a record that may not count added in full", wrapped(aggregates, "term", _in_full)),
    Planted(
        "`latest(…, none=)` taken where nothing is covered", entry(FOLDS, "latest", lambda _, one: _presuming_none(one))
    ),
    Planted("`max` over an open list exact", entry(FOLDS, "max", _open_extreme)),
    Planted(
        "`earliest` reads the latest",
        replaced(aggregates, "_beyond", lambda one, other, _: reading.surely_after(one.date, other.date)),
    ),
    Planted("an absent identity field matches nothing", replaced(evidence, "_may_have", lambda *_: False)),
    Planted("records that may be dated later no subjects", wrapped(reference, "record_cases", _surely_dated)),
    Planted("States of pleas not judged", wrapped(reference, "states_spoken_of", _without_pleas)),
    asking("only States that are spoken of", all_states=False),
    asking("subjects that were asked for ignored", subjects=()),
)
