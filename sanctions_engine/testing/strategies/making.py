"""The making of a scene: subject, days and records, worked out from the text of a rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from sanctions_engine.language.nodes import FieldOf, walk
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.norms import Burden
from sanctions_engine.semantics.durations import shift
from sanctions_engine.semantics.law import Law, Text
from sanctions_engine.semantics.values import Interval, Length
from sanctions_engine.testing.strategies.drafts import Draft, Scope, StateDraft, World
from sanctions_engine.testing.strategies.evidence import Near
from sanctions_engine.testing.strategies.values import FIRST_DAY, field_values
from sanctions_engine.testing.strategies.wishes import Wishes

_SELDOM = st.integers(0, 11)


class Making:
    """Makes up the records and the days of one scene."""

    def __init__(self, law: Law, rule: str, aim: str, draw: st.DrawFn) -> None:
        self.law = law
        self.aim = aim
        self.draw = draw
        text = self._text(rule)
        assert text.rule is not None
        self.rule = text.rule
        self.world = World(law, text.rule, self._law_day(text), law.adopted(text.rule.instrument))
        self.wishes = Wishes(self.world, draw)
        self.scope: Scope = {}
        self.as_of = self.world.day

    def _text(self, rule: str) -> Text:
        """Draw a text that was in force; the rule as written where none ever was."""
        found = [text for text in self.law.texts(rule) if text.rule is not None]
        written = self.law.rules[rule]
        never = Text(self.law.adopted(written.instrument), None, written)
        return self.draw(st.sampled_from(found[::-1] or [never]))

    def _law_day(self, text: Text) -> date:
        """Draw a day on which the text is in force: its first and its last, and days between."""
        first = text.since or FIRST_DAY
        last = (text.until or first + timedelta(days=3000)) - timedelta(days=1)
        steps = [step for step in (30, 0, 1, 400, 1500) if first + timedelta(days=step) <= last]
        days = [first + timedelta(days=step) for step in steps]
        return self.draw(st.sampled_from([*(days or [first]), *([last] if text.until else [])]))

    def make(self) -> None:
        """Make up the subject, the days, and what the conditions need."""
        subject = self._subject()
        self.scope = {self.rule.each.variable: subject}
        rule, grant = self.rule, self.wishes.grant
        scope_first = rule.satisfied_when is not None and self.draw(st.integers(0, 2)) < (2 if rule.due else 1)
        if not scope_first:
            self._days(subject)
        for formula in (rule.where, rule.applies_when):
            if formula is not None:
                grant(formula.node, True, self.scope)
        if scope_first:
            self._days(subject)
        self._keys(subject)
        if self.aim == "miss":
            return
        broken = self.aim not in ("keep", "late")
        for formula, breach in ((rule.satisfied_when, False), (rule.violated_when, True), (rule.raised_when, True)):
            if formula is not None:
                grant(formula.node, breach is broken, self.scope)
        self._relief()

    @property
    def subjects(self) -> tuple[str, ...]:
        """The State that the rule is evaluated for; empty for a rule about records."""
        subject = self.scope[self.rule.each.variable]
        return (subject.code,) if isinstance(subject, StateDraft) else ()

    def _subject(self) -> Draft | StateDraft:
        kind = self.rule.each.kind
        if kind.name == "State":
            return StateDraft(
                self.draw(st.sampled_from(("RUS", "CHN", "NOR", "USA", "JPN", "KOR", "PRK"))), self.world.day
            )
        return self.world.new_record(kind)

    def _days(self, subject: Draft | StateDraft) -> None:
        """Settle the law's day, the due day, and the day judged: on the due day, before it and after it."""
        world, rule, draw = self.world, self.rule, self.draw
        if rule.every is not None:
            self._period()
        if isinstance(subject, Draft) and rule.on is not None:
            self.wishes.settle(rule.on.node, world.day, self.scope)
        if isinstance(subject, Draft):
            self._date(subject)
        later = st.sampled_from((400, 0, 1, 30, 1500)).map(lambda step: world.day + timedelta(days=step))
        due = self._due()
        if due is None:
            self.as_of = world.day = draw(later)
        else:
            steps = {"keep": (30, 0, 1), "late": (1, 30, 400)}.get(self.aim, (1, 0, -1, 30, 400))
            self.as_of = due + timedelta(days=draw(st.sampled_from(steps)))
            # what is done counts up to the due day, what was done late up to the day judged
            by_due = self.aim == "keep" or (self.aim != "late" and draw(st.booleans()))
            world.day = min(self.as_of, due) if by_due else self.as_of
        world.due = due

    def _date(self, subject: Draft) -> None:
        """Settle the day of the subject, around the day of the law."""
        dated = subject.kind.dated
        assert dated is not None
        if dated not in subject.fields:
            step = self.draw(st.sampled_from((0, 1, -1, 30)))
            subject.fields[dated] = DateRange.of(self.world.day + timedelta(days=step))

    def _due(self) -> date | None:
        """Return the due day, after the days that it is counted from are settled."""
        world, formula = self.world, self.rule.due
        if formula is None:
            return None
        found = world.constant(formula.node, self.scope)
        if found is None:
            self.wishes.settle(formula.node, world.day, self.scope)
            found = world.constant(formula.node, self.scope)
        return found if isinstance(found, date) else None

    def _period(self) -> None:
        every = self.rule.every
        assert every is not None
        start, length = self.world.value(every.since.node, self.scope), self.world.value(every.period.node, self.scope)
        if not isinstance(start, Interval) or not start.is_exact or not isinstance(length, Length):
            return
        (step,) = length.steps
        number = self.draw(st.sampled_from((1, 0, 2, 12)))
        ends = [
            shift(start, Length((replace(step, count=Interval(step.count.low * one, step.count.low * one),
                                         round=step.round or "down"),))).low
            for one in (number, number + 1)
        ]  # fmt: skip
        self.world.period = (ends[0], ends[1] - timedelta(days=1))
        self.world.day = self.world.period[1]

    def _keys(self, subject: Draft | StateDraft) -> None:
        """Settle the fields that sort a record into its group."""
        for _, formula in self.rule.group_by or ():
            if isinstance(subject, Draft):
                for part in walk(formula.node):
                    if isinstance(part, FieldOf) and part.name not in subject.fields:
                        self.wishes.settle(part, self.wishes.some_value(part), self.scope)

    def _relief(self) -> None:
        """Let one exception or exemption hold, or see that none does where the authority has to show it."""
        grounds = [(self.rule, one.when, one.burden) for one in self.rule.exceptions]
        for covering in self.law.exemptions(self.rule.id):
            text = self.law.text_on(covering.id, self.world.day).rule
            if text is not None and text.when is not None:
                grounds.append((text, text.when, text.burden))
        if not grounds:
            return
        if self.aim == "let off":
            grounds = [self.draw(st.sampled_from(grounds))]
        for rule, when, burden in grounds:
            scope = {rule.each.variable: self.scope[self.rule.each.variable]}
            with self.world.under(rule):
                if self.aim == "let off":
                    self.wishes.grant(when.node, True, scope)
                elif burden is Burden.AUTHORITY or self.world.truth(when.node, scope) is True:
                    self.wishes.grant(when.node, False, scope)

    def fill(self, record: Draft, near: Near) -> None:
        """Settle the fields that a fact must have, and now and then others."""
        dated = record.kind.dated or ""
        if dated not in record.fields:
            self.wishes.settle_day(record)
        for name, declared in record.kind.fields.items():
            if name in record.fields or (declared.optional and self.draw(_SELDOM) < 11):
                continue
            hints = near.get((record.kind.name, name), ())
            record.fields[name] = self.draw(field_values(declared, imprecise=False, near=hints))
