"""What can be done with a monitor, as data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sanctions_engine.monitoring.arriving import Item
from sanctions_engine.monitoring.item_texts import item_from_json, item_to_json, written


@dataclass(slots=True)  # never changed, like the others; there is one for each claim
class Feed:
    """Items come in, all at once."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Items are taken back."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Advance:
    """Days pass up to one."""

    to: date


Step = Feed | Withdraw | Advance


def step_to_text(step: Step) -> str:
    """Return a step as one line of JSON.

    Example:
        >>> step_to_text(Advance(date(2020, 1, 24)))
        '{"advance":"2020-01-24"}'
    """
    if isinstance(step, Advance):
        return written({"advance": step.to.isoformat()})
    name = "feed" if isinstance(step, Feed) else "withdraw"
    return written({name: [item_to_json(one) for one in step.items]})


def step_from_text(text: str) -> Step:
    """Return the step that a line tells of.

    Example:
        >>> step_from_text('{"advance": "2020-01-24"}')
        Advance(to=datetime.date(2020, 1, 24))
    """
    ((name, told),) = json.loads(text).items()
    if name == "advance":
        return Advance(date.fromisoformat(told))
    items = tuple([item_from_json(one) for one in told])
    return Feed(items) if name == "feed" else Withdraw(items)
