"""W3 as a pack: a yearly cap for each supplier, with a value for some years and another for later ones."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sanctions_engine import Pack, load_pack
from sanctions_engine.models.claims import Coverage
from tests.benchmarks.bulk.reference import SOURCE
from tests.benchmarks.bulk.supplies.workload import ADOPTED, SECOND_CAP_FROM, Complete, Supplies

_PACK = 'name: bench/supplies\nversion: "1"\ntitle: A yearly cap\n'
_INSTRUMENTS = f"instruments: {{reg-1: {{title: Regulation 1, body: Union, adopted: {ADOPTED}}}}}\n"
_FACTS = """kinds:
  Supply:
    is: event
    dated: date
    identity: [id]
    fields:
      id: text
      supplier: text?
      product: {type: "text?", one_of: [refined, crude]}
      date: date
      barrels: decimal? >= 0
      tonnes: decimal? >= 0
"""
_RULES = """instrument: reg-1
paragraph: "1"

rules:
  - id: cap
    prohibition: Supply refined oil above the yearly cap
    each: Supply as supply
    where: supply.product == "refined"
    on: supply.date
    bearer: group.supplier
    group_by: {{supplier: supply.supplier, year: year(supply.date)}}
    parameters:
      cap: [{{from: {adopted}, value: {first}, cite: reg-1 1}}, {{from: {second_from}, value: {second}, cite: reg-1 1}}]
      barrels_per_tonne: [{{value: 7.9..8.3, cite: conversion used by the authority}}]
    let: {{barrels: presume(supply.barrels, supply.tonnes * parameter.barrels_per_tonne)}}
    violated_when: total(barrels) > parameter.cap
"""


def write_pack(folder: Path, given: Supplies) -> Path:
    """Write the files of the pack into a folder, which is made; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    first, second = given.caps
    rules = _RULES.format(adopted=ADOPTED, first=first, second_from=SECOND_CAP_FROM, second=second)
    files = {"pack.yaml": _PACK, "instruments.yaml": _INSTRUMENTS, "facts.yaml": _FACTS, "cap.yaml": rules}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def supplies_pack(folder: Path, given: Supplies) -> Pack:
    """Write the pack into a folder and load it."""
    return load_pack(write_pack(folder, given))


def coverage(complete: Iterable[Complete]) -> tuple[Coverage, ...]:
    """Return the declarations of completeness as a dossier makes them."""
    known = SOURCE.published
    assert known is not None
    return tuple(
        Coverage(
            fact="Supply",
            fields={"supplier": one.supplier},
            start=one.start,
            end=one.end,
            source=SOURCE.id,
            known=known,
        )
        for one in complete
    )
