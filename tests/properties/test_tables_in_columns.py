"""Random tables read in columns and row by row: the same claims, the same rows set aside, the same warnings."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sanctions_engine.diagnostics import InputRejected
from sanctions_engine.facts import load_dossier
from sanctions_engine.facts.bulk import claims_of, load_claim_tables
from sanctions_engine.models.claims import Claim, Rejected
from sanctions_engine.models.kinds import FactKind, FieldKind, FieldType, Nature
from sanctions_engine.models.numbers import NumberRange

Cells = list[dict[str, str]]


def _field(
    kind: FieldKind, *, optional: bool = False, bounds: str | None = None, words: tuple[str, ...] = ()
) -> FieldType:
    return FieldType(kind=kind, optional=optional, bounds=NumberRange.parse(bounds) if bounds else None, one_of=words)


KIND = FactKind(
    name="Line",
    nature=Nature.STATUS,
    dated="on",
    identity=("id",),
    fields={
        "id": _field(FieldKind.TEXT),
        "state": _field(FieldKind.STATE),
        "maybe_state": _field(FieldKind.STATE, optional=True),
        "hs": _field(FieldKind.TEXT, optional=True),
        "word": _field(FieldKind.TEXT, optional=True, words=("crude", "refined")),
        "done": _field(FieldKind.BOOL),
        "maybe": _field(FieldKind.BOOL, optional=True),
        "count": _field(FieldKind.INT, bounds="0..1000000"),
        "change": _field(FieldKind.INT, optional=True),
        "value": _field(FieldKind.DECIMAL, bounds="-5/2..1000000000000000000000"),
        "share": _field(FieldKind.DECIMAL, optional=True),
        "on": _field(FieldKind.DATE),
        "until": _field(FieldKind.DATE, optional=True),
    },
)
KINDS = {"Line": KIND}
SOURCES = "sources: {un: {published: 2020-01-24}, press: {publisher: Press}}\n"

NUMBERS = """0 7 12 -3 +5 007 1.5 12.345 30.000 1.50 -2.5 -2.51 1/3 ~10 5..9 ..4 3.. 1e3 1_000 0x1F 1,5 .5 5. --1 nan Infinity
2.5..1 1000000 1000001 ~ -0 0.0000001 1.10 \u0663"""
LONG = ["1 000", "9" * 18, "9" * 19, "9" * 39, "1." + "0" * 17 + "1", "0." + "3" * 40, "9" * 61]
DAYS = """2019-12-22 2020-02-29 2019-02-29 2018-1-2 2019-03 2019 2019-13 ..2019-03 2019-03.. 0001-01-01 0000-01-01 9999-12-31
10000-01-01 2019-12-22T00:00:00 20191222 epoch infinity 2019-03-05..2019-03-01 22.12.2019 \u0662019-01-01"""
_numbers = st.sampled_from([*NUMBERS.split(), *LONG])
_days = st.sampled_from([*DAYS.split(), "2019-12-22 (BC)", "2019-12-22\n"])
_states = st.sampled_from(
    ["RUS", "PRK", "ru", "Russia", "North Korea", "the Congo", "rus", "XYZ", "Korea", "RUSS", "\u0420\u0423\u0421"]
)
_truths = st.sampled_from(["true", "false", "True", "yes", "1", "0", "t", "TRUE", "no"])
_texts = st.sampled_from(
    ["2701", "0301", "none", "a,b", 'a "b"', "'; DROP TABLE x; --", "a\nb", "\u00e9", "crude", "refind", "x;y"]
)
_any = st.one_of(
    _numbers,
    _days,
    _states,
    _truths,
    _texts,
    st.sampled_from(["", " ", "none", "\u00a0", "None"]),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=4),
)
_GOOD = {
    FieldKind.STATE: "RUS",
    FieldKind.TEXT: "crude",
    FieldKind.BOOL: "true",
    FieldKind.INT: "12",
    FieldKind.DECIMAL: "7.9",
    FieldKind.DATE: "2019-12-22",
}
_CELLS = {
    FieldKind.STATE: _states,
    FieldKind.TEXT: _texts,
    FieldKind.BOOL: _truths,
    FieldKind.INT: _numbers,
    FieldKind.DECIMAL: _numbers,
    FieldKind.DATE: _days,
}
_padded = st.sampled_from(["{}", "{}", "{}", " {}", "{}\t", "\u2003{}\u00a0"])


@st.composite
def _rows(draw: st.DrawFn) -> Cells:
    rows: Cells = []
    for number in range(draw(st.integers(1, 6))):
        row = {name: _GOOD[declared.kind] for name, declared in KIND.fields.items()} | {"id": f"x{number}"}
        row |= {"by": "RUS", "source": "un"}
        odd = draw(
            st.lists(
                st.sampled_from([*KIND.fields, *KIND.fields, "by", "source", "known", "grade", "denied"]), max_size=3
            )
        )
        for name in odd:
            declared = KIND.fields.get(name)
            own = _OTHERS[name] if declared is None else _CELLS[declared.kind]
            cell = draw(st.one_of(own, own, own, st.sampled_from(["", "none"]), _any))
            row[name] = draw(_padded).format(cell)
        rows.append(row)
    return rows


_OTHERS: Mapping[str, st.SearchStrategy[str]] = {
    "by": st.sampled_from(["RUS", "Russia", "Panel of Experts", "", " "]),
    "source": st.sampled_from(["un", "press", "nobody", ""]),
    "known": st.one_of(_days, st.just("")),
    "grade": st.sampled_from(["A1", "B2", "Z9", "", "a1"]),
    "denied": _truths,
}


CONNECTION = duckdb.connect(":memory:")
"""One for all examples: opening one takes longer than reading a small table."""


def both(write: Mapping[str, str]) -> tuple[tuple[list[Claim], list[Rejected], list[str]], ...]:
    """Write the files of a dossier and read it both ways."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in write.items():
            (folder / file).write_bytes(text.encode())
        dossier = load_dossier(folder, kinds=KINDS)
        one = list(dossier.claims), list(dossier.rejected), sorted(dossier.warnings)
        with load_claim_tables(folder, kinds=KINDS, connection=CONNECTION) as tables:
            found = list(claims_of(tables, "Line")), list(tables.dossier.rejected), sorted(tables.dossier.warnings)
            assert tables.dossier.digest == dossier.digest
    return one, found


