"""Groups over claim tables: the whole list of outcomes, those that the reference evaluator has to settle included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from sanctions_engine.diagnostics import Problems
from sanctions_engine.engines.relational.bulk import flagged
from sanctions_engine.facts.bulk import claim_tables_from
from sanctions_engine.facts.cases import Case, read_cases
from sanctions_engine.language.packs import load_pack
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, outcomes

FOLDER = Path("tests/cases/meaning")
PACK = load_pack(FOLDER)
LAW = Law([PACK])


def cases() -> Iterator[Case]:
    for file in sorted(FOLDER.glob("groups/*.cases.yaml")):
        yield from read_cases(file, PACK.kinds, Problems(), rules=PACK.rules, shown_as=file.name)


CASES = list(cases())


def last_day(case: Case) -> date:
    return max(one.as_of for one in case.expect if one.as_of is not None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_groups_come_out_whole(case: Case) -> None:
    rules = tuple(sorted({one.rule for one in case.expect}))
    question = Question(as_of=last_day(case), rules=rules)
    expected = sorted(
        outcomes(question, LAW, Evidence(case.dossier, LAW.kinds)), key=lambda one: (one.rule, one.subject)
    )
    with claim_tables_from(case.dossier, LAW.kinds) as tables:
        found = flagged(question, LAW, tables)
    assert sorted(found.others, key=lambda one: (one.rule, one.subject)) == expected
    assert found.by_reference == {}


def test_some_group_is_left_to_the_reference_evaluator() -> None:
    """Without one, nothing would show that such groups are settled."""
    case = next(one for one in CASES if one.title == "two values of a parameter within one group are an error")
    with claim_tables_from(case.dossier, LAW.kinds) as tables:
        found = flagged(Question(as_of=last_day(case), rules=("changing-cap",)), LAW, tables)
    assert dict(found.deferred) == {"members on days on which a parameter may have two values": 1}
    assert "error" in {one.verdict.value for one in found.others}
