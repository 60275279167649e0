"""The rule files that the design writes out load as they stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

from sanctions_engine.language.rules import Formula, Pack, Rule
from sanctions_engine.models.claims import NONE
from sanctions_engine.models.norms import Binding, Burden, Modality, RuleSeverity
from sanctions_engine.models.numbers import NumberRange

WritePack = Callable[..., Path]
OnlyRule = Callable[..., Rule]


def _texts(rule: Rule) -> dict[str, str]:
    return {name: value.text for name in rule.__slots__ if isinstance(value := getattr(rule, name), Formula)}


def test_the_files_of_the_design_load_as_they_stand(design: Pack) -> None:
    assert list(design.rules) == [
        "import-ban/coal",
        "import-ban/textiles",
        "unscr-2397-5",
        "unscr-2397-8",
        "unscr-2397-8-midterm",
    ]
    assert design.warnings == ()


def test_the_workers_rule_has_its_parts(design: Pack) -> None:
    rule = design.rules["unscr-2397-8"]
    assert rule.modality is Modality.OBLIGATION
    assert str(rule.norm.citation) == "Security Council resolution 2397 (2017), paragraph 8"
    assert (rule.norm.severity, rule.norm.binding, rule.norm.pack) == (
        RuleSeverity.HIGH,
        Binding.MANDATORY,
        "un/dprk",
    )
    assert (rule.each.kind.name, rule.each.variable) == ("State", "state")
    assert [name for name, _ in rule.let] == ["earning", "idle", "earned", "barred"]
    assert _texts(rule)["due"] == "instrument.adopted + months(24)"
    (clause,) = rule.exceptions
    assert (clause.id, clause.burden, clause.citation) == ("committee-approved", Burden.BEARER, rule.norm.citation)
    assert rule.place.line == 6


def test_a_reading_overrides_what_it_names_and_nothing_else(design: Pack) -> None:
    (reading,) = design.rules["unscr-2397-8"].readings
    assert (reading.id, reading.grounds) == ("earning-now", ("no longer workers", "permits expired"))
    assert list(reading.overrides) == ["satisfied_when"]
    assert reading.overrides["satisfied_when"].text == "earning <= shown(barred)"


def test_a_state_is_bound_itself_and_has_no_day_of_its_own(design: Pack) -> None:
    rule = design.rules["unscr-2397-8"]
    assert (rule.bearer, rule.bearer_is_all, rule.on) == (None, False, None)


def test_the_rows_of_a_table_are_rules_that_share_their_formulas(design: Pack) -> None:
    coal, textiles = design.rules["import-ban/coal"], design.rules["import-ban/textiles"]
    assert coal.norm.title == "Procure coal from the DPRK"
    assert (coal.instrument.adopted, textiles.instrument.adopted) == (date(2017, 8, 5), date(2017, 9, 11))
    assert str(textiles.norm.citation) == "Security Council resolution 2375 (2017), paragraph 16"
    assert textiles.row == {
        "id": "textiles", "goods": "textiles", "hs": ("50", "51", "..."), "cite": "unscr-2375 16", "wind_down": 90,
    }  # fmt: skip
    assert coal.row["wind_down"] is NONE
    assert coal.violated_when is textiles.violated_when
    assert coal.bearer is textiles.bearer is not None
    assert (coal.place.line, textiles.place.line) == (13, 14)


def test_an_empty_cell_disables_the_exception_that_needs_it(design: Pack) -> None:
    assert design.rules["import-ban/coal"].exceptions == ()
    (clause,) = design.rules["import-ban/textiles"].exceptions
    assert clause.citation.instrument == "unscr-2375"  # what the row cites, not what the file does


def test_the_cap_has_dated_cited_parameters(design: Pack) -> None:
    rule = design.rules["unscr-2397-5"]
    (cap,) = rule.parameters["cap"].values
    assert (cap.value, cap.since, cap.until) == (NumberRange.of(500000), date(2018, 1, 1), None)
    assert cap.citation is not None
    assert cap.citation.paragraph == "5"
    (factor,) = rule.parameters["barrels_per_tonne"].values
    assert factor.value == NumberRange(Fraction(79, 10), Fraction(83, 10))
    assert (factor.citation, factor.source) == (None, "conversion used by the Committee")
    assert rule.bearer_is_all
    assert [name for name, _ in rule.group_by or ()] == ["year"]


def test_a_formula_with_a_comma_may_stand_between_braces(design: Pack) -> None:
    # YAML alone ends the text `presume(supply.barrels` at its comma.
    ((name, formula),) = design.rules["unscr-2397-5"].let
    assert (name, formula.text) == ("barrels", "presume(supply.barrels, supply.tonnes * parameter.barrels_per_tonne)")
    assert (formula.place.line, formula.place.column) == (15, 20)


def test_the_facts_of_the_design_have_their_types(design: Pack) -> None:
    share = design.kinds["Ownership"].fields["share"]
    assert (share.kind.value, share.optional, share.bounds) == ("decimal", False, NumberRange(0, 1))
    seats = design.kinds["TransportCapacity"].fields["seats_per_trip"]
    assert (seats.kind.value, seats.optional, seats.bounds) == ("int", True, NumberRange(0, None))
