"""Finds cases: in `*.cases.yaml` files and in dossiers that say what they expect. Nothing is judged here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from sanctions_engine.diagnostics import Code, InputRejected, Label, Problem, Problems, whole_line
from sanctions_engine.facts import dossier_packs, load_dossier
from sanctions_engine.facts.cases import case_packs, read_cases
from sanctions_engine.language.packs import load_packs
from sanctions_engine.language.rulefiles.patterns import names_rule
from sanctions_engine.language.rules import Pack
from sanctions_engine.language.shipped import MANIFEST, shipped_packs
from sanctions_engine.models.claims import Dossier, Expectation
from sanctions_engine.models.kinds import FactKind

CASES = ".cases.yaml"
DOSSIER = "dossier.yaml"
_IS_DOSSIER = re.compile(r"^dossier\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True, eq=False)
class CollectedCase:
    """One case that was found, with all that is needed to judge it.

    Attributes:
        file: The case file or dossier.
        line: The line on which it begins.
        title: What it shows.
        dossier: Its evidence.
        expect: What must be found.
        judged: By rule, the names of all subjects that it must be judged for.
        packs: The packs that judge it.
    """

    file: str
    line: int
    title: str
    dossier: Dossier
    expect: tuple[Expectation, ...]
    judged: Mapping[str, Iterable[str]]
    packs: tuple[Pack, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """Ids of the rules of which it expects something, each once."""
        return tuple(dict.fromkeys([*(one.rule for one in self.expect), *self.judged]))

    def about(self, patterns: Iterable[str]) -> CollectedCase | None:
        """Return the case with what it expects of rules that a pattern names; None if that is nothing."""
        wanted = tuple(patterns)

        def is_named(rule: str) -> bool:
            return any(names_rule(pattern, rule) for pattern in wanted)

        expect = tuple(one for one in self.expect if is_named(one.rule))
        judged = {rule: subjects for rule, subjects in self.judged.items() if is_named(rule)}
        return replace(self, expect=expect, judged=judged if expect else {}) if expect else None


@dataclass(slots=True)
class CaseCollector:
    """Collects cases, and loads each pack once.

    Attributes:
        packs: What judges all cases; empty for the packs that each names, else the pack whose folder it is in.
        problems: Gets what could not be read.
    """

    packs: tuple[str | Path, ...] = ()
    problems: Problems = field(default_factory=Problems)
    _loaded: dict[tuple[str | Path, ...], tuple[Pack, ...]] = field(default_factory=dict)

    @property
    def loaded(self) -> Mapping[tuple[str | Path, ...], tuple[Pack, ...]]:
        """The packs that were loaded, by what they were loaded from."""
        return self._loaded

    def collect(self, path: Path) -> Iterator[CollectedCase]:
        """Yield the cases at a path, in order of files and lines; finding nothing there is a problem.

        Raises:
            RulesRejected: If a pack has errors.
        """
        found, told = 0, len(self.problems.errors)
        for file in find_case_files(path):
            for one in self.of_file(file):
                found += 1
                yield one
        if not found and len(self.problems.errors) == told:
            help = "give a `*.cases.yaml` file, a dossier with `expect`, or a folder that holds some"
            self.problems.add(Code.SE001, f"no case in `{path}`", help=help)

    def of_file(self, file: Path) -> Iterator[CollectedCase]:
        """Yield the cases of one case file or dossier."""
        if file.name.endswith(CASES):
            return self._of_case_file(file)
        return self._of_dossier(file.parent if file.name == DOSSIER else file)

    def _of_case_file(self, file: Path) -> Iterator[CollectedCase]:
        named = case_packs(file, self.problems)
        if named is None:
            return
        packs = self._load(named or _home(file))
        told = len(self.problems.errors)
        cases = read_cases(file, _kinds(packs), self.problems, rules=_rules(packs))
        if not cases and len(self.problems.errors) == told:
            self.problems.add(Code.SE001, f"no case in `{file}`", help="write one under `cases`, or remove the file")
        for one in cases:
            yield CollectedCase(
                file.as_posix(), one.place.line, one.title, one.dossier, one.expect, one.judged, packs
            )  # fmt: skip

    def _of_dossier(self, path: Path) -> Iterator[CollectedCase]:
        try:
            packs = self._load(dossier_packs(path))
            dossier = load_dossier(path, kinds=_kinds(packs), rules=_rules(packs))
        except InputRejected as rejected:
            self.problems.extend(rejected.problems)
            return
        if dossier.expect:
            yield CollectedCase(path.as_posix(), 1, dossier.title, dossier, dossier.expect, {}, packs)

    def _load(self, named: Iterable[str | Path]) -> tuple[Pack, ...]:
        key = self.packs or tuple(named) or tuple(shipped_packs())
        if key not in self._loaded:
            self._loaded[key] = tuple(load_packs(list(key)))
        return self._loaded[key]


def expects_nothing(case: CollectedCase) -> Problem | None:
    """Return what is wrong with a case that would hold whatever is found; None if it expects something."""
    if case.expect:
        return None
    message = f"case `{case.title}` expects nothing, so that it would hold whatever is found"
    label = Label(whole_line(case.file, case.line))
    return Problem(Code.SE102, message, (label,), "add an item to its `expect`", "expect")


def find_case_files(path: Path) -> Iterator[Path]:
    """Yield the case files and main files of dossiers under a path, in order; a file that is given is taken as it is."""
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*.yaml")):
        if any(part.startswith(".") for part in file.relative_to(path).parts):
            continue
        if file.name.endswith(CASES) or is_dossier_file(file):
            yield file


def is_dossier_file(file: Path) -> bool:
    """Whether a YAML file is the main file of a dossier: by its name, or by its key `dossier`."""
    if file.name == DOSSIER:
        return True
    try:
        return bool(_IS_DOSSIER.search(file.read_bytes().decode("utf-8", "replace")))
    except OSError:
        return False


def _home(file: Path) -> tuple[Path, ...]:
    """Return the pack whose folder a file is in, if any."""
    above = (*file.parents, *file.resolve().parents)
    return next(((folder,) for folder in above if (folder / MANIFEST).is_file()), ())


def _kinds(packs: Iterable[Pack]) -> dict[str, FactKind]:
    return {name: kind for pack in packs for name, kind in pack.kinds.items()}


def _rules(packs: Iterable[Pack]) -> set[str]:
    return {id for pack in packs for id in pack.rules}
