"""Runs the cases of `tests/cases/dossiers`: what a dossier says is read, set aside or rejected, and always told."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from sanctions_engine.diagnostics import InputRejected
from sanctions_engine.facts import load_dossier
from sanctions_engine.models.claims import Dossier, Rejected
from sanctions_engine.models.facts import in_words
from sanctions_engine.models.kinds import FactKind

CASES = Path(__file__).parents[2] / "cases" / "dossiers"


def cases(name: str) -> list[Any]:
    """Return the cases of one file, each with the head of the file."""
    content = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    listed = content if isinstance(content, list) else content["cases"]
    head = "" if isinstance(content, list) else content["head"]
    return [pytest.param({"head": head, **case}, id=case["case"].replace(" ", "-")) for case in listed]


def load(case: Mapping[str, Any], folder: Path, kinds: Mapping[str, FactKind], *, strict: bool = False) -> Dossier:
    """Write the files of a case and load them."""
    main = case["head"] + (f"tables: {case['tables']}\n" if "tables" in case else "") + case.get("rows", "")
    files = {"dossier.yaml": main} if main else {}
    for name, text in {**files, **case.get("files", {})}.items():
        (folder / name).write_bytes(text.encode())
    for name, digits in case.get("bytes", {}).items():
        (folder / name).write_bytes(bytes.fromhex(digits))
    return load_dossier(folder, kinds=kinds, rules=case.get("rules"), strict=strict)


def check_rejected(case: Mapping[str, Any], error: InputRejected, folder: Path) -> None:
    expected = case["rejected"]
    assert [problem.code.name for problem in error.problems] == [item["code"] for item in expected]
    for problem, item in zip(error.problems, expected, strict=True):
        assert item.get("says", "") in problem.message
        assert item.get("help", "") in (problem.help or "")
        if "at" in item:
            assert str(problem.span).removeprefix(f"{folder.as_posix()}/").rpartition(":")[0] == item["at"]


def check_quarantine(case: Mapping[str, Any], rejected: tuple[Rejected, ...], folder: Path) -> None:
    expected = case.get("quarantine", [])
    offset = 0 if "files" in case else case["head"].count("\n")
    seen = [(Path(row.file).name, row.line - offset, row.code, row.field) for row in rejected]
    assert seen == [(row.get("file", "dossier.yaml"), row["line"], row["code"], row.get("field")) for row in expected]
    for row, item in zip(rejected, expected, strict=True):
        assert Path(row.file).parent == folder
        assert item.get("says", "") in row.reason
        assert item.get("reason", row.reason) == row.reason
        assert item.get("raw", row.raw) == row.raw
        assert row.raw


@pytest.mark.parametrize("case", cases("files.yaml") + cases("tables.yaml"))
def test_folders(case: Mapping[str, Any], tmp_path: Path, kinds: Mapping[str, FactKind]) -> None:
    if "rejected" in case:
        with pytest.raises(InputRejected) as caught:
            load(case, tmp_path, kinds)
        check_rejected(case, caught.value, tmp_path)
        return
    dossier = load(case, tmp_path, kinds)
    check_quarantine(case, dossier.rejected, tmp_path)
    expected = case.get("claims", [])
    if isinstance(expected, int):
        assert len(dossier.claims) == expected
        return
    heads = [{"by": claim.by} | ({"grade": claim.grade} if claim.grade else {}) for claim in dossier.claims]
    fields = [{name: in_words(value) for name, value in claim.fields.items()} for claim in dossier.claims]
    assert [field | head for field, head in zip(fields, heads, strict=True)] == expected


@pytest.mark.parametrize("case", cases("rows.yaml"))
def test_rows(case: Mapping[str, Any], tmp_path: Path, kinds: Mapping[str, FactKind]) -> None:
    dossier = load(case, tmp_path, kinds)
    check_quarantine(case, dossier.rejected, tmp_path)
    said = [{name: in_words(value) for name, value in claim.fields.items()} for claim in dossier.claims]
    assert said == case.get("claims", [])
    assert len(dossier.coverage) == case.get("coverage", 0)


@pytest.mark.parametrize("case", [case for case in cases("rows.yaml") if "quarantine" in case.values[0]])
def test_strict_rejects_what_is_set_aside_otherwise(
    case: Mapping[str, Any], tmp_path: Path, kinds: Mapping[str, FactKind]
) -> None:
    with pytest.raises(InputRejected) as caught:
        load(case, tmp_path, kinds, strict=True)
    # Not the first fault only: every fault of every row is told.
    codes = [problem.code.name for problem in caught.value.problems]
    assert [item["code"] for item in case["quarantine"] if item["code"] not in codes] == []
    assert len(codes) >= len(case["quarantine"])
    lines = {problem.span.line for problem in caught.value.problems if problem.span}
    assert lines == {item["line"] + case["head"].count("\n") for item in case["quarantine"]}


@pytest.mark.parametrize("case", cases("contradictions.yaml"))
def test_contradictions(case: Mapping[str, Any], tmp_path: Path, kinds: Mapping[str, FactKind]) -> None:
    dossier = load(case, tmp_path, kinds)
    assert dossier.rejected == ()
    assert len(dossier.warnings) == len(case["warnings"])
    for warning, says in zip(dossier.warnings, case["warnings"], strict=True):
        assert "warning[SE413]" in warning
        assert says in warning
        # Both places are told, not the first alone.
        assert [f"dossier.yaml:{claim.place.line}" in warning for claim in dossier.claims if claim.place] == [
            True,
            True,
        ]


@pytest.mark.parametrize("case", cases("doubtful-numbers.yaml"))
def test_numbers_that_may_be_thousands(case: Mapping[str, Any], tmp_path: Path, kinds: Mapping[str, FactKind]) -> None:
    dossier = load(case, tmp_path, kinds)
    assert dossier.rejected == ()
    assert len(dossier.warnings) == len(case["warnings"]), dossier.warnings
    offset = case["head"].count("\n")
    for warning, expected in zip(dossier.warnings, case["warnings"], strict=True):
        place = f"{expected['file']}:{expected['line'] + (0 if expected['file'] != 'dossier.yaml' else offset)}:"
        assert place in warning
        assert f"warning[SE421]: {expected['says']}" in warning
        assert f"(help: {expected['help']})" in warning
    # What is written is read as it is written: the warning changes nothing.
    assert [in_words(claim.fields["quantity"]) for claim in dossier.claims] == [str(one) for one in case["read"]]
