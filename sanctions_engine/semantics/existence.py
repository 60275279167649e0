"""Whether the State that a rule binds existed on the law's day: no law binds one that did not."""

from __future__ import annotations

from datetime import date

from sanctions_engine.models.states import new_states
from sanctions_engine.semantics.environment import Env
from sanctions_engine.semantics.evaluator import evaluate
from sanctions_engine.semantics.values import Choice, Interval


def may_be_before_the_bearer(env: Env, law_day: Interval) -> bool:
    """Whether the law's day can be one on which the State that is bound did not exist yet.

    A claim of which every day is too early is set aside when it is read; here some days are.
    """
    if env.rule.bearer is None or not isinstance(law_day.low, date):
        return False
    bearer = evaluate(env.rule.bearer.node, env)
    states = bearer.options or () if isinstance(bearer, Choice) else ()
    since = [state.exists_since for state in map(new_states().get, states) if state is not None]
    return any(day is not None and law_day.low < day for day in since)
