"""What a page is made of: statements, each with a label and with parts that a report can set in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from sanctions_engine.models.instruments import Citation


class Mark(Enum):
    """What a part is, so that each report can show it in its own way."""

    WORDS = auto()
    CODE = auto()
    RULE = auto()
    INSTRUMENT = auto()
    FILE = auto()
    LINK = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a statement.

    Attributes:
        text: Its words; for a rule its id, for a file its name.
        mark: What it is.
        to: For an instrument its id.
        line: For a file the line, where one is meant.
    """

    text: str
    mark: Mark = Mark.WORDS
    to: str = ""
    line: int | None = None


Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a page says.

    Attributes:
        key: What it is about; unique among what one text of a rule says (`satisfied_when`, `let earning`).
        label: A word of at most nine letters for the reader.
        parts: What it says.
        below: What belongs to it, such as the fields that an amendment changes.
    """

    key: str
    label: str
    parts: Parts
    below: tuple[Statement, ...] = ()


def words(text: str) -> Part:
    """Return words as they are; line breaks and repeated blanks become one blank."""
    lead = " " if text[:1].isspace() else ""
    trail = " " if len(text) > 1 and text[-1:].isspace() else ""
    return Part(f"{lead}{' '.join(text.split())}{trail}")


def code(text: str) -> Part:
    r"""Return rule text, on one line.

    Example:
        >>> code("a\n  and b").text
        'a and b'
    """
    return Part(" ".join(text.split()), Mark.CODE)


def rule_named(id: str) -> Part:
    """Return the id of a rule, which a report can link to its page."""
    return Part(id, Mark.RULE)


def cited(citation: Citation, *, short: bool = True) -> Parts:
    """Return a citation; one whose paragraph number was not checked says so.

    Args:
        citation: The citation.
        short: Say so in three words.

    Example:
        >>> "".join(part.text for part in cited(Citation(instrument="i", paragraph="8", verified=False), short=False))
        'i, paragraph 8 - paragraph number not verified against the text'
    """
    told = str(citation.model_copy(update={"verified": True}))
    name = citation.title or citation.instrument
    parts = [Part(name, Mark.INSTRUMENT, citation.instrument)]
    if told != name:
        parts.append(Part(told.removeprefix(name)))
    if not citation.verified and citation.paragraph:
        parts.append(Part(" (number not verified)" if short else " - paragraph number not verified against the text"))
    return tuple(parts)


def joined(items: list[Parts], between: str = ", ") -> Parts:
    """Return lists of parts one after the other, with words between them."""
    found: list[Part] = []
    for item in items:
        if found:
            found.append(Part(between))
        found += item
    return tuple(found)
