"""What people write from habit: the operators, numbers, days and quotes of other languages, found in the text itself.

Python's parser stops at the first of them with a message about Python. This scan finds all, says what to write, and
mends the text so that the rest of it can be checked too.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Callable

from sanctions_engine.diagnostics import Code
from sanctions_engine.language.expressions.lookalike_numbers import (
    read_day,
    read_grouped,
    read_number,
    read_slashed_day,
    read_unit,
)
from sanctions_engine.language.expressions.scanning import Scan, Scanner

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
    |(?P<triple>\"{3}.*?(?:\"{3}|$)|'{3}.*?(?:'{3}|$))
    |(?P<text>"(?:[^"\\]|\\.)*(?P<closed>")?|'(?:[^'\\]|\\.)*(?P<closed_too>')?)
    |(?P<day>(?<![\w.])[0-9]{4}-(?:[0-9]{1,2}-[0-9]{1,2}|0[0-9])(?![\w.]))
    |(?P<slashed>(?<![\w.])(?:[0-9]{1,2}(?:/[0-9]{1,2}/|\.[0-9]{1,2}\.)[0-9]{4}|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2})(?![\w.]))
    |(?P<grouped>(?<![\w.])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![\w.]))
    |(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+(?!\w)|\w*))
    |(?P<name>[^\W\d]\w*)
    |(?P<space>[ \t\n\r\f]+)
    |(?P<sign>===|!==|==|!=|<=|>=|:=|<>|=>|=<|&&|\|\||[=!&|?;])
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:[\\'\"ntrbf]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|(?P<bad>.))", re.DOTALL)
_NO_CHARACTER = re.compile(r"\\x00|\\u0000|\\U00000000|\\[uU](?:0000)?[dD][89a-fA-F]", re.DOTALL)

_SIGNS: dict[str, tuple[str, str]] = {
    "===": ("==", "write `==`"),
    "!==": ("!=", "write `!=`"),
    "<>": ("!=", "write `!=`"),
    "=>": (">=", "write `>=`"),
    "=<": ("<=", "write `<=`"),
    "&&": (" and ", "write `and`"),
    "&": (" and ", "write `and`"),
    "||": (" or ", "write `or`"),
    "|": (" or ", "write `or`"),
    "!": (" not ", "write `not`"),
    "\N{LESS-THAN OR EQUAL TO}": ("<=", "write `<=`"),
    "\N{GREATER-THAN OR EQUAL TO}": (">=", "write `>=`"),
    "\N{NOT EQUAL TO}": ("!=", "write `!=`"),
    "\N{LOGICAL AND}": (" and ", "write `and`"),
    "\N{LOGICAL OR}": (" or ", "write `or`"),
    "\N{NOT SIGN}": (" not ", "write `not`"),
    "\N{MULTIPLICATION SIGN}": ("*", "write `*`"),
    "\N{DIVISION SIGN}": ("/", "write `/`"),
    "\N{MINUS SIGN}": ("-", "write a plain `-`"),
    "\N{EN DASH}": ("-", "write a plain `-`"),
}
"""Operators of other languages and of word processors: what stands for them here."""

_QUOTES = frozenset("\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb\u2039\u203a\u00b4`")
"""Quotation marks of word processors."""

_CALLERS = frozenset({"and", "or", "not", "in", "if", "else", "for", "is"})
_WORDS = frozenset({"AND": "and", "OR": "or", "NOT": "not"}.items())
_WORDS_UPPER = frozenset(upper for upper, _ in _WORDS)
_READ = frozenset({*_CALLERS, "True", "False", "None"})


def scan(text: str) -> Scan:
    """Look for everything that is written from habit.

    Example:
        >>> found = scan("a = 1 && b >= 1e3")
        >>> found.text, [(finding.code.name, finding.help) for finding in found.findings]
        ('a == 1  and  b >= 1000', [('SE209', 'write `==`'), ('SE210', 'write `and`'), ('SE211', 'write `1000`')])
    """
    scanner = Scanner(text, Scan(text))
    for match in _TOKEN.finditer(text):
        sort = match.lastgroup or ""
        sort = "text" if sort.startswith("closed") else sort
        _READERS[sort](scanner, match)
        if sort not in ("space", "comment"):
            scanner.before.append(match[0])
            scanner.last_sort = "number" if sort == "grouped" else sort
    scanner.scan.text = "".join(scanner.parts)
    return scanner.scan


def _comment(scanner: Scanner, match: re.Match[str]) -> None:
    help = "put the comment on a line of its own in the rule file, outside the expression"
    scanner.note(Code.SE202, match, "comment inside an expression", help)
    scanner.mend(match, "")


def _triple(scanner: Scanner, match: re.Match[str]) -> None:
    scanner.note(Code.SE202, match, "text in three quotes", 'write it in one pair of quotes: `"…"`')
    scanner.give_up(match)


def _text(scanner: Scanner, match: re.Match[str]) -> None:
    text = match[0]
    if not match["closed"] and not match["closed_too"]:
        scanner.note(Code.SE201, match, "the text that begins here has no end", f"close it with `{text[0]}`")
        return scanner.give_up(match)
    if scanner.last_sort == "text":
        help = "put a comma between two texts of a list"
        scanner.note(Code.SE202, match, "two texts side by side", help)
        return scanner.mend(match, f", {text}") if scanner.calls else scanner.keep(match)
    if scanner.last_sort == "name" and match.start() and scanner.source[match.start() - 1].isalnum():
        prefix = scanner.last
        if prefix not in _CALLERS:
            what = "an f-string" if "f" in prefix.lower() else f"`{prefix}` before a text"
            help = f"write the text in quotes alone: `{text}`"
            scanner.note(Code.SE202, match, f"{what} is not part of the language", help)
            return scanner.give_up(match)
    if "\n" in text or "\r" in text:
        help = "end the text on the line on which it begins"
        scanner.note(Code.SE202, match, "text that goes over the end of a line", help)
    if any("\ud800" <= char <= "\udfff" or char == "\0" for char in text) or _NO_CHARACTER.search(text):
        scanner.note(Code.SE202, match, "text with a character that does not exist", "leave it out")
        return scanner.give_up(match)
    if any(escape["bad"] for escape in _ESCAPE.finditer(text)):
        help = "write `\\\\` for a backslash"
        scanner.note(Code.SE202, match, "text with a backslash that escapes nothing", help)
        return scanner.mend(match, _ESCAPE.sub(lambda escape: "?" if escape["bad"] else escape[0], text))
    return scanner.keep(match)


def _name(scanner: Scanner, match: re.Match[str]) -> None:
    name = match[0]
    after_dot = bool(scanner.before) and scanner.last == "."
    if not name.isascii():
        plain = unicodedata.normalize("NFKC", name)
        strange = next(char for char in name if not char.isascii())
        what = unicodedata.name(strange, f"U+{ord(strange):04X}")
        meant = plain if plain.isascii() else None
        message = f"unknown name `{name}`"
        help = f"names are of ASCII letters; this one has {what}"
        scanner.note(Code.SE203, match, message, f"write `{meant}`; {help}" if meant else help, meant)
        return scanner.give_up(match)
    if scanner.last_sort == "number" and name not in _CALLERS and name not in _WORDS_UPPER:
        return read_unit(scanner, match)
    for upper, lower in _WORDS:
        if name == upper and not after_dot:
            scanner.note(Code.SE210, match, f"`{name}` is written in small letters", f"write `{lower}`", lower)
            return scanner.mend(match, lower)
    if keyword.iskeyword(name) and (after_dot or name not in _READ):
        if after_dot:
            help = "a field of this name cannot be read; give it another one in `facts.yaml`"
        else:
            help = "an expression is one value; what to do with it is said by the keys of the rule"
        scanner.note(Code.SE202, match, f"`{name}` is not part of the language", help)
        return scanner.give_up(match)
    return scanner.keep(match)


def _sign(scanner: Scanner, match: re.Match[str]) -> None:
    sign = match[0]
    if sign in _SIGNS:
        instead, help = _SIGNS[sign]
        scanner.note(Code.SE210, match, f"`{sign}` is not an operator of the language", help, instead.strip())
        return scanner.mend(match, instead)
    if sign == "=":
        in_call = bool(scanner.calls) and scanner.calls[-1]
        if in_call and scanner.last_sort == "name" and scanner.before[-2:-1] in (["("], [","]):
            return scanner.keep(match)
        scanner.note(Code.SE209, match, "`=` does not compare", "write `==`", "==")
        return scanner.mend(match, "==")
    if sign == ":=":
        scanner.note(Code.SE202, match, "`:=` is not part of the language", "give the value a name with `let`")
        return scanner.give_up(match)
    if sign == "?":
        scanner.note(Code.SE210, match, "`?` is not an operator of the language", "write `a if condition else b`")
        return scanner.give_up(match)
    if sign == ";":
        scanner.note(
            Code.SE202,
            match,
            "`;` is not part of the language",
            "an expression is one value; join conditions with `and`",
        )
        return scanner.give_up(match)
    return scanner.keep(match)


def _other(scanner: Scanner, match: re.Match[str]) -> None:
    char = match[0]
    if char in "([{":
        scanner.calls.append(char == "(" and scanner.last_sort == "name" and scanner.last not in _CALLERS)
    elif char in ")]}":
        if scanner.calls:
            scanner.calls.pop()
    elif char in _SIGNS:
        instead, help = _SIGNS[char]
        scanner.note(Code.SE210, match, f"`{char}` is not an operator of the language", help, instead.strip())
        return scanner.mend(match, instead)
    elif char in _QUOTES:
        scanner.note(Code.SE201, match, f"`{char}` does not open or close a text", 'write straight quotes: `"…"`')
        return scanner.give_up(match)
    elif char == "\\":
        scanner.note(
            Code.SE202, match, "backslash outside a text", "leave it out: an expression may go over several lines"
        )
        return scanner.mend(match, " ")
    elif char.isspace() and not char.isascii():
        message = f"{unicodedata.name(char, 'space')} for a space".lower()
        scanner.note(Code.SE201, match, message, "write a plain space")
        return scanner.mend(match, " ")
    elif not char.isascii() or not char.isprintable() or char == "$":
        what = unicodedata.name(char, f"U+{ord(char):04X}")
        scanner.note(Code.SE201, match, f"character {what} outside a text", "leave it out, or put the text in quotes")
        return scanner.give_up(match)
    return scanner.keep(match)


_READERS: dict[str, Callable[[Scanner, re.Match[str]], None]] = {
    "comment": _comment,
    "triple": _triple,
    "text": _text,
    "day": read_day,
    "slashed": read_slashed_day,
    "grouped": read_grouped,
    "number": read_number,
    "name": _name,
    "space": lambda scanner, match: scanner.keep(match),
    "sign": _sign,
    "other": _other,
}
