"""The whole pipeline on one screen: the file to read first.

rule text -> typed rules -+
                          +-> engine -> outcomes -> findings
dossier   -> claims ------+
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from sanctions_engine.engines.registry import engine_named, loading_together, table_engine
from sanctions_engine.facts import combine, dossier_packs, load_dossier
from sanctions_engine.facts.claims_in_tables import are_claim_tables, speakers_of
from sanctions_engine.findings.arguments import (
    Assume,
    Packs,
    assume_given,
    dossier_given,
    optional_day,
    packs_given,
    paths_given,
    text_given,
    texts_given,
)
from sanctions_engine.findings.asking import checked_dossier, law_and_evidence, question_asked
from sanctions_engine.findings.bulk_findings import BulkFindings
from sanctions_engine.findings.bulk_runs import CHECKED as CHECKS
from sanctions_engine.findings.bulk_runs import bulk_findings, why_by_reference
from sanctions_engine.findings.case_files import run_cases
from sanctions_engine.findings.comparisons import compare
from sanctions_engine.findings.disputed import disputed_subjects
from sanctions_engine.findings.from_outcomes import FindingMaker
from sanctions_engine.findings.law_histories import law_history as _law_history
from sanctions_engine.findings.questions import assumptions, check_bearers, check_subjects, state_or_name
from sanctions_engine.findings.runs import run_block
from sanctions_engine.findings.scorecards import ScorecardMaker, state_asked
from sanctions_engine.findings.shared_rows import shared_rows
from sanctions_engine.findings.summaries import summarise
from sanctions_engine.findings.timelines import timeline as _timeline
from sanctions_engine.findings.unknown_words import unknown_words
from sanctions_engine.language.packs import load_packs
from sanctions_engine.language.rules import Pack
from sanctions_engine.language.shipped import shipped_packs
from sanctions_engine.models.claims import Dossier
from sanctions_engine.models.findings import Findings, Timeline
from sanctions_engine.models.law_histories import LawHistory
from sanctions_engine.models.scorecards import Scorecard
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law

if TYPE_CHECKING:
    from sanctions_engine.facts.bulk import ClaimTables

Told = Callable[[str, int, int], None]
"""Is told what is being done, how many steps are done, and of how many."""

__all__ = [
    "compare",
    "evaluate",
    "law_history",
    "read_claim_tables",
    "read_dossiers",
    "run_cases",
    "scorecard",
    "summarise",
    "timeline",
]


@overload
def evaluate(
    packs: Packs,
    facts: Dossier,
    *,
    as_of: date,
    known_at: date | None = None,
    perspective: str | None = None,
    reading: str | None = None,
    assume: Assume = (),
    rules: Iterable[str] = (),
    subjects: Iterable[str] = (),
    bearers: Iterable[str] = (),
    all_states: bool = False,
    engine: str | None = None,
    checks: int = CHECKS,
    told: Told | None = None,
) -> Findings: ...


@overload
def evaluate(
    packs: Packs,
    facts: ClaimTables,
    *,
    as_of: date,
    known_at: date | None = None,
    perspective: str | None = None,
    reading: str | None = None,
    assume: Assume = (),
    rules: Iterable[str] = (),
    subjects: Iterable[str] = (),
    bearers: Iterable[str] = (),
    all_states: bool = False,
    engine: str | None = None,
    checks: int = CHECKS,
    told: Told | None = None,
) -> BulkFindings: ...


def evaluate(
    packs: Packs,
    facts: Dossier | ClaimTables,
    *,
    as_of: date,
    known_at: date | None = None,
    perspective: str | None = None,
    reading: str | None = None,
    assume: Assume = (),
    rules: Iterable[str] = (),
    subjects: Iterable[str] = (),
    bearers: Iterable[str] = (),
    all_states: bool = False,
    engine: str | None = None,
    checks: int = CHECKS,
    told: Told | None = None,
) -> Findings | BulkFindings:
    """Judge evidence by the rules of some packs, and return the findings with their proofs.

    Args:
        packs: One pack or several, from `load_pack`.
        facts: The evidence: a dossier from `load_dossier`, or claims by the million from `load_claim_tables`. Of those the
            findings stay in the database, and are made when they are read.
        as_of: The day judged.
        known_at: The day up to which claims were known; None for no limit.
        perspective: Read each series from this speaker alone where they speak in it.
        reading: Judge under this reading of the rules that have it.
        assume: Drafts to take as adopted, each with the day (None, or the name alone: the day on which it was tabled).
        rules: Patterns of rule ids, such as `unscr-2397-*`; the id of a table means all its rows; empty for all.
        subjects: Names of subjects, such as `RUS`; empty for all. On a subject that is named every verdict makes a finding.
        bearers: Who must be bound, such as `RUS`, or `all` for what all share; empty for anybody.
        all_states: Judge every State of the register, not only those that the evidence speaks of.
        engine: Name of the engine; by default `reference` for a dossier and `relational` for claim tables.
        checks: Of claim tables, so many outcomes that make findings, and as many that are only counted, are judged again by
            the reference evaluator. Of a dossier every finding is.
        told: Of claim tables, is told what is being done, how many steps are done, and of how many.

    Raises:
        BadQuestion: If something named does not exist.
        TypeError: If an argument is of another sort, such as one text where a list of texts is asked for.
        ValueError: If `checks` is less than zero.
        EngineUnavailable: If the engine needs a component that is missing.
        EngineDisagreement: If the engine and the reference evaluator come to different outcomes.
        InputRejected: If a file that is read where it lies changed meanwhile (SE423).
    """
    if checks < 0:
        raise ValueError(f"`checks` is {checks}: give a number of outcomes, 0 for none")
    in_tables = are_claim_tables(facts)
    name = text_given("engine", engine) if engine is not None else "relational" if in_tables else "reference"
    names, bound = texts_given("subjects", subjects), texts_given("bearers", bearers)
    given = packs_given(packs)
    law = Law(given, assumptions(given, assume_given(assume)))
    asking = partial(question_asked, law, as_of=as_of, known_at=known_at, perspective=perspective, reading=reading)
    asking = partial(asking, rules=rules, subjects=names, all_states=all_states)
    if are_claim_tables(facts):
        judge = table_engine(name)
        why_not = why_by_reference(names, bound)
        asked = asking(facts.dossier, speakers=speakers_of(facts) if perspective is not None else ())
        return bulk_findings(judge.answer(asked, law, facts, told=told, why_not=why_not), name, bound, check=checks)
    evidence = Evidence(checked_dossier(dossier_given(facts), law), law.kinds)
    asked = asking(evidence.dossier)
    one = engine_named(name)
    outcomes = one.outcomes(asked, law, evidence)
    answered = one.answered  # of this question: the readings are asked for next
    maker = FindingMaker(asked, law, evidence, [state_or_name(one) for one in bound])
    found = maker.findings(outcomes, disputed_subjects(one, asked, law, evidence))
    check_bearers(bound, maker.counts)
    check_subjects(names, maker.judged, asked, law, evidence)
    counted, invented = maker.counts, maker.invented
    run = run_block(asked, law, evidence.dossier, name, counted, len(maker.subjects), invented, answered=answered)
    return Findings(run=run, findings=tuple(found))


def scorecard(
    packs: Packs,
    dossier: Dossier,
    *,
    state: str,
    as_of: date,
    known_at: date | None = None,
    perspective: str | None = None,
    reading: str | None = None,
    assume: Assume = (),
    rules: Iterable[str] = (),
    engine: str = "reference",
) -> Scorecard:
    """Return how one State stands under every norm in force on a day: kept, broken, open, or not known.

    Args:
        packs: One pack or several, from `load_pack`.
        dossier: The evidence, from `load_dossier`.
        state: The State, under any of its names.
        as_of: The day.
        known_at: The day up to which claims were known; None for no limit.
        perspective: Read each series from this speaker alone where they speak in it.
        reading: Judge under this reading of the rules that have it.
        assume: Drafts to take as adopted, as in `evaluate`.
        rules: Patterns of rule ids; empty for all.
        engine: Name of the engine.

    Raises:
        BadQuestion: If something named does not exist, the State included.
        TypeError: As in `evaluate`.

    Example:
        >>> packs, dossier = read_dossiers(["examples/russia-2020"])
        >>> card = scorecard(packs, dossier, state="Russia", as_of=date(2020, 1, 24), rules=["unscr-2397-8"])
        >>> [(norm.rule, norm.standing.value) for norm in card.own]
        [('unscr-2397-8', 'broken')]
    """
    law, evidence = law_and_evidence(packs, dossier, assume)
    asked = question_asked(law, dossier, as_of, known_at, perspective, reading, rules)
    maker = ScorecardMaker(asked, law, evidence, state_asked(text_given("state", state), asked.as_of))
    return maker.scorecard(engine_named(text_given("engine", engine)), engine)


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
        BadQuestion: If there is no such rule or subject, or `since` is after `as_of`.
        TypeError: As in `evaluate`.
    """
    law, evidence = law_and_evidence(packs, dossier, assume)
    asked = question_asked(law, dossier, as_of, known_at, perspective, reading)
    rule, subject = text_given("rule", rule), text_given("subject", subject)
    return _timeline(asked, law, evidence, rule, subject, optional_day("since", since))


