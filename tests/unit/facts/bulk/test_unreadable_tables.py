"""Files that cannot be read, or not to their end: cut short, damaged, changed meanwhile, on a disk that is full."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from sanctions_engine.diagnostics import InputRejected
from sanctions_engine.facts.bulk.judging import judged
from tests.unit.facts.bulk.typed_lines import lines, load


def test_a_parquet_file_that_was_cut_short_is_told(tmp_path: Path) -> None:
    whole = tmp_path / "whole.parquet"
    pq.write_table(lines(count=list(range(1000))), whole)
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(whole.read_bytes()[:-100])
    (tmp_path / "empty.parquet").write_bytes(b"")
    for name in ("cut", "empty"):
        with pytest.raises(InputRejected) as caught:
            load(tmp_path / f"{name}.parquet")
        [problem] = caught.value.problems
        assert problem.code.name == "SE001"
        assert "cannot be read as Parquet" in problem.message
        assert "cut short" in (problem.help or "")


def test_pages_of_a_parquet_file_that_are_damaged_are_told(tmp_path: Path) -> None:
    # The trap: the footer is fine, so that the columns look right, and rows are lost in the middle.
    path = tmp_path / "lines.parquet"
    pq.write_table(lines(count=list(range(100_000))), path)
    content = bytearray(path.read_bytes())
    content[1000:20_000] = b"\xff" * 19_000
    path.write_bytes(content)
    with pytest.raises(InputRejected) as caught:
        load(path)
    assert [problem.code.name for problem in caught.value.problems] == ["SE001"]


@pytest.mark.parametrize("in_place", [False, True])
@pytest.mark.parametrize("others", [0, 2])
def test_a_damaged_file_among_several_is_named(in_place: bool, others: int, tmp_path: Path) -> None:
    for number in range(others):
        pq.write_table(lines(count=list(range(1000))), tmp_path / f"{number}.parquet")
    path = tmp_path / "5.parquet"
    pq.write_table(lines(count=list(range(1000))), path)
    content = bytearray(path.read_bytes())
    content[4:60] = b"\xff" * 56  # the head of the first page
    path.write_bytes(content)
    with pytest.raises(InputRejected) as caught:
        load(tmp_path / "*.parquet", in_place=in_place)
    [problem] = caught.value.problems
    assert problem.code.name == "SE001"
    assert problem.message.startswith(f"`{path.as_posix()}` cannot be read: ")
    assert "write or copy it again" in (problem.help or "")


def test_a_file_that_changes_while_it_is_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "Line.csv"
    path.write_text("id,on\na,2019-12-22\n")

    def changing(*arguments: Any) -> Any:
        path.write_text("id,on\na,2019-12-22\nb,2019-12-22\n")
        return judged(*arguments)

    monkeypatch.setattr("sanctions_engine.facts.bulk.building.judged", changing)
    with pytest.raises(InputRejected) as caught:
        load(path)
    assert [problem.code.name for problem in caught.value.problems] == ["SE423"]


def test_a_file_that_changes_while_its_table_is_used_is_told(tmp_path: Path) -> None:
    path = tmp_path / "lines.parquet"
    pq.write_table(lines(count=[1]), path)
    with load(path, in_place=True) as tables:
        tables.check_unchanged()
        os.utime(path, ns=(1, 1))
        with pytest.raises(InputRejected) as caught:
            tables.check_unchanged()
        assert [problem.code.name for problem in caught.value.problems] == ["SE423"]
        path.unlink()
        with pytest.raises(InputRejected):
            tables.check_unchanged()


@pytest.fixture
def small_disk(tmp_path: Path) -> Any:
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no small disk can be mounted here: {error}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_full_is_told(small_disk: Path, tmp_path: Path) -> None:
    path = tmp_path / "lines.parquet"
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            f"COPY (SELECT md5(CAST(i AS VARCHAR)) || 'x' AS id, DATE '2019-12-22' AS \"on\" FROM range(2000000) AS l(i)) TO '{path}'"
        )
    with pytest.raises(InputRejected) as caught:
        load(path, memory_limit="40MB", temp_directory=small_disk, in_place=False)
    [problem] = caught.value.problems
    assert problem.code.name == "SE424"
    assert "temp_directory" in (problem.help or "")


@pytest.mark.parametrize("form", ["csv", "quoted.csv", "jsonl", "parquet"])
def test_a_memory_that_is_full_is_told_wherever_it_fills_up(form: str, tmp_path: Path) -> None:
    """CSV that DuckDB does not take apart, and JSON lines, are put into a table batch by batch: there the commit fails."""
    cells = {
        "csv": "line-{0},2019-12-22\n",
        "quoted.csv": 'line-{0},"2019-12-22\n"\n',
        "jsonl": '{{"id": "line-{0}", "on": "2019-12-22"}}\n',
    }
    path = tmp_path / f"lines.{form}"
    if form == "parquet":
        pq.write_table(lines(id=[f"line-{number}" for number in range(300_000)]), path)
    else:
        head = "" if form == "jsonl" else "id,on\n"
        path.write_text(head + "".join(cells[form].format(number) for number in range(300_000)))
    with pytest.raises(InputRejected) as caught:
        load(path, memory_limit="5MB", in_place=False)
    [problem] = caught.value.problems
    assert str(problem).startswith(
        "error[SE424]: a table cannot be read: the memory that the database may take is used up ("
    )
    assert "`--memory-limit`" in (problem.help or "")
