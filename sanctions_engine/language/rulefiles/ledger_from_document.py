"""From `ledger.yaml` to the lines of a pack's ledger: what of the law is no rule of its own, and why."""

from __future__ import annotations

from collections.abc import Iterator

from sanctions_engine.diagnostics import Code, Label, Problems, Span
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.rulefiles.citations import CitationReader
from sanctions_engine.language.rulefiles.documents import LedgerDocument, LedgerLineDocument
from sanctions_engine.language.rulefiles.pack_files import LEDGER, PackFiles
from sanctions_engine.language.rulefiles.patterns import RuleIds
from sanctions_engine.language.rules import LedgerLine
from sanctions_engine.language.yaml.typed_document import validate
from sanctions_engine.language.yaml.yaml_document import Document
from sanctions_engine.models.norms import LedgerWay


def read_ledger(
    files: PackFiles, citations: CitationReader, ids: RuleIds, problems: Problems
) -> tuple[LedgerLine, ...]:
    """Return the lines of a pack's ledger in the order of the file; none where the pack has no such file.

    Args:
        files: The files of the pack.
        citations: Knows the instruments of the pack and of those that it requires.
        ids: The rules that a line can be about.
        problems: Gets SE101 to SE103 (form), SE104 (a row twice), SE109 (`of` names no rule), SE113 (unknown instrument), SE001
            (a file that the pack does not have).
    """
    document = files.document(LEDGER, problems) if LEDGER in files.names else None
    shape = validate(document, LedgerDocument, problems) if document else None
    if document is None or shape is None:
        return ()
    places: dict[str, Span] = {}
    lines = (_line(document, index, files, citations, ids, places, problems) for index in range(len(shape.paragraphs)))
    return tuple(line for line in lines if line is not None)


def _line(
    document: Document,
    index: int,
    files: PackFiles,
    citations: CitationReader,
    ids: RuleIds,
    places: dict[str, Span],
    problems: Problems,
) -> LedgerLine | None:
    path = ("paragraphs", index)
    shape = validate(document, LedgerLineDocument, problems, path=path)
    if shape is None:
        return None
    _check_row(shape.row, document.span(*path, "row"), places, problems)
    _check_file(shape.file, document.span(*path, "file"), files, problems)
    if shape.as_ is LedgerWay.CHANGE and not shape.of:
        message = f"`{shape.row}` is a change, and does not say of which rules"
        help = "add `of: [unscr-2397-8]`"
        problems.add(Code.SE102, message, document.span(*path), help=help, offending="of")
    of = tuple(dict.fromkeys(_rules(shape.of or [], document, path, ids, problems)))
    instrument = citations.instrument(shape.instrument, document.span(*path, "instrument"), problems)
    if instrument is None:
        return None
    return LedgerLine(
        row=shape.row,
        citation=citations.citation(instrument, shape.paragraph, verified=shape.verified),
        way=shape.as_,
        of=of,
        named=tuple(shape.of or ()),
        file=shape.file,
        reason=" ".join(shape.reason.split()),
        place=document.span(*path),
    )


def _rules(
    patterns: list[str], document: Document, path: tuple[str | int, ...], ids: RuleIds, problems: Problems
) -> Iterator[str]:
    for index, pattern in enumerate(patterns):
        found = ids.matching(pattern)
        yield from found
        if not found and not ids.is_broken(pattern):
            span, meant = document.span(*path, "of", index), ids.suggestion(pattern)
            message = f"`of` names no rule: `{pattern}`"
            problems.add(Code.SE109, message, span, help=ids.help(pattern), offending=pattern, suggestion=meant)


def _check_row(row: str, span: Span, places: dict[str, Span], problems: Problems) -> None:
    first = places.setdefault(row, span)
    if first is not span:
        also = [Label(first, "first written here")]
        help = "say all of a row in one line"
        problems.add(Code.SE104, f"two lines for the row `{row}`", span, also=also, help=help, offending=row)


def _check_file(name: str | None, span: Span, files: PackFiles, problems: Problems) -> None:
    if name is None or name in files.names:
        return
    meant = suggest(name, files.names)
    help = f"did you mean `{meant}`?" if meant else "name a file of the pack, from the folder of `pack.yaml`"
    problems.add(Code.SE001, f"`{name}` is no file of the pack", span, help=help, offending=name, suggestion=meant)
