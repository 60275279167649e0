"""Ids of claims: from their content, so that the order of a dossier does not matter."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from sanctions_engine.findings.wording import field_in_words
from sanctions_engine.models.claims import Claim, Coverage, Source, field_to_json
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.findings import ClaimUse, CompleteList
from sanctions_engine.models.kinds import FactKind

DIGITS = 16
"""Of fewer, two among many claims would soon be alike, and a proof would name one for the other."""


def claim_id(claim: Claim) -> str:
    """Return 16 hexadecimal digits of the digest of a claim's content; its place in a file does not count.

    Example:
        >>> one = Claim(fact="X", fields={"a": "b"}, by="RUS", source="s", known="2020")
        >>> claim_id(one) == claim_id(one.model_copy(update={"place": None}))
        True
    """
    content = [
        claim.fact,
        sorted((name, type(value).__name__, field_to_json(value)) for name, value in claim.fields.items()),
        claim.by,
        claim.source,
        str(claim.known),
        claim.grade,
        claim.denied,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:DIGITS]


class ClaimBook:
    """Turns claims into what proofs name them by."""

    def __init__(self, kinds: Mapping[str, FactKind], sources: Mapping[str, Source]) -> None:
        self.kinds = kinds
        self.sources = sources

    def use(self, claim: Claim) -> ClaimUse:
        """Return a claim as a proof names it."""
        kind = self.kinds[claim.fact]
        order = [name for name in kind.fields if name in claim.fields]
        says = ", ".join(f"{name} {field_in_words(claim.fields[name])}" for name in order)
        source = self.sources.get(claim.source)
        at = claim.fields.get(kind.dated or "")
        return ClaimUse(
            id=claim_id(claim),
            fact=claim.fact,
            says=f"denied: {says}" if claim.denied else says,
            by=claim.by,
            source=claim.source,
            known=claim.known,
            at=at if isinstance(at, DateRange) else None,
            grade=claim.grade,
            invented=source.invented if source else False,
        )

    def complete(self, declared: Coverage) -> CompleteList:
        """Return a declaration that a list is complete as a finding names it."""
        told = [f"{name} {field_in_words(value)}" for name, value in sorted(declared.fields.items())]
        told += [f"from {declared.start}"] if declared.start else []
        told += [f"to {declared.end}"] if declared.end else []
        source = self.sources.get(declared.source)
        return CompleteList(
            kind=declared.fact,
            says=", ".join(told),
            source=declared.source,
            known=declared.known,
            invented=source.invented if source else False,
        )
