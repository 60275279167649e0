"""Findings that follow a stream of claims, and the days as they pass."""
