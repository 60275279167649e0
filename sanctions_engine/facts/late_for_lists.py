"""Claims that a list lacked when it was declared complete: told later, by another source, of a fact of before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sanctions_engine.diagnostics import Code, Problem
from sanctions_engine.facts.places import label_at
from sanctions_engine.models.claims import Claim, Coverage
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind


def late_for_lists(
    claims: Iterable[Claim], coverage: Iterable[Coverage], kinds: Mapping[str, FactKind]
) -> Iterator[Problem]:
    """Yield a warning SE431 for each declaration that a list is complete beside claims that its source cannot have had in mind.

    Such a claim is of a fact within the list, dated by the day on which the declaration was known, and was told later and by another
    source. It is believed all the same, for the list is that of the dossier; whether its source would still call it complete is
    another question.

    Example:
        >>> from sanctions_engine.language.packs import load_pack
        >>> kinds = load_pack("un/dprk").kinds
        >>> fields = {"state": "QAT", "about": "unscr-2397-8-final", "submitted": DateRange.parse("2020-03-20")}
        >>> late = Claim(fact="ImplementationReport", fields=fields, by="QAT", source="letter", known="2020-05-10")
        >>> committee = Coverage(fact="ImplementationReport", source="committee", known="2020-04-30")
        >>> [one.message for one in late_for_lists([late], [committee], kinds)]
        ['`committee` calls the list of `ImplementationReport` complete on 2020-04-30; `letter` tells later, on 2020-05-10, of one before']
    """
    declared = list(coverage)
    if not declared:
        return
    by_kind: dict[str, list[Coverage]] = {}
    for one in declared:
        by_kind.setdefault(one.fact, []).append(one)
    first: dict[int, tuple[Claim, int]] = {}
    for claim in claims:
        for one in by_kind.get(claim.fact, ()):
            if claim.fact in kinds and not claim.denied and _is_late(claim, one, kinds[claim.fact]):
                seen = first.get(id(one))
                first[id(one)] = (claim, 1) if seen is None else (seen[0], seen[1] + 1)
    for one in declared:
        if id(one) in first:
            claim, count = first[id(one)]
            more = f" ({count:,} claims)" if count > 1 else ""
            message = (
                f"`{one.source}` calls the list of `{one.fact}` complete on {one.known}; "
                f"`{claim.source}` tells later, on {claim.known}, of one before{more}"
            )
            help = "limit the coverage to what its source still vouches for, or declare it by a later source"
            labels = (*label_at(claim.place), *label_at(one.place))
            yield Problem(Code.SE431, message, labels, help, offending=claim.source)


def _is_late(claim: Claim, declared: Coverage, kind: FactKind) -> bool:
    """Whether a claim is of a fact that a list would have had on the day on which it was declared complete, and became known later."""
    known, day = declared.known.high, claim.fields.get(kind.dated or "")
    if claim.source == declared.source or known is None or claim.known.low is None or claim.known.low <= known:
        return False
    if not isinstance(day, DateRange) or day.low is None or day.high is None or day.high > known:
        return False
    begins = declared.start is None or declared.start <= day.low
    ends = declared.end is None or day.high <= declared.end
    return begins and ends and all(claim.fields.get(name) == value for name, value in declared.fields.items())
