"""The table on top of a report: its columns line up within the terminal, and every word of it is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine.models.findings import Finding
from sanctions_engine.reports.lines import Piece, length, plain
from sanctions_engine.reports.overview import overview_lines
from sanctions_engine.reports.tables import GAP, Column, fitted, row_lines

MakeFinding = Callable[..., Finding]
COLUMNS = (Column(14), Column(40, least=12), Column(44, least=12), Column(44))
CELLS = st.text("ab-/ é国", max_size=60)


def _groups(finding: MakeFinding) -> list[list[Finding]]:
    return [
        [finding(subject="RUS", bearer=None, contested=True, days_overdue=33, days_overdue_most=33)],
        [finding(subject="CHN", bearer=None, rule="dprk-transport-capacity", verdict="undetermined")],
        [
            finding(
                subject="RUS/PRK/student/2019", bearer=None, rule="ban", verdict="raised", due=None, on=date(2019, 1, 1)
            )
        ],
        [finding(subject="invented-hotel-payment", rule="us-dprk-blocked-party", binding="hortatory")],
    ]


@pytest.mark.parametrize("width", [68, 80, 100, 120, 200])
def test_the_columns_of_the_table_line_up(finding: MakeFinding, width: int) -> None:
    # `dprk-transport-capacity (unscr-2397 8)` pushed its due day out of the column of due days.
    text = plain(overview_lines(_groups(finding), width=width))
    head, *lines = text.splitlines()
    assert all(length(line) <= width for line in lines)
    starts = [head.index(word) for word in ("verdict", "subject", "paragraph", "due, or day")]
    marks = next(line.index("contested") for line in lines if "contested" in line)
    assert [line.index("2019-") for line in lines if line[:1] != " "] == [starts[3]] * 4
    assert next(line.index("hortatory") for line in lines if "hortatory" in line) == marks
    for line in lines:
        for start in (*starts[1:], marks):
            assert line[start - GAP : start].strip() == ""
    for start, end, words in (
        (starts[1], starts[2], "invented-hotel-payment(RUS)"),
        (starts[2], starts[3], "dprk-transport-capacity(unscr-23978)"),
    ):
        assert words in "".join(line[start:end] for line in lines).replace(" ", "")


def test_a_table_that_has_room_wraps_nothing(finding: MakeFinding) -> None:
    assert len(overview_lines(_groups(finding), width=140)) == 5
    assert "us-dprk-blocked-party (unscr-2397 8)" in plain(overview_lines(_groups(finding), width=140))


def test_where_no_table_fits_nothing_is_lost(finding: MakeFinding) -> None:
    text = plain(overview_lines(_groups(finding), width=40))
    assert "    dprk-transport-capacity (unscr-2397 8)\n    2019-12-22\n" in text


@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=6), st.integers(20, 140))
def test_every_word_of_a_table_is_in_its_column(rows: list[tuple[str, ...]], width: int) -> None:
    widths = fitted(rows, COLUMNS, width)
    if widths is None:
        return
    assert sum(widths) + GAP * (len(widths) - 1) <= width
    for row in rows:
        lines = row_lines([Piece(cell) for cell in row], widths)
        for index, cell in enumerate(row):
            told = [line[index].text for line in lines]
            assert {length(text) for text in told} == {widths[index] + GAP}
            assert "".join("".join(told).split()) == "".join(cell.split())


def test_of_two_columns_the_one_is_narrowed_that_wraps_fewer_rows() -> None:
    # One long cell must not cost all the others their line.
    rows = [("a b c d e f g", "one two three four"), ("h i j k l m n", "five"), ("o p q r s t u", "six")]
    assert fitted(rows, (Column(40), Column(40)), 28) == (13, 13)


def test_a_word_that_is_too_long_is_broken_where_it_has_a_joint() -> None:
    lines = row_lines([Piece("dprk-transport-capacity"), Piece("2017")], (12, 4))
    assert plain(lines) == "dprk-         2017\ntransport-\ncapacity\n"
    assert plain(row_lines([Piece("capacity")], (6,))) == "capaci\nty\n"
