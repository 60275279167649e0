"""What one look at the bytes of a CSV file shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanctions_engine.facts.bulk import files
from sanctions_engine.facts.bulk.files import scan_text


@pytest.mark.parametrize("size", [1, 2, 3, 1 << 18])
@pytest.mark.parametrize(
    "text, delimiter, printed",
    [
        (b"a,b\nx,y\n", b",", True),
        (b"a,b\r\nx,y\r\n", b",", True),
        (b"a,b\nx y,z\n", b",", True),
        (b'a,b\n"x,y",z\n', b",", True),
        (b"a\tb\nx\ty", b"\t", True),
        (b"a,b\nx\t,y\n", b",", False),  # a tab is stripped like a blank
        (b"a,b\n x,y\n", b",", False),
        (b"a,b\nx ,y\n", b",", False),
        (b"a,b\nx,y \n", b",", False),
        (b"a,b\r\nx,y \r\n", b",", False),
        (b"a,b\nx, y\n", b",", False),
        (b" a,b\nx,y\n", b",", False),
        (b"a,b\nx,y ", b",", False),
        (b"a;b\nx ;y\n", b";", False),
        (b"a;b\nx ,y\n", b";", True),
        ("a,b\nx,é\n".encode(), b",", False),
        (b"a,b\nx,\x07y\n", b",", False),
        (b"a,b\nx,\x7fy\n", b",", False),
        (b'a,b\r\n"x\r",y\r\n', b",", False),  # what ends a line in one place is a blank in a cell
    ],
)
def test_text_whose_cells_need_no_look_at_blanks(
    text: bytes, delimiter: bytes, printed: bool, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_CHUNK", size)
    path = tmp_path / "lines.csv"
    path.write_bytes(text)
    found = scan_text(path, delimiter)
    assert found.printed is printed
    assert (found.newlines, found.delimiters) == (text.count(b"\n"), text.count(delimiter))
    assert found.quotes is (b'"' in text)


def test_line_ends_after_the_last_row_count_apart(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_bytes(b"a\nx\n\r\n\n")
    found = scan_text(path, b",")
    assert (found.newlines, found.ending, found.lines) == (4, 3, 2)
