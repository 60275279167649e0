"""Two changes that cannot both hold on one day: both are shown."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Set
from dataclasses import dataclass

from sanctions_engine.diagnostics import Code, Label, Problems
from sanctions_engine.language.rulefiles.changes_from_document import AMEND, REPEAL, DraftChange

_BY_NAME = ("let", "parameters")


@dataclass(frozen=True, slots=True)
class Effect:
    """What decides whether changes conflict.

    Attributes:
        draft: The change.
        targets: Ids of the rules.
        scenario: The instrument, if it is not adopted: what it changes is compared with itself alone.
        when: Its first day, or what stands for it while the adoption day is not known.
    """

    draft: DraftChange
    targets: tuple[str, ...]
    scenario: str
    when: Hashable


def note_conflicts(effects: Iterable[Effect], own: Set[int], problems: Problems) -> None:
    """Note SE303 for each two changes that take effect on one day and set one key of one rule, or of which one repeals it.

    Args:
        effects: All changes.
        own: The `id()` of the drafts of this pack; two changes of other packs are told with those packs.
        problems: Gets SE303, once for each two changes.
    """
    meeting: dict[tuple[str, str, Hashable], list[DraftChange]] = {}
    for effect in effects:
        for target in effect.targets:
            meeting.setdefault((target, effect.scenario, effect.when), []).append(effect.draft)
    told: set[tuple[int, int]] = set()
    for (rule, _, when), drafts in meeting.items():
        for index, later in enumerate(drafts):
            for earlier in drafts[:index]:
                pair = (id(earlier), id(later))
                if pair not in told and not own.isdisjoint(pair):
                    told.add(pair)
                    _note(rule, when, earlier, later, problems)


def _note(rule: str, when: Hashable, earlier: DraftChange, later: DraftChange, problems: Problems) -> None:
    on = f"on {when}" if hasattr(when, "isoformat") else "from its adoption"
    help = "give them different days with `from`, or make one change of them"
    if {earlier.action, later.action} == {AMEND, REPEAL}:
        message = f"rule `{rule}` is amended and repealed {on}"
        also = [Label(earlier.place, "and here")]
        problems.add(Code.SE303, message, later.place, "here", also=also, help=help, offending=rule)
    if earlier.overrides is None or later.overrides is None:
        return
    for key in earlier.overrides.keys:
        if key in later.overrides.keys and _meet(key, earlier, later):
            message = f"two amendments set `{key}` of rule `{rule}` {on}"
            also = [Label(earlier.overrides.key_span(key), "and here")]
            span = later.overrides.key_span(key)
            problems.add(Code.SE303, message, span, "here", also=also, help=help, offending=key)


def _meet(key: str, earlier: DraftChange, later: DraftChange) -> bool:
    if key not in _BY_NAME:
        return True
    names = [set(getattr(draft.overrides, key)) for draft in (earlier, later)]
    return not names[0].isdisjoint(names[1])
