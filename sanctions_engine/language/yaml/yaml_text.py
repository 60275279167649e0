"""Reads YAML with the place of everything and without implicit typing.

The parser is libyaml where PyYAML was built with it, else PyYAML's own, which is some twenty times slower; only their
events are used. Anchors, aliases, merge keys and tags are not part of rule files: nothing is ever expanded, so no file
can grow when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import yaml
from yaml.reader import ReaderError

from sanctions_engine.diagnostics import Code, Label, Problems, whole_file
from sanctions_engine.diagnostics.lines import Lines
from sanctions_engine.language.yaml.yaml_diagnosis import diagnose
from sanctions_engine.language.yaml.yaml_document import Document
from sanctions_engine.language.yaml.yaml_faults import Diagnosis, Stretch
from sanctions_engine.language.yaml.yaml_tree import ReadingStopped, TreeBuilder

_PARSER: Callable[[str], Any] = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_NOT_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST_REPAIRS = 20
_LARGE = 500_000
_MOST_REPAIRS_OF_LARGE = 3


def read_yaml(text: str, file: str, problems: Problems, *, max_depth: int = 60) -> Document | None:
    r"""Read one YAML document; None where no tree can be relied on, for then the problems say why.

    After a syntax error whose cause is plain the rest of the file is read as if it were mended, so that its other
    problems are told too. Duplicate keys, anchors and tags leave a document that can be checked further: of two equal
    keys the first counts, and an alias stands for a value that is not known.

    Args:
        text: The text of the file; a byte order mark at its start is dropped, and places do not count it.
        file: The name of the file, for spans.
        problems: Gets SE004 (nothing but comments), SE005 (control characters), SE006 (syntax), SE007 (duplicate key),
            SE008 (anchor, alias, merge key), SE009 (nesting), SE011 (second document), SE012 (tag), SE103 (key that is
            no text).
        max_depth: How many lists and mappings may stand inside each other.

    Example:
        >>> problems = Problems()
        >>> read_yaml("at: 2019-12-22\nwho: no\nwhen: null", "a.yaml", problems).data
        {'at': '2019-12-22', 'who': 'no', 'when': None}
        >>> read_yaml("title: @home", "a.yaml", problems) is None
        True
        >>> print(problems.found[0])
        a.yaml:1:8: error[SE006]: text cannot begin with `@` (help: put the text in quotes: `"@home"`)
    """
    text = text.lstrip("\ufeff")
    lines = cache(lambda: Lines(text))
    builder = TreeBuilder(lines, file, max_depth)
    diagnosis = _read(text, lines, builder)
    mended, told = text, set[int]()
    for _ in range(_MOST_REPAIRS if len(text) < _LARGE else _MOST_REPAIRS_OF_LARGE):
        if diagnosis is None:
            break
        line = lines().position(diagnosis.at.start)[0]
        if line not in told:
            told.add(line)
            _note(diagnosis, lines(), file, problems)
        if diagnosis.repair is None:
            break
        mended = diagnosis.repair.apply(mended)
        builder = TreeBuilder(lines, file, max_depth)
        diagnosis = _read(mended, lines, builder)
    problems.extend(builder.problems)
    if told or builder.too_deep:
        return None
    if builder.root is None:
        if not builder.problems:
            problems.add(Code.SE004, f"`{file}` holds nothing but comments", whole_file(file))
        return None
    return Document(builder.root, builder.data, file, text)


def _read(text: str, lines: Callable[[], Lines], builder: TreeBuilder) -> Diagnosis | None:
    """Feed a text to a builder; return what is wrong with its syntax, or None."""
    try:
        parser = _PARSER(text)
        try:
            builder.feed(parser.get_event)
        finally:
            parser.dispose()
    except ReadingStopped:
        return None
    except (ReaderError, UnicodeEncodeError):
        return _control_characters(text)
    except yaml.MarkedYAMLError as error:
        builder.settle()
        if builder.too_deep and "nesting depth" in (error.problem or ""):  # told already
            return None
        return diagnose(error, text, lines(), builder)
    return None


def _control_characters(text: str) -> Diagnosis:
    found = [match.start() for match in _NOT_TEXT.finditer(text)] or [0]
    others = f" and {len(found) - 1:,} more" if len(found) > 1 else ""
    message = f"control character U+{ord(text[found[0]]):04X}{others}"
    at = Stretch(found[0], found[0] + 1)
    help = "remove it, or write it as an escape in double quotes"
    return Diagnosis(message, at, help=help, code=Code.SE005)


def _note(diagnosis: Diagnosis, lines: Lines, file: str, problems: Problems) -> None:
    also = [Label(lines.span(file, stretch.start, stretch.end), label) for stretch, label in diagnosis.also]
    span = lines.span(file, diagnosis.at.start, diagnosis.at.end)
    problems.add(diagnosis.code, diagnosis.message, span, diagnosis.label, also=also, help=diagnosis.help)
