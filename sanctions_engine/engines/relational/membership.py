"""Whether a record belongs to a group, as terms: the counterpart of `semantics.groups.Grouping`.

The same terms serve records that somebody claims and those that nobody does.
"""

from __future__ import annotations

from dataclasses import dataclass

from sanctions_engine.engines.relational.comparing import compare
from sanctions_engine.engines.relational.formulas import compiled, condition
from sanctions_engine.engines.relational.law_days import law_day, touches
from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.relief import exemption_counts
from sanctions_engine.engines.relational.scope import Scope
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    TRUE,
    Term,
    all_of,
    any_of,
    choose,
    constant,
    is_null,
    negation,
    never_null,
)
from sanctions_engine.engines.relational.values import (
    Condition,
    NoValue,
    Quotient,
    Span,
    SqlValue,
    Words,
    is_exact,
    nothing_of,
)
from sanctions_engine.language.rules import Rule
from sanctions_engine.semantics.law import Law


@dataclass(frozen=True, slots=True)
class Membership:
    """What a rule over groups asks of one record.

    Attributes:
        passes: `where`; a condition.
        keys: The key values.
        days: The day whose law applies.
        in_force: Whether the rule was in force on it; a condition.
        taken_out: Whether an exemption takes the record out of its group; a condition.
        early: How many of the scope's deferrals are about `where` and the keys.
    """

    passes: Term
    keys: tuple[SqlValue, ...]
    days: Span
    in_force: Term
    taken_out: Term
    early: int

    @property
    def keyed(self) -> Term:
        """Whether the record has keys at all: true or false."""
        return all_of(negation(nothing_of(one)) for one in self.keys)

    @property
    def key_is_sure(self) -> Term:
        """Whether each key is one value for certain: true or false."""
        return all_of(is_sure(one) for one in self.keys)

    def of_group(self, wanted: tuple[SqlValue, ...]) -> Term:
        """Whether the record belongs to the group of some keys; a condition."""
        same = (compare("==", one, other).value for one, other in zip(self.keys, wanted, strict=True))
        return all_of([self.passes, *same, self.in_force, negation(self.taken_out)])


def membership(rule: Rule, law: Law, scope: Scope) -> Membership:
    """Compile what a rule asks of the record of a scope; sets the law's day of the scope.

    Raises:
        Unsupported: If something in it has no form in SQL.
    """
    days = law_day(rule, scope)
    scope.law_day = None if rule.on is None else days
    passes = TRUE if rule.where is None else condition(rule.where.node, scope).value
    keys = tuple(_key(compiled(formula.node, scope)) for _, formula in rule.group_by or ())
    early = len(scope.deferred)
    taken_out = any_of(
        exemption_counts(one, law, scope, days) for one in law.exemptions(rule.id) if one.group_by is None
    )
    return Membership(passes, keys, days, in_force(law, rule.id, days), taken_out, early)


def _key(value: SqlValue) -> SqlValue:
    if isinstance(value, Quotient):
        raise Unsupported("quotients that are summed up or sorted by")
    if not isinstance(value, (Condition, Span, Words, NoValue)):
        raise Unsupported("a key that is no single value")
    return value


def is_sure(key: SqlValue) -> Term:
    """Whether a key is one value for certain: true or false."""
    if isinstance(key, Span):
        return is_exact(key)
    return negation(is_null(key.value)) if isinstance(key, (Condition, Words)) else FALSE


def in_force(law: Law, rule: str, days: Span) -> Term:
    """Whether a rule was in force: on every day that the law's day can be, on none, or on some; a condition."""
    spans = [
        (text.rule is not None, touches(days, constant(text.since), constant(text.until))) for text in law.texts(rule)
    ]
    inside = any_of(touched for is_law, touched in spans if is_law)
    if days.is_single and never_null(days.low):
        return inside
    outside = any_of(touched for is_law, touched in spans if not is_law)
    return choose([(negation(outside), TRUE), (negation(inside), FALSE)], NULL)
