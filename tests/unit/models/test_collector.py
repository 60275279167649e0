"""The pause of Python's garbage collector."""

from __future__ import annotations

import gc
import subprocess
import sys

from sanctions_engine.models.collector import collector_paused


class Made:
    """Something that the collector tracks."""


def is_old(one: object) -> bool:
    return any(other is one for other in gc.get_objects(generation=2))


def test_what_was_made_is_old_afterwards() -> None:
    # trap: the first search after the pause walks over all that was made
    with collector_paused():
        made = Made()
        assert not is_old(made)
    assert gc.isenabled()
    assert is_old(made)


def test_what_somebody_froze_stays_frozen() -> None:
    # in a process of its own: whatever is frozen here would stay so for the other tests
    code = (
        "import gc\nfrom sanctions_engine.models.collector import collector_paused\ngc.freeze()\n"
        "before = gc.get_freeze_count()\nwith collector_paused():\n    pass\nprint(before == gc.get_freeze_count() > 0)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "True"


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with collector_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
