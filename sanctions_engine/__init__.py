"""Sanctions law as rules that run: packs of rules, dossiers of evidence, findings with their proofs.

The public names are loaded when they are first used, so that importing the package stays quick.

Example:
    >>> from datetime import date
    >>> from sanctions_engine import Deadline
    >>> Deadline(start=date(2017, 12, 22), months=24).due
    datetime.date(2019, 12, 22)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sanctions_engine.diagnostics import (
        BadQuestion,
        EngineDisagreement,
        EngineUnavailable,
        InputRejected,
        RulesRejected,
        SanctionsEngineError,
    )
    from sanctions_engine.evaluation import (
        compare,
        evaluate,
        law_history,
        read_claim_tables,
        read_dossiers,
        run_cases,
        scorecard,
        summarise,
        timeline,
    )
    from sanctions_engine.facts import load_dossier
    from sanctions_engine.facts.bulk import ClaimTables, DatabaseTable, load_claim_tables
    from sanctions_engine.findings.bulk_findings import BulkFindings
    from sanctions_engine.findings.inquiries import trace, why_not
    from sanctions_engine.language.packs import load_pack, load_packs
    from sanctions_engine.language.rules import Pack
    from sanctions_engine.models.claims import Assessment, Claim, Coverage, Dossier, Plea, Source
    from sanctions_engine.models.dates import DateRange
    from sanctions_engine.models.deadlines import Deadline
    from sanctions_engine.models.findings import Comparison, Finding, Findings, Timeline
    from sanctions_engine.models.law_histories import LawChange, LawHistory
    from sanctions_engine.models.monitoring import FindingChange, Turn
    from sanctions_engine.models.numbers import NumberRange
    from sanctions_engine.models.scorecards import Scorecard, Standing
    from sanctions_engine.models.states import State, find_state
    from sanctions_engine.models.summaries import Summary
    from sanctions_engine.models.traces import RuleTrace, WhyNot
    from sanctions_engine.models.verdicts import Verdict
    from sanctions_engine.monitoring.following import follow, follow_async
    from sanctions_engine.monitoring.journaled import JournaledMonitor, read_journal, replay
    from sanctions_engine.monitoring.monitor import Monitor

_HOME = {
    "BadQuestion": "diagnostics",
    "EngineDisagreement": "diagnostics",
    "EngineUnavailable": "diagnostics",
    "InputRejected": "diagnostics",
    "RulesRejected": "diagnostics",
    "SanctionsEngineError": "diagnostics",
    "compare": "evaluation",
    "evaluate": "evaluation",
    "law_history": "evaluation",
    "read_claim_tables": "evaluation",
    "read_dossiers": "evaluation",
    "run_cases": "evaluation",
    "scorecard": "evaluation",
    "summarise": "evaluation",
    "timeline": "evaluation",
    "load_dossier": "facts",
    "ClaimTables": "facts.bulk",
    "DatabaseTable": "facts.bulk",
    "load_claim_tables": "facts.bulk",
    "BulkFindings": "findings.bulk_findings",
    "trace": "findings.inquiries",
    "why_not": "findings.inquiries",
    "load_pack": "language.packs",
    "load_packs": "language.packs",
    "Pack": "language.rules",
    "Assessment": "models.claims",
    "Claim": "models.claims",
    "Coverage": "models.claims",
    "Dossier": "models.claims",
    "Plea": "models.claims",
    "Source": "models.claims",
    "DateRange": "models.dates",
    "Deadline": "models.deadlines",
    "Comparison": "models.findings",
    "Finding": "models.findings",
    "Findings": "models.findings",
    "Timeline": "models.findings",
    "LawChange": "models.law_histories",
    "LawHistory": "models.law_histories",
    "FindingChange": "models.monitoring",
    "Turn": "models.monitoring",
    "NumberRange": "models.numbers",
    "Scorecard": "models.scorecards",
    "Standing": "models.scorecards",
    "State": "models.states",
    "find_state": "models.states",
    "Summary": "models.summaries",
    "RuleTrace": "models.traces",
    "WhyNot": "models.traces",
    "Verdict": "models.verdicts",
    "JournaledMonitor": "monitoring.journaled",
    "follow": "monitoring.following",
    "follow_async": "monitoring.following",
    "read_journal": "monitoring.journaled",
    "replay": "monitoring.journaled",
    "Monitor": "monitoring.monitor",
}
"""Which module each public name comes from."""

__all__ = [
    "Assessment",
    "BadQuestion",
    "BulkFindings",
    "Claim",
    "ClaimTables",
    "Comparison",
    "Coverage",
    "DatabaseTable",
    "DateRange",
    "Deadline",
    "Dossier",
    "EngineDisagreement",
    "EngineUnavailable",
    "Finding",
    "FindingChange",
    "Findings",
    "InputRejected",
    "JournaledMonitor",
    "LawChange",
    "LawHistory",
    "Monitor",
    "NumberRange",
    "Pack",
    "Plea",
    "RuleTrace",
    "RulesRejected",
    "SanctionsEngineError",
    "Scorecard",
    "Source",
    "Standing",
    "State",
    "Summary",
    "Timeline",
    "Turn",
    "Verdict",
    "WhyNot",
    "compare",
    "evaluate",
    "find_state",
    "follow",
    "follow_async",
    "law_history",
    "load_claim_tables",
    "load_dossier",
    "load_pack",
    "load_packs",
    "read_claim_tables",
    "read_dossiers",
    "read_journal",
    "replay",
    "run_cases",
    "scorecard",
    "summarise",
    "timeline",
    "trace",
    "why_not",
]


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module `sanctions_engine` has no attribute `{name}`")
    value = getattr(import_module(f"sanctions_engine.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
