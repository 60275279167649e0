"""What `trace` and `why-not` share: the options of a question about one rule and one subject, and how the answer is told."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from typer import Option

from sanctions_engine.cli import options
from sanctions_engine.cli.exits import Exit
from sanctions_engine.cli.formats import ReportFormat
from sanctions_engine.cli.output import report_width, write_lines, write_text
from sanctions_engine.cli.problems import tell_set_aside
from sanctions_engine.cli.values import read_assumptions, read_choice, read_day, read_optional_day

if TYPE_CHECKING:
    from pydantic import BaseModel

    from sanctions_engine.reports.lines import Line

Found = TypeVar("Found", bound="BaseModel")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question about one rule and one subject, as the options of a command ask it.

    Attributes:
        evidence: The arguments with which evidence and packs are read.
        asked: The rule, the subject, the days and the views, by the names of the arguments of a library call.
        format: How the answer is printed.
        output: The file that it is written to; None for the terminal.
    """

    evidence: Mapping[str, Any]
    asked: Mapping[str, Any]
    format: ReportFormat
    output: str | None

    def answer(self, ask: Callable[..., Found], lines: Callable[..., list[Line]], **more: object) -> int:
        """Read the evidence, ask, tell what was set aside, and print the answer.

        Args:
            ask: The library call that answers.
            lines: Makes the lines of an answer for a width.
            more: What the command alone asks, by the names of the arguments of that call.
        """
        from sanctions_engine import evaluation
        from sanctions_engine.reports.json_report import model_text

        packs, dossier = evaluation.read_dossiers(**self.evidence)
        found = ask(packs, dossier, **self.asked, **more)
        tell_set_aside(dossier)
        if self.format is ReportFormat.JSON:
            write_text(model_text(found), self.output)
        else:
            write_lines(lines(found, width=report_width(self.output)), self.output)
        return Exit.DONE


def about_one(command: Callable[..., int]) -> Callable[..., int]:
    """Return a command that takes the options of an inquiry beside its own, and is called with the inquiry that they make.

    Args:
        command: Takes an inquiry, and options of its own by name.
    """
    shared = inspect.signature(_inquiry, eval_str=True).parameters
    own = inspect.signature(command, eval_str=True).parameters
    of_command = list(own.values())[1:]
    needed = [one for one in shared.values() if one.default is inspect.Parameter.empty]
    others = [one for one in shared.values() if one not in needed]

    @wraps(command)
    def called(**given: Any) -> int:
        inquiry = _inquiry(**{name: given.pop(name) for name in shared})
        return command(inquiry, **given)

    # Typer reads the options of a command from its signature.
    parameters = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in (*needed, *of_command, *others)]
    called.__signature__ = inspect.Signature(parameters, return_annotation=int)  # type: ignore[attr-defined]
    called.__annotations__ = {**{one.name: one.annotation for one in parameters}, "return": int}
    return called


def _inquiry(
    dossiers: options.Dossiers,
    rule: Annotated[str, Option("--rule", metavar="RULE", help="Id of the rule.")],
    subject: Annotated[str, Option("--subject", metavar="SUBJECT", help="The subject, such as `RUS`.")],
    rules: options.Rules = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    perspective: options.Perspective = None,
    reading: options.ReadingOption = None,
    assume: options.Assume = None,
    format: Annotated[str, Option("--format", metavar="text|json", help="How to print.")] = "text",
    output: options.Output = None,
    strict: options.Strict = False,
) -> Inquiry:
    """Read what the options say."""
    chosen = read_choice("--format", format, ReportFormat)
    asked: dict[str, Any] = {
        "rule": rule,
        "subject": subject,
        "as_of": read_day("--as-of", as_of) if as_of is not None else date.today(),  # noqa: DTZ011  # the user's own day
        "known_at": read_optional_day("--known-at", known_at),
        "perspective": perspective,
        "reading": reading,
        "assume": read_assumptions(assume or ()),
    }
    evidence = {"sources": dossiers, "packs": rules or (), "strict": strict}
    return Inquiry(evidence, asked, chosen, output)
