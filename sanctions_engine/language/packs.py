"""Loads packs: from a shipped name or a folder to checked, typed rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sanctions_engine.diagnostics import Code, Label, Problem, Problems, RulesRejected, Severity, Span
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.rulefiles.documents import PackDocument
from sanctions_engine.language.rulefiles.ids import is_pack_name
from sanctions_engine.language.rulefiles.pack_files import PackFiles, open_pack_files
from sanctions_engine.language.rulefiles.packs_from_files import ReadPack, read_pack
from sanctions_engine.language.rules import Pack
from sanctions_engine.language.shipped import (
    MANIFEST,
    find_packs,
    shipped_pack_folder,
    shipped_packs,
    shipped_rules_folder,
)
from sanctions_engine.language.yaml.typed_document import validate
from sanctions_engine.language.yaml.yaml_document import Document
from sanctions_engine.models.collector import collector_paused
from sanctions_engine.models.kinds import FactKind

__all__ = ["check_pack", "check_packs", "load_pack", "load_packs", "shipped_packs", "shipped_rules_folder"]


def load_pack(source: str | Path, *, kinds: Sequence[FactKind] = ()) -> Pack:
    """Read and check a pack.

    Args:
        source: The name of a pack that ships, such as `un/dprk`, or the folder of a pack.
        kinds: Fact kinds that are declared in Python; rules can use them like those of `facts.yaml`.

    Raises:
        RulesRejected: If anything is wrong with its files, or with those of a pack that it requires; carries all problems.

    Example:
        >>> load_pack("un/atlantis")
        Traceback (most recent call last):
        ...
        sanctions_engine.diagnostics.problems.RulesRejected: error[SE111]: unknown pack `un/atlantis`...
    """
    return load_packs([source], kinds=kinds)[-1]


def load_packs(sources: Sequence[str | Path], *, kinds: Sequence[FactKind] = ()) -> tuple[Pack, ...]:
    """Read and check packs, and those that they require; each comes once, after all that it requires.

    Args:
        sources: Names of packs that ship, folders of packs, or folders that hold packs.
        kinds: Fact kinds that are declared in Python.

    Raises:
        RulesRejected: If anything is wrong with any of them; carries the problems of all.
    """
    packs, problems, _ = check_packs(sources, kinds=kinds)
    if problems.errors:
        raise RulesRejected(problems.errors)
    return packs


def check_pack(
    source: str | Path, *, kinds: Sequence[FactKind] = ()
) -> tuple[Pack | None, Problems, Mapping[str, str]]:
    """Return a pack (None if it has errors), every problem, and the text of each file by its name in the problems."""
    packs, problems, sources = check_packs([source], kinds=kinds)
    return (packs[-1] if packs and not problems.errors else None), problems, sources


def check_packs(
    sources: Sequence[str | Path], *, kinds: Sequence[FactKind] = ()
) -> tuple[tuple[Pack, ...], Problems, Mapping[str, str]]:
    """Return packs as `load_packs` does, every problem in order of files and lines, and the texts of the files.

    Packs with errors are returned as far as they could be read: they are of use to say more about them, and for nothing else.
    """
    with collector_paused():
        return _checked(sources, tuple(kinds))


def _checked(
    sources: Sequence[str | Path], kinds: tuple[FactKind, ...]
) -> tuple[tuple[Pack, ...], Problems, Mapping[str, str]]:
    library = _Library(kinds)
    for source in sources:
        for folder, shown_as in library.find(source):
            library.load(folder, shown_as)
    library.check_ids()
    problems = Problems(_in_order(library.problems))
    packs = tuple(_with_warnings(read.pack, problems) for read in library.read.values() if read is not None)
    return packs, problems, library.sources


def _in_order(problems: Problems) -> list[Problem]:
    """Return each problem once, by file and place."""

    def key(problem: Problem) -> tuple[str, int, int, str]:
        span = problem.span
        return (span.file, span.line, span.column, problem.code.name) if span else ("", 0, 0, problem.code.name)

    return sorted(dict.fromkeys(problems), key=key)


def _with_warnings(pack: Pack, problems: Problems) -> Pack:
    warnings = tuple(
        problem
        for problem in problems
        if problem.severity is Severity.WARNING and problem.span and problem.span.file in pack.sources
    )
    return replace(pack, warnings=warnings) if warnings else pack


@dataclass
class _Library:
    """The packs of one run: each folder is read once."""

    kinds: tuple[FactKind, ...]
    problems: Problems = field(default_factory=Problems)
    sources: dict[str, str] = field(default_factory=dict)
    read: dict[Path, ReadPack | None] = field(default_factory=dict)
    _open: list[tuple[Path, str]] = field(default_factory=list)

    def find(self, source: str | Path) -> list[tuple[Path, str]]:
        """Return the folders that a source stands for, with their names in messages; SE110 or SE111 where there are none."""
        if isinstance(source, str) and is_pack_name(source):
            shipped = shipped_pack_folder(source)
            if shipped is not None:
                return [(shipped, f"rules/{source}")]
        folder, shown_as = Path(source), str(source).rstrip("/")
        if (folder / MANIFEST).exists():
            return [(folder, "" if shown_as == "." else shown_as)]
        below = [(pack, pack.as_posix()) for pack in find_packs(folder)] if folder.is_dir() else []
        if below:
            return below
        if folder.exists():
            help = f"a pack is a folder with a file `{MANIFEST}`"
            self.problems.add(Code.SE110, f"`{source}` is not a pack: it has no `{MANIFEST}`", help=help)
        else:
            self._note_unknown(str(source), None, Code.SE111, shipped_packs())
        return []

    def load(self, folder: Path, shown_as: str) -> ReadPack | None:
        """Read a pack after those that it requires; None if one of these cannot be read, for its rules would seem wrong then."""
        key = folder.resolve()
        if key in self.read:
            return self.read[key]
        files = open_pack_files(folder, shown_as)
        document = files.document(MANIFEST, self.problems)
        manifest = validate(document, PackDocument, self.problems) if document else None
        if document is None or manifest is None:
            self.read[key] = None
            self.sources.update(files.sources)
            return None
        if not is_pack_name(manifest.name):
            help = "a name is made of words of small letters, digits and `-` between `/`, such as `un/dprk`"
            message = f"malformed name of a pack `{manifest.name}`"
            self.problems.add(Code.SE112, message, document.span("name"), help=help, offending=manifest.name)
        self._open.append((key, manifest.name))
        required = self._required(files, manifest, document)
        self._open.pop()
        read = None if required is None else read_pack(files, manifest, required, self.kinds, self.problems)
        self.read[key] = read
        self.sources.update(files.sources)
        return read

    def check_ids(self) -> None:
        """Note SE104 for rules of one id in packs that do not require each other."""
        places: dict[str, Span] = {}
        for read in filter(None, self.read.values()):
            for id, known in read.rules.items():
                first = places.setdefault(id, known.rule.place)
                if first is not known.rule.place:
                    also = [Label(first, "in another pack")]
                    message = f"two packs have a rule `{id}`"
                    self.problems.add(Code.SE104, message, known.rule.place, also=also, offending=id)

    def _required(self, files: PackFiles, manifest: PackDocument, document: Document) -> list[ReadPack] | None:
        """Return the packs that a pack requires, each after those that it requires itself; None if one is not to be had."""
        found: dict[Path, ReadPack] = {}
        whole = True
        for index, name in enumerate(manifest.requires):
            span = document.span("requires", index)
            folder = _required_folder(name, files.folder, manifest.name)
            if folder is None:
                self._note_unknown(name, span, Code.SE111, (*shipped_packs(), *_siblings(files.folder, manifest.name)))
                whole = False
                continue
            key = folder.resolve()
            if any(key == open_key for open_key, _ in self._open):
                names = [open_name for open_key, open_name in self._open]
                way = [*names[[open_key for open_key, _ in self._open].index(key) :], name]
                message = f"packs require each other: {' -> '.join(f'`{one}`' for one in way)}"
                self.problems.add(Code.SE111, message, span, help="put what both need into a pack of its own")
                whole = False
                continue
            shown_as = _shown_beside(files.shown_as, manifest.name, name)
            read = self.load(folder, shown_as)
            whole = whole and read is not None
            if read is not None:
                found |= {key: read for key, read in self.read.items() if read and self._needs(name, read)}
        return list(found.values()) if whole else None

    def _needs(self, name: str, read: ReadPack) -> bool:
        """Whether a pack is the named one or one that the named one requires, at any distance."""
        by_name = {one.pack.name: one.pack for one in self.read.values() if one}
        waiting, seen = [name], set[str]()
        while waiting:
            one = waiting.pop()
            if one not in seen and one in by_name:
                seen.add(one)
                waiting.extend(by_name[one].requires)
        return read.pack.name in seen

    def _note_unknown(self, name: str, span: Span | None, code: Code, known: Sequence[str]) -> None:
        meant = suggest(name, known)
        listed = ", ".join(f"`{one}`" for one in sorted(set(known)))
        help = (
            f"did you mean `{meant}`?"
            if meant
            else f"name a folder with a `{MANIFEST}`, or one of {listed or 'no packs'}"
        )
        self.problems.add(code, f"unknown pack `{name}`", span, help=help, offending=name, suggestion=meant)


def _root(folder: Path, name: str) -> Path | None:
    """Return the folder of packs that a pack stands in, if its own folder is called as the pack is."""
    parts = name.split("/")
    resolved = folder.resolve()
    return resolved.parents[len(parts) - 1] if resolved.parts[-len(parts) :] == tuple(parts) else None


def _required_folder(name: str, folder: Path, own_name: str) -> Path | None:
    if not is_pack_name(name):
        return None
    root = _root(folder, own_name)
    if root is not None and (root / name / MANIFEST).exists():
        return root / name
    return shipped_pack_folder(name)


def _siblings(folder: Path, own_name: str) -> list[str]:
    root = _root(folder, own_name)
    return [] if root is None else [one.relative_to(root).as_posix() for one in find_packs(root)]


def _shown_beside(shown_as: str, own_name: str, name: str) -> str:
    """Return the name in messages of a pack that stands beside another one."""
    return f"{shown_as.removesuffix(own_name)}{name}" if shown_as.endswith(own_name) else f"rules/{name}"
