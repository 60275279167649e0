"""Judging one (rule, subject) on a day: from law in force and conditions to the verdict table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sanctions_engine.diagnostics import Code, EvaluationFailed, Problem
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.models.dates import DateRange, hull_of
from sanctions_engine.models.norms import Modality
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.causes import NO_CAUSES, Causes
from sanctions_engine.semantics.changes_of_day import change_days
from sanctions_engine.semantics.due_days import due_choices, due_value
from sanctions_engine.semantics.environment import Env, Readable, StateRecord, Trace
from sanctions_engine.semantics.evaluator import evaluate, holds
from sanctions_engine.semantics.evidence import View
from sanctions_engine.semantics.exceptions import consider, relief, summary
from sanctions_engine.semantics.existence import may_be_before_the_bearer
from sanctions_engine.semantics.groups import Group, Grouping, last_day_of, law_day_of
from sanctions_engine.semantics.judgement import Considered, Judgement, Step
from sanctions_engine.semantics.law import Law, Text
from sanctions_engine.semantics.subjects import Case, is_single
from sanctions_engine.semantics.truth import FALSE, TRUE, Truth, any_of, unknown
from sanctions_engine.semantics.values import NOTHING, Interval, Value, as_date_range, causes_of, exactly
from sanctions_engine.semantics.verdict_table import F, Situation, T, U, possible, verdict

ONE_DAY = timedelta(days=1)
_LETTER = {True: T, False: F, None: U}
OPEN = frozenset({Verdict.VIOLATED, Verdict.FULFILLED_LATE, Verdict.PENDING, Verdict.UNDETERMINED})
"""Verdicts for which exceptions matter."""


@dataclass(slots=True)
class Judge:
    """Judges rules under one view of the evidence and one reading.

    Attributes:
        reading: Id of the reading; `default` for the rule as written. A rule without that reading is read as written.
        trace: Where to note the series that were read.
    """

    law: Law
    view: View
    reading: str = "default"
    trace: Trace | None = None
    _due_in_progress: set[str] = field(default_factory=set)

    def judge(self, rule: str, case: Case, day: date) -> Judgement:
        """Return the judgement of a rule for a subject on a day; one that fails to evaluate has the verdict `error`."""
        presumed = len(self.trace.presumed) if self.trace else 0
        try:
            judgement = self._judge(rule, case, day)
        except EvaluationFailed as failure:
            judgement = Judgement(Verdict.ERROR, error=failure.problems[0])
        except (OverflowError, RecursionError) as failure:
            problem = Problem(Code.SE605, f"rule `{rule}` failed to evaluate: {failure}")
            judgement = Judgement(Verdict.ERROR, error=problem)
        if self.trace:
            judgement.presumed = self.trace.presumed[presumed:]
        return judgement

    def _judge(self, rule: str, case: Case, day: date) -> Judgement:
        base = self.law.rules[rule]
        if base.group_by is not None and case.exists.is_false:
            return Judgement(Verdict.NOT_APPLICABLE, rule=base)  # by the record no record belongs to it
        if base.group_by is not None:
            return self._group(base, case, day)
        if base.modality is Modality.OBLIGATION:
            return self._obligation(base, case, day)
        return self._standing(base, case, day)

    def read(self, rule: Rule) -> Rule:
        """Return the rule under the reading."""
        if self.reading != "default":
            for reading in rule.readings:
                if reading.id == self.reading:
                    return replace(rule, **reading.overrides)
        return rule

    def env(self, rule: Rule, case: Case, day: date) -> Env:
        """Return the surroundings for a rule's text and a subject, facts up to the day."""
        records: dict[str, Readable] = {}
        record = case.record
        if isinstance(record, StateRecord):
            records[rule.each.variable] = StateRecord(record.state, day)
        elif record is not None:
            records[rule.each.variable] = record
        env = Env(self.view, rule, day, records, adopted=self.law.adopted(rule.instrument), period=case.days)
        env.trace = self.trace
        env.due_of = lambda other, on: self.due_of(other, case, on)
        if rule.on is not None:
            on = evaluate(rule.on.node, env)
            env.law_day = on if isinstance(on, Interval) else None
        return env

    def due_of(self, rule: str, case: Case, day: date) -> Value:
        """Return the due day of a rule for a subject, under the text in force on the day; `NOTHING` where it has none."""
        if rule in self._due_in_progress:
            raise EvaluationFailed([Problem(Code.SE605, f"the due day of `{rule}` depends on itself")])
        text = self.law.text_on(rule, day)
        if text.rule is None or text.rule.due is None:
            return NOTHING
        self._due_in_progress.add(rule)
        try:
            read = self.read(text.rule)
            return due_value(self.law, self.env(read, case, day))
        finally:
            self._due_in_progress.discard(rule)

    # obligations -----------------------------------------------------------------------------------------------------

    def _obligation(self, base: Rule, case: Case, day: date) -> Judgement:
        """Judge under the text in force on min(day, due day)."""
        found: list[tuple[str, Judgement]] = []
        gaps: list[tuple[str, Judgement]] = []
        vague, causes = False, NO_CAUSES
        for text in self.law.texts(base.id):
            if text.rule is None:
                continue
            rule = self.read(text.rule)
            env = self.env(rule, case, day)
            if rule.due is None:
                law_days = env.law_day or exactly(day)
                vague, causes = vague or not law_days.is_exact, causes | law_days.causes
                if text.touches(law_days):
                    found.append((day.isoformat(), self._without_due(text, rule, env, case)))
                continue
            due = due_value(self.law, env)
            choices = due_choices(due, self.law, env)
            if len(choices) > 1:
                vague, causes = True, causes | causes_of(due)
            for choice in choices:
                law_day = day if choice is None else min(day, choice)
                if text.covers(law_day):
                    env.due = NOTHING if choice is None else exactly(choice)
                    judged = self._with_due(text, rule, env.on(day) if vague else env, case, choice)
                    judged.due = as_date_range(due) if isinstance(due, Interval) else None
                    if not vague:
                        return judged
                    found.append((str(choice), judged))
                elif self.law.text_on(base.id, law_day).rule is None:
                    gap = Judgement(Verdict.NOT_IN_FORCE, self.law.text_on(base.id, law_day), rule)
                    (found if vague else gaps).append((str(choice), gap))
            if found and not vague:
                break
        found = found or gaps[:1]
        if not found:
            text = self.law.text_on(base.id, day)
            if text.rule is None or self.read(text.rule).due is None:
                law_days = self.env(text.rule or base, case, day).law_day or exactly(day)
                idle = [one for one in self.law.texts(base.id) if one.rule is None and one.touches(law_days)]
                if idle or text.rule is None:
                    return Judgement(Verdict.NOT_IN_FORCE, idle[0] if idle else text, base)
            rule = self.read(text.rule)
            env = self.env(rule, case, day)
            if rule.due is None:  # by its own day the case is of an older text, whose due day it no longer saw
                return self._without_due(text, rule, env, case)
            due = due_value(self.law, env)
            last = due.high if isinstance(due, Interval) else None
            env.due = due
            return self._with_due(text, rule, env, case, last)
        return _agreed(found, causes)

    def _with_due(self, text: Text, rule: Rule, env: Env, case: Case, due: date | None) -> Judgement:
        assert rule.satisfied_when is not None
        if due is None:
            return self._without_due(text, rule, env, case)
        day, law_day = env.day, min(env.day, due)
        judgement = Judgement(Verdict.PENDING, text, rule, law_day=as_date_range(exactly(law_day)))
        env.law_day = env.law_day or exactly(law_day)
        unconditional = rule.where is None and rule.applies_when is None
        applies = case.exists if unconditional else self._applies(judgement, env.on(law_day), case)
        judgement.causes |= applies.causes
        letter = _LETTER[applies.value]
        if applies.is_false:
            return self._settle(judgement, Situation("due", applies=F), env, exactly(law_day))
        if day <= due:
            now = self._step(judgement, "satisfied_when", rule.satisfied_when, env)
            situation = Situation("due", applies=letter, now=_LETTER[now.value])
            return self._settle(judgement, situation, env, exactly(law_day))
        at_due = self._step(judgement, "satisfied_when", rule.satisfied_when, env.on(due))
        since, done_on = (F, None) if at_due.is_true else self._done_since(rule.satisfied_when, env, due, at_due)
        if at_due.is_false and done_on is not None:
            judgement.late_on = done_on
            self._step(judgement, "satisfied_when", rule.satisfied_when, env.on(done_on.high or day))
        situation = Situation("due", applies=letter, overdue=T, at_due=_LETTER[at_due.value], since=since)
        return self._settle(judgement, situation, env, exactly(law_day))

    def _done_since(self, formula: Formula, env: Env, due: date, at_due: Truth) -> tuple[str, DateRange | None]:
        """Return whether the condition became true after the due day, and when: from the first day on which it may be."""
        letter = _LETTER[at_due.value]
        first: date | None = None
        for day in change_days([formula.node], env, due + ONE_DAY, env.day):
            done = holds(formula.node, env.on(day))
            if done.is_true:
                return T, DateRange(first or day, day)
            if done.is_unknown:
                letter, first = U, first or day
        return letter, None  # never T: where it was true on the due day, nobody asks

    def _without_due(self, text: Text, rule: Rule, env: Env, case: Case) -> Judgement:
        assert rule.satisfied_when is not None
        law_day = env.law_day or exactly(env.day)
        judgement = Judgement(Verdict.UNDETERMINED, text, rule, law_day=as_date_range(law_day))
        situation = Situation("promptly" if rule.promptly else "no_due", in_force=self._in_force(rule.id, law_day))
        applies = self._applies(judgement, env, case)
        if not applies.is_false:
            now = self._step(judgement, "satisfied_when", rule.satisfied_when, env)
            situation = replace(situation, now=_LETTER[now.value])
        return self._settle(judgement, replace(situation, applies=_LETTER[applies.value]), env, law_day)

    # prohibitions and indicators -------------------------------------------------------------------------------------

    def _standing(self, base: Rule, case: Case, day: date) -> Judgement:
        """Judge a prohibition of an event or of a State's standing, or an indicator."""
        found: list[tuple[str, Judgement]] = []
        gap: Text | None = None
        causes = NO_CAUSES
        for text in self.law.texts(base.id):
            env = self.env(self.read(text.rule or base), case, day)
            law_day = _up_to(env.law_day, day) if env.law_day is not None else exactly(day)
            if not text.touches(law_day):
                continue
            if text.rule is None:
                gap = gap or text
                continue
            causes |= law_day.causes
            found.append((str(text.since), self._conditions(text, env, case, law_day)))
        if not found:
            return Judgement(Verdict.NOT_IN_FORCE, gap, base)
        return _agreed(found, causes)

    def _conditions(self, text: Text, env: Env, case: Case, law_day: Interval) -> Judgement:
        rule = env.rule
        judgement = Judgement(Verdict.UNDETERMINED, text, rule, law_day=as_date_range(law_day))
        indicator = rule.modality is Modality.INDICATOR
        shape = "indicator" if indicator else "event" if is_single(rule) else "state"
        in_force = U if may_be_before_the_bearer(env, law_day) else self._in_force(rule.id, law_day)
        situation = Situation(shape, in_force=in_force)
        applies = self._applies(judgement, env, case)
        if applies.is_false:
            return self._settle(judgement, replace(situation, applies=F), env, law_day)
        situation = replace(situation, applies=_LETTER[applies.value])
        formula = rule.raised_when if indicator else rule.violated_when
        assert formula is not None
        value = self._step(judgement, "raised_when" if indicator else "violated_when", formula, env)
        letter = _LETTER[value.value]
        situation = replace(situation, raised=letter) if indicator else replace(situation, violated=letter)
        return self._settle(judgement, situation, env, law_day)

    def _group(self, base: Rule, case: Case, day: date) -> Judgement:
        """Judge a prohibition or obligation over a group, under the text in force on the day of its last member."""
        if len(case.key) != len(base.group_by or ()):
            self.grouping(self.read(base), day).subjects()  # raises: the records cannot be sorted into groups
        newest: tuple[Rule, Text] | None = None
        for text in self.law.texts(base.id):
            if text.rule is not None:
                newest = (self.read(text.rule), text)
        if newest is None:
            return Judgement(Verdict.NOT_IN_FORCE, self.law.text_on(base.id, day), base)
        rule, text = newest
        group, outside = self.grouping(rule, day).group(case.key)
        days = [one.env.law_day.high for one in group.of if one.env.law_day is not None and one.env.law_day.high]
        if days:
            on_last = self.law.text_on(base.id, min(max(days), day))
            if on_last.rule is not None and on_last.rule is not text.rule:
                rule, text = self.read(on_last.rule), on_last
                group, outside = self.grouping(rule, day).group(case.key)
        if not group.of and group.relieved.is_false:
            why = next((one for one in self.law.texts(base.id) if one.rule is None), None)
            spans = [(one.since, one.until) for one in self.law.texts(base.id) if one.rule is not None]
            if not outside or self.grouping(rule, day).is_closed(case.key, spans):
                return Judgement(Verdict.NOT_IN_FORCE, why if outside else None, rule)
        return self._judge_group(rule, text, group, case, day)

    def _judge_group(self, rule: Rule, text: Text, group: Group, case: Case, day: date) -> Judgement:
        names = case.subject.names
        env = Env(self.view, rule, day, {}, adopted=self.law.adopted(rule.instrument), trace=self.trace)
        env.members, env.keys = group, dict(zip(names, case.key, strict=True))
        env.law_day = law_day_of(rule, group) if group.of else Interval(None, day)
        law_day = env.law_day or exactly(day)
        judgement = Judgement(Verdict.UNDETERMINED, text, rule, law_day=as_date_range(law_day))
        formula = rule.violated_when
        assert formula is not None
        belongs = group.relieved  # all are let off
        if not group.of and belongs.is_false:
            belongs = unknown(group.missing)  # nobody claims a member, and there may be one
        if group.of:
            belongs = any_of(one.belongs for one in group.of)
        judgement.causes |= belongs.causes
        violated = self._step(judgement, "violated_when", formula, env)
        joinable = T if self.grouping(rule, day).joinable(case.key) else F
        situation = Situation(
            "group", applies=_LETTER[belongs.value], violated=_LETTER[violated.value], joinable=joinable
        )
        doubtful = (self._in_force(rule.id, one.env.law_day or exactly(day)) == U for one in group.of)
        if belongs.is_unknown and (any(doubtful) or (not group.of and group.relieved.is_false)):
            situation = replace(situation, in_force=U)
        return self._settle(judgement, situation, env, law_day, last_day_of(group))

    def grouping(self, rule: Rule, day: date) -> Grouping:
        """Return how a rule's text sorts records into groups."""

        def in_force(env: Env) -> Truth:
            days = env.law_day or exactly(day)
            letter = self._in_force(rule.id, days)
            return FALSE if letter == F else TRUE if letter == T else unknown(days.causes)

        def relief_of(env: Env) -> tuple[Considered, ...]:
            return relief(self.law, env, env.law_day or exactly(day))

        return Grouping(rule, self.view, day, self.law.adopted(rule.instrument), in_force, relief_of, self.trace)

    # shared ----------------------------------------------------------------------------------------------------------

    def _in_force(self, rule: str, days: Interval) -> str:
        """Return whether a rule was in force: on every day that the law's day can be, on none, or on some."""
        answers = {text.rule is not None for text in self.law.texts(rule) if text.touches(days)}
        return U if len(answers) > 1 else T if True in answers else F

    def _applies(self, judgement: Judgement, env: Env, case: Case) -> Truth:
        result = case.exists
        judgement.causes |= result.causes
        for role, formula in (("where", env.rule.where), ("applies_when", env.rule.applies_when)):
            if formula is not None and not result.is_false:
                result = result & self._step(judgement, role, formula, env)
        return result

    def _step(self, judgement: Judgement, role: str, formula: Formula, env: Env) -> Truth:
        value = holds(formula.node, env)
        judgement.steps.append(Step(role, formula, env, value))
        if value.is_unknown:
            judgement.causes |= value.causes
        return value

    def _settle(
        self, judgement: Judgement, situation: Situation, env: Env, law_day: Interval, exempt_on: Interval | None = None
    ) -> Judgement:
        """Look at the exceptions where they matter, and read the verdict from the table.

        Args:
            exempt_on: The day on which an exemption has to be law; the law's day if None.
        """
        if verdict(situation) in OPEN:
            judgement.considered = consider(self.law, env, exempt_on or law_day)
            exempt, may_be, judgement.exception = summary(judgement.considered)
            if exempt != F or may_be:
                situation = replace(situation, exempt=exempt, may_be_exempt=may_be)
            for one in judgement.considered:
                judgement.causes |= one.holds.causes
        if situation.in_force == U:
            judgement.causes |= law_day.causes
        judgement.situation = situation
        judgement.verdict = verdict(situation)
        if judgement.verdict is not Verdict.EXEMPT:
            judgement.exception = None
        if judgement.verdict is Verdict.UNDETERMINED:
            judgement.possible = possible(situation) - {Verdict.UNDETERMINED}
        return judgement


