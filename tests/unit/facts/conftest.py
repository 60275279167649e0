"""The fact kinds that the tests of dossiers claim."""

from collections.abc import Mapping

import pytest

from sanctions_engine.models.facts import Amount, Count, Day, Fact, Flag, Maybe, StateCode, Text
from sanctions_engine.models.kinds import STATE, FactKind


class WorkerPresence(Fact, dated="at", identity=("state", "nationality", "earning_income"), nature="status"):
    """Nationals of a State who are in another State."""

    state: StateCode
    nationality: StateCode
    earning_income: Flag
    count: Count
    at: Day


class TradeFlow(Fact, dated="date", identity=("id",), nature="event"):
    """One import or export."""

    id: Text
    importer: StateCode
    exporter: StateCode
    hs: Text
    date: Day
    quantity: Maybe[Amount] = None
    origin: Maybe[StateCode] = None
    contract_date: Maybe[Day] = None
    approved: Maybe[Flag] = None
    goods: Maybe[Text] = None


_FIELDS = {
    "id": {"kind": "text"},
    "day": {"kind": "date"},
    "quantity": {"kind": "decimal", "optional": True, "bounds": "0.."},
    "unit": {"kind": "text", "optional": True, "one_of": ("t", "kg", "item")},
    "tonnes": {
        "kind": "decimal",
        "optional": True,
        "bounds": "0..",
        "converts": {"amount": "quantity", "unit": "unit", "by": (("t", 1), ("kg", "1/1000"))},
    },
    "factor": {"kind": "decimal", "optional": True, "bounds": "0.."},
    "barrels": {
        "kind": "decimal",
        "optional": True,
        "bounds": "0..",
        "ratio": {"to": "tonnes", "within": "4..14", "stated_in": "factor"},
    },
    "landed": {"kind": "date", "optional": True, "not_before": "day"},
}
CARGO = FactKind.model_validate(
    {"name": "Cargo", "nature": "event", "dated": "day", "identity": ("id",), "fields": _FIELDS}
)


@pytest.fixture(scope="session")
def kinds() -> Mapping[str, FactKind]:
    """`WorkerPresence`, a status; `TradeFlow`, with optional fields of every type; `Cargo`, which converts and compares; the States."""
    return {"WorkerPresence": WorkerPresence.kind(), "TradeFlow": TradeFlow.kind(), "Cargo": CARGO, "State": STATE}
