"""Laws that hold for every pack and engine, each to be tried in one line on one's own.

    def test_unknowns_are_sound() -> None:
        laws.soundness_of_unknowns(load_pack("policy"))

Dossiers are made up so that they reach the rules (`sanctions_engine.testing.strategies.scenes`); what breaks a law is cut down by
hypothesis to the few claims that show it. Needs the extra `hypothesis`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanctions_engine.engines.protocol import Engine
from sanctions_engine.engines.registry import engine_named
from sanctions_engine.language.nodes import Arithmetic, Call, Literal
from sanctions_engine.language.rules import Change, Formula, Pack, Rule
from sanctions_engine.language.types import DATE, DURATION, NUMBER
from sanctions_engine.models.claims import Claim, Dossier
from sanctions_engine.models.norms import Modality
from sanctions_engine.models.outcomes import Outcome, Subject
from sanctions_engine.models.verdicts import Verdict
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.testing.agreement import disagreements
from sanctions_engine.testing.law_checks import is_no_worse, is_sound, judge_all, stays_done
from sanctions_engine.testing.strategies.completing import completed
from sanctions_engine.testing.strategies.packs import PackText, pack_texts
from sanctions_engine.testing.strategies.scenes import AIMS, Scene, law_of, rules_to_reach, scenes

Packs = Pack | Law | Sequence[Pack]
EXAMPLES = 100
"""How many dossiers a law is tried on."""


class LawBroken(AssertionError):
    """A dossier on which a law does not hold."""


@dataclass(frozen=True, slots=True)
class _Trial:
    """One dossier, and who is to judge it."""

    scene: Scene
    engine: Engine
    data: st.DataObject

    def said(self, dossier: Dossier, law: Law | None = None, **asked: object) -> dict[tuple[str, Subject], Outcome]:
        """Return what the engine says of a dossier, by rule and subject."""
        under = law or self.scene.law
        question = replace(self.scene.question, **asked)  # type: ignore[arg-type]  # fields of a question
        return {
            (one.rule, one.subject): one
            for one in self.engine.outcomes(question, under, Evidence(dossier, under.kinds))
        }


def soundness_of_unknowns(
    packs: Packs, *, engine: str | Engine = "reference", rules: Sequence[str] = (), examples: int = EXAMPLES
) -> tuple[str, ...]:
    """What is decided stays decided: whatever a missing field turns out to be, and wherever in its interval a value lies.

    Args:
        packs: The pack, several, or their law.
        engine: The engine that judges, or its name.
        rules: Patterns of the rules; all by default.
        examples: How many dossiers are tried.

    Returns:
        Ids of the rules that it was tried on.

    Raises:
        LawBroken: If a dossier breaks it.
        BadQuestion: If a pattern names no rule, or there is no such engine.

    Example:
        >>> from sanctions_engine import load_pack
        >>> soundness_of_unknowns(load_pack("un/dprk"), rules=["unscr-2397-8-final"], examples=5)
        ('unscr-2397-8-final',)
    """

    def check(trial: _Trial) -> None:
        scene = trial.scene
        kinds = scene.law.kinds
        claims = tuple(trial.data.draw(completed(claim, kinds[claim.fact])) for claim in scene.dossier.claims)
        after = trial.said(scene.dossier.model_copy(update={"claims": claims}))
        judged = judge_all(scene.law, scene.dossier, scene.question)
        for key, before in trial.said(scene.dossier).items():
            then = after.get(key)
            if not is_sound(judged[key], before.verdict, then.verdict if then else None):
                became = then.verdict if then else "not judged"
                raise LawBroken(f"{key[0]} on {key[1]}: {before.verdict} became {became} by {_more(scene, claims)}")

    return _try(check, packs, engine, rules, examples)


def order_independence(
    packs: Packs, *, engine: str | Engine = "reference", rules: Sequence[str] = (), examples: int = EXAMPLES
) -> tuple[str, ...]:
    """The order of claims and coverage does not matter, nor does a claim that is there twice.

    Args, returns and raises: as `soundness_of_unknowns`.

    Example:
        >>> from sanctions_engine import load_pack
        >>> order_independence(load_pack("un/dprk"), rules=["unscr-2397-8-final"], examples=5)
        ('unscr-2397-8-final',)
    """

    def check(trial: _Trial) -> None:
        dossier = trial.scene.dossier
        again = trial.data.draw(st.lists(st.sampled_from(dossier.claims), max_size=2)) if dossier.claims else []
        claims = trial.data.draw(st.permutations([*dossier.claims, *again]))
        coverage = trial.data.draw(st.permutations(dossier.coverage))
        other = dossier.model_copy(update={"claims": tuple(claims), "coverage": tuple(coverage)})
        _same(trial.said(dossier), trial.said(other), "in another order")

    return _try(check, packs, engine, rules, examples)


def known_at_monotonicity(
    packs: Packs, *, engine: str | Engine = "reference", rules: Sequence[str] = (), examples: int = EXAMPLES
) -> tuple[str, ...]:
    """What became known later does not count, what was known does: the limit does what leaving claims out would do.

    Args, returns and raises: as `soundness_of_unknowns`.

    Example:
        >>> from sanctions_engine import load_pack
        >>> known_at_monotonicity(load_pack("un/dprk"), rules=["unscr-2397-8-final"], examples=5)
        ('unscr-2397-8-final',)
    """

    def check(trial: _Trial) -> None:
        dossier = trial.scene.dossier
        since = [*(one.known for one in dossier.claims), *(one.known for one in dossier.coverage)]
        days = sorted({one.low for one in since if one.low})
        if not days:
            return
        day = trial.data.draw(st.sampled_from(days[::-1])) + timedelta(
            days=trial.data.draw(st.sampled_from((0, -1, 1)))
        )
        known = tuple(one for one in dossier.claims if one.known.low and one.known.low <= day)
        covered = tuple(one for one in dossier.coverage if one.known.low and one.known.low <= day)
        cut = dossier.model_copy(update={"claims": known, "coverage": covered})
        limited = trial.said(dossier, known_at=day)
        # States that only later claims speak of are judged, too: nothing was known of them then
        without = trial.said(cut)
        _same(without, {key: one for key, one in limited.items() if key in without}, f"known at {day}")
        last = trial.said(dossier, known_at=days[-1])
        _same(trial.said(dossier), last, f"known at {days[-1]}, when all was known")

    return _try(check, packs, engine, rules, examples)


def deadline_monotonicity(
    packs: Packs, *, engine: str | Engine = "reference", rules: Sequence[str] = (), examples: int = EXAMPLES
) -> tuple[str, ...]:
    """A longer deadline never creates a violation.

    It holds for duties that stay done once they are done, and whose text no change of law touches; of the others it is not tried: who
    holds nothing on the tenth and something on the twentieth has kept a duty to hold nothing by the tenth, and broken one to hold
    nothing by the twentieth.

    Args, returns and raises: as `soundness_of_unknowns`.

    Example:
        >>> from sanctions_engine import load_pack
        >>> deadline_monotonicity(load_pack("un/dprk"), rules=["unscr-2397-8*"], examples=5)
        ('unscr-2397-8-final',)
    """

    def check(trial: _Trial) -> None:
        scene = trial.scene
        more = trial.data.draw(st.sampled_from((1, 30, 400)))
        longer = trial.said(scene.dossier, with_longer_deadline(scene.law, scene.rule, more))
        for key, before in trial.said(scene.dossier).items():
            then = longer.get(key)
            fits = before.verdict in (Verdict.VIOLATED, Verdict.NOT_IN_FORCE, Verdict.NOT_APPLICABLE)
            if then is not None and then.verdict is Verdict.VIOLATED and not fits:
                raise LawBroken(f"{key[0]} on {key[1]}: {before.verdict} became violated by {more} more days")

    return _try(check, packs, engine, rules, examples, only=_has_a_plain_deadline)


def agreement_of_engines(
    packs: Packs,
    *,
    engine: str | Engine = "relational",
    other: str | Engine = "reference",
    rules: Sequence[str] = (),
    examples: int = EXAMPLES,
) -> tuple[str, ...]:
    """Two engines give the same outcomes: verdict, due day and the exception that decided.

    Args:
        other: The engine that it is held against.

    Other arguments, returns and raises: as `soundness_of_unknowns`; and EngineUnavailable if an engine lacks a component.

    Example:
        >>> from sanctions_engine import load_pack
        >>> agreement_of_engines(load_pack("un/dprk"), engine="reference", rules=["unscr-2397-8-final"], examples=5)
        ('unscr-2397-8-final',)
    """
    second = engine_named(other) if isinstance(other, str) else other

    def check(trial: _Trial) -> None:
        scene = trial.scene
        evidence = Evidence(scene.dossier, scene.law.kinds)
        found = disagreements(scene.question, scene.law, evidence, second, trial.engine)
        if found:
            raise LawBroken(f"{second.name} against {trial.engine.name}: " + "; ".join(map(str, found)))

    return _try(check, packs, engine, rules, examples)


def agreement_on_any_pack(
    *, engine: str | Engine = "relational", other: str | Engine = "reference", examples: int = EXAMPLES
) -> None:
    """Two engines give the same outcomes on packs of invented law: for whoever writes an engine.

    Args:
        engine: The engine, or its name.
        other: The engine that it is held against.
        examples: How many packs are tried, each with one dossier.

    Raises:
        LawBroken: If the two differ on a pack.
        EngineUnavailable: If an engine lacks a component.

    Example:
        >>> agreement_on_any_pack(engine="reference", examples=5)
    """
    one, second = (engine_named(name) if isinstance(name, str) else name for name in (engine, other))

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(pack_texts(), st.data())
    def holds(text: PackText, data: st.DataObject) -> None:
        scene = data.draw(scenes(text.pack()))
        found = disagreements(scene.question, scene.law, Evidence(scene.dossier, scene.law.kinds), second, one)
        if found:
            raise LawBroken(f"{second.name} against {one.name}: " + "; ".join(map(str, found)))

    holds()


def exemption_never_worsens(
    packs: Packs, *, engine: str | Engine = "reference", rules: Sequence[str] = (), examples: int = EXAMPLES
) -> tuple[str, ...]:
    """An exception or exemption never makes a verdict worse than it is without any; tried on the rules that have one.

    Args, returns and raises: as `soundness_of_unknowns`.

    Example:
        >>> from sanctions_engine import load_pack
        >>> exemption_never_worsens(load_pack("un/dprk"), rules=["unscr-2397-8*"], examples=5)
        ('unscr-2397-8',)
    """

    def check(trial: _Trial) -> None:
        scene = trial.scene
        without = trial.said(scene.dossier, without_relief(scene.law, scene.rule))
        judged = judge_all(scene.law, scene.dossier, scene.question)
        for key, one in trial.said(scene.dossier).items():
            before = without.get(key)
            if before and not is_no_worse(before.verdict, one.verdict, judged[key], group=key[1].group):
                raise LawBroken(f"{key[0]} on {key[1]}: {before.verdict} without a ground, {one.verdict} with one")

    return _try(check, packs, engine, rules, examples, only=_has_relief)


LAWS: tuple[Callable[..., tuple[str, ...]], ...] = (
    soundness_of_unknowns,
    order_independence,
    known_at_monotonicity,
    deadline_monotonicity,
    agreement_of_engines,
    exemption_never_worsens,
)
"""Every law."""


def _try(
    check: Callable[[_Trial], None],
    packs: Packs,
    engine: str | Engine,
    rules: Sequence[str],
    examples: int,
    only: Callable[[Law, Rule], bool] = lambda law, rule: True,
) -> tuple[str, ...]:
    """Try a law on dossiers that reach rules; those alone that it is about."""
    law = law_of(packs)
    judge = engine_named(engine) if isinstance(engine, str) else engine
    chosen = tuple(rule for rule in rules_to_reach(law, rules) if only(law, law.rules[rule]))
    if not chosen:
        return ()

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(scenes(law, rules=chosen, aims=AIMS), st.data())
    def holds(scene: Scene, data: st.DataObject) -> None:
        check(_Trial(scene, judge, data))

    holds()
    return chosen


def _same(one: dict[tuple[str, Subject], Outcome], other: dict[tuple[str, Subject], Outcome], how: str) -> None:
    for key in sorted({*one, *other}):
        if one.get(key) != other.get(key):
            first, second = one.get(key), other.get(key)
            said = f"{first.verdict if first else 'not judged'} became {second.verdict if second else 'not judged'}"
            raise LawBroken(f"{key[0]} on {key[1]}: {said} {how}")


def _more(scene: Scene, claims: Sequence[Claim]) -> str:
    """Return what completed claims say besides."""
    said = [
        f"{claim.fact} {name}: {value}"
        for before, claim in zip(scene.dossier.claims, claims, strict=True)
        for name, value in claim.fields.items()
        if before.fields.get(name) != value
    ]
    return ", ".join(said) or "nothing"


# --- other texts of a rule ----------------------------------------------------------------------------------------------


def _has_a_plain_deadline(law: Law, rule: Rule) -> bool:
    changed = any(rule.id in change.targets for change in law.changes)
    return (
        rule.modality is Modality.OBLIGATION
        and rule.due is not None
        and not (rule.promptly or rule.every or changed or rule.exceptions or law.exemptions(rule.id))
        and stays_done(rule, law.kinds)
    )


def _has_relief(law: Law, rule: Rule) -> bool:
    return bool(rule.exceptions or law.exemptions(rule.id))


@lru_cache(maxsize=256)
def with_longer_deadline(law: Law, rule: str, more: int) -> Law:
    """Return the law with some more days until a rule is due."""
    due = law.rules[rule].due
    assert due is not None
    days = Call(type=DURATION, function="days", arguments=(Literal(type=NUMBER, value=more),))
    later = Arithmetic(type=DATE, operator="+", left=due.node, right=days)
    return _with(law, replace(law.rules[rule], due=Formula(f"({due.text}) + days({more})", later, due.at)))


@lru_cache(maxsize=256)
def without_relief(law: Law, rule: str) -> Law:
    """Return the law with nothing that lets the bearer of a rule off: no exception of its own, no exemption that covers it."""
    return _with(law, replace(law.rules[rule], exceptions=()), relieved=False)


def _with(law: Law, rule: Rule, *, relieved: bool = True) -> Law:
    packs = []
    for pack in law.packs:
        rules = {id: rule if id == rule.id else one for id, one in pack.rules.items()}
        changes = pack.changes
        if not relieved:
            rules = {id: _not_covering(one, rule.id) for id, one in rules.items()}
            changes = tuple(_not_relieving(one, rule.id) for one in changes)
        packs.append(replace(pack, rules=rules, changes=changes))
    return Law(packs, law.assumed)


def _not_covering(rule: Rule, covered: str) -> Rule:
    return replace(rule, covers=tuple(one for one in rule.covers if one != covered)) if rule.covers else rule


def _not_relieving(change: Change, rule: str) -> Change:
    overrides = {id: {name: value for name, value in fields.items() if id != rule or name != "exceptions"}
                 for id, fields in change.overrides.items()}  # fmt: skip
    return replace(change, overrides=overrides)
