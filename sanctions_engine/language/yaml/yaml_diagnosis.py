"""Says in this project's words why a text is not YAML, and how to go on reading where that is plain.

libyaml and PyYAML name a fault by a context and a problem in free text; `_TABLE` maps the words that both use to a
function that looks at the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml

from sanctions_engine.diagnostics import Code
from sanctions_engine.diagnostics.lines import Lines
from sanctions_engine.language.yaml.yaml_document import ALIAS, DOUBLE, SINGLE, MappingNode, ScalarNode
from sanctions_engine.language.yaml.yaml_faults import USE_QUOTES, Diagnosis, Fault, Repair, Stretch
from sanctions_engine.language.yaml.yaml_tree import ONE_TOO_MANY, SHALLOWER, TOO_DEEP, TreeBuilder

_LONGEST_KEY = 1024
_COMMENT = re.compile(r"[ \t]+(#[^\r\n]*)[\r\n]\s*")
_BEGINNINGS = {"`": "a backtick", "-": "`- `", "?": "`? `"}


def diagnose(error: yaml.MarkedYAMLError, text: str, lines: Lines, builder: TreeBuilder) -> Diagnosis:
    """Return what an error of the parser means.

    Args:
        error: The error.
        text: The text that was read.
        lines: Its lines.
        builder: What was read before the error.
    """
    at = error.problem_mark.index if error.problem_mark else 0
    context = error.context_mark.index if error.context_mark else at
    fault = Fault(f"{error.context or ''}: {error.problem or ''}", context, min(at, len(text)), text, lines, builder)
    for words, explain in _TABLE:
        if words in fault.words:
            return explain(fault)
    return Diagnosis(f"not well-formed YAML: {error.problem or 'unknown reason'}", fault.one(fault.at))


def _cannot_start(fault: Fault) -> Diagnosis:
    """Meet a character that begins nothing: a tab, `@`, a backtick or `%`."""
    if fault.character != "\t":
        return _cannot_begin_with(fault, fault.at)
    help = "indent with spaces: YAML does not take tabs for that"
    return Diagnosis("tab in the indentation", fault.one(fault.at), "a tab", help=help)


def _cannot_begin_with(fault: Fault, offset: int) -> Diagnosis:
    at, help = fault.one(offset), fault.quoting(offset)
    mark = _BEGINNINGS.get(fault.text[offset : offset + 1], f"`{fault.text[offset : offset + 1]}`")
    if mark == "`- `":
        help = f"begin the list on the next line; if this is no list, {help}"
    return Diagnosis(f"text cannot begin with {mark}", at, help=help, repair=Repair(at))


def _mark(fault: Fault) -> Diagnosis:
    """Meet an alias, anchor, tag or list mark that was meant as text."""
    began_it = fault.text[fault.context : fault.context + 1] in {"*", "&", "!"}
    return _cannot_begin_with(fault, fault.context if began_it else fault.at)


def _block_text(fault: Fault) -> Diagnosis:
    """Meet text on the line of `|` or `>`, or a tab in the indentation of the text under it."""
    if fault.character == "\t":
        return _cannot_start(fault)
    mark, at = fault.text[fault.context : fault.context + 1], fault.one(fault.context)
    message = f"`{mark}` announces text on the following lines, and more stands on this one"
    help = f"start the text on the next line, or {fault.quoting(fault.context)}"
    return Diagnosis(message, at, help=help, repair=Repair(at))


def _colon(fault: Fault) -> Diagnosis:
    """Meet `: ` where no key can stand: inside unquoted text, or on a line that continues the text above."""
    closed = _after_closed(fault)
    if closed:
        return closed
    last, at = fault.last(), fault.one(fault.at)
    if not isinstance(last, ScalarNode):
        return Diagnosis("`: ` where no key can stand", at, help=USE_QUOTES, repair=Repair(at))
    if last.end - last.start > _LONGEST_KEY:
        return Diagnosis(f"key of more than {_LONGEST_KEY:,} characters", fault.one(last.start), help="shorten the key")
    if fault.line_of(last.start) == fault.line_of(fault.at):
        help = fault.quoting(last.start)
        return Diagnosis("`: ` inside text without quotes", at, "begins a value", help=help, repair=Repair(at))
    line = fault.line_of(last.start)
    start = fault.lines.start(fault.line_of(fault.at))
    start += len(fault.text[start : fault.at]) - len(fault.text[start : fault.at].lstrip())
    also = ((fault.line_rest(last.start), "this text"),)
    help = f"give both lines the same indentation, or write `key: value` in line {line}"
    message = f"a key inside the text that begins in line {line}"
    return Diagnosis(message, Stretch(start, fault.at), "this key", also, help)


def _no_colon(fault: Fault) -> Diagnosis:
    """Meet a line that is neither a key nor more of the text above."""
    comment = _after_comment(fault, fault.context)
    if comment:
        return comment
    at = fault.line_rest(fault.context)
    line = fault.text[slice(*at)]
    help = "write `key: value`, or indent the line more than the key whose text it continues"
    if re.search(r":\S", line):
        help = "put a space after the colon"
    following = fault.text[fault.lines.start(fault.line_of(at.start) + 1) :].lstrip("\r\n")
    deeper = len(following) - len(following.lstrip(" ")) >= fault.lines.position(at.start)[1]
    repair = None if deeper or fault.builder.open_flow() else Repair(at, " ")
    return Diagnosis("a line without a key", at, "no `: ` here", help=help, repair=repair)


def _unclosed_quote(fault: Fault) -> Diagnosis:
    mark = fault.text[fault.context : fault.context + 1]
    help = f"add the closing {mark}" + ("" if mark == '"' else "; inside, an apostrophe is written twice")
    return Diagnosis("quote that is never closed", fault.one(fault.context), "opened here", help=help)


def _escape(fault: Fault) -> Diagnosis:
    start = fault.text.rfind("\\", fault.context, fault.at + 1)
    start = fault.at if start < 0 else start
    help = "write `\\\\` for a backslash, or use single quotes, in which it has no meaning"
    at = Stretch(start, min(start + 2, len(fault.text)))
    return Diagnosis(f"unknown escape `{fault.text[slice(*at)]}`", at, help=help, repair=Repair(fault.one(start)))


def _after_closed(fault: Fault) -> Diagnosis | None:
    """Meet more text right after a closing quote or bracket."""
    last = fault.last()
    if last is None or (isinstance(last, ScalarNode) and last.style not in {SINGLE, DOUBLE, ALIAS}):
        return None
    opening, closing = fault.text[last.start : last.start + 1], fault.text[last.end - 1 : last.end]
    at = fault.line_rest(fault.at)
    if isinstance(last, ScalarNode) and last.style != ALIAS:
        line = fault.line_of(last.end)
        if fault.line_of(last.start) != line:
            also = ((at, "this stands outside"),)
            message, help = f"quote that is closed only in line {line}", f"is a closing {closing} missing?"
            return Diagnosis(message, fault.one(last.start), "opened here", also, help)
        inside = "''" if closing == "'" else '\\"'
        help = f"{USE_QUOTES} as a whole; inside, write {inside} for {closing}"
        also = ((Stretch(last.start, last.end), "quoted text"),)
        return Diagnosis(f"text after the closing {closing}", at, also=also, help=help)
    if opening not in {"[", "{", "*"}:
        return None
    help = fault.quoting(last.start)
    if opening == "*":
        return _cannot_begin_with(fault, last.start)
    also = ((fault.one(last.start), "opened here"),)
    return Diagnosis(f"text after the closing `{closing}`", at, also=also, help=f"if this is one text, {help}")


def _after_comment(fault: Fault, at: int) -> Diagnosis | None:
    """Meet text that was to go on after ` #`, which begins a comment."""
    last = fault.builder.last
    if not isinstance(last, ScalarNode) or not last.value or last.style:
        return None
    found = _COMMENT.match(fault.text, last.end)
    if not found or found.end() != at or fault.lines.position(at)[1] <= _key_column(fault, last.start):
        return None
    comment, after = Stretch(*found.span(1)), ((fault.line_rest(at), "so this stands alone"),)
    repair = Repair(fault.one(comment.start))
    return Diagnosis("` #` ends text without quotes", comment, "a comment", after, help=USE_QUOTES, repair=repair)


def _key_column(fault: Fault, offset: int) -> int:
    """Return the column in which the line of an offset begins, blanks and list marks left out."""
    line = fault.lines.line(fault.line_of(offset))
    return len(line) - len(line.lstrip(" -")) + 1


def _block_structure(fault: Fault) -> Diagnosis:
    """Meet something between the entries of a mapping or a list that is no entry."""
    known = _after_closed(fault) or _after_comment(fault, fault.at)
    if known:
        return known
    column, level = fault.lines.position(fault.at)[1], fault.lines.position(fault.context)[1]
    at, began = fault.line_rest(fault.at), ((fault.one(fault.context), f"a level indented by {level - 1}"),)
    character, in_list = fault.character, fault.text.startswith("-", fault.context)
    if character in {"]", "}"}:
        return Diagnosis(f"`{character}` closes nothing", fault.one(fault.at), help=f"remove it, or {USE_QUOTES}")
    if character == ":":
        return Diagnosis("no key before `:`", fault.one(fault.at), help="write `key: value`")
    before = fault.lines.line(fault.line_of(fault.at))[: column - 1]
    if before.strip(" -"):
        return Diagnosis("text where none can stand", at, help=USE_QUOTES)
    if column != level:
        entries = "the entries of a list" if in_list else "the keys of a mapping"
        message = f"indentation of {column - 1} fits no level above"
        return Diagnosis(message, at, also=began, help=f"{entries} begin in the same column")
    if in_list:
        help = "begin the line with `- `, or indent it"
        return Diagnosis("a key among the entries of a list", at, also=began, help=help)
    if character == "-":
        help = "indent the list under its key, or write `key: value`"
        return Diagnosis("an entry of a list among the keys of a mapping", at, also=began, help=help)
    return Diagnosis("neither a key nor the end of the mapping", at, also=began, help="write `key: value`")


def _flow_structure(fault: Fault) -> Diagnosis:
    """Meet something else than `,` or the closing bracket inside `[…]` or `{…}`."""
    start, node = fault.context, fault.builder.open_flow()
    if fault.text[start : start + 1] not in {"[", "{"} and node is not None:
        start = node.start
    opening, last = fault.text[start : start + 1], fault.last()
    closing, here, opened = ("]" if opening == "[" else "}"), fault.one(fault.at), fault.one(start)
    if fault.character in {"]", "}"} and fault.character != closing:
        help = f"close it with `{closing}`"
        message = f"`{opening}` is closed by `{fault.character}`"
        return Diagnosis(message, here, also=((opened, "opened here"),), help=help)
    if last is None or not fault.character or fault.line_of(last.start) != fault.line_of(fault.at):
        also = ((here, f"no `{closing}` before this"),)
        help, message = f"add `{closing}`", f"`{opening}` is never closed"
        return Diagnosis(message, opened, "opened here", also if fault.character else (), help=help)
    if fault.character == ":":
        return _colon(fault)
    closed = _after_closed(fault)
    return closed or Diagnosis(f"expected `,` or `{closing}`", here, also=((opened, "opened here"),), help=USE_QUOTES)


def _no_content(fault: Fault) -> Diagnosis:
    """Meet a mark where a value should begin."""
    if "flow node" not in fault.words:
        return _cannot_begin_with(fault, fault.at)
    if fault.character == ",":
        return Diagnosis("nothing before `,`", fault.one(fault.at), help="remove the comma, or write the value")
    if fault.character in {"", "]", "}"}:
        return _flow_structure(fault)
    return _cannot_begin_with(fault, fault.at)


def _document_start(fault: Fault) -> Diagnosis:
    """Meet more after the end of the document."""
    at, root = fault.line_rest(fault.at), fault.builder.root
    if isinstance(root, MappingNode) and fault.lines.position(root.start)[1] > fault.lines.position(fault.at)[1]:
        also = ((fault.one(root.start), "the first line is indented more"),)
        return Diagnosis("indented less than the first line", at, also=also, help="give both the same indentation")
    return Diagnosis("text after the end of the document", at, help="remove the line `...`, or the text")


def _directive(fault: Fault) -> Diagnosis:
    help = "remove the line; text that begins with `%` needs quotes"
    return Diagnosis("line that begins with `%`", fault.line_rest(fault.context), help=help)


def _too_deep(fault: Fault) -> Diagnosis:
    """Meet more brackets inside each other than libyaml takes: a thousand in its version 0.2.6."""
    message = TOO_DEEP.format(fault.builder.max_depth)
    return Diagnosis(message, fault.one(fault.at), ONE_TOO_MANY, help=SHALLOWER, code=Code.SE009)


_TABLE: tuple[tuple[str, Callable[[Fault], Diagnosis]], ...] = (
    ("maximum nesting depth", _too_deep),
    ("while scanning a block scalar", _block_text),
    ("cannot start any token", _cannot_start),
    ("found a tab character", _cannot_start),
    ("mapping values are not allowed", _colon),
    ("found unexpected ':'", _colon),
    ("could not find expected ':'", _no_colon),
    ("unexpected end of stream", _unclosed_quote),
    ("unexpected document", _unclosed_quote),
    ("escape", _escape),
    ("hexdecimal", _escape),
    ("<document start>", _document_start),
    ("incompatible YAML document", _directive),
    ("directive", _directive),
    ("',' or '", _flow_structure),
    ("node content", _no_content),
    ("entries are not allowed", _mark),
    ("mapping keys are not allowed", _mark),
    ("alphabetic or numeric", _mark),
    ("undefined tag handle", _mark),
    (" a tag:", _mark),
    ("did not find expected key", _block_structure),
    ("'-' indicator", _block_structure),
    ("<block end>", _block_structure),
)
