"""Reading files: every reason for which one cannot be read has its code, and the text stays as it is."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine.diagnostics import Code, Problem, Problems
from sanctions_engine.diagnostics.reading import inside, read_text


def read(folder: Path, content: bytes, limit: int = 10_000_000) -> tuple[str | None, list[Problem]]:
    path, problems = folder / "a.yaml", Problems()
    path.write_bytes(content)
    return read_text(path, problems, shown_as="rules/a.yaml", limit=limit), problems.found


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1
    assert problems[0].span is not None
    assert problems[0].span.file == "rules/a.yaml"
    return problems[0]


@pytest.mark.parametrize("text", ["a: b\r\nc: d\r\n", "a: é 国 \U0001d4b3\n", "\ta\n\n", "a: b\x85c\u2028d", "a\rb"])
def test_text_stays_as_it_is(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text.encode()) == (text, [])


def test_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbfa: b")[0] == "a: b"


@pytest.mark.parametrize(
    "name, words",
    [
        ("missing.yaml", "does not exist"),
        ("folder", "is a folder"),
        ("a\0b", "cannot be read"),
        ("x" * 300, "cannot be read"),
        ("pipe", "not a regular file"),  # opening a pipe would wait for ever
        ("loop", "cannot be read"),
    ],
)
def test_what_is_no_readable_file_is_se001(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    problems = Problems()
    assert read_text(tmp_path / name, problems, shown_as="rules/a.yaml") is None
    assert only(problems.found).code is Code.SE001
    assert words in problems.found[0].message


def test_a_file_without_permission_is_se001(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.yaml").touch()
    monkeypatch.setattr(Path, "open", refuse)  # root, which tests may run as, is never refused
    problems = Problems()
    assert read_text(tmp_path / "a.yaml", problems, shown_as="rules/a.yaml") is None
    assert only(problems.found).message == "`rules/a.yaml` may not be read: permission denied"


def test_what_is_not_utf_8_is_se002_with_its_place(tmp_path: Path) -> None:
    problem = only(read(tmp_path, "a: b\nc: é".encode("latin-1"))[1])
    assert problem.code is Code.SE002
    assert problem.message == "`rules/a.yaml` is not UTF-8: byte 0xe9 at offset 8, line 2"
    assert str(problem.span) == "rules/a.yaml:2:4"
    assert problem.help == "save the file as UTF-8"


def test_utf_16_is_recognised_before_its_nuls(tmp_path: Path) -> None:
    problem = only(read(tmp_path, "a: b".encode("utf-16"))[1])
    assert problem.code is Code.SE002
    assert problem.help == "save the file as UTF-8; it seems to be UTF-16"


def test_a_file_that_is_too_large_is_se003(tmp_path: Path) -> None:
    problem = only(read(tmp_path, b"a: b\n" * 2_200_000)[1])
    assert problem.code is Code.SE003
    assert problem.message == "`rules/a.yaml` is larger than 10,000,000 bytes"


def test_a_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, b"12345", limit=5) == ("12345", [])
    assert only(read(tmp_path, b"123456", limit=5)[1]).code is Code.SE003


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", "\u3000\xa0".encode()])
def test_an_empty_file_is_se004(tmp_path: Path, content: bytes) -> None:
    assert only(read(tmp_path, content)[1]).code is Code.SE004


@pytest.mark.parametrize("control", [b"\0", b"\x07", b"\x0b", b"\x1b", b"\x7f", "\x9b".encode()])
def test_control_characters_are_se005_with_their_place(tmp_path: Path, control: bytes) -> None:
    problem = only(read(tmp_path, b"a: b\nc: " + control + b"\n")[1])
    assert problem.code is Code.SE005
    assert str(problem.span) == "rules/a.yaml:2:4"


def test_a_picture_is_binary_and_not_merely_of_another_encoding(tmp_path: Path) -> None:
    assert only(read(tmp_path, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe")[1]).code is Code.SE005


@given(st.binary(max_size=40))
def test_no_bytes_make_reading_fail(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    text, problems = read(tmp_path_factory.mktemp("bytes"), content)
    assert (text is None) == bool(problems)


@pytest.mark.parametrize("relative", ["a.yaml", "deep/a.yaml", "deep/../a.yaml", "./a.yaml", "..a", "missing/too.yaml"])
def test_paths_inside(tmp_path: Path, relative: str) -> None:
    assert inside(tmp_path, relative) == tmp_path / relative


@pytest.mark.parametrize(
    "relative",
    [
        "..",
        "../a.yaml",
        "deep/../../a.yaml",
        "/etc/passwd",
        "C:\\a.yaml",
        "\\\\host\\a",
        "..\\a.yaml",
        "a\0b",
        "loop/a",
    ],
)
def test_paths_that_leave(tmp_path: Path, relative: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    found = inside(tmp_path, relative)
    assert found is None or relative == "loop/a"  # since 3.13 a loop of links resolves to itself


def test_leaving_and_coming_back_is_leaving(tmp_path: Path) -> None:
    assert inside(tmp_path, f"../{tmp_path.name}/a.yaml") is None


def test_links_that_leave(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "real").mkdir(parents=True)
    (root / "out").symlink_to(tmp_path)
    (root / "in").symlink_to("real")
    assert inside(root, "out/secret.yaml") is None
    assert inside(root, "in/a.yaml") == root / "in" / "a.yaml"


def test_a_root_that_is_a_link_is_no_escape(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert inside(tmp_path / "link", "a.yaml") == tmp_path / "link" / "a.yaml"
