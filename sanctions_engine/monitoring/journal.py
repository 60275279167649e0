"""The journal: every step of a monitor in a SQLite file, written before anything that follows from it is told."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Self

from sanctions_engine.diagnostics import Code, InputRejected, Problem
from sanctions_engine.monitoring.arriving import Item
from sanctions_engine.monitoring.item_texts import item_from_text, item_to_text
from sanctions_engine.monitoring.steps import Step, step_from_text, step_to_text

FORMAT, START = "2", "start"
_TABLES = """
create table header (name text primary key, value text not null) without rowid;
create table steps (number integer primary key, content text not null);
create table told (up_to integer not null);
insert into told values (0);
create table read (lines integer not null, bytes integer not null);
insert into read values (0, 0);
"""
_CRASHES = "create table if not exists crashes (fact text primary key, number integer not null) without rowid"
_HELD = (
    "create table if not exists held (content text not null)",
    "create table if not exists held_at (number integer not null, day text not null)",
)

Position = tuple[int, int]
"""How far a file of lines was read: lines, and bytes."""

Header = dict[str, str]
"""What a journal is of: the packs with their digests, and what was asked."""


class Journal:
    """Steps in order, and up to which of them all changes were told.

    Those that are written together stand in one row, a line each, under the number of the last.

    A transaction is on the disk before `append` returns: with `synchronous=full`, SQLite waits for the disk.
    """

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self._connection = connection
        self._last: int | None = None
        self.name = name

    @classmethod
    def open(cls, path: str | Path, header: Header | None = None, start: date | None = None) -> Self:
        """Open a journal, or begin one.

        Args:
            path: The file.
            header: What a new journal is of, and an old one has to be of; None to open one that exists, whatever it is of.
            start: The first day of a new journal.

        Raises:
            InputRejected: If the file is no journal, is one of something else, or another process writes to it (SE428).
        """
        name = Path(path).as_posix()
        if header is None and not Path(path).exists():
            raise InputRejected([Problem(Code.SE428, f"there is no journal `{name}`")])
        connection = sqlite3.connect(path, isolation_level=None, timeout=0)
        try:
            connection.execute("pragma locking_mode=exclusive")
            connection.execute("pragma journal_mode=wal")
            connection.execute("pragma synchronous=full")
            journal = cls(connection, name)
            journal._begin(header, start)
        except sqlite3.OperationalError as error:
            connection.close()
            help = "another process writes to it: let that one end first"
            raise InputRejected(
                [Problem(Code.SE428, f"the journal `{name}` cannot be opened: {error}", help=help)]
            ) from error
        except sqlite3.DatabaseError as error:
            connection.close()
            raise InputRejected([Problem(Code.SE428, f"`{name}` is no journal", help="name another file")]) from error
        except InputRejected:
            connection.close()
            raise
        return journal

    def _begin(self, header: Header | None, start: date | None) -> None:
        self._connection.execute("begin immediate")
        try:
            tables = {name for (name,) in self._connection.execute("select name from sqlite_master")}
            if not tables and header is not None and start is not None:
                for statement in filter(str.strip, _TABLES.split(";")):
                    self._connection.execute(statement)
                rows = {"format": FORMAT, START: start.isoformat(), **header}.items()
                self._connection.executemany("insert into header values (?, ?)", rows)
            elif not tables.issuperset({"header", "steps", "told", "read"}):
                raise InputRejected([Problem(Code.SE428, f"`{self.name}` is no journal", help="name another file")])
            self._agrees(header)
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._connection.execute("commit")

    def _agrees(self, header: Header | None) -> None:
        """Refuse a journal of other packs, or of another question: what it told was told by other law."""
        found = {name: value for name, value in self.header.items() if name != START}
        wanted = {"format": FORMAT, **(header if header is not None else found)}
        other = sorted(name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name))
        if not other:
            return
        shown = "; ".join(f"{name} {found.get(name, 'nothing')}, here {wanted.get(name, 'nothing')}" for name in other)
        message = f"the journal `{self.name}` was written with something else: {shown}"
        help = "name a new file, or `replay` the journal with what is asked now"
        raise InputRejected([Problem(Code.SE428, message, help=help)])

    @property
    def header(self) -> Header:
        """What the journal is of."""
        return dict(self._connection.execute("select name, value from header"))

    @property
    def start(self) -> date:
        """The day before the first step."""
        return date.fromisoformat(self.header[START])

    @property
    def told(self) -> int:
        """The number of the last step of which every change was told."""
        ((number,),) = self._connection.execute("select up_to from told")
        return int(number)

    @property
    def last(self) -> int:
        """The number of the last step; nobody else writes to the file while it is open."""
        if self._last is None:
            ((number,),) = self._connection.execute("select coalesce(max(number), 0) from steps")
            self._last = int(number)
        return self._last

    def steps(self, after: int = 0, up_to: int | None = None) -> Iterator[tuple[int, Step]]:
        """Yield the steps after a number, up to another, each with its own."""
        limit = self.last if up_to is None else up_to
        query = "select number, content from steps where number > ? order by number"
        for last, content in self._connection.execute(query, (after,)):
            texts = content.split("\n")
            for number, text in enumerate(texts, start=last - len(texts) + 1):
                if after < number <= limit:
                    yield number, step_from_text(text)
            if last >= limit:
                return

    @property
    def position(self) -> Position:
        """How far the input was read from which the steps came."""
        ((lines, bytes),) = self._connection.execute("select lines, bytes from read")
        return int(lines), int(bytes)

    def append(self, steps: Sequence[Step], told: int, position: Position | None = None) -> int:
        """Write steps, and what goes with them, in one transaction; return the number of the first.

        Args:
            steps: What is to be done next.
            told: The number of the last step of which every change was told.
            position: How far the input was read that these steps come from.

        Raises:
            InputRejected: If the file cannot be written (SE428); then nothing of it is.
        """
        first = self.last + 1
        last = first + len(steps) - 1
        content = "\n".join([step_to_text(step) for step in steps])
        with self._transaction():
            if steps:
                self._connection.execute("insert into steps values (?, ?)", (last, content))
            self._connection.execute("update told set up_to = ?", (told,))
            if position is not None:
                self._connection.execute("update read set lines = ?, bytes = ?", position)
        self._last = last
        return first

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Write all of something, or nothing.

        Raises:
            InputRejected: If the file cannot be written (SE428).
        """
        self._connection.execute("begin immediate")
        try:
            yield
            self._connection.execute("commit")
        except sqlite3.OperationalError as error:  # the disk is full, or gone
            if self._connection.in_transaction:
                self._connection.execute("rollback")
            message = f"the journal `{self.name}` cannot be written: {error}"
            raise InputRejected([Problem(Code.SE428, message, help="free the disk, and start again")]) from error

    def keep(self, items: Iterable[Item], day: date, number: int) -> None:
        """Keep what the steps up to a number come to, of which every change was told, in place of what was kept before.

        Args:
            items: All that was fed up to there and not withdrawn, in order.
            day: The day judged after that step.
            number: The number of the step.

        Raises:
            InputRejected: If the file cannot be written (SE428); then what was kept before is there still.
        """
        with self._transaction():
            for statement in (*_HELD, "delete from held", "delete from held_at"):
                self._connection.execute(statement)
            lines = ((item_to_text(one),) for one in items)
            self._connection.executemany("insert into held values (?)", lines)
            self._connection.execute("insert into held_at values (?, ?)", (number, day.isoformat()))
            self._connection.execute("update told set up_to = ?", (number,))

    def kept(self) -> tuple[int, date, tuple[Item, ...]]:
        """Return what was kept last: the number of its step, its day, and the items; nothing at the first day if nothing was."""
        for statement in _HELD:
            self._connection.execute(statement)
        for number, day in self._connection.execute("select number, day from held_at"):
            rows = self._connection.execute("select content from held order by rowid")
            return int(number), date.fromisoformat(day), tuple(item_from_text(content) for (content,) in rows)
        return 0, self.start, ()

    def note_crash(self, fact: str) -> None:
        """Note that a fact was being matched when the process died."""
        self._connection.execute(_CRASHES)
        add = "insert into crashes values (?, 1) on conflict (fact) do update set number = number + 1"
        self._connection.execute(add, (fact,))

    def crashed_at(self, number: int) -> frozenset[str]:
        """Return the facts that were being matched at so many crashes."""
        self._connection.execute(_CRASHES)
        return frozenset(
            fact for (fact,) in self._connection.execute("select fact from crashes where number >= ?", (number,))
        )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def header_of(packs: Sequence[tuple[str, str, str]], **asked: object) -> Header:
    """Return what a journal is of.

    Args:
        packs: Name, version and digest of each pack.
        asked: What the monitor was asked for, by name; what was not asked for is left out.
    """
    listed = ", ".join(f"{name} {version} ({digest[:16]})" for name, version, digest in sorted(packs))
    given = {name: json.dumps(value, default=str) for name, value in asked.items() if value not in (None, (), False)}
    return {"packs": listed, **given}
