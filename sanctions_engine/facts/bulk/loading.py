"""Loads claims by the million: a dossier, or a table for each kind."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb

from sanctions_engine.diagnostics import InputRejected, Problems
from sanctions_engine.facts.bulk.building import Builder, Source
from sanctions_engine.facts.bulk.claim_tables import ClaimTables, check_names, drop
from sanctions_engine.facts.bulk.connections import check_size, names_taken, usual_settings
from sanctions_engine.facts.bulk.database_errors import is_of_data, no_room, unreadable
from sanctions_engine.facts.bulk.field_sql import text_sql
from sanctions_engine.facts.bulk.files import check_unchanged, digest_of
from sanctions_engine.facts.bulk.noticing import misfits_in, noticed_in
from sanctions_engine.facts.bulk.quarantine import TableQuarantine
from sanctions_engine.facts.bulk.table_files import READ, files_of, sources_of
from sanctions_engine.facts.bulk.typed_tables import damaged
from sanctions_engine.facts.bulk.written_claims import written_part
from sanctions_engine.facts.claim_rows import ClaimReader
from sanctions_engine.facts.documents import TableShape
from sanctions_engine.facts.loading import Loader
from sanctions_engine.facts.rows import Fault
from sanctions_engine.facts.tables import Table, columns_of, find_tables, shape_from, values_said
from sanctions_engine.models.claims import Claim, Dossier
from sanctions_engine.models.claims import Source as Published
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.numbers import DEFAULT_TOLERANCE

MOST_REJECTED = 10_000
"""So many rows that were set aside are kept as models; the others stand in the quarantine's table alone."""

_LARGE = 1_000_000_000
_NO_CHECKPOINTS = "SET checkpoint_threshold = '1TB'"  # of a database in memory they only move rows about
_UNPLACED = (duckdb.OutOfMemoryException, duckdb.IOException, duckdb.InvalidInputException)


def load_claim_tables(
    source: str | Path | Mapping[str, Any],
    *,
    kinds: Mapping[str, FactKind],
    rules: Collection[str] | None = None,
    strict: bool = False,
    defaults: Mapping[str, object] | None = None,
    sources: Mapping[str, Published] | None = None,
    tolerance: Fraction = DEFAULT_TOLERANCE,
    memory_limit: str | None = None,
    temp_directory: str | Path | None = None,
    in_place: bool | None = None,
    most_rejected: int = MOST_REJECTED,
    connection: duckdb.DuckDBPyConnection | None = None,
) -> ClaimTables:
    """Load claims as tables: from a dossier, or from a table for each kind.

    Rows are accepted, read and set aside as `load_dossier` does it, with the same codes, but column by column. A
    dossier may hold `<Kind>.parquet` too, and folders `<Kind>` with files of all three forms.

    Args:
        source: A dossier (a YAML file, or a folder with `dossier.yaml` and tables), or for each kind what holds its rows: the
            path of a CSV, JSON lines or Parquet file, of a folder of such files, a pattern such as `lines/*.parquet`,
            a `DatabaseTable`, an Arrow table, or a Polars or pandas frame.
        kinds: The fact kinds that may be claimed, by name.
        rules: Ids of the rules that pleas, assessments and expectations of a dossier may name; None to take any.
        strict: Let a bad row reject the input.
        defaults: For tables without a dossier: `by`, `source`, `known`, `grade`, `denied` of rows that do not say so
            themselves, and `delimiter`, as `tables` of a dossier has them.
        sources: For tables without a dossier: the sources, by id; without it the one of `defaults` is a source.
        tolerance: For tables without a dossier: what `~1000` leaves open on each side, as a part of the number.
        memory_limit: The most that the database takes, such as `2GB`; what does not fit goes to `temp_directory`.
        temp_directory: Where to; by default a folder of the database's choice.
        in_place: Read Parquet files where they lie each time that a table is asked, if all their rows are plain;
            by default where `memory_limit` is set or they are larger than a gigabyte.
        most_rejected: So many rows that were set aside are kept in `dossier.rejected`, at least one of each kind.
        connection: Where the tables go; by default to a database in memory of their own, which closing them closes. Within
            a transaction CSV files take longer.

    Raises:
        InputRejected: With every problem that was found.
        BadQuestion: If `memory_limit` is no size (SE507).

    Example:
        >>> import pyarrow as pa
        >>> fields = {"state": {"kind": "state"}, "about": {"kind": "text"}, "on": {"kind": "date"}}
        >>> declared = {"name": "Report", "nature": "event", "dated": "on", "identity": ("state", "about")}
        >>> kinds = {"Report": FactKind.model_validate({**declared, "fields": fields})}
        >>> rows = pa.table({"state": ["KP", "Russia"], "about": ["a", "b"], "on": ["2019-03", "2019-02-30"]})
        >>> said = {"by": "panel", "source": "panel-2020", "known": "2020-03-02"}
        >>> with load_claim_tables({"Report": rows}, kinds=kinds, defaults=said) as tables:
        ...     tables.tables["Report"].rows, [(row.line, row.code) for row in tables.dossier.rejected]
        (1, [(2, 'SE213')])
    """
    where = connected(connection, memory_limit, temp_directory)
    problems = Problems()
    quarantine = TableQuarantine(connection=where, most=most_rejected)
    reader = ClaimReader(kinds, {}, tolerance)
    builder = Builder(where, reader, quarantine, problems)
    views = _Views(in_place, memory_limit)
    before: set[str] | None = None
    try:
        with _database_errors(builder, problems), usual_settings(where):
            before = None if connection is None else names_taken(where)
            if isinstance(source, Mapping):
                run = _Mapping(source, kinds, strict, defaults or {}, sources, builder, quarantine, views)
                dossier = run.load()
            else:
                loader = _DossierLoader(kinds, rules, strict, problems, quarantine, builder=builder, views=views)
                dossier = loader.load_path(Path(source))
            tables = ClaimTables(where, builder.tables, dossier, kinds)
            noticed = (*misfits_in(tables), *noticed_in(tables, dossier.coverage))
            warnings = (*dossier.warnings, *map(str, noticed))
            check_unchanged(builder.stamps)
            quarantine.flush()
    except BaseException:
        if connection is None:
            where.close()
        elif before is not None:
            with suppress(duckdb.Error):  # what went wrong is told; there may be no room to tidy up
                drop(names_taken(where) - before, where)
            with suppress(duckdb.Error):
                builder.put_away()
        raise
    return ClaimTables(
        connection=where,
        tables=builder.tables,
        dossier=dossier.model_copy(update={"warnings": warnings, "rejected": tuple(quarantine.rejected)}),
        kinds=kinds,
        owned=(*builder.owned, quarantine.name),
        stamps=tuple(builder.stamps),
        quarantine=quarantine.name if quarantine.count else None,
        set_aside=quarantine.count,
        closes=connection is None,
    )


