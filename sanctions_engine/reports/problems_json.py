"""Problems as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from sanctions_engine.diagnostics import Fix, Label, Problem, Severity
from sanctions_engine.models.findings import PackRef


def problems_json(
    problems: Sequence[Problem], suppressed: Iterable[tuple[Problem, str]] = (), packs: Iterable[PackRef] = ()
) -> str:
    """Return problems with all their places, those that are suppressed with the reason, and how many there are of each severity.

    Example:
        >>> from sanctions_engine.diagnostics import Code
        >>> json.loads(problems_json([Problem(Code.SE505, "no engine `rete`")]))["counts"]
        {'error': 1, 'warning': 0, 'advice': 0}
    """
    counts = Counter(problem.severity for problem in problems)
    told = {
        "packs": [{"name": one.name, "version": one.version, "digest": one.digest} for one in packs],
        "counts": {severity.value: counts[severity] for severity in Severity},
        "problems": [_problem(one) for one in problems],
        "suppressed": [{**_problem(one), "reason": reason} for one, reason in suppressed],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _problem(problem: Problem) -> dict[str, object]:
    told: dict[str, object] = {
        "code": problem.code.name,
        "title": problem.code.value,
        "severity": problem.severity.value,
        "message": problem.message,
        "help": problem.help,
        "labels": [_label(label) for label in problem.labels],
        "offending": problem.offending,
        "suggestion": problem.suggestion,
        "fix": _fix(problem.fix),
    }
    return {key: value for key, value in told.items() if value is not None}


def _label(label: Label) -> dict[str, object]:
    span = label.span
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "text": label.text,
    }


def _fix(fix: Fix | None) -> dict[str, object] | None:
    if fix is None:
        return None
    edits = [{"file": edit.file, "start": edit.start, "end": edit.end, "text": edit.text} for edit in fix.edits]
    return {"done": fix.done, "edits": edits}
