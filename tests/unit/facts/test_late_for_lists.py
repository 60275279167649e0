"""A list that was called complete before another source told of one more: the claim counts, and the reader is told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from sanctions_engine.facts import load_dossier
from sanctions_engine.models.kinds import FactKind

HEAD = "sources: {list: {published: 2020-04-30}, letter: {published: 2020-05-10}}\n"


def told(folder: Path, kinds: Mapping[str, FactKind], coverage: str, *claims: str) -> list[str]:
    path = folder / "dossier.yaml"
    rows = "".join(f"  - {{fact: Cargo, id: c{number}, {one}, by: x}}\n" for number, one in enumerate(claims))
    path.write_text(f"{HEAD}coverage: [{{fact: Cargo, source: list{coverage}}}]\nclaims:\n{rows}", encoding="utf-8")
    return list(load_dossier(path, kinds=kinds, strict=True).warnings)


def test_a_claim_that_the_list_lacked_is_told_with_how_many(tmp_path: Path, kinds: Mapping[str, FactKind]) -> None:
    late = "day: 2020-03-20, source: letter"
    (warning,) = told(tmp_path, kinds, "", "day: 2020-03-20, source: list", late, late)
    assert "warning[SE431]: `list` calls the list of `Cargo` complete on 2020-04-30" in warning
    assert "`letter` tells later, on 2020-05-10, of one before (2 claims)" in warning
    assert "dossier.yaml:5" in warning


@pytest.mark.parametrize(
    "coverage, claim",
    [
        ("", "day: 2020-05-01, source: letter"),  # of a fact after it
        ("", "day: 2020-04, source: letter, known: 2020-04-30"),  # known by then
        ("", "day: 2020-04-15.., source: letter"),  # may be after it
        (", unit: kg", "day: 2020-03-20, unit: t, source: letter"),  # of no record on the list
        (", to: 2020-03-19", "day: 2020-03-20, source: letter"),
        (", from: 2020-03-21", "day: 2020-03-20, source: letter"),
        ("", "day: 2020-03-20, source: letter, denied: true"),
    ],
)
def test_what_the_list_could_not_have_is_not_told(
    tmp_path: Path, kinds: Mapping[str, FactKind], coverage: str, claim: str
) -> None:
    assert told(tmp_path, kinds, coverage, claim) == []
