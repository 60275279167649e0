"""What the claims of a dossier look like as tables: the contract between those who lay them out and those who query them.

Beside the fields a table has columns whose names no field can have: `$row` (BIGINT, the number of the claim within the
table in the order of the input, from 0), `$by`, `$source`, `$known.low`, `$known.high`, `$grade` (`Z` for none),
`$denied`, and the place `$file` and `$line`, NULL for a claim that was made in Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Self

import duckdb

from sanctions_engine.diagnostics import Code, InputRejected, Problems
from sanctions_engine.facts.bulk.connections import first_row
from sanctions_engine.facts.bulk.files import FileStamp, check_unchanged
from sanctions_engine.models.claims import Dossier
from sanctions_engine.models.kinds import FactKind, FieldType

ABSENT, GIVEN, NONE_GIVEN = 0, 1, 2
"""What a column `<field>.state` holds: nothing is said, a value is given, it is known to be without."""


@dataclass(frozen=True, slots=True)
class ClaimColumn:
    """How one field of a kind is stored.

    States and text are VARCHAR, truths BOOLEAN, dates DATE, numbers BIGINT, or HUGEINT where the range needs it.

    Attributes:
        name: The field.
        type: Its declared type.
        states: There is a column `<field>.state` (UTINYINT: 0 absent, 1 given, 2 known to be without). Without it every
            row gives the field.
        interval: A number or date that stands in two columns `<field>.low` and `<field>.high`, NULL where it is open on
            that side or not given. Else there is one column `<field>`, NULL where it is not given.
        scale: A number is stored multiplied by ten to this power.
        low: The smallest bound that is stored, None if there is none or `as_text` is set.
        high: The largest.
        codes: Text alone: every value that is given consists of ASCII digits.
        misfits: Text alone: some value may not have the form of the field.
        as_text: Numbers alone: some bound is no decimal, such as 1/3, or too long for a HUGEINT. The columns are VARCHAR
            then, both bounds written as `format_number` writes them.
    """

    name: str
    type: FieldType
    states: bool = False
    interval: bool = False
    scale: int = 0
    low: int | date | None = None
    high: int | date | None = None
    codes: bool = False
    misfits: bool = True
    as_text: bool = False


@dataclass(frozen=True, slots=True)
class ClaimTable:
    """The claims of one kind.

    Attributes:
        kind: The kind.
        name: Name of the table or view in the connection; always to be quoted.
        rows: How many claims there are.
        columns: How the fields are stored, in the kind's order.
        one_claim_a_series: No two claims agree in all identity fields.
        vague: Some claim has an identity field that is absent or imprecise: its series may be another one.
        known_exact: Of every claim it is known to the day since when it is known.
        dated_exact: Every fact is dated to the day.
        denied: Some claim is denied.
    """

    kind: FactKind
    name: str
    rows: int
    columns: Mapping[str, ClaimColumn]
    one_claim_a_series: bool
    vague: bool
    known_exact: bool
    dated_exact: bool
    denied: bool


@dataclass(frozen=True, slots=True)
class ClaimTables:
    """The claims of a dossier as tables, and the rest of the dossier as it is.

    Closing it drops the tables; it is a context manager that does so.

    Attributes:
        connection: Where the tables are. It is not safe to use from two threads at once.
        tables: The tables by kind; a kind of which nobody claims anything has none.
        dossier: Everything but the claims.
        kinds: The fact kinds.
        owned: Names of the tables and views that closing drops, in this order.
        stamps: The files that were read, and may be read again while the tables are used.
        quarantine: Name of the table of rows that were set aside, with the columns of `Rejected`; None if there is none.
        set_aside: How many rows that are; `dossier.rejected` holds the first of them.
        closes: Closing closes the connection too.
    """

    connection: duckdb.DuckDBPyConnection
    tables: Mapping[str, ClaimTable]
    dossier: Dossier
    kinds: Mapping[str, FactKind]
    owned: tuple[str, ...] = ()
    stamps: tuple[FileStamp, ...] = ()
    quarantine: str | None = None
    set_aside: int = 0
    closes: bool = False

    def check_unchanged(self) -> None:
        """See that the files are still what they were when they were read; to be asked after the tables were used.

        Raises:
            InputRejected: With SE423 for each file that has changed.
        """
        check_unchanged(self.stamps)

    def close(self) -> None:
        """Drop the tables; a connection that was opened for them is closed."""
        if self.closes:
            self.connection.close()
            return
        drop(self.owned, self.connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def drop(names: Iterable[str], connection: duckdb.DuckDBPyConnection) -> None:
    """Drop temporary tables and views, those that are there."""
    for name in names:
        found = first_row(connection, "SELECT temporary, true FROM duckdb_views() WHERE view_name = $1", [name])
        connection.execute(f"DROP {'VIEW' if found else 'TABLE'} IF EXISTS {quoted(name)}")


def quoted(name: str) -> str:
    """Return a name as SQL takes it whatever is in it.

    Example:
        >>> print(quoted('a "b"; DROP TABLE c'))
        "a ""b""; DROP TABLE c"
    """
    return '"' + name.replace('"', '""') + '"'


def check_names(kind: FactKind) -> None:
    """See that a table can hold the fields of a kind: the database knows no capitals in names of columns.

    Raises:
        InputRejected: With SE114 for each field whose name differs from that of an earlier one in capitals only.

    Example:
        >>> check_names(FactKind.model_validate({"name": "Line", "nature": "event", "dated": "on", "identity": ("a",),
        ...     "fields": {"a": {"kind": "text"}, "A": {"kind": "text"}, "on": {"kind": "date"}}}))
        Traceback (most recent call last):
        ...
        sanctions_engine.diagnostics.problems.InputRejected: error[SE114]: fields `a` and `A` of `Line` differ in capitals only...
    """
    problems, seen = Problems(), dict[str, str]()
    for name in kind.fields:
        first = seen.setdefault(name.lower(), name)
        if first != name:
            message = (
                f"fields `{first}` and `{name}` of `{kind.name}` differ in capitals only, and a table cannot hold both"
            )
            problems.add(Code.SE114, message, help="rename one of them", offending=name)
    if problems.errors:
        raise InputRejected(problems)
