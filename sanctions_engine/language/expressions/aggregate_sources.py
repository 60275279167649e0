"""What an aggregate goes through: `for variable in Kind`, or in `recent(Kind, duration)`."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from sanctions_engine.diagnostics import Code, Label
from sanctions_engine.language.expressions.literals import NAMED_CONSTANTS
from sanctions_engine.language.expressions.names import WHERE
from sanctions_engine.language.expressions.reader import Reader
from sanctions_engine.language.expressions.typing_rules import require
from sanctions_engine.language.expressions.vocabulary import CALLABLE, RECENT
from sanctions_engine.language.nodes import Call, Expr
from sanctions_engine.language.types import Base
from sanctions_engine.models.kinds import STATE, FactKind

_DURATIONS = frozenset({Base.DURATION})

Loop = ast.GeneratorExp | ast.ListComp | ast.SetComp
"""A part with `for`; the last two are read to say what else is wrong with them."""


@dataclass(slots=True)
class Source:
    """What stands after `for`.

    Attributes:
        names: The variable; none or more than one where the text is wrong.
        kind: The kind that it goes through, None if that is not known.
        window: The duration of `recent`.
        fits: Whether nothing was wrong.
    """

    names: tuple[str, ...]
    kind: FactKind | None
    window: Expr | None
    fits: bool


def read_source(reader: Reader, loop: Loop) -> Source:
    """Read `variable in Kind` or `variable in recent(Kind, duration)`."""
    target = loop.generators[0].target
    iterated = loop.generators[0].iter
    if isinstance(target, ast.Name):
        names: tuple[str, ...] = (target.id,)
        fits = _is_free(reader, target)
    else:
        reader.note(Code.SE202, target, "one name stands after `for`", help="write `for r in Kind`")
        names = tuple(part.id for part in ast.walk(target) if isinstance(part, ast.Name))
        fits = False
    window = None
    if isinstance(iterated, ast.Call) and isinstance(iterated.func, ast.Name) and iterated.func.id == "recent":
        if len(iterated.args) != 2 or iterated.keywords:
            reader.note(Code.SE208, iterated, "`recent` takes a fact kind and a duration", help=f"write `{RECENT}`")
            fits = False
        else:
            window = reader.read(iterated.args[1])
            fits = window is not None and _is_window(reader, window) and fits
        if not iterated.args:
            return Source(names, None, None, fits=False)
        iterated = iterated.args[0]
    kind = _kind(reader, iterated)
    is_one = isinstance(target, ast.Name)
    return Source(names, kind if is_one else None, window, fits and kind is not None)


def _is_window(reader: Reader, window: Expr) -> bool:
    """Whether a value can be the length of `recent`: a duration that can be counted backwards."""
    if not require(reader, window, _DURATIONS, RECENT):
        return False
    if isinstance(window, Call) and window.function == "business_days":
        help = "count backwards in days: `days(14)`"
        reader.note(Code.SE205, window, "business days are counted forward only", help=help)
        return False
    return True


def _is_free(reader: Reader, target: ast.Name) -> bool:
    """Whether a variable has a name of its own; if not, notes SE202 (SE218 for a private name)."""
    name = target.id
    scope = reader.scope
    if name.startswith("_"):
        help = "names of the language begin with a letter"
        reader.note(Code.SE218, target, f"private name `{name}`", help=help, offending=name)
        return False
    taken = {
        "the variable of the aggregate around it": name in reader.generators,
        "the `each` variable": name in scope.variables,
        "a `let` name": name in scope.lets or name in scope.broken,
        "a name that the language gives": name in WHERE or name in NAMED_CONSTANTS,
        "a function": name in CALLABLE,
        "a fact kind": name in scope.kinds,
    }
    what = next((what for what, is_so in taken.items() if is_so), None)
    if what is None:
        return True
    also = []
    if name in reader.generators:
        before = reader.text.rfind(f"for {name} in", 0, target.col_offset)
        after = reader.text.find(f"for {name} in", target.end_col_offset or 0)
        outer = before if before >= 0 else after
        if outer >= 0:
            also = [Label(reader.place((outer + 4, outer + 4 + len(name))), "the other one is named here")]
    message = f"`{name}` is {what} already"
    reader.note(Code.SE202, target, message, help="choose another name for the variable", also=also, offending=name)
    return False


def _kind(reader: Reader, node: ast.expr) -> FactKind | None:
    """Return the kind that an aggregate goes through; None after noting SE206 (SE202 for anything but a name)."""
    if not isinstance(node, ast.Name):
        message = f"`{reader.source(node)}` is not a fact kind"
        reader.note(Code.SE202, node, message, help=f"write `for r in Kind` or `for r in {RECENT}`")
        return None
    name = node.id
    kind = reader.scope.kinds.get(name)
    if name == STATE.name:
        help = "`each: State as state` judges every State in turn; an aggregate goes through a fact kind"
        reader.note(Code.SE206, node, "the register of States is not a list of facts", help=help, offending=name)
        return None
    if kind is None and name not in reader.scope.broken:
        kinds = [one for one in reader.scope.kinds if one != STATE.name]
        help = f"there are {', '.join(f'`{one}`' for one in sorted(kinds))}" if kinds else "declare it in `facts.yaml`"
        reader.note_unknown(Code.SE206, node, f"fact kind `{name}`", name, kinds, help=help)
    return kind
