"""What claims say beside their fields: who, in which source, known since when, with which grade, denied or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import duckdb
import pyarrow as pa

from sanctions_engine.facts.bulk.claim_tables import quoted
from sanctions_engine.facts.bulk.field_sql import text_sql
from sanctions_engine.facts.bulk.resolving import arrow_table, distinct
from sanctions_engine.facts.bulk.staging import Stage
from sanctions_engine.facts.claim_rows import ClaimReader, denied_of, grade_of
from sanctions_engine.facts.rows import Fault
from sanctions_engine.models.dates import DateRange

Value = str | bool | None


@dataclass(slots=True)
class SaidSql:
    """The SQL of what claims say beside their fields.

    Attributes:
        values: By column of a claim table; NULL where it cannot be said.
        joins: What has to be joined to the stage.
        accepted: Conditions that a row has to meet.
        absent: Conditions that say that a row gives nothing of its own.
        owned: The temporary tables that are joined.
    """

    values: dict[str, str] = field(default_factory=dict)
    joins: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    owned: list[str] = field(default_factory=list)


def said_sql(
    stage: Stage, reader: ClaimReader, said: Mapping[str, object], connection: duckdb.DuckDBPyConnection
) -> SaidSql:
    """Return the SQL of what the claims of a stage say beside their fields.

    Args:
        stage: The rows.
        reader: Reads each distinct text once.
        said: What is said of all rows that do not say it themselves.
        connection: The connection.
    """
    found = SaidSql()
    maker = _Maker(stage, reader, said, connection, found)
    found.values["$by"] = maker.value("by", lambda given, faults: reader.speaker(given, faults))
    found.values["$source"] = maker.value("source", lambda given, faults: _source(reader, given, faults))
    found.values["$grade"] = maker.value("grade", lambda given, faults: grade_of(given, faults) or "Z")
    found.values["$denied"] = maker.value("denied", denied_of)
    for sql in found.values.values():
        if sql == "NULL":
            found.accepted.append("FALSE")
        elif sql.startswith("CASE"):
            found.accepted.append(f"({sql}) IS NOT NULL")
    maker.known()
    return found


def _source(reader: ClaimReader, given: object, faults: list[Fault]) -> str | None:
    source = reader.source(given, faults)
    return None if source is None else source.id


@dataclass(slots=True)
class _Maker:
    stage: Stage
    reader: ClaimReader
    said: Mapping[str, object]
    connection: duckdb.DuckDBPyConnection
    found: SaidSql
    read: dict[str, dict[str, str | None]] = field(default_factory=dict)

    def value(self, name: str, read: Callable[[object, list[Fault]], Value]) -> str:
        """Return the SQL of what rows say under a name, NULL where that is not accepted."""

        def read_one(given: object) -> Value:
            faults: list[Fault] = []
            value = read(given, faults)
            return None if faults else value

        default = self._default(_literal(read_one(self.said.get(name))), _literal(read_one(None)))
        texts = self._texts(name)
        if not texts:
            return default
        values = [read_one(text) if text is not None else None for text in texts.values()]
        type = pa.bool_() if name == "denied" else pa.string()
        blank = pa.array([text is None for text in texts.values()], pa.bool_())
        map = self._joined(
            name, {"raw": pa.array(list(texts), pa.string()), "value": pa.array(values, type), "blank": blank}
        )
        return f"CASE WHEN {self._is_absent(name, map)} THEN {default} ELSE {map}.value END"

    def _default(self, said: str, unsaid: str) -> str:
        """Return the SQL of what holds of a row that does not say it itself: of one that says all there is, what nobody said."""
        first, *others = self.stage.parts  # what is complete comes first
        if not first.complete or said == unsaid:
            return said
        return f'CASE WHEN s."$part" = 0 THEN {unsaid} ELSE {said} END' if others else unsaid

    def known(self) -> None:
        """Add the SQL of since when the claims are known: as the row says, else as is said of all, else of its source."""
        published = self._published()
        own: DateRange | None = None
        default = self.said.get("known")
        if default is not None:
            own = self.reader.known(default, None, [])
        low, high, fits = published if default is None else _days(own)
        texts = self._texts("known")
        if texts:
            days = [None if text is None else self.reader.known(text, None, []) for text in texts.values()]
            map = self._joined(
                "known",
                {
                    "raw": pa.array(list(texts), pa.string()),
                    "low": pa.array([day and day.low for day in days], pa.date32()),
                    "high": pa.array([day and day.high for day in days], pa.date32()),
                    "fits": pa.array([day is not None for day in days], pa.bool_()),
                    "blank": pa.array([text is None for text in texts.values()], pa.bool_()),
                },
            )
            absent = self._is_absent("known", map)
            low, high, fits = (
                f"CASE WHEN {absent} THEN {one} ELSE {map}.{column} END"
                for one, column in ((low, "low"), (high, "high"), (fits, "fits"))
            )
        self.found.values |= {"$known.low": low, "$known.high": high}
        if fits != "TRUE":
            self.found.accepted.append(fits)

    def _published(self) -> tuple[str, str, str]:
        """Return the SQL of when the source of a row was published: low, high, and whether that is known."""
        source = self.found.values["$source"]
        sources = self.reader.sources
        if not self._texts("source"):
            given = self.said.get("source")
            found = sources.get(given) if isinstance(given, str) else None
            return _days(None if found is None else found.published)
        if not sources:
            return _days(None)
        days = [one.published for one in sources.values()]
        map = self._joined(
            "published",
            {
                "raw": pa.array(list(sources), pa.string()),
                "low": pa.array([day and day.low for day in days], pa.date32()),
                "high": pa.array([day and day.high for day in days], pa.date32()),
                "fits": pa.array([day is not None for day in days], pa.bool_()),
            },
            on=source,
        )
        return f"{map}.low", f"{map}.high", f"coalesce({map}.fits, FALSE)"

    def _texts(self, name: str) -> dict[str, str | None]:
        """Return the texts that rows have under a name, each with what Python reads, None for a blank cell."""
        if name not in self.stage.said:
            return {}
        if name not in self.read:
            strips = any(part.strips for part in self.stage.parts)
            found = distinct(self.stage, f"s.{quoted(f'${name}.text')}", self.connection)
            self.read[name] = {raw: (raw.strip() or None) if strips else raw for raw in found}
        return self.read[name]

    def _joined(self, name: str, arrays: Mapping[str, pa.Array], on: str | None = None) -> str:
        table = arrow_table(arrays, self.connection)
        alias = quoted(f"said {name}")
        given = on or f"s.{quoted(f'${name}.text')}"
        self.found.joins.append(f"LEFT JOIN {quoted(table)} AS {alias} ON {alias}.raw = {given}")
        self.found.owned.append(table)
        return alias

    def _is_absent(self, name: str, map: str) -> str:
        absent = f"(s.{quoted(f'${name}.text')} IS NULL OR {map}.blank)"
        if absent not in self.found.absent:
            self.found.absent.append(absent)
        return absent


def _literal(value: Value) -> str:
    if value is None:
        return "NULL"
    return str(value).upper() if isinstance(value, bool) else text_sql(value)


def _days(known: DateRange | None) -> tuple[str, str, str]:
    if known is None:
        return "CAST(NULL AS DATE)", "CAST(NULL AS DATE)", "FALSE"
    return _day(known.low), _day(known.high), "TRUE"


def _day(day: date | None) -> str:
    return "CAST(NULL AS DATE)" if day is None else f"DATE '{day.isoformat()}'"
