"""Evidence that grows claim by claim, and notes what is read of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sanctions_engine.engines.monitor.reads import Read, Reads
from sanctions_engine.models.claims import Claim, Coverage, Dossier
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.semantics.evidence import Evidence, Series, SeriesKey, key_of


class GrowingEvidence(Evidence):
    """Claims in their series, to which others are added and from which they are taken.

    Attributes:
        dossier: All but the claims: sources, pleas, assessments, coverage, rows that were set aside.
        reads: Where to note what is read; None to note nothing.
    """

    def __init__(self, kinds: Mapping[str, FactKind]) -> None:
        super().__init__(Dossier(), kinds)
        self.reads: Reads | None = None

    def place(self, claim: Claim) -> Series | None:
        """Put a claim into its series and return that; None for a kind that no rule reads."""
        return self._place(claim)

    def _opened(self, kind: FactKind, key: SeriesKey, claim: Claim) -> Series:
        series = super()._opened(kind, key, claim)
        if not series.vague:
            for values, index in self._indexed(series):
                index.setdefault(values, []).append(series)
        return series

    def take(self, claim: Claim) -> Series | None:
        """Take a claim out of its series, each copy of it, and return the series as it is left; None if it was not there."""
        kind = self.kinds.get(claim.fact)
        series = None if kind is None else self._series.get(kind.name, {}).get(key_of(kind, claim))
        if kind is None or series is None:
            return None
        series.held = [one for one in series.held if one.claim != claim]
        if not series.held:
            del self._series[kind.name][series.key]
            if series.vague:
                self._vague[kind.name].remove(series)
            else:
                for values, index in self._indexed(series):
                    index[values].remove(series)
        return series

    def replace(self, **parts: Any) -> None:
        """Replace parts of the dossier that are no claims: `sources`, `pleas`, `assessments`, `coverage`, `rejected`."""
        self.dossier = self.dossier.model_copy(update=parts)
        for name in ("coverage", "suspended"):  # what was worked out from them
            self.__dict__.pop(name, None)

    def reading(self, source: str) -> list[Series]:
        """Return the series of which some claim was read in a source."""
        every = (series for by_key in self._series.values() for series in by_key.values())
        return [series for series in every if any(one.claim.source == source for one in series.held)]

    def _indexed(self, series: Series) -> Iterable[tuple[SeriesKey, dict[SeriesKey, list[Series]]]]:
        """Yield each index of a kind with the values under which a series stands in it."""
        for (kind, names), index in self._indexes.items():
            if kind == series.kind.name:
                yield tuple(series.key[series.kind.identity.index(name)] for name in names), index

    # what is read ----------------------------------------------------------------------------------------------------

    def series(self, kind: str, fixed: Mapping[str, str] | None = None) -> Iterable[Series]:
        """Return the series of a kind whose identity fields can have the fixed values: equal to them, absent or imprecise."""
        if self.reads is not None:
            given = fixed or {}
            names = tuple(name for name in self.kinds[kind].identity if name in given)
            self.reads.series.add(Read(kind, names, tuple(given[name] for name in names)))
        return super().series(kind, fixed)

    def at(self, kind: str, key: SeriesKey) -> Series | None:
        """Return the series of a kind that has a key; None if nobody claims anything in it."""
        if self.reads is not None:
            self.reads.series.add(Read(kind, (), key, exactly=True))
        return super().at(kind, key)

    def covering(self, kind: str) -> list[Coverage]:
        """Return the declarations of completeness of a kind that count."""
        if self.reads is not None:
            self.reads.covered.add(kind)
        return super().covering(kind)
