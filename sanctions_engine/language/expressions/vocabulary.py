"""The words of the language that are called, and how each is written."""

from __future__ import annotations

FUNCTIONS: dict[str, str] = {
    "days": "days(number)",
    "weeks": "weeks(number)",
    "months": "months(number)",
    "years": "years(number)",
    "business_days": 'business_days(number, "US-federal")',
    "date": 'date("2019-12-22")',
    "year": "year(date)",
    "month": "month(date)",
    "days_between": "days_between(date, date)",
    "period_of": "period_of(date, months(1))",
    "ceil": "ceil(number)",
    "min": "min(a, b)",
    "max": "max(a, b)",
    "no": "no(value)",
    "done": "done(date)",
    "shown": "shown(value)",
    "presume": "presume(value, default)",
    "hs_in": 'hs_in(text, ("2701", "27"))',
    "due_of": 'due_of("rule-id")',
    "names_rule": "names_rule(text)",
    "total": "total(number)",
    "members": "members()",
}
"""Plain functions, each as it is written."""

AGGREGATES: dict[str, str] = {
    "any": "any(r for r in Kind if …)",
    "all": "all(condition for r in Kind if …)",
    "count": "count(r for r in Kind if …)",
    "sum": "sum(r.number for r in Kind if …)",
    "latest": "latest(r.value for r in Kind if …)",
    "earliest": "earliest(r.value for r in Kind if …)",
    "max": "max(r.number for r in Kind if …)",
    "min": "min(r.number for r in Kind if …)",
}
"""Aggregates, each as it is written; `max` and `min` are plain functions too."""

METHODS: dict[str, str] = {
    "startswith": 'text.startswith("…")',
    "endswith": 'text.endswith("…")',
    "lower": "text.lower()",
    "upper": "text.upper()",
}
"""What can be called on a text, each as it is written."""

RECENT = "recent(Kind, months(12))"
"""How a window is written; it stands after `in` alone."""

CALLABLE: dict[str, str] = {**AGGREGATES, **FUNCTIONS, "recent": RECENT}
"""Everything that is called by its name."""

INSTEAD: dict[str, str] = {
    "len": "`count(r for r in Kind if …)` counts records",
    "exists": "write `any(r for r in Kind if …)`",
    "some": "write `any(r for r in Kind if …)`",
    "every": "write `all(condition for r in Kind if …)`",
    "forall": "write `all(condition for r in Kind if …)`",
    "last": "write `latest(r.value for r in Kind if …)`",
    "first": "write `earliest(r.value for r in Kind if …)`",
    "today": "`as_of` is the day judged",
    "now": "`as_of` is the day judged",
    "datetime": 'a day is written `date("2019-12-22")`',
    "timedelta": "a duration is written `days(30)`",
    "isnull": "`no(x)` asks whether `x` is known to be without a value",
    "is_null": "`no(x)` asks whether `x` is known to be without a value",
    "coalesce": "`presume(x, default)` takes the default where nothing is said of `x`",
    "round": '`round` is an option: `months(2, round="down")`',
    "abs": "write `x if x >= 0 else -x`",
    "int": "numbers are exact; `ceil(x)` rounds up",
    "contains": "write `x in ( … )`, `x.startswith(…)` or `hs_in(…)`",
}
"""Functions of other languages, and what serves here."""
