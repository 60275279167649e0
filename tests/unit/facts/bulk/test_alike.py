"""Tables read in columns and row by row: the same claims, the same rows set aside for the same reasons, the same warnings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from sanctions_engine.diagnostics import InputRejected
from sanctions_engine.facts import load_dossier
from sanctions_engine.facts.bulk import claims_of, load_claim_tables
from sanctions_engine.models.claims import Claim, Dossier
from sanctions_engine.models.kinds import FactKind

CASES = Path(__file__).parents[3] / "cases" / "dossiers"
Read = tuple[Dossier | list[str], list[Claim]]


def cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        listed = content if isinstance(content, list) else content["cases"]
        head = "" if isinstance(content, list) else content["head"]
        for case in listed:
            yield pytest.param({"head": head, **case}, id=f"{path.stem}: {case['case']}".replace(" ", "-"))


def row_by_row(path: Path, kinds: Mapping[str, FactKind], *, strict: bool) -> Read:
    try:
        dossier = load_dossier(path, kinds=kinds, strict=strict)
    except InputRejected as error:
        return [str(problem) for problem in error.problems], []
    return dossier.model_copy(update={"claims": ()}), list(dossier.claims)


def in_columns(path: Path, kinds: Mapping[str, FactKind], *, strict: bool) -> Read:
    try:
        with load_claim_tables(path, kinds=kinds, strict=strict) as tables:
            claims = [claim for kind in tables.tables for claim in claims_of(tables, kind)]
            for kind, table in tables.tables.items():
                assert table.rows == len([one for one in claims if one.fact == kind])
            return tables.dossier, claims
    except InputRejected as error:
        return [str(problem) for problem in error.problems], []


def check_alike(path: Path, kinds: Mapping[str, FactKind], *, strict: bool = False) -> Read:
    (one, claims), (other, found) = row_by_row(path, kinds, strict=strict), in_columns(path, kinds, strict=strict)
    order = {name: index for index, name in enumerate(dict.fromkeys(claim.fact for claim in claims))}
    assert found == sorted(claims, key=lambda claim: order[claim.fact])
    if isinstance(one, Dossier) and isinstance(other, Dossier):
        assert other.rejected == one.rejected
        assert sorted(other.warnings) == sorted(one.warnings)
    assert other == one
    return one, claims


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("case", list(cases()))
def test_cases_of_dossiers(
    case: Mapping[str, Any], strict: bool, tmp_path: Path, kinds: Mapping[str, FactKind]
) -> None:
    main = case["head"] + (f"tables: {case['tables']}\n" if "tables" in case else "") + case.get("rows", "")
    files = ({"dossier.yaml": main} if main else {}) | case.get("files", {})
    for name, text in files.items():
        (tmp_path / name).write_bytes(text.encode())
    for name, digits in case.get("bytes", {}).items():
        (tmp_path / name).write_bytes(bytes.fromhex(digits))
    if any(name.endswith(".parquet") for name in files):
        pytest.skip("Parquet is not read row by row")
    check_alike(tmp_path, kinds, strict=strict)
