"""Turns rows into pleas, assessments and coverage."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from sanctions_engine.diagnostics import Code
from sanctions_engine.facts.claim_rows import ClaimReader, wording
from sanctions_engine.facts.documents import AssessmentShape, PeriodShape, PleaShape, Shape
from sanctions_engine.facts.rows import Fault, Row, Wording, faults_of, unknown
from sanctions_engine.models.claims import Assessment, Coverage, FieldValue, Plea
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.models.records import partial_model

_SOURCED = frozenset({"source", "known"})
_PERIOD = frozenset({"from", "to"})

S = TypeVar("S", bound=Shape)


@dataclass(frozen=True, slots=True)
class OtherRows:
    """Reads the rows of a dossier that are no claims; each method returns what the row says, or what is wrong with it.

    Attributes:
        claims: Knows the kinds and the sources.
        rules: Ids of the rules that exist, or None where that is not known.
    """

    claims: ClaimReader
    rules: Collection[str] | None = None

    def plea(self, row: Row) -> Plea | list[Fault]:
        """Read a reason that a bearer gives for not complying."""
        faults: list[Fault] = []
        shape = _shape(row, PleaShape, "a plea", _SOURCED, faults)
        source, known = self._sourced(row, faults)
        self._rule(row, faults)
        if faults or shape is None or source is None or known is None:
            return faults
        return Plea(**dict(shape), source=source, known=known, place=row.place)

    def assessment(self, row: Row) -> Assessment | list[Fault]:
        """Read what somebody else concluded."""
        faults: list[Fault] = []
        shape = _shape(row, AssessmentShape, "an assessment", _SOURCED, faults)
        source, known = self._sourced(row, faults)
        self._rule(row, faults)
        if faults or shape is None or source is None or known is None:
            return faults
        return Assessment(**dict(shape), source=source, known=known, place=row.place)

    def coverage(self, row: Row) -> Coverage | list[Fault]:
        """Read a declaration that the list of a kind is complete."""
        faults: list[Fault] = []
        kind = self.claims.kind(row.values.get("fact"), faults)
        fields = {} if kind is None else _covered(kind, row, faults)
        others = frozenset(row.values) - _PERIOD
        period = _shape(row, PeriodShape, "a coverage", others, faults)
        if period and period.start and period.end and period.start > period.end:
            faults.append(Fault(Code.SE405, f"the coverage ends on {period.end}, before it begins", "to"))
        source, known = self._sourced(row, faults)
        if faults or kind is None or period is None or source is None or known is None:
            return faults
        start, end = period.start, period.end
        return Coverage(
            fact=kind.name, fields=fields, start=start, end=end, source=source, known=known, place=row.place
        )

    def _sourced(self, row: Row, faults: list[Fault]) -> tuple[str | None, DateRange | None]:
        source = self.claims.source(row.values.get("source"), faults)
        known = self.claims.known(row.values.get("known"), source, faults)
        return (None if source is None else source.id), known

    def _rule(self, row: Row, faults: list[Fault]) -> None:
        rule = row.values.get("rule")
        if self.rules is None or not isinstance(rule, str) or rule in self.rules:
            return
        if not any(id.startswith(f"{rule}/") for id in self.rules):  # the id of a table means all its rows
            faults.append(unknown_rule(rule, self.rules))


def unknown_rule(rule: str, rules: Collection[str]) -> Fault:
    """Return the fault of a rule that does not exist."""
    return unknown(Code.SE410, "unknown rule", rule, sorted(rules), "rule")


def _shape(row: Row, model: type[S], owner: str, elsewhere: frozenset[str], faults: list[Fault]) -> S | None:
    """Return the keys of a row by their shape; those that are read elsewhere are left out."""
    try:
        return model.model_validate({key: value for key, value in row.values.items() if key not in elsewhere})
    except ValidationError as error:
        keys = tuple(info.alias or name for name, info in model.model_fields.items())
        found = faults_of(error, Wording(owner, (*keys, *sorted(elsewhere)), Code.SE101, Code.SE102, Code.SE103))
    for fault in found:
        if fault.field == "by":
            fault = Fault(Code.SE409, fault.message, "by", "say whose words they are")
        faults.append(fault)
    return None


def _covered(kind: FactKind, row: Row, faults: list[Fault]) -> dict[str, FieldValue]:
    """Return the field values that a coverage is limited to; each has to be exact."""
    elsewhere = _SOURCED | _PERIOD | {"fact"}
    given = {name: value for name, value in row.values.items() if name not in elsewhere}
    if kind.dated in given:
        given.pop(kind.dated)
        faults.append(Fault(Code.SE405, f"`{kind.dated}` says when: give days by `from` and `to`", kind.dated))
    try:
        fields = partial_model(kind).model_validate(given).given()
    except ValidationError as error:
        faults.extend(faults_of(error, wording(kind)))
        return {}
    for name, value in fields.items():
        if isinstance(value, (NumberRange, DateRange)) and not value.is_exact:
            faults.append(Fault(Code.SE405, f"`{name}`: a coverage needs one exact value, not `{value}`", name))
    return fields
