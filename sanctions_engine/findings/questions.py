"""What is asked, checked against what there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fnmatch import fnmatchcase

from sanctions_engine.diagnostics import BadQuestion, Code, Problem
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.rules import Pack
from sanctions_engine.models.claims import Dossier
from sanctions_engine.models.dates import parse_day
from sanctions_engine.models.instruments import InstrumentStatus
from sanctions_engine.models.states import UnknownState, find_state
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question


def assumptions(packs: Iterable[Pack], assume: Mapping[str, date | None] | Iterable[str]) -> dict[str, date]:
    """Return the drafts of a scenario with the day on which each is taken as adopted: the day given, else the day it was tabled.

    Raises:
        BadQuestion: If there is no such instrument (SE502), it is law already, or no day is known for it (SE507).
    """
    instruments = {id: one for pack in packs for id, one in pack.instruments.items()}
    problems: list[Problem] = []
    given = dict(assume) if isinstance(assume, Mapping) else dict(_named(one, problems) for one in assume)
    days: dict[str, date] = {}
    for name, day in given.items():
        instrument = instruments.get(name)
        if instrument is None:
            problems.append(_unknown(Code.SE502, "instrument", name, instruments))
        elif instrument.status is InstrumentStatus.ADOPTED:
            problems.append(Problem(Code.SE502, f"`{name}` was adopted on {instrument.adopted}: it is no draft"))
        elif day is None and instrument.tabled is None:
            message = f"no day is known on which `{name}` was put forward"
            problems.append(Problem(Code.SE507, message, help=f"give one: `{name}=2020-01-01`"))
        else:
            days[name] = day or instrument.tabled or date.min
    if problems:
        raise BadQuestion(problems)
    return days


def _named(text: str, problems: list[Problem]) -> tuple[str, date | None]:
    """Read `draft` or `draft=2020-01-01`."""
    name, _, day = text.partition("=")
    if not day:
        return name, None
    try:
        return name, parse_day(day)
    except ValueError as error:
        problems.append(Problem(Code.SE507, str(error), help=f"write `{name}=2020-01-01`", offending=day))
        return name, date.min


def question(
    law: Law,
    dossier: Dossier,
    as_of: date,
    known_at: date | None = None,
    perspective: str | None = None,
    reading: str | None = None,
    rules: Iterable[str] = (),
    subjects: Iterable[str] = (),
    all_states: bool = False,
) -> Question:
    """Return the question to put to an engine.

    Raises:
        BadQuestion: If a pattern matches no rule (SE501), no rule has the reading (SE503), nobody of that name speaks (SE504).
    """
    problems = []
    patterns = tuple(rules)
    for pattern in patterns:
        if not any(fnmatchcase(id, pattern) for id in law.rules):
            problems.append(_unknown(Code.SE501, "rule", pattern, law.rules))
    readings = {one.id for rule in law.rules.values() for one in rule.readings}
    if reading not in (None, "default") and reading not in readings:
        problems.append(_unknown(Code.SE503, "reading", str(reading), readings))
    speaker = _name(perspective) if perspective is not None else None
    speakers = {claim.by for claim in dossier.claims}
    if speaker is not None and speaker not in speakers:
        problems.append(_unknown(Code.SE504, "speaker", speaker, speakers))
    if problems:
        raise BadQuestion(problems)
    return Question(
        as_of=as_of,
        known_at=known_at,
        perspective=speaker,
        reading=reading or "default",
        rules=patterns,
        subjects=tuple(dict.fromkeys(name for one in subjects for name in (one, _name(one)))),
        all_states=all_states,
    )


def _name(text: str) -> str:
    """Return the code of a State under any of its names; any other text as it is."""
    try:
        return find_state(text).code
    except UnknownState:
        return text


def _unknown(code: Code, what: str, name: str, known: Iterable[str]) -> Problem:
    near = suggest(name, known)
    listed = sorted(known)
    remedy = f"did you mean `{near}`?" if near else None
    if remedy is None and 0 < len(listed) <= 8:
        remedy = "there is " + ", ".join(f"`{one}`" for one in listed)
    return Problem(code, f"there is no {what} `{name}`", help=remedy, offending=name, suggestion=near)
