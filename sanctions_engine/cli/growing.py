"""Lines from the standard input, or from a file that grows: a block at a time, and never ahead of who reads them."""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sanctions_engine.diagnostics import BadQuestion, Code, InputRejected, Problem

BLOCK, LONGEST, WAIT = 65_536, 10_000_000, 0.25
"""Bytes that are read at once, bytes of a line at most, and seconds until it is looked again whether there is more."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its number, and the number of bytes up to its end."""

    text: str
    number: int
    end: int


class GrowingLines:
    """The lines of an input, in blocks; an empty block says that there is nothing more now."""

    def __init__(self, path: str, *, position: tuple[int, int], once: bool, stopped: Callable[[], bool]) -> None:
        """Open the input.

        Args:
            path: The file; `-` for the standard input.
            position: Lines and bytes of the file that were read before.
            once: End where the file ends, rather than wait for more.
            stopped: Whether to end now.

        Raises:
            BadQuestion: If the file cannot be read (SE507).
            InputRejected: If it is shorter than what was read of it before (SE423).
        """
        self._is_file = path != "-"
        self._path, self._once, self._stopped = path, once, stopped
        self._number, self._end = position if self._is_file else (0, 0)
        try:
            self._handle = os.open(path, os.O_RDONLY) if self._is_file else sys.stdin.fileno()
        except OSError as error:
            raise BadQuestion([Problem(Code.SE507, f"`{path}` cannot be read: {error.strerror}")]) from error
        if self._is_file:
            self._check_length()
            os.lseek(self._handle, self._end, os.SEEK_SET)

    def blocks(self) -> Iterator[list[Line]]:
        """Yield the lines of each block, as they come."""
        rest = b""
        while not self._stopped():
            block = self._next()
            if block is None:
                yield []
                continue
            if not block:
                break
            *whole, rest = (rest + block).split(b"\n")
            if len(rest) > LONGEST:
                raise InputRejected([Problem(Code.SE417, f"line {self._number + 1} is longer than {LONGEST:,} bytes")])
            yield [self._line(one, 1) for one in whole]
        if rest and not self._stopped():
            yield [self._line(rest, 0)]

    def close(self) -> None:
        """Close the file."""
        if self._is_file:
            os.close(self._handle)

    def _next(self) -> bytes | None:
        """Return the next bytes, none at the end of the input, and None where there may be more later."""
        if not self._is_file:
            ready, _, _ = select.select([self._handle], [], [], WAIT)
            return os.read(self._handle, BLOCK) if ready else None
        block = os.read(self._handle, BLOCK)
        if block or self._once:
            return block
        self._check_length()
        time.sleep(WAIT)
        return None

    def _check_length(self) -> None:
        if os.fstat(self._handle).st_size < self._end:
            message = f"`{self._path}` is shorter than what was read of it: {self._end:,} bytes"
            help = "append to the file, and never write it anew; for another file name another journal"
            raise InputRejected([Problem(Code.SE423, message, help=help)])

    def _line(self, raw: bytes, newline: int) -> Line:
        self._number += 1
        self._end += len(raw) + newline
        # What is no UTF-8 becomes what is no JSON: the line is set aside.
        return Line(raw.decode("utf-8", "backslashreplace"), self._number, self._end)
