"""How a field of a fact kind follows from an amount and its unit: the key `converts` of `facts.yaml`."""

from __future__ import annotations

from collections.abc import Mapping

from sanctions_engine.diagnostics import Code, Problems
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.rulefiles.documents import ConversionDocument
from sanctions_engine.language.yaml.yaml_document import Document, Path
from sanctions_engine.models.kinds import Conversion, FieldKind, FieldType
from sanctions_engine.models.numbers import NumberRange, parse_number

_NUMBERS = (FieldKind.INT, FieldKind.DECIMAL)


def read_conversion(
    name: str, field: FieldType, given: ConversionDocument, document: Document, path: Path, problems: Problems
) -> FieldType:
    """Return a field with its conversion; notes SE114 for a field that cannot have one, or a factor that is none."""
    if field.kind is not FieldKind.DECIMAL or not field.optional:
        message = f"field `{name}` cannot be converted: it is no `decimal?`"
        problems.add(Code.SE114, message, document.key_span(*path), help="give it the type `decimal? >= 0`")
        return field
    factors = []
    for word, text in given.by.items():
        try:
            factor = parse_number(text)
        except ValueError:
            factor = 0
        if factor > 0:
            factors.append((word, NumberRange.of(factor)))
        else:
            message, help = f"`{text}` is no factor", "write a number above 0, such as `0.001` or `1/3`"
            problems.add(Code.SE114, message, document.span(*path, "by", word), help=help, offending=text)
    return field.model_copy(update={"converts": Conversion(amount=given.amount, unit=given.unit, by=tuple(factors))})


def check_conversions(
    kind: str, fields: Mapping[str, FieldType | None], document: Document, path: Path, problems: Problems
) -> None:
    """Note SE114 for an amount or a unit that is no fitting field of the kind, and for words that the unit cannot have."""
    for name, declared in fields.items():
        if declared is None or declared.converts is None:
            continue
        place = (*path, name, "converts")
        amount, unit = declared.converts.amount, declared.converts.unit
        fits = {one for one, field in fields.items() if field and field.kind in _NUMBERS and _is_never_negative(field)}
        texts = {one for one, field in fields.items() if field and field.one_of}
        for key, given, fitting, what in (
            ("amount", amount, fits - {name}, "a number of at least 0, such as `decimal? >= 0`"),
            ("unit", unit, texts, "a text that lists its words (`one_of`)"),
        ):
            if given not in fitting and fields.get(given, declared) is not None:
                meant = suggest(given, fitting)
                help = f"did you mean `{meant}`?" if meant else f"name a field that is {what}"
                message = f"`{key}` of `{name}`: `{given}` is not such a field of `{kind}`"
                span = document.span(*place, key)
                problems.add(Code.SE114, message, span, help=help, offending=given, suggestion=meant)
        words = (fields[unit] or declared).one_of if unit in texts else ()
        for word, _ in declared.converts.by if words else ():
            if word not in words:
                message = f"`{word}` is none of the words that `{unit}` can have"
                help = "the words are " + ", ".join(f"`{one}`" for one in words)
                problems.add(Code.SE114, message, document.key_span(*place, "by", word), help=help, offending=word)


def _is_never_negative(field: FieldType) -> bool:
    return field.bounds is not None and field.bounds.low is not None and field.bounds.low >= 0
