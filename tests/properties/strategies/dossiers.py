"""Dossiers over the invented kinds: claims by few speakers, with gaps and imprecise values, and declared coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from sanctions_engine.models.claims import NONE, Claim, Coverage, Dossier, FieldValue, Source, field_to_json
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind, FieldKind
from sanctions_engine.models.numbers import NumberRange
from sanctions_engine.semantics.reference import Question
from tests.properties.strategies.kinds import DAYS, KINDS, LATE, SPEAKERS, STATES, WORDS
from tests.properties.strategies.rule_texts import RuleFile, rule_files

SOURCE = "note"
days = st.sampled_from(DAYS)
exact_days = days.map(DateRange.of)


@st.composite
def day_ranges(draw: st.DrawFn) -> DateRange:
    """Draw a day that is exact, within a span, or open on one side."""
    form = draw(st.integers(0, 5))
    low = draw(days)
    if form < 4:
        return DateRange.of(low)
    if form == 4:
        return DateRange(low, low + timedelta(days=draw(st.sampled_from((1, 27, 60)))))
    return draw(st.sampled_from((DateRange(low, None), DateRange(None, low))))


@st.composite
def number_ranges(draw: st.DrawFn, *, lowest: int | None) -> NumberRange:
    """Draw a number that is exact, within a span, or open above."""
    form = draw(st.integers(0, 5))
    low = draw(st.integers(-2 if lowest is None else lowest, 5))
    if form < 3:
        return NumberRange.of(low)
    if form == 3:
        return NumberRange(low, low + draw(st.integers(1, 3)))
    return NumberRange(low, None) if form == 4 else NumberRange(lowest, low)


def values(kind: FactKind, name: str) -> st.SearchStrategy[FieldValue]:
    """Return the values that a field can have; `none` is among them if it is optional."""
    declared = kind.fields[name]
    found: st.SearchStrategy[FieldValue]
    match declared.kind:
        case FieldKind.STATE:
            found = st.sampled_from(STATES)
        case FieldKind.TEXT:
            found = st.sampled_from(WORDS[kind.name, name])
        case FieldKind.BOOL:
            found = st.booleans()
        case FieldKind.DATE:
            found = day_ranges()
        case FieldKind.INT | FieldKind.DECIMAL:
            found = number_ranges(lowest=0 if declared.bounds else None)
    return found | st.just(NONE) if declared.optional else found


@st.composite
def fields(draw: st.DrawFn, kind: FactKind) -> dict[str, FieldValue]:
    """Draw the fields of a claim; optional ones are often absent."""
    found: dict[str, FieldValue] = {}
    for name, declared in kind.fields.items():
        if declared.optional and draw(st.integers(0, 2)) == 0:
            continue
        found[name] = draw(values(kind, name))
    return found


known_days = st.one_of(st.just(DateRange.of(DAYS[0])), exact_days, day_ranges())
grades = st.sampled_from((None, None, "A1", "B2"))


@st.composite
def claims(
    draw: st.DrawFn, kinds: Sequence[FactKind] = tuple(KINDS.values()), *, speakers: Sequence[str] = SPEAKERS
) -> Claim:
    """Draw a claim."""
    kind = draw(st.sampled_from(kinds))
    return Claim(
        fact=kind.name,
        fields=draw(fields(kind)),
        by=draw(st.sampled_from(speakers)),
        source=SOURCE,
        known=draw(known_days),
        grade=draw(grades),
        denied=draw(st.integers(0, 9)) == 9,
    )


@st.composite
def coverages(draw: st.DrawFn, kinds: Sequence[FactKind]) -> Coverage:
    """Draw a declaration of completeness: of a whole kind, of some identity or yes-or-no fields, of a period."""
    kind = draw(st.sampled_from(kinds))
    covered: dict[str, FieldValue] = {}
    for name, declared in kind.fields.items():
        if declared.kind in (FieldKind.STATE, FieldKind.TEXT, FieldKind.BOOL) and draw(st.integers(0, 4)) == 4:
            covered[name] = draw(values(kind, name).filter(lambda value: value is not NONE))
    start = draw(st.none() | days)
    end = draw(st.none() | st.none() | days)
    if start is not None and end is not None and start > end:
        start, end = end, start
    return Coverage(fact=kind.name, fields=covered, start=start, end=end, source=SOURCE, known=draw(known_days))


def dossier_of(claims: Sequence[Claim], coverage: Sequence[Coverage] = ()) -> Dossier:
    """Return a dossier with its one source."""
    source = Source(id=SOURCE, publisher="Press", published=DateRange.of(DAYS[0]))
    return Dossier(sources={SOURCE: source}, claims=tuple(claims), coverage=tuple(coverage))


@st.composite
def dossiers(draw: st.DrawFn, kinds: Sequence[FactKind], *, speakers: Sequence[str] = SPEAKERS) -> Dossier:
    """Draw a dossier about some kinds."""
    said = draw(st.lists(claims(kinds, speakers=speakers), min_size=2, max_size=6))
    covered = [one for kind in kinds for one in draw(st.lists(coverages((kind,)), max_size=2))]
    return dossier_of(said, covered)


def told(claim: Claim) -> str:
    """Return a claim as one line of a dossier."""
    fields = ", ".join(f"{name}: {field_to_json(value)}" for name, value in claim.fields.items())
    extra = "".join([f", grade: {claim.grade}" if claim.grade else "", ", denied: true" if claim.denied else ""])
    return f"{{fact: {claim.fact}, {fields}, by: {claim.by}, known: {claim.known}{extra}}}"


@dataclass(frozen=True)
class Situation:
    """A rule file with a dossier about the kinds that it reads."""

    file: RuleFile
    dossier: Dossier

    @property
    def speakers(self) -> tuple[str, ...]:
        """Everyone who says something."""
        return tuple(sorted({one.by for one in self.dossier.claims}))

    @property
    def readings(self) -> tuple[str, ...]:
        """The readings that the rules have."""
        return ("default", "other") if "readings:" in self.file.text else ("default",)

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        printer.text("\n".join(["Situation(", self.file.text, *self.lines(), ")"]))

    def lines(self) -> list[str]:
        """Return the dossier, a line for each claim and coverage."""
        covered = [
            f"coverage: {one.fact} {one.fields} {one.start or ''}..{one.end or ''} known {one.known}"
            for one in self.dossier.coverage
        ]
        return [*map(told, self.dossier.claims), *covered]


@st.composite
def situations(draw: st.DrawFn, *, speakers: Sequence[str] = SPEAKERS) -> Situation:
    """Draw a rule file with a dossier about the kinds that it reads."""
    file = draw(rule_files())
    return Situation(file, draw(dossiers(file.kinds, speakers=speakers)))


@st.composite
def questions(draw: st.DrawFn, situation: Situation) -> list[Question]:
    """Draw two days, and ask on both under every reading, for the record and from each speaker's view."""
    known_at = draw(st.sampled_from((None, None, None, *DAYS)))
    chosen = draw(st.lists(st.sampled_from((*LATE, *DAYS)), min_size=1, max_size=2, unique=True))
    return [
        Question(as_of=day, perspective=speaker, reading=reading, known_at=known_at)
        for day, speaker, reading in product(chosen, (None, *situation.speakers), situation.readings)
    ]
