"""Edits that mend a problem: stretches of files and what is to stand there, made with as little change as can be."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True, slots=True)
class Edit:
    """The characters of a file from `start` up to, not including, `end`, and the text that takes their place."""

    file: str
    start: int
    end: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Fix:
    """What is done, in words such as `removed the `let` name `x``, and the edits that do it: all of them or none."""

    done: str
    edits: tuple[Edit, ...]


def apply(fixes: Iterable[Fix], texts: Mapping[str, str]) -> tuple[dict[str, str], list[Fix]]:
    """Return the texts of the files that change, and the fixes that were made.

    A fix that touches what another one touches is left for the next time: the other may have moved its ground.

    Args:
        fixes: In the order in which they are to be made.
        texts: The text of each file by its name.

    Example:
        >>> fix = Fix("removed `b`", (Edit("a.yaml", 1, 2),))
        >>> apply([fix, Fix("wrote `x`", (Edit("a.yaml", 1, 3, "x"),))], {"a.yaml": "abc"})
        ({'a.yaml': 'ac'}, [Fix(done='removed `b`', edits=(Edit(file='a.yaml', start=1, end=2, text=''),))])
    """
    taken: dict[str, list[Edit]] = {}
    made: list[Fix] = []
    for fix in fixes:
        if all(edit.file in texts and not _touches(edit, taken.get(edit.file, ())) for edit in fix.edits):
            made.append(fix)
            for edit in fix.edits:
                taken.setdefault(edit.file, []).append(edit)
    return {file: _edited(texts[file], edits) for file, edits in taken.items()}, made


def _touches(edit: Edit, others: Iterable[Edit]) -> bool:
    return any(edit.start < other.end and other.start < edit.end for other in others)


def _edited(text: str, edits: Iterable[Edit]) -> str:
    for edit in sorted(edits, key=lambda one: one.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    r"""Return what changes in the files, as a unified diff that `patch` and `git apply` read.

    Example:
        >>> print(differences({"a.yaml": "one\ntwo\n"}, {"a.yaml": "one\n"}), end="")
        --- a.yaml
        +++ a.yaml
        @@ -1,2 +1 @@
         one
        -two
    """
    parts: list[str] = []
    for file in sorted(after):
        old, new = (_LINE.findall(text) for text in (before[file], after[file]))
        for line in difflib.unified_diff(old, new, file, file):
            parts.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(parts)
