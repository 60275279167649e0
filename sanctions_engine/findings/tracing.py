"""Traces: every part of the formulas that judged one rule and subject, with value, bounds, causes and claims.

A proof shows what the verdict rests on. A trace leaves nothing out: the operands that did not decide, the branch that was not taken,
each record that an aggregate looked at with what its filter made of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from sanctions_engine.diagnostics import EvaluationFailed
from sanctions_engine.findings.claim_ids import ClaimBook
from sanctions_engine.findings.formulas import let_named
from sanctions_engine.findings.leaves import MAX_PARTS, Leaf, aggregate_leaf, field_leaf, group_leaf
from sanctions_engine.findings.one_subject import OneSubject
from sanctions_engine.findings.wording import value_in_words
from sanctions_engine.language import nodes
from sanctions_engine.language.nodes import Expr
from sanctions_engine.language.rules import Formula
from sanctions_engine.models.findings import ClaimUse
from sanctions_engine.models.traces import RuleTrace, TracedFormula, TracedPart
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.aggregates import select
from sanctions_engine.semantics.causes import Cause
from sanctions_engine.semantics.environment import Env, Trace
from sanctions_engine.semantics.evaluator import evaluate
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.groups import Group
from sanctions_engine.semantics.judgement import Judgement, Step
from sanctions_engine.semantics.ranking import Record
from sanctions_engine.semantics.reading import read_series
from sanctions_engine.semantics.values import Interval, Value, causes_of


def trace_of(asked: OneSubject, evidence: Evidence) -> RuleTrace:
    """Return how a rule came to its verdict on a subject.

    Args:
        asked: The rule and the subject, under the question.
        evidence: The evidence.
    """
    judged = asked.judged(evidence) or Judgement(Verdict.NOT_APPLICABLE)
    tracer = Tracer(ClaimBook(evidence.kinds, evidence.dossier.sources))
    formulas = [tracer.step(step) for step in _steps(judged)]
    return RuleTrace(
        rule=asked.rule,
        subject=str(asked.subject),
        as_of=asked.question.as_of,
        known_at=asked.question.known_at,
        verdict=judged.verdict,
        due=judged.due,
        formulas=tuple(formulas),
        claims=tuple(tracer.used[id] for id in sorted(tracer.used)),
    )


def _steps(judged: Judgement) -> Iterator[Step]:
    """Yield what was looked at: the due day first, then the conditions, then exceptions and exemptions."""
    all_steps = [*judged.steps, *(one.step for one in judged.considered if one.step is not None)]
    for _, other in judged.alternatives:
        all_steps += [*other.steps, *(one.step for one in other.considered if one.step is not None)]
    first = next(iter(all_steps), None)
    if first is not None and judged.rule is not None and judged.rule.due is not None:
        yield Step("due", judged.rule.due, first.env, first.value)
    seen = set()
    for step in all_steps:
        key = (step.role, step.env.day, id(step.formula), str(step.env.due))
        if key not in seen:
            seen.add(key)
            yield step


@dataclass(slots=True)
class Tracer:
    """Traces formulas, and remembers the claims that parts name.

    Attributes:
        book: Gives claims their ids.
        used: The claims named, by id.
    """

    book: ClaimBook
    used: dict[str, ClaimUse] = field(default_factory=dict)

    def step(self, step: Step) -> TracedFormula:
        """Return one formula with all its parts."""
        env = replace(step.env, trace=None)
        place = step.formula.place
        return TracedFormula(
            role=step.role,
            on=env.day,
            text=step.formula.text,
            place=f"{place.file}:{place.line}",
            citation=env.rule.norm.citation,
            whole=self.part(step.formula, step.formula.node, env),
        )

    def part(self, formula: Formula, node: Expr, env: Env) -> TracedPart:
        """Return a part of a formula, with those below it."""
        trace = Trace()
        try:
            value = evaluate(node, replace(env, trace=trace, lets={}))
        except EvaluationFailed as failure:
            return TracedPart(text=formula.source(node), column=node.start, value="error", note=str(failure))
        leaf = self._leaf(node, env)
        presumed = any(one.node is node for one in trace.presumed)
        notes = [leaf.note or "", "presumed" if presumed else ""]
        low, high = _bounds(value)
        return TracedPart(
            text=formula.source(node),
            column=node.start,
            value=value_in_words(value),
            low=low,
            high=high,
            why=tuple(cause_in_words(one) for one in sorted(causes_of(value))),
            claims=self._uses(leaf),
            note="; ".join(filter(None, notes)) or None,
            parts=tuple(self._below(formula, node, env)),
        )

    def _uses(self, leaf: Leaf) -> tuple[str, ...]:
        found = [self.book.use(claim) for claim in leaf.claims]
        self.used.update({one.id: one for one in found})
        return tuple(sorted({one.id for one in found}))

    def _leaf(self, node: Expr, env: Env) -> Leaf:
        match node:
            case nodes.Aggregate():
                return aggregate_leaf(node, env)
            case nodes.FieldOf(variable=variable, name=name):
                return field_leaf(env.records[variable], name)
            case nodes.Total() | nodes.Members():
                assert isinstance(env.members, Group)
                return group_leaf(env.members, node.value if isinstance(node, nodes.Total) else None, env)
            case _:
                return Leaf(())

    def _below(self, formula: Formula, node: Expr, env: Env) -> Iterator[TracedPart]:
        match node:
            case nodes.LetRef(name=name):
                let = let_named(env.rule, name)
                yield self.part(let, let.node, env)
            case nodes.Aggregate():
                yield from self._records(formula, node, env)
                yield from (self.part(formula, one, env) for one in (node.window, node.none) if _says_more(one))
            case nodes.Total() | nodes.Members():
                yield from self._members(formula, node.value if isinstance(node, nodes.Total) else None, env)
            case _:
                yield from (self.part(formula, one, env) for one in nodes.children(node) if _says_more(one))

    def _records(self, formula: Formula, node: nodes.Aggregate, env: Env) -> Iterator[TracedPart]:
        """Yield the records that an aggregate looked at, each with its filter and the value that is asked of it."""
        selection = select(node, env, evaluate)
        history = node.function in ("latest", "earliest", "max", "min")
        found = [
            one.record
            for series in env.view.evidence.series(node.kind, selection.fixed)
            for one in read_series(series, env.view, selection.window, history=history, trace=None)
        ]
        found.sort(key=lambda record: (str(record.date.low), record.key))
        for record in found[:MAX_PARTS]:
            inner = replace(env, records={**env.records, node.variable: record})
            parts = [self.part(formula, one, inner) for one in (node.condition, node.value) if _says_more(one)]
            counts = "true" if node.condition is None else parts[0].value
            yield TracedPart(text=_name(node.kind, record), value=f"counts: {counts}", parts=tuple(parts))
        if len(found) > MAX_PARTS:
            yield TracedPart(text=f"{len(found) - MAX_PARTS} more records", value="not listed")

    def _members(self, formula: Formula, value: Expr | None, env: Env) -> Iterator[TracedPart]:
        """Yield the records of a group, each with whether it belongs to it and the value that is asked of it."""
        assert isinstance(env.members, Group)
        members = sorted(env.members.of, key=lambda one: (str(one.record.date.low), one.record.key))
        for one in members[:MAX_PARTS]:
            inner = replace(one.env, trace=None)
            parts = (self.part(formula, value, inner),) if _says_more(value) else ()
            told = f"belongs: {value_in_words(one.belongs)}"
            yield TracedPart(text=_name(one.record.kind.name, one.record), value=told, parts=parts)
        if len(members) > MAX_PARTS:
            yield TracedPart(text=f"{len(members) - MAX_PARTS} more records", value="not listed")


def _name(kind: str, record: Record) -> str:
    return f"{kind} {'/'.join(key or 'not said' for key in record.key)} of {value_in_words(record.date)}"


def _says_more(node: Expr | None) -> TypeGuard[Expr]:
    return node is not None and not isinstance(node, (nodes.Literal, nodes.Variable))


def _bounds(value: Value) -> tuple[str | None, str | None]:
    if not isinstance(value, Interval):
        return None, None
    ends = (Interval(end, end) if end is not None else None for end in (value.low, value.high))
    low, high = (None if end is None else value_in_words(end) for end in ends)
    return low, high


def cause_in_words(cause: Cause) -> str:
    """Return why something is not known, in short.

    Example:
        >>> from sanctions_engine.semantics.causes import Why
        >>> cause_in_words(Cause(Why.ABSENT, "TradeFlow", (("id", "f-1"),), "hs"))
        'absent: `hs` of TradeFlow (id f-1)'
    """
    of = ", ".join(f"{name} {value}" for name, value in cause.series)
    what = cause.kind + (f" ({of})" if of else "")
    what = f"`{cause.field}`" + (f" of {what}" if what else "") if cause.field else what
    return ": ".join(filter(None, (cause.why.value, what, cause.note)))
