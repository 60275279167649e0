"""No record is missed: where a ban has something to tell of one, the keys of the ban let it through."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import event, given, reject

from sanctions_engine.engines.monitor.evidence import GrowingEvidence
from sanctions_engine.engines.monitor.watched import Watched
from sanctions_engine.engines.reference import ReferenceEngine
from sanctions_engine.findings.disputed import disputed_subjects
from sanctions_engine.models.claims import NONE, Claim, FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.verdicts import QUIET
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question
from tests.properties.strategies.dossiers import SOURCE, dossier_of
from tests.properties.strategies.examples import Example, examples, with_question
from tests.properties.strategies.pack_texts import PACT, PackText

DAY = DateRange.of(date(2019, 2, 1))


def check(example: Example, law: Law) -> int:
    """See that each record that a rule has something to tell of is found by its keys; return how many were left aside."""
    example = with_question(example, subjects=(), rules=())
    question = example.question
    evidence, watched = GrowingEvidence(law.kinds), Watched(question, law)
    for claim in example.dossier.claims:
        evidence.place(claim)
    engine = ReferenceEngine()
    told = disputed_subjects(engine, question, law, evidence)
    left = 0
    for one in engine.outcomes(question, law, evidence):
        series = None if one.subject.group else evidence.at(one.subject.kind, one.subject.key)
        if series is None or one.subject.kind == "State":
            continue
        is_found = one.rule in watched.record_rules[one.subject.kind].of(series)
        left += not is_found
        assert is_found or (one.verdict in QUIET and (one.rule, one.subject) not in told), (one, series.held)
    return left


@given(examples())
def test_a_record_that_a_ban_tells_of_has_its_keys(found: list[Example]) -> None:
    law = found[0].law()
    if law is None:
        reject()
    for example in found:
        event("some left aside" if check(example, law) else "none left aside")


CONDITIONS = (
    'e.buyer == "CHN" and hs_in(e.hs, ("2701", "50"))',
    'hs_in(e.hs, ("030100",))',
    '"CHN" == e.buyer',
    'e.buyer in ("CHN", "PRK") and (hs_in(e.hs, ("2701",)) or e.hs == "27O1")',
    '(e.buyer == "CHN" or shown(e.buyer == "PRK")) and named',
    "e.approved and named",
)
BUYERS = (None, NONE, "CHN", "PRK", "USA")
CODES = (None, NONE, "27", "2701", "270112", "50", "27O1", "5", "0301", "301000000", "030100", "99")


@pytest.mark.parametrize("condition", CONDITIONS)
def test_keys_leave_aside_what_a_ban_is_not_about_and_nothing_else(condition: str) -> None:
    let = {"let": {"named": 'hs_in(e.hs, ("2701",))'}} if "named" in condition else {}
    rule = {"id": "law0", "prohibition": "Sell", "each": "Deal as e", **let, "violated_when": condition}
    pack = PackText({PACT: {"rules": [rule]}})
    claims = []
    for number, (buyer, code, approved) in enumerate(product(BUYERS, CODES, (None, True, False))):
        said = {"buyer": buyer, "hs": code, "approved": approved, "id": f"n{number}", "date": DAY}
        fields: dict[str, FieldValue] = {name: value for name, value in said.items() if value is not None}
        claims.append(Claim(fact="Deal", fields=fields, by="press", source=SOURCE, known=DAY))
    example = Example(pack, dossier_of(claims), {}, Question(as_of=date(2019, 5, 1)))
    law = example.law()
    assert law is not None
    assert check(example, law) > 20
