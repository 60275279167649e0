"""Leaves, of the errors that pydantic gives for every branch of a union, those that help."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sanctions_engine.diagnostics import Code
from sanctions_engine.language.yaml.typed_paths import Located
from sanctions_engine.language.yaml.typed_words import Verdict, listed
from sanctions_engine.language.yaml.yaml_document import Path

MISSING, UNKNOWN = "missing", "extra_forbidden"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One error of pydantic: its type, what it is about, and what it means."""

    kind: str
    about: Located
    verdict: Verdict


def settle(found: list[Mismatch], level: int) -> list[Mismatch]:
    """Leave of each union only what is told of it; `level` counts the unions on the way to the errors that are left."""
    settled: list[Mismatch] = []
    unions: dict[Path, dict[str, list[Mismatch]]] = {}
    for mismatch in found:
        if len(mismatch.about.branches) <= level:
            settled.append(mismatch)
            continue
        depth, label = mismatch.about.branches[level]
        branches = unions.setdefault(mismatch.about.path[:depth], {})
        if not branches:
            settled.append(mismatch)  # keeps the union's turn among the others
        branches.setdefault(label, []).append(mismatch)
    results = {
        place: _best([settle(b, level + 1) for b in branches.values()], place) for place, branches in unions.items()
    }
    return [told for mismatch in settled for told in _turn(mismatch, level, results)]


def _turn(mismatch: Mismatch, level: int, results: dict[Path, list[Mismatch]]) -> list[Mismatch]:
    if len(mismatch.about.branches) <= level:
        return [mismatch]
    return results[mismatch.about.path[: mismatch.about.branches[level][0]]]


def _best(branches: list[list[Mismatch]], place: Path) -> list[Mismatch]:
    """Return the errors of the branch that fits best, or where none has the right form, one with all forms."""
    fitting = [branch for branch in branches if not any(_wrong_form(mismatch, place) for mismatch in branch)]
    if fitting:
        return min(fitting, key=lambda branch: (sum(m.kind == "literal_error" for m in branch), len(branch)))
    coded = [branch for branch in branches if any(m.verdict.code is not Code.SE103 for m in branch)]
    if coded:
        return coded[0]
    first = next(mismatch for mismatch in branches[0] if _wrong_form(mismatch, place))
    wrong = [m.verdict for branch in branches for m in branch if _wrong_form(m, place)]
    expected = [verdict.expected for verdict in wrong if verdict.expected]
    if not expected:
        return [first]
    help = next((verdict.help for verdict in wrong if verdict.help), None)
    return [replace(first, verdict=Verdict(Code.SE103, listed(list(dict.fromkeys(expected))), help=help))]


def _wrong_form(mismatch: Mismatch, place: Path) -> bool:
    """Whether an error says that what stands at a place has the wrong form as a whole."""
    return mismatch.about.path == place and mismatch.kind not in {MISSING, UNKNOWN}
