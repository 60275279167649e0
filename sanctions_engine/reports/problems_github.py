"""Problems as workflow commands of GitHub Actions, which show them at the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterable

from sanctions_engine.diagnostics import Problem, Severity

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}
_IN_MESSAGES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTIES = {**_IN_MESSAGES, ":": "%3A", ",": "%2C"}


def problems_github(problems: Iterable[Problem]) -> str:
    """Return one command a problem.

    Example:
        >>> from sanctions_engine.diagnostics import Code, Label, Span
        >>> at = (Label(Span("rules/a.yaml", 3, 5, 3, 9)),)
        >>> print(problems_github([Problem(Code.SE716, "`x` is never read", at, help="remove it")]), end="")
        ::warning file=rules/a.yaml,line=3,col=5,endLine=3,endColumn=9,title=SE716%3A unused `let`::`x` is never read%0Ahelp: remove it
    """
    return "".join(f"{_command(problem)}\n" for problem in problems)


def _command(problem: Problem) -> str:
    properties: dict[str, object] = {}
    span = problem.span
    if span is not None:
        properties |= {"file": span.file, "line": span.line, "col": span.column}
        if span.end_line == span.line and span.end_column > span.column:
            properties |= {"endLine": span.end_line, "endColumn": span.end_column}
    properties["title"] = f"{problem.code.name}: {problem.code.value}"
    told = ",".join(f"{name}={_escaped(str(value), _IN_PROPERTIES)}" for name, value in properties.items())
    others = [f"{label.span}: {label.text}" if label.text else f"see {label.span}" for label in problem.labels[1:]]
    lines = [problem.message, *others, *([f"help: {problem.help}"] if problem.help else [])]
    return f"::{_LEVELS[problem.severity]} {told}::{_escaped(chr(10).join(lines), _IN_MESSAGES)}"


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(character, character) for character in text)
