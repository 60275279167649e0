"""Dossiers that reach the rules of a pack: made up from the text of a rule, so that it is broken, kept, or just missed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from sanctions_engine.diagnostics import BadQuestion, Code, Problem
from sanctions_engine.language.nodes import Aggregate, walk
from sanctions_engine.language.rulefiles.patterns import names_rule
from sanctions_engine.language.rules import Pack, Rule
from sanctions_engine.models.claims import Claim, Coverage, Dossier, field_to_json
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.norms import Modality
from sanctions_engine.models.outcomes import Outcome
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, outcomes
from sanctions_engine.testing.strategies.constants import constants_of, formulas_in
from sanctions_engine.testing.strategies.evidence import SOURCE, SPEAKERS, Near, blurred, claims, dossier_of, kept
from sanctions_engine.testing.strategies.making import Making
from sanctions_engine.testing.strategies.values import FIRST_DAY

AIMS = ("break", "keep", "late", "let off", "miss")
"""What a dossier is made up for: a breach, its opposite, the opposite after the due day, a breach with an exception that holds, or
a subject to which the rule applies and nothing more."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A dossier with the rule that it was made up for and the day to judge.

    Attributes:
        law: The law of the pack.
        rule: Id of the rule.
        dossier: The evidence.
        as_of: The day judged.
        aim: What the dossier was made up for; whether it does so, the verdict says.
        subjects: The State to judge, of a rule that is evaluated for States; empty for whatever the dossier holds.
    """

    law: Law
    rule: str
    dossier: Dossier
    as_of: date
    aim: str
    subjects: tuple[str, ...] = ()

    @property
    def question(self) -> Question:
        """The question about the rule on the day."""
        return Question(as_of=self.as_of, rules=(self.rule,), subjects=self.subjects)

    def outcomes(self) -> list[Outcome]:
        """Return what the reference engine says of the rule."""
        return list(outcomes(self.question, self.law, Evidence(self.dossier, self.law.kinds)))

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        printer.text(repr(self))

    def __repr__(self) -> str:
        lines = []
        for one in self.dossier.claims:
            fields = ", ".join(f"{name}: {field_to_json(value)}" for name, value in one.fields.items())
            denied = " denied" if one.denied else ""
            lines.append(f"{one.fact} {{{fields}}} by {one.by} known {one.known}{denied}")
        covered = [f"coverage {one.fact} {one.start or ''}..{one.end or ''}" for one in self.dossier.coverage]
        return "\n  ".join([f"Scene({self.rule} as of {self.as_of}, made up to {self.aim}", *lines, *covered]) + ")"


@lru_cache(maxsize=8)
def _law(packs: tuple[int, ...], held: tuple[_Same, ...]) -> Law:
    return Law(one.pack for one in held)


@dataclass(frozen=True, slots=True)
class _Same:
    """A pack as a key: two are the same if they are one object."""

    pack: Pack

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.pack is other.pack

    def __hash__(self) -> int:
        return id(self.pack)


def law_of(packs: Pack | Law | Sequence[Pack]) -> Law:
    """Return the law of one pack or several; the same object for the same packs."""
    if isinstance(packs, Law):
        return packs
    held = tuple(_Same(one) for one in ([packs] if isinstance(packs, Pack) else packs))
    return _law(tuple(id(one.pack) for one in held), held)


def rules_to_reach(law: Law, patterns: Iterable[str] = ()) -> list[str]:
    """Return the ids of the rules that are judged on their own: all but exemptions, and drafts that nobody assumes adopted.

    Raises:
        BadQuestion: If a pattern names no such rule.
    """
    wanted = tuple(patterns)
    found = [
        rule.id
        for rule in law.rules.values()
        if rule.modality is not Modality.EXEMPTION and law.adopted(rule.instrument) is not None
    ]
    for pattern in wanted:
        if not any(names_rule(pattern, rule) for rule in found):
            raise BadQuestion([Problem(Code.SE501, f"no rule `{pattern}` that is judged")])
    return sorted(rule for rule in found if not wanted or any(names_rule(pattern, rule) for pattern in wanted))


@st.composite
def scenes(
    draw: st.DrawFn,
    packs: Pack | Law | Sequence[Pack],
    *,
    rules: Sequence[str] = (),
    aims: Sequence[str] = AIMS,
    imprecise: bool = True,
) -> Scene:
    """Return a strategy of dossiers that reach the rules of a pack, each with the rule and the day to judge.

    A dossier is worked out backwards from the text of the rule: days lie on, before and after the due day, numbers at the threshold
    and beside it, codes begin with a listed one or just do not, lists are complete or not. Now and then something is said less
    precisely, or another claim stands beside.

    Args:
        packs: The pack, several, or their law.
        rules: Patterns of the rules to reach; all by default.
        aims: What to make dossiers up for, of `AIMS`.
        imprecise: Whether days and numbers may be intervals.

    Raises:
        BadQuestion: If a pattern names no rule that is judged.

    Example:
        >>> from hypothesis import find
        >>> from sanctions_engine import load_pack
        >>> scene = find(scenes(load_pack("un/dprk"), rules=["unscr-2397-8-midterm"]), lambda one: one.aim == "late")
        >>> [one.subject.key for one in scene.outcomes()]
        [('RUS',)]
    """
    law = law_of(packs)
    rule = draw(st.sampled_from(rules_to_reach(law, rules)))
    return draw(_scenes(law, rule, draw(st.sampled_from(tuple(aims))), imprecise))


@st.composite
def _scenes(draw: st.DrawFn, law: Law, rule: str, aim: str, imprecise: bool) -> Scene:
    made = Making(law, rule, aim, draw)
    made.make()
    near = _near(law, rule)
    known = st.sampled_from((0, 0, 1, 30))
    said: list[Claim] = []
    for record in made.world.records:
        made.fill(record, near)
        day = record.fields[record.kind.dated or ""]
        first = day.low if isinstance(day, DateRange) and day.low is not None else FIRST_DAY
        claim = record.claim(draw(st.sampled_from(SPEAKERS)), first + timedelta(days=draw(known)))
        if imprecise and draw(st.integers(0, 15)) == 15:
            claim = draw(blurred(claim, record.kind))
        said.append(claim)
    kinds = kinds_read(law, rule)
    if kinds and draw(st.integers(0, 5)) == 5:
        said += draw(st.lists(claims(kinds, imprecise=imprecise, near=near), max_size=2))
    covered = draw(_coverage(kinds))
    return Scene(law, rule, dossier_of(kept(draw, said, 16), kept(draw, covered, 16)), made.as_of, aim, made.subjects)


@lru_cache(maxsize=512)
def _near(law: Law, rule: str) -> Near:
    return constants_of(_texts(law, rule))


def _texts(law: Law, rule: str) -> list[Rule]:
    """Return every text that a rule has had, and the exemptions that cover it."""
    covering = [text.rule for one in law.exemptions(rule) for text in law.texts(one.id) if text.rule]
    return [law.rules[rule], *(text.rule for text in law.texts(rule) if text.rule), *covering]


@lru_cache(maxsize=512)
def kinds_read(law: Law, rule: str) -> tuple[FactKind, ...]:
    """Return the kinds that a rule reads, its subject's first; the register of States is none."""
    names = [law.rules[rule].each.kind.name]
    for text in _texts(law, rule):
        for formula in formulas_in(text):
            names += [one.kind for one in walk(formula.node) if isinstance(one, Aggregate)]
    return tuple(law.kinds[name] for name in dict.fromkeys(names) if name != "State")


@st.composite
def _coverage(draw: st.DrawFn, kinds: Sequence[FactKind]) -> list[Coverage]:
    """Draw which lists are complete: all of them most often."""
    which = draw(st.sampled_from(("all", "all", "all", "some", "none")))
    found = []
    for kind in kinds:
        if which == "all" or (which == "some" and draw(st.booleans())):
            known = DateRange.of(FIRST_DAY)
            found.append(Coverage(fact=kind.name, source=SOURCE, known=known))
    return found
