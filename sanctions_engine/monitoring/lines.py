"""Lines of JSON as steps of a monitor: claims as a dossier writes them, what else a dossier holds, withdrawals and days."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from pydantic import ValidationError

from sanctions_engine.diagnostics import Code
from sanctions_engine.facts.claim_rows import ClaimReader
from sanctions_engine.facts.documents import SourceShape
from sanctions_engine.facts.json_lines import read_json_lines
from sanctions_engine.facts.other_rows import OtherRows
from sanctions_engine.facts.rows import Fault, Quarantine, Row, Wording, faults_of, unknown
from sanctions_engine.models.claims import Rejected, Source
from sanctions_engine.models.dates import parse_day
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.monitoring.arriving import Item
from sanctions_engine.monitoring.steps import Advance, Feed, Step, Withdraw

IS = "is"
"""The key that says what a line is; a claim needs none. No field of a fact can have this name."""

Reading = tuple[int, Step]
"""The number of a line, and what it says to do."""


class LineReader:
    """Reads lines; one that cannot be read becomes a row that was set aside, and to take note of that is a step too."""

    def __init__(
        self, kinds: Mapping[str, FactKind], rules: Collection[str], sources: Mapping[str, Source], file: str
    ) -> None:
        """Take what there is to be named.

        Args:
            kinds: The fact kinds.
            rules: The ids of the rules.
            sources: The sources that are known at the start; a line that is a source adds to them.
            file: The name of the input in messages.
        """
        self.file = file
        self._sources = dict(sources)
        self._claims = ClaimReader(kinds, self._sources)
        self._others = OtherRows(self._claims, rules)
        self._sorts: dict[str, Callable[[Row], Step | list[Fault]]] = {
            "claim": lambda row: _fed(self._claims.read(row, row.values.get("fact"))),
            "withdrawal": self._withdrawal,
            "source": self._source,
            "coverage": lambda row: _fed(self._others.coverage(row)),
            "plea": lambda row: _fed(self._others.plea(row)),
            "assessment": lambda row: _fed(self._others.assessment(row)),
            "day": _day,
        }

    def read(self, lines: Iterable[str], first: int = 1) -> Iterator[Reading]:
        """Yield what lines say to do, blank ones passed over.

        Args:
            lines: The lines.
            first: The number of the first of them.
        """
        for reading in read_json_lines(lines, self.file, first):
            row, faults = reading if isinstance(reading, tuple) else (reading, None)
            step = self._step(row) if faults is None else faults
            yield row.place.line, Feed((_set_aside(row, step),)) if isinstance(step, list) else step

    def refused(self, line: int, raw: str, why: str) -> Rejected:
        """Return the row that tells of a line which cannot be done, though it can be read."""
        return Rejected(file=self.file, line=line, field=IS, code=Code.SE405.name, reason=why, raw=raw.strip())

    def _step(self, row: Row) -> Step | list[Fault]:
        sort = row.values.pop(IS, "claim")
        read = self._sorts.get(sort) if isinstance(sort, str) else None
        if read is None:
            return [unknown(Code.SE405, "a line is no", str(sort), self._sorts, IS)]
        return read(row)

    def _withdrawal(self, row: Row) -> Step | list[Fault]:
        found = self._claims.read(row, row.values.get("fact"))
        return found if isinstance(found, list) else Withdraw((found,))

    def _source(self, row: Row) -> Step | list[Fault]:
        given = dict(row.values)
        id = given.pop("id", None)
        if not isinstance(id, str) or not id.strip():
            return [Fault(Code.SE102, "missing key `id` of a source", "id", "say by which name claims call it")]
        try:
            shape = SourceShape.model_validate(given)
        except ValidationError as error:
            keys = ("id", *SourceShape.model_fields)
            return faults_of(error, Wording("a source", keys, Code.SE101, Code.SE102, Code.SE103))
        source = Source(id=id, **dict(shape))
        self._sources[id] = source
        return Feed((source,))


def _fed(found: Item | list[Fault]) -> Step | list[Fault]:
    return found if isinstance(found, list) else Feed((found,))


def _day(row: Row) -> Step | list[Fault]:
    """Read that days pass: `{"is": "day", "to": "2020-01-24"}`."""
    to = row.values.get("to")
    try:
        return Advance(parse_day(to if isinstance(to, str) else ""))
    except ValueError as error:
        return [Fault(Code.SE405, str(error), "to", 'write `{"is": "day", "to": "2020-01-24"}`')]


def _set_aside(row: Row, faults: list[Fault]) -> Rejected:
    """Return a line that was set aside; one that may have been a claim of any kind says so by an empty one."""
    aside = Quarantine()
    aside.add(row, faults)
    (one,) = aside.rejected
    is_claim = row.values.keys() <= {IS} or "fact" in row.values
    fact = row.values.get("fact")
    return one.model_copy(update={"fact": (fact if isinstance(fact, str) else "") if is_claim else None})
