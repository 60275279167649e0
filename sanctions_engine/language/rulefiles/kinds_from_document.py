"""Fact kinds from `facts.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from sanctions_engine.diagnostics import Code, Label, Problems
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.rulefiles.agreements import check_agreements, read_ratio
from sanctions_engine.language.rulefiles.conversions import check_conversions, read_conversion
from sanctions_engine.language.rulefiles.documents import (
    FIELD_NAME,
    FIELD_TYPE,
    KIND_NAME,
    FieldDocument,
    KindDocument,
    KindsDocument,
)
from sanctions_engine.language.yaml.typed_document import validate
from sanctions_engine.language.yaml.yaml_document import Document, Path
from sanctions_engine.models.kinds import STATE, FactKind, FieldKind, FieldType, why_no_words, why_taken
from sanctions_engine.models.numbers import NumberRange, parse_number
from sanctions_engine.models.text_forms import TextForm

_NAME = re.compile(KIND_NAME)
_FIELD = re.compile(FIELD_NAME)
_TYPES = ", ".join(f"`{kind.value}`" for kind in FieldKind)
_ELSEWHERE = {
    **dict.fromkeys(("number", "float", "double", "real", "amount", "money"), "decimal"),
    **dict.fromkeys(("integer", "count", "whole", "year"), "int"),
    **dict.fromkeys(("string", "str", "varchar", "name", "id", "code"), "text"),
    **dict.fromkeys(("boolean", "flag", "truth"), "bool"),
    **dict.fromkeys(("day", "datetime", "timestamp"), "date"),
    **dict.fromkeys(("country", "nation"), "state"),
}
"""What other languages and spreadsheets call the types of fields."""
_EXAMPLES = "write a type such as `date`, `text?`, `int >= 0` or `decimal? >= 0 <= 1`"


def read_kinds(document: Document, pack: str, problems: Problems) -> dict[str, FactKind]:
    """Return the fact kinds that a `facts.yaml` declares, by name; those with mistakes are left out.

    Args:
        document: The file.
        pack: Name of the pack, noted in the kinds.
        problems: Gets SE101 to SE103 (form), SE112 (names) and SE114 (what does not make a kind).
    """
    head = validate(document, KindsDocument, problems)
    kinds = {}
    for name in head.kinds if head else ():
        path = ("kinds", name)
        shape = validate(document, KindDocument, problems, path=path)
        if not _name_fits(name, document, problems) or shape is None:
            continue
        kind = _kind(name, shape, document, path, pack, problems)
        if kind is not None:
            kinds[name] = kind
    return kinds


def _name_fits(name: str, document: Document, problems: Problems) -> bool:
    span = document.key_span("kinds", name)
    if name == STATE.name:
        message = "`State` is built in and cannot be declared"
        problems.add(Code.SE114, message, span, help="rules can say `each: State as state` as it is", offending=name)
        return False
    if not _NAME.fullmatch(name):
        help = "a kind is one word of ASCII letters and digits with a capital first, such as `PortCall`"
        problems.add(Code.SE112, f"malformed name of a fact kind `{name}`", span, help=help, offending=name)
        return False
    return True


def _kind(
    name: str, shape: KindDocument, document: Document, path: Path, pack: str, problems: Problems
) -> FactKind | None:
    before = len(problems)
    fields = {
        field: _field(field, shape.fields_, document, (*path, "fields", field), problems) for field in shape.fields_
    }
    _check_dated(name, shape, fields, document, path, problems)
    check_conversions(name, fields, document, (*path, "fields"), problems)
    check_agreements(name, fields, document, (*path, "fields"), problems)
    for index, field in enumerate(shape.identity):
        span = document.span(*path, "identity", index)
        if field not in fields:
            _unknown_field(f"identity field `{field}`", field, name, fields, span, problems)
        elif field in shape.identity[:index]:
            problems.add(Code.SE114, f"identity field `{field}` is listed twice", span, help="remove one")
    if len(problems) > before:
        return None
    try:
        return FactKind(
            name=name,
            title=shape.title,
            note=shape.note,
            nature=shape.nature,
            dated=shape.dated,
            identity=tuple(shape.identity),
            fields={key: field for key, field in fields.items() if field is not None},
            pack=pack,
        )
    except ValidationError as error:
        for detail in error.errors():
            problems.add(Code.SE114, f"fact kind `{name}`: {detail['msg']}", document.key_span(*path))
        return None


def _check_dated(
    name: str,
    shape: KindDocument,
    fields: Mapping[str, FieldType | None],
    document: Document,
    path: Path,
    problems: Problems,
) -> None:
    span = document.span(*path, "dated")
    if shape.dated not in fields:
        _unknown_field(f"`dated` field `{shape.dated}`", shape.dated, name, fields, span, problems)
        return
    field = fields[shape.dated]
    if field is None or (field.kind is FieldKind.DATE and not field.optional):
        return
    what = "may be absent" if field.kind is FieldKind.DATE else f"is of type `{field.kind.value}`"
    also = [Label(document.span(*path, "fields", shape.dated), "declared here")]
    help = "name the field of type `date` (without `?`) that says when the fact held"
    problems.add(Code.SE114, f"`dated` field `{shape.dated}` {what}", span, also=also, help=help)


def _unknown_field(
    what: str, field: str, kind: str, fields: Mapping[str, object], span: Any, problems: Problems
) -> None:
    meant = suggest(field, fields)
    help = f"did you mean `{meant}`?" if meant else "declare it under `fields`"
    message = f"{what} is not a field of `{kind}`"
    problems.add(Code.SE114, message, span, help=help, offending=field, suggestion=meant)


def _field(
    name: str, fields: Mapping[str, Any], document: Document, path: Path, problems: Problems
) -> FieldType | None:
    taken = why_taken(name)
    if taken is not None:
        help = f"give the field another name, such as `{name}_of`" if name.isidentifier() else None
        message = f"a field cannot be called `{name}`: {taken}"
        problems.add(Code.SE114, message, document.key_span(*path), help=help, offending=name)
    elif not _FIELD.fullmatch(name):
        help = "a field is one word of small ASCII letters, digits and `_`, such as `contract_date`"
        problems.add(
            Code.SE112, f"malformed name of a field `{name}`", document.key_span(*path), help=help, offending=name
        )
    if isinstance(fields[name], dict):
        long_form = validate(document, FieldDocument, problems, path=path)
        if long_form is None:
            return None
        plain = _field_type(long_form.type, long_form.title, document, (*path, "type"), problems)
        if plain is None:
            return None
        if long_form.converts is not None:
            plain = read_conversion(name, plain, long_form.converts, document, (*path, "converts"), problems)
        if long_form.ratio is not None:
            plain = read_ratio(plain, long_form.ratio, document, (*path, "ratio"), problems)
        if long_form.not_before is not None:
            plain = plain.model_copy(update={"not_before": long_form.not_before})
        plain = _with_words(plain, long_form.one_of, document, (*path, "one_of"), problems)
        return _with_form(plain, long_form.form, document, (*path, "form"), problems) if plain else None
    if not isinstance(fields[name], str):
        problems.add(Code.SE103, f"field `{name}` has no type", document.span(*path), help=_EXAMPLES)
        return None
    return _field_type(fields[name], None, document, path, problems)


def _field_type(text: str, title: str | None, document: Document, path: Path, problems: Problems) -> FieldType | None:
    found = FIELD_TYPE.fullmatch(text.strip())
    kinds = {kind.value: kind for kind in FieldKind}
    if found is None or found["kind"] not in kinds:
        word = found["kind"] if found else text
        meant = _ELSEWHERE.get(word.casefold()) or suggest(word, kinds)
        help = f"did you mean `{meant}`?" if meant else f"{_EXAMPLES}; the types are {_TYPES}"
        problems.add(
            Code.SE114, f"`{text}` is not a type", document.span(*path), help=help, offending=text, suggestion=meant
        )
        return None
    kind = kinds[found["kind"]]
    bounds = None
    if found["low"] or found["high"]:
        if kind not in (FieldKind.INT, FieldKind.DECIMAL):
            message = f"`{kind.value}` has no bounds"
            problems.add(Code.SE114, message, document.span(*path), help="only `int` and `decimal` do", offending=text)
            return None
        bounds = _bounds(found["low"], found["high"], document, path, problems)
        if bounds is None:
            return None
    return FieldType(kind=kind, optional=bool(found["optional"]), bounds=bounds, title=title)


def _with_words(
    field: FieldType, words: tuple[str, ...], document: Document, path: Path, problems: Problems
) -> FieldType | None:
    why = why_no_words(field.kind, words, optional=field.optional)
    if why is None:
        return field.model_copy(update={"one_of": words})
    index, message = why
    help = "only `text` does" if index is None else "remove it"
    place = document.key_span(*path) if index is None else document.span(*path, index)
    problems.add(Code.SE114, message, place, help=help)
    return None


def _with_form(
    field: FieldType, form: TextForm | None, document: Document, path: Path, problems: Problems
) -> FieldType | None:
    if form is None or (field.kind is FieldKind.TEXT and not field.one_of):
        return field if form is None else field.model_copy(update={"form": form})
    what = "a list of words" if field.one_of else f"`{field.kind.value}`"
    problems.add(Code.SE114, f"{what} has no form", document.key_span(*path), help="remove `form`")
    return None


def _bounds(
    low: str | None, high: str | None, document: Document, path: Path, problems: Problems
) -> NumberRange | None:
    try:
        bounds = NumberRange(parse_number(low) if low else None, parse_number(high) if high else None)
    except ValueError as error:
        problems.add(Code.SE114, f"bound of a field: {error}", document.span(*path), help=_EXAMPLES)
        return None
    if bounds.low is not None and bounds.high is not None and bounds.low > bounds.high:
        problems.add(Code.SE114, "the lower bound is above the upper one", document.span(*path), help=_EXAMPLES)
        return None
    return bounds
