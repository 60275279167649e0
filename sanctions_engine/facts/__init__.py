"""Dossiers, tables and databases, read into claims."""

from sanctions_engine.facts.checking import ClaimChecks, checked_claims
from sanctions_engine.facts.combining import combine
from sanctions_engine.facts.loading import dossier_packs, load_dossier, read_dossier
from sanctions_engine.facts.writing import dossier_to_yaml

__all__ = [
    "ClaimChecks",
    "checked_claims",
    "combine",
    "dossier_packs",
    "dossier_to_yaml",
    "load_dossier",
    "read_dossier",
]
