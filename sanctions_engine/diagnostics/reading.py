"""Reads a text file and says what is wrong with one that cannot be read; normalises nothing but a byte order mark."""

from __future__ import annotations

import re
import stat
from pathlib import Path, PurePosixPath, PureWindowsPath

from sanctions_engine.diagnostics.codes import Code
from sanctions_engine.diagnostics.lines import Lines
from sanctions_engine.diagnostics.problems import Problems
from sanctions_engine.diagnostics.spans import Span, whole_file

_CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROL_CHARACTERS = re.compile("[\x80-\x84\x86-\x9f]")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: Path, problems: Problems, *, shown_as: str, limit: int = 10_000_000) -> str | None:
    """Return the text of a UTF-8 file, or None after noting why it cannot be read.

    Line ends and everything else stay as they are; only a byte order mark is dropped.

    Args:
        path: The file.
        problems: Gets SE001 (missing, no file, no permission), SE002 (not UTF-8), SE003 (too large), SE004 (empty) or
            SE005 (control characters).
        shown_as: The name of the file in messages and spans.
        limit: The largest size in bytes that is read.
    """
    content = read_bytes(path, problems, shown_as=shown_as, limit=limit)
    return None if content is None else text_of(content, problems, shown_as=shown_as)


def text_of(content: bytes, problems: Problems, *, shown_as: str) -> str | None:
    """Return the text of the bytes of a file, or None after noting SE002, SE004 or SE005; see `read_text`.

    Example:
        >>> text_of(b"id: a", Problems(), shown_as="a.yaml")
        'id: a'
    """
    if content.startswith(_UTF_16):
        help = "save the file as UTF-8; it seems to be UTF-16"
        problems.add(Code.SE002, f"`{shown_as}` is not UTF-8", whole_file(shown_as), help=help)
        return None
    plain = len(content.translate(None, _CONTROLS)) == len(content)  # a tenth of the time of a search
    control = None if plain else _CONTROL_BYTES.search(content)
    if control is not None:
        _note_control(problems, shown_as, control.group()[0], content[: control.start()].decode("utf-8", "replace"))
        return None
    text = _decode(content, problems, shown_as)
    if text is None:
        return None
    text = text.removeprefix("\ufeff")
    if not text.strip():
        problems.add(Code.SE004, f"`{shown_as}` is empty", whole_file(shown_as))
        return None
    late = None if text.isascii() else _CONTROL_CHARACTERS.search(text)
    if late is not None:
        _note_control(problems, shown_as, ord(late.group()), text[: late.start()])
        return None
    return text


def read_bytes(path: Path, problems: Problems, *, shown_as: str, limit: int = 10_000_000) -> bytes | None:
    """Return the bytes of a regular file, or None after noting SE001 or SE003; see `read_text`."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            what = "a folder" if stat.S_ISDIR(found.st_mode) else "not a regular file"
            problems.add(Code.SE001, f"`{shown_as}` is {what}", whole_file(shown_as))
            return None
        with path.open("rb", buffering=0) as stream:  # a buffer of the limit's size would cost more than the file
            content = stream.read() if found.st_size <= limit else b""
    except (OSError, ValueError) as error:
        problems.add(Code.SE001, _why_unreadable(error, shown_as), whole_file(shown_as))
        return None
    if max(found.st_size, len(content)) > limit:
        message = f"`{shown_as}` is larger than {limit:,} bytes"
        problems.add(Code.SE003, message, whole_file(shown_as), help="split the file")
        return None
    return content


def _why_unreadable(error: OSError | ValueError, shown_as: str) -> str:
    if isinstance(error, FileNotFoundError):
        return f"`{shown_as}` does not exist"
    if isinstance(error, PermissionError):
        return f"`{shown_as}` may not be read: permission denied"
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"`{shown_as}` cannot be read: {reason[:1].lower()}{reason[1:]}"


def _decode(content: bytes, problems: Problems, shown_as: str) -> str | None:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        span = _after(content[: error.start].decode("utf-8").removeprefix("\ufeff"), shown_as)
        message = (
            f"`{shown_as}` is not UTF-8: byte {content[error.start]:#04x} at offset {error.start:,}, line {span.line:,}"
        )
        problems.add(Code.SE002, message, span, "not UTF-8 from here", help="save the file as UTF-8")
        return None


def _note_control(problems: Problems, shown_as: str, value: int, before: str) -> None:
    span = _after(before.removeprefix("\ufeff"), shown_as)
    message = f"`{shown_as}` holds binary data: control character {value:#04x} in line {span.line:,}"
    problems.add(Code.SE005, message, span, help="only text files are read")


def _after(before: str, file: str) -> Span:
    """Return the span of the one character that follows a text."""
    line, column = Lines(before).position(len(before))
    return Span(file, line, column, line, column + 1)


def inside(root: Path, relative: str) -> Path | None:
    """Return `root / relative`, or None where that leaves `root`: by an absolute path, by `..`, or by a symbolic link.

    Whether the path exists is not asked.

    Example:
        >>> inside(Path("/srv/rules"), "../passwords.yaml") is None
        True
    """
    if _leaves_by_its_words(relative):
        return None
    path = root / relative
    try:
        stays = path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):  # a loop of links, or a name that no file can have
        return None
    return path if stays else None


def _leaves_by_its_words(relative: str) -> bool:
    """Whether a path leaves its folder before any link is followed, on Windows or elsewhere."""
    windows = PureWindowsPath(relative)
    if PurePosixPath(relative).is_absolute() or windows.drive or windows.root:
        return True
    depth = 0
    for part in windows.parts:
        depth += -1 if part == ".." else 1
        if depth < 0:
            return True
    return False
