"""Findings made by hand, so that reports are tested without an engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest

from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.findings import ClaimUse, Finding, Findings, PackRef, ProofNode, Run, VerdictUnder
from sanctions_engine.models.instruments import Citation
from sanctions_engine.models.verdicts import Verdict

MakeFinding = Callable[..., Finding]
MakeFindings = Callable[..., Findings]

CITED = Citation(instrument="unscr-2397", paragraph="8", title="Security Council resolution 2397 (2017)")
PACK = PackRef(name="un/dprk", version="0.1.0", digest="0123456789abcdef" * 4)


def _finding(**changes: Any) -> Finding:
    verdict = Verdict(changes.pop("verdict", "violated"))
    proof = ProofNode(
        role="verdict",
        text="Repatriate workers",
        value=verdict.value,
        note="not done by the due day and not shown since",
        parts=(
            ProofNode(role="due", text="instrument.adopted + months(24)", value="2019-12-22", citation=CITED),
            ProofNode(
                role="satisfied_when",
                text="earning <= shown(barred)",
                value="false",
                on=date(2019, 12, 22),
                citation=CITED,
                parts=(
                    ProofNode(
                        text="earning",
                        value="900..1100",
                        parts=(ProofNode(role="let earning", text="latest(…)", value="900..1100", claims=("c1",)),),
                    ),
                    ProofNode(
                        text="shown(barred)",
                        value="0",
                        note="presumed: none was shown (not covered)",
                        parts=(ProofNode(text="barred", value="0..", note="no claim"),),
                    ),
                ),
            ),
        ),
    )
    claim = ClaimUse(
        id="c1",
        fact="WorkerPresence",
        says="count 900..1100",
        by="RUS",
        source="reuters",
        known=DateRange.parse("2020"),
    )
    given: dict[str, Any] = {
        "rule": "unscr-2397-8",
        "title": "Repatriate workers",
        "modality": "obligation",
        "binding": "mandatory",
        "citation": CITED,
        "subject": "RUS",
        "subject_kind": "State",
        "bearer": "RUS",
        "verdict": verdict,
        "contested": False,
        "worst": verdict,
        "verdicts": (VerdictUnder(perspective="record", reading="default", verdict=verdict),),
        "as_of": date(2020, 1, 24),
        "known_at": None,
        "due": DateRange.parse("2019-12-22"),
        "severity": "high",
        "because": proof,
        "claims": (claim,),
        "pack": PACK,
    }
    return Finding(**{**given, **changes})


def _findings(found: Iterable[Finding] = (), **changes: Any) -> Findings:
    findings = tuple(found)
    counts: dict[str, int] = {}
    for one in findings:
        counts[one.verdict.value] = counts.get(one.verdict.value, 0) + 1
    given: dict[str, Any] = {
        "engine": "reference",
        "engine_version": "0.1.0",
        "packs": (PACK,),
        "inputs": ("examples/x",),
        "input_digest": "fedcba9876543210" * 4,
        "as_of": date(2020, 1, 24),
        "rules": len({one.rule for one in findings}),
        "subjects": len({one.subject for one in findings}),
        "counts": counts,
    }
    return Findings(run=Run(**{**given, **changes}), findings=findings)


@pytest.fixture
def finding() -> MakeFinding:
    """Make a finding: Russia has violated paragraph 8, but for what is given."""
    return _finding


@pytest.fixture
def findings() -> MakeFindings:
    """Make a run that holds some findings."""
    return _findings