def law_history(
    packs: Packs, *, since: date | None = None, until: date | None = None, assume: Assume = ()
) -> LawHistory:
    """Return what changed when in the law: rules that begin, are amended, suspended, repealed or end, and new values of parameters.

    Args:
        packs: The packs.
        since: First day looked at; None for the beginning.
        until: Last day looked at, included; None for no end.
        assume: Drafts to take as adopted, as in `evaluate`.

    Raises:
        BadQuestion: If there is no such draft to assume, or `since` is after `until` (SE507).
        TypeError: As in `evaluate`.

    Example:
        >>> history = law_history([load_packs(["us/dprk"])[-1]])
        >>> [(str(one.day), one.step.value, one.rule) for one in history.changes]
        [('2016-03-16', 'begins', 'us-dprk-blocked-party')]
    """
    given = packs_given(packs)
    law = Law(given, assumptions(given, assume_given(assume)))
    return _law_history(law, optional_day("since", since), optional_day("until", until))


def read_dossiers(
    sources: Iterable[str | Path], *, packs: Iterable[str | Path] = (), strict: bool = False
) -> tuple[tuple[Pack, ...], Dossier]:
    """Read dossiers that belong together, with the packs that they need: those given, else those that they name.

    A dossier that names no pack needs all that ship.

    Raises:
        InputRejected: If a dossier cannot be read, or has bad rows and `strict` is set.
        RulesRejected: If a pack has errors.
        TypeError: If one path is given instead of a list of paths.
        ValueError: If no dossier is given.
    """
    paths = [Path(one) for one in paths_given("sources", sources)]
    named = paths_given("packs", packs)
    loaded = load_packs(named or _packs_named(paths))
    kinds = {name: kind for pack in loaded for name, kind in pack.kinds.items()}
    # Where other packs are given than the dossier names, it may speak of rules that they do not have.
    rules = None if named else {id for pack in loaded for id in pack.rules}
    read = [load_dossier(path, kinds=kinds, rules=rules, strict=strict) for path in paths]
    dossier = combine(read, kinds=kinds)
    words = (*unknown_words(loaded, (*dossier.claims, *dossier.coverage)), *shared_rows(loaded, dossier.claims))
    told = (*dossier.warnings, *map(str, words))
    return loaded, dossier.model_copy(update={"warnings": told})


