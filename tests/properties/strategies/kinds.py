"""The invented world of the property tests: three fact kinds, and few values, so that they often meet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from sanctions_engine.models.kinds import FactKind, FieldKind, FieldType, Nature
from sanctions_engine.models.numbers import NumberRange

STATES: Final = ("RUS", "CHN")
TAGS: Final = ("a", "b")
IDS: Final = ("x", "y", "z", "w")
CODES: Final = ("27", "2701", "270112", "50")
SPEAKERS: Final = ("RUS", "press", "panel")
ADOPTED: Final = date(2019, 1, 1)
DAYS: Final = tuple(ADOPTED + timedelta(days=n) for n in (30, 31, 58, 59, 60, 89, 90, 91, 120, -1, 0, 424))
"""Month ends among them, and 29 February 2020; the first ones are those that tests shrink to."""

LATE: Final = (date(2019, 5, 2), date(2020, 3, 15))
"""Days after most of the others, on which most is known."""

_ABOVE_ZERO: Final = NumberRange(0, None)


def _field(kind: FieldKind, *, optional: bool = False, bounds: NumberRange | None = None) -> FieldType:
    return FieldType(kind=kind, optional=optional, bounds=bounds)


ACT: Final = FactKind(
    name="Act",
    title="Something that a State did; an absent tag is an identity of its own",
    nature=Nature.EVENT,
    dated="on",
    identity=("state", "tag"),
    fields={
        "state": _field(FieldKind.STATE),
        "tag": _field(FieldKind.TEXT, optional=True),
        "amount": _field(FieldKind.DECIMAL, optional=True, bounds=_ABOVE_ZERO),
        "change": _field(FieldKind.DECIMAL, optional=True),
        "done": _field(FieldKind.BOOL, optional=True),
        "until": _field(FieldKind.DATE, optional=True),
        "on": _field(FieldKind.DATE),
    },
)
STOCK: Final = FactKind(
    name="Stock",
    title="What a State holds; whether it is in use is part of the identity",
    nature=Nature.STATUS,
    dated="at",
    identity=("state", "active"),
    fields={
        "state": _field(FieldKind.STATE),
        "active": _field(FieldKind.BOOL),
        "count": _field(FieldKind.INT, bounds=_ABOVE_ZERO),
        "level": _field(FieldKind.DECIMAL, optional=True),
        "good": _field(FieldKind.BOOL, optional=True),
        "at": _field(FieldKind.DATE),
    },
)
DEAL: Final = FactKind(
    name="Deal",
    title="Goods that go to a State",
    nature=Nature.EVENT,
    dated="date",
    identity=("id",),
    fields={
        "id": _field(FieldKind.TEXT),
        "buyer": _field(FieldKind.STATE, optional=True),
        "hs": _field(FieldKind.TEXT, optional=True),
        "tonnes": _field(FieldKind.DECIMAL, optional=True, bounds=_ABOVE_ZERO),
        "approved": _field(FieldKind.BOOL, optional=True),
        "signed": _field(FieldKind.DATE, optional=True),
        "date": _field(FieldKind.DATE),
    },
)
VISIT: Final = FactKind(
    name="Visit",
    title="A visit; its day is part of what it is, so that an imprecise one leaves open which visit is meant",
    nature=Nature.EVENT,
    dated="day",
    identity=("state", "day"),
    fields={
        "state": _field(FieldKind.STATE),
        "host": _field(FieldKind.STATE, optional=True),
        "purpose": _field(FieldKind.TEXT, optional=True),
        "guests": _field(FieldKind.INT, optional=True, bounds=NumberRange(1, None)),
        "day": _field(FieldKind.DATE),
    },
)
ALL_KINDS: Final = (ACT, STOCK, DEAL)
"""The kinds that the laws of the semantics are tried on."""

KINDS: Final = {kind.name: kind for kind in (*ALL_KINDS, VISIT)}
"""Every kind: engines are compared on all of them."""

WORDS: Final = {
    ("Act", "tag"): TAGS,
    ("Deal", "id"): IDS,
    ("Deal", "hs"): CODES,
    ("Visit", "purpose"): ("aid", "Trade", "trade", "aid work"),
}
"""The texts that rules compare each text field with."""

DAMAGED: Final = ("270", "27O1", "5", "27011")
TOLD: Final = {**WORDS, ("Deal", "hs"): (*CODES, *CODES, "2702", "27011299", *DAMAGED)}
"""The texts that claims give: among codes also finer ones, and such as have lost a digit or got a letter."""
