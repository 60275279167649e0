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
from tests.properties.strategies.choices import Choices, choices
from tests.properties.strategies.kinds import ALL_KINDS, DAYS, LATE, SPEAKERS, STATES, TOLD
from tests.properties.strategies.rule_texts import RuleFile, any_rule_file

SOURCE = "note"
CLAIM, COVERAGE, RULE = 40, 16, 256
"""Bytes that the choices of each take."""


def a_day(draw: Choices) -> DateRange:
    """Draw a day that is exact, within a span, or open on one side."""
    low = draw.pick(DAYS)
    match draw.below(8):
        case 5:
            return DateRange(low, low + timedelta(days=draw.pick((1, 27, 60))))
        case 6:
            return DateRange(low, None)
        case 7:
            return DateRange(None, low)
        case _:
            return DateRange.of(low)


def a_number(draw: Choices, lowest: int | None) -> NumberRange:
    """Draw a number that is exact, within a span, or open above or below."""
    low = draw.pick((0, 1, 2, 3, 4, 5, -1, -2)) if lowest is None else lowest + draw.below(6)
    match draw.below(8):
        case 5:
            return NumberRange(low, low + 1 + draw.below(3))
        case 6:
            return NumberRange(low, None)
        case 7:
            return NumberRange(lowest, low)
        case _:
            return NumberRange.of(low)


def a_value(draw: Choices, kind: FactKind, name: str) -> FieldValue:
    """Draw a value that a field can have; `none` is one if it is optional."""
    declared = kind.fields[name]
    if declared.optional and draw.rarely(6):
        return NONE
    match declared.kind:
        case FieldKind.STATE:
            return draw.pick(STATES)
        case FieldKind.TEXT:
            return draw.pick(TOLD[kind.name, name])
        case FieldKind.BOOL:
            return draw.below(2) == 1
        case FieldKind.DATE:
            return a_day(draw)
        case FieldKind.INT | FieldKind.DECIMAL:
            return a_number(draw, int(declared.bounds.low or 0) if declared.bounds else None)


def one_end(value: FieldValue) -> FieldValue:
    """Return an imprecise value as the exact one at its low end, or at the one it has; any other as it is."""
    if isinstance(value, NumberRange):
        number = value.low if value.low is not None else value.high
        return value if number is None else NumberRange.of(number)
    if isinstance(value, DateRange):
        day = value.low if value.low is not None else value.high
        return value if day is None else DateRange.of(day)
    return value


def _known(draw: Choices) -> DateRange:
    return DateRange.of(DAYS[0]) if draw.below(2) == 0 else a_day(draw)


def a_claim(draw: Choices, kinds: Sequence[FactKind] = ALL_KINDS, speakers: Sequence[str] = SPEAKERS) -> Claim:
    """Draw a claim; optional fields are often absent."""
    kind = draw.pick(kinds)
    fields = {
        name: a_value(draw, kind, name)
        for name, declared in kind.fields.items()
        if not declared.optional or draw.below(3)
    }
    return Claim(
        fact=kind.name,
        fields=fields,
        by=draw.pick(speakers),
        source=SOURCE,
        known=_known(draw),
        grade=draw.pick((None, None, "A1", "B2")),
        denied=draw.rarely(10),
    )


def a_coverage(draw: Choices, kind: FactKind) -> Coverage:
    """Draw a declaration of completeness: of a whole kind, of some identity or yes-or-no fields, of a period."""
    covered: dict[str, FieldValue] = {}
    for name, declared in kind.fields.items():
        if declared.kind in (FieldKind.STATE, FieldKind.TEXT, FieldKind.BOOL) and draw.rarely(6):
            value = a_value(draw, kind, name)
            if value is not NONE:
                covered[name] = value
    start = draw.pick((None, None, None, *DAYS)) if draw.below(2) else None
    end = draw.pick((None, None, None, *DAYS)) if draw.below(2) else None
    if start is not None and end is not None and start > end:
        start, end = end, start
    return Coverage(fact=kind.name, fields=covered, start=start, end=end, source=SOURCE, known=_known(draw))


def dossier_of(claims: Sequence[Claim], coverage: Sequence[Coverage] = ()) -> Dossier:
    """Return a dossier with its one source."""
    source = Source(id=SOURCE, publisher="Press", published=DateRange.of(DAYS[0]))
    return Dossier(sources={SOURCE: source}, claims=tuple(claims), coverage=tuple(coverage))


def a_dossier(draw: Choices, kinds: Sequence[FactKind], speakers: Sequence[str] = SPEAKERS) -> Dossier:
    """Draw a dossier about some kinds."""
    size = 1 + draw.below(6)
    said = [a_claim(draw.part(CLAIM), kinds, speakers) for _ in range(6)][:size]
    covered = []
    for kind in kinds:
        number = draw.pick((0, 0, 1, 1, 2))
        covered += [a_coverage(draw.part(COVERAGE), kind) for _ in range(2)][:number]
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


def a_situation(draw: Choices, speakers: Sequence[str] = SPEAKERS) -> Situation:
    """Draw a rule file with a dossier about the kinds that it reads."""
    file = any_rule_file(draw.part(RULE))
    return Situation(file, a_dossier(draw, file.kinds, speakers))


def some_questions(draw: Choices, situation: Situation) -> list[Question]:
    """Draw two days, and ask on both under every reading, for the record and from each speaker's view."""
    known_at = draw.pick((None, None, None, DAYS[4], DAYS[0])) if draw.below(2) else None
    chosen = sorted({draw.pick((*LATE, *LATE, *DAYS)) for _ in range(2)})
    return [
        Question(as_of=day, perspective=speaker, reading=reading, known_at=known_at)
        for day, speaker, reading in product(chosen, (None, *situation.speakers), situation.readings)
    ]


# --- as strategies -----------------------------------------------------------------------------------------------------

days = st.sampled_from(DAYS)


def situations(*, speakers: Sequence[str] = SPEAKERS) -> st.SearchStrategy[Situation]:
    """Return a strategy of rule files with dossiers about the kinds that they read."""
    return choices(RULE + 7 * CLAIM + 7 * COVERAGE).map(lambda draw: a_situation(draw, speakers))


def dossiers(kinds: Sequence[FactKind]) -> st.SearchStrategy[Dossier]:
    """Return a strategy of dossiers about some kinds."""
    return choices(7 * CLAIM + 7 * COVERAGE).map(lambda draw: a_dossier(draw, kinds))


def questions(situation: Situation) -> st.SearchStrategy[list[Question]]:
    """Return a strategy of questions about a situation."""
    return choices(5).map(lambda draw: some_questions(draw, situation))


def claims(kinds: Sequence[FactKind] = ALL_KINDS, *, speakers: Sequence[str] = SPEAKERS) -> st.SearchStrategy[Claim]:
    """Return a strategy of claims."""
    return choices(CLAIM).map(lambda draw: a_claim(draw, kinds, speakers))


def coverages() -> st.SearchStrategy[Coverage]:
    """Return a strategy of declarations of completeness."""
    return choices(COVERAGE).map(lambda draw: a_coverage(draw, draw.pick(ALL_KINDS)))


def day_ranges() -> st.SearchStrategy[DateRange]:
    """Return a strategy of days that may be imprecise."""
    return choices(4).map(a_day)
