"""What an example holds, by name: the words of the language, the parts of rules, the shapes of evidence, what is asked.

`python -m tests.properties.strategies.constructs SEED NUMBER` prints which part of so many examples holds each of them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from sanctions_engine.language import nodes
from sanctions_engine.language.rules import Change, Rule
from sanctions_engine.models.claims import NONE, Claim, Coverage
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.norms import Burden, Modality
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.models.text_forms import is_code
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, outcomes
from tests.properties.strategies.completions import formulas_in, series_of
from tests.properties.strategies.examples import Example, stream
from tests.properties.strategies.kinds import KINDS


def constructs(example: Example, law: Law) -> set[str]:
    """Return the names of all that an example holds."""
    return {
        *_law(law, example),
        *_claims(example.dossier.claims),
        *(name for one in example.dossier.coverage for name in _coverage(one)),
        *_question(example.question, example),
    }


_READ = dict.fromkeys(("satisfied_when", "violated_when", "raised_when"), "the condition")

# --- law ---------------------------------------------------------------------------------------------------------------


def _law(law: Law, example: Example) -> Iterator[str]:
    for rule in law.rules.values():
        yield from _rule(rule, law)
        for formula in formulas_in(rule):
            for node in nodes.walk(formula.node):
                yield from _node(node)
    for change in law.changes:
        yield from _change(change)
    if "draft" in example.assumed:
        yield "draft assumed"
    elif "instrument: draft" in example.pack.text:
        yield "draft not assumed"


def _rule(rule: Rule, law: Law) -> Iterator[str]:
    each = rule.each.kind
    single = "State" if each.name == "State" else each.nature.value
    yield f"{rule.modality.value} of {'groups' if rule.group_by is not None else single}"
    if rule.modality is Modality.OBLIGATION:
        yield "promptly" if rule.promptly else "due day" if rule.due else "no due day"
    present = {
        "where": rule.where, "applies_when": rule.applies_when, "let": rule.let, "every": rule.every,
        "every until": rule.every and rule.every.until, "in_force from": rule.since, "in_force until": rule.until,
        "reading": rule.readings, "table": rule.row, "group_by several keys": len(rule.group_by or ()) > 1,
        "group of all": rule.group_by == (),
    }  # fmt: skip
    yield from (name for name, found in present.items() if found)
    if rule.on is not None and isinstance(rule.on.node, nodes.FieldOf) and rule.on.node.name != each.dated:
        yield "on another day than its own"
    if NONE in rule.row.values():
        yield "empty cell"
    for clause in rule.exceptions:
        yield f"exception, burden {clause.burden.value}"
    for reading in rule.readings:
        yield from (
            f"reading of {_READ.get(name, name)}"
            for name in reading.overrides
            if name not in ("exceptions", "promptly")
        )
    for parameter in rule.parameters.values():
        yield "parameter of several values" if len(parameter.values) > 1 else "parameter"
    if rule.modality is Modality.EXEMPTION:
        yield f"exemption, burden {'bearer' if rule.burden is Burden.BEARER else 'authority'}"
        covered = [law.rules[id] for id in rule.covers if id in law.rules]
        if any(one.group_by is not None for one in covered):
            yield "exemption of groups" if rule.group_by is not None else "exemption of single records of groups"


def _change(change: Change) -> Iterator[str]:
    yield change.action
    if change.action == "amend":
        for overrides in change.overrides.values():
            yield from (
                f"amends {name}" for name in overrides if name in ("due", "exceptions", "parameters", "applies_when")
            )
        if change.until is not None:
            yield "amendment that lapses"


def _node(node: nodes.Expr) -> Iterator[str]:
    match node:
        case nodes.Aggregate():
            yield node.function
            yield (
                "aggregate in an aggregate"
                if any(isinstance(one, nodes.Aggregate) for child in nodes.children(node) for one in nodes.walk(child))
                else "aggregate"
            )
            if node.window is not None:
                yield "recent"
            if node.none is not None:
                yield "none="
        case nodes.Call():
            yield f"{node.function}()"
            yield from (f"{node.function}, {name}={value}" for name, value in node.options if name != "calendar")
        case nodes.Compare() | nodes.Arithmetic():
            yield f"operator {node.operator}"
        case nodes.Member():
            yield "not in" if node.negated else "in"
        case nodes.Special():
            yield node.name
        case nodes.Negate():
            yield "minus"
        case nodes.Not() | nodes.And() | nodes.Or() | nodes.IfElse() | nodes.RowCell() | nodes.ParameterRef():
            yield type(node).__name__.lower()
        case nodes.Total() | nodes.Members():
            yield type(node).__name__.lower()


# --- evidence and question ---------------------------------------------------------------------------------------------


def _claims(claims: Iterable[Claim]) -> Iterator[str]:
    speakers: dict[object, set[str]] = {}
    days: Counter[object] = Counter()
    for claim in claims:
        yield from _claim(claim)
        series = series_of(claim)
        speakers.setdefault(series, set()).add(claim.by)
        days[series, str(claim.fields[KINDS[claim.fact].dated or ""])] += 1
    if any(len(found) > 1 for found in speakers.values()):
        yield "several speakers in a series"
    if any(number > 1 for number in days.values()):
        yield "several claims of one fact"


def _claim(claim: Claim) -> Iterator[str]:
    kind = KINDS[claim.fact]
    for name, declared in kind.fields.items():
        value = claim.fields.get(name)
        part = "identity" if name in kind.identity else "field"
        if value is None:
            yield f"absent {part}"
        elif value is NONE:
            yield f"{part} `none`"
        elif isinstance(value, (NumberRange, DateRange)) and not value.is_exact:
            what = "number" if isinstance(value, NumberRange) else "own day" if name == kind.dated else "day"
            yield f"{'open' if value.low is None or value.high is None else 'imprecise'} {what}"
        if name == "hs" and isinstance(value, str):
            yield f"code of {len(value)} characters" if is_code(value) else "damaged code"
        if declared.optional and value is not None:
            yield "optional field given"
    if not claim.known.is_exact:
        yield "imprecise `known`"
    if claim.grade is not None:
        yield "graded claim"
    if claim.denied:
        yield "denied claim"


def _coverage(coverage: Coverage) -> Iterator[str]:
    yield "coverage of some fields" if coverage.fields else "coverage of all fields"
    if coverage.start is not None:
        yield "coverage from a day"
    if coverage.end is not None:
        yield "coverage to a day"
    if not coverage.known.is_exact:
        yield "coverage of imprecise `known`"


def _question(question: Question, example: Example) -> Iterator[str]:
    asked = {
        "known_at": question.known_at is not None,
        "perspective": question.perspective is not None,
        "reading asked": question.reading != "default",
        "rules asked": bool(question.rules),
        "subjects asked": bool(question.subjects),
        "all States": question.all_states,
        "plea": bool(example.dossier.pleas),
    }
    yield from (name for name, is_asked in asked.items() if is_asked)


def shares(seed: int, number: int) -> tuple[dict[str, float], dict[str, float]]:
    """Return of so many examples the part that holds each construct, and the part in which each verdict occurs; commonest first."""
    held: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    for found in islice(stream(seed), number):
        law = found[0].law()
        assert law is not None
        held.update({name for one in found for name in constructs(one, law)})
        verdicts.update(
            {each.verdict.value for one in found for each in outcomes(one.question, law, one.evidence(law))}
        )
    return _parts(held, number), _parts(verdicts, number)


def _parts(found: Counter[str], number: int) -> dict[str, float]:
    return {name: count / number for name, count in found.most_common()}


if __name__ == "__main__":
    for table in shares(int(sys.argv[1]), int(sys.argv[2])):
        sys.stdout.writelines(f"{part:6.1%}  {name}\n" for name, part in table.items())
        sys.stdout.write("\n")
