"""Proof trees: each formula of a judgement with its parts, their values and the claims behind them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sanctions_engine.findings.claim_ids import ClaimBook
from sanctions_engine.findings.wording import value_in_words
from sanctions_engine.language import nodes
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rules import Formula
from sanctions_engine.models.claims import Claim
from sanctions_engine.models.findings import ClaimUse, ProofNode
from sanctions_engine.models.instruments import Citation
from sanctions_engine.semantics.aggregates import decisive, select
from sanctions_engine.semantics.environment import Env, Presumed
from sanctions_engine.semantics.evaluator import evaluate
from sanctions_engine.semantics.groups import Group
from sanctions_engine.semantics.judgement import Step
from sanctions_engine.semantics.parameters import values_on
from sanctions_engine.semantics.ranking import Record
from sanctions_engine.semantics.truth import Truth
from sanctions_engine.semantics.values import Interval, Value, exactly

MAX_PARTS = 40
"""More records than these are counted and not listed one by one."""


@dataclass(slots=True)
class Prover:
    """Builds proof nodes and remembers which claims they name.

    Attributes:
        book: Gives claims their ids.
        presumed: What the judgement presumed; its places in the rule are marked.
    """

    book: ClaimBook
    presumed: list[Presumed]
    used: dict[str, ClaimUse] = field(default_factory=dict)

    def step(self, step: Step, citation: Citation) -> ProofNode:
        """Return the proof of one evaluated formula."""
        env = replace(step.env, trace=None)
        node = self.prove(step.formula, step.formula.node, env)
        return node.model_copy(update={"role": step.role, "on": step.env.day, "citation": citation})

    def formula(self, role: str, formula: Formula, env: Env, citation: Citation) -> ProofNode:
        """Return the proof of a formula that is no condition, such as `due`."""
        node = self.prove(formula, formula.node, replace(env, trace=None))
        return node.model_copy(update={"role": role, "citation": citation})

    def prove(self, formula: Formula, node: Expr, env: Env) -> ProofNode:
        """Return the proof of a part of a formula."""
        value = evaluate(node, env)
        parts: tuple[ProofNode, ...] = ()
        claims: tuple[str, ...] = ()
        citation: Citation | None = None
        note = self._presumption(node)
        match node:
            case nodes.LetRef(name=name):
                let = next(one for key, one in env.rule.let if key == name)
                inner = self.prove(let, let.node, env)
                parts = (inner.model_copy(update={"role": f"let {name}"}),)
            case nodes.Aggregate():
                claims, note = self._read(node, env, note)
            case nodes.FieldOf(variable=variable, name=name):
                record = env.records[variable]
                claims = self._claims(record, name)
            case nodes.ParameterRef(name=name):
                citation, note = self._parameter(env, name)
            case nodes.Total() | nodes.Members():
                claims, note = self._members(env)
            case nodes.And() | nodes.Or():
                parts = self._deciding(formula, node.operands, env, value)
            case nodes.Literal():
                pass
            case _:
                parts = tuple(
                    self.prove(formula, child, env)
                    for child in nodes.children(node)
                    if not isinstance(child, nodes.Literal)
                )
        return ProofNode(
            text=formula.source(node),
            value=value_in_words(value),
            citation=citation,
            claims=claims,
            note=note,
            parts=parts,
        )

    def _deciding(self, formula: Formula, operands: tuple[Expr, ...], env: Env, value: Value) -> tuple[ProofNode, ...]:
        """Prove the operands that decide a conjunction or disjunction: those that have its value."""
        assert isinstance(value, Truth)
        values = [(one, evaluate(one, env)) for one in operands]
        deciding = [one for one, its in values if isinstance(its, Truth) and its.value == value.value]
        return tuple(self.prove(formula, one, env) for one in deciding)

    def _presumption(self, node: Expr) -> str | None:
        for one in self.presumed:
            if one.node is node:
                return f"presumed: {_what_was_not_said(one)}"
        return None

    def _read(self, node: nodes.Aggregate, env: Env, note: str | None) -> tuple[tuple[str, ...], str | None]:
        selection = select(node, env, evaluate)
        claims = [one for found in decisive(selection) for one in self._claims(found.record, None)]
        if selection.found:
            return tuple(dict.fromkeys(claims)), note
        why = sorted({cause.why.value for cause in selection.left_aside})
        return (), note or _nothing_read(why, selection.is_complete)

    def _claims(self, record: object, name: str | None) -> tuple[str, ...]:
        if not isinstance(record, Record):
            return ()
        held = [one for one in record.held if name is None or one.gives(name)]
        return tuple(self._use(one.claim) for one in held)

    def _use(self, claim: Claim) -> str:
        use = self.book.use(claim)
        self.used.setdefault(use.id, use)
        return use.id

    def _members(self, env: Env) -> tuple[tuple[str, ...], str]:
        group = env.members
        assert isinstance(group, Group)
        claims = [id for member in group.of[:MAX_PARTS] for id in self._claims(member.record, None)]
        sure = sum(1 for one in group.of if one.belongs.is_true)
        rest = len(group.of) - sure
        note = f"{sure} records" + (f", and {rest} that may belong" if rest else "")
        return tuple(claims), note + ("; the list is not declared complete" if group.missing else "")

    def _parameter(self, env: Env, name: str) -> tuple[Citation | None, str | None]:
        found = values_on(env.rule.parameters[name], env.law_day or exactly(env.day))
        if not found:
            return None, "no value applies on this day"
        return found[0].citation, found[0].source if found[0].citation is None else None


def _nothing_read(why: list[str], complete: bool) -> str:
    if why:
        return f"claims left aside: {', '.join(why)}"
    return "no claim, and the list is declared complete" if complete else "no claim"


def _what_was_not_said(presumed: Presumed) -> str:
    reasons = sorted({cause.why.value for cause in presumed.causes})
    value = presumed.value
    if isinstance(value, Interval) and value.low not in (0, None):
        return "the least that is shown"
    return f"none was shown ({', '.join(reasons)})" if reasons else "none was shown"


def presumption_reason(presumed: Presumed) -> str:
    """Return why a value was presumed."""
    return _what_was_not_said(presumed)