def read_claim_tables(
    sources: Iterable[str | Path],
    *,
    packs: Iterable[str | Path] = (),
    strict: bool = False,
    said: Mapping[str, str] | None = None,
    memory_limit: str | None = None,
    temp_directory: str | Path | None = None,
    connection: Any = None,
) -> tuple[tuple[Pack, ...], ClaimTables]:
    """Read evidence in bulk, with the packs that it needs: dossiers, and tables without a dossier.

    Args:
        sources: Dossiers as in `read_dossiers`, files named `<Kind>.csv`, `.jsonl` or `.parquet`, and `<Kind>=<path>` for a
            file of another name, a folder or a pattern.
        packs: As in `read_dossiers`; tables without a dossier need all that ship.
        strict: Let a bad row reject the input.
        said: What rows of tables without a dossier do not say themselves: `by`, `source`, `known`, `grade`; and `delimiter`.
        memory_limit: The most that the database takes, such as `2GB`.
        temp_directory: Where what does not fit goes.
        connection: A connection to DuckDB that takes the tables, and stays open; by default a database in memory of their own.

    Raises:
        EngineUnavailable: If the database is not installed (SE604).
        InputRejected: As `read_dossiers`.
    """
    given = paths_given("sources", sources)
    load = loading_together()
    dossiers, _ = load.split_sources(given)
    named = paths_given("packs", packs)
    loaded = load_packs(named or _packs_named(dossiers) or shipped_packs())
    kinds = {name: kind for pack in loaded for name, kind in pack.kinds.items()}
    rules = None if named else {id for pack in loaded for id in pack.rules}
    where = {"memory_limit": memory_limit, "temp_directory": temp_directory, "connection": connection}
    tables = load.load_together(given, kinds=kinds, rules=rules, strict=strict, said=said, **where)
    texts, rest = partial(load.odd_texts_in, tables), tables.dossier
    words = (*unknown_words(loaded, rest.coverage, texts), *shared_rows(loaded, (), texts))
    told = (*rest.warnings, *map(str, words))
    return loaded, replace(tables, dossier=rest.model_copy(update={"warnings": told}))


def _packs_named(paths: Iterable[Path]) -> tuple[str, ...]:
    named = [dossier_packs(path) or tuple(shipped_packs()) for path in paths]
    return tuple(sorted({name for names in named for name in names}))
