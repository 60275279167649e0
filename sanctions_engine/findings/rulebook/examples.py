"""An example of each fact kind: a record of the packs' own cases, written as a dossier that loads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from pydantic import ValidationError

from sanctions_engine.diagnostics import Problems
from sanctions_engine.diagnostics.reading import read_text
from sanctions_engine.facts import dossier_to_yaml
from sanctions_engine.findings.rulebook.cases import case_files
from sanctions_engine.language.rules import Pack
from sanctions_engine.language.yaml.yaml_text import read_yaml
from sanctions_engine.models.claims import Claim, Dossier, FieldValue, Source
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import CLAIM_KEYS, FactKind, FieldKind, FieldType
from sanctions_engine.models.records import record_model
from sanctions_engine.models.text_forms import TextForm, misfit, with_check_digit

_MOST_FIELDS = 9
_MADE_DAY = "2024-06-28"
_MADE = {FieldKind.STATE: "CHN", FieldKind.TEXT: "a1", FieldKind.BOOL: "true", FieldKind.DATE: _MADE_DAY}
_MADE_FORMS = {TextForm.TARIFF_CODE: "030329", TextForm.IMO_NUMBER: "9074729", TextForm.NAME_OR_IMO: "Example Trading"}


def examples_by_kind(packs: Iterable[Pack], only: str | None = None) -> dict[str, str]:
    """Return for each kind of the packs a dossier with one claim of it, as YAML.

    The record is the one of the packs' cases that says most without being long; a kind that no case has gets made-up values.

    Args:
        packs: The packs, read from folders.
        only: The kind that is asked for; None for all.
    """
    packs = tuple(packs)
    kinds = {name: kind for pack in packs for name, kind in pack.kinds.items() if only in (None, name)}
    best: dict[str, dict[str, FieldValue]] = {}
    for name, row in _records(packs, kinds):
        values = _values(kinds[name], row)
        if values is not None and (name not in best or _telling(values) > _telling(best[name])):
            best[name] = values
    return {name: _written(kind, best.get(name) or _made(kind)) for name, kind in kinds.items()}


def _records(packs: Iterable[Pack], kinds: Mapping[str, FactKind]) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield each record of the packs' cases that is of one of the kinds."""
    for pack in packs:
        for path, shown in case_files(pack):
            text = read_text(path, Problems(), shown_as=shown)
            if text is None or not any(f"{name}:" in text for name in kinds):
                continue
            document = read_yaml(text, shown, Problems())
            for name, rows in _of_document(document.data if document else None):
                if name in kinds:
                    yield from ((name, row) for row in rows if isinstance(row, dict) and "denied" not in row)


def _of_document(data: object) -> Iterator[tuple[str, list[object]]]:
    cases = data.get("cases") if isinstance(data, dict) else None
    for case in cases if isinstance(cases, list) else ():
        facts = case.get("facts") if isinstance(case, dict) else None
        for name, rows in facts.items() if isinstance(facts, dict) else ():
            if isinstance(rows, list):
                yield str(name), rows


def _values(kind: FactKind, row: Mapping[str, object]) -> dict[str, FieldValue] | None:
    try:
        found = record_model(kind).model_validate({k: v for k, v in row.items() if k not in CLAIM_KEYS}).given()
    except ValidationError:  # a case may show what is refused
        return None
    ships = [name for name, declared in kind.fields.items() if declared.form is TextForm.IMO_NUMBER]
    return found | {
        name: _of_a_ship(str(found[name]), number)
        for number, name in enumerate(ships)
        if isinstance(found.get(name), str)
    }


def _of_a_ship(text: str, number: int) -> str:
    """Return the made-up IMO number of a case with a last digit that checks the others; those of one record differ."""
    if misfit(TextForm.IMO_NUMBER, text) is not None:
        return text
    return with_check_digit(f"{text[:5]}{(int(text[5]) + number) % 10}")


def _telling(values: Mapping[str, FieldValue]) -> tuple[bool, int]:
    return len(values) <= _MOST_FIELDS, len(values)


def _made(kind: FactKind) -> dict[str, FieldValue]:
    fields = {name: _made_value(field) for name, field in kind.fields.items() if not field.optional}
    return record_model(kind).model_validate(fields).given()


def _made_value(field: FieldType) -> str:
    if field.one_of:
        return field.one_of[0]
    if field.form is not None:
        return _MADE_FORMS[field.form]
    bound = None if field.bounds is None else field.bounds.low if field.bounds.low is not None else field.bounds.high
    return _MADE.get(field.kind, "1" if bound is None else str(bound))


def _written(kind: FactKind, values: Mapping[str, FieldValue]) -> str:
    """Return a dossier with the one claim; its source is of the day of the fact, its speaker the State that it names first."""
    day = values.get(kind.dated or "")
    published = _MADE_DAY
    if isinstance(day, DateRange):
        published = str(day.high or day.low or date.fromisoformat(_MADE_DAY))
    known = DateRange.parse(published)
    by = next((str(values[name]) for name in kind.state_fields if name in values), "Example Bank")
    claim = Claim(fact=kind.name, fields=dict(values), by=by, source="register", known=known)
    source = Source(id="register", published=known)
    return dossier_to_yaml(Dossier(title=f"An example of {kind.name}", sources={source.id: source}, claims=(claim,)))
