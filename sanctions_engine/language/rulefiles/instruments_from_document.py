"""Legal texts from `instruments.yaml`."""

from __future__ import annotations

from sanctions_engine.diagnostics import Code, Problems
from sanctions_engine.language.rulefiles.documents import InstrumentDocument, InstrumentsDocument
from sanctions_engine.language.rulefiles.ids import is_id, note_malformed_id
from sanctions_engine.language.yaml.typed_document import validate
from sanctions_engine.language.yaml.yaml_document import Document
from sanctions_engine.models.instruments import Instrument, InstrumentStatus


def read_instruments(document: Document, problems: Problems) -> dict[str, Instrument]:
    """Return the instruments that a file lists, by id; those with mistakes are left out.

    Args:
        document: The file `instruments.yaml`.
        problems: Gets SE101 to SE103 (form), SE112 (ids) and SE307 (adopted without a day; a draft or lapsed text with one
            is SE103).
    """
    head = validate(document, InstrumentsDocument, problems)
    instruments = {}
    for id in head.instruments if head else ():
        path = ("instruments", id)
        shape = validate(document, InstrumentDocument, problems, path=path)
        if not is_id(id):
            note_malformed_id(id, "an instrument", document.key_span(*path), problems)
        elif shape is not None and _status_fits(id, shape, document, problems):
            instruments[id] = Instrument(id=id, **shape.model_dump())
    return instruments


def _status_fits(id: str, shape: InstrumentDocument, document: Document, problems: Problems) -> bool:
    if shape.status is InstrumentStatus.ADOPTED and shape.adopted is None:
        message = f"instrument `{id}` has no adoption date"
        help = "add `adopted: 2017-12-22`; a text that was only put forward has `status: draft`"
        problems.add(Code.SE307, message, document.key_span("instruments", id), help=help, offending=id)
        return False
    if shape.status is not InstrumentStatus.ADOPTED and shape.adopted is not None:
        message = f"instrument `{id}` is `{shape.status.value}` and has an adoption date"
        help = "say when it was put forward with `tabled`"
        problems.add(Code.SE103, message, document.span("instruments", id, "adopted"), help=help, offending=id)
        return False
    return True
