"""Findings as JSON: one document, or one finding a line. The same findings give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pydantic import BaseModel

from sanctions_engine.models.findings import Findings


def json_text(findings: Findings) -> str:
    """Return `{"run": …, "findings": […]}`: indented, keys in the order of the models, a line break at the end."""
    return document({"run": _plain(findings.run), "findings": [_plain(one) for one in findings.findings]})


def jsonl_lines(findings: Findings) -> Iterator[str]:
    """Yield one finding a line, each with its line break; the run is left out."""
    for finding in findings.findings:
        yield f"{json.dumps(_plain(finding), ensure_ascii=False, separators=(',', ':'))}\n"


def model_text(model: BaseModel) -> str:
    """Return a timeline, a comparison or any other model as JSON."""
    return document(_plain(model))


def document(content: object) -> str:
    """Return plain data as indented JSON with a line break at the end."""
    return f"{json.dumps(content, ensure_ascii=False, indent=2)}\n"


def _plain(model: BaseModel) -> object:
    return model.model_dump(mode="json")
