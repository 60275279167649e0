"""Matching alone: which bans a line can fall under, by its code. Nothing is judged, and no claim is held.

A round takes some hundredths of a second, so the quickest one is told: in the others it shows who else used the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from importlib.util import find_spec

from sanctions_engine.engines.monitor.matchers import NotNoted, with_durable_rules
from sanctions_engine.engines.monitor.watched import Watched
from sanctions_engine.models.claims import Claim
from tests.benchmarks.bulk.answers import AnswersDiffer
from tests.benchmarks.monitor.workload import Work, rule_id, work
from tests.benchmarks.timing import CLOCKS, Timing, timings

Match = Callable[[Claim], Set[str]]
HAS_DURABLE_RULES = find_spec("durable_rules_engine") is not None
MOST_BY_HAND = 500
"""So many listed codes of one length are written by hand at most: with 512 tests of one field durable-rules never ends."""
NAMES = (
    "bare dict",
    "hash index",
    "durable-rules, our matcher",
    "the same, held against the index",
    "durable-rules by hand, events",
    "durable-rules by hand, facts",
)


def bare_dict(work: Work) -> Match:
    """Return what a developer writes who knows that all codes are whole."""
    found: dict[str, set[str]] = {}
    for ban in work.bans:
        for code in ban.codes:
            found.setdefault(code, set()).add(rule_id(ban))
    digits, none = sorted({len(code) for code in found}), set[str]()

    def match(claim: Claim) -> set[str]:
        code, hits = claim.fields["hs"], none
        for one in digits:
            more = found.get(code[:one])  # type: ignore[index]  # a text
            if more is not None:
                hits = hits | more
        return hits

    return match


def contenders(work: Work) -> dict[str, Match]:
    """Return who can match these bans, by name."""
    rules = Watched(work.question, work.law).record_rules["TradeLine"]
    found = {"bare dict": bare_dict(work), "hash index": rules.met}
    if HAS_DURABLE_RULES:
        from tests.benchmarks.monitor.by_hand import ByHand

        (second,) = with_durable_rules({"TradeLine": rules}, NotNoted())
        found["durable-rules, our matcher"] = lambda claim: second.found(claim) or set()
        found["the same, held against the index"] = second.met
        if max(_of_one_length(work)) <= MOST_BY_HAND:
            by_hand = ByHand(work)
            found["durable-rules by hand, events"] = by_hand.by_events
            found["durable-rules by hand, facts"] = by_hand.by_facts
    return found


def _of_one_length(work: Work) -> list[int]:
    lengths = [len(code) for ban in work.bans for code in ban.codes]
    return [lengths.count(one) for one in set(lengths)]


def check(ready: Mapping[str, Match], claims: Sequence[Claim]) -> int:
    """See that all answer alike; return how many claims hit something.

    Raises:
        AnswersDiffer: If two do not.
    """
    hit = 0
    for claim in claims:
        answers = {name: match(claim) for name, match in ready.items()}
        first = answers["bare dict"]
        for name, found in answers.items():
            if found != first:
                raise AnswersDiffer(f"`{name}` finds {sorted(found)} for {claim.fields['hs']!r}, not {sorted(first)}")
        hit += bool(first)
    return hit


def measured(rules: int, claims: int, hits: float, rounds: int, clock: str) -> tuple[int, dict[str, Timing]]:
    """Return how many claims hit something, and what each contender takes for all of them."""
    given = work(rules, claims, hits)
    ready = contenders(given)
    hit = check(ready, given.claims)

    def all_of(match: Match) -> Callable[[], None]:
        def run() -> None:
            for claim in given.claims:
                match(claim)

        return run

    return hit, timings({name: all_of(match) for name, match in ready.items()}, rounds, CLOCKS[clock])


def tables(sizes: Sequence[int], claims: int, rounds: int, clock: str) -> Iterator[str]:
    """Yield a table for each share of hits: microseconds a claim by number of bans, and how they grow."""
    for hits in (0.02, 0.5):
        found = {size: measured(size, claims, hits, rounds, clock) for size in sizes}
        shares = sorted({hit / claims for hit, _ in found.values()})
        yield f"matching alone, {claims:,} claims, {shares[0]:.1%} to {shares[-1]:.1%} hit a ban: µs a claim by number of bans"
        yield f"  {'':<36}" + "".join(f"{size:>9,}" for size in sizes) + "    last / 40"
        for name in NAMES:
            least = [found[size][1][name].least / claims * 1e6 if name in found[size][1] else None for size in sizes]
            if not any(least):
                continue
            told = "".join(f"{'-':>9}" if one is None else f"{one:>9.2f}" for one in least)
            base = least[sizes.index(40)] if 40 in sizes else None
            growth = "" if base is None or least[-1] is None else f"{least[-1] / base:>11.2f} x"
            yield f"  {name:<36}{told}{growth}"
        yield from _ratios(found, 40)
        yield ""


def _ratios(found: Mapping[int, tuple[int, dict[str, Timing]]], size: int) -> Iterator[str]:
    timing = found[size][1] if size in found else {}
    by_hand = [timing[name].least for name in NAMES[4:] if name in timing]
    if by_hand:
        others = ((name, timing[name].least) for name in NAMES[1:4])
        told = ", ".join(f"{min(by_hand) / one:.1f} times `{name}`" for name, one in others)
        yield f"  at {size} bans by hand, the quicker way, takes {told}"
