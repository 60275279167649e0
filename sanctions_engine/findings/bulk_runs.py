"""A run over claim tables: what the engine answers, what of it makes a finding, the sampled check, the run block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from sanctions_engine.diagnostics import BadQuestion
from sanctions_engine.engines.reference import ReferenceEngine
from sanctions_engine.findings.bulk_findings import BulkFindings
from sanctions_engine.findings.cross_checks import cross_checked
from sanctions_engine.findings.disputed import Disputed, disputed_subjects
from sanctions_engine.findings.from_outcomes import FindingMaker
from sanctions_engine.findings.questions import (
    check_bearers,
    names_of,
    no_such_subject,
    state_or_name,
)
from sanctions_engine.findings.runs import run_block
from sanctions_engine.models.findings import Run
from sanctions_engine.models.outcomes import Outcome
from sanctions_engine.models.states import all_states
from sanctions_engine.semantics.reference import rules_asked

if TYPE_CHECKING:
    from sanctions_engine.engines.relational.answers import TableAnswer

CHECKED = 200
"""So many outcomes that make findings, and so many that are only counted, are judged again by the reference evaluator."""


def why_by_reference(subjects: Collection[str], bearers: Collection[str]) -> str | None:
    """Return why the reference evaluator has to answer a whole question; None if it has not."""
    if subjects:
        return "subjects are asked for by name"
    return "bearers are asked for by name" if bearers else None


def bulk_findings(
    answer: TableAnswer, engine: str, bearers: Iterable[str] = (), *, check: int = CHECKED
) -> BulkFindings:
    """Return the findings of an answer.

    Args:
        answer: The answer.
        engine: Name of the engine.
        bearers: Who must be bound, as they were given; empty for anybody.
        check: How many outcomes of each sort are judged again.

    Raises:
        BadQuestion: If there is no such subject or bearer (SE506).
        EngineDisagreement: If the reference evaluator comes to another outcome.
    """
    bound = list(bearers)
    sorted_out = _SortedOut(answer, [state_or_name(one) for one in bound])
    check_bearers(bound, sorted_out.counts)
    _check_subjects(answer)
    checked = cross_checked(answer, check)
    listing = answer.listed(sorted_out.listed)
    answered = answer.answered.model_copy(update={"checked": checked})
    block = run_block(
        answer.question,
        answer.law,
        answer.tables.dossier,
        engine,
        sorted_out.counts,
        answer.subjects(),
        sorted_out.invented,
        read=answer.tables.tables,
        aside=answer.left_aside(),
        answered=answered,
    )
    return BulkFindings(answer, listing, _with_inputs(block, answer))


def _with_inputs(run: Run, answer: TableAnswer) -> Run:
    """Return the run block with the tables that were read; of frames in memory there is no digest."""
    tables = answer.tables
    told = run.model_copy(update={"set_aside": max(tables.set_aside, len(run.rejected))})
    if tables.dossier.path:
        return told
    files = tuple(dict.fromkeys(stamp.file for stamp in tables.stamps))
    return told.model_copy(update={"inputs": files, "input_digest": tables.dossier.digest if files else ""})


class _SortedOut:
    """The outcomes of the reference evaluator sorted into those that make findings and those that are only counted.

    Attributes:
        listed: Those that make findings.
        counts: Number of outcomes by verdict, those found in the database included.
        invented: Of these, the number on made-up evidence.
    """

    def __init__(self, answer: TableAnswer, bearers: Collection[str]) -> None:
        self.answer = answer
        maker = FindingMaker(answer.question, answer.law, answer.read, bearers)
        disputed = _disputed(answer)
        sources = {id for id, one in answer.tables.dossier.sources.items() if one.invented}
        (denied,) = answer.read.answers(
            [lambda: list(maker.denied(disputed, {(one.rule, one.subject) for one in answer.others}))]
        )
        sorted_ones = answer.read.answers(
            [partial(self._one, maker, one, disputed, bool(sources)) for one in (*answer.others, *denied)]
        )
        kept = [one for one in sorted_ones if one is not None]
        self.listed = [one.outcome for one in kept if one.is_listed]
        self.counts = answer.counts()
        self.counts.update(one.outcome.verdict.value for one in kept)
        self.invented: Counter[str] = answer.made_up(sources) if sources else Counter()
        self.invented.update(one.outcome.verdict.value for one in kept if one.is_made_up)
        answer.others = [one.outcome for one in kept]

    @staticmethod
    def _one(maker: FindingMaker, one: Outcome, disputed: Disputed, some_made_up: bool) -> _Kept | None:
        if maker.bearers and not maker.binds(one):
            return None
        if maker.is_quiet(one) and (one.rule, one.subject) not in disputed:
            return _Kept(one, False, some_made_up and maker.is_made_up(one.subject))
        return _Kept(one, True, some_made_up and maker.finding(one).is_made_up)


def _disputed(answer: TableAnswer) -> Disputed:
    """Return the disputed subjects of the rules of which every outcome is here; of others the engine lists them."""
    here = tuple(dict.fromkeys((*answer.found.by_reference, *answer.found.each)))
    found = frozenset(answer.found.disputed)
    if not here:
        return found
    asked = replace(answer.question, rules=here)
    return found | disputed_subjects(ReferenceEngine(), asked, answer.law, answer.read)


@dataclass(frozen=True, slots=True)
class _Kept:
    outcome: Outcome
    is_listed: bool
    is_made_up: bool


def _check_subjects(answer: TableAnswer) -> None:
    """Refuse names of subjects that no rule asked for has, not even on a later day."""
    names = answer.question.subjects
    judged = {name for one in answer.others for name in names_of(one.subject)}
    waiting = [name for name in names if name not in judged]
    rules = rules_asked(answer.question, answer.law)
    kinds = {rule.each.kind.name for rule in rules}
    known = judged | ({one.code for one in all_states()} if "State" in kinds else set())
    for kind in sorted(kinds & set(answer.tables.tables)):
        known |= {"/".join(series.key) for series in answer.read.named(kind, waiting)} if waiting else set()
    unknown = [name for name in waiting if not {name, state_or_name(name)} & known]
    if unknown:
        raise BadQuestion([no_such_subject(name, known) for name in unknown])
