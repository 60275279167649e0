"""A problem as data, a place to collect problems, and the exceptions that carry them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sanctions_engine.diagnostics.codes import Code, Severity
from sanctions_engine.diagnostics.fixes import Fix
from sanctions_engine.diagnostics.spans import Span


@dataclass(frozen=True, slots=True)
class Label:
    """A place and what is to be said of it; an empty text only underlines."""

    span: Span
    text: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, with every place that matters (the first label is the main one) and the remedy if one is known.

    Attributes:
        code: The stable code.
        message: One line, lower case, no full stop, input in backticks.
        labels: Places; may be empty for a problem that has none (a missing command-line option, say).
        help: The remedy, or None where none is known.
        offending: The offending text, for tools.
        suggestion: The text that probably was meant, for tools.
        fix: An edit that mends it and changes no verdict, or None where none is safe.
    """

    code: Code
    message: str
    labels: tuple[Label, ...] = ()
    help: str | None = None
    offending: str | None = None
    suggestion: str | None = None
    fix: Fix | None = None

    @property
    def severity(self) -> Severity:
        """The severity of the code."""
        return self.code.severity

    @property
    def span(self) -> Span | None:
        """The main place."""
        return self.labels[0].span if self.labels else None

    def __str__(self) -> str:
        place = f"{self.span}: " if self.span else ""
        remedy = f" (help: {self.help})" if self.help else ""
        return f"{place}{self.severity.value}[{self.code.name}]: {self.message}{remedy}"


@dataclass(slots=True)
class Problems:
    """Collects the problems of a run, so that all are told at once.

    Example:
        >>> problems = Problems()
        >>> problems.add(Code.SE203, "unknown name `dew`", Span("a.yaml", 1, 1, 1, 4), help="did you mean `due`?")
        >>> len(problems.errors)
        1
    """

    found: list[Problem] = field(default_factory=list)

    def add(
        self,
        code: Code,
        message: str,
        span: Span | None = None,
        label: str = "",
        *,
        also: Iterable[Label] = (),
        help: str | None = None,
        offending: str | None = None,
        suggestion: str | None = None,
        fix: Fix | None = None,
    ) -> None:
        """Note one problem; `also` are the further places that matter."""
        labels = ((Label(span, label),) if span else ()) + tuple(also)
        self.found.append(Problem(code, message, labels, help, offending, suggestion, fix))

    def extend(self, others: Iterable[Problem]) -> None:
        """Note problems that were found elsewhere."""
        self.found.extend(others)

    @property
    def errors(self) -> list[Problem]:
        """The problems that reject the input."""
        return [problem for problem in self.found if problem.severity is Severity.ERROR]

    @property
    def warnings(self) -> list[Problem]:
        """The problems that are only shown."""
        return [problem for problem in self.found if problem.severity is Severity.WARNING]

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)


class SanctionsEngineError(Exception):
    """The base of every exception that this library raises on purpose; carries the problems behind it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RulesRejected(SanctionsEngineError):
    """Rule files have errors."""


class InputRejected(SanctionsEngineError):
    """A dossier cannot be read, or has bad rows in strict mode."""


class BadQuestion(SanctionsEngineError):
    """What was asked names something that does not exist, or an option has a malformed value."""


class EngineUnavailable(SanctionsEngineError):
    """An engine needs a component that is not installed or does not work on this Python."""


class EngineDisagreement(SanctionsEngineError):
    """Two engines gave different outcomes for one question; both are in the message."""


class EvaluationFailed(SanctionsEngineError):
    """A rule failed to evaluate; becomes an `error` outcome, never a verdict."""
