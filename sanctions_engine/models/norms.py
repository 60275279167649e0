"""What a paragraph demands: the vocabulary of norms, and the public description of one."""

from __future__ import annotations

from enum import StrEnum

from sanctions_engine.models.base import Model
from sanctions_engine.models.instruments import Citation


class Modality(StrEnum):
    """What kind of norm a rule is."""

    OBLIGATION = "obligation"
    PROHIBITION = "prohibition"
    EXEMPTION = "exemption"
    INDICATOR = "indicator"


class Binding(StrEnum):
    """Whether a norm binds (decides, requires) or asks (calls upon, requests)."""

    MANDATORY = "mandatory"
    HORTATORY = "hortatory"


class Burden(StrEnum):
    """Who has to show that an exception holds: with the bearer, an unknown counts as not shown."""

    BEARER = "bearer"
    AUTHORITY = "authority"


class LedgerWay(StrEnum):
    """What has become of a paragraph that is no rule of its own: a change of other rules, or none of it is evaluated."""

    CHANGE = "change"
    NONE = "none"


class RuleSeverity(StrEnum):
    """How grave a breach of the norm is, as its author sees it."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Norm(Model):
    """The description of one rule: who must do what, under which paragraph. What it means in detail stands in its rule file.

    Example:
        >>> Norm(id="x", modality="obligation", title="Report", citation=Citation(instrument="i")).binding.value
        'mandatory'
    """

    id: str
    modality: Modality
    title: str
    citation: Citation
    binding: Binding = Binding.MANDATORY
    severity: RuleSeverity = RuleSeverity.MEDIUM
    pack: str = ""
    note: str | None = None
