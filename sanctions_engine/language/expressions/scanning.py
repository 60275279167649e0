"""What a scan of a text finds, and the text as it is mended."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sanctions_engine.diagnostics import Code


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with a stretch of the text; `also` are further stretches, each with what is to be said of it."""

    code: Code
    start: int
    end: int
    message: str
    help: str | None
    suggestion: str | None = None
    also: tuple[tuple[tuple[int, int], str], ...] = ()


@dataclass(slots=True)
class Scan:
    """What a scan found.

    Attributes:
        text: The text with everything mended that can be.
        findings: What is wrong, in the order of the text.
        hopeless: Whether the rest cannot be checked.
        mended: Where the original text was changed, and how long what stands there now is.
    """

    text: str
    findings: list[Finding] = field(default_factory=list)
    hopeless: bool = False
    mended: list[tuple[int, int, int]] = field(default_factory=list)

    def original(self, position: int, *, is_end: bool) -> int:
        """Return where a position of the mended text was in the original one."""
        shift = 0
        for start, end, length in self.mended:
            at = start + shift
            if position < at or (is_end and position == at):
                break
            if position < at + length or (is_end and position == at + length):
                return end if is_end else start
            shift += length - (end - start)
        return position - shift


@dataclass(slots=True)
class Scanner:
    """One pass over the tokens.

    Attributes:
        source: The text.
        scan: What was found so far.
        parts: The mended text so far.
        before: The tokens so far, without blanks and comments.
        calls: For each open bracket whether it is that of a call.
        last_sort: The sort of the last token.
    """

    source: str
    scan: Scan
    parts: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    calls: list[bool] = field(default_factory=list)
    last_sort: str = ""

    @property
    def last(self) -> str:
        """The last token, empty at the beginning."""
        return self.before[-1] if self.before else ""

    def note(
        self, code: Code, match: re.Match[str], message: str, help: str | None, suggestion: str | None = None
    ) -> None:
        """Note a problem with a token."""
        self.scan.findings.append(Finding(code, match.start(), match.end(), message, help, suggestion))

    def keep(self, match: re.Match[str]) -> None:
        """Keep a token as it is."""
        self.parts.append(match[0])

    def mend(self, match: re.Match[str], instead: str) -> None:
        """Put something else in the place of a token."""
        self.parts.append(instead)
        self.scan.mended.append((match.start(), match.end(), len(instead)))

    def give_up(self, match: re.Match[str]) -> None:
        """Keep a token that leaves no hope for the rest."""
        self.keep(match)
        self.scan.hopeless = True
