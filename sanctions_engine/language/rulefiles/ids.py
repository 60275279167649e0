"""What ids of instruments, packs and rules look like, and which names formulas may not take."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable

from sanctions_engine.diagnostics import Code, Problems, Span
from sanctions_engine.language.yaml.scalars import ID, id_remedy

PACK_NAME = rf"{ID.pattern}(?:/{ID.pattern})*"
_PACK = re.compile(PACK_NAME)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")

RESERVED = frozenset(
    {"all", "as_of", "due", "group", "instrument", "parameter", "period", "row", "none", "true", "false"}
)
"""Names that formulas read: no variable, `let`, column, parameter or group key is called so."""


def is_id(text: str) -> bool:
    """Whether a text can be the id of an instrument, rule, reading, exception or row.

    Example:
        >>> is_id("unscr-2397-8"), is_id("paragraph 8")
        (True, False)
    """
    return ID.fullmatch(text) is not None


def is_pack_name(text: str) -> bool:
    """Whether a text can be the name of a pack.

    Example:
        >>> is_pack_name("un/dprk"), is_pack_name("../dprk")
        (True, False)
    """
    return _PACK.fullmatch(text) is not None


def note_malformed_id(id: str, of: str, span: Span, problems: Problems) -> None:
    """Note SE112: an id that is not one word of small letters, digits and `-`."""
    help, meant = id_remedy(id)
    problems.add(Code.SE112, f"malformed id of {of} `{id}`", span, help=help, offending=id, suggestion=meant)


def name_fits(name: str, of: str, place: Callable[[], Span], problems: Problems) -> bool:
    """Whether formulas can use a name; if not, notes SE112 (not a name), SE218 (private) or SE104 (of the language).

    Args:
        name: The name.
        of: What it names, for the message.
        place: Returns where it stands; only asked if something is wrong.
        problems: Gets the problem.
    """
    if name.startswith("_"):
        message, help = f"{of} `{name}` has a private name", "let it begin with a letter"
        problems.add(Code.SE218, message, place(), help=help, offending=name)
        return False
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        help = "a name is one word of ASCII letters, digits and `_`, and no word of the language such as `if`"
        problems.add(Code.SE112, f"malformed name of {of} `{name}`", place(), help=help, offending=name)
        return False
    if name in RESERVED:
        message = f"{of} cannot be called `{name}`: the language uses the name"
        problems.add(Code.SE104, message, place(), help="choose another name", offending=name)
        return False
    return True
