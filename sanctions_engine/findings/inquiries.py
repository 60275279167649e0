"""Questions about one rule and one subject: how it came to its verdict, and what would make another one."""

from __future__ import annotations

from datetime import date

from sanctions_engine.findings.arguments import (
    Assume,
    Packs,
    text_given,
)
from sanctions_engine.findings.asking import law_and_evidence, question_asked
from sanctions_engine.findings.one_subject import OneSubject, one_subject
from sanctions_engine.findings.tracing import trace_of
from sanctions_engine.findings.why_not import SETS, search
from sanctions_engine.models.claims import Dossier
from sanctions_engine.models.traces import RuleTrace, WhyNot
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.evidence import Evidence


def trace(
    packs: Packs,
    dossier: Dossier,
    *,
    rule: str,
    subject: str,
    as_of: date,
    known_at: date | None = None,
    perspective: str | None = None,
    reading: str | None = None,
    assume: Assume = (),
) -> RuleTrace:
    """Return every part of the formulas that judge one rule and subject, with value, bounds, causes and claims.

    Args:
        packs: One pack or several, from `load_pack`.
        dossier: The evidence, from `load_dossier`.
        rule: Id of the rule.
        subject: The subject, as a report names it; a State by any of its names.
        as_of: The day judged.
        known_at: The day up to which claims were known; None for no limit.
        perspective: Read each series from this speaker alone where they speak in it.
        reading: Judge under this reading, if the rule has it.
        assume: Drafts to take as adopted, as in `evaluate`.

    Raises:
        BadQuestion: If something named does not exist.
        TypeError: As in `evaluate`.

    Example:
        >>> from sanctions_engine import read_dossiers
        >>> packs, dossier = read_dossiers(["examples/russia-2020"])
        >>> found = trace(packs, dossier, rule="unscr-2397-8", subject="RUS", as_of=date(2020, 1, 24))
        >>> [(one.role, one.whole.value) for one in found.formulas][:2]
        [('due', '2019-12-22'), ('applies_when', 'true')]
    """
    asked, evidence = _asked(packs, dossier, rule, subject, as_of, known_at, perspective, reading, assume)
    return trace_of(asked, evidence)


def why_not(
    packs: Packs,
    dossier: Dossier,
    *,
    rule: str,
    subject: str,
    verdict: Verdict | str,
    as_of: date,
    known_at: date | None = None,
    perspective: str | None = None,
    reading: str | None = None,
    assume: Assume = (),
    sets: int = SETS,
) -> WhyNot:
    """Return the smallest changes of evidence that would give another verdict, and how far the search went.

    A change is one more claim, a field that is said or said otherwise, a claim withdrawn, or a list declared complete. They are
    thought of from the conditions of the rule: values at its constants, days at its due day. Sets of one change are judged first, then
    sets of two, then of three, until `sets` of them were judged.

    Args:
        verdict: The verdict that is asked about, such as `fulfilled`.
        sets: The number of sets at which the search stops.

    Other arguments and errors: as in `trace`; ValueError for a word that is no verdict.

    Example:
        >>> from sanctions_engine import read_dossiers
        >>> packs, dossier = read_dossiers(["examples/russia-2020"])
        >>> found = why_not(packs, dossier, rule="unscr-2397-8", subject="RUS", verdict="exempt", as_of=date(2020, 1, 24))
        >>> found.verdict.value, bool(found.ways), found.tried <= found.limit
        ('violated', True, True)
    """
    asked, evidence = _asked(packs, dossier, rule, subject, as_of, known_at, perspective, reading, assume)
    return search(asked, evidence, Verdict(verdict), sets)


def _asked(
    packs: Packs,
    dossier: Dossier,
    rule: str,
    subject: str,
    as_of: date,
    known_at: date | None,
    perspective: str | None,
    reading: str | None,
    assume: Assume,
) -> tuple[OneSubject, Evidence]:
    law, evidence = law_and_evidence(packs, dossier, assume)
    asked = question_asked(law, evidence.dossier, as_of, known_at, perspective, reading)
    return one_subject(asked, law, evidence, text_given("rule", rule), text_given("subject", subject)), evidence
