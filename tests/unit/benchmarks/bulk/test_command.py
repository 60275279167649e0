"""The command that measures: what it prints, draws and refuses."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pyarrow as pa
import pytest

from tests.benchmarks.bulk.__main__ import main
from tests.benchmarks.bulk.answers import AnswersDiffer, Prepared
from tests.benchmarks.bulk.contenders import Contender
from tests.benchmarks.bulk.measuring import measure
from tests.benchmarks.bulk.trade import measured as trade
from tests.benchmarks.bulk.trade.contenders import CONTENDERS

SMALL = ["--lines", "500", "--bans", "10", "--parties", "20", "--duties", "10", "--supplies", "500", "--rounds", "1"]
NUMBER = pa.schema([("number", pa.int64())])


def counting(name: str, wrong: int = 0, most: int | None = None, *, by_hand: bool = False) -> Contender[int]:
    """Return a contender that answers with the number of rows, or with something else."""
    return Contender(
        name,
        lambda rows: Prepared(lambda: rows + wrong, lambda found: pa.table({"number": [found]})),
        most=most,
        by_hand=by_hand,
    )


@pytest.fixture
def only_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the slow ones: what they answer is tested elsewhere."""
    monkeypatch.setattr(trade, "CONTENDERS", tuple(one for one in CONTENDERS if one.drawn))


@pytest.mark.usefixtures("only_drawn")
def test_every_part_prints_its_table_and_the_picture_is_drawn(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    picture = tmp_path / "growth.svg"
    assert main([*SMALL, "--folder", str(tmp_path / "data"), "--picture", str(picture)]) == 0
    printed = capsys.readouterr().out
    assert [line[:3] for line in printed.splitlines() if line.startswith("W")] == [
        "W1:",
        "W1:",
        "W1:",
        "W1:",
        "W2:",
        "W3:",
    ]
    drawn = [one for one in CONTENDERS if one.drawn and one.missing() is None]
    assert all(printed.count(one.name) == 4 for one in drawn)
    lines = ElementTree.parse(picture).getroot().iter("{http://www.w3.org/2000/svg}polyline")
    assert len(list(lines)) == 2 * len(drawn)


@pytest.mark.usefixtures("only_drawn")
def test_lines_can_stay_in_their_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trade", "supplies", "--in-place", *SMALL]) == 0
    printed = capsys.readouterr().out
    assert "read from Parquet" in printed
    assert "NumPy" not in printed


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trades"]) == 2
    assert "there is no part `trades`" in capsys.readouterr().err


def test_no_time_is_told_where_answers_differ() -> None:
    contenders = [counting("one", by_hand=True), counting("other", wrong=1)]
    with pytest.raises(AnswersDiffer, match="`one` and `other` differ"):
        measure(contenders, int, NUMBER, rows=10, rounds=1)


def test_who_gets_fewer_rows_is_compared_with_the_yardstick_on_as_many() -> None:
    with pytest.raises(AnswersDiffer, match="`one ` and `slow` differ"):
        measure([counting("one", by_hand=True), counting("slow", 1, 4)], int, NUMBER, rows=10, rounds=1)
    found = measure([counting("one", by_hand=True), counting("slow", 0, 4)], int, NUMBER, rows=10, factor=2, rounds=1)
    assert [one.rows for one in found.measured] == [10, 2]
    assert sum("extrapolated from 2 rows" in line for line in found.lines()) == 1


def test_what_is_not_installed_is_left_out_and_told() -> None:
    gone = Contender[int]("gone", lambda rows: pytest.fail("was run"), "no_such_module", "no-such-distribution")
    found = measure([counting("one", by_hand=True), gone], int, NUMBER, rows=10, rounds=1)
    assert "`gone` is left out: `pip install no-such-distribution` brings what it needs" in "\n".join(found.lines())


def test_who_asks_each_rule_about_each_line_can_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, "trade", "--quick"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("SQL: distinct codes, one join") == 2
    assert not any(name in printed for name in ("SQL: a statement a rule", "Python loop", "zen-engine"))
