"""Claims by the million: validated column by column, and kept as typed tables in DuckDB, one table a fact kind."""

from sanctions_engine.facts.bulk.claim_tables import ClaimColumn, ClaimTable, ClaimTables
from sanctions_engine.facts.bulk.claims_back import claims_of
from sanctions_engine.facts.bulk.from_dossier import claim_tables_from
from sanctions_engine.facts.bulk.loading import load_claim_tables
from sanctions_engine.facts.bulk.typed_tables import DatabaseTable

__all__ = [
    "ClaimColumn",
    "ClaimTable",
    "ClaimTables",
    "DatabaseTable",
    "claim_tables_from",
    "claims_of",
    "load_claim_tables",
]
