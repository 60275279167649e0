"""Combines several dossiers into one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from sanctions_engine.diagnostics import Code, InputRejected, Problems
from sanctions_engine.facts.noticed import noticed
from sanctions_engine.models.claims import Dossier, Source
from sanctions_engine.models.kinds import FactKind


def combine(dossiers: Iterable[Dossier], *, kinds: Mapping[str, FactKind] | None = None) -> Dossier:
    """Return one dossier that holds what several hold.

    Where one of them leaves the choice of packs to the library, so does the whole.

    Args:
        dossiers: At least one.
        kinds: The fact kinds, to warn of claims of several dossiers that do not go together.

    Raises:
        InputRejected: If two dossiers describe one source id differently (SE104).
        ValueError: If there is no dossier.

    Example:
        >>> combine([Dossier(title="a", packs=("un/dprk",)), Dossier(title="b", packs=("us/dprk",))]).packs
        ('un/dprk', 'us/dprk')
    """
    parts = list(dossiers)
    if not parts:
        raise ValueError("there is no dossier to combine")
    if len(parts) == 1:
        return parts[0]
    sources = _sources(parts)
    claims = tuple(chain.from_iterable(part.claims for part in parts))
    coverage = tuple(chain.from_iterable(part.coverage for part in parts))
    warnings = [*chain.from_iterable(part.warnings for part in parts)]
    warnings += [str(problem) for problem in noticed(claims, coverage, kinds or {})]
    packs = chain.from_iterable(part.packs for part in parts)
    digests = "\n".join(sorted(part.digest for part in parts))
    return Dossier.model_construct(
        title="; ".join(part.title for part in parts if part.title),
        path=", ".join(part.path for part in parts),
        digest=hashlib.sha256(digests.encode()).hexdigest(),
        packs=tuple(dict.fromkeys(packs)) if all(part.packs for part in parts) else (),
        sources=sources,
        claims=claims,
        pleas=tuple(chain.from_iterable(part.pleas for part in parts)),
        assessments=tuple(chain.from_iterable(part.assessments for part in parts)),
        coverage=coverage,
        expect=tuple(chain.from_iterable(part.expect for part in parts)),
        rejected=tuple(chain.from_iterable(part.rejected for part in parts)),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _sources(parts: Sequence[Dossier]) -> dict[str, Source]:
    problems = Problems()
    found: dict[str, Source] = {}
    first: dict[str, str] = {}
    for part in parts:
        for id, source in part.sources.items():
            if found.setdefault(id, source) != source:
                message = f"source `{id}` means one thing in `{first[id]}` and another in `{part.path}`"
                problems.add(Code.SE104, message, help="give one of them another id", offending=id)
            first.setdefault(id, part.path)
    if problems.errors:
        raise InputRejected(problems)
    return found
