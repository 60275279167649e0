"""Words and styles for what findings hold: verdicts, days, numbers, speakers."""

from __future__ import annotations

from collections.abc import Iterable

from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.findings import ClaimUse, CompleteList, Finding, PackRef, Run
from sanctions_engine.models.norms import Modality
from sanctions_engine.models.scorecards import ScoredNorm
from sanctions_engine.models.verdicts import Verdict

STYLE_OF = {
    Verdict.ERROR: "bad",
    Verdict.VIOLATED: "bad",
    Verdict.FULFILLED_LATE: "late",
    Verdict.UNDETERMINED: "open",
    Verdict.RAISED: "flag",
    Verdict.PENDING: "wait",
    Verdict.EXEMPT: "good",
    Verdict.FULFILLED: "good",
    Verdict.CLEAR: "quiet",
    Verdict.CLEAN: "quiet",
    Verdict.NOT_APPLICABLE: "quiet",
    Verdict.NOT_IN_FORCE: "quiet",
}
"""The style of each verdict; a test checks that none is left out."""

DEMANDS = {
    Modality.OBLIGATION: "demands",
    Modality.PROHIBITION: "forbids",
    Modality.EXEMPTION: "allows",
    Modality.INDICATOR: "flags",
}
"""How the title of a norm is introduced."""

MOST_SPEAKERS = 4


def spoken(verdict: Verdict) -> str:
    """Return a verdict in plain words.

    Example:
        >>> spoken(Verdict.FULFILLED_LATE)
        'fulfilled late'
    """
    return verdict.value.replace("_", " ")


def several(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun.

    Example:
        >>> several(1, "rule"), several(2, "party", "parties")
        ('1 rule', '2 parties')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def days(number: int) -> str:
    """Return a number of days in words."""
    return several(number, "day")


def due_text(finding: Finding) -> str:
    """Return when the norm had to be met and how that day lies to the day judged; empty where it names no day."""
    if finding.due is None:
        elapsed = finding.days_elapsed
        return "" if elapsed is None else f"promptly, {days(elapsed)} elapsed"
    if finding.days_overdue and finding.verdict is Verdict.FULFILLED_LATE:
        return f"due {finding.due}, done {overdue_text(finding)} late"
    if finding.days_overdue:
        return f"due {finding.due}, {overdue_text(finding)} ago"
    if finding.days_left is not None:
        return f"due {finding.due}, {days(finding.days_left)} left"
    return f"due {finding.due}"


def overdue_text(one: Finding | ScoredNorm) -> str:
    """Return for how many days a duty is or was overdue: a range where a day is not known exactly."""
    fewest, most = one.days_overdue or 0, one.days_overdue_most
    if most is None:
        return f"at least {days(fewest)}"
    return days(most) if most == fewest else f"{fewest:,} to {days(most)}"


def day_text(finding: Finding) -> str:
    """Return the day whose law applies, where it is not the day judged; an imprecise one as it can be."""
    day = day_of(finding)
    return "" if day is None or finding.on == finding.as_of else f"on {day}"


def day_of(finding: Finding) -> DateRange | None:
    """Return the day whose law applies; None for a State and a group, and where nothing is known of it."""
    day = DateRange.of(finding.on) if finding.on is not None else finding.on_between
    return None if day is None or (day.low is None and day.high is None) else day


def span_text(days: Iterable[DateRange]) -> str:
    """Return several days as one stretch, from the first that is possible to the last.

    Example:
        >>> span_text(map(DateRange.parse, ("2017-09-20", "2017-09-05..2017-09-30", "2017-09-12")))
        '2017-09-05 to 2017-09-30'
        >>> span_text([DateRange.parse("2017-09"), DateRange.parse("2017-09")]), span_text([])
        ('2017-09', '')
        >>> span_text([DateRange.parse("2017-09-05"), DateRange.parse("..2017-09-30")])
        'up to 2017-09-30'
    """
    told = set(days)
    if len(told) <= 1:
        return "".join(map(str, told))
    lows = [one.low for one in told if one.low is not None]
    highs = [one.high for one in told if one.high is not None]
    first = min(lows) if len(lows) == len(told) else None
    last = max(highs) if len(highs) == len(told) else None
    if first is None:
        return "" if last is None else f"up to {last}"
    return f"from {first}" if last is None else f"{first} to {last}"


def speakers(claims: Iterable[ClaimUse]) -> str:
    """Return who says something and where, each pair once; what is made up is marked.

    Example:
        >>> from sanctions_engine.models.findings import ClaimUse
        >>> speakers([ClaimUse(id="1", fact="X", says="", by="RUS", source="reuters", known="2020")])
        'RUS, reuters'
    """
    told = [f"{spoken_by(one)}{' (made up)' if one.invented else ''}" for one in claims]
    pairs = list(dict.fromkeys(told))
    shown = pairs[:MOST_SPEAKERS]
    if len(pairs) > MOST_SPEAKERS:
        shown.append(f"and {len(pairs) - MOST_SPEAKERS} more")
    return "; ".join(shown)


def spoken_by(claim: ClaimUse) -> str:
    """Return who says a claim and where; a speaker who is the source is named once."""
    return claim.by if claim.by == claim.source else f"{claim.by}, {claim.source}"


def complete_lists(lists: Iterable[CompleteList]) -> list[str]:
    """Return which lists are taken as complete on whose word, those of one source together; what is made up is marked.

    Example:
        >>> from sanctions_engine.models.findings import CompleteList
        >>> one = CompleteList(kind="Report", says="state SYR, to 2020-03-22", source="committee", known="2020-04")
        >>> complete_lists([one, CompleteList(kind="Approval", says="", source="committee", known="2020-04")])
        ['the lists of Report (state SYR, to 2020-03-22) and Approval, says committee']
    """
    by_source: dict[str, list[str]] = {}
    for one in lists:
        who = f"{one.source}{' (made up)' if one.invented else ''}"
        by_source.setdefault(who, []).append(f"{one.kind} ({one.says})" if one.says else one.kind)
    told = []
    for who, kinds in by_source.items():
        shown = list(dict.fromkeys(kinds))
        if len(shown) > MOST_SPEAKERS:
            shown = [*shown[:MOST_SPEAKERS], f"{len(shown) - MOST_SPEAKERS} more"]
        what = " and ".join((", ".join(shown[:-1]), shown[-1])) if len(shown) > 1 else shown[0]
        told.append(f"the list{'s' if len(shown) > 1 else ''} of {what}, says {who}")
    return told


def left_aside_text(run: Run) -> str:
    """Return which claims were left aside because of their day, by kind; empty where there is none."""
    told = []
    for counts, why in (
        (run.later_than_as_of, f"dated after {run.as_of}"),
        (run.later_than_known_at, f"known only after {run.known_at}"),
    ):
        if counts:
            kinds = ", ".join(f"{number:,} {kind}" for kind, number in counts.items())
            told.append(f"{several(sum(counts.values()), 'record')} {why} ({kinds})")
    return f"left aside: {'; '.join(told)}" if told else ""


def pack_text(pack: PackRef) -> str:
    """Return a pack with its version and the beginning of its digest."""
    return f"{pack.name} {pack.version} ({pack.digest[:12]})"
