"""Loads several dossiers and tables that belong together into one database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from sanctions_engine.diagnostics import Code, InputRejected, Problem
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.facts.bulk.claim_tables import ClaimTables
from sanctions_engine.facts.bulk.claims_back import claims_of
from sanctions_engine.facts.bulk.from_dossier import claim_tables_from
from sanctions_engine.facts.bulk.loading import connected, load_claim_tables
from sanctions_engine.facts.bulk.noticing import noticed_in, odd_texts_in
from sanctions_engine.facts.bulk.table_files import READ
from sanctions_engine.facts.combining import combine
from sanctions_engine.models.claims import Dossier, Source
from sanctions_engine.models.kinds import FactKind

__all__ = ["load_together", "odd_texts_in", "split_sources"]


def split_sources(sources: Iterable[str | Path]) -> tuple[list[Path], dict[str, str]]:
    """Return the dossiers among some sources, and the tables by kind.

    A table is written `<Kind>=<path>` (a file, a folder, or a pattern), or is a file named `<Kind>.csv`, `.jsonl` or
    `.parquet`.

    Raises:
        InputRejected: If two tables are of one kind (SE402).

    Example:
        >>> split_sources(["a.yaml", "TradeFlow.parquet", "PortCall=calls/*.csv"])
        ([PosixPath('a.yaml')], {'TradeFlow': 'TradeFlow.parquet', 'PortCall': 'calls/*.csv'})
    """
    dossiers: list[Path] = []
    tables: dict[str, str] = {}
    for one in sources:
        kind, equals, given = str(one).partition("=")
        if not (equals and kind.isidentifier()) or Path(one).exists():
            path = Path(one)
            if path.suffix.lower() not in READ:
                dossiers.append(path)
                continue
            kind, given = path.stem, str(one)
        if kind in tables:
            message = f"`{given}` is a second table of `{kind}`"
            help = f"put both files into one folder, and write `{kind}=FOLDER`"
            raise InputRejected([Problem(Code.SE402, message, help=help, offending=kind)])
        tables[kind] = given
    return dossiers, tables


def load_together(
    sources: Iterable[str | Path],
    *,
    kinds: Mapping[str, FactKind],
    rules: Collection[str] | None = None,
    strict: bool = False,
    said: Mapping[str, str] | None = None,
    memory_limit: str | None = None,
    temp_directory: str | Path | None = None,
    connection: duckdb.DuckDBPyConnection | None = None,
) -> ClaimTables:
    """Load dossiers and tables that belong together.

    Where two of them hold claims of one kind, all claims pass through memory.

    Args:
        sources: Dossiers, and tables as `split_sources` takes them.
        kinds: The fact kinds that may be claimed.
        rules: Ids of the rules that may be named; None to take any.
        strict: Let a bad row reject the input.
        said: What rows of tables without a dossier do not say themselves: `by`, `source`, `known`, `grade`; and `delimiter`.
        memory_limit: As in `load_claim_tables`.
        temp_directory: As in `load_claim_tables`.
        connection: As in `load_claim_tables`.

    Raises:
        InputRejected: With every problem that was found.
    """
    dossiers, tables = split_sources(sources)
    for kind, given in tables.items():
        if kind not in kinds and Path(given).stem == kind:
            raise InputRejected([_not_called_as_a_kind(kind, given, kinds)])
    where = connected(connection, memory_limit, temp_directory)
    try:
        found = [
            load_claim_tables(one, kinds=kinds, rules=rules, strict=strict, connection=where, memory_limit=memory_limit)
            for one in dossiers
        ]
        if tables:
            known = {id: source for part in found for id, source in part.dossier.sources.items()}
            defaults = dict(said or {})
            if defaults.get("source", "") and defaults["source"] not in known:
                known[defaults["source"]] = Source(id=defaults["source"])
            loaded = load_claim_tables(
                tables,
                kinds=kinds,
                strict=strict,
                defaults=defaults,
                sources=known,
                connection=where,
                memory_limit=memory_limit,
            )
            path = ", ".join(tables.values())
            found.append(replace(loaded, dossier=loaded.dossier.model_copy(update={"path": path})))
        return replace(_joined(found, kinds, where), closes=connection is None)
    except BaseException:
        if connection is None:
            where.close()
        raise


def _not_called_as_a_kind(name: str, given: str, kinds: Mapping[str, FactKind]) -> Problem:
    meant = suggest(name, kinds)
    message = f"`{given}` is called like no fact kind"
    help = f"say of which kind its rows are, such as `{meant or 'TradeFlow'}={given}`"
    return Problem(Code.SE402, message, help=help, offending=name, suggestion=meant)


def _joined(
    parts: Sequence[ClaimTables], kinds: Mapping[str, FactKind], connection: duckdb.DuckDBPyConnection
) -> ClaimTables:
    rest = combine((one.dossier for one in parts), kinds=kinds)
    claimed = [kind for one in parts for kind in one.tables]
    if len(set(claimed)) < len(claimed):
        whole = combine((_in_memory(one) for one in parts), kinds=kinds)
        laid = claim_tables_from(whole, kinds, connection)
    else:
        owned = tuple(name for one in parts for name in one.owned)
        tables = {kind: table for one in parts for kind, table in one.tables.items()}
        laid = ClaimTables(connection, tables, rest, kinds, owned)
        if len(parts) > 1:
            told = (*rest.warnings, *map(str, noticed_in(laid, rest.coverage)))
            laid = replace(laid, dossier=rest.model_copy(update={"warnings": tuple(dict.fromkeys(told))}))
    return replace(
        laid,
        stamps=tuple(stamp for one in parts for stamp in one.stamps),
        quarantine=parts[0].quarantine if len(parts) == 1 else None,
        set_aside=sum(one.set_aside for one in parts),
    )


def _in_memory(part: ClaimTables) -> Dossier:
    claims = tuple(claim for kind in part.tables for claim in claims_of(part, kind))
    return part.dossier.model_copy(update={"claims": claims})
