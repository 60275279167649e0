"""Which records rest on sources that say that they were made up."""

from __future__ import annotations

from sanctions_engine.models.outcomes import Subject
from sanctions_engine.semantics.evidence import Evidence


class MadeUp:
    """Tells whether a subject is a record that some source made up."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._sources = frozenset(id for id, one in evidence.dossier.sources.items() if one.invented)
        self._keys: dict[str, frozenset[tuple[str, ...]]] = {}

    def is_about(self, subject: Subject) -> bool:
        """Whether a subject is such a record; a State and a group are none."""
        if not self._sources or subject.group or subject.kind == "State":
            return False
        keys = self._keys.get(subject.kind)
        if keys is None:
            series = self._evidence.series(subject.kind)
            keys = frozenset(one.key for one in series if any(held.claim.source in self._sources for held in one.held))
            self._keys[subject.kind] = keys
        return subject.key in keys
