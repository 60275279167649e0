"""Events that are quiet by the record and disputed: over claim tables they are listed as over a dossier, and not only counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sanctions_engine import BulkFindings, evaluate, load_pack, read_dossiers
from sanctions_engine.engines.relational import planning
from sanctions_engine.facts.bulk import claim_tables_from

StudyOf = Callable[..., Any]
PACK = load_pack("un/dprk")
HEAD = """
dossier: Two tell of one thing
packs: [un/dprk]
sources:
  panel: {publisher: Panel of experts, published: 2018-03-01}
  customs: {publisher: Customs, published: 2018-02-01}
claims:
"""
SPOKEN = [("panel", "panel", "B2"), ("CHN", "customs", "A1")]
FLOW = '  - {{fact: TradeFlow, id: "{}", exporter: PRK, importer: CHN, hs: "{}", date: {}, by: {}, source: {}, grade: {}{}}}\n'
SUPPLY = (
    "  - {{fact: PetroleumSupply, id: {}, supplier: CHN, recipient: PRK, product: {}, barrels: 10, date: {}, by: {}, "
    "source: {}, grade: {}{}}}\n"
)
PANEL, CHINA = SPOKEN
CLAIMS = (
    FLOW.format("denied", "2701", "2018-01-10", *PANEL, "")
    + FLOW.format("denied", "2701", "2018-01-10", *CHINA, ", denied: true")
    + FLOW.format("code", "2701", "2018-01-10", *PANEL, "")
    + FLOW.format("code", "0101", "2018-01-10", *CHINA, "")
    + FLOW.format("breach", "0101", "2018-01-10", *PANEL, "")
    + FLOW.format("breach", "2701", "2018-01-10", *CHINA, "")
    + FLOW.format("later", "2701", "2018-01-10", *PANEL, "")
    + FLOW.format("later", "2701", "2018-08-10", *CHINA, "")
    + FLOW.format("agreed", "0101", "2018-01-10", *PANEL, "")
    + FLOW.format("agreed", "0101", "2018-01-10", *CHINA, "")
    + FLOW.format("corrected", "2701", "2018-01-10", "panel", "customs", "B2", "")
    + FLOW.format("corrected", "0101", "2018-01-10", *PANEL, "")
    + FLOW.format("alone", "0101", "2018-01-10", *PANEL, "")
    + SUPPLY.format("read-otherwise", "refined", "2017-09-20", *PANEL, "")
    + SUPPLY.format("both", "refined", "2017-09-20", *PANEL, "")
    + SUPPLY.format("both", "crude", "2017-09-20", *CHINA, "")
)
QUIET_AND_TOLD = {
    ("unscr-2371-8/coal", "denied", "not_applicable"),
    ("unscr-2371-8/coal", "code", "clean"),
    ("unscr-2371-8/coal", "later", "not_applicable"),
    ("unscr-2375-14-q4-before", "read-otherwise", "clean"),
}


@pytest.mark.parametrize("few", [0, planning.FEW], ids=["very many", "few"])
def test_what_is_disputed_is_listed(few: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Trap: the database lists what is more than quiet by the record, and counts the rest.
    monkeypatch.setattr(planning, "FEW", few)
    path = tmp_path / "two.yaml"
    path.write_text(HEAD + CLAIMS, encoding="utf-8")
    _, dossier = read_dossiers([path])
    asked = partial(evaluate, PACK, as_of=date(2018, 6, 1), rules=["unscr-2371-8", "unscr-2375-14*"])
    expected = asked(dossier)
    told = {(one.rule, one.subject, one.verdict.value) for one in expected if one.contested}
    assert told >= QUIET_AND_TOLD
    assert not {subject for _, subject, _ in told} & {"agreed", "alone", "corrected"}
    with claim_tables_from(dossier, PACK.kinds) as tables:
        found = asked(tables)
        assert list(found) == list(expected)
        assert found.run.counts == expected.run.counts
        assert isinstance(found, BulkFindings)
        listed = {(row["rule"], row["subject"], row["verdict"]) for row in found.to_arrow().to_pylist()}
        assert listed == {(one.rule, one.subject, one.verdict.value) for one in expected}


@pytest.mark.parametrize("speaker", ["panel", "CHN"])
def test_a_perspective_reads_records_of_which_several_speak_once(
    speaker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Trap: such a record stands there twice, as the speaker has it and as all have it; one of the two may tie, and the other counts.
    monkeypatch.setattr(planning, "FEW", 0)
    tied = FLOW.format("tied", "2701", "2018-01-10", "RUS", "panel", "A1", "").replace("importer: CHN", "importer: VNM")
    tied += FLOW.format("tied", "0101", "2018-01-10", "RUS", "panel", "A1", "")
    path = tmp_path / "two.yaml"
    path.write_text(HEAD + CLAIMS + tied + FLOW.format("tied", "0101", "2018-01-10", *PANEL, ""), encoding="utf-8")
    _, dossier = read_dossiers([path])
    asked = partial(
        evaluate, PACK, as_of=date(2018, 6, 1), rules=["unscr-2371-8", "unscr-2375-14*"], perspective=speaker
    )
    expected = asked(dossier)
    with claim_tables_from(dossier, PACK.kinds) as tables:
        found = asked(tables)
        assert list(found) == list(expected)
        assert found.run.counts == expected.run.counts
        assert found.run.subjects == expected.run.subjects
        assert found.run.answered is not None
        assert found.run.answered.by_reference == {}


def test_the_rule_is_asked_as_each_has_what_it_looks_at(tmp_path: Path) -> None:
    # One denies the notice after which nobody was to buy: by the word of the other the flow, of which one alone tells, is forbidden.
    notice = (
        "  - {{fact: CommitteeNotice, about: unscr-2321-26b-2017, percent: 95, period: 2017, date: 2017-03-01, by: {}, "
        "source: {}, grade: {}{}}}\n"
    )
    claims = notice.format(*PANEL, "") + notice.format(*CHINA, ", denied: true")
    claims += FLOW.format("after", "2701", "2017-04-01", *PANEL, "") + FLOW.format(
        "before", "2701", "2017-02-01", *PANEL, ""
    )
    path = tmp_path / "notice.yaml"
    path.write_text(f"{HEAD}{claims}coverage: [{{fact: CommitteeNotice, source: customs}}]\n", encoding="utf-8")
    _, dossier = read_dossiers([path])
    asked = partial(evaluate, PACK, as_of=date(2017, 6, 1), rules=["unscr-2321-26b-notice-stop"])
    expected = asked(dossier)
    assert [(one.subject, one.verdict.value, one.worst.value) for one in expected] == [("after", "clean", "violated")]
    with claim_tables_from(dossier, PACK.kinds) as tables:
        found = asked(tables)
        assert list(found) == list(expected)
        assert found.run.counts == expected.run.counts
        assert found.run.answered is not None
        assert found.run.answered.by_reference == {}


SHIP = '  - {{fact: Vessel, imo: "8817007", flag: TGO, reasonable_grounds: true, at: 2018-01-05, by: {}, source: {}, grade: {}{}}}\n'


@pytest.mark.parametrize("few", [0, planning.FEW], ids=["very many", "few"])
def test_groups_and_standings_of_which_all_is_denied_are_listed(
    few: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Trap: by the record there is nothing to judge, so nothing was told of a cap that one speaker reports to be broken.
    monkeypatch.setattr(planning, "FEW", few)
    supply = SUPPLY.replace("barrels: 10", "barrels: 600000")
    claims = supply.format("s", "refined", "2018-01-05", *PANEL, "") + supply.format(
        "s", "crude", "2018-01-05", *CHINA, ""
    )
    claims += SHIP.format(*PANEL, "") + SHIP.format(*CHINA, ", denied: true")
    path = tmp_path / "two.yaml"
    path.write_text(f"{HEAD}{claims}coverage: [{{fact: VesselRegistration, source: customs}}]\n", encoding="utf-8")
    _, dossier = read_dossiers([path])
    asked = partial(evaluate, PACK, as_of=date(2018, 6, 1), rules=["unscr-2397-5", "unscr-2397-12"])
    expected = asked(dossier)
    assert [(one.rule, one.subject, one.verdict.value, one.worst.value, one.contested) for one in expected] == [
        ("unscr-2397-12", "8817007", "not_applicable", "violated", True),
        ("unscr-2397-5", "year=2018", "not_applicable", "violated", True),
    ]
    with claim_tables_from(dossier, PACK.kinds) as tables:
        found = asked(tables)
        assert list(found) == list(expected)
        assert found.run.counts == expected.run.counts