def as_csv(rows: Cells, *, quote: bool, ends: str = "\n") -> str:
    names = [*KIND.fields, "by", "source", "known", "grade", "denied"]
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL, lineterminator=ends)
    writer.writerows([names, *([row.get(name, "") for name in names] for row in rows)])
    return text.getvalue()


@given(_rows(), st.booleans(), st.sampled_from(["\n", "\r\n"]))
@settings(deadline=None, max_examples=60)
def test_csv(rows: Cells, quote: bool, ends: str) -> None:
    one, found = both({"dossier.yaml": SOURCES, "Line.csv": as_csv(rows, quote=quote, ends=ends)})
    assert found == one


@given(_rows(), st.integers(0, 90), st.sampled_from([".csv", ".jsonl"]))
@settings(deadline=None, max_examples=60)
def test_few_odd_rows_among_many_usual_ones(rows: Cells, before: int, ends: str) -> None:
    """What few texts mean is put beside the values that SQL read; which way is taken depends on how many they are."""
    usual = {name: _GOOD[declared.kind] for name, declared in KIND.fields.items()}
    many = [usual | {"id": f"y{number}"} for number in range(90)]
    lines = [{name: row[name] for name in KIND.fields} for row in (*many[:before], *rows, *many[before:])]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(KIND.fields), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    given = [json.dumps({name: cell for name, cell in line.items() if cell}) for line in lines]
    table = text.getvalue() if ends == ".csv" else "\n".join(given)
    one, found = both({"dossier.yaml": SOURCES + "tables: {Line: {by: RUS, source: un}}\n", f"Line{ends}": table})
    assert found == one


