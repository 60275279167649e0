"""The relational engine as it answers over claim tables, as an engine that can be compared: no subjects are few to it."""

from __future__ import annotations

from collections.abc import Iterable
from unittest.mock import patch

from sanctions_engine.engines.relational import planning
from sanctions_engine.engines.relational.bulk import flagged
from sanctions_engine.engines.relational.listing import listing
from sanctions_engine.facts.bulk import claim_tables_from
from sanctions_engine.models.findings import Answered
from sanctions_engine.models.outcomes import Outcome
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, case_of, denied_outcome, judges, rules_asked


class Counting(list[Outcome]):
    """Outcomes that are listed, and the number of those that are not, by rule and verdict."""

    def __init__(self, listed: Iterable[Outcome], quiet: dict[tuple[str, Verdict], int]) -> None:
        super().__init__(listed)
        self.quiet = quiet


class InBulk:
    """Answers as for millions of claims."""

    name = "in bulk"
    answered: Answered | None = None

    def outcomes(self, question: Question, law: Law, evidence: Evidence) -> Counting:
        """Return the outcomes that the engine lists, with the numbers of those that it counts."""
        left = {rule.id: "subjects are named" for rule in rules_asked(question, law)} if question.subjects else {}
        with claim_tables_from(evidence.dossier, evidence.kinds) as tables, patch.object(planning, "FEW", 0):
            found = flagged(question, law, tables, left=left)
            table = listing(found, found.others, law.rules, tables)
            judge = judges(question, law, evidence)

            def is_on_record(one: Outcome) -> bool:
                """Whether the record has the subject: what somebody tells of and the record denies is listed beside the outcomes.

                It is listed with what the reference makes of it; anything else is held against the reference, which has no such subject.
                """
                rule = law.rules[one.rule]
                if case_of(rule, one.subject, judge, question) is not None:
                    return True
                return one != denied_outcome(rule, one.subject, judge, question)

            listed = [one for some in table.batches(1_000) for one in some if is_on_record(one)]
            quiet = {
                (rule, verdict): number for rule, counts in found.quiet.items() for verdict, number in counts.items()
            }
            return Counting(listed, quiet)
