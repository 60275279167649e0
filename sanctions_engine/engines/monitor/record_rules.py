"""The rules that can have something to tell of a record, found by what its claims say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from sanctions_engine.engines.monitor.keys import How, Key, Variant, admits, keys_of, met_by
from sanctions_engine.models.claims import Claim
from sanctions_engine.models.text_forms import is_code
from sanctions_engine.semantics.evidence import Series

KEPT = 1 << 16
"""So many values of a field are kept with the rules that they meet."""


class RecordRules:
    """The rules on the records of one kind, by the keys that a record has to have.

    Attributes:
        any: Ids of the rules to which every record is a subject.
        keys: The other rules by key.
        matches: Finds the rules of which a claim has a key: `met`, or what is held against it.
    """

    def __init__(self, rules: Mapping[str, list[Variant] | None]) -> None:
        """Take the rules by id, each with what it can be read as; None where it has no keys."""
        self.any: set[str] = set()
        self._variants = {id: found for id, found in rules.items() if found is not None}
        self.keys: dict[Key, set[str]] = {}
        self.matches: Callable[[Claim], set[str]] = self.met
        self._by_field: dict[str, set[str]] = {}
        self._by_code: dict[str, set[str]] = {}
        self._known: dict[str, dict[str, frozenset[str]]] = {}
        for id, found in rules.items():
            keys = None if found is None else _together(keys_of(one) for one in found)
            if keys is None:
                self.any.add(id)
            for key in keys or ():
                self._enter(id, key)

    def _enter(self, id: str, key: Key) -> None:
        self.keys.setdefault(key, set()).add(id)
        self._by_field.setdefault(key.field, set()).add(id)
        if key.how is not How.IS:
            self._by_code.setdefault(key.field, set()).add(id)

    def of(self, series: Series) -> set[str]:
        """Return the ids of the rules that can have something to tell of the record of a series."""
        claims = [one.claim for one in series.held]
        found = set(self.any)
        for claim in claims:
            found |= self.matches(claim)
        return {
            id for id in found if id not in self._variants or any(admits(one, claims) for one in self._variants[id])
        }

    def met(self, claim: Claim) -> set[str]:
        """Return the ids of the rules of which a claim has a key, or may have."""
        found: set[str] = set()
        for field, rules in self._by_field.items():
            value = claim.fields.get(field)
            found |= self._met(field, value) if isinstance(value, str) else rules
        return found

    def _met(self, field: str, value: str) -> frozenset[str]:
        """Return the rules of which a text has a key; what was looked up before is at hand."""
        known = self._known.setdefault(field, {})
        rules = known.get(value)
        if rules is None:
            if len(known) >= KEPT:
                known.clear()
            rules = known[value] = frozenset(chain.from_iterable(self._looked_up(field, value)))
        return rules

    def _looked_up(self, field: str, value: str) -> Iterable[set[str]]:
        if not is_code(value):
            yield self._by_code.get(field, set())
        for text, how in met_by(value):
            yield self.keys.get(Key(field, text, how), set())


def _together(found: Iterable[frozenset[Key] | None]) -> frozenset[Key] | None:
    """Return all of the keys; None if one of the sets is missing."""
    keys: frozenset[Key] = frozenset()
    for one in found:
        if one is None:
            return None
        keys |= one
    return keys
