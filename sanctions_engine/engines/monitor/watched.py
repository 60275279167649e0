"""What is watched: the rules, the States that somebody speaks of, and which judgement read what."""

from __future__ import annotations

from collections import Counter

from sanctions_engine.diagnostics import EvaluationFailed
from sanctions_engine.engines.monitor.index import Index, Unit
from sanctions_engine.engines.monitor.keys import Variant, variants
from sanctions_engine.engines.monitor.matchers import (
    Counted,
    DurableRules,
    InFlight,
    Matcher,
    NotNoted,
    with_durable_rules,
)
from sanctions_engine.engines.monitor.record_rules import RecordRules
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.claims import Claim
from sanctions_engine.models.monitoring import Matching
from sanctions_engine.models.states import all_states, is_state_code
from sanctions_engine.semantics.judge import Judge
from sanctions_engine.semantics.law import NO_EVIDENCE, Law
from sanctions_engine.semantics.reference import Question, rules_asked


class Watched:
    """The units that there can be for one question.

    Attributes:
        index: What each unit that was judged has read.
        states: How often each State is spoken of.
        record_rules: The rules on records, by kind.
        state_rules: Ids of the rules on States.
        group_rules: Ids of the rules on groups.
    """

    def __init__(
        self, question: Question, law: Law, matcher: Matcher = "index", in_flight: InFlight | None = None
    ) -> None:
        """Take what is asked of which law.

        Args:
            matcher: What looks up the rules on records: the hash index alone, or with it durable-rules.
            in_flight: Where durable-rules notes what it matches.

        Raises:
            EngineUnavailable: If durable-rules cannot be used (SE604).
        """
        self.question = question
        self.law = law
        self.index = Index()
        self._state_fields = {name: kind.state_fields for name, kind in law.kinds.items()}
        self.states: Counter[str] = Counter()
        self.state_rules: list[str] = []
        self.group_rules: list[str] = []
        by_kind: dict[str, dict[str, list[Variant] | None]] = {}
        for rule in rules_asked(question, law):
            if rule.group_by is not None:
                self.group_rules.append(rule.id)
            elif rule.each.kind.name == "State":
                self.state_rules.append(rule.id)
            else:
                by_kind.setdefault(rule.each.kind.name, {})[rule.id] = self._variants(rule)
        self.record_rules = {kind: RecordRules(rules) for kind, rules in by_kind.items()}
        self._second: list[DurableRules] = []
        if matcher == "durable-rules":
            self._second = with_durable_rules(self.record_rules, in_flight or NotNoted())

    @property
    def matching(self) -> Matching:
        """How the two matchers agreed so far."""
        counted = [one.counted for one in self._second]
        names = ("claims", "differences", "failures", "alone")
        claims, differences, failures, alone = (sum(getattr(one, name) for one in counted) for name in names)
        return Counted(claims, differences, failures, alone).told()

    def _variants(self, rule: Rule) -> list[Variant] | None:
        """Return what a rule can be read as, where it has keys and nobody asked for records by name."""
        try:
            return None if self.question.subjects else variants(_texts(rule, self.law))
        except EvaluationFailed:  # its texts cannot be told: the judge says why
            return None

    def first_units(self) -> list[Unit]:
        """Return the units that there are before anything is said: of groups, and of the States that were asked for."""
        asked = [one.partition(" ")[0] for one in self.question.subjects]
        states = [one.code for one in all_states()] if self.question.all_states else filter(is_state_code, asked)
        units = [Unit(rule, None) for rule in self.group_rules]
        return [*units, *(unit for state in states for unit in self.units_of_state(state))]

    def units_of_state(self, state: str) -> list[Unit]:
        """Return the units of one State."""
        return [Unit(rule, (state,)) for rule in self.state_rules]

    def is_asked_for(self, state: str) -> bool:
        """Whether a State is judged although nobody speaks of it."""
        asked = (one.partition(" ")[0] for one in self.question.subjects)
        return self.question.all_states or state in asked

    def spoken_of(self, claim: Claim) -> list[str]:
        """Return the States that a claim speaks of."""
        fields = claim.fields
        named = [fields.get(name) for name in self._state_fields.get(claim.fact, ())]
        return [one for one in named if isinstance(one, str)]


def _texts(rule: Rule, law: Law) -> list[Rule]:
    """Return every text that a rule has had, under each of its readings."""
    texts = [rule, *(text.rule for text in law.texts(rule.id) if text.rule is not None)]
    readings = {reading.id: None for text in texts for reading in text.readings}
    empty = Judge(law, NO_EVIDENCE)
    found = list(texts)
    for reading in readings:
        empty.reading = reading
        found += [empty.read(text) for text in texts]
    return found
