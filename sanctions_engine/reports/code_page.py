"""A diagnostic code explained, as lines for a terminal and as a page of the documentation."""

from __future__ import annotations

from collections.abc import Mapping

from sanctions_engine.diagnostics.codes import Code, Severity
from sanctions_engine.diagnostics.explanations import Explanation
from sanctions_engine.reports.lines import WIDTH, Line, Piece, paragraph

SECTIONS = {
    "SE0": "Reading files",
    "SE1": "The form of packs and rule files",
    "SE2": "Expressions",
    "SE3": "Law over time",
    "SE4": "Dossiers and tables",
    "SE5": "Questions",
    "SE6": "Evaluation",
    "SE7": "The linter: rules that are well-formed and probably do not say what is meant",
}
"""What the codes of each hundred are about."""

_WEIGHTS = {
    Severity.ERROR: "An error: it rejects its input.",
    Severity.WARNING: "A warning: it changes nothing.",
    Severity.ADVICE: "Advice: it changes nothing, and `check` shows it to who asks for it with `--advice`.",
}


_OF_ROWS = (
    "An error: a row of evidence that has it is set aside, told and counted, and with `--strict` rejects its dossier; "
    "anything else that has it is rejected."
)


def _weight(code: Code) -> str:
    of_evidence = code.name.startswith("SE4") and code.severity is Severity.ERROR
    return _OF_ROWS if of_evidence else _WEIGHTS[code.severity]


def code_lines(code: Code, explanation: Explanation, *, width: int = WIDTH) -> list[Line]:
    """Return what a code means, an example of it and the remedy, as lines."""
    style = "bad" if code.severity is Severity.ERROR else "mark"
    code_of = [(Piece(f"    {line}"),) for line in explanation.good.splitlines()]
    good = [(), *paragraph("Without the problem:", width=width), (), *code_of] if code_of else []
    lines = paragraph(Piece(f"{code.severity.value}[{code.name}]", style), ": ", Piece(code.value, "name"), width=width)
    lines += [(), *paragraph(explanation.meaning, width=width), (), *paragraph("For example:", width=width), ()]
    lines += [(Piece(f"    {line}"),) for line in explanation.example.splitlines()]
    return [*lines, (), *paragraph(Piece("help: ", "name"), explanation.remedy, width=width, hanging=2), *good]


def code_markdown(code: Code, explanation: Explanation) -> str:
    """Return the page of a code in Markdown."""
    weight = _weight(code)
    good = f"\n## Good\n\n```{explanation.language}\n{explanation.good}\n```\n" if explanation.good else ""
    return (
        f"# {code.name}: {code.value}\n\n{weight}\n\n## What it means\n\n{explanation.meaning}\n\n"
        f"## Bad\n\n```{explanation.language}\n{explanation.example}\n```\n\n## Remedy\n\n{explanation.remedy}\n{good}"
    )


def index_markdown(explanations: Mapping[Code, Explanation]) -> str:
    """Return the page that lists all codes, in Markdown."""
    parts = [
        "# Diagnostics\n\nEvery problem has a stable code. `sanctions-engine explain SE204` shows the page of one.\n"
    ]
    for prefix, title in SECTIONS.items():
        rows = "".join(
            f"| [{code.name}]({code.name}.md) | {code.value} | {code.severity.value} |\n"
            for code in explanations
            if code.name.startswith(prefix)
        )
        parts.append(f"## {title}\n\n| code | problem | weight |\n|---|---|---|\n{rows}")
    return "\n".join(parts)
