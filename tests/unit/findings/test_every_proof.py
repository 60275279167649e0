"""What holds for the proof of every finding, checked on the Russia case and on the whole corpus of meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from sanctions_engine import Pack, evaluate, load_pack
from sanctions_engine.diagnostics import Problems
from sanctions_engine.facts.cases import Case, read_cases
from sanctions_engine.models.claims import Dossier
from sanctions_engine.models.findings import Finding, Findings, ProofNode
from sanctions_engine.models.verdicts import Verdict
from tests.properties.strategies.proofs import faults

CORPUS = Path(__file__).resolve().parents[2] / "cases" / "meaning"
pack = cache(load_pack)


@cache
def cases(file: Path) -> tuple[Case, ...]:
    problems = Problems()
    return read_cases(file, pack(CORPUS).kinds, problems, rules=pack(CORPUS).rules)


def findings_of(case: Case) -> Iterator[Finding]:
    """Yield the findings that a case asks for, each question once."""
    asked = {(one.rule, one.as_of, one.known_at, one.assume, one.perspective, one.reading) for one in case.expect}
    for rule, as_of, known_at, assume, perspective, reading in sorted(asked, key=str):
        assert as_of is not None
        yield from evaluate(
            pack(CORPUS),
            case.dossier,
            as_of=as_of,
            known_at=known_at,
            assume=assume,
            perspective=perspective,
            reading=reading,
            rules=[rule],
        )


def check(findings: Iterable[Finding]) -> None:
    found = [
        f"{one.rule} {one.subject} {one.as_of}: {fault}"
        for one in findings
        if one.error is None
        for fault in faults(one)
    ]
    assert not found, "\n".join(dict.fromkeys(found))


@pytest.mark.parametrize("file", sorted(CORPUS.rglob("*.cases.yaml")), ids=lambda file: file.stem.split(".")[0])
def test_every_leaf_of_the_corpus_names_its_claims_or_says_why_there_is_none(file: Path) -> None:
    found = [finding for case in cases(file) for finding in findings_of(case)]
    assert found
    check(found)


@pytest.mark.parametrize("known_at", [None, date(2019, 12, 31)])
@pytest.mark.parametrize("as_of", [date(2019, 12, 22), date(2019, 12, 23), date(2020, 1, 24)], ids=str)
def test_every_leaf_of_the_russia_case_does(
    russia: tuple[tuple[Pack, ...], Dossier], as_of: date, known_at: date | None
) -> None:
    packs, dossier = russia
    check(evaluate(packs, dossier, as_of=as_of, known_at=known_at))
    check(evaluate(packs, dossier, as_of=as_of, known_at=known_at, assume=["draft-2019-12-16"]))


def test_findings_come_back_from_json(russia: tuple[tuple[Pack, ...], Dossier]) -> None:
    packs, dossier = russia
    found = evaluate(packs, dossier, as_of=date(2020, 1, 24), assume=["draft-2019-12-16"])
    assert Findings.model_validate_json(found.model_dump_json()) == found
    for one in found:
        assert Finding.model_validate_json(one.model_dump_json()) == one


def test_findings_of_the_corpus_come_back_from_json() -> None:
    for file in sorted(CORPUS.rglob("*.cases.yaml")):
        for case in cases(file)[:3]:
            for one in findings_of(case):
                assert Finding.model_validate_json(one.model_dump_json()) == one


BARE = ProofNode(text="any(r for r in Report if r.state == state.code)", value="true")
Damage = Callable[[Finding], Finding]
DAMAGES: list[tuple[str, Damage]] = [
    ("does not list", lambda one: one.model_copy(update={"claims": ()})),
    (
        "cites nothing",
        lambda one: one.model_copy(update={"because": one.because.model_copy(update={"citation": None})}),
    ),
    ("does not say so", lambda one: one.model_copy(update={"presumed": ()})),
    (
        "does not say why",
        lambda one: one.model_copy(update={"because": one.because.model_copy(update={"parts": (BARE,)})}),
    ),
    ("nothing is missing", lambda one: one.model_copy(update={"verdict": Verdict.UNDETERMINED})),
]


@pytest.mark.parametrize("told, damage", DAMAGES, ids=[told for told, _ in DAMAGES])
def test_the_check_sees_what_it_is_for(russia: tuple[tuple[Pack, ...], Dossier], told: str, damage: Damage) -> None:
    # A check that never fails would let every proof pass.
    packs, dossier = russia
    (finding,) = evaluate(packs, dossier, as_of=date(2020, 1, 24), rules=["unscr-2397-8"], subjects=["RUS"])
    assert not list(faults(finding))
    assert told in "\n".join(faults(damage(finding)))
