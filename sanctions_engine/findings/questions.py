"""What is asked, checked against what there is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sanctions_engine.diagnostics import BadQuestion, Code, EvaluationFailed, Problem
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.packs import load_packs
from sanctions_engine.language.rulefiles.patterns import RuleIds, names_rule, rows_of
from sanctions_engine.language.rules import Pack, Rule
from sanctions_engine.language.shipped import shipped_pack_folder, shipped_packs
from sanctions_engine.models.claims import Dossier
from sanctions_engine.models.dates import parse_day
from sanctions_engine.models.instruments import InstrumentStatus
from sanctions_engine.models.norms import Modality
from sanctions_engine.models.outcomes import Subject
from sanctions_engine.models.states import UnknownState, all_states, find_state
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, cases, judges, rules_asked

MOST_ROWS = 8
_PERIOD = re.compile(r"\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d$")


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
            drafts = [id for id, one in instruments.items() if one.status is not InstrumentStatus.ADOPTED]
            problems.append(_unknown(Code.SE502, "instrument", name, instruments, drafts))
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
    speakers: Collection[str] | None = None,
) -> Question:
    """Return the question to put to an engine. `speakers` are those who assert claims, by default in the dossier.

    Raises:
        BadQuestion: If a pattern matches no rule that is judged (SE501), no rule has the reading (SE503), nobody of that name
            speaks (SE504).
    """
    problems = []
    patterns = tuple(rules)
    for pattern in patterns:
        problems += _rule_problems(pattern, law)
    readings = {one.id for rule in law.rules.values() for one in rule.readings}
    if reading not in (None, "default") and reading not in readings:
        problems.append(_unknown(Code.SE503, "reading", str(reading), readings))
    heard = {claim.by for claim in dossier.claims} if speakers is None else speakers
    speaker = perspective if perspective is None or perspective in heard else state_or_name(perspective)
    if speaker is not None and speaker not in heard:
        problems.append(_unknown(Code.SE504, "speaker", str(perspective), heard))
    if problems:
        raise BadQuestion(problems)
    return Question(
        as_of=as_of,
        known_at=known_at,
        perspective=speaker,
        reading=reading or "default",
        rules=patterns,
        subjects=tuple(dict.fromkeys(name for one in subjects for name in (one, state_or_name(one)))),
        all_states=all_states,
    )


def _rule_problems(pattern: str, law: Law) -> list[Problem]:
    """Return what is wrong with a pattern of rule ids: an empty answer would look like good news."""
    named = [rule for id, rule in law.rules.items() if names_rule(pattern, id)]
    if not named:
        return [_no_such_rule(pattern, law)]
    if any(rule.modality is not Modality.EXEMPTION for rule in named):
        return []
    covered = ", ".join(f"`{id}`" for id in sorted({id for rule in named for id in rule.covers})[:8])
    message = f"`{pattern}` names an exemption, which has no verdicts of its own"
    return [Problem(Code.SE501, message, help=f"ask for a rule that it covers: {covered}", offending=pattern)]


def check_rule(rule: str, law: Law) -> None:
    """Refuse an id that no rule has, that of a table, or that of an exemption.

    Raises:
        BadQuestion: If there is no such rule to judge (SE501).
    """
    if rule not in law.rules:
        raise BadQuestion([_no_such_rule(rule, law)])
    if law.rules[rule].modality is Modality.EXEMPTION:
        raise BadQuestion(_rule_problems(rule, law))


def _no_such_rule(name: str, law: Law) -> Problem:
    rows = rows_of(name, law.rules)
    if not rows:
        problem = _unknown(Code.SE501, "rule", name, law.rules)
        judged = ", ".join(f"`{pack.name}`" for pack in law.packs)
        message = f"{problem.message} in {judged}" if judged else f"{problem.message}: no pack is judged"
        elsewhere = _in_other_packs(name, law)
        return replace(problem, message=message, help=elsewhere or RuleIds(law.rules).help(name) or problem.help)
    listed = ", ".join(f"`{row}`" for row in rows[:MOST_ROWS]) + (", ..." if len(rows) > MOST_ROWS else "")
    help = f"name one of its rows: {listed}"
    number = f"{len(rows)} rule{'s' if len(rows) > 1 else ''}"
    return Problem(Code.SE501, f"`{name}` is a table of {number}", help=help, offending=name)


def _in_other_packs(name: str, law: Law) -> str | None:
    """Return how to judge the packs that ship, and are not judged, that have a rule of that name; None if none has."""
    judged = {pack.name for pack in law.packs}
    others = [pack for pack in load_packs(shipped_packs()) if pack.name not in judged]
    having = [pack.name for pack in others if any(names_rule(name, id) for id in pack.rules)]
    if not having:
        return None
    asked = [pack.name if shipped_pack_folder(pack.name) else pack.path for pack in law.packs]
    listed = " and ".join(f"`{one}`" for one in having)
    has = "that pack ships and is" if len(having) == 1 else "these packs ship and are"
    options = " ".join(f"--rules {one}" for one in (*asked, *having))
    return f"{listed} {'has' if len(having) == 1 else 'have'} it: {has} not judged here; write `{options}`"


def check_subjects(
    names: Iterable[str], judged: Collection[str], asked: Question, law: Law, evidence: Evidence
) -> None:
    """Refuse names of subjects that no rule asked for has, not even on a later day.

    Args:
        names: The names as they were given.
        judged: Names of the subjects that were judged.

    Raises:
        BadQuestion: If there is no such subject (SE506).
    """
    waiting = [name for name in names if name not in judged and state_or_name(name) not in judged]
    if not waiting:
        return
    rules = rules_asked(asked, law)
    known = set(subjects_of(rules, asked, law, evidence))
    states = {one.code for one in all_states()} if any(rule.each.kind.name == "State" for rule in rules) else set()
    problems = [no_such_subject(name, known) for name in waiting if not {name, state_or_name(name)} & (known | states)]
    if problems:
        raise BadQuestion(problems)


def check_bearers(names: Sequence[str], counts: Mapping[str, int]) -> None:
    """Refuse names of bearers by whom nothing that was judged is owed: an empty answer would look like good news.

    Raises:
        BadQuestion: If so (SE506).
    """
    if names and not counts:
        named = ", ".join(f"`{name}`" for name in names)
        meant = state_meant(names[0]) if len(names) == 1 else None
        help = (
            f"did you mean `{meant}`?"
            if meant
            else "without `--bearer` the report lists who is bound; `--all-states` judges the States that nobody speaks of"
        )
        message = f"no rule that is asked for binds {named} in this evidence"
        raise BadQuestion([Problem(Code.SE506, message, help=help, offending=names[0] if len(names) == 1 else None)])


def subjects_of(rules: Iterable[Rule], asked: Question, law: Law, evidence: Evidence) -> Iterator[str]:
    """Yield the names of the subjects that rules have by the last day that the evidence speaks of, or the day judged."""
    every = replace(asked, as_of=max(asked.as_of, _last_day(evidence, asked.as_of)))
    judge = judges(every, law, evidence)
    for rule in rules:
        try:
            for case in cases(rule, replace(every, subjects=()), judge):
                yield from names_of(case.subject)
        except EvaluationFailed:
            continue  # its subjects cannot be told by that day


def names_of(subject: Subject) -> tuple[str, ...]:
    """Return the names under which a subject can be asked for: of a period also that of whoever has the duty."""
    return (str(subject), "/".join(subject.key)) if subject.period else (str(subject),)


def no_such_subject(name: str, known: Collection[str], rule: str | None = None) -> Problem:
    """Return the problem of a name that no subject has."""
    who = f"rule `{rule}` has" if rule else "no rule that is asked for has"
    near = suggest(name, known) or state_meant(name, known)
    ending = [one for one in known if one.endswith(f"={name}")]  # `2018` for `year=2018`
    if len(ending) == 1:
        near = ending[0]
    help = (
        f"did you mean `{near}`?"
        if near
        else "without `--subject` the report lists the subjects; a State goes by its code or any of its names"
    )
    what = "no subject" if rule else "a subject"
    return Problem(Code.SE506, f"{who} {what} `{name}` in this evidence", help=help, offending=name, suggestion=near)


def _last_day(evidence: Evidence, day: date) -> date:
    """Return the last day on which a claim can be dated, as far as it is told."""
    dated = (held.date for kind in evidence.kinds for series in evidence.series(kind) for held in series.held)
    return max((one.high or one.low or day for one in dated if one is not None), default=day)


def state_or_name(text: str) -> str:
    """Return the code of a State under any of its names, the period of a recurring duty kept; any other text as it is."""
    if "/" in text:
        return text  # the name of a record, of which the last part may be absent: `CHN/`
    name, _, period = text.rpartition(" ")
    if name and _PERIOD.match(period):
        return f"{state_or_name(name)} {period}"
    try:
        return find_state(text).code
    except UnknownState:
        return text


def state_meant(text: str, among: Collection[str] | None = None) -> str | None:
    """Return the code of the State whose name was probably meant, where it is one of some names.

    Example:
        >>> state_meant("Rusia"), state_meant("Rusia", ["CHN"]), state_meant("Russia"), state_meant("reuters")
        ('RUS', None, None, None)
    """
    try:
        find_state(text)
    except UnknownState as unknown:
        return next((code for code in unknown.suggestions if among is None or code in among), None)
    return None


def _unknown(code: Code, what: str, name: str, known: Collection[str], choice: Collection[str] = ()) -> Problem:
    """Return the problem of a name that nothing has; what can be chosen is listed where no name is near."""
    near = suggest(name, known) or state_meant(name, known)
    listed = sorted(choice or known)
    remedy = f"did you mean `{near}`?" if near else None
    if remedy is None and 0 < len(listed) <= 8:
        remedy = "there is " + ", ".join(f"`{one}`" for one in listed)
    return Problem(code, f"there is no {what} `{name}`", help=remedy, offending=name, suggestion=near)
