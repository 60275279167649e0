"""Shows problems on the error stream, with the lines of the files that they are about."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import islice
from pathlib import Path

from sanctions_engine.diagnostics import Problem
from sanctions_engine.diagnostics.rendering import render_all
from sanctions_engine.models.claims import Dossier

LARGEST = 10_000_000


def tell(problems: Iterable[Problem], source: Callable[[str], str | None] | None = None) -> None:
    """Write problems to the error stream, with a count in the last line.

    Args:
        problems: What is wrong.
        source: The text of a file by its name; the file of that name is read if None.
    """
    text = render_all(problems, source or text_of)
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(f"{text.encode(encoding, 'replace').decode(encoding)}\n")


def tell_set_aside(dossier: Dossier, *, total: int = 0, everything: bool = False) -> None:
    """Write to the error stream which rows of the evidence were set aside, for a report that does not tell it itself.

    Args:
        dossier: The evidence.
        total: How many rows were set aside, where the dossier holds only the first.
        everything: Tell each; else the first, and how many more there are.
    """
    rows = (f"set aside, not read: {one.file}:{one.line}: {one.reason} [{one.code}]" for one in dossier.rejected)
    _tell_first(rows, max(total, len(dossier.rejected)), "row set aside", "rows set aside", everything=everything)


def tell_warnings(dossier: Dossier, *, everything: bool = False) -> None:
    """Write to the error stream what was noticed in the evidence, such as claims that contradict each other.

    Args:
        dossier: The evidence.
        everything: Tell each; else the first, and how many more there are.
    """
    _tell_first(dossier.warnings, len(dossier.warnings), "warning", "warnings", everything=everything)


def _tell_first(lines: Iterable[str], total: int, one: str, many: str, *, everything: bool) -> None:
    from sanctions_engine.reports.set_aside import MOST

    shown = 0
    for line in islice(lines, None if everything else MOST):
        sys.stderr.write(f"{line}\n")
        shown += 1
    if total > shown:
        sys.stderr.write(
            f"and {total - shown:,} more {one if total - shown == 1 else many}; `evaluate -v` tells each\n"
        )


def tell_not_judged(unread: Mapping[str, int], failed: Collection[str]) -> None:
    """Write to the error stream what was not judged at all, so that its silence does not look like good news.

    Args:
        unread: Fact kinds of which every row was set aside, with the number of rows.
        failed: Ids of the rules that failed to evaluate, once for each subject.
    """
    for kind, number in unread.items():
        rows = "its only row" if number == 1 else f"all {number:,} rows"
        sys.stderr.write(f"NOT JUDGED: nothing is known of `{kind}`, for {rows} had to be set aside\n")
    if failed:
        named = ", ".join(f"`{id}`" for id in sorted(set(failed)))
        sys.stderr.write(f"NOT JUDGED: the rule failed to evaluate for {len(failed):,} of its subjects: {named}\n")


def text_of(file: str) -> str | None:
    """Return the text of a file for showing a line of it, or None where it is no readable text file of usual size.

    A byte that is zero makes a file binary: no line of it can be read.
    """
    path = Path(file)
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return None
        data = path.read_bytes()
        return None if b"\0" in data else data.decode("utf-8", "replace").removeprefix("\ufeff")
    except (OSError, ValueError):
        return None
