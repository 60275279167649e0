"""The pytest plugin, in runs of pytest of its own: what is collected, what is chosen, what a failure shows, what fixtures give."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PACK = {
    "pack.yaml": "name: policy\nversion: 0.1.0\ntitle: Reviews\n",
    "instruments.yaml": "instruments:\n  policy-7: {title: Policy 7, body: A bank, adopted: 2019-01-31}\n",
    "facts.yaml": """
kinds:
  Hit: {is: event, dated: found, identity: [customer], fields: {customer: text, found: date}}
  Review: {is: event, dated: done, identity: [customer], fields: {customer: text, done: date}}
""",
    "reviews.yaml": """
instrument: policy-7
rules:
  - id: review-after-hit
    obligation: Review a customer within 30 days of a hit
    each: Hit as hit
    satisfied_when: any(r for r in Review if r.customer == hit.customer and r.done >= hit.found)
    due: hit.found + days(30)
""",
}
CASE = """
  - case: {title}
    as_of: 2020-06-01
    facts: {{Hit: [{{customer: c1, found: 2020-03-01}}], Review: [{{customer: c1, done: {done}}}]}}
    expect: [{{rule: review-after-hit, subject: c1, verdict: fulfilled}}]
"""
IN_TIME = CASE.format(title="the thirtieth day is in time", done="2020-03-31")
TOO_LATE = CASE.format(title="the day after is late", done="2020-04-01")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a pack; no case yet."""
    for name, text in PACK.items():
        path = tmp_path / "policy" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers -p no:cacheprovider\n", "utf-8")
    return tmp_path


@pytest.fixture
def run(project: Path) -> Run:
    """Return a function that runs pytest in the project."""

    def start(*arguments: str) -> subprocess.CompletedProcess[str]:
        plugin = ("-p", "no:sanctions", "-p", "sanctions_engine.testing.pytest_plugin")  # this one, installed or not
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
        environment |= {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "pytest", *plugin, *arguments]
        return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)

    return start


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def test_cases_are_items_and_one_that_fails_shows_its_proof(project: Path, run: Run) -> None:
    write(project / "policy/a.cases.yaml", f"cases:{IN_TIME}{TOO_LATE}")
    write(
        project / "one.yaml",
        "dossier: nothing is known\npacks: [policy]\nexpect: []\n",
    )
    done = run("policy", "-v")
    assert done.returncode == 1, done.stdout
    assert "policy/a.cases.yaml::the thirtieth day is in time PASSED" in done.stdout
    assert "policy/a.cases.yaml::the day after is late FAILED" in done.stdout
    for told in (
        "review-after-hit, c1 as of 2020-06-01: `verdict`",
        "expected fulfilled\n",
        "found    fulfilled_late\n",
        "because  not done by the due day, done since",
        "hit.found = 2020-03-01",
    ):
        assert told in done.stdout, done.stdout
    assert "Traceback" not in done.stdout


def test_choosing_and_several_processes(project: Path, run: Run) -> None:
    write(project / "policy/a.cases.yaml", f"cases:{IN_TIME}{TOO_LATE}")
    write(project / "test_other.py", "def test_other(): pass\n")
    assert "2 passed, 1 deselected" in run("-k", "thirtieth or other").stdout
    both = run("-m", "sanctions_case", "-n", "2", "-k", "review-after-hit")  # the rule is a keyword
    assert "1 failed, 1 passed" in both.stdout
    assert "no tests ran" in run("policy", "--sanctions-rule", "other").stdout
    assert run("policy", "--sanctions-engine", "rete").returncode == 1


