"""Calls: functions, string methods, `total` and `members`; aggregates go to their own module."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from sanctions_engine.diagnostics import Code
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.expressions.aggregates import is_bare_record, is_generator, read_aggregate
from sanctions_engine.language.expressions.functions import (
    METHOD_TABLE,
    OPTION_VALUES,
    TABLE,
    Function,
    is_known_calendar,
    note_bare_calendar,
    options_fit,
)
from sanctions_engine.language.expressions.literals import UNTYPED_NONE, read_or_none
from sanctions_engine.language.expressions.names import note_private
from sanctions_engine.language.expressions.reader import Reader
from sanctions_engine.language.expressions.typing_rules import NUMBERS, require
from sanctions_engine.language.expressions.vocabulary import AGGREGATES, CALLABLE, FUNCTIONS, INSTEAD, METHODS, RECENT
from sanctions_engine.language.nodes import Call, Expr, Members, Total
from sanctions_engine.language.types import NUMBER, Type

Options = tuple[tuple[str, str], ...]


def read_call(reader: Reader, node: ast.Call) -> Expr | None:
    """Read a call of anything that the language can call."""
    func = node.func
    if isinstance(func, ast.Attribute):
        return _read_method(reader, node, func)
    if not isinstance(func, ast.Name):
        reader.read(func)
        reader.note(
            Code.SE202, func, "only functions of the language can be called", help="call a function by its name"
        )
        return None
    name = func.id
    if name in AGGREGATES and (name not in TABLE or any(map(is_generator, node.args))):
        return read_aggregate(reader, node, name)
    function = TABLE.get(name)
    if function is not None:
        return _read_function(reader, node, name, function, node.args)
    if name in ("total", "members"):
        return _read_group(reader, node, name)
    _note_unknown_function(reader, node, func)
    return None


def _note_unknown_function(reader: Reader, node: ast.Call, func: ast.Name) -> None:
    name = func.id
    for argument in node.args:
        if not is_generator(argument) and not is_bare_record(reader, argument):
            reader.read(argument)
    if note_private(reader, func, name):
        return
    if name == "recent":
        help = f"write `for r in {RECENT}`"
        reader.note(Code.SE223, func, "`recent` stands after `in` of an aggregate", help=help, offending=name)
    elif name in METHODS:
        help = f"write `{METHODS[name]}`"
        reader.note(Code.SE207, func, f"`{name}` is called on a text", help=help, offending=name)
    elif name.lower() in INSTEAD:
        reader.note(Code.SE207, func, f"unknown function `{name}`", help=INSTEAD[name.lower()], offending=name)
    elif name in reader.scope.lets or name in reader.scope.specials:
        help = f"write `{name}` without brackets"
        reader.note(Code.SE207, func, f"`{name}` is a value, not a function", help=help, offending=name)
    elif name in reader.scope.kinds:
        help = f"fact kinds are read by aggregates: `any(r for r in {name} if …)`"
        reader.note(Code.SE207, func, f"`{name}` is a fact kind, not a function", help=help, offending=name)
    else:
        help = f"there are {', '.join(f'`{one}`' for one in CALLABLE)}"
        reader.note_unknown(Code.SE207, func, f"function `{name}`", name, (*CALLABLE, *METHODS), help=help)


def _read_method(reader: Reader, node: ast.Call, func: ast.Attribute) -> Expr | None:
    name = func.attr
    end = func.end_col_offset or 0
    place = (end - len(name), end)
    function = METHOD_TABLE.get(name)
    if function is not None:
        return _read_function(reader, node, name, function, [func.value, *node.args])
    if name.startswith("_"):
        help = "names of the language begin with a letter"
        reader.note(Code.SE218, place, f"private name `{name}`", help=help, offending=name)
    else:
        help = f"there are {', '.join(f'`{one}`' for one in METHODS)}"
        reader.note_unknown(Code.SE207, place, f"function `{name}`", name, METHODS, help=help)
    for part in (func.value, *node.args):
        if not is_generator(part) and not is_bare_record(reader, part):
            reader.read(part)
    return None


def _read_function(reader: Reader, node: ast.Call, name: str, function: Function, given: list[ast.expr]) -> Expr | None:
    """Read a call of a function of the table: its arguments, its options, then what is particular to it."""
    if function.calendar_at is not None and node.keywords:
        given = _with_calendar(node, given, function.calendar_at)
    arguments = _read_arguments(reader, node, name, function, given)
    options: Options | None = ()
    if node.keywords:
        options = _read_options(reader, node, name, function)
    if arguments is None or options is None:
        return None
    type_ = function.result
    if not function.certain and any(argument.type.optional for argument in arguments):
        type_ = Type(type_.base, optional=True)
    call = Call(
        type=type_,
        start=node.col_offset,
        end=node.end_col_offset or 0,
        function=name,
        arguments=arguments,
        options=options,
    )
    if options and not options_fit(reader, call):
        return None
    return call if function.build is None else function.build(reader, call)


def _with_calendar(node: ast.Call, given: list[ast.expr], index: int) -> list[ast.expr]:
    """Return the arguments with one in its place that was given as `calendar=`."""
    named = [keyword.value for keyword in node.keywords if keyword.arg == "calendar"]
    return [*given, *named] if len(given) >= index else given


def _read_arguments(
    reader: Reader, node: ast.Call, name: str, function: Function, given: list[ast.expr]
) -> tuple[Expr, ...] | None:
    takes = function.takes
    if len(given) != len(takes) and not _is_wrong_otherwise(node, function, given):
        note_form(reader, node, name, f"`{name}` takes {_count(len(takes))}, not {len(given)}", function.form)
    arguments = []
    for index, part in enumerate(given):
        if index == function.calendar_at and note_bare_calendar(reader, part):
            continue
        if isinstance(part, ast.Starred):
            reader.read(part)
            continue
        if is_generator(part):
            note_form(reader, part, name, f"`{name}` takes single values", function.form)
            continue
        argument = read_or_none(reader, part) if index == function.none_at else reader.read(part)
        if argument is None or index >= len(takes):
            continue
        if argument.type is UNTYPED_NONE or require(reader, argument, takes[index], function.form):
            arguments.append(argument)
    return tuple(arguments) if len(arguments) == len(given) == len(takes) else None


def _is_wrong_otherwise(node: ast.Call, function: Function, given: list[ast.expr]) -> bool:
    """Whether more is to be said of a call than that the number of its arguments is wrong."""
    known = {*function.options, *(() if function.calendar_at is None else ("calendar",))}
    if any(keyword.arg not in known for keyword in node.keywords):
        return True
    return any(isinstance(part, ast.Starred) or is_generator(part) for part in given)


def _count(number: int) -> str:
    return {0: "no arguments", 1: "one argument", 2: "two arguments"}[number]


def note_form(reader: Reader, part: ast.expr, name: str, message: str, form: str) -> None:
    """Note SE208: a call that is not of its form."""
    reader.note(Code.SE208, part, message, help=f"write `{form}`")


def _read_options(reader: Reader, node: ast.Call, name: str, function: Function) -> Options | None:
    """Return the keyword arguments in the order of the table; None after noting SE208, SE209 or SE221."""
    found: dict[str, str] = {}
    fits = True
    for keyword in node.keywords:
        option = keyword.arg
        place = (keyword.col_offset, keyword.end_col_offset or 0)
        if option is None:
            reader.note(Code.SE202, place, "`**` is not part of the language", help=f"write `{function.form}`")
            fits = False
        elif option == "calendar" and function.calendar_at is not None:
            continue
        elif option not in function.options:
            note_stray_keyword(reader, keyword, name, function.form, function.options)
            fits = False
        elif (value := _option_value(reader, keyword, option)) is not None:
            found[option] = value
        else:
            fits = False
    return tuple((option, found[option]) for option in function.options if option in found) if fits else None


def note_stray_keyword(reader: Reader, keyword: ast.keyword, name: str, form: str, options: Iterable[str] = ()) -> None:
    """Note a keyword argument that a function does not know; one that looks like a comparison is SE209."""
    option = keyword.arg or ""
    place = (keyword.col_offset, keyword.end_col_offset or 0)
    scope = reader.scope
    if option in scope.lets or option in scope.specials or option in reader.generators:
        value = reader.source(keyword.value)
        reader.note(Code.SE209, place, "`=` does not compare", help=f"write `{option} == {value}`")
        return
    known = ", ".join(f"`{one}`" for one in options)
    meant = suggest(option, options)
    help = f"did you mean `{meant}`?" if meant else f"its options are {known}" if known else f"write `{form}`"
    message = f"`{name}` has no option `{option}`"
    reader.note(Code.SE208, place, message, help=help, offending=option, suggestion=meant)


def _option_value(reader: Reader, keyword: ast.keyword, option: str) -> str | None:
    value = keyword.value
    text = value.value if isinstance(value, ast.Constant) else None
    words = OPTION_VALUES.get(option)
    if isinstance(text, str) and (words is None or text in words):
        place = (value.col_offset, value.end_col_offset or 0)
        return text if words is not None or is_known_calendar(reader, place, text) else None
    if words is None and note_bare_calendar(reader, value):
        return None
    allowed = " or ".join(f'`{option}="{word}"`' for word in words or ("US-federal",))
    reader.note(Code.SE208, value, f"`{reader.source(value)}` is not a value of `{option}`", help=f"write {allowed}")
    return None


def _read_group(reader: Reader, node: ast.Call, name: str) -> Expr | None:
    """Read `total(x)` or `members()`."""
    form = FUNCTIONS[name]
    start, end = node.col_offset, node.end_col_offset or 0
    wanted = 1 if name == "total" else 0
    outside = not reader.scope.in_group or reader.in_total
    if outside:
        help = (
            "a total cannot stand inside another"
            if reader.in_total
            else "it sums over a group: the rule needs `group_by`"
        )
        reader.note(Code.SE223, node, f"`{name}` has no group here", help=help)
    for keyword in node.keywords:
        note_stray_keyword(reader, keyword, name, form)
    if len(node.args) != wanted or (node.args and is_generator(node.args[0])):
        note_form(reader, node, name, f"`{name}` takes {_count(wanted)}", form)
        return None
    if not node.args:
        return None if outside else Members(type=NUMBER, start=start, end=end)
    was_in_total, reader.in_total = reader.in_total, True
    value = reader.read(node.args[0])
    reader.in_total = was_in_total
    if value is None or not require(reader, value, NUMBERS, form) or outside:
        return None
    return Total(type=NUMBER, start=start, end=end, value=value)
