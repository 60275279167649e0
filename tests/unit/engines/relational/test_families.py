"""Rules of one shape are one family, even where an empty cell takes an exception from some of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sanctions_engine import load_pack
from sanctions_engine.engines.relational.families import families, tried
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.rule_texts import Family
from sanctions_engine.models.claims import Dossier
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, judges
from tests.benchmarks.bulk.trade.bans import bans
from tests.benchmarks.bulk.trade.pack import trade_pack, write_pack

LICENSED = "      - {id: licensed, when: hs_in(line.hs, row.licensed)}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "pack"


def found(law: Law) -> list[Family]:
    question = Question(as_of=date(2019, 6, 30))
    return list(families(list(law.rules.values()), judges(question, law, Evidence(Dossier(), law.kinds)), question))


def test_bans_with_and_without_a_wind_down_are_one_family(folder: Path) -> None:
    (family,) = found(Law([trade_pack(folder, bans(10))]))
    first = family.texts[0].rule
    assert [one.id for one in first.exceptions] == ["wind-down", "approved"]
    winding_down, approved = (family.having(clause) for clause in first.exceptions)
    assert approved == frozenset(range(10))
    assert winding_down == {place for place, text in enumerate(family.texts) if len(text.rule.exceptions) == 2}
    assert 0 < len(winding_down) < 10


def test_a_list_that_a_row_lacks_makes_a_family_of_its_own(folder: Path) -> None:
    write_pack(folder, bans(4))
    rules = folder / "import-ban.yaml"
    text = rules.read_text().replace("{hs: texts,", "{hs: texts, licensed: texts,")
    rules.write_text(text + LICENSED)
    rows = (folder / "bans.csv").read_text().splitlines()
    lists = ["licensed", "2701", "", "0301", ""]
    (folder / "bans.csv").write_text("".join(f"{row},{one}\n" for row, one in zip(rows, lists, strict=True)))
    parts = found(Law([load_pack(folder)]))
    assert sorted(
        sorted({len([one for one in text.rule.exceptions if one.id == "licensed"]) for text in family.texts})
        for family in parts
    ) == [[0], [1]]


def test_a_family_without_a_form_is_tried_in_parts(folder: Path) -> None:
    whole = found(Law([trade_pack(folder, bans(10))]))
    made = []

    def make(family: Family) -> int:
        if len({len(text.rule.exceptions) for text in family.texts}) > 1:
            raise Unsupported("too many at once")
        made.append(len(family.texts))
        return len(family.texts)

    assert [of for _, of in tried(whole, make)] == made
    assert sum(made) == 10

    def never(family: Family) -> int:
        raise Unsupported("never")

    assert [str(of) for _, of in tried(whole, never)] == ["never", "never"]
