"""Puts every case of `tests/cases/meaning/` through every engine: one corpus, one meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from sanctions_engine.diagnostics import Problems
from sanctions_engine.engines.registry import ENGINES, engine_named
from sanctions_engine.facts.cases import Case, read_cases
from sanctions_engine.findings.case_checks import Mismatch, check
from sanctions_engine.language.packs import load_pack
from sanctions_engine.language.rules import Pack
from sanctions_engine.models.findings import Answered
from sanctions_engine.models.outcomes import Outcome
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question

CASES = Path(__file__).parents[1] / "cases" / "meaning"
PACKS = sorted(file.parent for file in CASES.rglob("pack.yaml"))
FILES = sorted(CASES.rglob("*.cases.yaml"))

pack = cache(load_pack)


def home(file: Path) -> Path:
    return next(folder for folder in file.parents if folder in PACKS)


@cache
def cases(file: Path) -> tuple[tuple[Case, ...], list[str]]:
    problems = Problems()
    rules = pack(home(file))
    found = read_cases(file, rules.kinds, problems, rules=rules.rules, shown_as=file.relative_to(CASES).as_posix())
    return found, [str(problem) for problem in problems]


def every_case() -> Iterator[object]:
    for file in FILES:
        for case in cases(file)[0]:
            name = f"{file.relative_to(CASES).as_posix().removesuffix('.cases.yaml')}: {case.title}"
            yield pytest.param(pack(home(file)), case, id=name)


def told(mismatch: Mismatch) -> str:
    one = mismatch.expectation
    return f"{one.place}: {one.rule} for {one.subject}: {mismatch.key} is {mismatch.found}, not {mismatch.expected}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_case_file_is_read_without_a_problem(file: Path) -> None:
    # A case that is left out because of a slip in it would be a case that nobody runs.
    found, problems = cases(file)
    assert found
    assert not problems


LEFT = {
    "thirty-days-after-the-first-answer": "`due_of` of what the evidence says",
    "cap-on-what-a-barrel-weighs": "quotients that are summed up or sorted by",
}
"""Rules that the database leaves to the reference evaluator, each with the reason: others have a form in SQL, and are to keep it."""


class Watched:
    """An engine of which it is kept which rules it left as a whole to the reference evaluator."""

    answered: Answered | None = None

    def __init__(self, name: str) -> None:
        self.name, self.engine = name, engine_named(name)
        self.left: dict[str, str] = {}

    def outcomes(self, question: Question, law: Law, evidence: Evidence) -> Iterable[Outcome]:
        found = tuple(self.engine.outcomes(question, law, evidence))
        self.left |= self.engine.answered.by_reference if self.engine.answered else {}
        return found


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rules, case", list(every_case()))
def test_case_holds(rules: Pack, case: Case, engine: str) -> None:
    watched = Watched(engine)
    mismatches = check(case.dossier, case.expect, [rules], watched, case.judged)
    assert not mismatches, "\n".join(told(one) for one in mismatches)
    assert watched.left.items() <= LEFT.items()


def test_every_rule_of_the_corpus_has_a_case() -> None:
    # A rule without a case would look like a thing that is tested.
    expected = {one.rule for file in FILES for case in cases(file)[0] for one in case.expect}
    rules = {id for folder in PACKS for id, rule in pack(folder).rules.items() if rule.modality.value != "exemption"}
    assert rules == expected


def test_a_wrong_expectation_is_told() -> None:
    # A runner that compares nothing would pass every case.
    file = CASES / "verdicts" / "obligations.cases.yaml"
    case = cases(file)[0][0]
    wrong = [one.model_copy(update={"verdict": "raised"}) for one in case.expect]
    mismatches = check(case.dossier, wrong, [pack(home(file))], engine_named("reference"))
    assert [one.key for one in mismatches] == ["verdict"]
