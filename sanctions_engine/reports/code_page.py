"""A diagnostic code explained, as lines for a terminal and as a page of the documentation."""

from __future__ import annotations

from sanctions_engine.diagnostics.codes import Code
from sanctions_engine.diagnostics.explanations import Explanation
from sanctions_engine.reports.lines import WIDTH, Line, Piece, paragraph


def code_lines(code: Code, explanation: Explanation, *, width: int = WIDTH) -> list[Line]:
    """Return what a code means, an example of it and the remedy, as lines."""
    style = "bad" if code.severity.value == "error" else "mark"
    lines = paragraph(Piece(f"{code.severity.value}[{code.name}]", style), ": ", Piece(code.value, "name"), width=width)
    lines += [(), *paragraph(explanation.meaning, width=width), (), *paragraph("for example:", width=width), ()]
    lines += [(Piece(f"    {line}"),) for line in explanation.example.splitlines()]
    return [*lines, (), *paragraph(Piece("help: ", "name"), explanation.remedy, width=width, hanging=2)]


def code_markdown(code: Code, explanation: Explanation) -> str:
    """Return the page of a code in Markdown."""
    weight = "rejects its input" if code.severity.value == "error" else "is shown and changes nothing"
    return "\n".join(
        [
            f"# {code.name}: {code.value}",
            "",
            f"A problem of this code {weight}.",
            "",
            "## What it means",
            "",
            explanation.meaning,
            "",
            "## Example",
            "",
            f"```{explanation.language}",
            explanation.example.rstrip("\n"),
            "```",
            "",
            "## Remedy",
            "",
            explanation.remedy,
            "",
        ]
    )
