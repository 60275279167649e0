"""What hypothesis calls when it is imported: our models become known to it."""

from __future__ import annotations

import sys
from importlib import import_module

_STRATEGIES = "sanctions_engine.testing.strategies"


def register() -> None:
    """Register the models with hypothesis.

    Where the strategies are just being imported, and import hypothesis, they register the models themselves in the end.

    Example:
        >>> register()
    """
    if _STRATEGIES not in sys.modules:
        import_module(_STRATEGIES)
