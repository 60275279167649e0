"""Which rules speak of a word: for a reader who knows what a rule is about and not what it is called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sanctions_engine.findings.rulebook.kinds import Reads, reads_of
from sanctions_engine.language.rules import Rule
from sanctions_engine.semantics.law import Law

_PART_OF_A_NAME = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SHORTEST = 4


def rules_mentioning(law: Law, asked: str) -> tuple[str, ...]:
    """Return the ids of the rules whose id, title, note, table row, exceptions, readings or fact kinds have a word.

    Letters count alike in upper and lower case; a word counts as a part of another one (`textile` in `textiles`), and a plural
    as its singular (`workers` in `WorkerPresence`). Of several words the rules that have the most come first; of these the ones
    that have them in their own text, in the order of the files.

    Example:
        >>> from sanctions_engine import load_pack
        >>> law = Law([load_pack("us/reporting")])
        >>> rules_mentioning(law, "Rejected"), rules_mentioning(law, "seafood")
        (('ofac-reject-report',), ())
    """
    stems = [_stem(word) for word in dict.fromkeys(asked.casefold().split())]
    reads = reads_of(law)
    found = []
    for id, rule in law.rules.items():
        said = [one.casefold() for one in _said(rule)]
        names = [part.casefold() for name in _kinds(id, reads) for part in _PART_OF_A_NAME.findall(name)]
        own = {stem for stem in stems if any(stem in one for one in said)}
        both = own | {stem for stem in stems if any(part.startswith(stem) for part in names)}
        if both:
            found.append((-len(both), -len(own), id))
    return tuple(id for *_, id in sorted(found, key=lambda one: one[:2]))


def words_of(law: Law) -> frozenset[str]:
    """Return the longer words of ids and titles, in lower case: what a misspelt word may mean."""
    texts = (f"{rule.id} {rule.norm.title}".casefold() for rule in law.rules.values())
    return frozenset(word for text in texts for word in re.findall(r"[a-z]+", text) if len(word) >= _SHORTEST)


def _stem(word: str) -> str:
    """Return a word without the ending of a plural."""
    if len(word) <= _SHORTEST or word.endswith("ss"):
        return word
    return word[:-1] if word.endswith("s") else word


def _kinds(id: str, reads: Reads) -> Iterator[str]:
    yield from (kind for rules in (reads.judged, reads.looked_at) for kind, ids in rules.items() if id in ids)


def _said(rule: Rule) -> Iterator[str]:
    yield rule.id
    yield rule.norm.title
    yield rule.norm.note or ""
    yield from (cell for cell in rule.row.values() if isinstance(cell, str))
    for exception in rule.exceptions:
        yield from (exception.title or "", *exception.grounds)
    for reading in rule.readings:
        yield from (reading.title or "", *reading.grounds)
    yield from rule.grounds
