"""Proof trees: each formula of a judgement with its parts, their values and the claims behind them.

A proof goes the way of the evaluator: of a conjunction that is false it shows the condition at which evaluation stopped, of
an `if` the branch that was taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from sanctions_engine.findings.amending import Part
from sanctions_engine.findings.claim_ids import ClaimBook
from sanctions_engine.findings.doubts import doubt_of
from sanctions_engine.findings.formulas import due_of_rule, formulas_of, let_named
from sanctions_engine.findings.leaves import MAX_PARTS, Leaf, aggregate_leaf, field_leaf, group_leaf
from sanctions_engine.findings.reliefs import Relief
from sanctions_engine.findings.wording import value_in_words
from sanctions_engine.language import nodes
from sanctions_engine.language.expressions.unparse import unparse
from sanctions_engine.language.nodes import Expr, walk
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.models.claims import Claim
from sanctions_engine.models.findings import ClaimUse, Presumption, ProofNode
from sanctions_engine.models.instruments import Citation
from sanctions_engine.semantics.environment import Env, Presumed, Trace, traced
from sanctions_engine.semantics.evaluator import evaluate, holds
from sanctions_engine.semantics.groups import Group, Member
from sanctions_engine.semantics.judgement import Considered, Step
from sanctions_engine.semantics.parameters import values_on
from sanctions_engine.semantics.passing import plain_day
from sanctions_engine.semantics.truth import Truth
from sanctions_engine.semantics.values import Interval, Value, exactly

OtherDue = Callable[[str, Env], tuple[Formula, Env] | None]
"""Gives the formula of another rule's due day and what it is evaluated in; None where that rule has none."""
Cites = Callable[[Rule, Part], Citation]
NOT_PLACED: Mapping[str, Any] = MappingProxyType({})
NO_LEAF = Leaf(())


