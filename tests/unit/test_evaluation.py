"""The pipeline from files to findings: which packs dossiers get, and what a run says of itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import sanctions_engine
from sanctions_engine import InputRejected, RulesRejected, evaluate, load_pack, read_dossiers
from sanctions_engine.language.packs import shipped_packs
from sanctions_engine.models.claims import Dossier

SOURCE = "sources: {paper: {publisher: A paper, published: 2020-01-01}}\n"
REPORT = "  - {{fact: ImplementationReport, state: {0}, about: x, submitted: {1}, by: {0}, source: paper}}\n"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(f"dossier: {name}\n{text}", encoding="utf-8")
    return path


def names(packs: tuple[sanctions_engine.Pack, ...]) -> list[str]:
    return [one.name for one in packs]


@pytest.mark.parametrize(
    "named, given, read",
    [
        (["packs: [un/dprk]\n"], [], ["un/dprk"]),
        (["packs: [us/dprk]\n"], [], ["un/dprk", "us/dprk"]),  # it requires the other
        ([""], [], list(shipped_packs())),  # all that ship
        (["packs: [un/dprk]\n", ""], [], list(shipped_packs())),  # the second needs all that ship
        (["packs: [us/dprk]\n"], ["un/dprk"], ["un/dprk"]),
    ],
)
def test_packs_are_those_given_else_those_named_else_all(
    tmp_path: Path, named: list[str], given: list[str], read: list[str]
) -> None:
    paths = [write(tmp_path, f"{number}.yaml", text) for number, text in enumerate(named)]
    packs, _ = read_dossiers(paths, packs=given)
    assert names(packs) == read


def test_dossiers_are_read_together(tmp_path: Path) -> None:
    one = write(tmp_path, "one.yaml", f"packs: [un/dprk]\n{SOURCE}claims:\n{REPORT.format('FRA', '2019-01-01')}")
    other = write(tmp_path, "other.yaml", f"packs: [un/dprk]\n{SOURCE}claims:\n{REPORT.format('FRA', '2019-02-01')}")
    packs, dossier = read_dossiers([one, other])
    assert (dossier.title, len(dossier.claims)) == ("one.yaml; other.yaml", 2)
    # That they contradict each other only shows once the fact kinds are known.
    assert any("SE413" in warning for warning in dossier.warnings)
    run = evaluate(packs, dossier, as_of=date(2020, 1, 24)).run
    assert run.inputs == (f"{one}, {other}",)
    assert run.warnings == dossier.warnings


def test_one_path_is_no_list_of_paths(tmp_path: Path) -> None:
    path = write(tmp_path, "one.yaml", "")
    for sources, packs in ((str(path), []), (path, []), ([path], "un/dprk"), ([path], Path("rules"))):
        with pytest.raises(TypeError, match="not a list of paths"):
            read_dossiers(sources, packs=packs)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="`sources` holds 1"):
        read_dossiers([1])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="no dossier"):
        read_dossiers([])


def test_what_cannot_be_read_is_rejected(tmp_path: Path) -> None:
    bad = write(tmp_path, "bad.yaml", "packs: [un/dprk]\nclaims: [{fact: Nothing, by: FRA}]\n")
    with pytest.raises(InputRejected):
        read_dossiers([tmp_path / "none.yaml"])
    with pytest.raises(InputRejected):
        read_dossiers([bad], strict=True)
    with pytest.raises(RulesRejected):
        read_dossiers([bad], packs=["un/atlantis"])
    packs, dossier = read_dossiers([bad])
    run = evaluate(packs, dossier, as_of=date(2020, 1, 24)).run
    assert [one.code for one in run.rejected][:1] == ["SE402"]


def test_a_run_says_what_was_asked(tmp_path: Path) -> None:
    path = write(tmp_path, "one.yaml", f"packs: [un/dprk]\n{SOURCE}claims:\n{REPORT.format('RUS', '2019-01-01')}")
    packs, dossier = read_dossiers([path])
    run = evaluate(
        packs,
        dossier,
        as_of=date(2020, 1, 24),
        known_at=date(2020, 1, 20),
        perspective="Russia",
        reading="earning-now",
        assume={"draft-2019-12-16": date(2019, 12, 20)},
        rules=["unscr-2397-8", "unscr-2397-8-midterm", "unscr-2397-8-final"],
        subjects=["RUS"],
    ).run
    assert (run.engine, run.as_of, run.known_at) == ("reference", date(2020, 1, 24), date(2020, 1, 20))
    assert (run.perspective, run.reading, run.assumed) == (
        "RUS",
        "earning-now",
        {"draft-2019-12-16": date(2019, 12, 20)},
    )
    assert [(one.name, one.digest) for one in run.packs] == [("un/dprk", packs[0].digest)]
    assert (run.inputs, run.input_digest) == ((str(path),), dossier.digest)
    assert (run.rules, run.subjects, sum(run.counts.values())) == (3, 1, 3)
    assert run.law["unscr-2397-8"].startswith("repealed by Draft resolution")
    assert run.law["unscr-2397-8"].endswith("from 2019-12-20")


def test_without_claims_every_state_can_still_be_judged() -> None:
    pack = load_pack("un/dprk")
    assert len(evaluate(pack, Dossier(), as_of=date(2020, 1, 24), rules=["unscr-2397-8"])) == 0
    found = evaluate(pack, Dossier(), as_of=date(2020, 1, 24), rules=["unscr-2397-8"], all_states=True)
    assert len(found) > 190
    assert {one.verdict.value for one in found} == {"undetermined", "not_applicable"}


def test_the_public_names_are_there() -> None:
    for name in sanctions_engine.__all__:
        assert getattr(sanctions_engine, name) is not None
