"""Spans, codes and problems; knows nothing of sanctions."""

from sanctions_engine.diagnostics.codes import Code, Severity
from sanctions_engine.diagnostics.fixes import Edit, Fix
from sanctions_engine.diagnostics.problems import (
    BadQuestion,
    EngineDisagreement,
    EngineUnavailable,
    EvaluationFailed,
    InputRejected,
    Label,
    Problem,
    Problems,
    RulesRejected,
    SanctionsEngineError,
)
from sanctions_engine.diagnostics.spans import Span, whole_file, whole_line

__all__ = [
    "BadQuestion",
    "Code",
    "Edit",
    "EngineDisagreement",
    "EngineUnavailable",
    "EvaluationFailed",
    "Fix",
    "InputRejected",
    "Label",
    "Problem",
    "Problems",
    "RulesRejected",
    "SanctionsEngineError",
    "Severity",
    "Span",
    "whole_file",
    "whole_line",
]
