"""A monitor whose old claims are withdrawn does not grow: see `soaking.py`, which feeds a million of them."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import settings

from tests.properties.soaking import soak

CLAIMS = 100_000 if settings().max_examples >= 5_000 else 600


@pytest.mark.parametrize("matcher", ["index", "durable-rules"])
def test_memory_does_not_grow_with_what_came_and_went(matcher: str) -> None:
    if matcher != "index":
        pytest.importorskip("durable_rules_engine", exc_type=ImportError)
    tracemalloc.start()
    try:
        found = [bytes for _, bytes in soak(CLAIMS, 100, matcher, measure=lambda: tracemalloc.get_traced_memory()[0])]
    finally:
        tracemalloc.stop()
    # What is kept of a claim that was withdrawn would be a kilobyte and more; values are kept that may come again.
    assert found[-1] - found[1] < CLAIMS * 400, found