def _agreed(found: list[tuple[str, Judgement]], why: Causes = NO_CAUSES) -> Judgement:
    """Return the judgement that all choices share; undetermined, with what is possible, where they differ.

    Args:
        found: The choices, and the judgement under each.
        why: Why there is more than one choice.
    """
    first = found[0][1]
    verdicts = {judgement.verdict for _, judgement in found}
    if len(found) == 1:
        return first
    if len(verdicts) == 1 and first.verdict is not Verdict.UNDETERMINED:
        late = [judgement.late_on for _, judgement in found if judgement.late_on is not None]
        return replace(first, late_on=hull_of(late), alternatives=tuple(found))
    last = found[-1][1]
    causes = why.union(*(judgement.causes for _, judgement in found))
    could_be: frozenset[Verdict] = frozenset().union(*(one.possible or {one.verdict} for _, one in found))
    return replace(
        last,
        verdict=Verdict.UNDETERMINED,
        situation=None,
        exception=None,
        late_on=None,
        possible=could_be - {Verdict.UNDETERMINED},
        causes=causes,
        choices=tuple((name, judgement.verdict) for name, judgement in found),
        alternatives=tuple(found),
    )


def _up_to(days: Interval, day: date) -> Interval:
    """Return the law's day with nothing after the day judged."""
    if days.low is not None and days.low > day:
        return days
    high = day if days.high is None or days.high > day else days.high
    return replace(days, high=high)
