"""Random tables whose fields speak of each other, read in columns and row by row.

Amounts in units, amounts that have to agree, days in order, and States on days before they existed.
"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sanctions_engine.facts import load_dossier
from sanctions_engine.facts.bulk import claims_of, load_claim_tables
from sanctions_engine.models.kinds import FactKind

_AMOUNT = {"kind": "decimal", "optional": True, "bounds": "0.."}
_UNITS = ("t", "kg", "lb", "third", "item")
_BY = (("t", 1), ("kg", "1/1000"), ("lb", "0.00045359237"), ("third", "1/3"))
KIND = FactKind.model_validate(
    {
        "name": "Cargo",
        "nature": "event",
        "dated": "on",
        "identity": ("id",),
        "fields": {
            "id": {"kind": "text"},
            "to": {"kind": "state"},
            "origin": {"kind": "state", "optional": True},
            "on": {"kind": "date"},
            "quantity": _AMOUNT,
            "unit": {"kind": "text", "optional": True, "one_of": _UNITS},
            "tonnes": {**_AMOUNT, "converts": {"amount": "quantity", "unit": "unit", "by": _BY}},
            "pounds": {
                **_AMOUNT,
                "converts": {"amount": "tonnes", "unit": "unit", "by": (("t", "2204.62"), ("kg", 3))},
            },
            "factor": _AMOUNT,
            "barrels": {**_AMOUNT, "ratio": {"to": "tonnes", "within": "4..43/3", "stated_in": "factor"}},
            "landed": {"kind": "date", "optional": True, "not_before": "on"},
        },
    }
)
KINDS = {"Cargo": KIND}
HEAD = "sources: {un: {published: 2020-01-24}}\ntables: {Cargo: {by: RUS, source: un}}\n"

_amounts = [
    "",
    "",
    "0",
    "1",
    "5000",
    "5",
    "5.04",
    "5.05",
    "5.06",
    "4.95",
    "4.9",
    "1.5",
    "12.345",
    "1/3",
    "~10",
    "5..9",
    "..4",
    "3..",
]
_long = ["none", "-1", "1" + "0" * 16, "9" * 18, "9" * 36, "0.000001", "0." + "3" * 30, "x", "30.000"]
_cells = {
    "to": ["CHN", "SSD", "South Sudan", "MNE", "XYZ"],
    "origin": ["", "TLS", "CHN", "none", "Timor-Leste"],
    "on": [
        "2019-12-22",
        "2011-07-08",
        "2011-07-09",
        "2011-07",
        "2006",
        "..2002-05-19",
        "2001..",
        "2002-05-20",
        "2019-02-30",
    ],
    "quantity": [*_amounts, *_long],
    "unit": ["", *_UNITS, "none", "stone", "kg", "t"],
    "tonnes": [*_amounts, *_long],
    "pounds": ["", "", "", "15", "none", "11023.1"],
    "factor": ["", "", "", "7.3", "1/3", "7..8", "7..", "none", "9" * 36],
    "barrels": ["", "", "", *_amounts[2:], *_long, "36.5", "20", "71.67", "72.4", "0.36"],
    "landed": ["", "", "2019-12-21", "2019-12-22", "2019", "2011-07-09..", "..2006-05", "none", "2019-02-30"],
}
Row = dict[str, str]


def _row(**cells: str) -> Row:
    return {
        "to": "CHN",
        "origin": "",
        "on": "2019-12-22",
        "quantity": "",
        "unit": "",
        "tonnes": "",
        "pounds": "",
        "factor": "",
        "barrels": "",
        "landed": "",
    } | cells


_rows = st.lists(
    st.one_of(
        st.fixed_dictionaries({name: st.sampled_from(cells) for name, cells in _cells.items()}),
        st.builds(
            lambda quantity, unit, tonnes: _row(quantity=quantity, unit=unit, tonnes=tonnes),
            st.sampled_from(_amounts[2:13]),
            st.sampled_from(["t", "kg", "lb", "item"]),
            st.sampled_from(["", "", *_amounts[2:13]]),
        ),
        st.builds(
            lambda tonnes, factor, barrels, landed: _row(tonnes=tonnes, factor=factor, barrels=barrels, landed=landed),
            st.sampled_from([*_amounts[2:], *_long[:6]]),
            st.sampled_from(_cells["factor"]),
            st.sampled_from(_cells["barrels"][3:]),
            st.sampled_from(_cells["landed"]),
        ),
    ),
    min_size=1,
    max_size=5,
)
CONNECTION = duckdb.connect(":memory:")


def check(rows: list[Row], form: str, *, in_place: bool = False) -> None:
    numbered = [{"id": f"x{number}", **row} for number, row in enumerate(rows)]
    given = [{name: cell for name, cell in row.items() if cell} for row in numbered]
    with TemporaryDirectory() as name:
        one, other = Path(name) / "one", Path(name) / "other"
        for folder in (one, other):
            folder.mkdir()
            (folder / "dossier.yaml").write_text(HEAD)
        if form == "csv":
            text = "\n".join(
                [",".join(KIND.fields), *(",".join(row[field] for field in KIND.fields) for row in numbered)]
            )
            for folder in (one, other):
                (folder / "Cargo.csv").write_text(text)
        else:
            (one / "Cargo.jsonl").write_text("\n".join(map(json.dumps, given)))
            columns = {field: pa.array([row.get(field) for row in given], pa.string()) for field in KIND.fields}
            pq.write_table(pa.table(columns), other / "Cargo.parquet")
        dossier = load_dossier(one, kinds=KINDS)
        with load_claim_tables(other, kinds=KINDS, in_place=in_place, connection=CONNECTION) as tables:
            found = [claim.fields for claim in claims_of(tables, "Cargo")]
            told = [(row.line, row.code, row.field, row.reason) for row in tables.dossier.rejected]
    assert [(row.line, row.code, row.field, row.reason) for row in dossier.rejected] == told
    assert [claim.fields for claim in dossier.claims] == found


@given(_rows, st.sampled_from(["csv", "parquet"]), st.booleans())
@example([_row(quantity="5000", unit="kg"), _row(quantity="7", unit="item"), _row(tonnes="2.5")], "csv", False)
@example([_row(quantity="5000", unit="kg", tonnes="7"), _row(quantity="5000", unit="kg", tonnes="5.05")], "csv", False)
@example([_row(quantity="5", unit="third"), _row(quantity="5..9", unit="t"), _row(tonnes="2.5..")], "csv", False)
@example([_row(quantity="5", unit="third", tonnes="1.7"), _row(quantity="5", unit="third", tonnes="1.6")], "csv", False)
@example([_row(to="SSD", on="2011-07-08"), _row(to="SSD", on="2011-07")], "parquet", True)
@example(
    [_row(quantity="0.000001", unit="t", tonnes="1" + "0" * 16), _row(tonnes="1.5")], "csv", False
)  # 18 digits in all
@example([_row(tonnes="5", barrels="20"), _row(tonnes="5", barrels="1"), _row(tonnes="1/3", barrels="2")], "csv", False)
@example([_row(tonnes="5", barrels="72.38"), _row(tonnes="5", barrels="72.39")], "csv", False)  # 43/3 and a hundredth
@example([_row(tonnes="5", barrels="36.5", factor="7.3"), _row(tonnes="5", barrels="40", factor="7.3")], "csv", True)
@example([_row(quantity="5000", unit="kg", barrels="1"), _row(landed="2019-12-21"), _row(landed="2019")], "csv", False)
@settings(deadline=None, max_examples=80)
def test_what_fields_say_together(rows: list[Row], form: str, in_place: bool) -> None:
    check(rows, form, in_place=in_place)
