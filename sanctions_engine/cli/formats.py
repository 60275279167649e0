"""The formats in which a report can be printed."""

from __future__ import annotations

from enum import Enum


class FindingsFormat(Enum):
    """The formats of findings."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class ReportFormat(Enum):
    """The formats of every other report."""

    TEXT = "text"
    JSON = "json"


class CasesFormat(Enum):
    """The formats of cases that were run."""

    TEXT = "text"
    JUNIT = "junit"


class TableFormat(Enum):
    """The formats of what is one table."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


class ProblemsFormat(Enum):
    """The formats of what is wrong with rule files."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"
