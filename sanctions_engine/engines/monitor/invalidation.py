"""What a claim invalidates: the table, a row for each way in which a judgement can depend on what is said.

A row that names too much costs a judgement that changes nothing. One that names too little leaves a finding that is wrong, so a
property test deletes each row in turn and demands that the findings then differ from those of a batch run.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Literal

from sanctions_engine.engines.monitor.index import Unit
from sanctions_engine.engines.monitor.watched import Watched
from sanctions_engine.language.rulefiles.patterns import names_rule
from sanctions_engine.semantics.evidence import Series


@dataclass(slots=True)  # never changed; there is one for each claim, and `frozen` would make it slower to build
class News:
    """What came, or was withdrawn.

    Attributes:
        series: The series of claims that changed, as they are now.
        turned: States that are spoken of now and were not before, or the other way round.
        covered: Kinds of which a declaration of completeness came or went, or a row was set aside.
        spoken: Rules, or tables of rules, about which there is another plea or assessment.
    """

    series: Collection[Series] = ()
    turned: Collection[str] = ()
    covered: Collection[str] = ()
    spoken: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One way in which a judgement depends on what is said.

    Attributes:
        name: What the news is to the judgement.
        says: What of the language is behind it.
        part: The part of the news that it looks at, an attribute of `News`.
        units: The units that depend on one thing of that part in this way.
    """

    name: str
    says: str
    part: Literal["series", "turned", "covered", "spoken"]
    units: Callable[[Any, Watched], Collection[Unit]]


def _own_record(series: Series, watched: Watched) -> Collection[Unit]:
    return watched.index.exactly(series.kind.name, series.key)


def _new_record(series: Series, watched: Watched) -> Collection[Unit]:
    rules = watched.record_rules.get(series.kind.name)
    if rules is None or not series.held:
        return ()
    units = [Unit(rule, series.key) for rule in rules.of(series)]
    return [unit for unit in units if unit not in watched.index]


def _joins(series: Series, watched: Watched) -> Collection[Unit]:
    return [unit for units in watched.index.joined(series) for unit in units]


def _doubtful_joins(series: Series, watched: Watched) -> Collection[Unit]:
    return [unit for units in watched.index.doubtful(series) for unit in units] if series.vague else ()


def _whole_kind(series: Series, watched: Watched) -> Collection[Unit]:
    return watched.index.whole(series.kind.name)


def _new_state(state: str, watched: Watched) -> Collection[Unit]:
    return watched.units_of_state(state)


def _coverage(kind: str, watched: Watched) -> Collection[Unit]:
    return watched.index.completed(kind)


def _pleas(named: str, watched: Watched) -> Collection[Unit]:
    return [unit for unit in watched.index if names_rule(named, unit.rule)]


INVALIDATES: tuple[Row, ...] = (
    Row(
        "own record",
        "`each` record: a first claim, a correction, a denial, another speaker, a withdrawal",
        "series",
        _own_record,
    ),
    Row(
        "new record",
        "`each` record that is claimed for the first time, or now has the constants of a ban",
        "series",
        _new_record,
    ),
    Row(
        "join",
        "an aggregate whose filter fixes identity fields, in any formula, exemption, reading or due day",
        "series",
        _joins,
    ),
    Row("doubtful join", "the same, where the claim leaves an identity field open", "series", _doubtful_joins),
    Row(
        "whole kind",
        "an aggregate that fixes none; the members of groups, and which groups there are",
        "series",
        _whole_kind,
    ),
    Row("State", "`each: State`: who is spoken of", "turned", _new_state),
    Row(
        "coverage",
        "whether a list is complete: `any all count sum max min latest earliest`, and whether a group is",
        "covered",
        _coverage,
    ),
    Row("plea", "what a bearer says about a rule, and what others concluded", "spoken", _pleas),
)
"""Every way. What a day invalidates is no table: `sanctions_engine/semantics/passing.py` notes it while judging."""


def invalidated(news: News, watched: Watched) -> set[Unit]:
    """Return the units to judge again."""
    found: set[Unit] = set()
    for row in INVALIDATES:
        for one in getattr(news, row.part):
            units = row.units(one, watched)
            if units:  # of most claims there are none
                found.update(units)
    return found
