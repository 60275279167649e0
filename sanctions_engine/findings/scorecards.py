"""Scorecards: how one State stands under every norm in force on a day, whatever was judged for it folded into one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sanctions_engine.diagnostics import BadQuestion, Code, Problem
from sanctions_engine.engines.protocol import Engine
from sanctions_engine.findings.bearers import bearer_of, can_bind, env_of
from sanctions_engine.findings.disputed import Disputed, disputed_subjects
from sanctions_engine.findings.expansion import bound_by_others
from sanctions_engine.findings.from_outcomes import FindingMaker
from sanctions_engine.findings.ordering import by_day, natural
from sanctions_engine.findings.runs import run_block
from sanctions_engine.findings.summaries import by_gravity
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.findings import Finding
from sanctions_engine.models.norms import Modality
from sanctions_engine.models.outcomes import Outcome
from sanctions_engine.models.scorecards import Scorecard, ScoredNorm, Standing, tally
from sanctions_engine.models.states import State, UnknownState, find_state, is_state_code
from sanctions_engine.models.verdicts import QUIET, Verdict, worst_of
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, rules_asked
from sanctions_engine.semantics.subjects import Case

_SILENT = frozenset({Verdict.NOT_IN_FORCE, Verdict.NOT_APPLICABLE})
_STANDING = {
    Verdict.VIOLATED: Standing.BROKEN,
    Verdict.FULFILLED_LATE: Standing.LATE,
    Verdict.ERROR: Standing.OPEN,
    Verdict.UNDETERMINED: Standing.OPEN,
    Verdict.PENDING: Standing.OPEN,
    Verdict.EXEMPT: Standing.KEPT,
    Verdict.FULFILLED: Standing.KEPT,
    Verdict.CLEAN: Standing.CLEAN,
    Verdict.NOT_APPLICABLE: Standing.CLEAN,  # an event that is disputed, and by the record is nothing that the norm asks about
    Verdict.NOT_IN_FORCE: Standing.CLEAN,
}


@dataclass(slots=True)
class _Tally:
    """What was judged for the State under one rule.

    Attributes:
        verdicts: How many subjects have each verdict.
        invented: How many of them rest on made-up evidence.
        findings: Those that are more than a clean event, or are disputed.
        bare: How many of them rest on no claim at all.
        judged: Whether there was anything to judge, applicable or not.
    """

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    invented: Counter[Verdict] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    bare: int = 0
    judged: bool = False


class ScorecardMaker:
    """Makes the scorecard of one State."""

    def __init__(self, question: Question, law: Law, evidence: Evidence, state: State) -> None:
        self.question = question
        self.law = law
        self.evidence = evidence
        self.state = state
        self.maker = FindingMaker(question, law, evidence)
        self.nobody_known = 0
        self.disputed: Disputed = frozenset()

    def scorecard(self, engine: Engine, name: str) -> Scorecard:
        """Return the scorecard.

        Args:
            engine: What judges.
            name: Its name, for the run.
        """
        rules = rules_asked(self.question, self.law)
        tallies = {rule.id: _Tally() for rule in rules}
        self.disputed = disputed_subjects(engine, self.question, self.law, self.evidence)
        for outcome in self._outcomes(engine, rules):
            self._count(outcome, tallies[outcome.rule])
        day = self.question.as_of
        in_force = {rule.id: self.law.text_on(rule.id, day).rule for rule in rules}
        norms: list[ScoredNorm] = []
        ended: list[ScoredNorm] = []
        flags: list[ScoredNorm] = []
        not_bound = 0
        for rule in rules:
            counted, text = tallies[rule.id], in_force[rule.id]
            if rule.modality is Modality.INDICATOR:
                flags += [self._norm(rule, counted)] if counted.verdicts[Verdict.RAISED] else []
            elif text is None:
                ended += [self._norm(rule, counted)] if counted.verdicts else []
            elif counted.verdicts or self._may_bind(rule, text, counted):
                norms.append(self._norm(text, counted))
            else:
                not_bound += 1
        listed = (*norms, *ended, *flags)
        cited = {one.citation.instrument for one in listed}
        instruments = sorted((self.law.instruments[id] for id in cited), key=by_day)
        rank = {one.id: index for index, one in enumerate(instruments)}

        def order(one: ScoredNorm) -> tuple[object, ...]:
            return rank[one.citation.instrument], natural(one.citation.paragraph), natural(one.rule)

        counts, subjects = self.maker.counts, len(self.maker.subjects)
        dossier = self.evidence.dossier
        card = Scorecard(
            run=run_block(self.question, self.law, dossier, name, counts, subjects, self.maker.invented),
            state=self.state.code,
            name=self.state.name,
            as_of=day,
            instruments=tuple(instruments),
            norms=tuple(sorted(norms, key=order)),
            standings={},
            ended=tuple(sorted(ended, key=order)),
            flags=tuple(sorted(flags, key=order)),
            not_bound=not_bound,
            nobody_known=self.nobody_known,
        )
        made_up = tally(one for one in card.own if one.is_made_up)
        return card.model_copy(update={"standings": tally(card.own), "invented": made_up})

    def _outcomes(self, engine: Engine, rules: Sequence[Rule]) -> Iterator[Outcome]:
        """Yield the outcomes of the State itself, and those of every record and group: who is bound by these is seen later."""
        own = [rule.id for rule in rules if _is_of_states(rule)]
        others = [rule.id for rule in rules if not _is_of_states(rule)]
        seen = set()
        for ids, subjects in ((own, (self.state.code,)), (others, ())):
            if ids:
                asked = replace(self.question, rules=tuple(ids), subjects=subjects)
                for one in engine.outcomes(asked, self.law, self.evidence):
                    seen.add((one.rule, one.subject))
                    yield one
        yield from self.maker.denied(self.disputed, seen)

    def _count(self, one: Outcome, into: _Tally) -> None:
        base = self.law.rules[one.rule]
        case, judged, judge = self.maker.check(one)
        disputed = (one.rule, one.subject) in self.disputed
        rule = judged.rule or base
        named, others = bearer_of(rule, case, env_of(rule, case, judged, judge, self.question.as_of))
        if rule.modality is Modality.INDICATOR:
            named = self.state.code if self.state.code in _states_of(case) else named
        elif rule.bearer is None and named is None and not rule.bearer_is_all:
            return  # nobody is named
        is_state = named == self.state.code
        if not is_state and not rule.bearer_is_all and others is not None:
            others |= bound_by_others(self.question, self.law, self.maker.view, rule, one.subject)
        if not is_state and not rule.bearer_is_all:
            if others is None:
                self.nobody_known += one.verdict not in QUIET or disputed
                return
            if self.state.code not in others or (one.verdict in QUIET and not disputed):
                return
        into.judged = True
        self.maker.counts[one.verdict.value] += 1
        self.maker.subjects.add(one.subject)
        finding = self.maker.finding(one) if one.verdict not in QUIET or disputed else None
        made_up = self.maker.is_made_up(one.subject) if finding is None else finding.is_made_up
        self.maker.invented[one.verdict.value] += made_up
        if one.verdict in _SILENT and not disputed:
            return
        # Where it is not known which of several is bound, the State may be the one, and nothing more is known of it.
        verdict = one.verdict if is_state or rule.bearer_is_all else Verdict.UNDETERMINED
        into.verdicts[verdict] += 1
        into.invented[verdict] += made_up
        if finding is not None:
            into.findings.append(finding.model_copy(update={"verdict": verdict}))
            into.bare += verdict is Verdict.UNDETERMINED and not _rests_on_anything(finding)

    def _may_bind(self, rule: Rule, text: Rule, counted: _Tally) -> bool:
        """Whether a norm under which nothing was judged binds the State."""
        if _is_of_states(rule):
            return rule.every is not None and not counted.judged  # its first period has not begun
        return can_bind(text, self.state.code)

    def _norm(self, rule: Rule, counted: _Tally) -> ScoredNorm:
        only = counted.findings[0] if len(counted.findings) == 1 and counted.verdicts.total() == 1 else None
        flag = rule.modality is Modality.INDICATOR
        verdict = Verdict.RAISED if flag else gravest(counted.verdicts)
        broken = tuple(one.subject for one in counted.findings if one.verdict is Verdict.VIOLATED)
        worst = [one.worst for one in counted.findings]
        return ScoredNorm(
            rule=rule.id,
            title=rule.norm.title,
            modality=rule.modality,
            binding=rule.norm.binding,
            citation=rule.norm.citation,
            pack=rule.pack.name,
            shared=rule.bearer_is_all,
            standing=None if flag else standing(verdict, counted.verdicts, counted.bare),
            verdict=verdict,
            worst=worst_of([*worst, *counted.verdicts]) if counted.verdicts else None,
            contested=any(one.contested for one in counted.findings),
            verdicts=by_gravity(counted.verdicts),
            unit=_unit(rule),
            broken=broken,
            due=only.due if only else None,
            days_overdue=only.days_overdue if only else None,
            days_overdue_most=only.days_overdue_most if only else None,
            days_left=only.days_left if only else None,
            invented=by_gravity(counted.invented),
        )


def gravest(verdicts: Counter[Verdict]) -> Verdict | None:
    """Return the verdict of a norm over all that was judged under it.

    A violation is one whatever else failed to be judged; what is only pending does not count beside what is not.

    Example:
        >>> gravest(Counter({Verdict.FULFILLED: 11, Verdict.PENDING: 1})).value
        'fulfilled'
    """
    settled: list[Verdict] = [one for one in verdicts if verdicts[one] and one is not Verdict.PENDING]
    if Verdict.VIOLATED in settled:
        return Verdict.VIOLATED
    if settled:
        return worst_of(settled)
    return Verdict.PENDING if verdicts[Verdict.PENDING] else None


def standing(verdict: Verdict | None, verdicts: Counter[Verdict], bare: int) -> Standing:
    """Return how a State stands.

    Args:
        verdict: The gravest verdict; None without a record.
        verdicts: How many subjects have each verdict.
        bare: How many undetermined ones rest on no claim at all.
    """
    if verdict is None:
        return Standing.NO_RECORD
    if verdict is Verdict.UNDETERMINED and bare == verdicts[Verdict.UNDETERMINED]:
        return Standing.NO_EVIDENCE
    return _STANDING[verdict]


def _rests_on_anything(finding: Finding) -> bool:
    return bool(finding.claims or finding.contested)


def _is_of_states(rule: Rule) -> bool:
    return rule.each.kind.name == "State" and rule.group_by is None


def _states_of(case: Case) -> set[str]:
    """Return the States that the subject of an indicator is about."""
    return {text for text in case.subject.key if is_state_code(text)}


def _unit(rule: Rule) -> str:
    if rule.group_by is not None:
        return "group"
    if rule.every is not None:
        return "period"
    return "State" if rule.each.kind.name == "State" else "record"


def state_asked(name: str, day: date) -> State:
    """Return the State that a name means.

    Raises:
        BadQuestion: If it means none, or one that does not exist yet on the day (SE506).

    Example:
        >>> state_asked("Russia", date(2010, 1, 1)).code
        'RUS'
    """
    try:
        found = find_state(name)
    except UnknownState as error:
        help = error.help or "name it by its code, such as `RUS`"
        raise BadQuestion([Problem(Code.SE506, f"there is no State `{name}`", help=help, offending=name)]) from error
    if found.exists_since is not None and day < found.exists_since:
        help = f"it exists since {found.exists_since}; ask for a later day, or for the State that the territory belonged to"
        raise BadQuestion([Problem(Code.SE506, f"{found.name} does not exist yet on {day}", help=help, offending=name)])
    return found
