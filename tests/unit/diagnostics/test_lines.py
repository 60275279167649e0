"""Lines and columns: what editors show, whatever the line ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine.diagnostics.lines import Lines

TEXTS = st.text(st.sampled_from("ab\n\r\té国\x85\u2028"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_once(end: str) -> None:
    lines = Lines(f"one{end}two{end}")
    assert [lines.line(number) for number in (1, 2, 3)] == ["one", "two", ""]
    assert lines.position(3 + len(end)) == (2, 1)


def test_other_separators_end_no_line() -> None:
    # str.splitlines counts these as line ends; no editor does
    assert len(Lines("a\x85b\u2028c\x0bd\x0ce")) == 1


def test_outside_the_text_is_its_nearest_end() -> None:
    lines = Lines("ab\ncd")
    assert (lines.position(-5), lines.position(99)) == ((1, 1), (2, 3))
    assert (lines.line(0), lines.line(9), lines.start(9)) == ("", "", 3)


@given(TEXTS, st.integers(0, 50))
def test_position_and_start_are_inverse(text: str, offset: int) -> None:
    lines = Lines(text)
    line, column = lines.position(min(offset, len(text)))
    assert lines.start(line) + column - 1 == min(offset, len(text))


@given(TEXTS)
def test_lines_hold_the_whole_text(text: str) -> None:
    lines = Lines(text)
    assert "\n".join(lines.line(n + 1) for n in range(len(lines))) == text.replace("\r\n", "\n").replace("\r", "\n")
