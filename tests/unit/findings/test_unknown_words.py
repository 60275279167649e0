"""Words of claims with which no rule compares their field: told where packs and dossier are read together."""

from pathlib import Path

import pytest

from sanctions_engine import load_packs, read_dossiers
from sanctions_engine.findings.unknown_words import known_words, word_meant

HEAD = "packs: [un/dprk]\nsources: {r: {published: 2020-01-24}}\nclaims:\n"


def warnings(folder: Path, *claims: str) -> list[str]:
    path = folder / "dossier.yaml"
    path.write_text(HEAD + "".join(f"  - {{{one}, by: x, source: r}}\n" for one in claims))
    return [one for one in read_dossiers([path])[1].warnings if "SE427" in one]


@pytest.mark.parametrize("about", ["2397-8-final", "unscr-2397-8(final)", "unscr-2397-8-finla", "UNSCR 2397/8 final"])
def test_a_report_under_a_slightly_wrong_name_is_told(tmp_path: Path, about: str) -> None:
    claim = f'fact: ImplementationReport, state: QAT, about: "{about}", submitted: 2020-03-20'
    (warning,) = warnings(tmp_path, claim)
    assert f"`about` of `ImplementationReport`: no rule asks for `{about}`" in warning
    assert "did you mean `unscr-2397-8-final`?" in warning
    assert "dossier.yaml:4" in warning


def test_coverage_of_a_slightly_wrong_name_is_told(tmp_path: Path) -> None:
    # Trap: the list of such reports is complete, and no duty is any the more decided for it.
    path = tmp_path / "dossier.yaml"
    declared = "coverage:\n  - {fact: ImplementationReport, about: 2397-8-final, source: r}\n"
    path.write_text(HEAD.replace("claims:\n", declared) + '  - {fact: TradeFlow, hs: "303", source: r}\n')
    word, code = read_dossiers([path])[1].warnings
    assert "`about` of `ImplementationReport` in coverage: no rule asks for `2397-8-final`" in code
    assert "dossier.yaml:4" in code
    assert "`hs` of `TradeFlow` in coverage" in word


def test_a_word_that_rules_ask_for_is_not_told_and_one_like_none_lists_them(tmp_path: Path) -> None:
    listing = 'fact: Listing, party: "9074729", name: Jie Shun, action: listed, date: 2017-10-03'
    assert warnings(tmp_path, f"{listing}, authority: UN Security Council") == []
    (short,) = warnings(tmp_path, f"{listing}, authority: UNSC")
    assert "did you mean `UN Security Council`?" in short
    (other,) = warnings(tmp_path, f"{listing}, authority: Atlantis")
    assert "rules ask for `UN Security Council`" in other


def test_of_an_optional_field_only_what_is_near_is_told(tmp_path: Path) -> None:
    flow = 'fact: TradeFlow, id: a, importer: PRK, exporter: CHN, hs: "7113", date: 2018-01-01'
    assert warnings(tmp_path, f"{flow}, luxury_list: a list of my own", f"{flow}, luxury_list: none") == []
    (near,) = warnings(tmp_path, f"{flow}, luxury_list: unscr-2270-38")
    assert "did you mean `unscr-2270-39`?" in near


@pytest.mark.parametrize("covers, meant", [("2371-9", "unscr-2371-9"), ("unscr-2379-25", "unscr-2397-25")])
def test_an_approval_of_what_no_rule_is_called_is_told(tmp_path: Path, covers: str, meant: str) -> None:
    (warning,) = warnings(tmp_path, f'fact: CommitteeApproval, id: a, covers: "{covers}", granted: 2018-01-01')
    assert f"`covers` of `CommitteeApproval`: no rule asks for `{covers}`" in warning
    assert f"did you mean `{meant}`?" in warning


@pytest.mark.parametrize(
    "covers", ["unscr-2397-7/machinery", "unscr-2397-7", "seafood", "unscr-2397-25", "UNSCR-2371-26", "unscr-2397-8"]
)
def test_every_name_of_a_rule_can_be_approved(tmp_path: Path, covers: str) -> None:
    assert warnings(tmp_path, f"fact: CommitteeApproval, id: a, covers: {covers}, granted: 2018-01-01") == []


def test_a_field_that_a_rule_compares_with_another_field_may_hold_any_text() -> None:
    known = known_words(load_packs(["un/dprk"]))
    assert ("ImplementationReport", "about") in known
    assert ("CommitteeApproval", "id") not in known  # a flow names it
    assert ("TradeFlow", "hs") not in known  # `hs_in` reads it
    assert ("TradeFlow", "via_port") not in known  # it is read in small letters
    assert ("TradeFlow", "unit") not in known  # a list of words of its own


@pytest.mark.parametrize(
    "text, meant", [("unsc", "UN Security Council"), ("U.N. security council", "UN Security Council")]
)
def test_what_is_meant(text: str, meant: str) -> None:
    assert word_meant(text, ["UN Security Council", "USA"]) == meant


def test_a_row_of_several_tables_is_told_and_one_of_a_table_is_not(tmp_path: Path) -> None:
    def told(covers: str) -> list[str]:
        path = tmp_path / "dossier.yaml"
        path.write_text(
            f'{HEAD}  - {{fact: CommitteeApproval, id: a, covers: "{covers}", granted: 2018-01-01, by: x, source: r}}\n'
        )
        return [one for one in read_dossiers([path])[1].warnings if "SE433" in one]

    (warning,) = told("machinery")
    assert "`machinery` is a row of `unscr-2397-6`" in warning
    assert "if one of them is meant, name it: `unscr-2397-6/machinery`" in warning
    assert [told(one) for one in ("unscr-2397-7/machinery", "unscr-2397-7", "unscr-2371-26", "unscr-2397-25")] == [
        [],
        [],
        [],
        [],
    ]
