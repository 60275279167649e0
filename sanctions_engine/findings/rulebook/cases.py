"""Which cases pin a rule: their names, read from the case files of the packs without running them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sanctions_engine.diagnostics import Problems
from sanctions_engine.diagnostics.reading import read_text
from sanctions_engine.language.rules import Pack
from sanctions_engine.language.shipped import MANIFEST
from sanctions_engine.language.yaml.yaml_text import read_yaml

CASES = ".cases.yaml"


@dataclass(frozen=True, slots=True)
class CasesOfFile:
    """The cases of one file that pin a rule.

    Attributes:
        file: Name of the file, as messages show it.
        titles: What each case is called, in the order of the file.
    """

    file: str
    titles: tuple[str, ...]


def cases_by_rule(packs: Iterable[Pack], only: Collection[str] | None = None) -> dict[str, tuple[CasesOfFile, ...]]:
    """Return the cases of the packs' own case files by the id of the rule that they expect something of.

    A case that expects an exemption to decide pins that too. Files that cannot be read are left out: `test` tells of them.

    Args:
        packs: The packs, read from folders.
        only: Ids of the rules that are asked for; None for all. Files that name none of them are not read to the end.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for pack in packs:
        for path, shown in case_files(pack):
            for rule, title in _pins(path, shown, only):
                titles = found.setdefault(rule, {}).setdefault(shown, [])
                if title not in titles:
                    titles.append(title)
    return {
        rule: tuple(CasesOfFile(file, tuple(titles)) for file, titles in files.items()) for rule, files in found.items()
    }


def case_files(pack: Pack) -> Iterator[tuple[Path, str]]:
    """Yield the case files of a pack in order, with their names in messages; those of packs inside it are left to these."""
    folder = Path(pack.path)
    prefix = next((name.removesuffix(MANIFEST) for name in pack.sources if Path(name).name == MANIFEST), "")
    for path in sorted(folder.rglob(f"*{CASES}")):
        inside = path.relative_to(folder)
        homes = [folder.joinpath(*inside.parts[:depth]) for depth in range(1, len(inside.parts))]
        if not any(home.name.startswith(".") or (home / MANIFEST).exists() for home in homes):
            yield path, f"{prefix}{inside.as_posix()}"


def _pins(path: Path, shown: str, only: Collection[str] | None) -> Iterator[tuple[str, str]]:
    """Yield each rule that a file's cases expect something of, with the title of the case."""
    text = read_text(path, Problems(), shown_as=shown)
    if text is None or (only is not None and not any(id in text for id in only)):
        return
    document = read_yaml(text, shown, Problems())
    data = document.data if document else None
    for case in _list(data, "cases"):
        if not isinstance(case, dict) or not isinstance(title := case.get("case"), str):
            continue
        for expected in _list(case, "expect"):
            for key in ("rule", "exception"):
                named = expected.get(key) if isinstance(expected, dict) else None
                if isinstance(named, str):
                    yield named, title
        judged = case.get("judged")
        for rule in judged if isinstance(judged, dict) else ():
            yield rule, title


def _list(data: object, key: str) -> list[object]:
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, list) else []
