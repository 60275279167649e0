"""The rules that can have something to tell of a record, found by what its claims say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Set

from sanctions_engine.engines.monitor.keys import How, Key, Variant, admits, keys_of
from sanctions_engine.models.claims import Claim
from sanctions_engine.models.text_forms import code_readings, is_code
from sanctions_engine.semantics.evidence import Series

KEPT = 1 << 16
"""So many values of a field are kept with the rules that they meet."""


NONE_MET: frozenset[str] = frozenset()


class _Field:
    """The rules of which the keys look at one field.

    Attributes:
        rules: Ids of all of them: what a record falls under that says nothing of the field.
        by_code: Of these, the rules that take the field for a code: what a text falls under that is none.
    """

    def __init__(self) -> None:
        self.rules: set[str] = set()
        self.by_code: set[str] = set()
        self._keys: dict[How, dict[str, set[str]]] = {how: {} for how in How}
        self._lengths: list[int] = []
        self._known: dict[str, Set[str]] = {}

    def enter(self, id: str, key: Key) -> None:
        """Enter a rule under a key."""
        self.rules.add(id)
        self._keys[key.how].setdefault(key.value, set()).add(id)
        if key.how is not How.IS:
            self.by_code.add(id)
        if key.how is How.BEGINS and len(key.value) not in self._lengths:
            self._lengths.append(len(key.value))

    def met(self, value: str) -> Set[str]:
        """Return the rules of which a text has a key; what was looked up before is at hand."""
        rules = self._known.get(value)
        if rules is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            found = self._looked_up(value)
            rules = found[0] if len(found) == 1 else NONE_MET.union(*found)
            self._known[value] = rules
        return rules

    def _looked_up(self, value: str) -> list[set[str]]:
        """Return the rules under each of `met_by(value)`; a code begins with as many texts as listed codes have lengths."""
        whole, begins, coarser = self._keys[How.IS].get(value), self._keys[How.BEGINS], self._keys[How.COARSER]
        found = [] if whole is None else [whole]
        if not self.by_code:
            return found
        if not is_code(value):
            return [*found, self.by_code]
        for code in code_readings(value):
            keys = [begins.get(code[:length]) for length in self._lengths if length <= len(code)]
            found += [rules for rules in (*keys, coarser.get(code)) if rules is not None]
        return found


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
        self.matches: Callable[[Claim], Set[str]] = self.met
        self._by_field: dict[str, _Field] = {}
        for id, found in rules.items():
            keys = None if found is None else _together(keys_of(one) for one in found)
            if keys is None:
                self.any.add(id)
            for key in keys or ():
                self._enter(id, key)

    def _enter(self, id: str, key: Key) -> None:
        self.keys.setdefault(key, set()).add(id)
        self._by_field.setdefault(key.field, _Field()).enter(id, key)

    def of(self, series: Series) -> Collection[str]:
        """Return the ids of the rules that can have something to tell of the record of a series."""
        found: Collection[str] = self.any
        for one in series.held:
            met = self.matches(one.claim)
            if met:
                found = {*found, *met}
        if not found:
            return ()  # most records
        claims = [one.claim for one in series.held]
        return {
            id for id in found if id not in self._variants or any(admits(one, claims) for one in self._variants[id])
        }

    def met(self, claim: Claim) -> Set[str]:
        """Return the ids of the rules of which a claim has a key, or may have."""
        found: Set[str] = NONE_MET
        fields = claim.fields
        for name, field in self._by_field.items():
            value = fields.get(name)
            met = field.met(value) if isinstance(value, str) else field.rules
            found = found | met if found else met
        return found


def _together(found: Iterable[frozenset[Key] | None]) -> frozenset[Key] | None:
    """Return all of the keys; None if one of the sets is missing."""
    keys: frozenset[Key] = frozenset()
    for one in found:
        if one is None:
            return None
        keys |= one
    return keys
