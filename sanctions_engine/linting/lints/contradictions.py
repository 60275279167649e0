"""SE715: two norms that nobody can keep together, on one day, for one subject."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import combinations

from sanctions_engine.diagnostics import Code, Label, Problems
from sanctions_engine.language.nodes import And, Expr, FieldOf, Literal, Not, Or, Variable
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.language.types import CONDITION
from sanctions_engine.linting.linted import Linted
from sanctions_engine.linting.lints.days import meet
from sanctions_engine.linting.reasoning.claims import Case, cases
from sanctions_engine.linting.reasoning.domains import Domains
from sanctions_engine.linting.reasoning.never import contradicts, never
from sanctions_engine.linting.reasoning.plain import mapped, plain
from sanctions_engine.models.norms import Modality
from sanctions_engine.semantics.law import Text

_RECORD = "record"
"""What the variable of `each` is called when two rules are held against each other."""


def check_contradictions(linted: Linted, problems: Problems) -> None:
    """Note each pair of binding norms that cannot both be kept on a day on which both are law, wherever one of them applies."""
    domains = Domains(linted.law.kinds)
    by_subject: dict[tuple[object, ...], list[_Kept]] = {}
    for one in _norms(linted):
        by_subject.setdefault(one.subject, []).append(one)
    own = {rule.id for rule in linted.rules}
    told: set[tuple[str, str]] = set()
    for norms in by_subject.values():
        for one, other in combinations(norms, 2):
            pair = (one.rule.id, other.rule.id)
            if len({*pair}) == 2 and not own.isdisjoint(pair) and pair not in told and one.contradicts(other, domains):
                told.add(pair)
                _tell(one, other, problems)


def _tell(one: _Kept, other: _Kept, problems: Problems) -> None:
    message = f"rules `{one.rule.id}` and `{other.rule.id}` contradict each other: nobody can keep both"
    also = [Label(one.formula.place, f"of `{one.rule.id}`")]
    help = "let one of them end or step back where the other begins: `repeal` it, cover it by an exemption, or narrow its `applies_when`"
    problems.add(
        Code.SE715, message, other.formula.place, f"of `{other.rule.id}`", also=also, help=help, offending=other.rule.id
    )


@dataclass(frozen=True)
class _Kept:
    """A text of a norm: when it is law, for whom it applies, and what keeps it.

    Attributes:
        due: The day whose facts decide; None for the day judged.
    """

    rule: Rule
    formula: Formula
    span: tuple[date | None, date | None]
    subject: tuple[object, ...]
    due: Expr | None
    applies: Expr
    kept: Expr

    @cached_property
    def cases(self) -> tuple[Case, ...] | None:
        """The cases in which it applies and is kept."""
        return cases(_both(self.applies, self.kept))

    def contradicts(self, other: _Kept, domains: Domains) -> bool:
        """Whether both are law on one day, one applies wherever the other does, and never are both kept."""
        if not self._same_day(other) or self.cases is None or other.cases is None:
            return False
        if any(not contradicts(mine | theirs, domains) for mine in self.cases for theirs in other.cases):
            return False
        if any(never([one.applies, one.kept], domains) for one in (self, other)):
            return False  # nobody can keep the one even alone: told elsewhere
        narrow = never([self.applies, _not(other.applies)], domains) or never(
            [other.applies, _not(self.applies)], domains
        )
        return narrow and not never([self.applies, other.applies], domains)

    def _same_day(self, other: _Kept) -> bool:
        if not meet(self.span, other.span):
            return False
        if self.due == other.due:
            return True
        if self.due is not None and other.due is not None:
            return False
        due, standing = (self, other) if self.due is not None else (other, self)
        day = due.due.value if isinstance(due.due, Literal) else None
        return isinstance(day, date) and meet((day, None), standing.span) and meet((None, day), standing.span)


def _norms(linted: Linted) -> Iterator[_Kept]:
    for rule in linted.law.rules.values():
        judged = rule.modality in (Modality.OBLIGATION, Modality.PROHIBITION) and rule.is_mandatory
        plain_shape = rule.group_by is None and rule.every is None and not rule.promptly
        if judged and plain_shape and not linted.law.exemptions(rule.id):
            for text in linted.law.texts(rule.id):
                if text.rule is not None:
                    yield from _kept(linted, rule, text, text.rule)


def _kept(linted: Linted, rule: Rule, text: Text, read: Rule) -> Iterator[_Kept]:
    adopted = linted.law.adopted(read.instrument)

    def of(formula: Formula) -> Expr:
        return _renamed(plain(formula, read, adopted), read.each.variable)

    formula = read.satisfied_when or read.violated_when
    if formula is None or read.promptly:
        return
    condition = of(formula) if read.satisfied_when else _not(of(formula))
    applies = [of(one) for one in (read.where, read.applies_when) if one]
    yield _Kept(
        rule=rule,
        formula=formula,
        span=(text.since, text.until),
        subject=(
            read.each.kind.name,
            of(read.on) if read.on else None,
            of(read.bearer) if read.bearer else None,
            read.bearer_is_all,
        ),
        due=of(read.due) if read.due else None,
        applies=_both(*applies),
        kept=_either(condition, *(of(one.when) for one in read.exceptions)),
    )


def _renamed(node: Expr, variable: str) -> Expr:
    """Return an expression in which the record of the rule has a name that all rules share."""
    if isinstance(node, FieldOf) and node.variable == variable:
        return replace(node, variable=_RECORD)
    if isinstance(node, Variable) and node.name == variable:
        return replace(node, name=_RECORD)
    return mapped(node, lambda part: _renamed(part, variable))


def _both(*parts: Expr) -> Expr:
    if not parts:
        return Literal(type=CONDITION, value=True)
    return parts[0] if len(parts) == 1 else And(type=CONDITION, operands=parts)


def _either(*parts: Expr) -> Expr:
    return parts[0] if len(parts) == 1 else Or(type=CONDITION, operands=parts)


def _not(part: Expr) -> Expr:
    return Not(type=CONDITION, operand=part)