def test_dossiers_that_expect_something_are_cases_and_others_are_not(project: Path, run: Run) -> None:
    claim = "{fact: Hit, customer: c1, found: 2020-03-01, by: a bank, source: register}"
    dossier = f"packs: [policy]\nsources: {{register: {{published: 2020-03-02}}}}\nclaims: [{claim}]\n"
    expect = "expect: [{rule: review-after-hit, subject: c1, as_of: 2020-03-02, verdict: pending}]\n"
    write(project / "a.yaml", f"dossier: a hit\n{dossier}{expect}")
    write(project / "b.yaml", f"dossier: without expectation\n{dossier}")
    write(project / "c.yaml", "expect: nothing of this\nnote: no dossier\n")
    write(
        project / "policy/bad.cases.yaml",
        IN_TIME.replace("customer: c1, found", "cust: c1, found").join(["cases:", ""]),
    )
    done = run("--sanctions-packs", "policy", "--continue-on-collection-errors")
    assert "1 passed, 1 error" in done.stdout, done.stdout
    assert "ERROR policy/bad.cases.yaml" in done.stdout
    assert "unknown field `cust` of `Hit`" in done.stdout
    assert "bad.cases.yaml:4" in done.stdout


def test_coverage_of_all_processes_is_told_and_can_fail_a_run(project: Path, run: Run) -> None:
    write(project / "policy/a.cases.yaml", f"cases:{IN_TIME}")
    write(project / "policy/b.cases.yaml", f"cases:{TOO_LATE}".replace("verdict: fulfilled", "verdict: fulfilled_late"))
    done = run("policy", "-n", "2", "--sanctions-html", "pages", "--sanctions-fail-under", "90")
    assert done.returncode == 1, done.stdout
    assert "2 passed" in done.stdout
    assert "never given: verdict violated, policy/reviews.yaml:4" in done.stdout
    # Two of six verdicts, one from each file; a condition both ways, and one of the days.
    assert "conditions 3 of 4, verdicts 2 of 6" in done.stdout
    assert "coverage of 50.0 per cent is under 90" in done.stdout
    assert "never given: verdict violated" in (project / "pages/policy--reviews.yaml.html").read_text("utf-8")
    assert run("policy", "--sanctions-fail-under", "50").returncode == 0


FIXTURES = """
import datetime, pytest
from sanctions_engine import InputRejected, Verdict, load_pack

HIT = {"Hit": [{"customer": "c1", "found": datetime.date(2020, 3, 1)}]}

def test_pack(pack):
    assert pack.name == "policy"

@pytest.mark.pack("us/reporting")
def test_marked(pack):
    assert pack.name == "us/reporting"

def test_dossier(dossier):
    made = dossier(HIT, coverage=[{"fact": "Review"}])
    assert (len(made.claims), made.coverage[0].fact) == (1, "Review")

def test_judged(evaluate_case, dossier):
    finding = evaluate_case("review-after-hit", "c1", as_of="2020-06-01", facts=HIT, coverage=[{"fact": "Review"}])
    assert finding.verdict is Verdict.VIOLATED
    made = dossier(HIT)
    assert evaluate_case("review-after-hit", "c1", as_of="2020-06-01", dossier=made).verdict is Verdict.UNDETERMINED

def test_refused(evaluate_case):
    with pytest.raises(InputRejected, match="unknown field"):
        evaluate_case("review-after-hit", "c1", as_of="2020-06-01", facts={"Hit": [{"cust": "c1"}]})

def test_failing(evaluate_case):
    finding = evaluate_case("review-after-hit", "c1", as_of="2020-06-01", facts=HIT)
    assert finding.verdict is Verdict.FULFILLED
"""


def test_fixtures_find_the_pack_make_dossiers_and_judge(project: Path, run: Run) -> None:
    write(project / "test_reviews.py", FIXTURES)
    done = run("test_reviews.py")
    assert "1 failed, 5 passed" in done.stdout, done.stdout
    # The proof of what the failing test found is printed below it.
    assert "- findings -" in done.stdout
    assert "UNDETERMINED  c1  review-after-hit" in done.stdout
    assert "hit.found + days(30)" in done.stdout


def test_several_packs_beside_a_test_are_not_guessed_at(project: Path, run: Run) -> None:
    (project / "other").mkdir()
    write(project / "other/pack.yaml", PACK["pack.yaml"].replace("policy", "other"))
    write(project / "test_reviews.py", "def test_pack(pack): pass\n")
    done = run("test_reviews.py")
    assert "several packs stand beside test_reviews.py: say which with @pytest.mark.pack" in done.stdout
