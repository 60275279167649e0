"""The bans as a pack: one decision table, which the engines of the library judge."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sanctions_engine import Pack, load_pack
from tests.benchmarks.bulk.trade.bans import INSTRUMENTS, Ban

_PACK = 'name: bench/trade\nversion: "1"\ntitle: Bans on goods by tariff code\n'
_FACTS = """kinds:
  TradeLine:
    is: event
    dated: date
    identity: [id]
    fields:
      id: text
      importer: state?
      exporter: state?
      hs: text?
      date: date
      contract_date: date?
      value: decimal? >= 0
      approved: bool?
"""
_RULES = """instrument: reg-1
paragraph: "1"

rules:
  - id: import-ban
    prohibition: Import goods of {row.id} from the DPRK
    each: TradeLine as line
    on: line.date
    bearer: line.importer
    table: {csv: bans.csv, types: {hs: texts, wind_down: number}}
    violated_when: line.exporter == "PRK" and hs_in(line.hs, row.hs)
    exceptions:
      - {id: wind-down, when: line.contract_date < instrument.adopted and line.date <= instrument.adopted + days(row.wind_down)}
      - {id: approved, when: line.approved}
"""
RULE = "import-ban"


def write_pack(folder: Path, bans: Iterable[Ban]) -> Path:
    """Write the files of the pack into a folder, which is made; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    instruments = "".join(
        f"  {id}: {{title: Regulation {id[4:]}, body: Customs Union, adopted: {day}}}\n"
        for id, day in INSTRUMENTS.items()
    )
    rows = [
        f"{one.id},{' '.join(one.codes)},{one.instrument} 1,{'' if one.wind_down is None else one.wind_down}\n"
        for one in bans
    ]
    files = {
        "pack.yaml": _PACK,
        "instruments.yaml": f"instruments:\n{instruments}",
        "facts.yaml": _FACTS,
        "import-ban.yaml": _RULES,
        "bans.csv": "id,hs,cite,wind_down\n" + "".join(rows),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def trade_pack(folder: Path, bans: Iterable[Ban]) -> Pack:
    """Write the pack into a folder and load it."""
    return load_pack(write_pack(folder, bans))
