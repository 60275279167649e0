"""Findings as JSON: one document, or one finding a line. The same findings give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from sanctions_engine.models.findings import Finding, Findings, Run


def json_text(findings: Findings) -> str:
    """Return `{"run": …, "findings": […]}`: indented, keys in the order of the models, a line break at the end."""
    return document({"run": _plain(findings.run), "findings": [_plain(one) for one in findings.findings]})


def json_parts(run: Run, findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the text of `json_text` in parts, so that the findings need not be in memory together."""
    yield f'{{\n  "run": {_indented(run, 2)},\n  "findings": ['
    between = ""
    for finding in findings:
        yield f"{between}\n    {_indented(finding, 4)}"
        between = ","
    yield "\n  ]\n}\n" if between else "]\n}\n"


def jsonl_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield one finding a line, each with its line break; the run is left out."""
    for finding in findings:
        yield f"{json.dumps(_plain(finding), ensure_ascii=False, separators=(',', ':'))}\n"


def _indented(model: BaseModel, depth: int) -> str:
    text = json.dumps(_plain(model), ensure_ascii=False, indent=2)
    return text.replace("\n", "\n" + " " * depth)  # no string of JSON holds a line break


def model_text(model: BaseModel) -> str:
    """Return a timeline, a comparison or any other model as JSON."""
    return document(_plain(model))


def document(content: object) -> str:
    """Return plain data as indented JSON with a line break at the end."""
    return f"{json.dumps(content, ensure_ascii=False, indent=2)}\n"


def _plain(model: BaseModel) -> object:
    return model.model_dump(mode="json")
