"""Shows problems with the lines that they are about, after the style of Rust and Cedar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from sanctions_engine.diagnostics.cells import Excerpt, clip, safe
from sanctions_engine.diagnostics.codes import Severity
from sanctions_engine.diagnostics.lines import Lines
from sanctions_engine.diagnostics.problems import Label, Problem

Sources = Mapping[str, str] | Callable[[str], str | None]
ROOM = 100
_GUTTER = "   | "


def render(problem: Problem, sources: Sources) -> str:
    """Return a problem as text: code and message, every labelled line with its label under it, and the remedy.

    The main label is underlined with `^`, the others with `-`. Lines are clipped around their label, and what they are
    indented by in common is left out.

    Args:
        problem: What is wrong.
        sources: The text of a file by its name; a file that has none is shown without its lines.

    Example:
        >>> from sanctions_engine.diagnostics import Code, Label, Span
        >>> span = Span("a.yaml", 1, 7, 1, 10)
        >>> labels = (Label(span, "no such name"),)
        >>> problem = Problem(Code.SE203, "unknown name `dew`", labels, help="did you mean `due`?")
        >>> print(render(problem, {"a.yaml": "when: dew < as_of"}))
        error[SE203]: unknown name `dew`
          --> a.yaml:1:7
           | 1 when: dew < as_of
           |         ^^^ no such name
          help: did you mean `due`?
    """
    return _render(problem, _Files(sources))


def render_all(problems: Iterable[Problem], sources: Sources) -> str:
    """Return all problems in the order of their places, those without a place first, and last a line that counts them.

    Example:
        >>> from sanctions_engine.diagnostics import Code
        >>> print(render_all([Problem(Code.SE505, "no engine `rete`")], {}))
        error[SE505]: no engine `rete`
        <BLANKLINE>
        1 error
    """
    found = sorted(problems, key=_place)
    files = _Files(sources)
    return "\n\n".join([*(_render(problem, files) for problem in found), count_line(found)])


def count_line(problems: Iterable[Problem]) -> str:
    """Return how many problems of each severity there are, such as `2 errors, 1 warning`, or `no problems`."""
    counts = dict.fromkeys(Severity, 0)
    for problem in problems:
        counts[problem.severity] += 1
    told = [
        f"{count} {_plural(severity) if count > 1 else severity.value}" for severity, count in counts.items() if count
    ]
    return ", ".join(told) or "no problems"


def _plural(severity: Severity) -> str:
    return severity.value if severity is Severity.ADVICE else f"{severity.value}s"


class _Files:
    """The lines of the files that labels point into; each file is split once."""

    def __init__(self, sources: Sources) -> None:
        self._get = sources if callable(sources) else sources.get
        self._known: dict[str, Lines | None] = {}

    def lines(self, file: str) -> Lines | None:
        if file not in self._known:
            text = self._get(file)
            self._known[file] = None if text is None else Lines(text)
        return self._known[file]


def _place(problem: Problem) -> tuple[str, int, int, str]:
    span = problem.span
    return (span.file, span.line, span.column, problem.code.name) if span else ("", 0, 0, problem.code.name)


def _render(problem: Problem, files: _Files) -> str:
    rows = [f"{problem.severity.value}[{problem.code.name}]: {safe(problem.message)}"]
    by_file: dict[str, list[tuple[Label, str]]] = {}
    for index, label in enumerate(problem.labels):
        by_file.setdefault(label.span.file, []).append((label, "-" if index else "^"))
    places = [label for labels in by_file.values() for label, _ in labels[:1]]
    width = max((len(str(label.span.line)) for label in problem.labels), default=1)
    for arrow, first in zip(("-->", *[":::"] * len(places)), places, strict=False):
        rows.append(f"  {arrow} {safe(str(first.span))}")
        rows.extend(_file_rows(by_file[first.span.file], files.lines(first.span.file), width))
    if problem.help:
        first_line, *others = problem.help.splitlines()
        rows.append(f"  help: {safe(first_line)}")
        rows.extend(f"        {safe(line)}" for line in others)
    return "\n".join(rows)


def _file_rows(labels: list[tuple[Label, str]], lines: Lines | None, width: int) -> Iterator[str]:
    """Yield the rows for the labels of one file; without its text only what the labels say."""
    if lines is None:
        for label, _ in labels:
            if label.text:
                yield f"{_GUTTER}{safe(label.text)}"
        return
    blocks = list(_blocks(labels, lines))
    dedent = min(min(excerpt.indent, *_cells(excerpt, marked)) for _, excerpt, marked in blocks)
    for number, excerpt, marked in blocks:
        cut = 0 if excerpt.first else dedent
        yield f"{_GUTTER}{number:<{width}} {excerpt.text[cut:]}".rstrip()
        for label, mark in marked:
            start, end = _stretch(label, excerpt.line)
            left = excerpt.cell(start)
            underline = mark * max(1, excerpt.cell(end) - left)
            yield f"{_GUTTER}{' ' * (width + 1 + left - cut)}{underline} {safe(label.text)}".rstrip()


def _cells(excerpt: Excerpt, marked: list[tuple[Label, str]]) -> list[int]:
    """Return the cells in which labels begin."""
    return [excerpt.cell(_stretch(label, excerpt.line)[0]) for label, _ in marked]


def _blocks(labels: list[tuple[Label, str]], lines: Lines) -> Iterator[tuple[int, Excerpt, list[tuple[Label, str]]]]:
    """Yield each excerpt to show with its line number and the labels under it; a long line may give several."""
    waiting = sorted(labels, key=lambda pair: (pair[0].span.line, pair[0].span.column))
    while waiting:
        number = waiting[0][0].span.line
        line = lines.line(number)
        excerpt = clip(line, *_stretch(waiting[0][0], line), ROOM)
        here = [pair for pair in waiting if pair[0].span.line == number and excerpt.shows(_stretch(pair[0], line)[0])]
        here = here or waiting[:1]
        yield number, excerpt, here
        waiting = [pair for pair in waiting if pair not in here]


def _stretch(label: Label, line: str) -> tuple[int, int]:
    """Return the indexes in its first line that a label covers; one over several lines covers the first to its end."""
    start = min(label.span.column - 1, len(line))
    end = label.span.end_column - 1 if label.span.end_line == label.span.line else len(line.rstrip())
    return start, min(max(end, start), len(line))
