"""Parquet, frames and database tables: which types fit, what becomes of their values, and what is told of those that do not."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow.csv import write_csv

from sanctions_engine.diagnostics import InputRejected
from sanctions_engine.facts.bulk import DatabaseTable, claims_of, load_claim_tables
from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.models.claims import Source
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind
from tests.unit.facts.bulk.typed_lines import DAY, KIND, MIDNIGHT, SAID, lines, load, told


@pytest.mark.parametrize("in_place", [False, True])
@pytest.mark.parametrize(
    "field, values, expected, rejected",
    [
        ("count", pa.array([3, None, 0], pa.uint16()), ["3", None, "0"], {}),
        ("count", pa.array([3, -1], pa.int64()), ["3"], {2: "SE415"}),
        ("count", pa.array([3.0, float("nan"), 2.5, 2.0**60]), ["3", None], {3: "SE405", 4: "SE405"}),
        ("count", pa.array([Decimal("3.00"), Decimal("2.50")]), ["3"], {2: "SE405"}),
        ("value", pa.array([Decimal("3.10"), Decimal("-0.05"), None]), ["3.1", "-0.05", None], {}),
        ("value", pa.array([Decimal("1e-20"), Decimal("9" * 20 + ".5")], pa.decimal256(45, 20)), None, {}),
        ("value", pa.array([2**62, -5], pa.int64()), [str(2**62), "-5"], {}),
        ("value", pa.array(["~10", "1.25", "1/3"]), ["9..11", "1.25", "1/3"], {}),
        ("done", pa.array([True, None, False]), ["true", None, "false"], {}),
        ("done", pa.array(["true", "yes"]), ["true"], {2: "SE405"}),
        ("state", pa.array(["KP", "RUS", ""]).dictionary_encode(), ["PRK", "RUS"], {3: "SE405"}),
        ("state", pa.array(["none", None]), ["none", None], {}),
        ("on", pa.array([DAY, date(1, 1, 1)]), ["2019-12-22", "0001-01-01"], {}),
        ("on", pa.array([MIDNIGHT, MIDNIGHT + timedelta(hours=1)], pa.timestamp("us")), ["2019-12-22"], {2: "SE405"}),
        ("on", pa.array([DAY, None]), ["2019-12-22"], {2: "SE404"}),
        ("value", pa.nulls(2), [None, None], {}),
    ],
)
def test_values_of_types_that_fit(
    field: str,
    values: pa.Array,
    expected: list[str | None] | None,
    rejected: dict[int, str],
    in_place: bool,
    tmp_path: Path,
) -> None:
    table = lines(**{field: values})
    if expected is None:  # a decimal that is wider than any of the database's is no decimal to it
        with pytest.raises(InputRejected, match="SE425"):
            load(table)
        return
    pq.write_table(table, tmp_path / "lines.parquet")
    for given in (table, tmp_path / "lines.parquet"):
        with load(given, in_place=in_place) as tables:
            assert told(tables, field) == expected
            assert {row.line: row.code for row in tables.dossier.rejected} == rejected
            assert {row.field for row in tables.dossier.rejected} <= {field}
            assert {row.fact for row in tables.dossier.rejected} <= {"Line"}


def test_a_column_of_a_type_that_the_database_does_not_know_is_named() -> None:
    with pytest.raises(InputRejected) as caught:
        load(lines(count=pa.array([1, 2], pa.float16()), value=pa.array([Decimal("1.5"), None], pa.decimal256(40, 2))))
    assert [str(problem).partition(" (help")[0] for problem in caught.value.problems] == [
        "table of Line:1:1: error[SE425]: column `count` of `table of Line` holds halffloat, and the field is `int`",
        "table of Line:1:1: error[SE425]: column `value` of `table of Line` holds decimal256(40, 2), and the field is `decimal`",
    ]


ONE_VALUE = "a cell holds one value: give each value that stands in it a row, or a column, of its own"


@pytest.mark.parametrize(
    "columns, help",
    [
        ({"id": [["0301"]]}, ONE_VALUE),
        ({"id": [{"code": 301}]}, ONE_VALUE),
        ({"id": pa.array([[("a", "b")]], pa.map_(pa.string(), pa.string()))}, ONE_VALUE),
        ({"value": pa.array([[Decimal("1.50")]], pa.list_(pa.decimal128(18, 2)))}, ONE_VALUE),  # no DECIMAL for that
        ({"by": [["customs"]]}, ONE_VALUE),
        ({"id": [b"0301"]}, "write it as text"),
        ({"id": [True]}, "write it as text"),
        (
            {"id": pa.array([301.5], pa.float16())},
            "write it as text: a code that was stored as a number may have lost zeros",
        ),
        ({"value": [DAY]}, "write it as DECIMAL, or as text"),
    ],
)
def test_the_remedy_fits_what_the_column_holds(columns: dict[str, Any], help: str) -> None:
    with pytest.raises(InputRejected) as caught:
        load(lines(**columns))
    assert [(problem.code.name, problem.help) for problem in caught.value.problems] == [("SE425", help)]


@pytest.mark.parametrize(
    "columns, code, says, help",
    [
        (
            {"count": pa.array([MIDNIGHT], pa.timestamp("us"))},
            "SE425",
            "`count` of `table of Line` holds TIMESTAMP",
            "whole numbers",
        ),
        ({"value": [0.5]}, "SE425", "holds DOUBLE, and the field is `decimal`", "binary fraction"),
        ({"state": [301]}, "SE425", "holds BIGINT, and the field is `state`", "as text"),
        ({"id": [301]}, "SE425", "holds BIGINT, and the field is `text`", "may have lost zeros"),
        ({"on": [2019]}, "SE425", "and the field is `date`", "write it as DATE"),
        ({"done": [1]}, "SE425", "and the field is `bool`", "truth value"),
        ({"by": [1]}, "SE425", "part of every claim", "as text"),
        ({"sate": ["RUS"]}, "SE416", "unknown column `sate`", "did you mean `state`?"),
        ({"ID": ["a"]}, "SE416", "unknown column `ID`", "did you mean `id`?"),
    ],
)
def test_columns_that_do_not_fit(columns: dict[str, Any], code: str, says: str, help: str) -> None:
    table = lines(**columns) if "ID" not in columns else pa.table({"ID": ["a"], "on": [DAY]})
    with pytest.raises(InputRejected) as caught:
        load(table)
    first = caught.value.problems[0]
    assert first.code.name == code
    assert says in first.message
    assert help in (first.help or "")


def test_a_missing_column_is_told() -> None:
    with pytest.raises(InputRejected) as caught:
        load(pa.table({"id": ["a"]}), defaults={"source": "customs-2020"})
    assert [problem.message for problem in caught.value.problems] == [
        "`table of Line` has no column `on`",
        "`table of Line` has no column `by`",
        "`table of Line` has no column `known`",
    ]
    source = Source(id="customs-2020", published=DateRange.parse("2020-01-05"))
    said = {"by": "customs", "source": source.id}
    with load(
        lines(id=["a"]), defaults=said, sources={source.id: source}
    ) as tables:  # known since its source was published
        assert [str(claim.known) for claim in claims_of(tables, "Line")] == ["2020-01-05"]


def test_a_day_that_is_said_of_all_rows_is_looked_at_once() -> None:
    with pytest.raises(InputRejected) as caught:
        load(lines(id=["a", "b"]), defaults={**SAID, "known": "2020-1-24"})
    assert [problem.code.name for problem in caught.value.problems] == ["SE405"]
    with load(lines(id=["a"]), defaults={**SAID, "known": DAY}) as tables:
        assert [str(claim.known) for claim in claims_of(tables, "Line")] == ["2019-12-22"]


@pytest.mark.parametrize("in_place", [False, True])
def test_a_folder_named_like_a_column_says_nothing(in_place: bool, tmp_path: Path) -> None:
    # The trap: databases read `id=0301` in a path as the value of a column, before the column inside.
    folder = tmp_path / "id=0301" / "run=5"
    folder.mkdir(parents=True)
    pq.write_table(lines(id=["a", "b"]), folder / "1.parquet")
    pq.write_table(lines(id=["c", "d"]), folder / "2.parquet")
    for given, ids in ((folder / "1.parquet", ["a", "b"]), (folder, ["a", "b", "c", "d"])):
        with load(given, in_place=in_place) as tables:
            assert told(tables, "id") == ids


def test_files_of_one_table_have_the_same_columns(tmp_path: Path) -> None:
    pq.write_table(lines(count=[1]), tmp_path / "a.parquet")
    pq.write_table(lines(count=["1"]), tmp_path / "b.parquet")
    with pytest.raises(InputRejected) as caught:
        load(tmp_path / "*.parquet")
    [problem] = caught.value.problems
    assert problem.code.name == "SE425"
    assert problem.message.endswith("`count` is VARCHAR here and BIGINT there")


@pytest.mark.parametrize("given", ["folder", "folder/*.parquet"])
@pytest.mark.parametrize("in_place", [False, True])
def test_rows_of_several_files_know_their_file_and_line(given: str, in_place: bool, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    pq.write_table(lines(id=["a", "b"]), folder / "1.parquet")
    pq.write_table(lines(id=["c", "d"]), folder / "2[x].parquet")
    with load(tmp_path / given, in_place=in_place) as tables:
        name = quoted(tables.tables["Line"].name)
        rows = tables.connection.execute(f'SELECT "$row", id, "$file", "$line" FROM {name} ORDER BY 1').fetchall()
    files = [(folder / one).as_posix() for one in ("1.parquet", "1.parquet", "2[x].parquet", "2[x].parquet")]
    assert rows == [
        (number, id, file, line) for number, id, file, line in zip(range(4), "abcd", files, (1, 2, 1, 2), strict=True)
    ]


def frames() -> list[Any]:
    rows = {"id": ["0301", "b"], "on": ["2019-12-22", "2019"], "count": [3, None]}

    def pandas() -> Any:
        return importlib.import_module("pandas").DataFrame(rows)

    def polars() -> Any:
        return importlib.import_module("polars").DataFrame(rows)

    def lazy() -> Any:
        return importlib.import_module("polars").DataFrame(rows).lazy()

    def arrow() -> Any:
        return pa.table(rows)

    def relation() -> Any:
        connection = duckdb.connect(":memory:")
        connection.register("rows", pa.table(rows))
        return connection.sql("SELECT * FROM rows")

    return [pytest.param(make, id=make.__name__) for make in (arrow, pandas, polars, lazy, relation)]


@pytest.mark.parametrize("make", frames())
def test_frames(make: Callable[[], Any]) -> None:
    with load(make()) as tables:
        assert told(tables, "id") == ["0301", "b"]
        assert told(tables, "on") == ["2019-12-22", "2019"]
        assert told(tables, "count") == ["3", None]
        assert not tables.tables["Line"].dated_exact


def test_rows_picked_from_a_pandas_frame_are_a_table_too() -> None:
    frame = importlib.import_module("pandas").DataFrame({"id": ["a", "b", "c"], "on": [DAY] * 3})
    for given in (frame[frame["id"] != "a"], frame.iloc[1:].sort_values("id", ascending=False).iloc[::-1]):
        with load(given) as tables:
            assert told(tables, "id") == ["b", "c"]
    with load(frame.set_index("id")) as tables:
        assert told(tables, "id") == ["a", "b", "c"]


def test_a_column_of_a_frame_in_which_nothing_is_given_fits_every_field() -> None:
    # pandas takes it for one of numbers
    nothing = dict.fromkeys(("state", "value", "done", "grade"), [float("nan")] * 2)
    frame = importlib.import_module("pandas").DataFrame({"id": ["a", "b"], "on": [DAY] * 2, **nothing})
    with load(frame) as tables:
        assert [sorted(claim.fields) for claim in claims_of(tables, "Line")] == [["id", "on"]] * 2
    frame["value"] = [0.5, float("nan")]
    with pytest.raises(InputRejected) as caught:
        load(frame)
    assert [problem.message for problem in caught.value.problems] == [
        "column `value` of `table of Line` holds DOUBLE, and the field is `decimal`"
    ]


def test_what_is_no_table_is_told() -> None:
    huge = importlib.import_module("pandas").DataFrame({"id": ["a"], "on": [DAY], "value": [10**30]})
    for given in (5, {"id": [1, 2], "on": [1]}, object(), huge):
        with pytest.raises(InputRejected) as caught:
            load(given)
        assert [problem.code.name for problem in caught.value.problems] == ["SE001"]


def test_tables_of_a_database(tmp_path: Path) -> None:
    path = tmp_path / "it's.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "CREATE TABLE \"x; DROP TABLE y\" AS SELECT 'a' AS id, DATE '2019-12-22' AS \"on\", 7 AS count"
        )
        connection.execute(
            "CREATE VIEW fails AS SELECT CAST(CAST('x' AS INTEGER) AS VARCHAR) AS id, DATE '2019-12-22' AS \"on\""
        )
    with load(DatabaseTable(path, "x; DROP TABLE y")) as tables:
        assert told(tables, "count") == ["7"]
        assert [claim.place and claim.place.line for claim in claims_of(tables, "Line")] == [1]
    with pytest.raises(InputRejected) as caught:
        load(DatabaseTable(path, "fails"))
    [problem] = caught.value.problems
    assert problem.code.name == "SE001"
    assert problem.message.startswith(f"`{path.as_posix()}:fails` cannot be read: ")
    for given in (DatabaseTable(path, "nothing"), DatabaseTable(tmp_path / "nowhere.duckdb", "x")):
        with pytest.raises(InputRejected) as caught:
            load(given)
        assert [problem.code.name for problem in caught.value.problems] == ["SE001"]


def test_rows_of_a_table_say_for_themselves(tmp_path: Path) -> None:
    table = lines(
        by=["Russia", None, "Panel", "x"],
        source=["a", "b", None, "c"],
        known=[None, date(2020, 2, 2), None, None],
        grade=["B2", None, "A1", None],
        denied=[True, None, False, False],
    )
    sources = {
        name: Source(id=name, published=day) for name, day in (("a", DateRange.parse("2020-01-05")), ("b", None))
    }
    with load(table, defaults={"by": "customs", "source": "a"}, sources=sources) as tables:
        claims = list(claims_of(tables, "Line"))
        assert [(one.by, one.source, str(one.known), one.grade, one.denied) for one in claims] == [
            ("RUS", "a", "2020-01-05", "B2", True),
            ("customs", "b", "2020-02-02", None, False),
            ("Panel", "a", "2020-01-05", "A1", False),
        ]
        assert tables.tables["Line"].denied
        assert [(row.code, row.line) for row in tables.dossier.rejected] == [("SE407", 4)]


ATTEMPTS = [
    "'; DROP TABLE lines; --",
    '"; DROP TABLE lines; --',
    "$1",
    "a''b",
    "x) OR (1=1",
    "{{x}}",
    "\\'; --",
    "*",
    "%s",
]


@pytest.mark.parametrize("word", ATTEMPTS)
@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "frame"])
def test_names_and_values_that_try_to_be_sql(word: str, form: str, tmp_path: Path) -> None:
    declared = {**KIND.model_dump(), "name": word, "identity": (word,)}
    fields = {word: {"kind": "text"}, f"{word}2": {"kind": "int", "optional": True}, "on": {"kind": "date"}}
    kind = FactKind.model_validate({**declared, "fields": fields})
    table = pa.table({word: [word, "b"], f"{word}2": ["5", word], "on": ["2019", "2019-12-22"]})
    path = tmp_path / f"{word.replace('/', '')}.{form}"
    given: Any = path
    if form == "csv":
        write_csv(table, path)
    elif form == "jsonl":
        path.write_text("\n".join(json.dumps(row) for row in table.to_pylist()))
    elif form == "parquet":
        pq.write_table(table, path)
    else:
        given = table
    said: Mapping[str, object] = {"by": word, "source": word, "known": "2020"}
    with load_claim_tables({word: given}, kinds={word: kind}, defaults=said) as tables:
        [claim] = claims_of(tables, word)
        assert (claim.fields[word], claim.by, claim.source) == (word, word, word)
        [rejected] = tables.dossier.rejected
        assert (rejected.code, rejected.field, rejected.fact) == ("SE405", f"{word}2", word)
        found = tables.connection.execute(f"SELECT fact, code FROM {quoted(tables.quarantine or '')}").fetchall()
        assert found == [(word, "SE405")]


def test_rows_that_are_set_aside_are_counted_and_only_the_first_kept_as_models(tmp_path: Path) -> None:
    table = lines(state=["XYZ"] * 25)
    with load(table, most_rejected=10) as tables:
        assert (len(tables.dossier.rejected), tables.set_aside, dict(tables.tables)) == (10, 25, {})
        counted = tables.connection.execute(f"SELECT count(*), max(line) FROM {quoted(tables.quarantine or '')}")
        assert counted.fetchall() == [(25, 25)]


def test_strict_rejects_what_is_set_aside_otherwise() -> None:
    with pytest.raises(InputRejected) as caught:
        load(lines(state=["XYZ", "RUS"]), strict=True)
    assert [problem.code.name for problem in caught.value.problems] == ["SE406"]


def test_a_connection_of_the_caller_keeps_what_is_its_own() -> None:
    connection = duckdb.connect(":memory:")
    connection.execute("CREATE TABLE mine (a INTEGER)")
    with load(lines(count=[1]), connection=connection):
        pass
    with pytest.raises(InputRejected):
        load(lines(state=["XYZ"]), connection=connection, strict=True)
    left = connection.execute(
        "SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal"
    )
    assert left.fetchall() == [("mine",)]


def test_a_kind_that_nobody_declares_is_told() -> None:
    with pytest.raises(InputRejected) as caught:
        load_claim_tables({"Lien": lines(count=[1])}, kinds={"Line": KIND}, defaults=SAID)
    [problem] = caught.value.problems
    assert (problem.code.name, problem.suggestion) == ("SE402", "Line")
