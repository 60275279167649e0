"""Findings as they were last told, held small: a monitor holds one for each record that breaks a ban."""

from __future__ import annotations

import zlib
from hashlib import blake2b

from pydantic_core import PydanticSerializationError

from sanctions_engine.models.findings import Finding
from sanctions_engine.monitoring.essence import Essence

Packed = bytes | Finding
"""A finding as JSON, packed; itself where no JSON can hold it."""
_QUICK = 1


class KeptFindings:
    """Packs findings and unpacks them; what those of one rule share, which is most of the proof, is held once.

    As objects a finding takes thirty kilobytes, as JSON four, and packed against the first one of its rule some hundred bytes.
    """

    def __init__(self) -> None:
        self._shared: dict[str, bytes] = {}

    def packed(self, finding: Finding) -> Packed:
        """Return a finding as it is held."""
        try:
            told = finding.model_dump_json().encode()
        except PydanticSerializationError:  # half of a surrogate pair, which no JSON of pydantic has
            return finding
        packing = zlib.compressobj(_QUICK, zdict=self._shared.setdefault(finding.rule, told))
        return packing.compress(told) + packing.flush()

    def finding(self, rule: str, packed: Packed) -> Finding:
        """Return a finding on a rule as it was before it was packed."""
        if isinstance(packed, Finding):
            return packed
        return Finding.model_validate_json(zlib.decompressobj(zdict=self._shared[rule]).decompress(packed))


def digest_of(essence: Essence) -> bytes:
    """Return by what an essence is known from another: 16 bytes rather than a tree of texts."""
    return blake2b(repr(essence).encode("utf-8", "surrogatepass"), digest_size=16).digest()
