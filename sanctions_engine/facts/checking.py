"""Checks claims that were made in Python as those of a dossier are checked when it is loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from sanctions_engine.diagnostics import Code, InputRejected, Problem, Problems
from sanctions_engine.facts.agreement import disagreements
from sanctions_engine.facts.claim_rows import wording
from sanctions_engine.facts.conversions import converted
from sanctions_engine.facts.existence import states_to_come
from sanctions_engine.facts.rows import Fault, faults_of, unknown
from sanctions_engine.models.claims import Claim, FieldValue
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.records import record_model
from sanctions_engine.models.unchanged import takes_unchanged


def checked_claims(claims: Iterable[Claim], kinds: Mapping[str, FactKind]) -> tuple[Claim, ...]:
    """Return claims with their fields validated: those that were read from a file have been, the others are checked here.

    A State under another name becomes its code, a text in a number or date field is read.

    Raises:
        InputRejected: For a claim of an unknown kind (SE402), with an unknown, missing or malformed field, or of a State that did not
            exist yet (SE422).

    Example:
        >>> checked_claims([Claim(fact="Nothing", by="RUS", source="s", known="2020")], {})
        Traceback (most recent call last):
        ...
        sanctions_engine.diagnostics.problems.InputRejected: error[SE402]: unknown fact kind `Nothing`...
    """
    return ClaimChecks(kinds).checked(claims)


class ClaimChecks:
    """Checks claims, as `checked_claims` does, that come a few at a time."""

    def __init__(self, kinds: Mapping[str, FactKind]) -> None:
        self._kinds = kinds
        self._unchanged: dict[str, Callable[[Mapping[str, FieldValue]], bool]] = {}

    def checked(self, claims: Iterable[Claim]) -> tuple[Claim, ...]:
        """Return claims with their fields validated.

        Raises:
            InputRejected: As for `checked_claims`.
        """
        problems = Problems()
        checked = tuple([one if self._is_known(one) else _checked(one, self._kinds, problems) for one in claims])
        if problems.errors:
            raise InputRejected(problems.errors)
        return checked

    def _is_known(self, claim: Claim) -> bool:
        """Whether a claim needs no look at its kind's model: it was read from a file, or is as one that was."""
        if claim.place is not None:
            return True
        unchanged = self._unchanged.get(claim.fact)
        if unchanged is None:
            kind = self._kinds.get(claim.fact)
            if kind is None or kind.dated is None:
                return False
            unchanged = self._unchanged[claim.fact] = takes_unchanged(kind)
        return unchanged(claim.fields)


def _checked(claim: Claim, kinds: Mapping[str, FactKind], problems: Problems) -> Claim:
    kind = kinds.get(claim.fact)
    if kind is None or kind.dated is None:
        fault = unknown(Code.SE402, "unknown fact kind", claim.fact, [name for name in kinds if name != "State"])
        problems.extend([Problem(fault.code, fault.message, help=fault.help, offending=claim.fact)])
        return claim
    try:
        stated: dict[str, FieldValue] = record_model(kind).model_validate(_plain(claim.fields)).given()
    except ValidationError as error:
        return _refused(claim, faults_of(error, wording(kind)), problems)
    fields = converted(kind, stated)
    if isinstance(fields, Fault):
        return _refused(claim, [fields], problems)
    _refused(claim, [*states_to_come(kind, fields), *disagreements(kind, fields)], problems)
    return claim if fields == claim.fields else claim.model_copy(update={"fields": fields})


def _refused(claim: Claim, faults: Iterable[Fault], problems: Problems) -> Claim:
    for fault in faults:
        message = f"{fault.message} (claim of `{claim.fact}` by {claim.by})"
        problems.extend([Problem(fault.code, message, help=fault.help)])
    return claim


def _plain(fields: Mapping[str, FieldValue]) -> dict[str, Any]:
    return dict(fields)