_LINES = st.lists(
    st.sampled_from(
        [
            "x",
            "x,y",
            ",",
            '"x"',
            ' "x",y',
            '"x" ,y',
            '"x"y,z',
            'x"y,z',
            '"x\ny",z',
            "",
            "  ",
            ",,",
            '"x,y",z',
            '"',
            "\r",
            "x,y,",
            "\x00x,y",
            "x\x07,y",
        ]
    ),
    max_size=6,
)


@given(_LINES, st.sampled_from(["\n", "\r\n", "\n\n"]), st.booleans())
@example(["\x00x,y"], "\n", False)
@example(["x\x07,y"], "\n", True)
@example(['"x" ,y'], "\n", True)
@example(["x,y,"], "\n", False)  # DuckDB drops an empty cell too many in silence
@settings(deadline=None, max_examples=60)
def test_any_text_is_taken_apart_alike(lines: list[str], ends: str, last: bool) -> None:
    kind = FactKind.model_validate(
        {"name": "Line", "nature": "event", "dated": "on", "identity": ("a",)}
        | {"fields": {"a": {"kind": "text", "optional": True}, "on": {"kind": "date"}}}
    )
    text = ends.join(["a,on", "x,2019-01-01", *lines]) + (ends if last else "")
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "dossier.yaml").write_text(SOURCES + "tables: {Line: {by: RUS, source: un}}\n")
        (folder / "Line.csv").write_bytes(text.encode())
        one: Any
        found: Any
        try:
            dossier = load_dossier(folder, kinds={"Line": kind})
            one = list(dossier.claims), dossier.rejected
        except InputRejected as error:
            one = str(error)
        try:
            with load_claim_tables(folder, kinds={"Line": kind}, connection=CONNECTION) as tables:
                found = list(claims_of(tables, "Line")), tables.dossier.rejected
        except InputRejected as error:
            found = str(error)
        assert found == one


_json = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 10**20), st.sampled_from([0.5, 12.345, -2.5, 1e30]), _any, st.just([1])
)


@given(
    _rows(),
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from([*KIND.fields, "by", "denied", "other"]), _json), max_size=3),
)
@settings(deadline=None, max_examples=60)
def test_json_lines(rows: Cells, odd: list[tuple[int, str, Any]]) -> None:
    given: list[dict[str, Any]] = [{name: cell for name, cell in row.items() if cell} for row in rows]
    for index, name, value in odd:
        given[index % len(given)][name] = value
    text = "\n".join(json.dumps(row) for row in given)
    one, found = both({"dossier.yaml": SOURCES, "Line.jsonl": text})
    assert found == one


@given(_rows(), st.booleans())
@settings(deadline=None, max_examples=40)
def test_text_in_parquet_is_read_as_text_in_json_lines(rows: Cells, in_place: bool) -> None:
    names = [*KIND.fields, "by", "source", "known", "grade", "denied"]
    columns = {name: pa.array([row.get(name) or None for row in rows], pa.string()) for name in names}
    with TemporaryDirectory() as name:
        text, table = Path(name) / "text", Path(name) / "table"
        for folder in (text, table):
            folder.mkdir()
            (folder / "dossier.yaml").write_text(SOURCES)
        lines = [{name: cell for name, cell in row.items() if cell} for row in rows]
        (text / "Line.jsonl").write_text("\n".join(json.dumps(row) for row in lines))
        pq.write_table(pa.table(columns), table / "Line.parquet")
        dossier = load_dossier(text, kinds=KINDS)
        with load_claim_tables(table, kinds=KINDS, in_place=in_place, connection=CONNECTION) as tables:
            assert [one.fields for one in claims_of(tables, "Line")] == [one.fields for one in dossier.claims]
            told = [(row.line, row.code, row.field, row.reason) for row in tables.dossier.rejected]
            assert told == [(row.line, row.code, row.field, row.reason) for row in dossier.rejected]
