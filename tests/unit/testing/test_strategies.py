"""The strategies keep to the models, say what they promise, and shrink to what matters."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from sanctions_engine import load_pack, load_packs
from sanctions_engine.models.claims import Claim, Dossier, field_to_json
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.facts import Count, Day, Fact, StateCode, record_model
from sanctions_engine.models.kinds import FactKind, Nature
from sanctions_engine.models.norms import Modality
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.evidence import key_text
from sanctions_engine.testing.strategies import (
    Scene,
    claims,
    constants_of,
    dossiers,
    facts,
    kinds,
    pack_texts,
    packs,
    register,
    scenes,
    timelines,
)
from sanctions_engine.testing.strategies.packs import PackText
from sanctions_engine.testing.strategies.registration import _MODELS

SHIPPED = ("un/dprk", "eu/russia")
PACK = load_pack("un/dprk")
KINDS = tuple(kind for pack in load_packs(SHIPPED) for kind in pack.kinds.values() if kind.dated)


quick = settings(max_examples=1000, phases=[Phase.generate], database=None)
"""For what is found, not cut down."""


class Crossing(Fact, dated="day", identity=("state", "day"), nature="event"):
    """People crossed the border of a State."""

    state: StateCode
    day: Day
    people: Count


def validated(claim: Claim, kind: FactKind) -> Any:
    """Return a claim's fields as the loader takes them; raises where one does not fit."""
    return record_model(kind).model_validate({name: field_to_json(value) for name, value in claim.fields.items()})


@given(claims(KINDS, near=constants_of(PACK.rules.values())))
def test_a_claim_fits_its_kind(claim: Claim) -> None:
    # Trap: a bound that the upper end of an interval breaks, a word that the list does not have, a code that lost a digit.
    kind = next(one for one in KINDS if one.name == claim.fact)
    validated(claim, kind)
    assert all(declared.optional or name in claim.fields for name, declared in kind.fields.items())


@given(kinds().flatmap(lambda kind: st.tuples(st.just(kind), claims([kind]))))
def test_a_claim_fits_a_kind_that_no_pack_declares(drawn: tuple[FactKind, Claim]) -> None:
    validated(drawn[1], drawn[0])


@given(st.sampled_from(KINDS).flatmap(lambda kind: st.tuples(st.just(kind), timelines(kind))))
def test_a_timeline_is_about_one_series_in_the_order_of_what_became_known(drawn: tuple[FactKind, list[Claim]]) -> None:
    kind, told = drawn
    assert len({tuple(key_text(claim.fields.get(name)) for name in kind.identity) for claim in told}) == 1
    known = [claim.known.low for claim in told if claim.known.low]
    assert known == sorted(set(known))
    assert not told[0].denied
    for index, claim in enumerate(told):
        validated(claim, kind)
        # what is withdrawn was said before
        assert not claim.denied or any(one.fields == claim.fields for one in told[:index])


@pytest.mark.parametrize("name", ["WorkerPresence", "ImplementationReport"])
def test_timelines_hold_corrections_and_withdrawals(name: str) -> None:
    kind = PACK.kinds[name]
    find(timelines(kind), lambda told: any(claim.denied for claim in told), settings=quick)

    def corrected(told: list[Claim]) -> bool:
        return len(told) == 2 and told[0].fields != told[1].fields and told[0].by == told[1].by and not told[1].denied

    first, second = find(timelines(kind), corrected)
    assert kind.nature is Nature.STATUS or first.fields[kind.dated or ""] == second.fields[kind.dated or ""]


def test_a_dossier_shrinks_to_the_claim_that_matters() -> None:
    wanted = [one for one in KINDS if one.name in ("TradeFlow", "Vessel", "PortCall")]
    found = find(dossiers(wanted), lambda one: any(claim.fact == "TradeFlow" for claim in one.claims))
    assert len(found.claims) == 1
    assert not found.coverage


def test_a_failing_dossier_shrinks_to_the_claim_that_breaks_the_rule() -> None:
    def is_broken(scene: Scene) -> bool:
        return any(one.verdict is Verdict.VIOLATED for one in scene.outcomes())

    found = find(scenes(PACK, rules=["unscr-2397-8"]), is_broken)
    assert [claim.fact for claim in found.dossier.claims] == ["WorkerPresence"], found


@pytest.mark.parametrize("model", list(_MODELS), ids=lambda model: model.__name__)
def test_hypothesis_makes_our_models(model: type[Any]) -> None:
    @settings(max_examples=5)
    @given(st.from_type(model))
    def makes(value: object) -> None:
        assert isinstance(value, model)

    makes()


def test_facts_declared_in_python_are_made() -> None:
    assert find(facts(Crossing), lambda one: (one.people.low or 0) > 2, settings=quick).people.low != 0
    register(Crossing)
    assert find(st.from_type(Crossing), lambda one: one.state == "CHN", settings=quick).state == "CHN"


FOUND = "from hypothesis import find, strategies as st; print(find(st.from_type(Claim), lambda claim: True).fact)"


@pytest.mark.parametrize(
    "first",
    [
        "from hypothesis import strategies; from sanctions_engine import Claim",
        # Trap: the strategies import hypothesis, which imports the strategies, of which half is there.
        "from sanctions_engine.testing.strategies import claims; from sanctions_engine import Claim",
    ],
)
def test_hypothesis_finds_the_models_by_the_entry_point(first: str, tmp_path: Path) -> None:
    declared = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    info = tmp_path / "installed_anew-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: installed-anew\nVersion: 1.0\n", encoding="utf-8")
    entry = declared["hypothesis"]["sanctions-engine"]
    (info / "entry_points.txt").write_text(f"[hypothesis]\nanew = {entry}\n", encoding="utf-8")
    paths = {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(Path.cwd())))}
    told = subprocess.run(
        [sys.executable, "-c", f"{first}; {FOUND}"],
        env={**os.environ, **paths}, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.stdout.strip() == "Record", told.stderr


@pytest.mark.parametrize("step", [0, 1])
def test_a_report_comes_on_the_due_day_and_the_day_after(step: int) -> None:
    due = DateRange.parse("2020-03-22").low
    assert due is not None

    def told(dossier: Dossier) -> bool:
        days = [claim.fields.get("submitted") for claim in dossier.claims]
        return any(isinstance(day, DateRange) and day.is_exact and (day.low - due).days == step for day in days)  # type: ignore[operator]

    find(scenes(PACK, rules=["unscr-2397-8-final"]), lambda scene: told(scene.dossier), settings=quick)


@settings(max_examples=40)
@given(pack_texts())
def test_an_invented_pack_is_well_formed(text: PackText) -> None:
    # Trap: a condition that does not fit the type of its field; loading tells.
    pack = text.pack()
    assert [rule for rule in pack.rules.values() if rule.modality is not Modality.EXEMPTION]


@pytest.mark.parametrize("modality", list(Modality))
def test_invented_packs_hold_norms_of_every_modality(modality: Modality) -> None:
    find(packs(), lambda pack: any(rule.modality is modality for rule in pack.rules.values()), settings=quick)


def test_invented_packs_hold_changes_of_law() -> None:
    find(packs(), lambda pack: any(change.action == "suspend" for change in pack.changes), settings=quick)
