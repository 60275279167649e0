"""Several dossiers as one."""

from collections.abc import Mapping

import pytest

from sanctions_engine.diagnostics import Code, InputRejected
from sanctions_engine.facts import combine, read_dossier
from sanctions_engine.models.claims import Dossier
from sanctions_engine.models.kinds import FactKind

CLAIM = "{fact: TradeFlow, id: a, importer: CHN, exporter: PRK, hs: 2701, date: 2019, by: x, source: r}"


def dossier(text: str, kinds: Mapping[str, FactKind], file: str = "a.yaml") -> Dossier:
    return read_dossier("sources: {r: {published: 2020-01-24}}\n" + text, file, kinds=kinds)


def test_everything_of_both_is_kept(kinds: Mapping[str, FactKind]) -> None:
    one = dossier(f"dossier: one\npacks: [un/dprk]\nclaims: [{CLAIM}, 7]\n", kinds)
    other = dossier(f"dossier: two\npacks: [us/dprk, un/dprk]\nclaims: [{CLAIM}]\n", kinds, "b.yaml")
    both = combine([one, other], kinds=kinds)
    assert both.claims == one.claims + other.claims
    assert both.rejected == one.rejected
    assert len(both.rejected) == 1
    assert (both.title, both.path, both.packs) == ("one; two", "a.yaml, b.yaml", ("un/dprk", "us/dprk"))
    assert both.digest == combine([other, one]).digest != one.digest


def test_one_alone_is_itself(kinds: Mapping[str, FactKind]) -> None:
    one = dossier("dossier: one\n", kinds)
    assert combine([one]) is one


def test_a_dossier_without_packs_leaves_the_choice_open_for_all(kinds: Mapping[str, FactKind]) -> None:
    assert combine([dossier("packs: [un/dprk]\n", kinds), dossier("", kinds)]).packs == ()


def test_one_id_for_two_sources_is_an_error_that_names_both(kinds: Mapping[str, FactKind]) -> None:
    other = read_dossier("sources: {r: {published: 2020-01-25}}", "b.yaml", kinds=kinds)
    with pytest.raises(InputRejected) as caught:
        combine([dossier("", kinds), other])
    [problem] = caught.value.problems
    assert problem.code is Code.SE104
    assert "`a.yaml`" in problem.message
    assert "`b.yaml`" in problem.message


def test_contradictions_across_dossiers_are_told(kinds: Mapping[str, FactKind]) -> None:
    one = dossier(f"claims: [{CLAIM}]\n", kinds)
    other = dossier(f"claims: [{CLAIM.replace('2701', '2702')}]\n", kinds, "b.yaml")
    [warning] = combine([one, other], kinds=kinds).warnings
    assert "SE413" in warning
    assert "b.yaml:2" in warning


def test_two_lists_that_number_their_rows_alike_are_told(kinds: Mapping[str, FactKind]) -> None:
    # Trap: the later list replaces the rows of the other, and each list alone has nothing to be told of.
    other = CLAIM.replace("importer: CHN", "importer: RUS").replace("date: 2019", "date: 2018, known: 2021-01-01")
    one, two = dossier(f"claims: [{CLAIM}]\n", kinds), dossier(f"claims: [{other}]\n", kinds, "b.yaml")
    assert one.warnings == two.warnings == ()
    [warning] = combine([one, two], kinds=kinds).warnings
    assert "SE432" in warning


def test_nothing_cannot_be_combined() -> None:
    with pytest.raises(ValueError, match="no dossier"):
        combine([])
