"""W1 with OpenFisca: a variable for each ban, computed for all lines at once, exceptions included.

Its whole numbers have 32 bits and its texts are Python's, so the codes are numbered before the clock starts, in order: those
that begin alike are neighbours, and a listed code is a span of numbers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from openfisca_core.entities import build_entity
from openfisca_core.periods import MONTH
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from tests.benchmarks.bulk.answers import Prepared
from tests.benchmarks.bulk.parquet import Numbers
from tests.benchmarks.bulk.trade.bans import Ban
from tests.benchmarks.bulk.trade.line_by_line import NO_CODE, Line, Row, as_table, coarser, lines
from tests.benchmarks.bulk.trade.workload import Trade, shortest

WHEN = "2019-01"
"""OpenFisca computes for a period; lines have days of their own, so any one will do."""
NEVER = 2**31 - 1
WORDS = {1: ("violated", None), 2: ("undetermined", None), 3: ("exempt", "wind-down"), 4: ("exempt", "approved")}
LINE = build_entity(key="line", plural="lines", label="Trade line", is_person=True)
BATCH = build_entity(key="batch", plural="batches", label="Lines together", roles=[{"key": "part"}])
"""OpenFisca wants a group; nothing is asked of it."""


def prepare(trade: Trade) -> Prepared:
    """Return the system, ready to run."""
    every = lines(trade)
    codes = sorted({line.code for line in every} - {NO_CODE})
    given = _given(every, codes)
    system = TaxBenefitSystem([LINE, BATCH])
    for name in given:
        system.add_variable(_variable(name))
    names = {f"ban_{number}": ban for number, ban in enumerate(trade.bans)}
    for name, ban in names.items():
        system.add_variable(_variable(name, _formula(ban, codes)))

    def run() -> list[tuple[Ban, Numbers, Numbers]]:
        simulation = _simulation(system, given, len(every))
        found = []
        for name, ban in names.items():
            verdicts = simulation.calculate(name, WHEN)
            hits = np.flatnonzero(verdicts)
            found.append((ban, hits, verdicts[hits]))
        return found

    return Prepared(run, lambda found: _told(every, found))


def _given(every: list[Line], codes: list[str]) -> dict[str, Numbers]:
    places = {code: number for number, code in enumerate(codes)} | {NO_CODE: -1}
    columns = {
        "exporter": [1 if line.exporter == "PRK" else 0 if line.exporter == NO_CODE else -1 for line in every],
        "code": [places[line.code] for line in every],
        "day": [line.day.toordinal() for line in every],
        "contract": [NEVER if line.contract is None else line.contract.toordinal() for line in every],
        "approved": [int(line.approved is True) for line in every],
    }
    return {name: np.array(column, np.int32) for name, column in columns.items()}


def _variable(name: str, formula: Any = None) -> type[Variable]:
    said = {"value_type": int, "entity": LINE, "definition_period": MONTH, "label": name}
    return type(name, (Variable,), said if formula is None else {**said, "formula": formula})


def _formula(ban: Ban, codes: list[str]) -> Any:
    of_code = np.zeros(len(codes) + 1, np.int8)  # 2 where a code is the ban's, 1 where it may be
    of_code[[number for number, code in enumerate(codes) if code in set(coarser(ban))]] = 1
    for code in shortest(ban.codes):
        of_code[bisect_left(codes, code) : bisect_left(codes, f"{code}:")] = 2
    of_code[-1] = 1  # the place of what is no code
    start, last = ban.adopted.toordinal(), (ban.last or date.min).toordinal()

    def formula(line: Any, period: Any) -> Any:
        found, day, exporter = of_code[line("code", period)], line("day", period), line("exporter", period)
        hit = (found > 0) & (exporter >= 0) & (day >= start)
        winding_down = (line("contract", period) < start) & (day <= last)
        verdict = np.where((found == 2) & (exporter == 1), 1, 2)
        return hit * np.where(winding_down, 3, np.where(line("approved", period) == 1, 4, verdict))

    return formula


def _simulation(system: TaxBenefitSystem, given: dict[str, Numbers], rows: int) -> Simulation:
    populations = system.instantiate_entities()
    populations["line"].count = rows
    populations["line"].ids = np.arange(rows)
    simulation = Simulation(system, populations)
    for name, column in given.items():
        simulation.set_input(name, WHEN, column)
    return simulation


def _told(every: list[Line], found: list[tuple[Ban, Numbers, Numbers]]) -> pa.Table:
    rows: Counter[Row] = Counter()
    for ban, hits, verdicts in found:
        for place, verdict in zip(hits.tolist(), verdicts.tolist(), strict=True):
            line = every[place]
            rows[line.id, None if line.code == NO_CODE else ban.id, *WORDS[verdict]] += 1
    return as_table(rows)
