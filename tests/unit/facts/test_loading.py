"""Loading: files and folders, digests, packs, places, limits."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from sanctions_engine.diagnostics import Code, InputRejected, Problems
from sanctions_engine.facts import dossier_packs, load_dossier, read_dossier
from sanctions_engine.facts.documents import TableShape
from sanctions_engine.facts.tables import Table, read_table
from sanctions_engine.models.kinds import FactKind

HEAD = "sources: {r: {published: 2020-01-24}}\n"
CLAIM = "{fact: TradeFlow, id: a, importer: CHN, exporter: PRK, hs: 2701, date: 2019, by: x, source: r}"
TABLE = "id,importer,exporter,hs,date,by,source\na,CHN,PRK,2701,2019,x,r\n"


def codes(error: InputRejected) -> list[Code]:
    return [problem.code for problem in error.problems]


def test_a_file_and_its_text_load_alike(tmp_path: Path, kinds: Mapping[str, FactKind]) -> None:
    path = tmp_path / "dossier.yaml"
    path.write_text(f"{HEAD}claims: [{CLAIM}]\n")
    from_file, from_text = load_dossier(path, kinds=kinds), read_dossier(path.read_text(), kinds=kinds)
    assert from_file.digest == from_text.digest
    assert [claim.fields for claim in from_file.claims] == [claim.fields for claim in from_text.claims]
    assert from_file.path == path.as_posix()


def test_a_missing_file_is_rejected(tmp_path: Path, kinds: Mapping[str, FactKind]) -> None:
    with pytest.raises(InputRejected) as caught:
        load_dossier(tmp_path / "nowhere.yaml", kinds=kinds)
    assert codes(caught.value) == [Code.SE001]


def test_claims_know_their_file_and_line(tmp_path: Path, kinds: Mapping[str, FactKind]) -> None:
    (tmp_path / "dossier.yaml").write_text(f"{HEAD}claims:\n  # one\n  - {CLAIM}\n")
    (tmp_path / "TradeFlow.csv").write_text(TABLE.replace("a,", "b,"))
    places = [str(claim.place) for claim in load_dossier(tmp_path, kinds=kinds).claims]
    assert places == [f"{tmp_path.as_posix()}/dossier.yaml:4", f"{tmp_path.as_posix()}/TradeFlow.csv:2"]


def test_the_digest_depends_on_names_and_bytes_of_what_was_read_and_on_nothing_else(
    tmp_path: Path, kinds: Mapping[str, FactKind]
) -> None:
    def digest(name: str, **files: str) -> str:
        folder = tmp_path / name
        folder.mkdir()
        for file, text in {
            "dossier.yaml": HEAD,
            **{key.replace("_", "."): text for key, text in files.items()},
        }.items():
            (folder / file).write_text(text)
        return load_dossier(folder, kinds=kinds).digest

    first = digest("one", TradeFlow_csv=TABLE)
    assert len(first) == 64
    assert digest("two", TradeFlow_csv=TABLE, README_md="not read") == first
    # A quarantined row and a comment change the input, so they change the digest.
    assert digest("three", TradeFlow_csv=TABLE + "b\n") != first
    assert digest("four") != first
    assert digest("five", dossier_yaml=HEAD + "# note\n", TradeFlow_csv=TABLE) != first


def test_packs_are_read_without_looking_at_the_rest(tmp_path: Path) -> None:
    (tmp_path / "dossier.yaml").write_text("packs: [un/dprk, us/dprk]\nclaims: [{fact: Nothing}]\nunheard: of\n")
    assert dossier_packs(tmp_path) == ("un/dprk", "us/dprk")
    (tmp_path / "dossier.yaml").write_text("dossier: x")
    assert dossier_packs(tmp_path / "dossier.yaml") == ()
    (tmp_path / "dossier.yaml").write_text("packs: {un: dprk}")
    with pytest.raises(InputRejected):
        dossier_packs(tmp_path)


def test_a_folder_of_packs_is_seen_from_the_dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The trap: a path that is read from the working directory works for its author and for nobody else.
    for folder in ("house/rules", "dossiers/january", "elsewhere/rules"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "elsewhere")
    main = tmp_path / "dossiers" / "january" / "dossier.yaml"
    main.write_text("packs: [../../house/rules, un/dprk]\n")
    expected = ((tmp_path / "house" / "rules").as_posix(), "un/dprk")
    assert dossier_packs(main) == dossier_packs(main.parent) == expected
    main.write_text("packs: [un/dprkk,\n  rules]\n")
    with pytest.raises(InputRejected) as caught:
        dossier_packs(main)
    told = [(problem.code.name, problem.help, problem.span and problem.span.line) for problem in caught.value.problems]
    assert told[0] == ("SE111", "did you mean `un/dprk`?", 1)
    assert (told[1][0], told[1][2]) == ("SE111", 2)
    main.write_text("packs: rules\n")
    with pytest.raises(InputRejected):
        dossier_packs(main)


def test_a_table_over_the_limit_is_rejected_and_not_read(tmp_path: Path, kinds: Mapping[str, FactKind]) -> None:
    path = tmp_path / "TradeFlow.csv"
    path.write_text(TABLE)
    problems = Problems()
    table = Table(kinds["TradeFlow"], path, "TradeFlow.csv")
    assert list(read_table(table, TableShape(), problems, limit=20)) == []
    assert [problem.code for problem in problems] == [Code.SE003]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
@pytest.mark.parametrize("name", ["TradeFlow.csv", "dossier.yaml"])
def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path, name: str, kinds: Mapping[str, FactKind]) -> None:
    # A dossier from elsewhere must not pull other files of this machine into a report.
    folder, outside = tmp_path / "dossier", tmp_path / "outside"
    folder.mkdir()
    outside.write_text(TABLE)
    (folder / "dossier.yaml").write_text(HEAD)
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(outside)
    with pytest.raises(InputRejected) as caught:
        load_dossier(folder, kinds=kinds)
    assert codes(caught.value) == [Code.SE010]


def test_problems_of_several_files_are_told_together(tmp_path: Path, kinds: Mapping[str, FactKind]) -> None:
    (tmp_path / "dossier.yaml").write_text(f"{HEAD}expect: [{{rule: a, subject: b, verdict: c}}]\n")
    (tmp_path / "TradeFlow.csv").write_text("id;hs\n")
    (tmp_path / "WorkerPresence.csv").write_text("state\n")
    (tmp_path / "Flow.jsonl").write_text("{}\n")
    with pytest.raises(InputRejected) as caught:
        load_dossier(tmp_path, kinds=kinds)
    assert {Code.SE103, Code.SE412, Code.SE416, Code.SE402} == set(codes(caught.value))


def test_a_denial_and_a_grade_are_kept(kinds: Mapping[str, FactKind]) -> None:
    text = f"{HEAD}claims: [{CLAIM[:-1]}, denied: true, grade: C3, known: 2020-02}}]\n"
    [claim] = read_dossier(text, kinds=kinds).claims
    assert (claim.denied, claim.grade, str(claim.known)) == (True, "C3", "2020-02")


def test_expectations_are_kept_as_written(kinds: Mapping[str, FactKind]) -> None:
    text = """
    expect:
      - {rule: a, subject: RUS, as_of: 2020-01-24, verdict: violated, contested: true, assume: draft-1, due: 2019-12,
         perspective: Russia, possible: [violated, fulfilled], rests_on: [], verdicts: {record: violated},
         pleas: {objective difficulties: null}, shows: {times: 8.2}}
    """
    [expected] = read_dossier(text, kinds=kinds).expect
    assert expected.assume == ("draft-1",)
    assert expected.perspective == "RUS"
    assert (expected.possible, expected.rests_on) == (("violated", "fulfilled"), ())
    assert expected.pleas == {"objective difficulties": None}
    assert expected.shows == {"times": "8.2"}
    assert expected.worst is None


def test_the_digest_tells_names_apart() -> None:
    one, other = (read_dossier("dossier: x", name, kinds={}).digest for name in ("a.yaml", "b.yaml"))
    assert one != other
