"""What tests of the matchers share."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="session")
def driving() -> Any:
    """Return the module that drives durable-rules, where that can be imported."""
    pytest.importorskip("durable_rules_engine", reason="durable-rules cannot be imported here", exc_type=ImportError)
    from sanctions_engine.engines.monitor import driving

    return driving
