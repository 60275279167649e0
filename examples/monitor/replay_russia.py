"""Replay the Russia dossier claim by claim and day by day, and print how the verdict on paragraph 8 moved.

Each claim comes on the day that it tells of, as it would to somebody on the spot. (The newspaper told it all a month later: with
`known_at="as_of"` and claims on the day since which they are known, the verdict is open until 23 January 2020.)
"""

from datetime import date, timedelta
from pathlib import Path

from sanctions_engine import Claim, FindingChange, Monitor, read_dossiers

FIRST, LAST = date(2017, 12, 22), date(2020, 1, 24)

packs, dossier = read_dossiers([Path(__file__).parent.parent / "russia-2020"])
kinds = {name: kind for pack in packs for name, kind in pack.kinds.items()}


def told_of(claim: Claim) -> date:
    """Return the last day that a claim can be about."""
    day = claim.fields[kinds[claim.fact].dated or ""]
    return getattr(day, "high", None) or LAST


def show(changes: tuple[FindingChange, ...]) -> None:
    """Print what became of the verdict on Russia."""
    for change in changes:
        if change.subject == "RUS":
            finding = change.finding
            others = [one for one in finding.verdicts if one.verdict is not finding.verdict]
            disputed = "; ".join(f"contested: {one.verdict.value} as {one.reading} reads it" for one in others)
            print(change.as_of, change.turn.value, finding.verdict.value, "-", disputed or finding.because.note)


monitor = Monitor(packs, as_of=FIRST, rules=["unscr-2397-8"], subjects=["RUS"])
monitor.feed(*dossier.sources.values())
waiting = sorted(dossier.claims, key=told_of, reverse=True)
for finding in monitor.findings:
    print(FIRST, "at first", finding.verdict.value, "-", finding.because.note)
while monitor.as_of < LAST:
    show(monitor.advance(monitor.as_of + timedelta(days=1)))
    while waiting and told_of(waiting[-1]) <= monitor.as_of:
        show(monitor.feed(waiting.pop()))
show(monitor.feed(*dossier.pleas))
print(f"{len(monitor.findings)} finding on {monitor.as_of}")
