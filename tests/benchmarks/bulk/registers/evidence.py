"""W4: accounts that report on every quarter, and ships on a register. What is said follows from the number of the record alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from sanctions_engine import Pack, load_pack

AS_OF = date(2020, 3, 15)
ORDINARY = "account-reports"
STANDING = "listed-ships"
QUARTERS = 5
"""So many periods have begun by the day judged; of the last one nothing is due yet."""

_PACK = 'name: bench/registers\nversion: "1"\ntitle: Accounts and ships\n'
_INSTRUMENTS = "instruments:\n  reg: {title: Regulation, body: Union, adopted: 2018-06-01}\n"
_FACTS = """kinds:
  Account:
    is: event
    dated: opened
    identity: [id]
    fields: {id: text, opened: date, frozen: bool}
  Report:
    is: event
    dated: filed
    identity: [account, quarter]
    fields: {account: text, quarter: date, filed: date}
  Registration:
    is: status
    dated: at
    identity: [ship]
    fields: {ship: text, at: date, listed: "bool?", active: bool}
  Permit:
    is: event
    dated: granted
    identity: [ship]
    fields: {ship: text, granted: date}
"""
_RULES = f"""instrument: reg
paragraph: "1"

rules:
  - id: {ORDINARY}
    obligation: Report on each quarter within thirty days
    each: Account as a
    every: {{period: months(3), from: date("2019-01-01")}}
    applies_when: a.frozen and a.opened <= period.end
    satisfied_when: any(r for r in Report if r.account == a.id and r.quarter == period.start)
    due: period.end + days(30)

  - id: {STANDING}
    prohibition: Keep a listed ship on the register
    each: Registration as r
    applies_when: r.active
    violated_when: r.listed
    exceptions:
      - {{id: permitted, when: any(p for p in Permit if p.ship == r.ship)}}
"""
_DOSSIER = """dossier: Registers
sources: {register: {published: 2020-03-01}}
tables:
  Account: {by: bank, source: register}
  Report: {by: bank, source: register}
  Registration: {by: registry, source: register}
  Permit: {by: registry, source: register}
coverage:
  - {fact: Report, source: register}
  - {fact: Permit, source: register}
"""
_TABLES = {
    "Account": "SELECT 'A' || i AS id, DATE '2019-01-01' + CAST(i % 400 AS INTEGER) AS opened, i % 3 <> 0 AS frozen FROM range({0}) t(i)",
    "Report": """
        SELECT 'A' || i AS account, quarter,
            quarter + INTERVAL 3 MONTH + CAST(CASE WHEN (i + q) % 7 = 0 THEN 39 ELSE 9 END AS INTEGER) * INTERVAL 1 DAY AS filed
        FROM range({0}) t(i), (SELECT q, CAST(DATE '2019-01-01' + q * INTERVAL 3 MONTH AS DATE) AS quarter FROM range(4) n(q))
        WHERE (i + q) % 5 <> 0""",
    "Registration": """
        SELECT 'S' || i AS ship, DATE '2019-01-01' + CAST(i % 300 AS INTEGER) AS at,
            CASE WHEN i % 11 <> 0 THEN i % 4 = 0 END AS listed, i % 10 <> 3 AS active
        FROM range({0}) t(i) UNION ALL
        SELECT 'S' || i, DATE '2019-12-01', i % 20 = 0, true FROM range({0}) t(i) WHERE i % 5 = 0""",
    "Permit": "SELECT 'S' || i AS ship, DATE '2019-01-01' AS granted FROM range({0}) t(i) WHERE i % 8 = 0",
}


def write_pack(folder: Path) -> Pack:
    """Write the pack into a folder, which is made, and load it."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"pack.yaml": _PACK, "instruments.yaml": _INSTRUMENTS, "facts.yaml": _FACTS, "rules.yaml": _RULES}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load_pack(folder)


def write_dossier(folder: Path, records: int) -> Path:
    """Write the evidence about so many accounts and so many ships into a folder, which is made; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dossier.yaml").write_text(_DOSSIER, encoding="utf-8")
    with duckdb.connect(":memory:") as connection:
        for name, query in _TABLES.items():
            connection.execute(f"COPY ({query.format(records)}) TO '{folder / name}.parquet' (FORMAT parquet)")
    return folder


def expected(records: int) -> dict[tuple[str, str], int]:
    """Return how many outcomes each rule and verdict has, told from the numbers of the records.

    It repeats what the pack says, in Python over whole numbers, and shares nothing with an engine.
    """
    found: dict[tuple[str, str], int] = {}
    ends = [date(2019, 3, 31), date(2019, 6, 30), date(2019, 9, 30), date(2019, 12, 31), date(2020, 3, 31)]
    begun = [(end - date(2019, 1, 1)).days for end in ends]
    for number in range(records):
        for quarter in range(QUARTERS):
            key = (ORDINARY, _report(number, quarter, begun[quarter]))
            found[key] = found.get(key, 0) + 1
        key = (STANDING, _ship(number))
        found[key] = found.get(key, 0) + 1
    return found


def _report(number: int, quarter: int, end: int) -> str:
    if number % 3 == 0 or number % 400 > end:
        return "not_applicable"
    if quarter == QUARTERS - 1:
        return "pending"
    if (number + quarter) % 5 == 0:
        return "violated"
    return "fulfilled_late" if (number + quarter) % 7 == 0 else "fulfilled"


def _ship(number: int) -> str:
    again = number % 5 == 0
    active = again or number % 10 != 3
    if not active:
        return "not_applicable"
    if not again and number % 11 == 0:
        return "exempt" if number % 8 == 0 else "undetermined"
    if not (number % 20 == 0 if again else number % 4 == 0):
        return "fulfilled"
    return "exempt" if number % 8 == 0 else "violated"
