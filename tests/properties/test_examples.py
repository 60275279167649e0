"""The examples that engines are compared on hold everything: each construct and each verdict, and hardly a pack is not well formed."""

from __future__ import annotations

from random import Random
from typing import Final

import pytest
from hypothesis import settings

from sanctions_engine.models.verdicts import Verdict
from tests.properties.strategies.choices import Choices
from tests.properties.strategies.constructs import shares
from tests.properties.strategies.examples import SIZE, some_examples

SEED: Final = 5
MANY: Final = settings().max_examples >= 5_000
NUMBER: Final = 3_000 if MANY else 300
LEAST: Final = 0.01 if MANY else 1 / NUMBER
"""One in a hundred, where so many examples are drawn that the part can be told; in the short profile: at least once."""

HELD: Final = """
all | any | count | earliest | latest | max | min | sum | aggregate | aggregate in an aggregate | recent
none=
business_days() | ceil() | days() | days_between() | due_of() | endswith() | hs_in() | lower() | max()
min() | month() | months() | no()
period_of() | presume() | shown() | startswith() | upper() | weeks() | year() | years()
days, roll=forward | months, round=down | months, round=up
operator + | operator - | operator * | operator / | operator < | operator <= | operator > | operator >=
operator ==
operator != | in | not in | and | or | not | ifelse | minus | rowcell | parameterref | total | members
as_of | due | instrument.adopted | period.start | period.end | group.whose | group.year | group.month
obligation of State | obligation of event | obligation of status | due day | no due day | promptly
prohibition of State | prohibition of event | prohibition of status | prohibition of groups
indicator of State | indicator of event | indicator of status
exemption of State | exemption of event | exemption of status | exemption of groups
exemption of single records of groups
exception, burden bearer | exception, burden authority | exemption, burden bearer
exemption, burden authority
where | applies_when | let | on another day than its own | every | every until | in_force from
in_force until
group of all | group_by several keys | table | empty cell | parameter | parameter of several values
reading | reading of the condition | reading of applies_when | reading of due
amend | repeal | suspend | amendment that lapses | amends applies_when | amends due | amends exceptions
amends parameters
draft assumed | draft not assumed
absent field | absent identity | field `none` | identity `none` | optional field given
imprecise number | open number | imprecise day | open day | imprecise own day | open own day
code of 2 characters | code of 4 characters | code of 6 characters | code of 8 characters | damaged code
imprecise `known` | graded claim | denied claim | several speakers in a series | several claims of one fact
coverage of all fields | coverage of some fields | coverage from a day | coverage to a day
coverage of imprecise `known`
known_at | perspective | reading asked | rules asked | subjects asked | all States | plea
"""
"""What has to occur."""


NAMES: Final = {name.strip() for line in HELD.strip().splitlines() for name in line.split(" | ")}


@pytest.fixture(scope="module")
def parts() -> tuple[dict[str, float], dict[str, float]]:
    return shares(SEED, NUMBER)


def test_every_construct_occurs(parts: tuple[dict[str, float], dict[str, float]]) -> None:
    assert {name: parts[0].get(name, 0) for name in NAMES if parts[0].get(name, 0) < LEAST} == {}


def test_every_verdict_occurs(parts: tuple[dict[str, float], dict[str, float]]) -> None:
    assert {one.value: parts[1].get(one, 0) for one in Verdict if parts[1].get(one, 0) < LEAST} == {}


def test_hardly_a_pack_is_not_well_formed() -> None:
    random = Random(SEED)
    drawn = [some_examples(Choices(random.randbytes(SIZE)))[0] for _ in range(100)]
    assert sum(1 for one in drawn if one.law() is None) <= 2
