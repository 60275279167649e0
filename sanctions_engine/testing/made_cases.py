"""Cases that are made in Python: dossiers, and findings on one rule and subject, from the keys of a case file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sanctions_engine.diagnostics import BadQuestion, Code, InputRejected, Problem, Problems
from sanctions_engine.evaluation import evaluate
from sanctions_engine.facts.cases import cases_in
from sanctions_engine.language.rules import Pack
from sanctions_engine.language.yaml.yaml_text import read_yaml
from sanctions_engine.models.claims import Dossier
from sanctions_engine.models.findings import Finding

Facts = Mapping[str, Iterable[Mapping[str, Any]]]
"""By fact kind, a list of records; values as in a case file, or days and numbers of Python."""
Rows = Iterable[Mapping[str, Any]]


def make_dossier(
    packs: Iterable[Pack], facts: Facts, *, coverage: Rows = (), pleas: Rows = (), assessments: Rows = ()
) -> Dossier:
    """Return a dossier from the keys of a case; what a record need not say is filled in as in a case file.

    Args:
        packs: The packs whose fact kinds are claimed.
        facts: By fact kind, a list of records.
        coverage: Which lists are complete: `[{"fact": "Review"}]`.
        pleas: Reasons that bearers give.
        assessments: What others concluded.

    Raises:
        InputRejected: If something of it cannot be read (SE1xx, SE4xx).

    Example:
        >>> from sanctions_engine import load_packs
        >>> reports = {"ImplementationReport": [{"state": "CHN", "about": "x", "submitted": date(2019, 3, 22)}]}
        >>> make_dossier(load_packs(["un/dprk"]), reports).claims[0].fields["submitted"]
        DateRange(low=datetime.date(2019, 3, 22), high=datetime.date(2019, 3, 22))
    """
    kinds = {name: kind for pack in packs for name, kind in pack.kinds.items()}
    lists = {"facts": {name: list(rows) for name, rows in facts.items()}, "coverage": list(coverage)}
    case = {"case": "a case", **lists, "pleas": list(pleas), "assessments": list(assessments), "expect": []}
    text = json.dumps({"cases": [case]}, default=_as_text, ensure_ascii=False)
    problems = Problems()
    document = read_yaml(text, "a case made in Python", problems)
    found = () if document is None else cases_in(document, kinds, problems)
    if problems.errors:
        raise InputRejected(problems.errors)
    return found[0].dossier


@dataclass(slots=True)
class CaseEvaluator:
    """Judges made cases by packs, and keeps the findings.

    Attributes:
        packs: The packs.
        findings: What was found so far, the last one last.
    """

    packs: tuple[Pack, ...]
    findings: list[Finding]

    def __call__(
        self,
        rule: str,
        subject: str,
        *,
        as_of: date | str,
        facts: Facts | None = None,
        coverage: Rows = (),
        pleas: Rows = (),
        assessments: Rows = (),
        dossier: Dossier | None = None,
        **asked: Any,
    ) -> Finding:
        """Return the finding on a rule and subject.

        Args:
            rule: Id of the rule.
            subject: The subject, as a case file names it.
            as_of: The day judged.
            facts: By fact kind, a list of records.
            coverage: Which lists are complete.
            pleas: Reasons that bearers give.
            assessments: What others concluded.
            dossier: The evidence, in the place of all these.
            **asked: Further arguments of `evaluate`: `known_at`, `perspective`, `reading`, `assume`.

        Raises:
            InputRejected: If the facts cannot be read.
            BadQuestion: If there is no such rule (SE501) or subject (SE506).
        """
        evidence = dossier or make_dossier(
            self.packs, facts or {}, coverage=coverage, pleas=pleas, assessments=assessments
        )
        day = as_of if isinstance(as_of, date) else date.fromisoformat(as_of)
        found = evaluate(self.packs, evidence, as_of=day, rules=[rule], subjects=[subject], **asked)
        own = [one for one in found if one.rule == rule]
        if len(own) != 1:
            message = f"`{rule}` is judged for {len(own)} subjects called `{subject}`"
            raise BadQuestion([Problem(Code.SE506, message, help="name one rule and one subject", offending=subject)])
        self.findings.append(own[0])
        return own[0]


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
