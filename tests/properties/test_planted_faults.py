"""The comparison of engines has power: the generator finds each planted fault, and cuts what shows it down to a case."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import settings

from sanctions_engine.engines.reference import ReferenceEngine
from sanctions_engine.findings.case_files import run_cases
from sanctions_engine.models.outcomes import Outcome
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question
from tests.properties.planted.engines import Planted
from tests.properties.planted.faults import FAULTS, SOON, SOON_MOST
from tests.properties.planted.power import missed
from tests.properties.strategies.agreeing import check, differences, smallest
from tests.properties.strategies.case_files import files
from tests.properties.strategies.examples import Example, stream

BY_NAME = {one.name: one for one in FAULTS}
SEED = 2
MOST = 5_000
LONG = settings().max_examples >= MOST
"""Whether this is the long profile."""


def test_each_fault_has_a_name_of_its_own() -> None:
    assert len(BY_NAME) == len(FAULTS)


def test_every_engine_that_stands_for_the_reference_answers_like_it() -> None:
    # Without a fault, nothing may differ: else a fault could be found that is none.
    sound = Planted("no fault")
    for found in islice(stream(SEED), 30):
        assert not any(differences(one, sound) for one in found)


def test_faults_that_show_soon_are_found_soon() -> None:
    # The generator would lose its power without anybody seeing it.
    assert missed([BY_NAME[name] for name in SOON], seed=SEED, most=SOON_MOST) == []


@pytest.mark.skipif(not LONG, reason="long: HYPOTHESIS_PROFILE=long")
def test_every_fault_is_found() -> None:
    assert missed(FAULTS, seed=SEED, most=MOST) == []


def first(fault: Planted) -> Example:
    """Return the first example that shows a fault."""
    return next(one for found in stream(SEED) for one in found if differences(one, fault))


CUT_DOWN = ("the due day excluded", "a tie taken as its first", "members that may belong left out")


@pytest.fixture(scope="module", params=CUT_DOWN)
def cut_down(request: pytest.FixtureRequest) -> tuple[Planted, Example]:
    """A fault with an example that shows it, cut down."""
    fault = BY_NAME[request.param]
    return fault, smallest(first(fault), fault)


def test_an_example_is_cut_down_to_one_rule_and_few_claims(cut_down: tuple[Planted, Example]) -> None:
    fault, example = cut_down
    law = example.law()
    assert law is not None
    assert differences(example, fault)
    assert (len(law.rules), len(law.changes), len(example.dossier.coverage)) <= (1, 0, 0)
    assert len(example.dossier.claims) <= 3
    assert len(example.pack.text.splitlines()) <= 20


def test_what_is_printed_is_a_case_that_only_the_reference_passes(
    cut_down: tuple[Planted, Example], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault, example = cut_down
    save(example, tmp_path)
    assert run_cases([tmp_path]).passed
    with fault.plant():
        assert not run_cases([tmp_path]).passed


def test_a_failing_example_is_told_with_its_case() -> None:
    fault = BY_NAME["a group always closed"]
    with pytest.raises(AssertionError) as caught:
        check(first(fault), fault)
    told = str(caught.value)
    assert told.startswith("# reference against a group always closed: law")
    assert "# found.cases.yaml\ncases:\n- case: the engines agree\n" in told


def test_a_crash_is_told_with_its_case() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        check(next(stream(SEED))[0], Broken())
    assert "# found.cases.yaml" in caught.value.__notes__[0]


class Broken(ReferenceEngine):
    """An engine that fails."""

    name = "broken"

    def outcomes(self, question: Question, law: Law, evidence: Evidence) -> Iterable[Outcome]:
        raise ZeroDivisionError


def save(example: Example, folder: Path) -> None:
    for name, text in files(example, "what was found").items():
        (folder / name).write_text(text, encoding="utf-8")


def test_any_example_can_be_saved_as_a_case(tmp_path: Path) -> None:
    # What is printed of an example has to say all of it: the reference finds the same in the files.
    judged = 0
    for number, found in enumerate(islice(stream(SEED), 40)):
        if expects_something(found[0]):
            judged += 1
            folder = tmp_path / str(number)
            folder.mkdir()
            save(found[0], folder)
            report = run_cases([folder])
            assert report.passed, [str(one) for one in (*report.problems.errors, *report.failed)]
    assert judged > 20


def expects_something(example: Example) -> bool:
    return "expect: []" not in files(example, "")["found.cases.yaml"]
