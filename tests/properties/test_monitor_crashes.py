"""Nothing is lost when the process is killed: see `crashing.py`, which runs in a process of its own because it forks."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

from sanctions_engine.engines.monitor.matchers import MATCHERS

KILLS = 200 if settings().max_examples >= 5_000 else 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes that it forks")
@pytest.mark.parametrize("matcher", [one for one in MATCHERS if one == "index" or find_spec("durable_rules_engine")])
def test_a_monitor_that_is_killed_loses_nothing(matcher: str) -> None:
    command = [sys.executable, "-m", "tests.properties.crashing", str(KILLS), "1", matcher]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{KILLS} kills in ")
