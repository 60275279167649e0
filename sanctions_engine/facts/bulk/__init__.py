"""Claims by the million: validated column by column, and kept as typed tables in DuckDB, one table a fact kind."""

from sanctions_engine.facts.bulk.claim_tables import ClaimColumn, ClaimTable, ClaimTables
from sanctions_engine.facts.bulk.claims_back import claims_of
from sanctions_engine.facts.bulk.from_dossier import claim_tables_from

__all__ = ["ClaimColumn", "ClaimTable", "ClaimTables", "claim_tables_from", "claims_of"]
