"""A breach that nothing shows rests on the word of who says that a list is complete: a finding names it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sanctions_engine import Finding, evaluate, load_dossier, load_pack

SOURCES = "sources: {committee: {published: 2020-04-30}, note: {published: 2020-04-30, invented: true}}\n"
REPORTS = """coverage:
  - {fact: ImplementationReport, about: unscr-2397-8-final, source: %s}
  - {fact: PortCall, source: committee}
"""


def found(tmp_path: Path, text: str, rule: str, subject: str, as_of: date = date(2020, 5, 1)) -> Finding:
    path = tmp_path / "dossier.yaml"
    path.write_text(SOURCES + text, encoding="utf-8")
    pack = load_pack("un/dprk")
    findings = evaluate(
        pack, load_dossier(path, kinds=pack.kinds, strict=True), as_of=as_of, rules=[rule], subjects=[subject]
    )
    return next(iter(findings))


def test_a_breach_that_rests_on_a_complete_list_names_it(tmp_path: Path) -> None:
    one = found(tmp_path, REPORTS % "committee", "unscr-2397-8-final", "QAT")
    assert one.verdict == "violated"
    assert [(each.kind, each.says, each.source, each.invented) for each in one.complete] == [
        ("ImplementationReport", "about unscr-2397-8-final", "committee", False)
    ]
    assert not one.is_made_up


def test_what_rests_on_a_list_that_was_made_up_is_made_up(tmp_path: Path) -> None:
    # Trap: the breach has no claim at all, so looking at claims alone made it look real.
    one = found(tmp_path, REPORTS % "note", "unscr-2397-8-final", "QAT")
    assert one.verdict == "violated"
    assert not one.claims
    assert one.is_made_up
    assert any("declared complete (note, made up)" in (step.note or "") for step in one.because.steps())


@pytest.mark.parametrize("order", [1, -1])
def test_lists_of_other_records_and_the_order_of_the_dossier_do_not_matter(tmp_path: Path, order: int) -> None:
    declared = [
        "  - {fact: ImplementationReport, state: QAT, about: unscr-2397-8-final, source: note}\n",
        "  - {fact: ImplementationReport, state: CHN, about: unscr-2397-8-final, source: note}\n",
        "  - {fact: ImplementationReport, about: unscr-2397-8-midterm, source: committee}\n",
        "  - {fact: ImplementationReport, state: QAT, to: 2019-12-31, source: committee}\n",
    ]
    one = found(tmp_path, "coverage:\n" + "".join(declared[::order]), "unscr-2397-8-final", "QAT")
    assert one.verdict == "violated"
    assert [(each.says, each.source) for each in one.complete] == [
        ("about unscr-2397-8-final, state QAT", "note"),
        ("state QAT, to 2019-12-31", "committee"),
    ]


def test_a_duty_that_a_record_shows_done_needs_no_list(tmp_path: Path) -> None:
    says = "about: unscr-2397-8-final, submitted: 2020-03-20, by: QAT, source: committee"
    report = f"claims: [{{fact: ImplementationReport, state: QAT, {says}}}]\n"
    one = found(tmp_path, report + REPORTS % "note", "unscr-2397-8-final", "QAT")
    assert (one.verdict, one.complete) == ("fulfilled", ())


def test_a_group_names_the_list_of_its_members(tmp_path: Path) -> None:
    says = "product: refined, barrels: 10, date: 2018-03-01, by: CHN, source: committee"
    supply = f"claims: [{{fact: PetroleumSupply, id: a, recipient: PRK, {says}}}]\n"
    lists = "{fact: PetroleumSupply, recipient: PRK, source: note}, {fact: CommitteeApproval, source: committee}"
    one = found(tmp_path, supply + f"coverage: [{lists}]\n", "unscr-2397-5", "year=2018")
    assert one.verdict == "fulfilled"
    assert ("PetroleumSupply", "recipient PRK", "note") in [
        (each.kind, each.says, each.source) for each in one.complete
    ]


def test_a_breach_that_no_list_can_change_names_none(tmp_path: Path) -> None:
    # Trap: a list that was made up made a breach look made up that the known supplies alone show.
    says = "product: refined, barrels: 600000, date: 2018-03-01, by: CHN, source: committee"
    supply = f"claims: [{{fact: PetroleumSupply, id: a, recipient: PRK, {says}}}]\n"
    one = found(tmp_path, supply + "coverage: [{fact: PetroleumSupply, source: note}]\n", "unscr-2397-5", "year=2018")
    assert (one.verdict, one.complete, one.is_made_up) == ("violated", (), False)


def test_a_list_that_was_made_up_beside_a_real_one_does_not_count(tmp_path: Path) -> None:
    lists = "  - {fact: ImplementationReport, source: note}\n  - {fact: ImplementationReport, state: QAT, source: committee}\n"
    one = found(tmp_path, "coverage:\n" + lists, "unscr-2397-8-final", "QAT")
    assert one.verdict == "violated"
    assert [each.source for each in one.complete] == ["committee"]
    assert not one.is_made_up


def test_a_list_that_a_bad_row_suspends_says_which_row(tmp_path: Path) -> None:
    # Trap: told to declare complete what is declared complete.
    path = tmp_path / "dossier.yaml"
    row = (
        "claims: [{fact: ImplementationReport, state: Nowhere, about: x, submitted: 2019, by: x, source: committee}]\n"
    )
    path.write_text(SOURCES + row + REPORTS % "committee", encoding="utf-8")
    pack = load_pack("un/dprk")
    dossier = load_dossier(path, kinds=pack.kinds)
    (one,) = evaluate(pack, dossier, as_of=date(2020, 5, 1), rules=["unscr-2397-8-final"], subjects=["QAT"])
    assert one.verdict == "undetermined"
    (gap,) = [each for each in one.missing if each.kind == "ImplementationReport"]
    assert gap.remedy == f"mend the row that was set aside ({path}:2): the list is declared complete, and lacks it"
