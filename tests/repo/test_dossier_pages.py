"""The pages about dossiers and case files name every key that is read, and no key in a table that is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from sanctions_engine.facts.cases import CaseFileShape, CaseShape
from sanctions_engine.facts.documents import (
    AssessmentShape,
    DossierShape,
    ExpectShape,
    PeriodShape,
    PleaShape,
    SourceShape,
    TableShape,
)
from sanctions_engine.models.facts import CLAIM_KEYS
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.causes import Why

DOSSIERS, CASES = Path("docs/reference/dossiers.md"), Path("docs/reference/cases.md")
IN_TABLES = (
    (DOSSIERS, "Keys of the file", DossierShape),
    (CASES, "The file", CaseFileShape),
    (CASES, "A case", CaseShape),
    (CASES, "An expectation", ExpectShape),
)
IN_PROSE = (
    (DOSSIERS, "Sources", SourceShape),
    (DOSSIERS, "Pleas and assessments", PleaShape),
    (DOSSIERS, "Pleas and assessments", AssessmentShape),
    (DOSSIERS, "Coverage", PeriodShape),
    (DOSSIERS, "Folders and tables", TableShape),
    (DOSSIERS, "Expectations", ExpectShape),
)


def section(page: str, heading: str) -> str:
    found = re.search(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert found, f"no heading {heading}"
    return found[1]


def keys_of(shape: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in shape.model_fields.items()}


def first_column(text: str) -> set[str]:
    return {
        key for line in text.splitlines() if line[:3] == "| `" for key in re.findall(r"`(\w+)`", line.split("|")[1])
    }


@pytest.mark.parametrize("path, heading, shape", IN_TABLES)
def test_a_table_lists_the_keys_that_are_read(root: Path, path: Path, heading: str, shape: type[BaseModel]) -> None:
    told = first_column(section((root / path).read_text(encoding="utf-8"), heading))
    assert told == keys_of(shape)


@pytest.mark.parametrize("path, heading, shape", IN_PROSE)
def test_a_section_names_the_keys_that_are_read(root: Path, path: Path, heading: str, shape: type[BaseModel]) -> None:
    text = section((root / path).read_text(encoding="utf-8"), heading)
    assert {key for key in keys_of(shape) if not re.search(rf"\b{key}\b", text)} == set()


def test_the_keys_of_every_claim_are_told(root: Path) -> None:
    told = first_column(section((root / DOSSIERS).read_text(encoding="utf-8"), "Claims"))
    assert told == CLAIM_KEYS


def test_words_of_closed_lists_are_told(root: Path) -> None:
    findings = (root / "docs/reference/findings.md").read_text(encoding="utf-8")
    verdicts = (root / "docs/reference/verdicts.md").read_text(encoding="utf-8")
    assert {one.value for one in Why if f"`{one.value}`" not in findings} == set()
    assert {one.value for one in Verdict if f"`{one.value}`" not in verdicts} == set()


def test_a_gap_is_seen() -> None:
    assert first_column("| key | x |\n| `one`, `two` | `three` |\n") == {"one", "two"}
    with pytest.raises(AssertionError):
        section("## Other\n", "Claims")
