"""Makes the fixes of problems: in the texts, and in the files of the packs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from sanctions_engine.diagnostics import Fix
from sanctions_engine.diagnostics.fixes import apply
from sanctions_engine.diagnostics.replacing import replacing
from sanctions_engine.findings.rulebook.cases import case_files
from sanctions_engine.language.rules import Pack
from sanctions_engine.language.shipped import MANIFEST
from sanctions_engine.linting.run import Checked

_MARK = b"\xef\xbb\xbf"


def fixed(checked: Checked) -> tuple[dict[str, str], list[Fix]]:
    """Return the new texts of the files that change, and the fixes that are made in them."""
    fixes = dict.fromkeys(problem.fix for problem in checked.problems if problem.fix is not None)
    return apply(fixes, checked.texts)


def write(packs: Iterable[Pack], texts: Mapping[str, str]) -> None:
    """Write the new texts of files, each whole or not at all; a byte order mark stays.

    Args:
        packs: The packs whose files they are.
        texts: The new text of each file by its name in messages.

    Raises:
        BadQuestion: If a file cannot be written (SE507).
    """
    paths = {name: path for pack in packs for name, path in _paths(pack).items()}
    for name, text in texts.items():
        path = paths[name]
        mark = _MARK if path.read_bytes().startswith(_MARK) else b""
        with replacing(path) as beside:
            beside.write_bytes(mark + text.encode("utf-8"))


def _paths(pack: Pack) -> dict[str, Path]:
    """Return the path of each file of a pack, case files among them, by its name in messages."""
    prefix = next((name.removesuffix(MANIFEST) for name in pack.sources if Path(name).name == MANIFEST), "")
    paths = {name: Path(pack.path, name.removeprefix(prefix)) for name in pack.sources}
    return paths | {name: path for path, name in case_files(pack)}
