"""A report never replaces what it was made from."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

from sanctions_engine.cli.values import malformed

_INPUTS = ("dossiers", "rules", "paths", "law")
"""The arguments and options of commands that name what is read, each a list."""

_READ_IN_FOLDERS = frozenset({".yaml", ".yml", ".csv", ".jsonl", ".parquet"})


def spares_its_input(command: Callable[..., int]) -> Callable[..., int]:
    """Return a command that refuses to write its report over evidence or rules that it reads.

    Raises:
        BadQuestion: When it is called, if `--output` names one of these (SE507).
    """

    @wraps(command)
    def called(**given: Any) -> int:
        output = given.get("output")
        if output is not None and Path(output).is_file():
            _refuse(output, [text for name in _INPUTS for text in given.get(name) or ()])
        return command(**given)

    return called


def _refuse(output: str, named: Iterable[str]) -> None:
    target = Path(output).resolve()
    for text in named:
        if any(_holds(one, target) for one in _places(text)):
            raise malformed(f"`--output {output}` would replace what `{text}` reads", "give another name")


def _places(text: str) -> Iterator[Path]:
    """Yield the files and folders that an argument names: a path, a pattern, or either after `<Kind>=`."""
    for name in (text, text.partition("=")[2]):
        if name:
            yield Path(name)
            yield from map(Path, glob.glob(name))  # noqa: PTH207  # a pattern may begin at the root


def _holds(given: Path, target: Path) -> bool:
    place = given.resolve()
    return place == target or (place in target.parents and target.suffix.lower() in _READ_IN_FOLDERS and given.is_dir())
