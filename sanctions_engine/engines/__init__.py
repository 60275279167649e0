"""Engines return outcomes, never proofs; none knows another."""
