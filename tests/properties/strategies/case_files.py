"""Prints an example as the files of a pack and a case file, to be saved under `tests/cases/meaning/` and cut to what matters there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

from sanctions_engine.models.claims import Claim, Coverage, FieldValue, Plea
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.facts import in_words
from sanctions_engine.models.outcomes import Outcome
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.reference import outcomes
from tests.properties.strategies.examples import Example
from tests.properties.strategies.kinds import DAYS
from tests.properties.strategies.pack_texts import kinds_text

CASES = "found.cases.yaml"
MOST_EXPECTED = 12
FIRST = DateRange.of(DAYS[0])
"""Since when all is known in most examples: a case need not say it of each claim."""


class _Row(dict[str, Any]):
    """A mapping that is written in braces."""


class _Word(str):
    """A text that stands without quotes: a number, a day, `true`, `none`."""


class _Writer(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _word(writer: _Writer, text: _Word) -> yaml.ScalarNode:
    tag = writer.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]  # PyYAML has no types here
    return writer.represent_scalar(tag, text)


_Writer.add_representer(_Word, _word)
_Writer.add_representer(
    _Row, lambda writer, row: writer.represent_mapping("tag:yaml.org,2002:map", row, flow_style=True)
)


def case_text(example: Example, title: str, about: Iterable[str] = ()) -> str:
    """Return the text of a case file with one case, which expects what the reference says.

    Args:
        about: Ids of the rules that it is about; empty for all.
    """
    question = example.question
    case: dict[str, Any] = {"case": title, "as_of": _Word(str(question.as_of))}
    if question.known_at is not None:
        case["known_at"] = _Word(str(question.known_at))
    if question.perspective in {one.by for one in example.dossier.claims}:
        case["perspective"] = question.perspective
    if question.reading != "default":
        case["reading"] = question.reading
    if example.assumed:
        case["assume"] = [f"{name}={day}" for name, day in example.assumed.items()]
    dated = question.known_at is not None or any(one.known != FIRST for one in _known_things(example))
    facts: dict[str, list[_Row]] = {}
    for claim in example.dossier.claims:
        facts.setdefault(claim.fact, []).append(_claim(claim, dated))
    case |= {"facts": facts} if facts else {}
    if example.dossier.coverage:
        case["coverage"] = [_coverage(one, dated) for one in example.dossier.coverage]
    if example.dossier.pleas:
        case["pleas"] = [_plea(example, one) for one in example.dossier.pleas]
    case["expect"] = [_expected(one) for one in _told(example, set(about))]
    return yaml.dump({"cases": [case]}, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=10_000)


def _told(example: Example, about: set[str]) -> list[Outcome]:
    law = example.law()
    assert law is not None
    found = [
        one
        for one in outcomes(example.question, law, example.evidence(law))
        if one.verdict is not Verdict.ERROR and (not about or one.rule in about)
    ]
    return found[:MOST_EXPECTED]


def _known_things(example: Example) -> list[Claim | Coverage]:
    return [*example.dossier.claims, *example.dossier.coverage]


def _claim(claim: Claim, dated: bool) -> _Row:
    row = _Row({name: _value(value) for name, value in claim.fields.items()})
    row["by"] = claim.by
    if dated:
        row["known"] = _Word(str(claim.known))
    if claim.grade is not None:
        row["grade"] = claim.grade
    if claim.denied:
        row["denied"] = True
    return row


def _coverage(coverage: Coverage, dated: bool) -> _Row:
    row = _Row({"fact": coverage.fact, **{name: _value(value) for name, value in coverage.fields.items()}})
    for name, day in (("from", coverage.start), ("to", coverage.end)):
        if day is not None:
            row[name] = _Word(str(day))
    if dated:
        row["known"] = _Word(str(coverage.known))
    return row


def _plea(example: Example, plea: Plea) -> _Row:
    """Return a plea, under a rule that is there."""
    law = example.law()
    assert law is not None
    return _Row({"by": plea.by, "rule": next(iter(law.rules)), "ground": plea.ground})


def _value(value: FieldValue) -> str:
    return value if isinstance(value, str) else _Word(in_words(value))


def _expected(outcome: Outcome) -> _Row:
    row = _Row({"rule": outcome.rule, "subject": str(outcome.subject), "verdict": outcome.verdict.value})
    if outcome.due is not None:
        row["due"] = _Word(str(outcome.due))
    if outcome.exception is not None:
        row["exception"] = outcome.exception
    return row


def files(example: Example, title: str, about: Iterable[str] = ()) -> dict[str, str]:
    """Return the text of each file of a pack with the example as its one case, by name."""
    return {**example.pack.files(), "facts.yaml": kinds_text(), CASES: case_text(example, title, about)}


def printed(example: Example, said: Iterable[str], about: Iterable[str] = ()) -> str:
    """Return what to print of an example that fails: what engines differ in, the rules, the case, and the question as it was asked."""
    texts = files(example, "the engines agree", about)
    shown = [
        f"# {name}\n{text}"
        for name, text in texts.items()
        if name not in ("pack.yaml", "facts.yaml", "instruments.yaml")
    ]
    return "\n".join([*(f"# {line}" for line in said), *shown, f"# {example.question}"])