def connected(
    connection: duckdb.DuckDBPyConnection | None, memory_limit: str | None, temp_directory: str | Path | None
) -> duckdb.DuckDBPyConnection:
    """Return the connection, or that to a new database in memory, with its limits set.

    Raises:
        BadQuestion: If the memory limit is no size (SE507).
        TypeError: If it is no text.
    """
    if memory_limit is not None:
        check_size("memory_limit", memory_limit)
    found = connection
    if found is None:
        found = duckdb.connect(":memory:")
        found.execute(_NO_CHECKPOINTS)
    if memory_limit is not None:
        found.execute(f"SET memory_limit = {text_sql(memory_limit)}")
    if temp_directory is not None:
        found.execute(f"SET temp_directory = {text_sql(str(temp_directory))}")
    return found


@contextmanager
def _database_errors(builder: Builder, problems: Problems) -> Iterator[None]:
    """Tell what the database says in the words of this project; a file that changed is told first, it explains the rest."""
    try:
        yield
    except duckdb.Error as error:
        if isinstance(error, duckdb.InterruptException) or not (is_of_data(error) or no_room(error)):
            raise
        check_unchanged(builder.stamps)
        files = () if builder.reading is None else damaged(builder.reading, builder.connection)
        if not files and not isinstance(error, _UNPLACED) and not no_room(error):
            raise
        problems.extend([unreadable(error, files)])
        raise InputRejected(problems) from error


@dataclass(frozen=True, slots=True)
class _Views:
    """Whether Parquet files are read where they lie."""

    asked: bool | None
    memory_limit: str | None

    def wanted(self, files: Iterable[Path]) -> bool:
        if self.asked is not None:
            return self.asked
        return self.memory_limit is not None or sum(one.stat().st_size for one in files) > _LARGE


