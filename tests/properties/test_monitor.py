"""The monitor says what a batch run says: after every claim, correction, withdrawal, day, restart and crash, of random packs."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from importlib.util import find_spec

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from sanctions_engine.engines.monitor.matchers import Matcher
from sanctions_engine.models.claims import Source
from sanctions_engine.monitoring import journaled
from tests.properties.strategies.choices import Choices, choices
from tests.properties.strategies.dossiers import CLAIM, SOURCE
from tests.properties.strategies.following import Following
from tests.properties.strategies.streams import STREAM, TURNS, a_stream

LONG = settings().max_examples >= 5_000
"""Whether this is the long profile."""
WALKS = int(os.environ.get("WALKS", "1000"))
"""So many walks of each matcher the long profile takes."""


class MonitorFollowsBatch(RuleBasedStateMachine):
    """Feeds a monitor, and beside it a dossier that a batch run judges after every step."""

    matcher: Matcher = "index"
    keep = journaled.KEEP
    both: Following | None = None

    @initialize(draw=choices(STREAM))
    def begin(self, draw: Choices) -> None:
        journaled.KEEP = self.keep
        stream = a_stream(draw)
        self.both = None if stream is None else Following(replace(stream, matcher=self.matcher))

    @rule(number=st.sampled_from((1, 1, 1, 3)))
    def feed(self, number: int) -> None:
        if self.both is not None:
            self.both.feed(self.both.stream.next(number))

    @rule(which=st.integers(0, 20), draw=choices(CLAIM))
    def correct(self, which: int, draw: Choices) -> None:
        if self.both is not None:
            self.both.correct(which, draw)

    @rule(which=st.integers(0, 30))
    def withdraw(self, which: int) -> None:
        if self.both is not None:
            self.both.withdraw(which)

    @rule(invented=st.booleans())
    def reveal(self, invented: bool) -> None:
        if self.both is not None:
            self.both.feed([Source(id=SOURCE, invented=invented)])

    @rule(days=st.sampled_from((1, 2, 7, 30, 365)))
    def advance(self, days: int) -> None:
        if self.both is not None:
            self.both.advance(self.both.day + timedelta(days=days))

    @rule(which=st.integers(0, len(TURNS) - 1))
    def advance_to_a_turn(self, which: int) -> None:
        if self.both is not None and TURNS[which] > self.both.day:
            self.both.advance(TURNS[which])

    @rule(cleanly=st.booleans())
    def restart(self, cleanly: bool) -> None:
        if self.both is not None:
            self.both.restart(cleanly=cleanly)

    def teardown(self) -> None:
        journaled.KEEP = MonitorFollowsBatch.keep
        if self.both is not None:
            self.both.finish()


class WithDurableRules(MonitorFollowsBatch):
    """The same, where durable-rules matches, and where the steps are summed up after every third one."""

    matcher = "durable-rules"
    keep = 3


def walks(number: int) -> settings:
    """Return settings for so many walks; their steps are printed whole, for to cut them down takes far longer than to read them."""
    phases = [Phase.explicit, Phase.reuse, Phase.generate]
    return settings(max_examples=WALKS if LONG else number, stateful_step_count=14, phases=phases)


TestMonitorFollowsBatch = MonitorFollowsBatch.TestCase
TestMonitorFollowsBatch.settings = walks(15)
if find_spec("durable_rules_engine") is not None:
    TestWithDurableRules = WithDurableRules.TestCase
    TestWithDurableRules.settings = walks(8)