@dataclass(slots=True)
class Prover:
    """Builds proof nodes and remembers which claims they name, and which presumptions.

    Attributes:
        book: Gives claims their ids.
        other_due: Finds the due days that `due_of` reads.
        cites: Gives the paragraph that a part of a rule's text rests on.
        assumed: Instruments that a scenario takes as adopted.
        sorting: What was presumed to sort records into a group.
        rules: The rules in whose words presumptions are told, where the one that is proved does not have them.
        used: The claims that the proof names, by id.
        presumed: What the proof rests on that no evidence shows, each once, in order.
    """

    book: ClaimBook
    other_due: OtherDue
    cites: Cites
    assumed: frozenset[str] = frozenset()
    sorting: tuple[Presumed, ...] = ()
    rules: tuple[Rule, ...] = ()
    used: dict[str, ClaimUse] = field(default_factory=dict)
    presumed: dict[Presumption, None] = field(default_factory=dict)
    _uses: dict[int, tuple[Claim, ClaimUse]] = field(default_factory=dict)

    def step(self, step: Step, citation: Citation | None = None) -> ProofNode:
        """Return the proof of one evaluated formula; without a citation it cites what the formula rests on."""
        citation = citation or self.cites(step.env.rule, step.formula)
        env = traced(step.env, None)
        placed = {"role": step.role, "on": plain_day(step.env.day), "citation": citation}
        return self.prove(step.formula, step.formula.node, env, placed)

    def exemption(self, one: Considered) -> ProofNode:
        """Return the proof of an exemption: its ground, and the conditions of its own that are not simply true."""
        assert one.step is not None
        step = one.step
        rule, node = step.env.rule, self.step(step)
        more = [
            self.step(Step(role, formula, step.env, its))
            for role, formula in (("where", rule.where), ("applies_when", rule.applies_when))
            if formula is not None and not (its := holds(formula.node, traced(step.env, None))).is_true
        ]
        told = {"value": value_in_words(one.holds), "parts": (*more, *node.parts)}
        note = doubt_of(one)
        return node.model_copy(update={**told, "note": "; ".join(filter(None, (note, node.note)))} if note else told)

    def relief(self, relief: Relief) -> ProofNode:
        """Return the proof of what an exemption does to single records of a group: which it takes out, and on whose word."""
        step = relief.exemption.step
        assert step is not None
        citation = self.cites(step.env.rule, step.formula)
        parts = []
        for value, records in (("taken out", relief.out), ("may be taken out", relief.doubtful)):
            parts += [self._taken_out(member, one, value) for member, one in records[:MAX_PARTS]]
        rest = len(relief.out) + len(relief.doubtful) - len(parts)
        note = f"{relief.told}; {rest:,} of these are not listed" if rest else relief.told
        claims = sorted({id for part in parts for id in claims_below(part)})
        return ProofNode(
            role=step.role,
            text=step.formula.text,
            value=relief.holds,
            on=plain_day(step.env.day),
            citation=citation,
            claims=tuple(claims),
            note=note,
            parts=tuple(parts),
        )

    def _taken_out(self, member: Member, one: Considered, value: str) -> ProofNode:
        claims = tuple(sorted({self.use(claim.claim).id for claim in member.record.held}))
        ground = self.exemption(one).model_copy(update={"role": "ground"})
        name = "/".join(member.record.key) or member.record.kind.name
        return ProofNode(role="record", text=name, value=value, claims=claims, parts=(ground,))

    def formula(self, role: str, formula: Formula, env: Env) -> ProofNode:
        """Return the proof of a formula that is no condition, such as `due`."""
        placed = {"role": role, "citation": self.cites(env.rule, formula)}
        return self.prove(formula, formula.node, traced(env, None), placed)

    def members(self, env: Env, citation: Citation) -> ProofNode:
        """Return the proof that a group has members, for a condition that does not read them."""
        assert isinstance(env.members, Group)
        self._presume(self.sorting)
        leaf = group_leaf(env.members, None, env)
        return ProofNode(
            role="members",
            text=env.rule.each.kind.name,
            value=value_in_words(env.members.count()),
            citation=citation,
            claims=tuple(self.use(claim).id for claim in leaf.claims),
            note=_note(list(self.sorting), leaf.note, is_own=False),
        )

    def prove(self, formula: Formula, node: Expr, env: Env, placed: Mapping[str, Any] = NOT_PLACED) -> ProofNode:
        """Return the proof of a part of a formula; `placed` says what the node is in the whole: `role`, `on`, `citation`."""
        trace = Trace()
        whole = isinstance(node, (nodes.Aggregate, nodes.Total, nodes.Members))
        value = evaluate(node, traced(env, trace))
        own = [one for one in trace.presumed if whole or one.node is node]
        if own:
            self._presume(own, env.rule)
        citation: Citation | None = None
        leaf = NO_LEAF
        parts: tuple[ProofNode, ...] = ()
        match node:
            case nodes.LetRef(name=name):
                let = let_named(env.rule, name)
                proved = self.prove(let, let.node, env)
                cited = self.cites(env.rule, let)
                amended = {"citation": cited} if cited != env.rule.norm.citation else {}
                parts = (proved.model_copy(update={"role": f"let {name}", **amended}),)
            case nodes.Aggregate():
                leaf = aggregate_leaf(node, env)
                parts = self._read_by(formula, node, env)
            case nodes.FieldOf(variable=variable, name=name):
                leaf = field_leaf(env.records[variable], name)
            case nodes.ParameterRef(name=name):
                citation, leaf = self._parameter(env, name)
            case nodes.Total() | nodes.Members():
                assert isinstance(env.members, Group)
                own = list(self.sorting)
                own += _presumed_of_members(env.members, node.value) if isinstance(node, nodes.Total) else []
                self._presume(own)
                leaf = group_leaf(env.members, node.value if isinstance(node, nodes.Total) else None, env)
            case nodes.Special(name="instrument.adopted") if env.rule.instrument.id in self.assumed:
                leaf = Leaf((), "assumed")
            case nodes.Call(function="due_of"):
                parts, citation = self._other_due(node, env)
            case _:
                parts = tuple(self.prove(formula, one, env) for one in self._followed(node, env, value))
        return ProofNode(
            text=formula.source(node),
            value=value_in_words(value),
            claims=tuple(sorted({self.use(claim).id for claim in leaf.claims})) if leaf.claims else (),
            note=_note(own, leaf.note, is_own=not whole),
            parts=parts,
            **{"citation": citation, **placed},
        )

    def _followed(self, node: Expr, env: Env, value: Value) -> Iterable[Expr]:
        """Return the parts of an expression that its value rests on."""
        match node:
            case nodes.And(operands=operands):
                return _deciding(operands, env, value, stops_at=False)
            case nodes.Or(operands=operands):
                return _deciding(operands, env, value, stops_at=True)
            case nodes.IfElse(condition=condition, then=then, otherwise=otherwise):
                test = holds(condition, env)
                taken = (then, otherwise) if test.is_unknown else (then if test.is_true else otherwise,)
                found: Iterable[Expr] = (condition, *taken)
            case nodes.Call(function="presume", arguments=(one, default)):
                found = (one, default) if _presumes(node, env) else (one,)
            case _:
                found = nodes.children(node)
        return (one for one in found if not isinstance(one, nodes.Literal))

    def _read_by(self, formula: Formula, node: nodes.Aggregate, env: Env) -> tuple[ProofNode, ...]:
        """Prove the names that an aggregate's filter reads, each once."""
        found: dict[str, Expr] = {}
        for part in walk(node):
            if isinstance(part, (nodes.LetRef, nodes.ParameterRef)) or _is_due_of(part):
                found.setdefault(formula.source(part), part)
        return tuple(self.prove(formula, part, env) for part in found.values())

    def _other_due(self, node: nodes.Call, env: Env) -> tuple[tuple[ProofNode, ...], Citation | None]:
        other = self.other_due(due_of_rule(node), env)
        if other is None:
            return (), None
        formula, inner = other
        proved = self.formula("due", formula, inner)
        return (proved,), proved.citation

    def _parameter(self, env: Env, name: str) -> tuple[Citation | None, Leaf]:
        found = values_on(env.rule.parameters[name], env.law_day or exactly(env.day))
        if not found:
            return None, Leaf((), "no value applies on this day")
        one = found[0]
        notes = [one.source] if one.citation is None and one.source else []
        notes += [f"one of {len(found)} values: the day is not known exactly"] if len(found) > 1 else []
        citation = one.citation or (None if one.source else self.cites(env.rule, one))
        return citation, Leaf((), "; ".join(notes) or None)

    def _presume(self, presumed: Iterable[Presumed], *rules: Rule) -> None:
        self.presumed.update(dict.fromkeys(as_presumption(one, rules or self.rules) for one in presumed))

    def use(self, claim: Claim) -> ClaimUse:
        """Return a claim as the proof names it, and remember that it does."""
        known = self._uses.get(id(claim))
        if known is not None:
            return known[1]
        use = self.book.use(claim)
        use = self.used.setdefault(use.id, use)
        self._uses[id(claim)] = (claim, use)
        return use


