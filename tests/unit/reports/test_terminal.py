"""Words are the same with colours and without."""

from __future__ import annotations

import io
import re
import subprocess
import sys

import pytest

from sanctions_engine.reports.lines import Line, Piece, columns, paragraph, plain, row
from sanctions_engine.reports.terminal import STYLES, show, width_of
from sanctions_engine.reports.words import STYLE_OF

LINES: list[Line] = [
    (Piece("VIOLATED", "bad"), Piece("  RUS [bold]x[/bold] :smile:", "name")),
    (),
    (Piece("100% sure"),),
]
ANSI = re.compile(r"\x1b\[[0-9;]*m")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_stream_that_is_no_terminal_gets_plain_text() -> None:
    stream = io.StringIO()
    show(LINES, stream)
    assert stream.getvalue() == plain(LINES)


def test_a_terminal_gets_colours_and_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("COLORTERM", raising=False)
    stream = _Terminal()
    show(LINES, stream)
    assert "\x1b[" in stream.getvalue()
    assert ANSI.sub("", stream.getvalue()) == plain(LINES)


def test_no_color_and_dumb_terminals_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    stream = _Terminal()
    show(LINES, stream)
    assert stream.getvalue() == plain(LINES)


def test_a_report_that_goes_elsewhere_does_not_load_rich() -> None:
    code = (
        "import sys\nfrom sanctions_engine.reports.terminal import show\n"
        "from sanctions_engine.reports.lines import Piece\n"
        "show([(Piece('x', 'bad'),)], sys.stdout)\nassert 'rich' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_the_width_of_what_is_no_terminal_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    # A report in a file must not depend on the window that it was made in.
    monkeypatch.setenv("COLUMNS", "60")
    assert width_of(io.StringIO()) == 120
    assert width_of(_Terminal()) == 60


def test_every_style_that_is_used_has_a_colour() -> None:
    assert set(STYLE_OF.values()) <= set(STYLES)


def test_wrapping_keeps_words_whole_and_glued_pieces_together() -> None:
    lines = row("cites", "one", Piece("two", "name"), " three (", Piece("four", "name"), ")", width=40)
    assert plain(lines) == "  cites    onetwo three (four)\n"
    long = plain(paragraph("a" * 70, "b", width=40))
    assert long == "a" * 70 + "b\n"


def test_wide_letters_count_twice() -> None:
    assert plain(columns([(Piece("国国"), 6), (Piece("x"), 0)])) == "国国    x\n"
    assert plain(row("", "国 " * 20, width=51)).splitlines()[0].count("国") == 13


def test_a_column_that_does_not_fit_goes_below() -> None:
    lines = columns([(Piece("A" * 30), 30), (Piece("B" * 30), 30)], width=50)
    assert plain(lines) == f"{'A' * 30}\n    {'B' * 30}\n"
