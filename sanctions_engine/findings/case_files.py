"""Finds and runs cases: `*.cases.yaml` files and dossiers that say what they expect."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path

from sanctions_engine.diagnostics import (
    BadQuestion,
    Code,
    InputRejected,
    Label,
    Problem,
    Problems,
    SanctionsEngineError,
    Span,
)
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.engines.protocol import Engine
from sanctions_engine.engines.registry import engine_named
from sanctions_engine.facts import dossier_packs, load_dossier
from sanctions_engine.facts.cases import case_packs, read_cases
from sanctions_engine.findings.arguments import paths_given
from sanctions_engine.findings.case_checks import Mismatch, check
from sanctions_engine.language.packs import load_packs
from sanctions_engine.language.rules import Pack
from sanctions_engine.language.shipped import shipped_packs
from sanctions_engine.models.claims import Dossier, Expectation

CASES = ".cases.yaml"
DOSSIER = "dossier.yaml"
FILL_IN = "fill in"
"""How the title of a case begins that nobody has filled in yet."""
_IS_DOSSIER = re.compile(r"^dossier\s*:", re.MULTILINE)


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
    engine: str = "reference",
    fail_fast: bool = False,
) -> CaseReport:
    """Run the cases of files and folders.

    A case file uses the packs that it names, else the pack whose folder it is in; a dossier those that it names; both
    else all packs that ship. `packs`, where given, takes their place.

    Args:
        paths: Case files, dossiers, or folders that hold some.
        match: Only cases whose title, or whose `file:title`, matches this pattern.
        fail_fast: Stop after the first case that does not hold.

    Raises:
        RulesRejected: If a pack has errors.
        BadQuestion: If there is no such engine (SE505), or cases were found and none matches (SE507).
        TypeError: If one path is given instead of a list of paths.

    A report without results never passes: a path without a case and a case without an expectation are problems.
    """
    runner = _Runner(paths_given("packs", packs), match, engine_named(engine), CaseReport(), fail_fast)
    for path in dict.fromkeys(Path(one) for one in paths_given("paths", paths)):
        runner.run(path)
    runner.check_match()
    return runner.report


@dataclass(slots=True)
class _Runner:
    packs: tuple[str | Path, ...]
    match: str
    engine: Engine
    report: CaseReport
    fail_fast: bool
    loaded: dict[tuple[str | Path, ...], tuple[Pack, ...]] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    """What was found, whether it matches or not."""

    def run(self, path: Path) -> None:
        """Run what is at a path; finding nothing there is a problem."""
        titles, problems = len(self.titles), len(self.report.problems.errors)
        if self._stopped():
            return
        for file in _find(path):
            if self._stopped():
                return
            if file.name.endswith(CASES):
                self._case_file(file)
            else:
                self._dossier(file.parent if file.name == DOSSIER else file)
        if len(self.titles) == titles and len(self.report.problems.errors) == problems:
            help = "give a `*.cases.yaml` file, a dossier with `expect`, or a folder that holds some"
            self.report.problems.add(Code.SE001, f"no case in `{path}`", help=help)

    def _stopped(self) -> bool:
        return self.fail_fast and bool(self.report.failed)

    def check_match(self) -> None:
        """Refuse a pattern that leaves none of the cases that were found."""
        if self.titles and not self.report.results and not self.report.problems.errors:
            near = suggest(self.match, self.titles)
            help = f"did you mean `{near}`?" if near else "put a `*` where any text may stand"
            message = f"no case matches `{self.match}`, of {len(self.titles):,}"
            raise BadQuestion([Problem(Code.SE507, message, help=help, offending=self.match, suggestion=near)])

    def _case_file(self, file: Path) -> None:
        problems = self.report.problems
        named = case_packs(file, problems)
        if named is None:
            return
        packs = self._load(named or _home(file))
        kinds = {name: kind for pack in packs for name, kind in pack.kinds.items()}
        rules = {id for pack in packs for id in pack.rules}
        told = len(problems.errors)
        found = read_cases(file, kinds, problems, rules=rules)
        if not found and len(problems.errors) == told:
            problems.add(Code.SE001, f"no case in `{file}`", help="write one under `cases`, or remove the file")
        for case in found:
            if self._stopped():
                return
            self._check(file, case.place.line, case.title, case.dossier, case.expect, packs, case.judged)

    def _dossier(self, path: Path) -> None:
        try:
            packs = self._load(dossier_packs(path))
            kinds = {name: kind for pack in packs for name, kind in pack.kinds.items()}
            rules = {id for pack in packs for id in pack.rules}
            dossier = load_dossier(path, kinds=kinds, rules=rules)
        except InputRejected as rejected:
            self.report.problems.extend(rejected.problems)
            return
        if dossier.expect:
            self._check(path, 1, dossier.title, dossier, dossier.expect, packs, {})

    def _check(
        self,
        file: Path,
        line: int,
        title: str,
        dossier: Dossier,
        expect: tuple[Expectation, ...],
        packs: tuple[Pack, ...],
        judged: Mapping[str, Iterable[str]],
    ) -> None:
        self.titles.append(title)
        if not fnmatchcase(title, self.match) and not fnmatchcase(f"{file.as_posix()}:{title}", self.match):
            return
        if not expect:
            message = f"case `{title}` expects nothing, so that it would hold whatever is found"
            span = Span(file.as_posix(), line, 1, line, 1)
            self.report.problems.add(Code.SE102, message, span, help="add an item to its `expect`", offending="expect")
            return
        try:
            mismatches = check(dossier, expect, packs, self.engine, judged)
        except SanctionsEngineError as error:
            self.report.problems.extend(_placed(error.problems, file, line))
            return
        self.report.results.append(CaseResult(file.as_posix(), line, title, len(expect), tuple(mismatches)))

    def _load(self, named: Iterable[str | Path]) -> tuple[Pack, ...]:
        key = self.packs or tuple(named) or tuple(shipped_packs())
        if key not in self.loaded:
            self.loaded[key] = tuple(load_packs(list(key)))
        return self.loaded[key]


def _placed(problems: Iterable[Problem], file: Path, line: int) -> Iterator[Problem]:
    label = Label(Span(file.as_posix(), line, 1, line, 1), "in this case")
    for one in problems:
        yield replace(one, labels=(*one.labels, label))


def _home(file: Path) -> tuple[Path, ...]:
    """Return the pack whose folder a file is in, if any."""
    return next(((folder,) for folder in file.resolve().parents if (folder / "pack.yaml").is_file()), ())


def _find(path: Path) -> Iterator[Path]:
    """Yield the case files and main files of dossiers under a path, in order."""
    if path.is_file():
        yield path
    else:
        for file in sorted(path.rglob("*.yaml")):
            if any(part.startswith(".") for part in file.relative_to(path).parts):
                continue
            if file.name.endswith(CASES) or file.name == DOSSIER or _is_dossier(file):
                yield file


def _is_dossier(file: Path) -> bool:
    try:
        return bool(_IS_DOSSIER.search(file.read_bytes().decode("utf-8", "replace")))
    except OSError:
        return False
