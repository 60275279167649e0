"""Nothing is lost when the process is killed: see `crashing.py`, which runs in a process of its own because it forks."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

KILLS = 400 if settings().max_examples >= 5_000 else 6
MATCHER = "both" if find_spec("durable_rules_engine") else "index"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes that it forks")
def test_a_monitor_that_is_killed_loses_nothing() -> None:
    command = [sys.executable, "-m", "tests.properties.crashing", str(KILLS), "1", MATCHER]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{KILLS} kills in ")
