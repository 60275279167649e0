"""Help for tests: a pytest plugin, hypothesis strategies, the conformance suite for engines."""
