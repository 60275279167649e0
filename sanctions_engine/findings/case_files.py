"""Runs cases: what `*.cases.yaml` files and dossiers expect, held against what the rules find."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from sanctions_engine.diagnostics import Label, Problem, Problems, SanctionsEngineError, whole_line
from sanctions_engine.engines.protocol import Engine
from sanctions_engine.engines.registry import engine_named
from sanctions_engine.findings.arguments import paths_given
from sanctions_engine.findings.case_checks import Mismatch, check
from sanctions_engine.findings.case_choices import CaseChoice
from sanctions_engine.findings.case_collecting import CaseCollector, CollectedCase, expects_nothing

FILL_IN = "fill in"
"""How the title of a case begins that nobody has filled in yet."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case that was run: passed if nothing mismatches."""

    file: str
    line: int
    title: str
    expectations: int
    mismatches: tuple[Mismatch, ...]

    @property
    def passed(self) -> bool:
        """Whether every expectation holds."""
        return not self.mismatches


@dataclass(slots=True)
class CaseReport:
    """What came of running cases: results in order of files and lines, and what could not be read.

    Attributes:
        problems: What kept cases from being run.
        expectations: How many expectations were held against findings.
    """

    results: list[CaseResult] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)

    @property
    def failed(self) -> list[CaseResult]:
        """The cases that do not hold."""
        return [one for one in self.results if not one.passed]

    @property
    def passed(self) -> bool:
        """Whether every case was read and holds."""
        return not self.failed and not self.problems.errors

    @property
    def expectations(self) -> int:
        """How many expectations were checked."""
        return sum(one.expectations for one in self.results)


def run_cases(
    paths: Iterable[str | Path],
    *,
    packs: Iterable[str | Path] = (),
    match: str = "*",
    keywords: str = "",
    rules: Iterable[str] = (),
    engine: str = "reference",
    fail_fast: bool = False,
    watch: Callable[[CollectedCase], None] | None = None,
) -> CaseReport:
    """Run the cases of files and folders.

    A case file uses the packs that it names, else the pack whose folder it is in; a dossier those that it names; both
    else all packs that ship. `packs`, where given, takes their place.

    Args:
        paths: Case files, dossiers, or folders that hold some.
        match: Only cases whose title, or whose `file:title`, matches this pattern.
        keywords: Only cases whose title, file or rules have these words, joined by `and`, `or`, `not` and brackets.
        rules: Only what is expected of rules whose id matches one of these patterns.
        fail_fast: Stop after the first case that does not hold.
        watch: Is told of each case before it is judged.

    Raises:
        RulesRejected: If a pack has errors.
        BadQuestion: If there is no such engine (SE505), or cases were found and none is asked for (SE501, SE507).
        TypeError: If one path is given instead of a list of paths.

    A report without results never passes: a path without a case and a case without an expectation are problems.
    """
    report = CaseReport()
    chosen_engine = engine_named(engine)
    collector = CaseCollector(paths_given("packs", packs), report.problems)
    choice = CaseChoice(match, keywords, tuple(rules))
    for case in collect_cases(paths, collector, choice):
        if watch is not None:
            watch(case)
        result = run_case(case, chosen_engine, report.problems)
        if result is not None:
            report.results.append(result)
            if fail_fast and not result.passed:
                break
    return report


def collect_cases(
    paths: Iterable[str | Path], collector: CaseCollector, choice: CaseChoice | None = None
) -> Iterator[CollectedCase]:
    """Yield the cases of files and folders that are asked for.

    Raises:
        RulesRejected: If a pack has errors.
        BadQuestion: After the last one, if cases were found and none is asked for (SE501, SE507).
        TypeError: If one path is given instead of a list of paths.
    """
    chosen = choice or CaseChoice()
    for path in dict.fromkeys(Path(one) for one in paths_given("paths", paths)):
        for case in collector.collect(path):
            asked = chosen.of(case)
            if asked is not None:
                yield asked
    if not collector.problems.errors:
        chosen.check()


def run_case(case: CollectedCase, engine: Engine, problems: Problems) -> CaseResult | None:
    """Return what came of one case, or None after noting why it cannot be judged."""
    empty = expects_nothing(case)
    if empty is not None:
        problems.extend([empty])
        return None
    try:
        mismatches = check(case.dossier, case.expect, case.packs, engine, case.judged)
    except SanctionsEngineError as error:
        problems.extend(_placed(error.problems, case))
        return None
    return CaseResult(case.file, case.line, case.title, len(case.expect), tuple(mismatches))


def _placed(problems: Iterable[Problem], case: CollectedCase) -> Iterator[Problem]:
    label = Label(whole_line(case.file, case.line), "in this case")
    for one in problems:
        yield replace(one, labels=(*one.labels, label))
