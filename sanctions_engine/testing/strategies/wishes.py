"""Evidence made up so that a condition is true, or false: worked out backwards from its text.

A wish is granted as far as it can be: what is settled stays, what cannot be worked out is left open. Whoever made a wish looks
afterwards at what the reference evaluator says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from hypothesis import strategies as st

from sanctions_engine.language import nodes
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.types import Base
from sanctions_engine.models.text_forms import TextForm
from sanctions_engine.testing.strategies.constants import forms_of
from sanctions_engine.testing.strategies.drafts import Constant, Draft, Scope, World
from sanctions_engine.testing.strategies.targets import opposite, target
from sanctions_engine.testing.strategies.undoing import as_field_value, settle

T = TypeVar("T")


class Wishes:
    """Grants wishes in a world, with the free choices drawn by hypothesis.

    Attributes:
        world: What is made up.
        draw: Draws from a strategy.
    """

    def __init__(self, world: World, draw: st.DrawFn) -> None:
        self.world = world
        self.draw = draw
        self._forms = forms_of([world.rule], world.law.kinds)

    def pick(self, options: Sequence[T]) -> T:
        """Draw one of some options; the first is the plainest."""
        return options[0] if len(options) == 1 else self.draw(st.sampled_from(options))

    def grant(self, node: Expr, want: bool, scope: Scope) -> None:
        """Make up what a condition needs to be true, or false."""
        if self.world.truth(node, scope) is want and not (
            self.world.presumes(node) and self.pick((True, True, True, False))
        ):
            return
        handler = _GRANT.get(type(node))
        if handler is not None:
            handler(self, node, want, scope)

    def _not(self, node: nodes.Not, want: bool, scope: Scope) -> None:
        self.grant(node.operand, not want, scope)

    def _and(self, node: nodes.And, want: bool, scope: Scope) -> None:
        self._parts(node.operands, want, scope, all_of_them=want)

    def _or(self, node: nodes.Or, want: bool, scope: Scope) -> None:
        self._parts(node.operands, want, scope, all_of_them=not want)

    def _parts(self, parts: Sequence[Expr], want: bool, scope: Scope, *, all_of_them: bool) -> None:
        if all_of_them:
            for part in parts:
                self.grant(part, want, scope)
            return
        # those that are settled otherwise already cannot be had any more
        free = [part for part in parts if self.world.truth(part, scope) is None]
        if free:
            self.grant(self.pick(free), want, scope)

    def _let(self, node: nodes.LetRef, want: bool, scope: Scope) -> None:
        self.grant(self.world.let(node.name), want, scope)

    def _field(self, node: nodes.FieldOf, want: bool, scope: Scope) -> None:
        self.settle(node, want, scope)

    def _if_else(self, node: nodes.IfElse, want: bool, scope: Scope) -> None:
        known = self.world.truth(node.condition, scope)
        chosen = self.pick((True, False)) if known is None else known
        self.grant(node.condition, chosen, scope)
        self.grant(node.then if chosen else node.otherwise, want, scope)

    def _compare(self, node: nodes.Compare, want: bool, scope: Scope) -> None:
        operator = node.operator if want else opposite(node.operator)
        left, right = node.left, node.right
        one, other = self.world.constant(left, scope), self.world.constant(right, scope)
        if one is None and other is None:
            # one side has to be settled before the other can be
            first, second = (left, right) if _is_settled_first(left, right) else (right, left)
            self.settle(first, self.some_value(first), scope)
            one, other = self.world.constant(left, scope), self.world.constant(right, scope)
            if one is None and other is None:
                self.settle(second, self.some_value(second), scope)
                one, other = self.world.constant(left, scope), self.world.constant(right, scope)
        if other is not None and one is None:
            self.settle(left, self.draw(self._target(left, operator, other)), scope)
        elif one is not None and other is None:
            self.settle(right, self.draw(self._target(right, _MIRRORED[operator], one)), scope)

    def _target(self, node: Expr, operator: str, bound: Constant) -> st.SearchStrategy[Constant]:
        """Return values with which a comparison holds; the day of a fact lies on the day looked at at the latest."""
        day = self.world.day
        is_day = isinstance(node, nodes.FieldOf) and node.name == self.world.law.kinds[node.kind].dated
        too_late = isinstance(bound, date) and bound > day and operator in ("<", "<=")
        return target("<=", day) if is_day and too_late else target(operator, bound)

    def _member(self, node: nodes.Member, want: bool, scope: Scope) -> None:
        options = self.world.value(node.options, scope)
        if not isinstance(options, frozenset) or not options:
            return
        wanted = want is not node.negated
        self.settle(node.item, self.pick(sorted(options)) if wanted else self.other_text(node.item, options), scope)

    def other_text(self, node: Expr, taken: frozenset[str]) -> Constant:
        """Draw a text that is none of some: a word of the field's list, where there is one."""
        words: tuple[str, ...] = ()
        if isinstance(node, nodes.FieldOf):
            words = self.world.law.kinds[node.kind].fields[node.name].one_of
        free = [one for one in words if one not in taken]
        if free:
            return self.pick(free)
        return self.pick([one for one in ("RUS", "CHN", "NOR", "other words") if one not in taken])

    def _any(self, node: nodes.Aggregate, want: bool, scope: Scope) -> None:
        looking_for = node.function == "any"
        if want is looking_for:
            self.fact(node, scope, want)
        elif node.function in ("any", "all"):
            # nothing is needed but a complete list; a near miss says more
            if self.pick((False, False, True)):
                self.miss(node, scope, want)
        else:
            self.settle(node, want, scope)

    def fact(self, node: nodes.Aggregate, scope: Scope, value: Constant | None) -> Draft:
        """Make up a fact that an aggregate reads, with a value where one is wanted."""
        draft = self.world.new_record(self.world.law.kinds[node.kind])
        inner = {**scope, node.variable: draft}
        if node.condition is not None:
            self.grant(node.condition, True, inner)
        if node.value is not None and value is not None:
            self.settle(node.value, value, inner)
        self.settle_day(draft)
        return draft

    def miss(self, node: nodes.Aggregate, scope: Scope, want: bool) -> None:
        """Make up a fact that an aggregate looks at and does not count, or that does not decide it."""
        draft = self.world.new_record(self.world.law.kinds[node.kind])
        inner = {**scope, node.variable: draft}
        if node.value is None or self.pick((True, False)):
            if node.condition is not None:
                self.grant(node.condition, False, inner)
        else:
            if node.condition is not None:
                self.grant(node.condition, True, inner)
            self.settle(node.value, want, inner)
        self.settle_day(draft)

    def settle_day(self, draft: Draft) -> None:
        """Settle the day of a fact that may have any: one up to which facts count, most often."""
        dated = draft.kind.dated
        assert dated is not None
        if dated not in draft.fields:
            draft.settle(dated, as_field_value(self.draw(target("<=", self.world.day))))

    def _call(self, node: nodes.Call, want: bool, scope: Scope) -> None:
        argument = node.arguments[0]
        match node.function:
            case "shown" | "presume":
                self.grant(argument, want, scope)
            case "no":
                self.settle(argument, None if want else self.some_value(argument), scope)
            case "done":
                self.settle(argument, self._act(want), scope)
            case "hs_in":
                self._code(argument, node.arguments[1], want, scope)
            case "startswith" | "endswith":
                text = self.world.constant(node.arguments[1], scope)
                if isinstance(text, str):
                    self.settle(argument, text if want else "other words", scope)
            case "names_rule":
                self.settle(argument, self.world.rule.id if want else "some other rule", scope)

    def _act(self, want: bool) -> Constant | None:
        """Draw the day of an act that was done by the day looked at, or that was not (None: it is known that there is none)."""
        if want:
            return self.draw(target("<=", self.world.day))
        return self.pick((None, self.draw(target(">", self.world.day))))

    def _code(self, code: Expr, listed: Expr, want: bool, scope: Scope) -> None:
        """Settle a code that begins with a listed one, or that just does not."""
        codes = self.world.value(listed, scope)
        if not isinstance(codes, frozenset) or not codes:
            return
        chosen = self.pick(sorted(codes))
        digits = chosen if len(chosen) % 2 == 0 else chosen + "1"
        if want:
            self.settle(code, self.pick((digits, digits + "10")), scope)
            return
        beside = (digits[:-1] + str((int(digits[-1]) + step) % 10) for step in range(1, 10))
        other = [one for one in (*beside, "8703", "9701", "3002", "0101") if not one.startswith(tuple(codes))]
        short = [digits[:-2]] if len(digits) > 2 else []
        self.settle(code, self.pick((*other[:3], *other[-4:], *short)), scope)

    def settle(self, node: Expr, value: Constant | None, scope: Scope) -> None:
        """Make up what an expression needs to come to a value; None where it is known to be without."""
        picks_one = isinstance(node, nodes.Aggregate) and node.function not in ("any", "all")
        is_read = isinstance(node, nodes.FieldOf) or picks_one
        if isinstance(value, bool) and node.type.base is Base.CONDITION and not is_read:
            self.grant(node, value, scope)
        else:
            settle(self, node, value, scope)

    def some_value(self, node: Expr) -> Constant:
        """Draw a value that an expression of this type may come to."""
        match node.type.base:
            case Base.NUMBER:
                return self.pick((1, 0, 2, 100, 1000))
            case Base.DATE:
                return self.draw(target("<=", self.world.day))
            case Base.STATE:
                return self.pick(("RUS", "CHN", "NOR", "PRK"))
            case Base.CONDITION:
                return self.pick((True, False))
            case _:
                return self.some_text(node)

    def some_text(self, node: Expr) -> str:
        """Draw a text that an expression may come to."""
        if isinstance(node, nodes.FieldOf):
            declared = self.world.law.kinds[node.kind].fields[node.name]
            if declared.one_of:
                return self.pick(declared.one_of)
            form = declared.form or self._forms.get((node.kind, node.name))
            if form is not None:
                return self.pick(("2701", "0303") if form is TextForm.TARIFF_CODE else ("9074729", "9000014"))
        return self.pick(("a", "b"))


_MIRRORED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _is_settled_first(left: Expr, right: Expr) -> bool:
    """Whether the left side of a comparison is the one to settle first: a field rather than what is worked out of several."""
    return isinstance(left, nodes.FieldOf) and not isinstance(right, nodes.FieldOf)


_GRANT: dict[type[Expr], Callable[[Wishes, Any, bool, Scope], None]] = {
    nodes.Not: Wishes._not,
    nodes.And: Wishes._and,
    nodes.Or: Wishes._or,
    nodes.LetRef: Wishes._let,
    nodes.FieldOf: Wishes._field,
    nodes.IfElse: Wishes._if_else,
    nodes.Compare: Wishes._compare,
    nodes.Member: Wishes._member,
    nodes.Aggregate: Wishes._any,
    nodes.Call: Wishes._call,
}
"""How a wish is granted; a construct without a row is left to chance."""
