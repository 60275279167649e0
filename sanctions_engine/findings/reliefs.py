"""Exemptions that take single records out of a group: which, which records, and on whose word."""

from __future__ import annotations

from dataclasses import dataclass, field

from sanctions_engine.semantics.groups import Group, Member
from sanctions_engine.semantics.judgement import Considered


@dataclass(slots=True)
class Relief:
    """What one exemption does to the records of a group.

    Attributes:
        exemption: The exemption, as it was considered for one of them.
        out: Records that it takes out.
        doubtful: Records that it may take out.
        unshown: Records that stay in, for the bearer does not show that it holds.
    """

    exemption: Considered
    out: list[tuple[Member, Considered]] = field(default_factory=list)
    doubtful: list[tuple[Member, Considered]] = field(default_factory=list)
    unshown: list[tuple[Member, Considered]] = field(default_factory=list)

    @property
    def holds(self) -> str:
        """Whether it holds of any record: `true`, `unknown` or `false`."""
        return "true" if self.out else "unknown" if self.doubtful or self.unshown else "false"

    @property
    def told(self) -> str:
        """How many records it takes out, or may."""
        parts = [f"takes {_records(len(self.out))} out of the group"] if self.out else []
        parts += [f"may take {_records(len(self.doubtful))} out"] if self.doubtful else []
        parts += (
            [f"is not shown for {_records(len(self.unshown))}, which the bearer would have to"] if self.unshown else []
        )
        return "; ".join(parts) or "takes no record out of the group"


def reliefs(group: Group) -> list[Relief]:
    """Return what exemptions do to the records of a group, in order of the exemptions' ids."""
    found: dict[str, Relief] = {}
    members = [*group.out, *group.of]
    for member in sorted(members, key=lambda one: (str(one.record.date.low), one.record.key)):
        for one in member.relief:
            relief = found.setdefault(one.id, Relief(one))
            if one.counts.is_true:
                relief.out.append((member, one))
            elif one.counts.is_unknown:
                relief.doubtful.append((member, one))
            elif one.holds.is_unknown:
                relief.unshown.append((member, one))
    return [found[id] for id in sorted(found)]


def _records(number: int) -> str:
    return "1 record" if number == 1 else f"{number:,} records"
