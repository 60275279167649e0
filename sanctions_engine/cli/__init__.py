"""The command line: one file per command."""

from __future__ import annotations

from sanctions_engine.cli.entry import main

__all__ = ["main"]
