"""Hypothesis strategies for sanctions: the vocabulary, evidence of any kind, and dossiers that reach the rules of a pack.

Importing this package registers the models with hypothesis; with the package installed, hypothesis does so itself. Needs the extra
`hypothesis`.

Example:
    >>> from hypothesis import find, strategies as st
    >>> from sanctions_engine import DateRange, load_pack
    >>> str(find(st.from_type(DateRange), lambda day: day.high is None))
    '2006-01-01..'
    >>> scene = find(scenes(load_pack("un/dprk"), rules=["unscr-2397-8"]), lambda one: True)
    >>> scene.rule, len(scene.subjects)
    ('unscr-2397-8', 1)
"""

from __future__ import annotations

from sanctions_engine.testing.strategies.constants import constants_of
from sanctions_engine.testing.strategies.evidence import (
    blurred,
    claims,
    coverages,
    dossier_of,
    dossiers,
    facts,
    timelines,
)
from sanctions_engine.testing.strategies.kinds import assessments, field_types, kinds, pleas, questions
from sanctions_engine.testing.strategies.packs import pack_texts, packs
from sanctions_engine.testing.strategies.registration import register, register_all
from sanctions_engine.testing.strategies.scenes import AIMS, Scene, scenes
from sanctions_engine.testing.strategies.values import (
    date_ranges,
    days,
    field_values,
    number_ranges,
    state_codes,
    states,
    texts,
)

__all__ = [
    "AIMS",
    "Scene",
    "assessments",
    "blurred",
    "claims",
    "constants_of",
    "coverages",
    "date_ranges",
    "days",
    "dossier_of",
    "dossiers",
    "facts",
    "field_types",
    "field_values",
    "kinds",
    "number_ranges",
    "pack_texts",
    "packs",
    "pleas",
    "questions",
    "register",
    "register_all",
    "scenes",
    "state_codes",
    "states",
    "texts",
    "timelines",
]

register_all()
