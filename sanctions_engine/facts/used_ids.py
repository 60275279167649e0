"""One id for what look like two facts: two lists that each number their rows from 1 make one record of two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sanctions_engine.diagnostics import Code, Problem
from sanctions_engine.facts.contradictions import are_apart
from sanctions_engine.facts.places import label_at
from sanctions_engine.models.claims import Claim, FieldValue
from sanctions_engine.models.facts import in_words
from sanctions_engine.models.kinds import FactKind, FieldKind, Nature


def used_ids(claims: Iterable[Claim], kinds: Mapping[str, FactKind]) -> Iterator[Problem]:
    """Yield a warning SE432 for each kind of which claims of one id differ in their day and in something else, at the first.

    Looked at are events whose identity is one text. One claim of such a pair replaces the other, whatever grade and day say of their
    rank: a correction seldom changes all that a claim says.

    Example:
        >>> from sanctions_engine.language.packs import load_pack
        >>> from sanctions_engine.models.dates import DateRange
        >>> kinds = load_pack("un/dprk").kinds
        >>> def supply(by, day):
        ...     fields = {"id": "1", "supplier": by, "recipient": "PRK", "product": "refined", "date": DateRange.parse(day)}
        ...     return Claim(fact="PetroleumSupply", fields=fields, by=by, source="s", known=day)
        >>> (problem,) = used_ids([supply("CHN", "2018-03-01"), supply("RUS", "2018-05-01")], kinds)
        >>> problem.message.partition(", `date`")[0]
        '`1` is told twice as `PetroleumSupply`: `supplier` is CHN or RUS'
    """
    first: dict[tuple[str, FieldValue], Claim] = {}
    found: dict[str, tuple[Claim, Claim, set[FieldValue]]] = {}
    for claim in claims:
        kind = kinds.get(claim.fact)
        name = None if kind is None else id_of(kind)
        if kind is None or name is None or claim.denied or name not in claim.fields:
            continue
        key = (claim.fact, claim.fields[name])
        before = first.setdefault(key, claim)
        if before is not claim and _are_two(before, claim, kind):
            found.setdefault(claim.fact, (before, claim, set()))[2].add(claim.fields[name])
    for name in sorted(found):
        yield _warning(kinds[name], *found[name])


def id_of(kind: FactKind) -> str | None:
    """Return the field that is the id of an event; None for a kind whose identity is something else.

    Example:
        >>> from sanctions_engine.language.packs import load_pack
        >>> kinds = load_pack("un/dprk").kinds
        >>> id_of(kinds["TradeFlow"]), id_of(kinds["ImplementationReport"])
        ('id', None)
    """
    if kind.nature is not Nature.EVENT or len(kind.identity) != 1:
        return None
    name = kind.identity[0]
    declared = kind.fields[name]
    return name if declared.kind is FieldKind.TEXT and declared.form is None and not declared.one_of else None


def _apart(one: Claim, other: Claim, kind: FactKind) -> list[str]:
    shared = (name for name in kind.fields if name in one.fields and name in other.fields)
    return [name for name in shared if are_apart(one.fields[name], other.fields[name])]


def _are_two(one: Claim, other: Claim, kind: FactKind) -> bool:
    names = _apart(one, other, kind)
    return kind.dated in names and len(names) > 1


def _warning(kind: FactKind, one: Claim, other: Claim, ids: set[FieldValue]) -> Problem:
    name = kind.identity[0]
    differ = ", ".join(
        f"`{each}` is {in_words(one.fields[each])} or {in_words(other.fields[each])}"
        for each in _apart(one, other, kind)
    )
    more = f" ({len(ids):,} such ids)" if len(ids) > 1 else ""
    id = in_words(one.fields[name])
    message = f"`{id}` is told twice as `{kind.name}`: {differ}; one claim replaces the other{more}"
    labels = tuple(label for claim in (one, other) for label in label_at(claim.place, f"{claim.by}, {claim.source}"))
    help = "if these are two, give each an id of its own, such as one that begins with the name of its list"
    return Problem(Code.SE432, message, labels, help, offending=id)
