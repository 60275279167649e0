"""The law over time: what begins, changes and ends on which day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sanctions_engine.models.base import Model
from sanctions_engine.models.findings import PackRef
from sanctions_engine.models.instruments import Citation
from sanctions_engine.models.norms import Modality


class LawStep(StrEnum):
    """What happens to a rule on a day.

    Example:
        >>> [step.value for step in LawStep]
        ['begins', 'amended', 'no longer amended', 'new value', 'suspended', 'resumes', 'repealed', 'ends']
    """

    BEGINS = "begins"
    AMENDED = "amended"
    AMENDMENT_LAPSED = "no longer amended"
    NEW_VALUE = "new value"
    SUSPENDED = "suspended"
    RESUMES = "resumes"
    REPEALED = "repealed"
    ENDS = "ends"


class LawChange(Model):
    """One thing that happens to one rule on one day.

    Attributes:
        day: The first day of the new state of the law.
        step: What happens.
        rule: Id of the rule.
        modality: What kind of norm it is.
        title: What the rule demands, in the text that begins or has just ended.
        what: What the change says of itself, or where a new value comes from; None where nothing is said.
        by: What brings it about: the rule's own citation where it begins, that of the change otherwise; None where the rule
            says itself that it ends.
        fields: Which parts of the rule an amendment replaces, or the parameter that has a new value.
        value: The new value of a parameter, in words.
        assumed: Whether a scenario brings it about and no law does.
    """

    day: date
    step: LawStep
    rule: str
    modality: Modality
    title: str
    what: str | None = None
    by: Citation | None
    fields: tuple[str, ...] = ()
    value: str | None = None
    assumed: bool = False


class LawHistory(Model):
    """What changed when in the law of some packs.

    Attributes:
        packs: The packs.
        assumed: Drafts that were taken as adopted, with the day.
        since: The first day looked at; None for the beginning.
        until: The last day looked at; None for no end.
        changes: In order of day, step and rule.
    """

    packs: tuple[PackRef, ...]
    assumed: dict[str, date]
    since: date | None
    until: date | None
    changes: tuple[LawChange, ...]
