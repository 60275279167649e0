"""How far strategies reach: which verdicts the rules of a pack come to within some examples, and which they do not.

Run `python -m sanctions_engine.testing.reach un/dprk --examples 200`.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, seed, settings

from sanctions_engine.language.packs import load_pack
from sanctions_engine.language.rules import Pack, Rule
from sanctions_engine.models.norms import Modality
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import judgements
from sanctions_engine.testing.strategies.scenes import Scene, law_of, rules_to_reach, scenes

EXAMPLES = 200
"""Within how many examples a rule should reach its verdicts."""

V = Verdict


@dataclass(slots=True)
class Reached:
    """What one rule came to.

    Attributes:
        rule: Id of the rule.
        poles: The verdicts of a breach and of its opposite; one of each is to be reached.
        verdicts: How many subjects came to each verdict.
        examples: How many dossiers were tried.
        why: The causes that left a verdict open, by number.
        in_force: Whether any text of the rule was ever in force.
    """

    rule: str
    poles: tuple[frozenset[Verdict], frozenset[Verdict]]
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    examples: int = 0
    why: Counter[str] = field(default_factory=Counter)
    in_force: bool = True

    @property
    def is_reached(self) -> bool:
        """Whether a breach and its opposite were reached."""
        return all(not pole.isdisjoint(self.verdicts) for pole in self.poles)

    @property
    def reason(self) -> str:
        """Why a verdict was not reached, as far as the examples tell; empty where both were.

        Example:
            >>> Reached("law", POLES[Modality.INDICATOR], Counter({Verdict.CLEAR: 3}), examples=3).reason
            'no `raised` in 3 examples: clear 3'
        """
        if self.is_reached:
            return ""
        if not self.in_force:
            return "no text of it was ever in force"
        missed = [
            " or ".join(f"`{one}`" for one in sorted(pole)) for pole in self.poles if pole.isdisjoint(self.verdicts)
        ]
        came_to = ", ".join(f"{verdict} {number}" for verdict, number in self.verdicts.most_common())
        left_open = "; open for " + self.why.most_common(1)[0][0] if self.why else ""
        return f"no {' and no '.join(missed)} in {self.examples} examples: {came_to or 'no subject'}{left_open}"


POLES: dict[Modality, tuple[frozenset[Verdict], frozenset[Verdict]]] = {
    Modality.OBLIGATION: (frozenset({V.VIOLATED}), frozenset({V.FULFILLED})),
    Modality.PROHIBITION: (frozenset({V.VIOLATED}), frozenset({V.CLEAN, V.FULFILLED})),
    Modality.INDICATOR: (frozenset({V.RAISED}), frozenset({V.CLEAR})),
}
"""A breach and its opposite, by modality."""

WITHOUT_A_DAY = (frozenset({V.UNDETERMINED}), frozenset({V.FULFILLED}))
"""Of a duty that is due `promptly`: the text gives no day, so the table has no `violated`; what is not done is `undetermined`."""


def poles_of(rule: Rule) -> tuple[frozenset[Verdict], frozenset[Verdict]]:
    """Return the verdicts of a breach of a rule and of its opposite.

    Example:
        >>> from sanctions_engine import load_pack
        >>> broken, kept = poles_of(load_pack("un/dprk").rules["unscr-2397-8"])
        >>> [*broken, *kept]
        [<Verdict.VIOLATED: 'violated'>, <Verdict.FULFILLED: 'fulfilled'>]
    """
    return WITHOUT_A_DAY if rule.promptly else POLES[rule.modality]


def reach(
    packs: Pack | Law | Sequence[Pack], *, rules: Sequence[str] = (), examples: int = EXAMPLES, start: int = 0
) -> Iterator[Reached]:
    """Yield what each rule comes to within a number of examples; a rule is left as soon as both its verdicts are reached.

    Args:
        packs: The pack, several, or their law.
        rules: Patterns of the rules to look at; all by default.
        examples: The greatest number of dossiers for a rule.
        start: Where the random numbers start; the same start gives the same dossiers.

    Raises:
        BadQuestion: If a pattern names no rule that is judged.

    Example:
        >>> from sanctions_engine import load_pack
        >>> [(one.rule, one.is_reached) for one in reach(load_pack("un/dprk"), rules=["unscr-2371-8/coal"], examples=50)]
        [('unscr-2371-8/coal', True)]
    """
    law = law_of(packs)
    for rule in rules_to_reach(law, rules):
        in_force = any(text.rule is not None for text in law.texts(rule))
        found = Reached(rule, poles_of(law.rules[rule]), in_force=in_force)
        if in_force:
            _try(law, found, examples, start)
        yield found


def _try(law: Law, found: Reached, examples: int, start: int) -> None:
    """Judge dossiers that are made up for a rule, until both verdicts are reached."""

    @seed(start)
    @settings(
        max_examples=examples, database=None, phases=[Phase.generate], deadline=None, derandomize=False,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(scenes(law, rules=[found.rule]))
    def judge(scene: Scene) -> None:
        if found.is_reached:
            raise _Enough
        found.examples += 1
        for _, _, judged in judgements(scene.question, law, Evidence(scene.dossier, law.kinds)):
            found.verdicts[judged.verdict] += 1
            if judged.verdict is V.UNDETERMINED:
                found.why.update({f"{one.kind} {one.field}".strip() + f", {one.why}" for one in judged.causes})

    try:
        judge()
    except _Enough:
        return


class _Enough(Exception):
    """Both verdicts are reached."""


def table(found: Iterable[Reached]) -> Iterator[str]:
    """Yield the lines of a report: a line for each rule that missed a verdict, and the shares in the end.

    Example:
        >>> found = Reached("law", POLES[Modality.INDICATOR], Counter({Verdict.CLEAR: 2, Verdict.RAISED: 1}), examples=3)
        >>> list(table([found]))[-1]
        'both verdicts     1 of 1 rules, 100 per cent; of those that can be `violated`: 0 of 0'
    """
    rules = []
    for one in found:
        rules.append(one)
        if not one.is_reached:
            yield f"missed  {one.rule}: {one.reason}"
    for verdict in sorted({verdict for one in rules for verdict in one.verdicts}):
        yield f"{verdict:<17} {_share(sum(verdict in one.verdicts for one in rules), len(rules))}"
    can_be = [one for one in rules if V.VIOLATED in one.poles[0]]
    violated = f"{sum(one.is_reached for one in can_be)} of {len(can_be)}"
    both = _share(sum(one.is_reached for one in rules), len(rules))
    yield f"{'both verdicts':<17} {both}; of those that can be `violated`: {violated}"


def _share(number: int, of: int) -> str:
    return f"{number} of {of} rules, {100 * number // of if of else 0} per cent"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure a pack and print the report; 1 if fewer rules than asked for reach both verdicts."""
    parser = argparse.ArgumentParser(prog="python -m sanctions_engine.testing.reach", description=__doc__)
    parser.add_argument("pack", help="name or folder of the pack")
    parser.add_argument("--rule", action="append", default=[], help="pattern of rules; may be repeated")
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="dossiers for each rule")
    parser.add_argument("--seed", type=int, default=0, help="where the random numbers start")
    parser.add_argument(
        "--at-least", type=int, default=0, help="per cent of the rules that have to reach both verdicts"
    )
    asked = parser.parse_args(arguments)
    found = list(reach(load_pack(asked.pack), rules=asked.rule, examples=asked.examples, start=asked.seed))
    for line in table(found):
        sys.stdout.write(f"{line}\n")
    return int(sum(one.is_reached for one in found) * 100 < asked.at_least * len(found))


if __name__ == "__main__":
    raise SystemExit(main())
