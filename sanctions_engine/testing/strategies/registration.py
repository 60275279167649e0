"""Tells hypothesis how to make the models, so that `from_type` and annotated arguments of `@given` work on them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from sanctions_engine.language.rules import Pack
from sanctions_engine.models.claims import Assessment, Claim, Coverage, Dossier, Plea, Source
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.facts import Fact
from sanctions_engine.models.kinds import FactKind, FieldType
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.models.states import State
from sanctions_engine.semantics.reference import Question
from sanctions_engine.testing.strategies.evidence import SOURCE, facts
from sanctions_engine.testing.strategies.kinds import (
    any_claims,
    any_coverages,
    any_dossiers,
    assessments,
    field_types,
    kinds,
    pleas,
    questions,
)
from sanctions_engine.testing.strategies.packs import packs
from sanctions_engine.testing.strategies.values import date_ranges, number_ranges, states


def register_all() -> None:
    """Register a strategy for each model; importing the package `strategies` does, and so does hypothesis through its entry point.

    Example:
        >>> from hypothesis import find
        >>> register_all()
        >>> find(st.from_type(Claim), lambda claim: True).fact
        'Record'
    """
    for model, strategy in _MODELS.items():
        st.register_type_strategy(model, strategy)


def register(*kinds: type[Fact]) -> None:
    """Register fact kinds that Python code declares, so that `from_type` makes facts of them.

    Args:
        kinds: Subclasses of `Fact`.
    """
    for kind in kinds:
        st.register_type_strategy(kind, facts(kind))


_MODELS: dict[type[Any], st.SearchStrategy[Any]] = {
    State: states(),
    DateRange: date_ranges(),
    NumberRange: number_ranges(whole=False),
    FieldType: field_types(),
    FactKind: kinds(),
    Source: st.builds(
        Source, id=st.just(SOURCE), publisher=st.none() | st.just("Press"), published=st.none() | date_ranges(),
        title=st.none(), url=st.none(), note=st.none(), invented=st.booleans(),
    ),
    Claim: any_claims(),
    Coverage: any_coverages(),
    Plea: pleas(),
    Assessment: assessments(),
    Dossier: any_dossiers(),
    Question: questions(),
    Pack: packs(),
}  # fmt: skip
"""Each model with the strategy that `from_type` uses."""
