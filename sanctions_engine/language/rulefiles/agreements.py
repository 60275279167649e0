"""What cannot both be true of one record: the keys `ratio` and `not_before` of a field in `facts.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sanctions_engine.diagnostics import Code, Problems
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.rulefiles.documents import RatioDocument
from sanctions_engine.language.yaml.yaml_document import Document, Path
from sanctions_engine.models.kinds import FieldKind, FieldType, Ratio
from sanctions_engine.models.numbers import NumberRange

_AMOUNT = "a number of at least 0, such as `decimal? >= 0`"


def read_ratio(field: FieldType, given: RatioDocument, document: Document, path: Path, problems: Problems) -> FieldType:
    """Return a field with the factors that can be between it and another one; notes SE114 for what are no factors."""
    try:
        within = NumberRange.parse(given.within)
    except ValueError:
        within = None
    if within is None or within.low is None or within.low <= 0 or within.high is None:
        message, help = f"`{given.within}` are no factors", "write numbers above 0, such as `4..14` or `7.9`"
        problems.add(Code.SE114, message, document.span(*path, "within"), help=help, offending=given.within)
        return field
    return field.model_copy(update={"ratio": Ratio(to=given.to, within=within, stated_in=given.stated_in)})


def check_agreements(
    kind: str, fields: Mapping[str, FieldType | None], document: Document, path: Path, problems: Problems
) -> None:
    """Note SE114 for fields that cannot be compared in such a way, or are none of the kind."""
    amounts = {name for name, field in fields.items() if field is not None and _is_amount(field)}
    days = {name for name, field in fields.items() if field is not None and field.kind is FieldKind.DATE}
    for name, declared in fields.items():
        if declared is None:
            continue
        if declared.ratio is not None:
            place = (*path, name, "ratio")
            if name not in amounts:
                message = f"field `{name}` has no ratio: it is no number of at least 0"
                problems.add(
                    Code.SE114, message, document.key_span(*place), help="give it a type such as `decimal? >= 0`"
                )
            named = {"to": declared.ratio.to, "stated_in": declared.ratio.stated_in}
            for key, other in named.items():
                if other is not None:
                    _look_up(kind, name, other, fields, amounts, _AMOUNT, key, document, (*place, key), problems)
        if declared.not_before is not None:
            place = (*path, name, "not_before")
            if declared.kind is not FieldKind.DATE:
                message = f"field `{name}` follows no day: it is no date"
                problems.add(Code.SE114, message, document.key_span(*place), help="give it the type `date` or `date?`")
            other = declared.not_before
            _look_up(kind, name, other, fields, days, "a date", "not_before", document, place, problems)


def _look_up(
    kind: str,
    name: str,
    other: str,
    fields: Mapping[str, FieldType | None],
    fitting: Iterable[str],
    what: str,
    key: str,
    document: Document,
    path: Path,
    problems: Problems,
) -> None:
    others = {one for one in fitting if one != name}
    if other in others or (other in fields and fields[other] is None):
        return
    meant = suggest(other, others)
    help = f"did you mean `{meant}`?" if meant else f"name another field that is {what}"
    message = f"`{key}` of `{name}`: `{other}` is not such a field of `{kind}`"
    problems.add(Code.SE114, message, document.span(*path), help=help, offending=other, suggestion=meant)


def _is_amount(field: FieldType) -> bool:
    number = field.kind in (FieldKind.INT, FieldKind.DECIMAL)
    return number and field.bounds is not None and field.bounds.low is not None and field.bounds.low >= 0