@dataclass(slots=True)
class _DossierLoader(Loader):
    """Loads a dossier as the row-wise loader does, but for its tables."""

    builder: Builder = field(kw_only=True)
    views: _Views = field(kw_only=True)
    read: list[tuple[str, Path]] = field(default_factory=list)

    def find_tables(self, folder: Path, shown_as: str) -> list[Table]:
        return find_tables(folder, shown_as, self.kinds, self.problems, read=(*READ, ""))

    def add_tables(
        self, claims: list[Claim], tables: list[Table], defaults: Mapping[str, TableShape], reader: ClaimReader
    ) -> list[Claim]:
        """Build the tables; no claim is left to keep in memory."""
        self.builder.reader = reader
        connection = self.builder.connection
        by_kind: dict[str, list[Claim]] = {}
        for claim in claims:
            by_kind.setdefault(claim.fact, []).append(claim)
        for name in dict.fromkeys((*by_kind, *(table.kind.name for table in tables))):
            kind, shape = self.kinds[name], defaults.get(name, TableShape())
            check_names(kind)
            said = values_said(shape)
            found: list[Source] = [written_part(kind, by_kind[name], connection)] if name in by_kind else []
            files: list[tuple[Path, str]] = []
            for table in tables:
                if table.kind.name == name:
                    files += files_of(table.path, table.file, self.problems)
                    self.read += [(one.relative_to(table.path.parent).as_posix(), one) for one, _ in files]
            columns, delimiter = columns_of(kind, said), shape.delimiter or ","
            found += sources_of(kind, "", columns, delimiter, connection, self.problems, files)
            self.builder.as_views = self.views.wanted(path for path, _ in files)
            self.builder.build(kind, found, said)
        return []

    def digest(self, main: Path, tables: list[Table]) -> str:
        return digest_of([(main.name, main), *dict.fromkeys(self.read)])


@dataclass(slots=True)
class _Mapping:
    """Loads a table for each kind."""

    given: Mapping[str, Any]
    kinds: Mapping[str, FactKind]
    strict: bool
    defaults: Mapping[str, object]
    sources: Mapping[str, Published] | None
    builder: Builder
    quarantine: TableQuarantine
    views: _Views
    read: list[tuple[str, Path]] = field(default_factory=list)

    def load(self) -> Dossier:
        """Return the dossier without its claims; raise with all problems where it cannot be used."""
        problems, reader = self.builder.problems, self.builder.reader
        shape = shape_from(self.defaults, problems)
        if problems.errors:
            raise InputRejected(problems)
        sources = dict(self.sources or {})
        if self.sources is None and shape.source is not None:
            sources[shape.source] = Published(id=shape.source)
        self.builder.reader = replace(reader, sources=sources)
        self._check_known(shape)
        for name, given in self.given.items():
            kind = self._kind(name, problems)
            if kind is not None:
                self._build(kind, given, shape)
        if self.strict:
            problems.extend(self.quarantine.problems)
        if problems.errors:
            raise InputRejected(problems)
        numbers = tuple(map(str, self.builder.reader.numbers.warnings()))
        return Dossier.model_construct(sources=sources, warnings=numbers, digest=digest_of(dict.fromkeys(self.read)))

    def _check_known(self, shape: TableShape) -> None:
        """Note a day that nobody can read once, and not of each row of which it is said."""
        faults: list[Fault] = []
        if shape.known is not None:
            self.builder.reader.known(shape.known, None, faults)
        for fault in faults:
            self.builder.problems.add(fault.code, f"of all rows: {fault.message}", help=fault.help)

    def _kind(self, name: str, problems: Problems) -> FactKind | None:
        faults: list[Fault] = []
        kind = self.builder.reader.kind(name, faults)
        for fault in faults:
            problems.add(fault.code, fault.message, help=fault.help, offending=name, suggestion=fault.suggestion)
        return kind

    def _build(self, kind: FactKind, given: Any, shape: TableShape) -> None:
        problems, said = self.builder.problems, values_said(shape)
        check_names(kind)
        files: list[tuple[Path, str]] = []
        if isinstance(given, (str, Path)):
            files = files_of(given, Path(given).as_posix(), problems)
            self.read += [(f"{kind.name}/{path.name}", path) for path, _ in files]
        columns, delimiter = columns_of(kind, said), shape.delimiter or ","
        if "known" not in said and not any(one.published for one in self.builder.reader.sources.values()):
            columns = replace(columns, required=(*columns.required, "known"))
        found = sources_of(kind, given, columns, delimiter, self.builder.connection, problems, files)
        self.builder.as_views = self.views.wanted(path for path, _ in files)
        self.builder.build(kind, found, said)
