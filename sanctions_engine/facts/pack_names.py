"""The packs that a dossier or a case file names: those that ship by name, others by their folder, seen from the file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from sanctions_engine.diagnostics import Code, Problems
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.shipped import shipped_pack_folder, shipped_packs
from sanctions_engine.language.yaml.yaml_document import Document


def resolved_packs(names: Iterable[str], document: Document, file: Path, problems: Problems) -> tuple[str, ...]:
    """Return names and folders as `load_packs` takes them.

    A name of a pack that ships stays as it is. Everything else is a folder, seen from the folder in which the file lies, wherever
    the process runs.

    Args:
        names: What stands under `packs`.
        document: The file.
        file: Its path.
        problems: Gets SE111 for what is neither.
    """
    listed = isinstance(document.data, dict) and isinstance(document.data.get("packs"), list)
    found = []
    for index, name in enumerate(names):
        folder = file.parent / name
        if shipped_pack_folder(name) is not None:
            found.append(name)
        elif folder.is_dir():
            found.append(Path(os.path.normpath(folder)).as_posix())
        else:
            shipped = shipped_packs()
            meant = suggest(name, shipped)
            choices = ", ".join(f"`{one}`" for one in shipped) or "none"
            otherwise = f"name a folder, seen from that of this file, or one of {choices}"
            help = f"did you mean `{meant}`?" if meant else otherwise
            span = document.span("packs", index) if listed else document.span("packs")
            problems.add(Code.SE111, f"unknown pack `{name}`", span, help=help, offending=name, suggestion=meant)
    return tuple(found)
