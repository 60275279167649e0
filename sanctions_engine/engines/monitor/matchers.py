"""The two matchers: the hash index alone, or with it durable-rules, each of whose answers is held against the index."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from sanctions_engine.diagnostics import BadQuestion, Code, Problem
from sanctions_engine.engines.monitor.networks import Fact, Group, Network, groups
from sanctions_engine.engines.monitor.record_rules import KEPT, NONE_MET, RecordRules
from sanctions_engine.engines.monitor.spelling import has
from sanctions_engine.engines.monitor.trial import driving, try_out
from sanctions_engine.models.claims import Claim
from sanctions_engine.models.monitoring import Matching

Matcher = Literal["index", "durable-rules"]
"""What looks up which rules on records a claim can concern."""
MATCHERS: tuple[Matcher, ...] = ("index", "durable-rules")


def matcher_named(name: str) -> Matcher:
    """Return the matcher of a name.

    Raises:
        BadQuestion: If there is none (SE507).
    """
    for one in MATCHERS:
        if one == name:
            return one
    known = ", ".join(f"`{one}`" for one in MATCHERS)
    raise BadQuestion([Problem(Code.SE507, f"there is no matcher `{name}`", help=f"the matchers are {known}")])


class InFlight(Protocol):
    """Where a fact is noted while it is matched, so that it is found there after a crash."""

    @property
    def alone(self) -> Collection[Fact]:
        """Facts that go to the index alone, for they were being matched at two crashes."""

    def begin(self, fact: Fact) -> None:
        """Note a fact."""

    def end(self) -> None:
        """Note that none is being matched."""


class NotNoted:
    """Notes nothing: for a monitor without a journal."""

    alone: Collection[Fact] = ()

    def begin(self, fact: Fact) -> None:
        """Note nothing."""

    def end(self) -> None:
        """Note nothing."""


@dataclass
class Counted:
    """What durable-rules was asked so far."""

    claims: int = 0
    differences: int = 0
    failures: int = 0
    alone: int = 0

    def told(self) -> Matching:
        """Return the counts."""
        return Matching(
            claims=self.claims, differences=self.differences, failures=self.failures, index_alone=self.alone
        )


_Asked = tuple[Network, Any, Fact]
"""What is asked of which network as it runs."""
NEVER_ASKED: Sequence[_Asked] = []
"""Stands for a value that did not come before; it is told from others by being itself."""


@dataclass
class _Asking:
    """A group with its networks as they run.

    Attributes:
        known: The facts for values that came before; None for a value that goes to the index alone.
    """

    group: Group
    running: Mapping[int, Any]
    known: dict[tuple[str | None, ...], Sequence[_Asked] | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fields = tuple(one.field for one in self.group.columns)


class DurableRules:
    """Matches the claims of one kind with durable-rules, and holds what that finds against the index."""

    def __init__(
        self, groups: list[Group], rulesets: Mapping[int, Any], index: Callable[[Claim], Set[str]], in_flight: InFlight
    ) -> None:
        self._index = index
        self._in_flight = in_flight
        self._failed: type[Exception] = driving().Failed
        self._asking = [_Asking(one, rulesets) for one in groups]
        self.counted = Counted()

    def met(self, claim: Claim) -> Set[str]:
        """Return the ids of the rules of which a claim has a key, or may have: all that either of the two finds."""
        wanted, counted = self._index(claim), self.counted
        counted.claims += 1
        try:
            found = self.found(claim)
        except self._failed:
            counted.failures += 1
            return wanted
        finally:
            self._in_flight.end()
        if found is None:
            counted.alone += 1
            return wanted
        if found != wanted:
            counted.differences += 1
            return found | wanted
        return wanted

    def found(self, claim: Claim) -> Set[str] | None:
        """Return what durable-rules finds by itself; None for a claim that goes to the index alone."""
        found: Set[str] = NONE_MET
        for asking in self._asking:
            facts = self._facts(asking, claim)
            if facts is None:
                return None
            for network, ruleset, fact in facts:
                self._in_flight.begin(fact)
                for number in ruleset.hits(fact):
                    for key, rules in network.meanings[number]:
                        if key is None or has(key, claim.fields.get(key.field)):
                            found = found | rules if found else rules
        return found

    def _facts(self, asking: _Asking, claim: Claim) -> Sequence[_Asked] | None:
        values = map(claim.fields.get, asking.fields)
        key = tuple([one if isinstance(one, str) else None for one in values])
        known = asking.known.get(key, NEVER_ASKED)
        if known is not NEVER_ASKED:
            return known
        if len(asking.known) >= KEPT:
            asking.known.clear()
        facts = tuple((one, asking.running[id(one)], fact) for one, fact in asking.group.facts(key))
        is_alone = any(fact in self._in_flight.alone for _, _, fact in facts)
        asking.known[key] = None if is_alone else facts
        return asking.known[key]


def with_durable_rules(kinds: Mapping[str, RecordRules], in_flight: InFlight) -> list[DurableRules]:
    """Let durable-rules match the claims of some kinds beside the index; return what does so.

    Raises:
        EngineUnavailable: If it cannot be imported, or fails its trial run (SE604).
    """
    made = driving().Ruleset
    by_kind = {kind: groups(rules.keys) for kind, rules in kinds.items() if rules.keys}
    networks = [one for several in by_kind.values() for group in several for one in group.networks.values()]
    alike = {one.definition: one for one in networks}
    try_out(alike.values())
    rulesets = {definition: made(definition) for definition in alike}
    running = {id(one): rulesets[one.definition] for one in networks}
    found = []
    for kind, several in by_kind.items():
        rules = kinds[kind]
        matching = DurableRules(several, running, rules.met, in_flight)
        rules.matches = matching.met
        found.append(matching)
    return found
