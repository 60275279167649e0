"""Checks packs and lints those that have no errors: the way in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sanctions_engine.diagnostics import Problem, Problems, Severity
from sanctions_engine.language.packs import check_packs
from sanctions_engine.language.rules import Pack
from sanctions_engine.linting.linted import Linted
from sanctions_engine.linting.suppressions import Suppressed, suppress
from sanctions_engine.linting.table import LINTS
from sanctions_engine.models.kinds import FactKind


@dataclass(frozen=True)
class Checked:
    """What is wrong with some packs.

    Attributes:
        packs: The packs, as far as they could be read.
        problems: All problems in order of files and lines, advice among them, less what is suppressed.
        suppressed: What comments suppress.
        texts: The text of each file by its name in the problems.
    """

    packs: tuple[Pack, ...]
    problems: tuple[Problem, ...]
    suppressed: tuple[Suppressed, ...]
    texts: Mapping[str, str]

    def of(self, severity: Severity) -> list[Problem]:
        """Return the problems of one severity."""
        return [problem for problem in self.problems if problem.severity is severity]


def lint(sources: Sequence[str | Path], *, kinds: Sequence[FactKind] = ()) -> Checked:
    """Read packs, and those that they require, and return everything that is wrong with them; required ones are not linted.

    Where a pack has errors nothing is linted: what a rule means is not known then.

    Args:
        sources: Names of packs that ship, folders of packs, or folders that hold packs.
        kinds: Fact kinds that are declared in Python.

    Example:
        >>> checked = lint(["un/dprk"])
        >>> len(checked.of(Severity.ERROR)), len(checked.of(Severity.WARNING))
        (0, 0)
    """
    packs, problems, texts = check_packs(sources, kinds=kinds)
    found, looked_at = Problems(list(problems)), frozenset[str]()
    if not found.errors:
        linted = Linted(packs, tuple(pack for pack in packs if any(_is_asked_for(pack, source) for source in sources)))
        texts = {**texts, **linted.case_texts}
        looked_at = frozenset(linted.sources) | frozenset(linted.case_texts)
        for one in LINTS:
            one.check(linted, found)
    left, suppressed = suppress(dict.fromkeys(found), texts, complete=looked_at)
    suppressed.sort(key=lambda one: _place(one.problem))
    return Checked(packs, tuple(sorted(left, key=_place)), tuple(suppressed), texts)


def _is_asked_for(pack: Pack, source: str | Path) -> bool:
    """Whether a source names a pack, or a folder that it lies in; else another pack requires it."""
    if pack.name == source:
        return True
    folder, given = Path(pack.path).resolve(), Path(source).resolve()
    return folder == given or given in folder.parents


def _place(problem: Problem) -> tuple[str, int, int, str]:
    span = problem.span
    return (span.file, span.line, span.column, problem.code.name) if span else ("", 0, 0, problem.code.name)
