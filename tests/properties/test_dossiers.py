"""Laws of dossiers: writing and reading are inverse, and no row is ever lost."""

import csv
import io
import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanctions_engine.diagnostics import InputRejected
from sanctions_engine.facts import dossier_to_yaml, load_dossier, read_dossier
from sanctions_engine.models.claims import (
    NONE,
    Assessment,
    Claim,
    Coverage,
    Dossier,
    Expectation,
    FieldValue,
    Plea,
    Source,
)
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.facts import Amount, Count, Day, Fact, Flag, Maybe, StateCode, Text, speaker
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.numbers import NumberRange, exact
from sanctions_engine.models.verdicts import Verdict


class Flow(Fact, dated="date", identity=("id",), nature="event"):
    """One field of each type, required and not."""

    id: Text
    state: StateCode
    count: Count
    date: Day
    flag: Flag
    note: Maybe[Text] = None
    origin: Maybe[StateCode] = None
    amount: Maybe[Amount] = None
    until: Maybe[Day] = None
    approved: Maybe[Flag] = None


KINDS: Mapping[str, FactKind] = {"Flow": Flow.kind()}

# Everything that a file of this project can hold: no control characters, no halves of surrogate pairs.
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12).filter(
    lambda text: text.strip() != ""
)
tricky = st.sampled_from(
    ["no", "1e3", "~", "null", "2019-12-22", "- x", "a: b", "#", "'", '"', "0305", "none", "{", "é\u2028", "a\nb"]
)
texts = words | tricky
speakers = texts.map(str.strip).filter(bool).map(speaker)
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
spans = st.builds(lambda day, length: DateRange(day, day + timedelta(length)), days, st.integers(0, 800))
date_ranges = spans | days.map(lambda day: DateRange(day, None)) | days.map(lambda day: DateRange(None, day))
numbers = st.integers(0, 10**9) | st.fractions(0, 10**6).map(exact)
amounts = st.lists(numbers, min_size=2, max_size=2).map(lambda ends: NumberRange(min(ends), max(ends)))
amounts |= numbers.map(lambda low: NumberRange(low, None))
whole = st.integers(0, 10**9)
counts = st.builds(lambda low, more: NumberRange(low, low + more), whole, whole) | whole.map(
    lambda n: NumberRange(n, n)
)
states = st.sampled_from(["RUS", "CHN", "PRK", "NOR", "NER"])
flags = st.booleans()


def maybe(values: st.SearchStrategy[FieldValue]) -> st.SearchStrategy[FieldValue]:
    return values | st.just(NONE)


@st.composite
def fields(draw: st.DrawFn) -> dict[str, FieldValue]:
    found: dict[str, FieldValue] = {
        "id": draw(texts),
        "state": draw(states),
        "count": draw(counts),
        "date": draw(date_ranges),
        "flag": draw(flags),
    }
    optional: dict[str, st.SearchStrategy[FieldValue]] = {
        "note": texts.filter(lambda text: text != "none"),
        "origin": states,
        "amount": amounts,
        "until": date_ranges,
        "approved": flags,
    }
    for name, values in optional.items():
        if draw(flags):
            found[name] = draw(maybe(values))
    return found


