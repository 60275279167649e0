"""States in claims that did not exist yet on the day that the claim tells of."""

from __future__ import annotations

from collections.abc import Mapping

from sanctions_engine.diagnostics import Code
from sanctions_engine.facts.rows import Fault
from sanctions_engine.models.claims import FieldValue
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind, FieldKind
from sanctions_engine.models.states import new_states


def states_to_come(kind: FactKind, fields: Mapping[str, FieldValue]) -> list[Fault]:
    """Return a fault for each State of a claim that came into being after the last day that the fact can have.

    No law binds a State that does not exist, so such a claim is an error and not a breach: it has another day, or the code of a
    successor stands for the State that the territory belonged to.

    Example:
        >>> from sanctions_engine.models.kinds import FactKind, FieldType
        >>> kind = FactKind(name="Flow", nature="event", dated="date", identity=("id",), fields={
        ...     "id": FieldType(kind="text"), "importer": FieldType(kind="state"), "date": FieldType(kind="date")})
        >>> [fault.message for fault in states_to_come(kind, {"importer": "SSD", "date": DateRange.parse("2011-07-08")})]
        ['`importer`: South Sudan did not exist yet on 2011-07-08']
        >>> states_to_come(kind, {"importer": "SSD", "date": DateRange.parse("2011-07")})
        []
    """
    day = fields.get(kind.dated or "")
    last = day.high if isinstance(day, DateRange) else None
    if last is None:
        return []
    found = []
    for name, value in fields.items():
        state = new_states().get(value) if isinstance(value, str) else None
        if state is None or state.exists_since is None or last >= state.exists_since:
            continue
        if kind.fields[name].kind is FieldKind.STATE:
            message = f"`{name}`: {state.name} did not exist yet on {day}"
            help = f"it exists since {state.exists_since}; name the State that the territory belonged to on that day"
            found.append(Fault(Code.SE422, message, name, help))
    return found
