"""The bans with durable-rules through its own Python interface, as whoever reads its manual writes them: a rule for each listed code."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from typing import Any

from durable import logger
from durable.engine import MessageNotHandledException
from durable.lang import assert_fact, assert_facts, m, post, retract_fact, retract_facts, ruleset, when_all

from sanctions_engine.models.claims import Claim
from tests.benchmarks.monitor.workload import Work, rule_id

_NUMBERS = count()
"""Names of rulesets are shared by the whole process."""
logger.setLevel(logging.CRITICAL)


class ByHand:
    """Rules, and what the last claim hit."""

    def __init__(self, work: Work, *, in_batches: bool = False) -> None:
        """Make the rules.

        Args:
            work: The bans.
            in_batches: Add a rule that looks at every message: a batch with one that no rule looks at raises, and what the others
                of it hit is told with a later one.
        """
        self._name, self._hits = f"by-hand-{next(_NUMBERS)}", set[str]()
        self._told = set[tuple[str, str]]()
        self._digits = sorted({len(code) for ban in work.bans for code in ban.codes})
        with ruleset(self._name):
            for ban in work.bans:
                for code in ban.codes:
                    self._rule(code, rule_id(ban))
            if in_batches:
                when_all(+getattr(m, f"p{self._digits[0]}"))(lambda _: None)  # `+m.id` never ends

    def _rule(self, code: str, id: str) -> None:
        def hit(found: Any) -> None:
            self._hits.add(id)
            self._told.add((found.m.id, id))

        when_all(getattr(m, f"p{len(code)}") == code)(hit)

    def _message(self, claim: Claim) -> dict[str, Any]:
        code = str(claim.fields["hs"])
        return {"id": claim.fields["id"], **{f"p{one}": code[:one] for one in self._digits}}

    def by_events(self, claim: Claim) -> set[str]:
        """Return what a claim hits that is posted as an event: of the rules that fit, one fires."""
        return self._found(claim, lambda message: post(self._name, message))

    def by_facts(self, claim: Claim) -> set[str]:
        """Return what a claim hits that is asserted as a fact, and taken back."""

        def ask(message: dict[str, Any]) -> None:
            assert_fact(self._name, message)
            retract_fact(self._name, message)

        return self._found(claim, ask)

    def by_batch(self, claims: Sequence[Claim]) -> set[tuple[str, str]]:
        """Return what claims hit that are asserted together as facts, and taken back: the record of each, with the ban."""
        self._told.clear()
        messages = [self._message(one) for one in claims]
        assert_facts(self._name, messages)
        retract_facts(self._name, messages)
        return set(self._told)

    def _found(self, claim: Claim, ask: Callable[[dict[str, Any]], object]) -> set[str]:
        self._hits.clear()
        with suppress(MessageNotHandledException):  # no rule looks at such a message
            ask(self._message(claim))
        return set(self._hits)
