"""The hash index: which judgements read under which keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from sanctions_engine.engines.monitor.reads import Read, Reads
from sanctions_engine.semantics.evidence import Series, SeriesKey


class Unit(NamedTuple):
    """What is judged as one: a rule for a State or a record with all its periods, or a rule for all its groups.

    Attributes:
        rule: Id of the rule.
        key: The State's code, or the key of the record's series; None for the groups.
    """

    rule: str
    key: SeriesKey | None


class Index:
    """Units by what they read.

    Example:
        >>> index = Index()
        >>> index.put(Unit("ban", ("x",)), Reads({Read("Deal", (), ("x",), exactly=True)}, {"Deal"}))
        >>> index.exactly("Deal", ("x",)), index.exactly("Deal", ("y",))
        ({Unit(rule='ban', key=('x',))}, set())
        >>> index.put(Unit("ban", ("x",)), None)
        >>> index.exactly("Deal", ("x",)), len(index)
        (set(), 0)
    """

    def __init__(self) -> None:
        self._exactly: dict[tuple[str, SeriesKey], set[Unit]] = {}
        self._fixed: dict[str, dict[tuple[str, ...], dict[SeriesKey, set[Unit]]]] = {}
        self._covered: dict[str, set[Unit]] = {}
        self._reads: dict[Unit, Reads] = {}

    def __len__(self) -> int:
        return len(self._reads)

    def __contains__(self, unit: Unit) -> bool:
        return unit in self._reads

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._reads)

    def put(self, unit: Unit, reads: Reads | None) -> None:
        """Enter what a unit reads in place of what it read before; None takes it out."""
        before = self._reads.pop(unit, None) or Reads()
        after = reads or Reads()
        for one in before.series - after.series:
            self._leave(one, unit)
        for one in after.series - before.series:
            self._place(one).add(unit)
        for kind in before.covered - after.covered:
            self._covered[kind].discard(unit)
        for kind in after.covered - before.covered:
            self._covered.setdefault(kind, set()).add(unit)
        if reads is not None:
            self._reads[unit] = reads

    def _place(self, read: Read) -> set[Unit]:
        if read.exactly:
            return self._exactly.setdefault((read.kind, read.values), set())
        return self._fixed.setdefault(read.kind, {}).setdefault(read.names, {}).setdefault(read.values, set())

    def _leave(self, read: Read, unit: Unit) -> None:
        """Take a unit out of one place; a place that nobody reads any more is given up, for keys come and go by the million."""
        place = self._place(read)
        place.discard(unit)
        if not place and read.exactly:
            del self._exactly[read.kind, read.values]
        elif not place:
            del self._fixed[read.kind][read.names][read.values]

    def exactly(self, kind: str, key: SeriesKey) -> set[Unit]:
        """Return the units that read the series of just this key."""
        return self._exactly.get((kind, key), set())

    def joined(self, series: Series) -> Iterator[set[Unit]]:
        """Yield the units that read the series with the values that a series gives for some identity fields."""
        identity = series.kind.identity
        for names, by_values in self._fixed.get(series.kind.name, {}).items():
            if names and not series.vague.intersection(names):
                yield by_values.get(tuple(series.key[identity.index(name)] for name in names), set())

    def whole(self, kind: str) -> set[Unit]:
        """Return the units that read every series of a kind."""
        return self._fixed.get(kind, {}).get((), {}).get((), set())

    def doubtful(self, series: Series) -> Iterator[set[Unit]]:
        """Yield the units that fix an identity field that a series leaves open, if it can have the other values."""
        said = dict(zip(series.kind.identity, series.key, strict=True))
        for names, by_values in self._fixed.get(series.kind.name, {}).items():
            if not series.vague.intersection(names):
                continue
            for values, units in by_values.items():
                fits = (name in series.vague or said[name] == value for name, value in zip(names, values, strict=True))
                if all(fits):
                    yield units

    def completed(self, kinds: Collection[str]) -> Iterable[set[Unit]]:
        """Return the units that ask whether the list of one of some kinds is complete."""
        return [self._covered.get(kind, set()) for kind in kinds]
