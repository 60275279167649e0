"""Statements as Markdown, with links between rules, instruments and files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sanctions_engine.findings.rulebook.parts import Mark, Part, Statement

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
_CODE = re.compile(r"(`[^`]+`)")
_SLUG = re.compile(r"[^\w\- ]")


def escaped(text: str) -> str:
    r"""Return words in which nothing is taken for Markdown but what stands between backticks.

    Example:
        >>> escaped("a *b* <c>")
        'a \\*b\\* \\<c\\>'
    """
    parts = _CODE.split(text)
    return "".join(part if index % 2 else _SPECIAL.sub(r"\\\1", part) for index, part in enumerate(parts))


def slug(heading: str) -> str:
    """Return the anchor that a heading gets, as GitHub makes it.

    Example:
        >>> slug("import-ban/coal"), slug("Not evaluated, and why")
        ('import-bancoal', 'not-evaluated-and-why')
    """
    return _SLUG.sub("", heading.lower()).replace(" ", "-")


@dataclass(slots=True)
class Headings:
    """The headings of a page in order: two that would get one anchor are told apart as GitHub does it."""

    taken: set[str] = field(default_factory=set)

    def anchor(self, heading: str) -> str:
        """Return the anchor of the next heading of the page."""
        first = slug(heading)
        found, number = first, 1
        while found in self.taken:
            found, number = f"{first}-{number}", number + 1
        self.taken.add(found)
        return found


@dataclass(frozen=True, slots=True)
class Links:
    """Where rules, instruments and files are found from a page.

    Attributes:
        rules: By the id of a rule, its page and anchor.
        instruments: By the id of an instrument, its page.
        root: The way from the page to the folder that names of files start at.
        here: Name of the page itself, whose own anchors need no name of a file.
    """

    rules: Mapping[str, str]
    instruments: Mapping[str, str]
    root: str
    here: str = ""

    def rule(self, id: str) -> str:
        """Return a link to a rule, or its id where it has no page."""
        to = self.rules.get(id)
        return f"[`{id}`]({to.removeprefix(self.here)})" if to else f"`{id}`"

    def instrument(self, id: str, title: str) -> str:
        """Return the title of an instrument as a link; as words on its own page and where it has none."""
        to = self.instruments.get(id)
        return escaped(title) if to is None or to == self.here else f"[{escaped(title)}]({to})"

    def file(self, name: str) -> str:
        """Return a link to a file of a pack."""
        return f"[`{name}`]({self.root}{name})"

    def parts(self, parts: Iterable[Part]) -> str:
        """Return parts as Markdown on one line."""
        return "".join(map(self._part, parts))

    def _part(self, part: Part) -> str:
        match part.mark:
            case Mark.CODE:
                return f"`{part.text}`"
            case Mark.RULE:
                return self.rule(part.text)
            case Mark.INSTRUMENT:
                return self.instrument(part.to, part.text)
            case Mark.FILE:
                return self.file(part.text)
            case Mark.LINK:
                return f"<{part.text}>"
            case _:
                return escaped(part.text)


def bullets(statements: Iterable[Statement], links: Links, *, deeper: int = 0) -> Iterator[str]:
    """Yield statements as the lines of a list."""
    for one in statements:
        label = f"**{one.label}** " if one.label else ""
        yield f"{' ' * deeper}- {label}{links.parts(one.parts)}"
        yield from bullets(one.below, links, deeper=deeper + 2)
