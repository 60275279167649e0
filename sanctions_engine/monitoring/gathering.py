"""What is left of many steps: all that was fed and not withdrawn, and the last day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sanctions_engine.models.claims import Assessment, Claim, Coverage, Dossier, Plea, Rejected, Source
from sanctions_engine.monitoring.arriving import Item
from sanctions_engine.monitoring.held_claims import content
from sanctions_engine.monitoring.steps import Advance, Feed, Step


def gathered(steps: Iterable[Step], start: date) -> tuple[Dossier, date]:
    """Return the dossier and the day that steps come to; nothing is judged on the way.

    Args:
        steps: The steps, in order.
        start: The day before them.
    """
    kept: dict[tuple[type[Item], object], list[Item]] = {}
    day = start
    for step in steps:
        if isinstance(step, Advance):
            day = step.to
        elif isinstance(step, Feed):
            for one in step.items:
                same = kept.setdefault(_key(one), [])
                if isinstance(one, Source):
                    same.clear()
                same.append(one)
        else:
            for one in step.items:
                kept.pop(_key(one), None)
    items = [one for same in kept.values() for one in same]
    dossier = Dossier(
        sources={one.id: one for one in items if isinstance(one, Source)},
        claims=tuple(one for one in items if isinstance(one, Claim)),
        pleas=tuple(one for one in items if isinstance(one, Plea)),
        assessments=tuple(one for one in items if isinstance(one, Assessment)),
        coverage=tuple(one for one in items if isinstance(one, Coverage)),
        rejected=tuple(one for one in items if isinstance(one, Rejected)),
    )
    return dossier, day


def _key(one: Item) -> tuple[type[Item], object]:
    """Return what an item is known by: of a claim its content, of a source its id."""
    if isinstance(one, Claim):
        return Claim, content(one)
    return type(one), one.id if isinstance(one, Source) else one.model_dump_json()
