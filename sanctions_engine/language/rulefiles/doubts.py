"""Names whose declaration has mistakes of its own: whoever uses one is not told that it is unknown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sanctions_engine.language.yaml.yaml_document import Document


@dataclass(frozen=True, slots=True)
class Doubts:
    """The names in doubt.

    Attributes:
        names: Names that are declared, and badly.
        any_name: Whether the file with the declarations cannot be read at all, so that any name may stand in it.

    Example:
        >>> "Flow" in Doubts(frozenset({"Flow"}), any_name=False), "Flow" in Doubts(frozenset(), any_name=True)
        (True, True)
    """

    names: frozenset[str] = frozenset()
    any_name: bool = False

    def __contains__(self, name: object) -> bool:
        return self.any_name or name in self.names


NO_DOUBTS = Doubts()


@dataclass(frozen=True, slots=True)
class Unread:
    """What of a pack, and of those that it requires, could not be read: checks that rest on it say nothing.

    Attributes:
        rules: Ids of rules with mistakes of their own.
        any_rule: Whether there are rules whose ids are not known.
        any_change: Whether there are changes that could not be read, so that later ones may build on them.
        kinds: Fact kinds in doubt.
        instruments: Instruments in doubt.
    """

    rules: frozenset[str] = frozenset()
    any_rule: bool = False
    any_change: bool = False
    kinds: Doubts = NO_DOUBTS
    instruments: Doubts = NO_DOUBTS


def joined(doubts: Iterable[Doubts], known: Collection[str]) -> Doubts:
    """Return the doubts of several packs as one; a name that is known in the end is in doubt no longer.

    Example:
        >>> joined([NO_DOUBTS, Doubts(frozenset({"Flow", "Report"}))], ["Report"]).names
        frozenset({'Flow'})
    """
    doubts = tuple(doubts)
    names = frozenset[str]().union(*(one.names for one in doubts)) - frozenset(known)
    any_name = any(one.any_name for one in doubts)
    return Doubts(names, any_name) if names or any_name else NO_DOUBTS


def doubts_of(document: Document | None, key: str, read: Collection[str]) -> Doubts:
    """Return the names in doubt of a file of declarations that is there.

    Args:
        document: The file; None if it could not be read.
        key: The key under which the declarations stand.
        read: The names that were read without mistakes.
    """
    declared = document.data.get(key) if document and isinstance(document.data, Mapping) else None
    if not isinstance(declared, Mapping):
        return Doubts(any_name=True)
    names = frozenset(declared) - frozenset(read)
    return Doubts(names) if names else NO_DOUBTS
