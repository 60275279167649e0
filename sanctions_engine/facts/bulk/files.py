"""Looks through files that are read by the million rows: digest, binary data, line ends; and sees whether they change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sanctions_engine.diagnostics import Code, InputRejected, Problems, whole_file
from sanctions_engine.diagnostics.reading import read_text

_CHUNK = 1 << 18  # what is looked at several times stays near the processor
_CONTROL = bytes((*range(9), 11, 12, *range(14, 32), 127))
_LATE_CONTROL = [bytes((0xC2, byte)) for byte in (*range(0x80, 0x85), *range(0x86, 0xA0))]
_SPACED_QUOTES = (b' "', b'" ', b'\t"', b'"\t')


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What a file looked like when its reading began: it must look the same when it ends."""

    path: Path
    file: str
    size: int
    modified: int

    @classmethod
    def of(cls, path: Path, file: str) -> FileStamp:
        """Take the stamp of a file that exists."""
        status = path.stat()
        return cls(path, file, status.st_size, status.st_mtime_ns)

    def is_current(self) -> bool:
        """Whether size and time of change are still the same."""
        try:
            return FileStamp.of(self.path, self.file) == self
        except OSError:
            return False


def check_unchanged(stamps: Iterable[FileStamp]) -> None:
    """See that files are what they were.

    Raises:
        InputRejected: With SE423 for each that has changed or is gone: what was read is half of one and half of another.
    """
    problems = Problems()
    for stamp in stamps:
        if not stamp.is_current():
            message = f"`{stamp.file}` changed while it was read"
            problems.add(Code.SE423, message, whole_file(stamp.file), help="run again when nobody writes to it")
    if problems.errors:
        raise InputRejected(problems)


@dataclass(slots=True)
class TextScan:
    """What one pass over the bytes of a text table shows.

    Attributes:
        newlines: How many line feeds there are.
        ending: How many of them stand at the very end, with nothing but line ends after them.
        delimiters: How often the delimiter stands in it.
        quotes: It has a quote.
        spaced_quotes: A blank stands beside a quote: readers differ in what that means.
        printed: Of what is no line end or delimiter, all is printed ASCII, and no blank stands beside these: cells have none
            at their ends.
    """

    newlines: int = 0
    ending: int = 0
    delimiters: int = 0
    quotes: bool = False
    spaced_quotes: bool = False
    printed: bool = True

    @property
    def lines(self) -> int:
        """The number of lines up to the last one that is not empty."""
        return self.newlines - self.ending + 1


def chunks_of(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file, some at a time."""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def scan_text(path: Path, delimiter: bytes) -> TextScan:
    """Count lines and delimiters of a text table, and see whether all of it is printed ASCII."""
    found, before = TextScan(), b"\n"
    apart = np.frombuffer(b"\n\r" + delimiter, np.uint8)
    for chunk in chunks_of(path):
        block = np.frombuffer(chunk, np.uint8)
        newlines, delimiters = (int(np.count_nonzero(block == one)) for one in (10, delimiter[0]))
        found.newlines += newlines
        found.delimiters += delimiters
        found.quotes = found.quotes or b'"' in chunk
        if found.quotes:
            joined = before + chunk
            found.spaced_quotes = found.spaced_quotes or any(pair in joined for pair in _SPACED_QUOTES)
        if found.printed:
            returns = chunk.count(b"\r") if b"\r" in chunk else 0  # to find none is quicker than to count none
            low = newlines + returns + (delimiters if delimiter < b" " else 0)
            found.printed = (
                chunk.isascii()
                and b"\x7f" not in chunk
                and int(np.count_nonzero(block < 32)) == low
                and not (found.quotes and returns)
                and not _is_blank_beside(before, chunk, apart)
            )
        stripped = chunk.rstrip(b"\r\n")
        ending = chunk[len(stripped) :].count(b"\n")
        found.ending = ending if stripped else found.ending + ending
        before = chunk[-1:]
    found.printed = found.printed and before != b" "
    return found


def _is_blank_beside(before: bytes, chunk: bytes, apart: NDArray[np.uint8]) -> bool:
    """Whether a blank stands before or after one of some bytes, in a chunk with the byte before it."""
    if b" " not in chunk and before != b" ":
        return False
    block = np.frombuffer(before + chunk, np.uint8)
    at = np.flatnonzero(block == 32)
    beside = np.concatenate((block[at[at > 0] - 1], block[at[at < len(block) - 1] + 1]))
    return bool(np.isin(beside, apart).any())


def is_no_text(path: Path) -> bool:
    """Whether a file holds control characters, begins like UTF-16, or holds nothing but blanks."""
    blank, before = True, b""
    for number, chunk in enumerate(chunks_of(path)):
        blank = blank and not chunk.strip()
        begins_badly = number == 0 and chunk.startswith((b"\xff\xfe", b"\xfe\xff"))
        if begins_badly or len(chunk.translate(None, _CONTROL)) != len(chunk) or _has_late_control(before + chunk):
            return True
        before = chunk[-1:]
    return blank


def _has_late_control(chunk: bytes) -> bool:
    return b"\xc2" in chunk and any(pair in chunk for pair in _LATE_CONTROL)


def tell_unreadable(path: Path, file: str, problems: Problems) -> None:
    """Note why a file cannot be read as text, in the words of the row-wise loader."""
    read_text(path, problems, shown_as=file, limit=path.stat().st_size if path.is_file() else 0)


def digest_of(files: Iterable[tuple[str, Path]]) -> str:
    """Return SHA-256 over names and contents, sorted by name, each after its length: that of the row-wise loader.

    A file is never held in memory as a whole.
    """
    digest = hashlib.sha256()
    for name, path in sorted(files):
        for part in (name.encode(),):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        digest.update(path.stat().st_size.to_bytes(8, "big"))
        for chunk in chunks_of(path):
            digest.update(chunk)
    return digest.hexdigest()
