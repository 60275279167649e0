"""Names of rows that several tables have: an approval of `machinery` lets off who sends it and who buys it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sanctions_engine.diagnostics import Code, Problem
from sanctions_engine.facts.odd_texts import Field, OddTexts, TextsElsewhere
from sanctions_engine.findings.unknown_words import read_as_names
from sanctions_engine.language.rules import Pack
from sanctions_engine.models.claims import Claim


def shared_rows(
    packs: Iterable[Pack], claims: Iterable[Claim], elsewhere: TextsElsewhere | None = None
) -> Iterator[Problem]:
    """Yield a warning SE433 for each text that is to name a rule and is a row of several tables, at the first claim that has it.

    It names all of them. Whoever means one writes the table too. `elsewhere` gives the texts of claims that are not in memory.
    """
    packs = tuple(packs)
    fields = read_as_names(packs)
    tables: dict[str, set[str]] = {}
    for pack in packs:
        for id in pack.rules:
            table, _, row = id.partition("/")
            if row:
                tables.setdefault(row.casefold(), set()).add(table)
    shared = {row: sorted(those) for row, those in tables.items() if len(those) > 1}
    odd = OddTexts()

    def is_shared(_: Field, text: str) -> bool:
        return text.casefold() in shared

    for claim in claims:
        for kind, name in fields:
            text = claim.fields.get(name) if claim.fact == kind else None
            if isinstance(text, str) and is_shared((kind, name), text):
                odd.note(claim, name, text)
    for found in (*odd.found(), *(elsewhere(sorted(fields), is_shared) if elsewhere is not None else ())):
        those = [f"`{table}`" for table in shared[found.text.casefold()]]
        listed = f"{', '.join(those[:-1])} and {those[-1]}"
        help = f"if one of them is meant, name it: `{shared[found.text.casefold()][0]}/{found.text}`"
        yield found.problem(Code.SE433, f"`{found.text}` is a row of {listed}, and names all of them", help)
