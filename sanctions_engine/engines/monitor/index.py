"""The hash index: which judgements read under which keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from sanctions_engine.engines.monitor.reads import Read, Reads
from sanctions_engine.semantics.evidence import Series, SeriesKey

_Fixed = dict[tuple[str, ...], dict[SeriesKey, set["Unit"]]]
"""Units by the identity fields that they fix, and by their values."""


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
        ({Unit(rule='ban', key=('x',))}, ())
        >>> index.put(Unit("ban", ("x",)), None)
        >>> index.exactly("Deal", ("x",)), len(index)
        ((), 0)
    """

    def __init__(self) -> None:
        self._exactly: dict[tuple[str, SeriesKey], set[Unit]] = {}
        self._fixed: dict[str, _Fixed] = {}
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

    def exactly(self, kind: str, key: SeriesKey) -> Collection[Unit]:
        """Return the units that read the series of just this key."""
        return self._exactly.get((kind, key), ())

    def joined(self, series: Series) -> Iterable[Collection[Unit]]:
        """Return the units that read the series with the values that a series gives for some identity fields."""
        fixed = self._fixed.get(series.kind.name)
        return () if fixed is None else self._with_the_values(series, fixed)

    def _with_the_values(self, series: Series, fixed: _Fixed) -> Iterator[Collection[Unit]]:
        identity = series.kind.identity
        for names, by_values in fixed.items():
            if names and not series.vague.intersection(names):
                yield by_values.get(tuple(series.key[identity.index(name)] for name in names), ())

    def whole(self, kind: str) -> Collection[Unit]:
        """Return the units that read every series of a kind."""
        fixed = self._fixed.get(kind)
        return () if fixed is None else fixed.get((), {}).get((), ())

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

    def completed(self, kind: str) -> Collection[Unit]:
        """Return the units that ask whether the list of a kind is complete."""
        return self._covered.get(kind, ())
