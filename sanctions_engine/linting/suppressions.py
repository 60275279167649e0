"""Comments that suppress a problem: `# noqa: SE706 the reason`, at the line that it is about or on lines of their own above it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sanctions_engine.diagnostics import Code, Edit, Fix, Problem, Problems, Severity
from sanctions_engine.diagnostics.lines import Lines
from sanctions_engine.language.yaml.yaml_document import DOUBLE, FOLDED, LITERAL, SINGLE, MappingNode, Node, ScalarNode
from sanctions_engine.language.yaml.yaml_text import read_yaml

_COMMENT = re.compile(
    r"(?:^|[ \t])(?P<all>#[ \t]*noqa\b(?P<file>-file)?[ \t]*:?[ \t]*(?P<rest>[^\n\r]*))", re.MULTILINE
)
_CODES = re.compile(r"(?P<codes>SE\d+(?:[ \t]*,[ \t]*SE\d+)*)(?P<reason>.*)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LEAST_WORDS = 2


@dataclass(slots=True)
class Suppression:
    """One comment.

    Attributes:
        file: The file that it stands in.
        start: Offset of its `#`.
        end: Offset after its last character.
        line: The line that it is about; None for the whole file.
        codes: What it suppresses.
        reason: Why; empty where none is given.
        used: The codes for which there was something to suppress.
    """

    file: str
    start: int
    end: int
    line: int | None
    codes: tuple[str, ...]
    reason: str
    used: set[str] = field(default_factory=set)

    @property
    def counts(self) -> bool:
        """Whether it has a reason, of two words or more."""
        return len(_WORD.findall(self.reason)) >= _LEAST_WORDS


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A problem that is not told, and why."""

    problem: Problem
    reason: str


def suppressions_in(file: str, text: str) -> Iterator[Suppression]:
    r"""Yield the suppressions of a file.

    A comment behind something is about its line; one on a line of its own is about the next line that is no comment.

    Example:
        >>> [one] = suppressions_in("a.yaml", "rules:\n  # noqa: SE706 both rows are law\n  - id: x\n")
        >>> one.line, one.codes, one.reason
        (3, ('SE706',), 'both rows are law')
    """
    if "noqa" not in text:
        return
    lines = Lines(text)
    texts = list(_texts(text, file))
    for found in _COMMENT.finditer(text):
        number, column = lines.position(found.start("all"))
        if any(_is_within(found.start("all"), column, one, text) for one in texts):
            continue
        codes = _CODES.match(found["rest"])
        about: int | None = number
        if found["file"]:
            about = None
        elif not lines.line(number)[: column - 1].strip():
            about = _next_line(lines, number)
        yield Suppression(
            file=file,
            start=found.start("all"),
            end=found.end("all"),
            line=about,
            codes=tuple(re.findall(r"SE\d+", codes["codes"])) if codes else (),
            reason=codes["reason"].strip(" \t-:()\u2013\u2014") if codes else "",
        )


def _texts(text: str, file: str) -> Iterator[ScalarNode]:
    """Yield the texts of a file in which a `#` begins no comment: those in quotes, and blocks."""
    document = read_yaml(text, file, Problems())
    waiting: list[Node] = [document.root] if document else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, ScalarNode):
            if node.style in (SINGLE, DOUBLE, LITERAL, FOLDED):
                yield node
        else:
            waiting.extend(node.values.values() if isinstance(node, MappingNode) else node.items)


def _is_within(offset: int, column: int, node: ScalarNode, text: str) -> bool:
    """Whether a place lies in a text; a block ends before the first line that is indented less than its first one."""
    if not node.start <= offset < node.end:
        return False
    if node.style in (SINGLE, DOUBLE):
        return True
    first = re.compile(r"\n([ ]*)[^\s]").search(text, node.start)
    return first is not None and offset > first.start() and column > len(first[1])


def _next_line(lines: Lines, number: int) -> int:
    for later in range(number + 1, len(lines) + 1):
        if lines.line(later).strip() and not lines.line(later).lstrip().startswith("#"):
            return later
    return number


def suppress(
    problems: Iterable[Problem], texts: Mapping[str, str], *, complete: Collection[str]
) -> tuple[list[Problem], list[Suppressed]]:
    """Return the problems that are left, and those that a comment suppresses; errors are never suppressed.

    Args:
        problems: What was found.
        texts: The text of each file.
        complete: The files in which everything was looked for, so that a comment with nothing to suppress is told (SE723).

    A comment without a reason is told in the place of what it suppresses (SE722).
    """
    comments = [one for file, text in texts.items() if _can_have_comments(file) for one in suppressions_in(file, text)]
    left: list[Problem] = []
    suppressed: list[Suppressed] = []
    for problem in problems:
        one = _for(problem, comments)
        if one is None:
            left.append(problem)
        else:
            suppressed.append(Suppressed(problem, one.reason))
    noted = Problems()
    for comment in comments:
        _check(comment, Lines(texts[comment.file]), noted, complete=comment.file in complete)
    return [*left, *noted], suppressed


def _can_have_comments(file: str) -> bool:
    return not file.endswith(".csv")


def _for(problem: Problem, comments: Collection[Suppression]) -> Suppression | None:
    """Return the comment that suppresses a problem, at any of the places that the problem marks."""
    if problem.severity is Severity.ERROR:
        return None
    places = {(label.span.file, label.span.line) for label in problem.labels}
    files = {file for file, _ in places}
    for one in comments:
        if problem.code.name in one.codes and (
            (one.line is None and one.file in files) or (one.file, one.line) in places
        ):
            one.used.add(problem.code.name)
            return one
    return None


def _check(one: Suppression, lines: Lines, problems: Problems, *, complete: bool) -> None:
    span = lines.span(one.file, one.start, one.end)
    if not one.codes:
        help = "write `# noqa: SE706 and why it is right as it stands`"
        problems.add(Code.SE723, "the suppression names no code", span, help=help)
        return
    if not one.counts:
        codes = ", ".join(one.codes)
        help = f"say why it is right as it stands, in two words or more: `# noqa: {codes} …`"
        problems.add(Code.SE722, f"the suppression of `{codes}` gives no reason", span, help=help, offending=codes)
    idle = [code for code in one.codes if code not in one.used]
    for code in idle:
        known = Code.__members__.get(code)
        if known is None or known.severity is Severity.ERROR:
            why = "there is no such code" if known is None else "an error cannot be suppressed"
            problems.add(Code.SE723, f"the suppression of `{code}` does nothing: {why}", span, help="remove the code")
        elif complete:
            fix = _removal(one, lines, code) if len(idle) == len(one.codes) == 1 else None
            message = f"the suppression of `{code}` does nothing: there is no such problem here"
            problems.add(Code.SE723, message, span, help="remove it", offending=code, fix=fix)


def _removal(one: Suppression, lines: Lines, code: str) -> Fix:
    """Return the edit that removes a comment, with its line where nothing else stands there."""
    number, column = lines.position(one.start)
    before = lines.line(number)[: column - 1]
    start = lines.start(number) if not before.strip() else one.start - (len(before) - len(before.rstrip()))
    following = lines.start(number + 1) if number < len(lines) else one.end
    end = one.end if before.strip() else following
    return Fix(f"removed the suppression of `{code}`", (Edit(one.file, start, end),))
