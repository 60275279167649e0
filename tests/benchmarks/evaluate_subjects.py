"""The reference evaluator on 10,000 subjects with one obligation, against a function written by hand for it.

Run: `python -m tests.benchmarks.evaluate_subjects`. Both get the same claims and must give the same verdicts, or nothing
is printed but the difference. The function makes no proofs and neither does the engine; it knows what these claims need:
imprecise dates, corrections, a second speaker with a better or worse grade, denials and coverage.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from sanctions_engine import Claim, DateRange, Dossier, Pack, Source, load_pack
from sanctions_engine.engines.reference import ReferenceEngine
from sanctions_engine.models.claims import Coverage, FieldValue
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question
from tests.benchmarks.timing import interleaved, report

SUBJECTS = 10_000
ROUNDS = 5
AS_OF = date(2020, 6, 30)
COVERED_TO = date(2020, 6, 30)

FILES = {
    "pack.yaml": 'name: test/blocking\nversion: "1"\ntitle: Blocking reports\n',
    "instruments.yaml": "instruments: {reg: {title: Regulation, body: Authority, adopted: 2019-01-01}}\n",
    "facts.yaml": """
kinds:
  BlockedProperty: {is: event, dated: blocked_on, identity: [id], fields: {id: text, holder: state, blocked_on: date}}
  BlockingReport: {is: event, dated: filed, identity: [property], fields: {property: text, filed: date}}
""",
    "duty.yaml": """
instrument: reg
paragraph: "1"
rules:
  - id: report-blocked
    obligation: Report blocked property within fourteen days
    each: BlockedProperty as b
    satisfied_when: any(r for r in BlockingReport if r.property == b.id)
    due: b.blocked_on + days(14)
""",
}


def make_pack() -> Pack:
    """Write the rule's files to a folder and load them."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.items():
            (Path(folder) / name).write_text(text, "utf-8")
        return load_pack(folder)


def make_dossier() -> Dossier:
    """Return blocked property with reports: in time, late, missing, of an imprecise day, corrected, disputed and denied."""
    chance = random.Random(2397)
    known, later = DateRange.of(date(2020, 1, 1)), DateRange.of(date(2020, 2, 1))
    claims: list[Claim] = []

    def claim(
        kind: str, fields: dict[str, FieldValue], by: str, since: DateRange, grade: str, denied: bool = False
    ) -> None:
        said = Claim(fact=kind, fields=fields, by=by, source="s", known=since, grade=grade, denied=denied)
        claims.append(said)

    for number in range(SUBJECTS):
        id, blocked = f"property-{number:05}", date(2020, 1, 1) + timedelta(days=chance.randrange(170))
        holder = chance.choice(["RUS", "CHN", "IRN"])
        claim("BlockedProperty", {"id": id, "holder": holder, "blocked_on": DateRange.of(blocked)}, "bank", known, "B2")
        filed, kind = blocked + timedelta(days=chance.randrange(25)), chance.random()
        if kind < 0.85:
            day = DateRange.of(filed) if kind > 0.02 else DateRange(filed, filed + timedelta(days=3))
            claim("BlockingReport", {"property": id, "filed": day}, "bank", known, "B2")
        if kind < 0.05:
            corrected = DateRange.of(filed + timedelta(days=4))
            claim("BlockingReport", {"property": id, "filed": corrected}, "bank", later, "B2")
        if 0.05 < kind < 0.10:
            other = DateRange.of(filed + timedelta(days=chance.randrange(9)))
            grade = chance.choice(["A1", "B2", "C3"])
            claim("BlockingReport", {"property": id, "filed": other}, "auditor", later, grade, kind < 0.06)
    chance.shuffle(claims)
    coverage = Coverage(fact="BlockingReport", end=COVERED_TO, source="s", known=known)
    return Dossier(sources={"s": Source(id="s", published=known)}, claims=tuple(claims), coverage=(coverage,))


def by_hand(dossier: Dossier, as_of: date) -> dict[str, str]:
    """Return the verdict on each property, as a developer would write it without the library.

    Its ignores stand for what `make_dossier` promises: every field is there, of its type, and every day has both ends.
    """
    blocked: dict[str, date] = {}
    reports: dict[str, dict[str, Claim]] = {}
    for claim in dossier.claims:
        if claim.fact == "BlockedProperty":
            blocked[claim.fields["id"]] = claim.fields["blocked_on"].low  # type: ignore[index,union-attr,assignment]
            continue
        by_speaker = reports.setdefault(claim.fields["property"], {})  # type: ignore[arg-type]
        said = by_speaker.get(claim.by)
        if said is None or claim.known.low > said.known.low:  # type: ignore[operator]
            by_speaker[claim.by] = claim
    covered = any(one.fact == "BlockingReport" and one.end and one.end >= as_of for one in dossier.coverage)
    verdicts = {}
    for id, day in blocked.items():
        if day > as_of:
            continue
        due = day + timedelta(days=14)
        filed, denied = None, False
        if id in reports:
            best = min(reports[id].values(), key=lambda one: (one.grade or "Z", -one.known.low.toordinal()))  # type: ignore[union-attr]
            filed, denied = best.fields["filed"], best.denied
        if filed is None or denied:
            known_to_be_missing = denied or covered
            verdicts[id] = "pending" if as_of <= due else "violated" if known_to_be_missing else "undetermined"
        elif filed.high <= min(due, as_of):  # type: ignore[union-attr,operator]
            verdicts[id] = "fulfilled"
        elif as_of <= due:
            verdicts[id] = "pending"
        elif filed.low <= due:  # type: ignore[union-attr,operator]
            verdicts[id] = "undetermined"
        else:
            verdicts[id] = "fulfilled_late" if filed.high <= as_of else "violated"  # type: ignore[union-attr,operator]
    return verdicts


def by_reference(law: Law, dossier: Dossier) -> dict[str, str]:
    """Return the verdict on each property from the reference evaluator, from claims to outcomes."""
    asked = Question(as_of=AS_OF)
    found = ReferenceEngine().outcomes(asked, law, Evidence(dossier, law.kinds))
    return {str(one.subject): one.verdict.value for one in found}


def main() -> int:
    """Compare the two, first for what they say."""
    law, dossier = Law([make_pack()]), make_dossier()
    ours, theirs = by_reference(law, dossier), by_hand(dossier, AS_OF)
    differing = [id for id in sorted(ours.keys() | theirs.keys()) if ours.get(id) != theirs.get(id)]
    if differing:
        print(
            f"{len(differing)} verdicts differ, first `{differing[0]}`: {ours.get(differing[0])} / {theirs.get(differing[0])}"
        )
        return 1
    print(f"verdicts on {len(ours):,} subjects agree: {dict(sorted(Counter(ours.values()).items()))}")
    work = {"by hand": lambda: by_hand(dossier, AS_OF), "reference evaluator": lambda: by_reference(law, dossier)}
    report("10,000 subjects, one obligation", interleaved(work, ROUNDS), "by hand")
    return 0


if __name__ == "__main__":
    sys.exit(main())
