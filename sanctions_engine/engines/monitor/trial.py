"""Networks are tried out in a process of their own before they are trusted: some crash durable-rules, some keep it busy for ever."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from sanctions_engine.diagnostics import Code, EngineUnavailable, Problem
from sanctions_engine.engines.monitor.networks import Network

SECONDS = 60.0
"""So long a trial may take; a thousand networks take a few seconds."""
HELP = (
    "leave `matcher` out: the hash index finds the same and needs nothing; durable-rules works on Python 3.11 and 3.12"
)
_DRIVING = "sanctions_engine.engines.monitor.driving"
_passed: set[str] = set()
"""The definitions of networks that passed."""


def driving() -> Any:
    """Return the module that drives durable-rules.

    Raises:
        EngineUnavailable: If durable-rules is not installed, or cannot be imported on this Python (SE604).
    """
    try:
        return import_module(_DRIVING)
    except ImportError as error:
        version = ".".join(map(str, sys.version_info[:2]))
        message = f"the matcher `durable-rules` cannot be imported on Python {version}: {error}"
        raise EngineUnavailable([Problem(Code.SE604, message, help=HELP)]) from error


def try_out(networks: Iterable[Network], seconds: float = SECONDS) -> None:
    """See in another process that networks can be built and answer as they should; those that passed before are not tried again.

    Args:
        networks: The networks.
        seconds: How long it may take.

    Raises:
        EngineUnavailable: If one crashes, takes too long or answers otherwise (SE604).
    """
    new = {one.definition: one for one in networks if one.definition not in _passed}
    if not new:
        return
    told = json.dumps([(definition, list(one.trials())) for definition, one in new.items()])
    # As a file, and not as a module: to import this library would take longer than the trial.
    command = [sys.executable, "-P", str(Path(__file__).with_name("driving.py"))]
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        ended = subprocess.run(
            command, input=told, capture_output=True, text=True, timeout=seconds, check=False, env=paths
        )
    except subprocess.TimeoutExpired as error:
        raise _refused(f"it did not end within {seconds:g} seconds") from error
    if ended.returncode != 0:
        last = ended.stderr.strip().rpartition("\n")[2]
        raise _refused(last if ended.returncode > 0 else f"it ended by signal {-ended.returncode}")
    _passed.update(new)


def _refused(why: str) -> EngineUnavailable:
    message = f"the matcher `durable-rules` failed a trial run with these rules: {why}"
    return EngineUnavailable([Problem(Code.SE604, message, help=HELP)])
