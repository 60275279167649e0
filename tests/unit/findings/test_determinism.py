"""The same inputs give the same bytes: in any process, and in whatever order the claims come."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from sanctions_engine import Pack, evaluate, load_pack, timeline
from sanctions_engine.diagnostics import Problems
from sanctions_engine.facts.cases import Case, read_cases
from sanctions_engine.models.claims import Claim, Dossier

ROOT = Path(__file__).resolve().parents[3]
CORPUS = ROOT / "tests" / "cases" / "meaning"
PROGRAM = """
from datetime import date
from sanctions_engine import compare, evaluate, read_dossiers, timeline
packs, dossier = read_dossiers(["examples/russia-2020"])
base = evaluate(packs, dossier, as_of=date(2020, 1, 24), all_states=False)
other = evaluate(packs, dossier, as_of=date(2020, 1, 24), assume=["draft-2019-12-16"])
print(base.model_dump_json())
print(compare(base, other).model_dump_json())
print(timeline(packs, dossier, rule="unscr-2397-8", subject="RUS", as_of=date(2020, 3, 1)).model_dump_json())

from pathlib import Path
from sanctions_engine import load_pack
from sanctions_engine.diagnostics import Problems
from sanctions_engine.facts.cases import read_cases
corpus = Path("tests/cases/meaning")
pack = load_pack(corpus)
for name in ("evidence/ranking", "evidence/perspectives", "groups/caps", "law/exemptions"):
    for case in read_cases(corpus / f"{name}.cases.yaml", pack.kinds, Problems(), rules=pack.rules):
        print(evaluate(pack, case.dossier, as_of=case.expect[0].as_of, rules=[case.expect[0].rule]).model_dump_json())
"""


def test_two_processes_print_the_same_bytes() -> None:
    # Sets of texts are iterated in an order that differs from process to process.
    printed = []
    for seed in ("0", "1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment, capture_output=True, check=True, text=True
        )
        printed.append(done.stdout)
    assert len(set(printed)) == 1
    assert printed[0].count('"verdict":"violated"') > 20


def shuffled(claims: tuple[Claim, ...], seed: int) -> tuple[Claim, ...]:
    """Return claims in another order, some of them twice."""
    chance = random.Random(seed)
    mixed = [*claims, *chance.sample(claims, len(claims) // 2)]
    chance.shuffle(mixed)
    return tuple(mixed)


@pytest.mark.parametrize("seed", range(3))
def test_order_and_repetition_of_claims_do_not_matter_for_russia(
    russia: tuple[tuple[Pack, ...], Dossier], seed: int
) -> None:
    packs, dossier = russia
    mixed = dossier.model_copy(update={"claims": shuffled(dossier.claims, seed)})
    for known_at in (None, date(2020, 1, 20)):
        one, other = (evaluate(packs, each, as_of=date(2020, 1, 24), known_at=known_at) for each in (dossier, mixed))
        assert one.model_dump_json() == other.model_dump_json()


pack = cache(load_pack)


def cases(file: Path) -> tuple[Case, ...]:
    return read_cases(file, pack(CORPUS).kinds, Problems(), rules=pack(CORPUS).rules)


@pytest.mark.parametrize("file", sorted(CORPUS.rglob("*.cases.yaml")), ids=lambda file: file.stem.split(".")[0])
def test_order_and_repetition_of_claims_do_not_matter_for_the_corpus(file: Path) -> None:
    for case in cases(file):
        one = case.expect[0]
        assert one.as_of is not None
        mixed = case.dossier.model_copy(update={"claims": shuffled(case.dossier.claims, 7)})
        both = [
            evaluate(pack(CORPUS), each, as_of=one.as_of, known_at=one.known_at, rules=[one.rule], assume=one.assume)
            for each in (case.dossier, mixed)
        ]
        assert both[0].findings == both[1].findings, case.title
        assert both[0].model_dump_json() == both[1].model_dump_json(), case.title


def test_packs_in_another_order_or_twice_do_not_matter(russia: tuple[tuple[Pack, ...], Dossier]) -> None:
    packs, dossier = russia
    one = evaluate(packs, dossier, as_of=date(2020, 1, 24))
    other = evaluate([*reversed(packs), packs[0]], dossier, as_of=date(2020, 1, 24))
    assert one.model_dump_json() == other.model_dump_json()


def test_a_timeline_does_not_depend_on_the_order_of_claims(russia: tuple[tuple[Pack, ...], Dossier]) -> None:
    packs, dossier = russia
    mixed = dossier.model_copy(update={"claims": shuffled(dossier.claims, 1)})
    for rule, subject in (("unscr-2397-8", "RUS"), ("dprk-visa-surge", "RUS/PRK/tourist/2019")):
        told = [
            timeline(packs, each, rule=rule, subject=subject, as_of=date(2020, 3, 1)).model_dump_json()
            for each in (dossier, mixed)
        ]
        assert told[0] == told[1]


def test_the_digest_of_evidence_that_was_built_does_not_depend_on_its_order(
    russia: tuple[tuple[Pack, ...], Dossier],
) -> None:
    packs, dossier = russia
    built = dossier.model_copy(update={"digest": ""})
    mixed = built.model_copy(update={"claims": shuffled(dossier.claims, 1)})
    fewer = built.model_copy(update={"claims": dossier.claims[1:]})
    digests = [
        evaluate(packs, each, as_of=date(2020, 1, 24), rules=["unscr-2397-8"]).run.input_digest
        for each in (built, mixed, fewer)
    ]
    assert digests[0] == digests[1]
    assert digests[0] != digests[2]
    assert len(digests[0]) == 64
