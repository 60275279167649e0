"""Which rules speak of a word: for a reader who knows what a rule is about and not what it is called."""

from __future__ import annotations

from collections.abc import Iterator

from sanctions_engine.language.rules import Rule
from sanctions_engine.semantics.law import Law


def rules_mentioning(law: Law, word: str) -> tuple[str, ...]:
    """Return the ids of the rules whose id, title, table row, exceptions or readings have a word, in the order of the files.

    Letters count alike in upper and lower case; a word counts as a part of another one (`textile` in `textiles`).

    Example:
        >>> from sanctions_engine import load_pack
        >>> law = Law([load_pack("us/reporting")])
        >>> rules_mentioning(law, "Rejected"), rules_mentioning(law, "seafood")
        (('ofac-reject-report',), ())
    """
    asked = " ".join(word.casefold().split())
    return tuple(id for id, rule in law.rules.items() if asked and any(asked in one.casefold() for one in _said(rule)))


def _said(rule: Rule) -> Iterator[str]:
    yield rule.id
    yield rule.norm.title
    yield from (cell for cell in rule.row.values() if isinstance(cell, str))
    for exception in rule.exceptions:
        yield from (exception.title or "", *exception.grounds)
    for reading in rule.readings:
        yield from (reading.title or "", *reading.grounds)
    yield from rule.grounds
