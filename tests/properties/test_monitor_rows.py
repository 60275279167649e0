"""Every row of what a claim invalidates is needed, and every note that the day judged takes: without it, the monitor goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from sanctions_engine.engines.monitor import invalidation
from sanctions_engine.engines.monitor.invalidation import INVALIDATES
from sanctions_engine.engines.monitor.matchers import Matcher
from sanctions_engine.models.claims import Claim, Coverage, FieldValue, Plea, Rejected
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.monitoring.arriving import Item
from sanctions_engine.semantics.passing import PassingDay
from sanctions_engine.semantics.reference import Question
from tests.properties.strategies.dossiers import SOURCE, dossier_of
from tests.properties.strategies.examples import Example
from tests.properties.strategies.following import Following
from tests.properties.strategies.kinds import KINDS
from tests.properties.strategies.pack_texts import PACT, PackText
from tests.properties.strategies.streams import Stream

KNOWN = DateRange.of(date(2019, 1, 31))
START = date(2019, 3, 1)
Step = Callable[[Following], None]


def claim(fact: str, on: str, by: str = "press", **said: str | bool | int) -> Claim:
    kind = KINDS[fact]
    fields: dict[str, FieldValue] = {kind.dated or "": DateRange.parse(on)}
    for name, value in said.items():
        is_number = isinstance(value, int) and not isinstance(value, bool)
        is_day = kind.fields[name].kind.value == "date"
        given: Any = NumberRange.of(value) if is_number else DateRange.parse(str(value)) if is_day else value  # type: ignore[arg-type]  # by the kind of the field
        fields[name] = given
    return Claim(fact=fact, fields=fields, by=by, source=SOURCE, known=KNOWN)


def feed(*items: Item) -> Step:
    return lambda both: both.feed(items)


def withdraw(item: Item) -> Step:
    def take(both: Following) -> None:
        both.withdraw(both.said.items.index(item))

    return take


def until(day: str) -> Step:
    return lambda both: both.advance(date.fromisoformat(day))


def whole(kind: str) -> Coverage:
    return Coverage(fact=kind, source=SOURCE, known=KNOWN)


def follow(rule: dict[str, Any], steps: Sequence[Step], matcher: Matcher = "index") -> None:
    """Take steps with a monitor of one rule, each checked."""
    pack = PackText({PACT: {"rules": [{"id": "law0", **rule}]}})
    example = Example(pack, dossier_of([]), {}, Question(as_of=START))
    both = Following(Stream(example, START, None, [], matcher))
    try:
        for step in steps:
            step(both)
    finally:
        both.finish()


BAN = {"prohibition": "Sell", "each": "Deal as e", "violated_when": 'e.buyer == "CHN" and hs_in(e.hs, ("2701", "50"))'}
SOLD = claim("Deal", "2019-02-01", id="x", buyer="CHN", hs="2701")
ACTS = {"prohibition": "Act", "each": "State as e"}
PINNED = {**ACTS, "violated_when": 'count(a for a in Act if a.state == e.code and a.tag == "a") >= 1'}
UNPINNED = {**ACTS, "violated_when": "any(v for v in Visit if v.host == e.code)"}
DUTY = {"obligation": "Report", "each": "State as e"}
REPORTED = "any(a for a in Act if a.state == e.code)"
RUSSIA = feed(claim("Stock", "2019-02-01", state="RUS", active=True, count=1))
PLEA = Plea(by="RUS", rule="law0", ground="hardship", source=SOURCE, known=KNOWN)
SET_ASIDE = Rejected(file="acts.csv", line=2, field=None, code="SE404", reason="no day", raw="RUS", fact="Act")

ROWS: dict[str, tuple[dict[str, Any], list[Step]]] = {
    "own record": (BAN, [feed(SOLD), withdraw(SOLD)]),
    "new record": (BAN, [feed(SOLD)]),
    "join": (PINNED, [RUSSIA, feed(claim("Act", "2019-02-01", state="RUS", tag="a"))]),
    "doubtful join": (PINNED, [RUSSIA, feed(whole("Act")), feed(claim("Act", "2019-02-01", state="RUS"))]),
    "whole kind": (UNPINNED, [RUSSIA, feed(claim("Visit", "2019-02-01", state="CHN", host="RUS"))]),
    "State": (PINNED, [RUSSIA]),
    "coverage": (PINNED, [RUSSIA, feed(whole("Act"))]),
    "plea": (DUTY | {"satisfied_when": REPORTED}, [RUSSIA, feed(PLEA)]),
}
"""For each row: a rule, and steps of which the last goes wrong without it."""


@pytest.mark.parametrize("row", INVALIDATES, ids=lambda row: row.name)
def test_each_row_is_needed(row: invalidation.Row, monkeypatch: pytest.MonkeyPatch) -> None:
    rule, steps = ROWS[row.name]
    follow(rule, steps)
    monkeypatch.setattr(invalidation, "INVALIDATES", tuple(one for one in INVALIDATES if one is not row))
    follow(rule, steps[:-1])
    with pytest.raises(AssertionError, match=r"announced|batch"):
        follow(rule, steps)


@pytest.mark.parametrize("row", ROWS)
def test_each_row_works_with_durable_rules(row: str) -> None:
    pytest.importorskip("durable_rules_engine", exc_type=ImportError)
    follow(*ROWS[row], matcher="durable-rules")


def test_a_list_is_not_complete_while_a_row_of_its_kind_is_set_aside() -> None:
    follow(PINNED, [RUSSIA, feed(whole("Act")), feed(SET_ASIDE), withdraw(SET_ASIDE)])


FRESH = "any(a for a in recent(Act, months(1)) if a.state == e.code)"
ACTED = feed(claim("Act", "2019-02-20", state="RUS", tag="a"))
CAP = {
    "prohibition": "Buy too much",
    "each": "Deal as e",
    "group_by": {"year": "year(e.date)"},
    "bearer": "all",
    "violated_when": "members() > 9",
}

DAYS: dict[str, tuple[dict[str, Any], list[Step]]] = {
    "a due day passes": (DUTY | {"satisfied_when": REPORTED, "due": 'date("2019-05-01")'}, [RUSSIA, until("2019-05-02")]),
    "a claim of a later day comes into view": (
        DUTY | {"satisfied_when": REPORTED},
        [RUSSIA, feed(claim("Act", "2019-04-01", state="RUS", tag="a")), until("2019-04-01")],
    ),
    "evidence goes stale": (DUTY | {"satisfied_when": FRESH}, [ACTED, until("2019-03-21")]),
    "law comes into force": (
        PINNED | {"in_force": {"from": 'date("2019-06-01")'}},
        [RUSSIA, ACTED, until("2019-06-01")],
    ),
    "law ends": (PINNED | {"in_force": {"until": 'date("2019-06-01")'}}, [ACTED, until("2019-06-01")]),
    "a parameter changes": (
        ACTS
        | {
            "parameters": {"limit": [{"value": 1, "until": "2019-06-01"}, {"from": "2019-06-01", "value": 0}]},
            "violated_when": "count(a for a in Act if a.state == e.code) > parameter.limit",
        },
        [ACTED, until("2019-06-01")],
    ),
    "an exemption ends": (
        PINNED | {"exceptions": [{"id": "grace", "when": 'as_of < date("2019-06-01")'}]},
        [ACTED, until("2019-06-01")],
    ),
    "a coverage ends": (
        DUTY | {"satisfied_when": f"not {REPORTED}"},
        [RUSSIA, feed(whole("Act").model_copy(update={"end": date(2019, 6, 1)})), until("2019-06-02")],
    ),
    "a period begins": (
        DUTY | {"satisfied_when": REPORTED, "every": {"period": "months(1)", "from": 'date("2019-01-01")'}, "due": "period.end"},
        [RUSSIA, until("2019-04-01")],
    ),
    "a year ends, and nothing can join its group": (
        CAP,
        [feed(claim("Deal", "2019-02-01", id="x", buyer="CHN")), feed(whole("Deal")), until("2020-01-01")],
    ),
    "days are counted": (
        ACTS | {"violated_when": "any(a for a in Act if a.state == e.code and days_between(a.on, as_of) > 30)"},
        [ACTED, until("2019-03-23")],
    ),
}  # fmt: skip
"""For each way in which a day tells: a rule, and steps of which the last goes wrong if the day takes no note."""


@pytest.mark.parametrize("way", DAYS)
def test_a_day_is_waited_for(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rule, steps = DAYS[way]
    follow(rule, steps)
    monkeypatch.setattr(PassingDay, "_reaches", lambda self, later: None)
    follow(rule, steps[:-1])
    with pytest.raises(AssertionError, match="announced"):
        follow(rule, steps)


def test_a_year_that_is_read_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    # The joinability of a group turns on the year of a day that moves, not on a comparison.
    rule, steps = DAYS["a year ends, and nothing can join its group"]
    monkeypatch.setattr(PassingDay, "year", property(lambda self: self.plain.year))
    with pytest.raises(AssertionError, match="announced"):
        follow(rule, steps)
