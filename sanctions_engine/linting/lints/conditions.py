"""SE701, SE702, SE703: conditions that can never hold, whatever the evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sanctions_engine.diagnostics import Code, Label, Problems
from sanctions_engine.language.nodes import Compare, Expr, Literal
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.language.types import CONDITION, DATE
from sanctions_engine.linting.linted import Linted, readings_of
from sanctions_engine.linting.reasoning.domains import Domains
from sanctions_engine.linting.reasoning.never import always, never
from sanctions_engine.linting.reasoning.plain import plain
from sanctions_engine.linting.telling import Findings
from sanctions_engine.models.norms import Modality

_CONDITION = {
    Modality.OBLIGATION: "satisfied_when",
    Modality.PROHIBITION: "violated_when",
    Modality.EXEMPTION: "when",
    Modality.INDICATOR: "raised_when",
}
_NEVER = {
    Modality.OBLIGATION: "can never be fulfilled",
    Modality.PROHIBITION: "can never be violated",
    Modality.INDICATOR: "can never be raised",
}
_LOOK = "look at the values that it compares: they leave out each other"


def check_conditions(linted: Linted, problems: Problems) -> None:
    """Note each rule that never applies, each that has one answer only, and each exception that can never hold."""
    domains = Domains(linted.law.kinds)
    for rows in linted.drafts.values():
        findings = Findings(linted, tuple(rows), problems)
        for rule in rows:
            for number, written in enumerate(linted.texts(rule)):
                for reading, text in readings_of(written):
                    _Text(linted, domains, rule, text, number, reading, findings).check()
        findings.tell()


@dataclass(frozen=True)
class _Text:
    """One text of a rule under one reading."""

    linted: Linted
    domains: Domains
    rule: Rule
    text: Rule
    number: int
    reading: str
    findings: Findings

    def check(self) -> None:
        if not self._never_applies() and not self._one_answer():
            self._exceptions()

    def _never_applies(self) -> bool:
        named = [(key, formula) for key in ("where", "applies_when") if (formula := getattr(self.text, key))]
        parts = [self._plain(formula) for _, formula in named]
        in_group = self.text.group_by is not None
        if not (any(never([part], self.domains) for part in parts) if in_group else never(parts, self.domains)):
            return False
        keys = " and ".join(f"`{key}`" for key, _ in named)
        message = f"never applies: {keys} can never be true{' together' if len(named) > 1 else ''}{self._as_read}"
        _, last = named[-1]
        also = [Label(formula.place, f"`{key}`") for key, formula in named[:-1]]
        self.findings.note(
            Code.SE701, self.rule, message, last.place, "never true", also=also, help=_LOOK, text=self.number
        )
        return True

    def _one_answer(self) -> bool:
        """Whether the rule can never be broken or never be kept, so that nothing more is to be said of it."""
        modality = self.text.modality
        key = _CONDITION[modality]
        formula: Formula | None = getattr(self.text, key)
        if formula is None:
            return False
        condition, code = self._plain(formula), Code.SE702
        message, label, help = "", "never true", _LOOK
        if modality is Modality.EXEMPTION:
            code = Code.SE703
            message = "is an exemption that can never hold" if never([condition], self.domains) else ""
        elif never([condition, *self._surroundings()], self.domains):
            where = "" if never([condition], self.domains) else " where it applies"
            message = f"{_NEVER[modality]}: `{key}` is never true{where}{self._as_read}"
        elif modality is Modality.OBLIGATION and always(condition, self.domains):
            message, label = f"can never be broken: `{key}` is never false{self._as_read}", "never false"
            help = "look at the values that it compares: one of them is always so"
        if message:
            self.findings.note(code, self.rule, message, formula.place, label, help=help, text=self.number)
        return bool(message)

    def _exceptions(self) -> None:
        broken = [self._plain(self.text.violated_when)] if self.text.violated_when else []
        for one in self.text.exceptions:
            when = self._plain(one.when)
            if never([when], self.domains):
                message = f"has an exception `{one.id}` that can never hold"
                self.findings.note(
                    Code.SE703, self.rule, message, one.when.place, "never true", help=_LOOK, text=self.number
                )
            elif self._is_of_one_day and never([when, *broken, *self._surroundings()], self.domains):
                message = f"has an exception `{one.id}` that excuses nothing: it never holds where the rule is broken"
                help = "look at what the rule forbids, and since when it is in force"
                self.findings.note(
                    Code.SE703, self.rule, message, one.when.place, "never true there", help=help, text=self.number
                )

    @property
    def _is_of_one_day(self) -> bool:
        """Whether all conditions are asked of one record on one day, so that what one says holds for the others."""
        return self.text.modality in (Modality.PROHIBITION, Modality.INDICATOR) and self.text.group_by is None

    def _surroundings(self) -> list[Expr]:
        """Return what holds besides wherever the main condition is asked: that the rule applies, and that it is in force."""
        if not self._is_of_one_day:
            return []
        applies = [self._plain(formula) for formula in (self.text.where, self.text.applies_when) if formula]
        return [*applies, *self._in_force()]

    def _in_force(self) -> Iterator[Expr]:
        """Yield comparisons of the law's day with the first and the last day on which the rule has a text."""
        spans = [(one.since, one.until) for one in self.linted.law.texts(self.rule.id) if one.rule is not None]
        if self.text.on is None or not spans:
            return
        day = self._plain(self.text.on)
        starts, ends = [since for since, _ in spans if since], [until for _, until in spans if until]
        if len(starts) == len(spans):
            yield Compare(type=CONDITION, operator=">=", left=day, right=_day(min(starts)))
        if len(ends) == len(spans):
            yield Compare(type=CONDITION, operator="<", left=day, right=_day(max(ends)))

    def _plain(self, formula: Formula) -> Expr:
        return plain(formula, self.text, self.linted.law.adopted(self.text.instrument))

    @property
    def _as_read(self) -> str:
        return f", under the reading `{self.reading}`" if self.reading else ""


def _day(day: date) -> Expr:
    return Literal(type=DATE, value=day)
