"""Reads the files of a pack's folder: which they are, their texts, and the digest over them."""

from __future__ import annotations

import hashlib
import os
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sanctions_engine.diagnostics import Code, Problems, Span, whole_file
from sanctions_engine.diagnostics.reading import inside, read_bytes, text_of
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.shipped import MANIFEST
from sanctions_engine.language.yaml.yaml_document import Document
from sanctions_engine.language.yaml.yaml_text import read_yaml

INSTRUMENTS, KINDS, LEDGER = "instruments.yaml", "facts.yaml", "ledger.yaml"
CASES = ".cases"
_YAML = (".yaml", ".yml")
_READ = (*_YAML, ".csv")


@dataclass
class PackFiles:
    """The files of one pack.

    Attributes:
        folder: The folder.
        shown_as: Its name in messages.
        names: Paths of the files that belong to the pack, relative to it, in order: YAML and CSV files but those of cases; hidden
            folders and packs inside it are left out.
        sources: Text of each file that was read, by its name in messages.
    """

    folder: Path
    shown_as: str
    names: tuple[str, ...]
    sources: dict[str, str] = field(default_factory=dict)
    _contents: dict[str, bytes] = field(default_factory=dict)

    @property
    def rule_files(self) -> tuple[str, ...]:
        """The names of the files that hold rules."""
        fixed = (MANIFEST, INSTRUMENTS, KINDS, LEDGER)
        return tuple(name for name in self.names if name.endswith(_YAML) and name not in fixed)

    def shown(self, name: str) -> str:
        """Return the name of a file in messages."""
        return f"{self.shown_as}/{name}" if self.shown_as else name

    def document(self, name: str, problems: Problems) -> Document | None:
        """Return a YAML file, or None after noting what is wrong with it."""
        text = self._text(name, problems)
        return None if text is None else read_yaml(text, self.shown(name), problems)

    def csv(self, beside: str, relative: str, span: Span, problems: Problems) -> tuple[str, str] | None:
        """Return text and shown name of a CSV file that a rule file names, or None after noting why it cannot be read.

        Args:
            beside: Name of the rule file.
            relative: Path of the CSV file, from the folder of the rule file.
            span: Where it is named.
            problems: Gets SE010 for a path that leaves the pack, SE001 to SE005 for what cannot be read.
        """
        name: str = posixpath.normpath(posixpath.join(posixpath.dirname(beside), relative))
        if inside(self.folder, name) is None:
            inside_help = "put the file into the folder of the pack and name it relative to the rule file"
            problems.add(Code.SE010, f"`{relative}` leaves the pack", span, help=inside_help, offending=relative)
            return None
        if not (self.folder / name).is_file():
            tables = [other for other in self.names if other.endswith(".csv")]
            meant = suggest(name, tables)
            help = f"did you mean `{posixpath.relpath(meant, posixpath.dirname(beside) or '.')}`?" if meant else None
            problems.add(
                Code.SE001, f"`{relative}` does not exist", span, help=help, offending=relative, suggestion=meant
            )
            return None
        text = self._text(name, problems)
        return None if text is None else (text, self.shown(name))

    def digest(self) -> str:
        """Return the SHA-256 over the names and bytes of the files, in hexadecimal; one that cannot be read counts as empty.

        A file whose text was asked for before is not read again.
        """
        total = hashlib.sha256()
        for name in self.names:
            content = self._contents.get(name)
            if content is None:
                content = _bytes(self.folder / name)
            total.update(f"{name}\0{len(content)}\0".encode())
            total.update(content)
        return total.hexdigest()

    def _text(self, name: str, problems: Problems) -> str | None:
        shown = self.shown(name)
        if shown in self.sources:
            return self.sources[shown]
        path = self.folder / name
        if path.is_symlink() and inside(self.folder, name) is None:
            help = "replace the link by the file itself"
            problems.add(Code.SE010, f"`{shown}` is a link that leaves the pack", whole_file(shown), help=help)
            return None
        content = read_bytes(path, problems, shown_as=shown)
        if content is None:
            return None
        self._contents[name] = content
        text = text_of(content, problems, shown_as=shown)
        if text is not None:
            self.sources[shown] = text
        return text


def open_pack_files(folder: Path, shown_as: str) -> PackFiles:
    """Return the files of a folder; none is read yet."""
    return PackFiles(folder, shown_as, tuple(sorted(_names(folder))))


def _names(folder: Path) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if not one.startswith(".") and not Path(place, one, MANIFEST).exists()]
        here = Path(place).relative_to(folder).as_posix()
        prefix = "" if here == "." else f"{here}/"
        for name in names:
            if name.endswith(_READ) and not name.startswith(".") and not _is_case(name):
                yield f"{prefix}{name}"


def _is_case(name: str) -> bool:
    return name.rpartition(".")[0].endswith(CASES)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
