"""Checks a YAML document against a pydantic model, and tells each mismatch with its place in the file."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sanctions_engine.diagnostics import Code, Problems, Span
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.yaml.typed_paths import Located, keys_of, locate
from sanctions_engine.language.yaml.typed_unions import MISSING, UNKNOWN, Mismatch, settle
from sanctions_engine.language.yaml.typed_words import Verdict, entries, verdict_of
from sanctions_engine.language.yaml.yaml_document import ALIAS, Document, MappingNode, Path, ScalarNode, SequenceNode

M = TypeVar("M", bound=BaseModel)

_NO_TAG, _WRONG_TAG = "union_tag_not_found", "union_tag_invalid"
_LONGEST_SHOWN = 40
_MOST_KEYS_SHOWN = 12


def validate(document: Document, model: type[M], problems: Problems, *, path: tuple[str | int, ...] = ()) -> M | None:
    """Return the data at a path as a model, or None after noting every mismatch.

    Of a union whose branches all fail, the branch that fits best is told; where none has the right form, all forms that
    are possible are told in one problem. What cannot be known because of an alias or a merge key is not told.

    Args:
        document: The document.
        model: A model that forbids extra keys. Its values are read from text: see `scalars`.
        problems: Gets SE101 (unknown key), SE102 (missing key), SE103 (value of the wrong form), and the code of each
            error whose type is the name of a code.
        path: Where in the document the data stands; None is validated where there is nothing.

    Example:
        >>> from sanctions_engine.language.yaml.yaml_text import read_yaml
        >>> class Rule(BaseModel, extra="forbid"):
        ...     id: str
        ...     due: str
        >>> problems = Problems()
        >>> validate(read_yaml("rule: {id: a, deu: promptly}", "a.yaml", problems), Rule, problems, path=("rule",))
        >>> [str(problem) for problem in problems]
        ['a.yaml:1:15: error[SE101]: unknown key `deu` (help: did you mean `due`?)']
    """
    try:
        return model.model_validate(_data_at(document, path))
    except ValidationError as error:
        details = error.errors(include_url=False)
    found = [_mismatch(detail, model, document, path) for detail in details]
    told = [mismatch for mismatch in dict.fromkeys(settle(found, 0)) if not _in_doubt(mismatch, document)]
    unknown = {mismatch.about.path: _meant(mismatch, document) for mismatch in told if mismatch.kind == UNKNOWN}
    typos = {(*at[:-1], meant) for at, meant in unknown.items() if meant}
    for mismatch in told:
        if mismatch.kind == UNKNOWN:
            _note_unknown(mismatch, unknown[mismatch.about.path], document, problems)
        elif mismatch.kind == MISSING:
            if mismatch.about.path not in typos:
                _note_missing(mismatch, document, problems)
        else:
            _note_wrong(mismatch, document, problems)
    return None


def _data_at(document: Document, path: Path) -> object:
    data = document.data
    for step in path:
        try:
            data = data[step]  # type: ignore[index]  # the errors that are caught say whether it can be indexed
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _mismatch(error: ErrorDetails, model: type[BaseModel], document: Document, base: Path) -> Mismatch:
    about, kind = locate(model, error["loc"], document, base), error["type"]
    if kind in {_NO_TAG, _WRONG_TAG}:
        return _mismatch_of_tag(error, about)
    if kind == MISSING and about.path and isinstance(about.path[-1], int):
        return Mismatch("too_short", replace(about, path=about.path[:-1]), Verdict(Code.SE103, "more entries"))
    return Mismatch(kind, about, verdict_of(error))


def _mismatch_of_tag(error: ErrorDetails, about: Located) -> Mismatch:
    """Return what it means that the key which tells forms apart is missing, or has a value of none of them."""
    context = error.get("ctx", {})
    tag = str(context.get("discriminator", "")).strip("'")
    if not tag.isidentifier():
        return Mismatch(error["type"], about, Verdict(Code.SE103, "one of the forms that are possible here"))
    about = replace(about, path=(*about.path, tag))
    if error["type"] == _NO_TAG:
        return Mismatch(MISSING, about, Verdict(Code.SE102))
    allowed = {"expected": str(context.get("expected_tags", ""))}
    return Mismatch("literal_error", about, verdict_of({**error, "type": "literal_error", "ctx": allowed}))


def _in_doubt(mismatch: Mismatch, document: Document) -> bool:
    """Whether an alias or a merge key, which are told already, may be behind an error."""
    path = mismatch.about.path
    for depth in range(len(path) + 1):
        node = document.node(*path[:depth])
        if isinstance(node, ScalarNode) and node.style == ALIAS:
            return True
    holder = document.node(*(path[:-1] if mismatch.kind == MISSING else path))
    return isinstance(holder, MappingNode) and holder.incomplete


def _meant(mismatch: Mismatch, document: Document) -> str | None:
    """Return the key that an unknown key probably stands for."""
    path = mismatch.about.path
    return suggest(str(path[-1]), _free_keys(mismatch.about, document)) if path else None


def _free_keys(about: Located, document: Document) -> list[str]:
    """Return the keys that the models know and the mapping does not have yet."""
    holder = document.node(*about.path[:-1])
    taken = holder.values if isinstance(holder, MappingNode) else {}
    return [key for key in keys_of(about.holders) if key not in taken]


def _note_unknown(mismatch: Mismatch, meant: str | None, document: Document, problems: Problems) -> None:
    path, free = mismatch.about.path, _free_keys(mismatch.about, document)
    help = f"did you mean `{meant}`?" if meant else None
    if help is None and 0 < len(free) <= _MOST_KEYS_SHOWN:
        help = f"known keys: {', '.join(f'`{key}`' for key in free)}"
    span, key = document.key_span(*path), str(path[-1])
    problems.add(Code.SE101, f"unknown key `{key}`", span, help=help, offending=key, suggestion=meant)


def _note_missing(mismatch: Mismatch, document: Document, problems: Problems) -> None:
    *parent, key = mismatch.about.path
    of = f" in {_name(tuple(parent))}" if parent else ""
    span, help = _head(tuple(parent), document), f"add `{key}: …`"
    problems.add(Code.SE102, f"missing key `{key}`{of}", span, f"has no `{key}`", help=help, offending=str(key))


def _note_wrong(mismatch: Mismatch, document: Document, problems: Problems) -> None:
    verdict, path = mismatch.verdict, mismatch.about.path
    message = verdict.message
    if message is None:
        found = f"`{path[-1]}`" if mismatch.about.at_key else _found(path, document)
        of = f" for {_name(path)}" if path and not mismatch.about.at_key else ""
        of = " as a key" if mismatch.about.at_key else of
        message = f"expected {verdict.expected}{of}, found {found}"
    node = document.node(*path)
    if mismatch.about.at_key:
        span = document.key_span(*path)
    elif verdict.stretch:
        span = document.text_span(path, *verdict.stretch)
    else:
        span = document.span(*path) if not isinstance(node, MappingNode) else _head(path, document)
    offending = node.value if isinstance(node, ScalarNode) else None
    problems.add(
        verdict.code,
        message,
        span,
        verdict.label,
        help=verdict.help,
        offending=offending,
        suggestion=verdict.suggestion,
    )


def _head(path: Path, document: Document) -> Span:
    """Return the span that stands for a mapping: its key, or its own first key where it has none."""
    node = document.node(*path)
    if path and isinstance(path[-1], str):
        return document.key_span(*path)
    first = next(iter(node.keys.values()), None) if isinstance(node, MappingNode) else None
    return document.node_span(first) if first else document.span(*path)


def _name(path: Path) -> str:
    """Return what a place is called: its key, or its number in the list that a key has."""
    *parent, last = path
    if isinstance(last, str):
        return f"`{last}`"
    of = f" of {_name(tuple(parent))}" if parent else ""
    return f"entry {last + 1}{of}"


def _found(path: Path, document: Document) -> str:
    """Return what stands at a place, in words."""
    node = document.node(*path)
    if isinstance(node, SequenceNode):
        return f"a list of {entries(len(node.items))}"
    if isinstance(node, MappingNode):
        return "a mapping"
    if node is None or node.is_null:
        return "nothing"
    text = node.value if len(node.value) <= _LONGEST_SHOWN else f"{node.value[: _LONGEST_SHOWN - 1]}…"
    return f"`{text}`" if text else "an empty text"
