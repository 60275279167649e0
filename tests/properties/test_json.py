"""JSON: what is written is read again as it was."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from sanctions_engine.evaluation import evaluate
from sanctions_engine.findings.timelines import timeline
from sanctions_engine.models.claims import Assessment, Claim, Coverage, Plea, Source
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.findings import Finding, Findings, Timeline
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.numbers import Number, NumberRange, exact
from sanctions_engine.models.records import partial_model, record_model
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.reference import Question
from tests.properties.strategies.dossiers import Situation, claims, coverages, day_ranges, situations
from tests.properties.strategies.kinds import KINDS, LATE
from tests.properties.strategies.laws import judge_all, law_of, pack_of

NUMBERS = TypeAdapter(NumberRange)
DATES = TypeAdapter(DateRange)

numbers: st.SearchStrategy[Number] = st.integers(-(10**30), 10**30) | st.fractions(max_denominator=10**9).map(exact)
days = st.dates(date(1000, 1, 1))


def _ordered(low: Number | None, high: Number | None) -> NumberRange:
    return NumberRange(high, low) if low is not None and high is not None and low > high else NumberRange(low, high)


def _dated(low: date | None, high: date | None) -> DateRange:
    return DateRange(high, low) if low is not None and high is not None and low > high else DateRange(low, high)


@given(st.builds(_ordered, st.none() | numbers, st.none() | numbers) | numbers.map(NumberRange.of))
def test_numbers_round_trip(number: NumberRange) -> None:
    # Trap: a third written as a decimal, a bound that loses its last digit, an exact whole number that comes back as text.
    assert NUMBERS.validate_json(NUMBERS.dump_json(number)) == number
    assert NumberRange.parse(str(number)) == number


@given(st.builds(_dated, st.none() | days, st.none() | days) | days.map(DateRange.of))
def test_days_round_trip(day: DateRange) -> None:
    # Trap: a whole month or year is written short, and February has 28 or 29 days.
    assert DATES.validate_json(DATES.dump_json(day)) == day
    assert DateRange.parse(str(day)) == day


@given(claims())
def test_a_claim_round_trips_with_its_kind(claim: Claim) -> None:
    # Only the kind says which text is a number: `2701` may be a code.
    written = json.loads(claim.model_dump_json())
    fields = record_model(KINDS[claim.fact])(**written.pop("fields")).given()
    assert Claim(**written, fields=fields) == claim


@given(coverages())
def test_a_coverage_round_trips_with_its_kind(coverage: Coverage) -> None:
    written = json.loads(coverage.model_dump_json())
    fields = partial_model(KINDS[coverage.fact])(**written.pop("fields")).given()
    assert Coverage(**written, fields=fields) == coverage


texts = st.text(min_size=1, max_size=8)


@given(
    st.one_of(
        st.builds(Source, id=texts, publisher=st.none() | texts, published=st.none() | day_ranges()),
        st.builds(
            Plea, by=texts, rule=texts, ground=texts, on=st.none() | day_ranges(), source=texts, known=day_ranges()
        ),
        st.builds(Assessment, by=texts, rule=texts, subject=texts, says=texts, source=texts, known=day_ranges()),
        st.sampled_from(tuple(KINDS.values())),
    )
)
def test_what_comes_with_claims_round_trips(model: Source | Plea | Assessment | FactKind) -> None:
    assert type(model).model_validate_json(model.model_dump_json()) == model


@given(situations())
def test_findings_round_trip(situation: Situation) -> None:
    found = evaluate(pack_of(situation.file), situation.dossier, as_of=LATE[0])
    written = found.model_dump_json()
    assert Findings.model_validate_json(written) == found
    assert Findings.model_validate_json(written).model_dump_json() == written
    for one in found:
        assert Finding.model_validate_json(one.model_dump_json()) == one


@given(situations())
def test_timelines_round_trip(situation: Situation) -> None:
    law = law_of(situation.file)
    for rule, subject in judge_all(situation.file, situation.dossier, Question(as_of=LATE[0])):
        told = timeline(Question(as_of=LATE[0]), law, Evidence(situation.dossier, law.kinds), rule, str(subject))
        assert Timeline.model_validate_json(told.model_dump_json()) == told
