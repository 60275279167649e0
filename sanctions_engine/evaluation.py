"""The whole pipeline on one screen: the file to read first.

rule text -> typed rules -+
                          +-> engine -> outcomes -> findings
dossier   -> claims ------+
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from sanctions_engine.engines.registry import engine_named
from sanctions_engine.facts import checked_claims, combine, dossier_packs, load_dossier
from sanctions_engine.findings.arguments import (
    Assume,
    Packs,
    assume_given,
    day_given,
    dossier_given,
    optional_day,
    optional_text,
    packs_given,
    paths_given,
    text_given,
    texts_given,
)
from sanctions_engine.findings.case_files import run_cases
from sanctions_engine.findings.comparisons import compare
from sanctions_engine.findings.disputed import disputed_subjects
from sanctions_engine.findings.from_outcomes import FindingMaker
from sanctions_engine.findings.law_histories import law_history as _law_history
from sanctions_engine.findings.questions import assumptions, check_bearers, check_subjects, question, state_or_name
from sanctions_engine.findings.runs import run_block
from sanctions_engine.findings.scorecards import ScorecardMaker, state_asked
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
from sanctions_engine.semantics.reference import Question

__all__ = ["compare", "evaluate", "law_history", "read_dossiers", "run_cases", "scorecard", "summarise", "timeline"]


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
    bearers: Iterable[str] = (),
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
        rules: Patterns of rule ids, such as `unscr-2397-*`; the id of a table means all its rows; empty for all.
        subjects: Names of subjects, such as `RUS`; empty for all. On a subject that is named every verdict makes a finding.
        bearers: Who must be bound, such as `RUS`, or `all` for what all share; empty for anybody.
        all_states: Judge every State of the register, not only those that the dossier speaks of.
        engine: Name of the engine.

    Raises:
        BadQuestion: If something named does not exist.
        TypeError: If an argument is of another sort, such as one text where a list of texts is asked for.
        EngineUnavailable: If the engine needs a component that is missing.
        EngineDisagreement: If the engine and the reference evaluator come to different outcomes.
    """
    law, evidence = _law_and_evidence(packs, dossier, assume)
    names = texts_given("subjects", subjects)
    asked = _asked(law, dossier, as_of, known_at, perspective, reading, rules, names, all_states=all_states)
    judge = engine_named(text_given("engine", engine))
    outcomes = judge.outcomes(asked, law, evidence)
    bound = texts_given("bearers", bearers)
    maker = FindingMaker(asked, law, evidence, [state_or_name(one) for one in bound])
    found = maker.findings(outcomes, disputed_subjects(judge, asked, law, evidence))
    check_bearers(bound, maker.counts)
    check_subjects(names, maker.judged, asked, law, evidence)
    run = run_block(asked, law, dossier, engine, maker.counts, len(maker.subjects), maker.invented)
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
    law, evidence = _law_and_evidence(packs, dossier, assume)
    asked = _asked(law, dossier, as_of, known_at, perspective, reading, rules)
    maker = ScorecardMaker(asked, law, evidence, state_asked(text_given("state", state)))
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
    law, evidence = _law_and_evidence(packs, dossier, assume)
    asked = _asked(law, dossier, as_of, known_at, perspective, reading)
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
    told = (*dossier.warnings, *map(str, unknown_words(loaded, dossier.claims)))
    return loaded, dossier.model_copy(update={"warnings": told})


def _packs_named(paths: Iterable[Path]) -> tuple[str, ...]:
    named = [dossier_packs(path) or tuple(shipped_packs()) for path in paths]
    return tuple(sorted({name for names in named for name in names}))


def _asked(
    law: Law,
    dossier: Dossier,
    as_of: date,
    known_at: date | None,
    perspective: str | None,
    reading: str | None,
    rules: Iterable[str] = (),
    subjects: tuple[str, ...] = (),
    *,
    all_states: bool = False,
) -> Question:
    """Return the question, after checking each part of it."""
    return question(
        law,
        dossier,
        day_given("as_of", as_of),
        optional_day("known_at", known_at),
        optional_text("perspective", perspective),
        optional_text("reading", reading),
        texts_given("rules", rules),
        subjects,
        all_states,
    )


def _law_and_evidence(packs: Packs, dossier: Dossier, assume: Assume) -> tuple[Law, Evidence]:
    given = packs_given(packs)
    law = Law(given, assumptions(given, assume_given(assume)))
    return law, Evidence(_checked(dossier_given(dossier), law), law.kinds)


def _checked(dossier: Dossier, law: Law) -> Dossier:
    """Return the dossier with the claims that were made in Python checked like those of a file."""
    claims = checked_claims(dossier.claims, law.kinds)
    unchanged = all(one is other for one, other in zip(claims, dossier.claims, strict=True))
    return dossier if unchanged else dossier.model_copy(update={"claims": claims})
