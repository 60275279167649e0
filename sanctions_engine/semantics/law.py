"""Law in force: which text of a rule judges on which day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sanctions_engine.diagnostics import Code, EvaluationFailed, Problem
from sanctions_engine.language.rules import Change, Formula, Pack, Parameter, Rule, amended
from sanctions_engine.models.claims import Dossier
from sanctions_engine.models.instruments import Instrument
from sanctions_engine.models.kinds import STATE, FactKind
from sanctions_engine.models.norms import Modality
from sanctions_engine.semantics.environment import Env
from sanctions_engine.semantics.evaluator import evaluate
from sanctions_engine.semantics.evidence import Evidence, View
from sanctions_engine.semantics.values import NOTHING, Interval

NO_EVIDENCE = View(Evidence(Dossier(), {}))


TAKEN_AWAY = frozenset({"repealed", "suspended"})
"""Why there is no text where an instrument took it away."""


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a rule between two days, or the reason why there is none.

    Attributes:
        since: First day; None for always.
        until: First day after it; None for ever.
        rule: The text in force; None where the rule is not in force.
        why: `before`, `ended`, `repealed`, `suspended`, `no parameter`, or empty in force.
        changes: What made the text what it is.
    """

    since: date | None
    until: date | None
    rule: Rule | None
    why: str = ""
    changes: tuple[Change, ...] = ()

    def covers(self, day: date) -> bool:
        """Whether the day lies in the span."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    def touches(self, days: Interval) -> bool:
        """Whether one of the days lies in the span."""
        return (self.since is None or days.high is None or self.since <= days.high) and (
            self.until is None or days.low is None or days.low < self.until
        )


class Law:
    """The rules of some packs, with the drafts that a scenario assumes adopted.

    Attributes:
        packs: The packs.
        assumed: Drafts that are taken as adopted, with the day.
        kinds: Every fact kind, the register of States included.
    """

    def __init__(self, packs: Iterable[Pack], assumed: Mapping[str, date] | None = None) -> None:
        self.packs = tuple(packs)
        self.assumed = dict(assumed or {})
        self.kinds: dict[str, FactKind] = {"State": STATE}
        self.instruments: dict[str, Instrument] = {}
        self.rules: dict[str, Rule] = {}
        self.changes: list[Change] = []
        for pack in self.packs:
            self.kinds.update(pack.kinds)
            self.instruments.update(pack.instruments)
            self.rules.update(pack.rules)
            self.changes.extend(pack.changes)
        self._texts: dict[str, tuple[Text, ...]] = {}
        self._covering: dict[str, tuple[Rule, ...]] | None = None

    def adopted(self, instrument: Instrument) -> date | None:
        """Return the day of adoption, real or assumed; None for a draft that nobody assumes adopted."""
        return self.assumed.get(instrument.id, instrument.adopted)

    def exemptions(self, rule: str) -> tuple[Rule, ...]:
        """Return the exemptions that cover a rule."""
        if self._covering is None:
            covering: dict[str, list[Rule]] = {}
            for one in self.rules.values():
                if one.modality is Modality.EXEMPTION:
                    for covered in one.covers:
                        covering.setdefault(covered, []).append(one)
            self._covering = {covered: tuple(found) for covered, found in covering.items()}
        return self._covering.get(rule, ())

    def texts(self, rule: str) -> tuple[Text, ...]:
        """Return the texts of a rule in order of time, gaps included; they cover every day."""
        found = self._texts.get(rule)
        if found is None:
            found = self._texts[rule] = tuple(self._spans(self.rules[rule]))
        return found

    def text_on(self, rule: str, day: date) -> Text:
        """Return the one text that a rule has on a day."""
        return next(text for text in self.texts(rule) if text.covers(day))

    def is_suspended_ever(self, rule: str) -> bool:
        """Whether some instrument suspends a rule at some time."""
        return any(text.why == "suspended" for text in self.texts(rule))

    def _spans(self, rule: Rule) -> list[Text]:
        changes = [change for change in self.changes if rule.id in change.targets and self._starts(change)]
        days = {day for change in changes for day in (self._starts(change), self._ends(change)) if day}
        variants = [rule, *(self._amended(rule, changes, day)[0] for day in sorted(days))]
        for variant in variants:
            days.update(day for day in self._bounds(variant) if day)
            days.update(day for one in variant.parameters.values() for day in _edges(one))
        cuts: list[date | None] = [None, *sorted(days)]
        spans: list[Text] = []
        for since, until in zip(cuts, [*cuts[1:], None], strict=True):
            text = self._text(rule, changes, since, until)
            if spans and _same(spans[-1], text):
                spans[-1] = replace(spans[-1], until=until)
            else:
                spans.append(text)
        return spans

    def _text(self, rule: Rule, changes: list[Change], since: date | None, until: date | None) -> Text:
        if since is None:
            return Text(None, until, None, "before")
        variant, applied = self._amended(rule, changes, since)
        start, end = self._bounds(variant)
        if start is None or since < start:
            return Text(since, until, None, "before")
        if end is not None and since >= end:
            return Text(since, until, None, "ended", applied)
        for change in changes:
            if change.action != "amend" and self._is_on(change, since):
                return Text(since, until, None, "repealed" if change.action == "repeal" else "suspended", (change,))
        if any(not _has_value(one, since) for one in variant.parameters.values()):
            return Text(since, until, None, "no parameter", applied)
        return Text(since, until, variant, "", applied)

    def _amended(self, rule: Rule, changes: list[Change], day: date) -> tuple[Rule, tuple[Change, ...]]:
        amendments = [change for change in changes if change.action == "amend" and self._is_on(change, day)]
        amendments.sort(key=lambda change: self._starts(change) or date.min)
        for change in amendments:
            rule = amended(rule, change.overrides[rule.id])
        return rule, tuple(amendments)

    def _is_on(self, change: Change, day: date) -> bool:
        start, end = self._starts(change), self._ends(change)
        return start is not None and start <= day and (end is None or day < end)

    def _starts(self, change: Change) -> date | None:
        adopted = self.adopted(change.instrument)
        if adopted is None or change.since is None:
            return adopted
        return self._day(change.since, self.rules[change.targets[0]], adopted)

    def _ends(self, change: Change) -> date | None:
        adopted = self.adopted(change.instrument)
        if adopted is None or change.until is None:
            return None
        return self._day(change.until, self.rules[change.targets[0]], adopted)

    def _bounds(self, rule: Rule) -> tuple[date | None, date | None]:
        """Return the first day of a rule and the first day without it, changes apart; (None, None) if it never was law."""
        adopted = self.adopted(rule.instrument)
        if adopted is None:
            return None, None
        start = self._day(rule.since, rule, adopted) if rule.since else adopted
        return start, self._day(rule.until, rule, adopted) if rule.until else None

    def _day(self, formula: Formula, rule: Rule, adopted: date) -> date:
        env = Env(NO_EVIDENCE, rule, adopted, {}, adopted=adopted)
        value = evaluate(formula.node, env)
        if value is NOTHING or not isinstance(value, Interval) or not value.is_exact:
            raise EvaluationFailed([Problem(Code.SE605, f"`{formula.text}` is not one day")])
        assert isinstance(value.low, date)
        return value.low


def _same(one: Text, other: Text) -> bool:
    return (
        one.why == other.why
        and (one.rule is None) == (other.rule is None)
        and [id(change) for change in one.changes] == [id(change) for change in other.changes]
    )


def _edges(parameter: Parameter) -> Iterable[date]:
    return (day for value in parameter.values for day in (value.since, value.until) if day)


def _has_value(parameter: Parameter, day: date) -> bool:
    return any(
        (one.since is None or one.since <= day) and (one.until is None or day < one.until) for one in parameter.values
    )


def taken_away(rule: str, law: Law) -> bool:
    """Whether an instrument takes a rule away, for some time or for good."""
    return any(text.why in TAKEN_AWAY for text in law.texts(rule))
