"""Cases that were run, as JUnit XML: the form in which build servers read test results."""

from __future__ import annotations

import re
from itertools import groupby
from xml.etree import ElementTree

from sanctions_engine.diagnostics import Problem
from sanctions_engine.findings.case_files import CaseReport, CaseResult
from sanctions_engine.reports.cases import failed_case_lines
from sanctions_engine.reports.lines import WIDTH, plain

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NOT_READ = "cases that could not be read"


def junit_xml(report: CaseReport) -> str:
    """Return a report as JUnit XML: a suite for each file, a test for each case.

    A case that does not hold is a failure, whose text is that of the text report. What kept cases from being run is an error, in a
    suite of its own. No time is told: the same cases give the same bytes.

    Example:
        >>> print(junit_xml(CaseReport()), end="")
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites tests="0" failures="0" errors="0" />
    """
    errors = list(report.problems.errors)
    tests = len(report.results) + len(errors)
    root = ElementTree.Element("testsuites", _counts(tests, len(report.failed), len(errors)))
    for file, results in groupby(report.results, key=lambda one: one.file):
        _suite(root, file, list(results))
    if errors:
        suite = ElementTree.SubElement(root, "testsuite", {"name": NOT_READ, **_counts(len(errors), 0, len(errors))})
        for problem in errors:
            _error(suite, problem)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _suite(root: ElementTree.Element, file: str, results: list[CaseResult]) -> None:
    failed = sum(not one.passed for one in results)
    suite = ElementTree.SubElement(root, "testsuite", {"name": _clean(file), **_counts(len(results), failed, 0)})
    for one in results:
        about = {"classname": _clean(file), "name": _clean(one.title), "file": _clean(file), "line": str(one.line)}
        case = ElementTree.SubElement(suite, "testcase", about)
        if not one.passed:
            first = one.mismatches[0]
            message = f"{first.expectation.rule}, {first.expectation.subject}: {first.key} is {first.found}, not {first.expected}"
            failure = ElementTree.SubElement(case, "failure", {"message": _clean(message)})
            failure.text = _clean(plain(failed_case_lines(one, verbose=True, width=WIDTH)))


def _error(suite: ElementTree.Element, problem: Problem) -> None:
    span = problem.labels[0].span if problem.labels else None
    place = {} if span is None else {"file": _clean(span.file), "line": str(span.line)}
    name = _clean(f"{problem.code.name}: {problem.message}")
    case = ElementTree.SubElement(suite, "testcase", {"classname": NOT_READ, "name": name, **place})
    ElementTree.SubElement(case, "error", {"message": name}).text = _clean(str(problem))


def _counts(tests: int, failures: int, errors: int) -> dict[str, str]:
    return {"tests": str(tests), "failures": str(failures), "errors": str(errors)}


def _clean(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _NO_XML.sub("\ufffd", text)