def optional(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return values | st.none()


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    sources = st.builds(
        Source,
        id=words,
        publisher=optional(texts),
        title=optional(texts),
        published=optional(date_ranges),
        url=optional(texts),
        note=optional(texts),
        invented=flags,
    )
    known = draw(st.lists(sources, min_size=1, max_size=3, unique_by=lambda source: source.id))
    common = {"by": speakers, "source": st.sampled_from([source.id for source in known]), "known": date_ranges}
    sourced = {"source": common["source"], "known": common["known"]}
    grades = optional(st.sampled_from(["A1", "F6"]))
    claims = st.builds(Claim, fact=st.just("Flow"), fields=fields(), grade=grades, denied=flags, **common)
    pleas = st.builds(Plea, rule=texts, ground=texts, words=optional(texts), on=optional(date_ranges), **common)
    assessments = st.builds(
        Assessment, rule=texts, subject=speakers, says=texts, on=optional(date_ranges), words=optional(texts), **common
    )
    ends = st.lists(days, min_size=2, max_size=2).map(sorted)
    periods = st.tuples(ends, flags, flags).map(
        lambda drawn: {"start": drawn[0][0] if drawn[1] else None, "end": drawn[0][1] if drawn[2] else None}
    )
    covered = st.fixed_dictionaries({}, optional={"state": states, "flag": flags, "note": st.just(NONE)})
    period = draw(periods)
    coverage = st.builds(
        Coverage,
        fact=st.just("Flow"),
        fields=covered,
        start=st.just(period["start"]),
        end=st.just(period["end"]),
        **sourced,
    )
    verdicts = st.sampled_from([verdict.value for verdict in Verdict])
    expected = st.builds(
        Expectation,
        rule=texts,
        subject=texts,
        verdict=verdicts,
        as_of=optional(days),
        known_at=optional(days),
        assume=st.lists(texts, max_size=2),
        perspective=optional(speakers),
        reading=optional(texts),
        due=optional(date_ranges),
        contested=optional(flags),
        worst=optional(verdicts),
        exception=optional(texts),
        possible=optional(st.lists(verdicts, max_size=2)),
        rests_on=optional(st.lists(speakers, max_size=2)),
        verdicts=optional(st.dictionaries(words, verdicts, max_size=2)),
        pleas=optional(st.dictionaries(words, optional(texts), max_size=2)),
        shows=optional(st.dictionaries(words, texts, max_size=2)),
    )
    return Dossier(
        title=draw(texts | st.just("")),
        packs=tuple(draw(st.lists(texts, max_size=2))),
        sources={source.id: source for source in known},
        claims=tuple(draw(st.lists(claims, max_size=4))),
        pleas=tuple(draw(st.lists(pleas, max_size=2))),
        assessments=tuple(draw(st.lists(assessments, max_size=2))),
        coverage=tuple(draw(st.lists(coverage, max_size=2))),
        expect=tuple(draw(st.lists(expected, max_size=2))),
    )


def said(dossier: Dossier) -> Dossier:
    """Return what a dossier says, without where it was read."""
    bare = {
        key: tuple(row.model_copy(update={"place": None}) for row in getattr(dossier, key))
        for key in ("claims", "pleas", "assessments", "coverage", "expect")
    }
    return dossier.model_copy(update={**bare, "path": "", "digest": "", "warnings": ()})


@given(dossiers())
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_written_is_read_again(dossier: Dossier) -> None:
    again = read_dossier(dossier_to_yaml(dossier), kinds=KINDS)
    assert again.rejected == ()
    assert said(again) == said(dossier)


cells = st.sampled_from(
    [
        "",
        "a",
        "RUS",
        "Russia",
        "5",
        "-5",
        "~10",
        "2019",
        "2019-02-30",
        "true",
        "TRUE",
        "none",
        'x"y',
        "a,b",
        "a\nb",
        " ",
    ]
)
HEADER = ["id", "state", "count", "date", "flag", "amount", "by", "source"]


@given(
    st.lists(st.lists(cells, min_size=5, max_size=9).map(lambda row: [*row, "r"][:9]), max_size=12),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_of_a_table_is_a_claim_or_in_the_quarantine(
    tmp_path: Path, rows: list[list[str]], quoting: int, line_end: str
) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=quoting, lineterminator=line_end)  # type: ignore[arg-type]  # one of two constants
    writer.writerows([HEADER, *rows])
    check_none_is_lost(tmp_path, "Flow.csv", stream.getvalue(), sum(any(cell.strip() for cell in row) for row in rows))


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from('",\n'), max_size=60))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_line_of_any_table_is_lost(tmp_path: Path, text: str) -> None:
    # Whatever the quotes do, each line with something in it is a part of a claim or of what was set aside.
    body = f"{','.join(HEADER)}\nq,RUS,1,2019,true,,x,r\n{text}"
    (tmp_path / "dossier.yaml").write_text("sources: {r: {published: 2020}}")
    (tmp_path / "Flow.csv").write_bytes(body.encode())
    dossier = load_dossier(tmp_path, kinds=KINDS)
    kept = "\n".join(row.raw for row in dossier.rejected)
    for line in text.split("\n"):
        if len(line.strip(' ,"')) > 2 and line.count(",") < 5:  # fewer cells than any claim has
            assert line.strip() in kept


objects = st.dictionaries(st.sampled_from([*HEADER, "cuont"]), cells | st.none() | st.integers() | flags | st.floats())


@given(st.lists(objects.map(json.dumps) | st.sampled_from(["{", "[]", "7", '{"id": 1, "id": 2}', "null"]), max_size=8))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_json_line_is_a_claim_or_in_the_quarantine(tmp_path: Path, lines: list[str]) -> None:
    check_none_is_lost(tmp_path, "Flow.jsonl", "\n".join([*lines, ""]), len(lines))


def check_none_is_lost(folder: Path, name: str, text: str, rows: int) -> None:
    (folder / "dossier.yaml").write_text("sources: {r: {published: 2020}}")
    (folder / name).write_bytes(text.encode())
    if not text.strip():
        with pytest.raises(InputRejected):
            load_dossier(folder, kinds=KINDS)
        return
    dossier = load_dossier(folder, kinds=KINDS)
    assert len(dossier.claims) + len(dossier.rejected) == rows
    places = [row.line for row in dossier.rejected] + [claim.place.line for claim in dossier.claims if claim.place]
    assert len(set(places)) == rows
