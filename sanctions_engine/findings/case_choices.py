"""Which cases are asked for: by title, by words, by the rules that they are about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from sanctions_engine.diagnostics import BadQuestion, Code, Problem
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.findings.case_collecting import CollectedCase

Test = Callable[[str], bool]
_TOKEN = re.compile(r"""\s*(?:(?P<bracket>[()])|"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<word>[^\s()"']+))""")
_END = ("end", "")
_JOINTS = (("plain", "and"), ("plain", "or"), ("plain", "not"))
_HELP = "write words with `and`, `or`, `not` and brackets, such as `-k 'last day and not RUS'`"


@dataclass(slots=True)
class CaseChoice:
    """Chooses among the cases that are found, and knows whether it left any.

    Attributes:
        match: A pattern of the title or of `file:title`.
        keywords: Words with `and`, `or`, `not` and brackets; see `keywords_test`.
        rules: Patterns of rules; of a case only what it expects of such rules is checked.
    """

    match: str = "*"
    keywords: str = ""
    rules: tuple[str, ...] = ()
    _titles: list[str] = field(default_factory=list)
    _known: dict[str, None] = field(default_factory=dict)
    _chosen: int = 0
    _test: Test | None = None

    def __post_init__(self) -> None:
        self._test = keywords_test(self.keywords) if self.keywords.strip() else None

    def of(self, case: CollectedCase) -> CollectedCase | None:
        """Return a case that is asked for, with what is asked of it; None for another."""
        self._titles.append(case.title)
        self._known.update(dict.fromkeys(case.rules))
        place = f"{case.file}:{case.title}"
        if not fnmatchcase(case.title, self.match) and not fnmatchcase(place, self.match):
            return None
        if self._test is not None and not self._test("\n".join([place, *case.rules]).casefold()):
            return None
        chosen = case.about(self.rules) if self.rules else case
        self._chosen += chosen is not None
        return chosen

    def check(self) -> None:
        """Refuse a choice that leaves none of the cases that were found: everything would seem to hold.

        Raises:
            BadQuestion: If cases were found and none was chosen (SE507; SE501 where it is a rule that no case is about).
        """
        if not self._titles or self._chosen:
            return
        if self.rules:
            asked = " or ".join(f"`{one}`" for one in self.rules)
            near = suggest(self.rules[0], list(self._known))
            help = f"did you mean `{near}`?" if near else "write a case for it, or put a `*` where any text may stand"
            message = f"no case of {len(self._titles):,} expects anything of {asked}"
            raise BadQuestion([Problem(Code.SE501, message, help=help, offending=self.rules[0], suggestion=near)])
        asked = self.keywords if self._test is not None and self.match == "*" else self.match
        near = suggest(asked, self._titles)
        help = f"did you mean `{near}`?" if near else "put a `*` where any text may stand"
        if self._test is not None:
            help = "a word is looked for in titles, file names and ids of rules, whatever its case"
        message = f"no case matches `{asked}`, of {len(self._titles):,}"
        raise BadQuestion([Problem(Code.SE507, message, help=help, offending=asked, suggestion=near)])


def keywords_test(text: str) -> Test:
    """Return whether words stand in a text that is folded to small letters: joined by `and`, `or`, `not` and brackets.

    Raises:
        BadQuestion: If the words do not make an expression (SE507).

    Example:
        >>> test = keywords_test("late and not (rus or no news)")
        >>> test("chn is late"), test("rus is late"), test("late, no news")
        (True, False, False)
    """
    parser = _Parser(text, list(_tokens(text)))
    test = parser.either()
    if parser.ahead != _END:
        kind, word = parser.ahead
        raise parser.fault("a quote is not closed" if kind == "quote" else f"`{word}` is not expected here")
    return test


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            yield "quote", text[at:].strip()
            return
        kind = found.lastgroup or ""
        yield ("word" if kind in ("double", "single") else "plain" if kind == "word" else kind), found[kind]
        at = found.end()


@dataclass(slots=True)
class _Parser:
    """Reads an expression of words, loosest first: `or`, `and`, `not`."""

    text: str
    tokens: list[tuple[str, str]]

    @property
    def ahead(self) -> tuple[str, str]:
        """The next token."""
        return self.tokens[0] if self.tokens else _END

    def either(self) -> Test:
        """Read words joined by `or`."""
        return self._joined("or", self._all, any)

    def _all(self) -> Test:
        return self._joined("and", self._one, all)

    def _joined(self, word: str, part: Callable[[], Test], fold: Callable[[Iterable[bool]], bool]) -> Test:
        parts = [part()]
        while self._takes("plain", word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else lambda text: fold(one(text) for one in parts)

    def _one(self) -> Test:
        if self._takes("plain", "not"):
            negated = self._one()
            return lambda text: not negated(text)
        if self._takes("bracket", "("):
            inner = self.either()
            if not self._takes("bracket", ")"):
                raise self.fault("a bracket is not closed")
            return inner
        phrase = self._phrase()
        return lambda text: phrase in text

    def _phrase(self) -> str:
        """Read a word, or words beside each other that nothing joins: a phrase."""
        words: list[str] = []
        while self.ahead[0] in ("word", "plain") and self.ahead not in _JOINTS:
            words.append(self.tokens.pop(0)[1].casefold())
        if not words:
            kind, word = self.ahead
            if kind == "quote":
                raise self.fault("a quote is not closed")
            raise self.fault(f"a word is missing before `{word}`" if word else "a word is missing at the end")
        return " ".join(words)

    def _takes(self, kind: str, word: str) -> bool:
        if self.ahead != (kind, word):
            return False
        del self.tokens[0]
        return True

    def fault(self, message: str) -> BadQuestion:
        """Return what is wrong with the expression."""
        told = f"`{self.text}` cannot be read: {message}"
        return BadQuestion([Problem(Code.SE507, told, help=_HELP, offending=self.text)])
