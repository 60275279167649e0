"""Examples on which engines are compared: a pack of several norms, a dossier about it, and what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from hypothesis import strategies as st

from sanctions_engine.models.claims import NONE, Claim, Coverage, Dossier, FieldValue, Plea
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind, Nature
from sanctions_engine.semantics.evidence import Evidence, key_text
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question
from tests.properties.strategies.choices import Choices, choices
from tests.properties.strategies.dossiers import (
    CLAIM,
    COVERAGE,
    SOURCE,
    a_claim,
    a_coverage,
    a_value,
    dossier_of,
    one_end,
)
from tests.properties.strategies.kinds import DAYS, KINDS, LATE, SPEAKERS
from tests.properties.strategies.law_changes import a_change, an_exemption
from tests.properties.strategies.norm_parts import Drawn
from tests.properties.strategies.norms import a_norm
from tests.properties.strategies.pack_texts import DRAFT, PACT, PROTOCOL, PackText, load

NORM, RELIEF, CHANGE, PLEA, QUESTION = 300, 100, 100, 4, 16
MOST_NORMS, MOST_CLAIMS, QUESTIONS = 3, 9, 2
SIZE: Final = (
    2 + (MOST_NORMS + 1) * NORM + 2 * RELIEF + 2 * CHANGE + MOST_CLAIMS * CLAIM + 2 * len(KINDS) * COVERAGE
    + PLEA + QUESTIONS * QUESTION + 8 * MOST_CLAIMS + 32
)  # fmt: skip
ASSUMED: Final = date(2019, 3, 10)
"""The day on which a scenario takes the draft as adopted."""


@dataclass(frozen=True, eq=False)
class Example:
    """A pack, a dossier, the drafts that are assumed adopted, and one question."""

    pack: PackText
    dossier: Dossier
    assumed: dict[str, date]
    question: Question

    def law(self) -> Law | None:
        """Return a new law; None if the pack is not well formed."""
        pack = load(self.pack)
        return None if pack is None else Law([pack], self.assumed)

    def evidence(self, law: Law) -> Evidence:
        """Return the dossier as new evidence."""
        return Evidence(self.dossier, law.kinds)


def a_pack(draw: Choices) -> PackText:
    """Draw a pack: up to three norms, exemptions from them and changes of them."""
    norms: list[Drawn] = []
    for index in range(draw.pick((1, 1, 2, 2, 3))):
        norms.append(a_norm(draw.part(NORM), index, norms))
    law: dict[str, dict[str, Any]] = {name: {"rules": [], "changes": []} for name in (PACT, PROTOCOL, DRAFT)}
    for index, one in enumerate(norms):
        law[PROTOCOL if index == 1 and draw.below(3) == 2 else PACT]["rules"].append(one.rule)
    for index in range(draw.pick((0, 0, 1, 2))):
        found = an_exemption(draw.part(RELIEF), index, norms)
        if found is not None:
            law[found[0]]["rules"].append(found[1])
    for index in range(draw.pick((0, 0, 0, 1, 2))):
        instrument, change = a_change(draw.part(CHANGE), index, norms)
        law[instrument]["changes"].append(change)
    return PackText(law)


def an_echo(draw: Choices, claim: Claim) -> Claim:
    """Draw a further claim of the series of a claim: by another speaker, of another grade, a correction, a denial, a later value."""
    kind = KINDS[claim.fact]
    fields = dict(claim.fields)
    for name, declared in kind.fields.items():
        if name in kind.identity:
            continue
        if name == kind.dated and kind.nature is Nature.STATUS and draw.below(2):
            continue  # the same day: then one of the two counts
        match draw.below(4):
            case 0 | 1:
                fields[name] = a_value(draw, kind, name)
            case 2 if declared.optional:
                fields.pop(name, None)
            case _:
                pass
    known = draw.pick((claim.known, claim.known, DateRange.of(draw.pick(DAYS)), DateRange(DAYS[0], DAYS[5])))
    grade = draw.pick((claim.grade, "A1", "A2", "B2", None))
    by = draw.pick((*SPEAKERS, claim.by))
    return Claim(fact=claim.fact, fields=fields, by=by, source=SOURCE, known=known, grade=grade, denied=draw.rarely(7))


def some_claims(draw: Choices, kinds: Sequence[FactKind]) -> list[Claim]:
    """Draw claims; about a third of them speak of a series that another one speaks of."""
    size = 1 + draw.below(MOST_CLAIMS)
    said: list[Claim] = []
    for _ in range(MOST_CLAIMS):
        part = draw.part(CLAIM)
        if said and part.below(3) == 2:
            said.append(an_echo(part, part.pick(said)))
        else:
            said.append(a_claim(part, kinds))
    return said[:size]


def calmed(draw: Choices, claim: Claim) -> Claim:
    """Return a claim that is exact, known from the first and no denial, so that what rules find of it is settled."""
    kind = KINDS[claim.fact]
    fields: dict[str, FieldValue] = {}
    for name, declared in kind.fields.items():
        value = claim.fields.get(name)
        if value is None and (name in kind.identity or draw.below(3) == 2):
            value = a_value(draw, kind, name)
        if value is not None:
            value = one_end(value)
        if value is not None and (value is not NONE or declared.optional):
            fields[name] = value
    known = DateRange.of(DAYS[0])
    return claim.model_copy(update={"fields": fields, "denied": False, "known": known})


def some_coverage(draw: Choices, kinds: Sequence[FactKind]) -> list[Coverage]:
    """Draw declarations of completeness, up to two of each kind."""
    found: list[Coverage] = []
    for kind in kinds:
        number = draw.pick((0, 1, 1, 2))
        plain = draw.below(2) == 0
        drawn = [a_coverage(draw.part(COVERAGE), kind) for _ in range(2)][:number]
        found += (
            [one.model_copy(update={"fields": {}, "start": None, "end": None}) for one in drawn[:1]] if plain else drawn
        )
    return found


def some_pleas(draw: Choices) -> tuple[Plea, ...]:
    """Draw, now and then, a plea by a State that nobody else speaks of; VAT is no member of the United Nations."""
    if not draw.rarely(8):
        return ()
    return (
        Plea(by=draw.pick(("VAT", "NOR")), rule="law0", ground="hardship", source=SOURCE, known=DateRange.of(DAYS[0])),
    )


def a_question(draw: Choices, pack: PackText, dossier: Dossier) -> Question:
    """Draw a question: a day near those on which something changes, what was known, from whose view, in which reading."""
    told = [day for one in dossier.coverage for day in (one.start, one.end) if day is not None]
    days = told if told and draw.below(4) == 3 else (*LATE * 6, *DAYS)
    day = draw.pick(days) + timedelta(days=draw.pick((0, 0, 0, 1)))
    known_at = draw.pick((*DAYS, DAYS[0])) if draw.below(4) == 3 else None
    speakers = tuple(sorted({one.by for one in dossier.claims}))
    perspective = draw.pick((*speakers, "nobody")) if draw.below(3) == 2 else None
    reading = "other" if "readings:" in pack.text and draw.below(2) else "default"
    subjects = (draw.pick(("RUS", "NOR", *(_named(one) for one in dossier.claims))),) if draw.rarely(12) else ()
    rules = (draw.pick(("law0*", "law1*", "law[12]*")),) if draw.rarely(12) else ()
    return Question(
        as_of=day, known_at=known_at, perspective=perspective, reading=reading, subjects=subjects, rules=rules,
        all_states=draw.rarely(40) and not is_heavy(pack),
    )  # fmt: skip


_OPEN_DUE = re.compile(r"^ *due: (?!date\(|promptly|period)", re.MULTILINE)


def is_heavy(pack: PackText) -> bool:
    """Whether a due day rests on facts: one that is open is tried day by day, which is much work for some hundred States."""
    return bool(_OPEN_DUE.search(pack.text))


def _named(claim: Claim) -> str:
    """Return the name of the record of a claim."""
    return "/".join(key_text(claim.fields.get(name)) for name in KINDS[claim.fact].identity)


def some_examples(draw: Choices) -> list[Example]:
    """Draw one pack and dossier with a few questions, as an example each."""
    pack = a_pack(draw.part(2 + (MOST_NORMS + 1) * NORM + 2 * RELIEF + 2 * CHANGE))
    kinds = pack.kinds
    calm = draw.below(2) == 0
    claims = some_claims(draw, (*pack.judged, *pack.judged, *kinds))
    coverage = some_coverage(draw.part(2 * len(KINDS) * COVERAGE), kinds)
    if calm:
        claims = [calmed(draw.part(8), one) for one in claims]
        whole = [Coverage(fact=one.name, source=SOURCE, known=DateRange.of(DAYS[0])) for one in kinds]
        coverage = whole if draw.below(8) else coverage
    dossier = dossier_of(claims, coverage).model_copy(update={"pleas": some_pleas(draw.part(PLEA))})
    assumed = {DRAFT: ASSUMED} if f"instrument: {DRAFT}" in pack.text and draw.below(3) else {}
    return [Example(pack, dossier, assumed, a_question(draw.part(QUESTION), pack, dossier)) for _ in range(QUESTIONS)]


def examples() -> st.SearchStrategy[list[Example]]:
    """Return a strategy of examples; those of one list have their pack and dossier in common."""
    return choices(SIZE).map(some_examples)


def stream(seed: int) -> Iterator[list[Example]]:
    """Yield examples without end, the same for the same seed; a pack that is not well formed is left out, as `examples` leaves it to do."""
    random = Random(seed)
    while True:
        found = some_examples(Choices(random.randbytes(SIZE)))
        if found[0].law() is not None:
            yield found


def with_question(example: Example, **said: Any) -> Example:
    """Return an example with a part of its question replaced."""
    return replace(example, question=replace(example.question, **said))
