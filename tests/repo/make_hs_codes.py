"""Makes `sanctions_engine/models/data/hs_codes.csv` from the tables that `hs_codes.md` beside it names; no test.

`python tests/repo/make_hs_codes.py FOLDER` reads `HS<year>.csv` for each edition: the code stands in the first column.
"""

import csv
import re
import sys
from pathlib import Path

from sanctions_engine.models.hs_codes import EDITIONS

TARGET = Path(__file__).resolve().parents[2] / "sanctions_engine" / "models" / "data" / "hs_codes.csv"
MONEY = ("710820", "711890")
"""Monetary gold and coin: subheadings of every edition, which tables of merchandise leave out."""


def codes_of(table: Path) -> set[str]:
    """Return the codes of six digits in the first column of a table."""
    with table.open(encoding="utf-8-sig", newline="") as stream:
        first = [row[0].strip().replace(".", "") for row in csv.reader(stream) if row]
    return {code for code in first if re.fullmatch(r"[0-9]{6}", code)} | set(MONEY)


def table_of(editions: dict[int, set[str]]) -> str:
    """Return the text of the file: each code with the editions that have it."""
    rows = ["code,editions\n"]
    for code in sorted(set[str]().union(*editions.values())):
        rows.append(f"{code},{' '.join(str(year) for year in sorted(editions) if code in editions[year])}\n")
    return "".join(rows)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    text = table_of({year: codes_of(folder / f"HS{year}.csv") for year in EDITIONS})
    TARGET.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{TARGET.name}: {text.count(chr(10)) - 1} codes\n")
