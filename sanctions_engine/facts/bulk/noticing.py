"""What is noticed of claims in tables, as of claims in memory: the same warnings, asked of columns.

Texts are looked at once each, and claims beside each other only where a column shows that something may be noticed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from sanctions_engine.diagnostics import Problem
from sanctions_engine.facts.alike_names import alike
from sanctions_engine.facts.bulk.claim_tables import ABSENT, ClaimColumn, ClaimTable, ClaimTables, quoted
from sanctions_engine.facts.bulk.claims_back import claims_of
from sanctions_engine.facts.bulk.series import stored_names
from sanctions_engine.facts.contradictions import contradictions
from sanctions_engine.facts.late_for_lists import late_for_lists
from sanctions_engine.facts.misfits import is_misfit, misfit_warnings
from sanctions_engine.facts.odd_texts import Field, OddText
from sanctions_engine.facts.used_ids import id_of, used_ids
from sanctions_engine.models.claims import Claim, Coverage, Place
from sanctions_engine.models.kinds import FactKind, Nature
from sanctions_engine.models.text_forms import TextForm

MOST_COMPARED = 100_000
"""So many claims of one kind are compared at most, and so many texts of one field: the first."""


def misfits_in(tables: ClaimTables) -> Iterator[Problem]:
    """Yield a warning SE426 for each text that does not have the form of its field."""
    columns = ((kind, one) for kind, table in tables.tables.items() for one in table.columns.values() if one.misfits)
    formed = {(kind, one.name): one.type.form for kind, one in columns}
    forms = {field: form for field, form in formed.items() if form not in (None, TextForm.NAME_OR_IMO)}
    yield from misfit_warnings(odd_texts_in(tables, forms, lambda field, text: is_misfit(forms[field], text)), forms)


def noticed_in(tables: ClaimTables, coverage: Iterable[Coverage]) -> Iterator[Problem]:
    """Yield the warnings on claims beside each other (SE413, SE430, SE431, SE432)."""
    kinds, declared = tables.kinds, list(coverage)
    for name, table in tables.tables.items():
        if not table.one_claim_a_series:
            yield from contradictions(_some(tables, name, _rivals(table)), kinds)
    yield from _alike_names(tables)
    if declared:
        late = [claim for name in tables.tables for claim in _late(tables, name, declared)]
        yield from late_for_lists(late, declared, kinds)
    for name, table in sorted(tables.tables.items()):
        id = id_of(table.kind)
        if id is not None and not table.one_claim_a_series:
            yield from used_ids(_some(tables, name, _of_other_days(table, id)), kinds)


def odd_texts_in(
    tables: ClaimTables, fields: Iterable[Field], is_odd: Callable[[Field, str], bool]
) -> Iterator[OddText]:
    """Yield the odd ones among the texts of some fields, each once, with its first place and how many claims have it.

    Args:
        tables: The tables.
        fields: Kinds and names of text fields.
        is_odd: Tells whether a text of a field is.
    """
    for field in fields:
        table = tables.tables.get(field[0])
        if table is None:
            continue
        odd = [text for text in _texts(tables, table, field[1]) if is_odd(field, text)]
        for text, (place, count) in _places(tables, table, field[1], odd).items():
            yield OddText(field, text, place, count=count)


def _texts(tables: ClaimTables, table: ClaimTable, name: str) -> list[str]:
    """Return the texts of a column, in the order in which they come first."""
    told = f"SELECT {quoted(name)} FROM {quoted(table.name)} WHERE {quoted(name)} IS NOT NULL GROUP BY 1"
    query = f'{told} ORDER BY min("$row") LIMIT {MOST_COMPARED}'
    return [text for (text,) in tables.connection.execute(query).fetchall()]


def _places(tables: ClaimTables, table: ClaimTable, name: str, texts: list[str]) -> dict[str, tuple[Place | None, int]]:
    if not texts:
        return {}
    first = 'arg_min("$file", "$row"), arg_min("$line", "$row"), count(*)'
    told = f"SELECT {quoted(name)}, {first} FROM {quoted(table.name)} WHERE list_contains($1, {quoted(name)})"
    rows = tables.connection.execute(f'{told} GROUP BY 1 ORDER BY min("$row")', [texts]).fetchall()
    return {text: (_place(file, line), count) for text, file, line, count in rows}


def _place(file: str | None, line: int) -> Place | None:
    return None if file is None else Place.model_construct(file=file, line=line)


def _alike_names(tables: ClaimTables) -> Iterator[Problem]:
    speakers: dict[str, Place | None] = {}
    parties: dict[str, Place | None] = {}
    for kind, table in tables.tables.items():
        names = [name for name, one in tables.kinds[kind].fields.items() if one.form is TextForm.NAME_OR_IMO]
        for name, found in (("$by", speakers), *((name, parties) for name in names)):
            texts = _texts(tables, table, name)
            if len(texts) + len(found) > 1:
                places = _places(tables, table, name, texts)
                found.update((text, places[text][0]) for text in texts if text not in found)
            else:
                found.update(dict.fromkeys(texts))
    yield from alike(speakers, "speaker")
    yield from alike(parties, "party")


def _some(tables: ClaimTables, kind: str, rows: str) -> list[Claim]:
    return list(claims_of(tables, kind, f'{rows} ORDER BY "$row" LIMIT {MOST_COMPARED}'))


def _rivals(table: ClaimTable) -> str:
    """Return SQL for the rows of which others hold in the same series, of a status on the same day, alike in rank."""
    kind = table.kind
    names = list(kind.identity)
    exact = ""
    if kind.nature is Nature.STATUS and kind.dated is not None:
        dated = table.columns[kind.dated]
        names.append(kind.dated)
        if dated.interval:
            exact = f" WHERE {quoted(f'{kind.dated}.low')} = {quoted(f'{kind.dated}.high')}"
    keys = ", ".join(map(quoted, [key for name in dict.fromkeys(names) for key in stored_names(table.columns[name])]))
    together = f'{keys}, "$grade", "$known.low", "$known.high"'
    return f'SELECT "$row" FROM {quoted(table.name)}{exact} QUALIFY count(*) OVER (PARTITION BY {together}) > 1'


def _of_other_days(table: ClaimTable, id: str) -> str:
    """Return SQL for the rows that share their id with one of another day."""
    apart = (f"min({day}) IS DISTINCT FROM max({day})" for day in _bounds(table.columns, table.kind))
    having = f"count(*) > 1 AND ({' OR '.join(apart) or 'FALSE'})"
    told, key = f'FROM {quoted(table.name)} WHERE NOT "$denied"', quoted(id)
    if table.columns[id].states:  # `none` is an id like others; what is absent is none
        state = quoted(f"{id}.state")
        told, key = f"{told} AND {state} <> {ABSENT}", f"{{'state': {state}, 'id': {key}}}"
    return f'SELECT "$row" {told} AND {key} IN (SELECT {key} {told} GROUP BY 1 HAVING {having})'


def _bounds(columns: Mapping[str, ClaimColumn], kind: FactKind) -> list[str]:
    if kind.dated is None:
        return []
    one = columns[kind.dated]
    return [quoted(f"{one.name}.low"), quoted(f"{one.name}.high")] if one.interval else [quoted(one.name)]


def _late(tables: ClaimTables, kind: str, coverage: Iterable[Coverage]) -> list[Claim]:
    """Return the claims that became known after some list of their kind was declared complete."""
    known = [one.known.high for one in coverage if one.fact == kind and one.known.high is not None]
    if not known:
        return []
    table = quoted(tables.tables[kind].name)
    return _some(tables, kind, f'SELECT "$row" FROM {table} WHERE "$known.low" > DATE \'{min(known)}\'')
