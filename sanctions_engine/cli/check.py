"""`check`: read packs and say everything that is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from sanctions_engine.cli import options
from sanctions_engine.cli.exits import Exit
from sanctions_engine.cli.formats import ProblemsFormat
from sanctions_engine.cli.output import write_text
from sanctions_engine.cli.problems import tell
from sanctions_engine.cli.values import malformed, read_choice
from sanctions_engine.diagnostics import Problem, Severity

if TYPE_CHECKING:
    from sanctions_engine.linting.run import Checked

_MANIFEST = "pack.yaml"


EXAMPLES = (
    "sanctions-engine check rules/",
    "sanctions-engine check un/dprk --advice",
    "sanctions-engine check rules/ --format sarif",
    "sanctions-engine check rules/ --diff",
)


def check(
    paths: Annotated[
        list[str] | None,
        Argument(
            metavar="[PATH|PACK]",
            help="A pack, by folder or name, a file of one, or a folder that holds packs. Default: all that ship.",
        ),
    ] = None,
    advice: Annotated[bool, Option("--advice", help="Show advice too, such as citations that nobody checked.")] = False,
    format: Annotated[
        str,
        Option(
            "--format",
            metavar="text|json|github|sarif",
            help="How to print: for people, JSON, annotations of GitHub Actions, or SARIF 2.1.0.",
        ),
    ] = "text",
    output: options.Output = None,
    fail_on: Annotated[
        str,
        Option("--fail-on", metavar="error|warning|advice", help="Exit with 1 if anything of this weight is found."),
    ] = "error",
    fix: Annotated[bool, Option("--fix", help="Mend what can be mended without changing a verdict.")] = False,
    diff: Annotated[bool, Option("--diff", help="Show what `--fix` would change, and change nothing.")] = False,
) -> int:
    """Check rule files: form, expressions, types, citations, changes of law, and what in them is well-formed and probably wrong.

    A comment `# noqa: SE706 the reason` suppresses a warning at its line. Cases (`*.cases.yaml`) are not read here but for
    which rules they pin: `test` reads them.
    """
    from sanctions_engine.language.packs import shipped_packs
    from sanctions_engine.linting.run import lint

    chosen = read_choice("--format", format, ProblemsFormat)
    least = read_choice("--fail-on", fail_on, Severity)
    if fix and diff:
        raise malformed("`--fix` and `--diff` go not together", "`--diff` shows what `--fix` would write")
    if fix and not (paths and all(Path(path).exists() for path in paths)):
        raise malformed(
            "`--fix` needs the folders that it may write to", "name them: `sanctions-engine check rules/ --fix`"
        )
    sources = list(dict.fromkeys(map(_pack_of, paths))) if paths else list(shipped_packs())
    checked = lint(sources)
    if diff:
        return _show_fixes(checked, output)
    done = _fix(checked) if fix else []
    if done:
        checked = lint(sources)
    shown = [one for one in checked.problems if advice or one.severity is not Severity.ADVICE]
    if chosen is ProblemsFormat.TEXT:
        if shown:
            tell(shown, checked.texts.get)
        if not checked.of(Severity.ERROR):
            write_text("".join(f"fixed: {one}\n" for one in done) + _summary(checked, shown), output)
    else:
        write_text(_for_machines(chosen, checked, shown), output)
    return _exit(checked, least)


def _exit(checked: Checked, least: Severity) -> Exit:
    if checked.of(Severity.ERROR):
        return Exit.RULES
    weights = list(Severity)
    counted = weights[: weights.index(least) + 1]
    return Exit.HIT if any(one.severity in counted for one in checked.problems) else Exit.DONE


def _summary(checked: Checked, shown: list[Problem]) -> str:
    from sanctions_engine.reports.words import several

    rules = several(sum(len(pack.rules) for pack in checked.packs), "rule")
    told = ", ".join(f"{pack.name} {pack.version}" for pack in checked.packs)
    warnings, hidden = checked.of(Severity.WARNING), len(checked.problems) - len(shown)
    parts = [several(len(warnings), "warning") if warnings else "no problems"]
    if hidden:
        parts.append(f"{several(hidden, 'piece of advice', 'pieces of advice')} not shown (`--advice` shows it)")
    if checked.suppressed:
        parts.append(f"{len(checked.suppressed):,} suppressed")
    return f"{several(len(checked.packs), 'pack')} ({told}), {rules}: {'; '.join(parts)}\n"


def _for_machines(format: ProblemsFormat, checked: Checked, shown: list[Problem]) -> str:
    from sanctions_engine.findings.runs import engine_version
    from sanctions_engine.reports.problems_github import problems_github
    from sanctions_engine.reports.problems_json import problems_json
    from sanctions_engine.reports.problems_sarif import problems_sarif

    suppressed = [(one.problem, one.reason) for one in checked.suppressed]
    if format is ProblemsFormat.GITHUB:
        return problems_github(shown)
    if format is ProblemsFormat.SARIF:
        return problems_sarif(shown, suppressed, tool_version=engine_version())
    return problems_json(shown, suppressed, [pack.ref for pack in checked.packs])


def _fix(checked: Checked) -> list[str]:
    """Write what the fixes change; return what was done, with the file."""
    from sanctions_engine.linting.fixing import fixed, write

    texts, made = fixed(checked)
    write(checked.packs, texts)
    return [f"{fix.edits[0].file}: {fix.done}" for fix in made]


def _show_fixes(checked: Checked, output: str | None) -> int:
    from sanctions_engine.diagnostics.fixes import differences
    from sanctions_engine.linting.fixing import fixed

    if checked.of(Severity.ERROR):
        tell(checked.problems, checked.texts.get)
        return Exit.RULES
    texts, _ = fixed(checked)
    write_text(differences(checked.texts, texts), output)
    return Exit.HIT if texts else Exit.DONE


def _pack_of(text: str) -> str:
    """Return the folder of the pack that a file is part of; anything else as it is."""
    path = Path(text)
    if not path.is_file():
        return text
    return next((str(folder) for folder in path.parents if (folder / _MANIFEST).is_file()), text)
