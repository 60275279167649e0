"""Drives the C module of durable-rules: no host, no threads, no actions in Python, and one fact held at a time.

Run as a file, it is the trial of networks in a process of their own, so it imports nothing of this library.
"""

from __future__ import annotations

import json
import sys
from itertools import count
from weakref import finalize

import durable_rules_engine

Failed: type[Exception] = durable_rules_engine.error
"""What the C module raises."""

_OK, _NOT_HANDLED = 0, 1
_NUMBERS = count(1)
_idle: dict[str, list[int]] = {}
"""Networks that nobody uses any more, by their rules. They are used again and never freed: to free one leaves most of its memory behind,
and to free its state first can take the process down, for a pointer in there may never have been set."""


class Ruleset:
    """A set of rules, each named `r` and its number, that one fact after the other is matched with."""

    def __init__(self, definition: str) -> None:
        """Build the network of some rules.

        Raises:
            Failed: If the C module refuses them.
        """
        self._definition = definition
        self._build()

    def _build(self) -> None:
        idle = _idle.setdefault(self._definition, [])
        self._handle = (
            idle.pop() if idle else durable_rules_engine.create_ruleset(f"keys-{next(_NUMBERS)}", self._definition)
        )
        self._end = finalize(self, idle.append, self._handle)

    def hits(self, fact: str) -> list[int]:
        """Return the numbers of the rules that a fact hits; the fact is taken back.

        Args:
            fact: A fact as JSON. All have the same `id`: what was not taken back is noticed when the next one is refused.

        Raises:
            Failed: If the C module does, or refuses the fact; the network is built anew then.
        """
        handle = self._handle
        try:
            code, state = durable_rules_engine.assert_fact(handle, fact)
            if code == _NOT_HANDLED:
                return []  # nothing looks at such a fact: it is not held
            if code != _OK:
                raise Failed(f"a fact was refused, code {code}")
            found = []
            begun = durable_rules_engine.start_action_for_state(handle, state)
            told = begun[1] if begun is not None else None
            while told is not None:
                found.append(int(told[3 : told.index('"', 3)]))  # {"r12":…
                told = durable_rules_engine.complete_and_start_action(handle, state)
            code, _ = durable_rules_engine.retract_fact(handle, fact)
            if code != _OK:
                raise Failed(f"a fact was not taken back, code {code}")
        except BaseException:
            self._end.detach()  # something of the fact may be left in it: nobody is to use it again
            self._build()
            raise
        return found


def try_out() -> None:
    """Build the networks on the standard input, and see that each answers as it should, twice: what was held may stay."""
    for definition, trials in json.load(sys.stdin):
        ruleset = Ruleset(definition)
        for fact, wanted in trials * 2:
            found = sorted(ruleset.hits(fact))
            if found != wanted:
                sys.exit(f"{fact} hits {found} rather than {wanted}")


if __name__ == "__main__":
    try_out()
