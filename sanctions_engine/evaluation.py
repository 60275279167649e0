"""The whole pipeline on one screen: the file to read first.

rule text -> typed rules -+
                          +-> engine -> outcomes -> findings
dossier   -> claims ------+
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from sanctions_engine.engines.registry import engine_named
from sanctions_engine.facts import combine, dossier_packs, load_dossier
from sanctions_engine.findings.case_files import run_cases
from sanctions_engine.findings.comparisons import compare
from sanctions_engine.findings.from_outcomes import FindingMaker
from sanctions_engine.findings.questions import assumptions, question
from sanctions_engine.findings.runs import run_block
from sanctions_engine.findings.timelines import timeline as _timeline
from sanctions_engine.language.packs import load_packs
from sanctions_engine.language.rules import Pack
from sanctions_engine.language.shipped import shipped_packs
from sanctions_engine.models.claims import Dossier
from sanctions_engine.models.findings import Findings, Timeline
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law

__all__ = ["compare", "evaluate", "read_dossiers", "run_cases", "timeline"]

Packs = Pack | Iterable[Pack]
Assume = Mapping[str, date | None] | Iterable[str]


def evaluate(
    packs: Packs,
    dossier: Dossier,
    *,
    as_of: date,
    known_at: date | None = None,
    perspective: str | None = None,
    reading: str | None = None,
    assume: Assume = (),
    rules: Iterable[str] = (),
    subjects: Iterable[str] = (),
    all_states: bool = False,
    engine: str = "reference",
) -> Findings:
    """Judge what a dossier tells by the rules of some packs, and return the findings with their proofs.

    Args:
        packs: One pack or several, from `load_pack`.
        dossier: The evidence, from `load_dossier`.
        as_of: The day judged.
        known_at: The day up to which claims were known; None for no limit.
        perspective: Read each series from this speaker alone where they speak in it.
        reading: Judge under this reading of the rules that have it.
        assume: Drafts to take as adopted, each with the day (None, or the name alone: the day on which it was tabled).
        rules: Patterns of rule ids, such as `unscr-2397-*`; empty for all.
        subjects: Names of subjects, such as `RUS`; empty for all.
        all_states: Judge every State of the register, not only those that the dossier speaks of.
        engine: Name of the engine.

    Raises:
        BadQuestion: If something named does not exist.
        EngineUnavailable: If the engine needs a component that is missing.
    """
    law = Law(_packs(packs), assumptions(_packs(packs), assume))
    evidence = Evidence(dossier, law.kinds)
    asked = question(law, dossier, as_of, known_at, perspective, reading, rules, subjects, all_states)
    outcomes = engine_named(engine).outcomes(asked, law, evidence)
    found, counts = FindingMaker(asked, law, evidence).findings(outcomes)
    return Findings(run=run_block(asked, law, dossier, engine, counts, found), findings=tuple(found))


def timeline(
    packs: Packs,
    dossier: Dossier,
    *,
    rule: str,
    subject: str,
    as_of: date,
    since: date | None = None,
    known_at: date | None = None,
    perspective: str | None = None,
    reading: str | None = None,
    assume: Assume = (),
) -> Timeline:
    """Return the verdicts of one rule and subject for every span of days up to `as_of`, and what changed on each day.

    Raises:
        BadQuestion: If there is no such rule or subject.
    """
    law = Law(_packs(packs), assumptions(_packs(packs), assume))
    asked = question(law, dossier, as_of, known_at, perspective, reading, [rule], [subject], False)
    return _timeline(asked, law, Evidence(dossier, law.kinds), since)


def read_dossiers(
    sources: Iterable[str | Path], *, packs: Iterable[str | Path] = (), strict: bool = False
) -> tuple[tuple[Pack, ...], Dossier]:
    """Read dossiers that belong together, with the packs that they name: those given, else those named, else all that ship.

    Raises:
        InputRejected: If a dossier cannot be read, or has bad rows and `strict` is set.
        RulesRejected: If a pack has errors.
    """
    paths = [Path(one) for one in sources]
    named = list(packs) or sorted({name for path in paths for name in dossier_packs(path)}) or list(shipped_packs())
    loaded = load_packs(named)
    kinds = {name: kind for pack in loaded for name, kind in pack.kinds.items()}
    rules = {id for pack in loaded for id in pack.rules}
    read = [load_dossier(path, kinds=kinds, rules=rules, strict=strict) for path in paths]
    return tuple(loaded), read[0] if len(read) == 1 else combine(read, kinds=kinds)


def _packs(packs: Packs) -> tuple[Pack, ...]:
    return (packs,) if isinstance(packs, Pack) else tuple(packs)
