"""Turns one row into a claim: its fields by the declared kind, and who says it, where, and since when that is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache

from pydantic import ValidationError

from sanctions_engine.diagnostics import Code
from sanctions_engine.facts.agreement import agreeing, disagreements
from sanctions_engine.facts.conversions import conversions, converted
from sanctions_engine.facts.documents import GRADE_HELP
from sanctions_engine.facts.doubtful_numbers import DoubtfulNumbers
from sanctions_engine.facts.existence import states_to_come
from sanctions_engine.facts.rows import Fault, Row, Wording, faults_of, unknown, unknown_kind
from sanctions_engine.models.claims import Claim, FieldValue, Source
from sanctions_engine.models.dates import DateDoesNotExist, DateRange
from sanctions_engine.models.facts import CLAIM_KEYS, speaker
from sanctions_engine.models.kinds import FactKind, Nature
from sanctions_engine.models.numbers import DEFAULT_TOLERANCE
from sanctions_engine.models.patterns import GRADE
from sanctions_engine.models.records import Record, record_model, truth_remedy

_GRADE = re.compile(GRADE)
_TRUTHS = {True: True, False: False, "true": True, "false": False}


@dataclass(slots=True)
class ClaimReader:
    """Reads rows as claims.

    Attributes:
        kinds: The fact kinds that may be claimed, by name.
        sources: The dossier's sources, by id.
        tolerance: What `~1000` leaves open on each side, as a part of the number.
        numbers: Notes numbers of the rows that may be meant a thousand times larger.
    """

    kinds: Mapping[str, FactKind]
    sources: Mapping[str, Source]
    tolerance: Fraction = DEFAULT_TOLERANCE
    numbers: DoubtfulNumbers = field(default_factory=DoubtfulNumbers)
    _models: dict[str, type[Record]] = field(default_factory=dict)
    _converting: set[str] = field(default_factory=set)
    _agreeing: set[str] = field(default_factory=set)

    def read(self, row: Row, fact: object) -> Claim | list[Fault]:
        """Return the claim, or everything that is wrong with the row.

        Args:
            row: The row; its values hold the fields of the kind and `by`, `source`, `known`, `grade`, `denied`.
            fact: Name of the fact kind.
        """
        values, faults = row.values, list[Fault]()
        fields = self._fields(row, fact, faults)
        by = self.speaker(values.get("by"), faults)
        source = self.source(values.get("source"), faults)
        known = self.known(values.get("known"), source, faults)
        grade = grade_of(values.get("grade"), faults)
        denied = denied_of(values.get("denied"), faults)
        if faults or by is None or source is None or known is None:
            return self._of_denial(faults, fact) if denied else faults
        # Every part is validated above; to validate the whole again would double the time that a large table takes.
        return Claim.model_construct(
            fact=str(fact),
            fields=fields,
            by=by,
            source=source.id,
            known=known,
            grade=grade,
            denied=denied,
            place=row.place,
        )

    def _of_denial(self, faults: list[Fault], fact: object) -> list[Fault]:
        """Return faults with a remedy where a fact that is denied lacks its day: an event is denied whatever its day."""
        kind = self.kinds.get(fact) if isinstance(fact, str) else None
        day = None if kind is None else kind.dated
        is_event = kind is not None and kind.nature is Nature.EVENT
        help = (
            f"an event is denied whatever its day: write `{day}: 2000..`" if is_event else "write the day of the value"
        )
        is_day = [one.code is Code.SE404 and one.field == day for one in faults]
        return [replace(one, help=help) if its else one for one, its in zip(faults, is_day, strict=True)]

    def kind(self, name: object, faults: list[Fault]) -> FactKind | None:
        """Return the kind that a row names, or None after noting why there is none."""
        kind = self.kinds.get(name) if isinstance(name, str) else None
        if name is None:
            message = "the row does not say which fact kind it is of"
            faults.append(Fault(Code.SE402, message, "fact", "add `fact: <kind>`"))
        elif kind is None:
            declared = sorted(name for name, kind in self.kinds.items() if kind.dated is not None)
            faults.append(unknown_kind(str(name), declared, "fact"))
        elif kind.dated is None:
            faults.append(Fault(Code.SE402, f"`{name}` is built in; a dossier makes no claims of it", "fact"))
            return None
        return kind

    def source(self, given: object, faults: list[Fault]) -> Source | None:
        """Return the source that a row names, or None after noting why there is none."""
        if given is None:
            help = "name one of the dossier's `sources`: a claim nobody can check is no evidence"
            faults.append(Fault(Code.SE408, "no `source`", "source", help))
            return None
        found = self.sources.get(given) if isinstance(given, str) else None
        if found is None:
            faults.append(unknown(Code.SE407, "unknown source", str(given), sorted(self.sources), "source"))
        return found

    def known(self, given: object, source: Source | None, faults: list[Fault]) -> DateRange | None:
        """Return the day since which a row is known: its own, else the day on which its source was published."""
        if given is not None:
            found = _day(given)
            if isinstance(found, Fault):
                faults.append(found)
                return None
            return found
        if source is not None and source.published is None:
            message = f"since when this is known is not said: source `{source.id}` has no `published` day"
            faults.append(Fault(Code.SE419, message, "known", f"add `known` here, or `published` to `{source.id}`"))
        return None if source is None else source.published

    def speaker(self, given: object, faults: list[Fault]) -> str | None:
        """Return who asserts a row, or None after noting why nobody does."""
        if isinstance(given, str) and given.strip():
            return speaker(given.strip())
        if given is None or isinstance(given, str):
            faults.append(Fault(Code.SE409, "no speaker", "by", "say who asserts it: `by: RUS`, or the name of a body"))
        else:
            faults.append(Fault(Code.SE405, "`by`: a speaker is a text", "by"))
        return None

    def _fields(self, row: Row, fact: object, faults: list[Fault]) -> dict[str, FieldValue]:
        kind, values = self.kind(fact, faults), row.values
        if kind is None:
            return {}
        model = self._models.get(kind.name)
        if model is None:
            model = self._models[kind.name] = record_model(kind)
            self._converting.update(kind.name for _ in conversions(kind))
            self._agreeing.update(kind.name for _ in agreeing(kind))
        nulls = {
            name for name, value in values.items() if value is None and name in kind.fields
        }  # JSON's way to leave out
        given = {name: value for name, value in values.items() if name not in CLAIM_KEYS and name not in nulls}
        try:
            record = model.model_validate(given, context={"tolerance": self.tolerance})
        except ValidationError as error:
            faults.extend(faults_of(error, wording(kind)))
            return {}
        self.numbers.look(row, kind, given)
        stated = record.given()
        whole = converted(kind, stated) if kind.name in self._converting else stated
        if isinstance(whole, Fault):
            faults.append(whole)
            return {}
        faults.extend(states_to_come(kind, whole))
        if kind.name in self._agreeing:
            faults.extend(disagreements(kind, whole))
        return whole


def wording(kind: FactKind) -> Wording:
    """Return how the faults of a claim of this kind are told."""
    return Wording(f"`{kind.name}`", tuple(kind.fields), Code.SE403, Code.SE404, Code.SE405, "field")


@lru_cache(maxsize=4096)
def _parsed_day(text: str) -> DateRange | Fault:
    try:
        return DateRange.parse(text)
    except DateDoesNotExist as error:
        return Fault(Code.SE213, f"`known`: {error}", "known")
    except ValueError as error:
        return Fault(Code.SE405, f"`known`: {error}", "known")


def _day(given: object) -> DateRange | Fault:
    if isinstance(given, str):
        return _parsed_day(given)
    return Fault(Code.SE405, "`known`: a day is a text such as 2019-12-22", "known")


def grade_of(given: object, faults: list[Fault]) -> str | None:
    """Return the grade that a row gives, None if it gives none or after noting that there is no such grade."""
    if given is None:
        return None
    if isinstance(given, str) and _GRADE.fullmatch(given):
        return given
    faults.append(Fault(Code.SE418, f"unknown grade `{given}`", "grade", GRADE_HELP))
    return None


def denied_of(given: object, faults: list[Fault]) -> bool:
    """Return whether a row denies its fact, False after noting that it says neither yes nor no."""
    if given is None:
        return False
    truth = _TRUTHS.get(given) if isinstance(given, (bool, str)) else None
    if truth is None:
        faults.append(
            Fault(Code.SE405, f"`denied`: `{given}` is neither `true` nor `false`", "denied", truth_remedy(given))
        )
    return bool(truth)
