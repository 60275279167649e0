"""Problems as SARIF 2.1.0, the interchange format of static analysis that code hosts and editors read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import quote

from sanctions_engine.diagnostics import Code, Edit, Fix, Label, Problem, Severity, Span
from sanctions_engine.diagnostics.explanations import explanations

VERSION = "2.1.0"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}
_Json = dict[str, object]


def problems_sarif(
    problems: Sequence[Problem], suppressed: Sequence[tuple[Problem, str]] = (), *, tool_version: str
) -> str:
    """Return a log of one run: the codes that occur as rules, each problem as a result, suppressed ones marked as such.

    Places that matter beside the main one are `relatedLocations`; columns count code points.

    Example:
        >>> log = json.loads(problems_sarif([Problem(Code.SE505, "no engine `rete`")], tool_version="1"))
        >>> log["version"], log["runs"][0]["results"][0]["ruleId"]
        ('2.1.0', 'SE505')
    """
    codes = sorted({one.code for one in problems} | {one.code for one, _ in suppressed}, key=lambda code: code.name)
    index = {code: number for number, code in enumerate(codes)}
    results = [_result(one, index) for one in problems]
    results += [
        {**_result(one, index), "suppressions": [{"kind": "inSource", "justification": reason}]}
        for one, reason in suppressed
    ]
    driver = {"name": "sanctions-engine", "version": tool_version, "rules": [_rule(code) for code in codes]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": VERSION, "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(code: Code) -> _Json:
    explained = explanations()[code]
    return {
        "id": code.name,
        "shortDescription": {"text": code.value},
        "fullDescription": {"text": explained.meaning},
        "help": {"text": explained.remedy},
        "defaultConfiguration": {"level": _LEVELS[code.severity]},
    }


def _result(problem: Problem, index: dict[Code, int]) -> _Json:
    text = f"{problem.message}\nhelp: {problem.help}" if problem.help else problem.message
    result: _Json = {
        "ruleId": problem.code.name,
        "ruleIndex": index[problem.code],
        "level": _LEVELS[problem.severity],
        "message": {"text": text},
    }
    if problem.span is not None:
        result["locations"] = [{"physicalLocation": _physical(problem.span)}]
    if problem.labels[1:]:
        result["relatedLocations"] = [_related(label, number) for number, label in enumerate(problem.labels[1:], 1)]
    if problem.fix is not None:
        result["fixes"] = [_fix(problem.fix)]
    return result


def _physical(span: Span) -> _Json:
    region = {"startLine": span.line, "startColumn": span.column}
    if (span.end_line, span.end_column) > (span.line, span.column):
        region |= {"endLine": span.end_line, "endColumn": span.end_column}
    return {"artifactLocation": _artifact(span.file), "region": region}


def _related(label: Label, number: int) -> _Json:
    located: _Json = {"id": number, "physicalLocation": _physical(label.span)}
    return {**located, "message": {"text": label.text}} if label.text else located


def _artifact(file: str) -> _Json:
    return {"uri": quote(file.replace("\\", "/"))}


def _fix(fix: Fix) -> _Json:
    by_file: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        by_file.setdefault(edit.file, []).append(edit)
    changes = [
        {"artifactLocation": _artifact(file), "replacements": [_replacement(edit) for edit in edits]}
        for file, edits in by_file.items()
    ]
    return {"description": {"text": fix.done}, "artifactChanges": changes}


def _replacement(edit: Edit) -> _Json:
    deleted = {"charOffset": edit.start, "charLength": edit.end - edit.start}
    return {"deletedRegion": deleted, **({"insertedContent": {"text": edit.text}} if edit.text else {})}