def claims_below(node: ProofNode) -> Iterator[str]:
    """Yield the ids of the claims that a step and those below it name."""
    yield from node.claims
    for part in node.parts:
        yield from claims_below(part)


def as_presumption(presumed: Presumed, rules: Iterable[Rule]) -> Presumption:
    """Return a presumption as a finding tells it, with its text in one of the rules."""
    text = next(_texts(presumed.node, rules), None) or unparse(presumed.node)
    return Presumption(text=text, value=value_in_words(presumed.value), because=_what_was_not_said(presumed))


def _texts(node: Expr, rules: Iterable[Rule]) -> Iterator[str]:
    for rule in rules:
        for formula in formulas_of(rule):
            if any(part is node for part in walk(formula.node)):
                yield formula.source(node)


def _presumed_of_members(group: Group, value: Expr) -> list[Presumed]:
    """Return what is presumed of what the members of a group count."""
    trace = Trace()
    for member in group.of:
        evaluate(value, replace(member.env, trace=trace, lets={}))
    return trace.presumed


def _is_due_of(node: Expr) -> bool:
    return isinstance(node, nodes.Call) and node.function == "due_of"


def _deciding(operands: tuple[Expr, ...], env: Env, value: Value, *, stops_at: bool) -> list[Expr]:
    """Return the operands of a conjunction (which stops at false) or disjunction (at true) that decide it.

    All of them where none stopped it; of an unknown one those that are unknown, and what is presumed to be as it is.
    """
    assert isinstance(value, Truth)
    found = []
    for one in operands:
        its = holds(one, env)
        if its.value is stops_at:
            return [one]
        if value.value is not None or its.is_unknown or _presumes(one, env):
            found.append(one)
    return found


def _presumes(node: Expr, env: Env) -> bool:
    trace = Trace()
    evaluate(node, replace(env, trace=trace, lets={}))
    return bool(trace.presumed)


def _note(presumed: list[Presumed], note: str | None, *, is_own: bool) -> str | None:
    if not presumed:
        return note
    told = "; ".join(dict.fromkeys(_what_was_not_said(one) for one in presumed))
    told = f"presumed: {told}" if is_own else f"presumed inside it: {told}"
    return f"{note}; {told}" if note else told


def _what_was_not_said(presumed: Presumed) -> str:
    reasons = ", ".join(sorted({cause.why.value for cause in presumed.causes}))
    because = f" ({reasons})" if reasons else ""
    if isinstance(presumed.node, nodes.Call) and presumed.node.function == "presume":
        return f"the default, for nothing was said{because}"
    value = presumed.value
    if isinstance(value, Interval) and value.low not in (0, None):
        return "the least that is shown"
    return f"none was shown{because}"
