"""Finds packs: those that ship with the library, and those in a folder."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

MANIFEST = "pack.yaml"


def shipped_rules_folder() -> Path | None:
    """Return the folder that holds the packs which ship with the library, or None where there is none.

    In an installed wheel that is `_rules` inside the package; in an editable install, `rules` at the root of the checkout.
    """
    package = Path(str(files("sanctions_engine")))
    for folder in (package / "_rules", package.parent / "rules"):
        if folder.is_dir() and find_packs(folder):
            return folder
    return None


def shipped_packs() -> tuple[str, ...]:
    """Return the names of the packs that ship, in alphabetical order."""
    return tuple(sorted(_shipped()))


def shipped_pack_folder(name: str) -> Path | None:
    """Return the folder of a pack that ships, or None where no such pack does."""
    return _shipped().get(name)


def find_packs(folder: Path) -> tuple[Path, ...]:
    """Return the folders with a `pack.yaml` in a folder and below, in order of their names.

    Hidden folders (a name that begins with `.`) are left out, and so are links to folders.
    """
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if MANIFEST in names:
            found.append(Path(place))
    return tuple(sorted(found))


def _shipped() -> dict[str, Path]:
    root = shipped_rules_folder()
    return {pack.relative_to(root).as_posix(): pack for pack in find_packs(root)} if root else {}
