"""What came of judging one (rule, subject): the verdict with all that a proof needs."""

from __future__ import annotations

from dataclasses import dataclass, field

from sanctions_engine.diagnostics import Problem
from sanctions_engine.language.rules import Formula, Rule
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.instruments import Citation
from sanctions_engine.models.norms import Burden
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.causes import Causes
from sanctions_engine.semantics.environment import Env, Presumed
from sanctions_engine.semantics.law import Text
from sanctions_engine.semantics.truth import FALSE, Truth
from sanctions_engine.semantics.values import Value
from sanctions_engine.semantics.verdict_table import Situation


@dataclass(slots=True)
class Step:
    """One formula that was evaluated: in which role, in which surroundings, with which value."""

    role: str
    formula: Formula
    env: Env
    value: Value


@dataclass(frozen=True, slots=True)
class Considered:
    """An exception or exemption that was looked at.

    Attributes:
        law_in_doubt: Whether it depends on the law's day, which is not known exactly, whether it was law, in which text, or whether
            it lets the bearer off: that is for nobody to show, and leaves the verdict open whoever has the burden.
    """

    id: str
    title: str | None
    grounds: tuple[str, ...]
    citation: Citation
    burden: Burden
    holds: Truth
    step: Step | None
    law_in_doubt: bool = False

    @property
    def counts(self) -> Truth:
        """Whether it lets the bearer off, after the burden: what the bearer has to show and does not is presumed not to hold."""
        is_presumed = self.holds.is_unknown and self.burden is Burden.BEARER and not self.law_in_doubt
        return FALSE if is_presumed else self.holds


@dataclass(slots=True)
class Judgement:
    """The verdict on one (rule, subject).

    Attributes:
        text: The text of the rule that judged; one without a rule says why nothing is in force.
        situation: What was known, for the verdict table; None if the verdict has another ground (an imprecise due day, an error).
        due: The due day; None where there is none.
        late_on: The day on which it was done, for `fulfilled_late`: from the first on which it may have been to the first on which it
            surely was.
        exception: Id of the exception or exemption that decided.
        steps: The formulas that were evaluated, in order.
        considered: Exceptions and exemptions that were looked at.
        possible: What an undetermined verdict can become.
        causes: Why it is undetermined or pending.
        presumed: Values that the rule let stand in for evidence.
        error: Why the rule failed to evaluate.
        choices: Where an imprecise day decides: each day that it can be, with the verdict on it.
        alternatives: Where there is more than one such day: the judgement under each.
    """

    verdict: Verdict
    text: Text | None = None
    rule: Rule | None = None
    situation: Situation | None = None
    due: DateRange | None = None
    law_day: DateRange | None = None
    late_on: DateRange | None = None
    exception: str | None = None
    steps: list[Step] = field(default_factory=list)
    considered: list[Considered] = field(default_factory=list)
    possible: frozenset[Verdict] = frozenset()
    causes: Causes = frozenset()
    presumed: list[Presumed] = field(default_factory=list)
    error: Problem | None = None
    choices: tuple[tuple[str, Verdict], ...] = ()
    alternatives: tuple[tuple[str, Judgement], ...] = ()
