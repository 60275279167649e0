"""Faults in time and in the law: due days, periods, lengths, texts in force, parameters, exceptions, groups, the verdict table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sanctions_engine.language.nodes import ParameterRef
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics import (
    calls,
    due_days,
    environment,
    evaluator,
    exceptions,
    judge,
    parameters,
    reference,
    verdict_table,
)
from sanctions_engine.semantics.arithmetic import multiply
from sanctions_engine.semantics.groups import Grouping
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.judgement import Judgement
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.truth import FALSE, TRUE
from sanctions_engine.semantics.values import Interval, Length, exactly, one_text
from tests.properties.planted.engines import EVALUATE, Plant, Planted, asking, entry, replaced, wrapped

ONE_DAY = timedelta(days=1)


# --- time --------------------------------------------------------------------------------------------------------------


def _due_excluded(real: Any, own: Judge, text: Any, rule: Any, env: Any, case: Any, due: date | None) -> Judgement:
    found: Judgement = real(own, text, rule, env, case, due if due is None or due == date.min else due - ONE_DAY)
    return found


def _last_choice(real: Any, due: Any, law: Law, env: Any) -> Any:
    return real(due, law, env)[-1:]


def _thirty_days(real: Any, node: Any, env: Any, evaluate: Any) -> Any:
    length = real(node, env, evaluate)
    if not isinstance(length, Length):
        return length
    return Length(tuple(replace(one, unit="days", count=multiply(one.count, exactly(30))) for one in length.steps))


def _other_round(real: Any, node: Any, env: Any, evaluate: Any) -> Any:
    length = real(node, env, evaluate)
    if not isinstance(length, Length):
        return length
    return Length(tuple(replace(one, round=one.round and "down") for one in length.steps))


def _every_day_is_open(real: Any, node: Any, env: Any, evaluate: Any) -> Any:
    length = real(node, env, evaluate)
    if not isinstance(length, Length):
        return length
    return Length(tuple(replace(one, unit="days") for one in length.steps))


def _never_rolled(real: Any, node: Any, env: Any, evaluate: Any) -> Any:
    length = real(node, env, evaluate)
    return Length(tuple(replace(one, roll=False) for one in length.steps)) if isinstance(length, Length) else length


def _unsigned(real: Any, node: Any, env: Any, evaluate: Any) -> Any:
    found = real(node, env, evaluate)
    if isinstance(found, Interval) and found.high is not None and found.high < 0:
        return replace(found, low=-found.high, high=None if found.low is None else -found.low)
    return found


def _longer_periods(real: Any, *given: Any) -> Any:
    for case in real(*given):
        yield replace(case, days=(case.days[0], case.days[1] + ONE_DAY))


def _whole_periods(real: Any, case: Any, every: Any, rule: Any, view: Any, adopted: Any, day: date) -> Any:
    return (one for one in real(case, every, rule, view, adopted, day) if one.days[1] <= day)


def _seen_in_doubt(real: Any, own: Judge, *given: Any) -> Any:
    since, day = real(own, *given)
    return ("T" if since == "U" else since), day


def _not_seen_since(real: Any, own: Judge, formula: Any, env: Any, due: date, at_due: Any) -> Any:
    done = evaluator.holds(formula.node, env)
    return ("T", DateRange(env.day, env.day)) if done.is_true else real(own, formula, env, env.day, at_due)


TIME = (
    Planted("the due day excluded", wrapped(Judge, "_with_due", _due_excluded)),
    Planted("an imprecise due day taken at its latest", wrapped(judge, "due_choices", _last_choice)),
    Planted("a due day inside a suspension not moved", replaced(due_days, "moved", lambda law, rule, day: day)),
    Planted("a month of thirty days", entry(calls.CALLS, "months", _thirty_days)),
    Planted('`round="up"` rounds down', entry(calls.CALLS, "months", _other_round)),
    Planted("every day a business day", entry(calls.CALLS, "business_days", _every_day_is_open)),
    Planted("no roll-forward", entry(calls.CALLS, "days", _never_rolled)),
    Planted("days between two days without a sign", entry(calls.CALLS, "days_between", _unsigned)),
    Planted("the end of a period off by one day", wrapped(reference, "with_periods", _longer_periods)),
    Planted("a period judged once it is over", wrapped(reference, "with_periods", _whole_periods)),
    Planted("late where it is unknown since", wrapped(Judge, "_done_since", _seen_in_doubt)),
    Planted("late only where it still holds", wrapped(Judge, "_done_since", _not_seen_since)),
)


# --- law ---------------------------------------------------------------------------------------------------------------


def _without(action: str) -> Callable[[Law], Law]:
    def read(law: Law) -> Law:
        found = Law(law.packs, law.assumed)
        found.changes = [one for one in found.changes if one.action != action]
        return found

    return read


def _without_end(action: str) -> Callable[[Law], Law]:
    def read(law: Law) -> Law:
        found = Law(law.packs, law.assumed)
        found.changes = [replace(one, until=None) if one.action == action else one for one in found.changes]
        return found

    return read


def _from_adoption(law: Law) -> Law:
    found = Law(law.packs, law.assumed)
    found.rules = {id: replace(one, since=None) for id, one in found.rules.items()}
    return found


def _for_ever(law: Law) -> Law:
    found = Law(law.packs, law.assumed)
    found.rules = {id: replace(one, until=None) for id, one in found.rules.items()}
    return found


def _drafts_as_law(law: Law) -> Law:
    tabled = {one.id: one.tabled for one in law.instruments.values() if one.tabled is not None}
    return Law(law.packs, {**tabled, **law.assumed})


def _text_of_today(real: Any, own: Judge, base: Any, case: Any, day: date) -> Judgement:
    found: Judgement = real(own, base, case, day)
    today = own.law.text_on(base.id, day)
    return found if today.rule is not None else replace(found, verdict=Verdict.NOT_IN_FORCE, due=None, exception=None)


def _parameter_of_today(real: Any, node: Any, env: Any) -> Any:
    return parameters.parameter_value(env.rule.parameters[node.name], exactly(env.day))


def _first_value(real: Any, parameter: Any, day: Any) -> Any:
    return real(parameter, day)[:1]


def _last_day_too(real: Any, parameter: Any, day: Interval) -> Any:
    if day.low is None or day.low == date.min:
        return real(parameter, day)
    return real(parameter, replace(day, low=day.low - ONE_DAY, high=day.high and day.high - ONE_DAY))


def _condition_alone(real: Any, own: Judge, rule: Any) -> Any:
    read = real(own, rule)
    return replace(read, due=rule.due, applies_when=rule.applies_when)


def _lets_as_written(real: Any, own: Judge, rule: Any) -> Any:
    return replace(real(own, rule), let=rule.let)


def _no_effect(real: Any, law: Law, exemption: Any, env: Any, law_day: Any) -> Any:
    return None if exemption.group_by is None and env.rule.group_by is not None else real(law, exemption, env, law_day)


def _of_today(real: Any, law: Law, exemption: Any, env: Any, law_day: Any) -> Any:
    return real(law, exemption, env, exactly(env.day))


def _burden_of_the_bearer(real: Any, considered: Any) -> Any:
    exempt, may_be, which = real(considered)
    return ("F" if exempt == "U" else exempt), may_be, which


def _last_exception(real: Any, considered: Any) -> Any:
    return real(list(reversed(considered)))


def _in_force_or_not(real: Any, own: Judge, rule: Any, day: date) -> Any:
    grouping = real(own, rule, day)
    grouping.in_force = lambda env: TRUE
    return grouping


def _surely_of_the_group(real: Any, own: Grouping, env: Any, key: Any) -> Any:
    found = real(own, env, key)
    return FALSE if found.is_unknown else found


def _rows_of_the_file(law: Law) -> Law:
    found = Law(law.packs, law.assumed)
    pact = found.instruments["pact"]
    found.rules = {id: replace(one, instrument=pact) if one.row else one for id, one in found.rules.items()}
    return found


LAW = (
    Planted("amendments ignored", reads=_without("amend")),
    Planted("repeals ignored", reads=_without("repeal")),
    Planted("suspensions ignored", reads=_without("suspend")),
    Planted("an amendment that never lapses", reads=_without_end("amend")),
    Planted("`in_force: from` ignored", reads=_from_adoption),
    Planted("`in_force: until` ignored", reads=_for_ever),
    Planted("a row in force as its file", reads=_rows_of_the_file),
    Planted("drafts taken as law", reads=_drafts_as_law),
    Planted("assumed drafts ignored", reads=lambda law: Law(law.packs)),
    Planted("a repeal undoes what was owed before", wrapped(Judge, "_obligation", _text_of_today)),
    Planted("parameters of the day judged", entry(EVALUATE, ParameterRef, _parameter_of_today)),
    Planted("the first of several values of a parameter", wrapped(parameters, "values_on", _first_value)),
    Planted("a parameter holds on its first day without it", wrapped(parameters, "values_on", _last_day_too)),
    asking("readings ignored", reading="default"),
    Planted("a reading replaces the condition alone", wrapped(Judge, "read", _condition_alone)),
    Planted("a reading keeps every `let`", wrapped(Judge, "read", _lets_as_written)),
    Planted("an exemption of the day judged", wrapped(exceptions, "consider_exemption", _of_today)),
    Planted("an exemption of single records not seen in groups", wrapped(exceptions, "consider_exemption", _no_effect)),
    Planted("the burden always on the bearer", wrapped(judge, "summary", _burden_of_the_bearer)),
    Planted("the last exception that holds told", wrapped(judge, "summary", _last_exception)),
    Planted("members that the law did not reach counted", wrapped(Judge, "grouping", _in_force_or_not)),
    Planted("members that may belong left out", wrapped(Grouping, "matches", _surely_of_the_group)),
    Planted("a group always closed", replaced(Grouping, "joinable", lambda *_: False)),
    Planted("every State a member", replaced(environment.StateRecord, "read", lambda own, name: _member(own, name))),
)


def _member(own: Any, name: str) -> Any:
    return TRUE if name == "un_member" else one_text(own.state.code if name == "code" else own.state.name)


# --- the verdict table -------------------------------------------------------------------------------------------------


def _base(wrong: Verdict, right: Verdict, shape: str, **when: str) -> Plant:
    """Return what gives a row of the table another verdict for a shape."""
    rows: list[verdict_table.Row] = []
    for row in verdict_table.BASE:
        if row.verdict is right and shape in row.shapes and row.when == when:
            rows.append(replace(row, verdict=wrong, shapes=(shape,)))
        rows.append(row)
    assert len(rows) == len(verdict_table.BASE) + 1
    return replaced(verdict_table, "BASE", tuple(rows))


def _adjusted(when: dict[str, str], spared: Verdict) -> Plant:
    """Return what spares a verdict from the adjustment of some answers."""
    found = list(verdict_table.ADJUSTMENTS)
    (number,) = [place for place, one in enumerate(found) if one.when == when and spared in one.turns]
    found[number] = replace(found[number], turns=found[number].turns - {spared})
    return replaced(verdict_table, "ADJUSTMENTS", tuple(found))


V = Verdict
EXEMPT, MAY_BE_EXEMPT = {"exempt": "T"}, {"exempt": "U"}
MAY_NOT_APPLY, MAY_NOT_BE_LAW = {"applies": "U"}, {"in_force": "U"}
VERDICTS = (
    Planted("not done promptly a violation", _base(V.VIOLATED, V.UNDETERMINED, "promptly", now="FU")),
    Planted("late a violation", _base(V.VIOLATED, V.FULFILLED_LATE, "due", at_due="F", since="T")),
    Planted("unknown on the due day a violation", _base(V.VIOLATED, V.UNDETERMINED, "due", at_due="U")),
    Planted("an open group fulfilled", _base(V.FULFILLED, V.PENDING, "group", violated="F", joinable="T")),
    Planted("an indicator clear where it is unknown", _base(V.CLEAR, V.UNDETERMINED, "indicator", raised="U")),
    Planted("what is pending never exempt", _adjusted(EXEMPT, V.PENDING)),
    Planted("what is late never exempt", _adjusted(EXEMPT, V.FULFILLED_LATE)),
    Planted("what is unknown never exempt", _adjusted(EXEMPT, V.UNDETERMINED)),
    Planted("a violation that may be exempt", _adjusted(MAY_BE_EXEMPT, V.VIOLATED)),
    Planted("a violation where it may not apply", _adjusted(MAY_NOT_APPLY, V.VIOLATED)),
    Planted("exempt where it may not apply", _adjusted(MAY_NOT_APPLY, V.EXEMPT)),
    Planted("a violation where it may not be in force", _adjusted(MAY_NOT_BE_LAW, V.VIOLATED)),
)
