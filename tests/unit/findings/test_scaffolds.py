"""What `new` begins: checks clean, has cases, and these fail until somebody fills them in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sanctions_engine.diagnostics import BadQuestion, Code
from sanctions_engine.evaluation import run_cases
from sanctions_engine.findings.case_files import FILL_IN
from sanctions_engine.findings.scaffolds import TO_FILL_IN, new_case, new_pack, new_rule
from sanctions_engine.language.packs import check_pack, load_pack, load_packs
from sanctions_engine.language.rules import Pack
from sanctions_engine.linting.run import lint

KINDS = """kinds:
  Shipment:
    is: status
    dated: day
    identity: [ship, cargo, sealed, number]
    fields:
      ship: text
      cargo: {type: text, one_of: [coal, iron ore]}
      sealed: bool
      number: int >= 5
      share: decimal <= 1
      day: date
      note: text?
"""

PAIR = """kinds:
  Hit:
    is: event
    dated: found
    identity: [customer, found]
    fields:
      customer: text
      found: date
  Review:
    is: event
    dated: finished
    identity: [customer, finished]
    fields:
      customer: text
      finished: date
"""


@pytest.fixture(params=["states", "records", "pairs"])
def pack(request: pytest.FixtureRequest, tmp_path: Path) -> Pack:
    """A new pack; two of the three have no kind that speaks of States."""
    files = new_pack("house/visits")
    files["facts.yaml"] = {"states": files["facts.yaml"], "records": KINDS, "pairs": PAIR}[request.param]
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return load_pack(tmp_path)


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


@pytest.mark.parametrize("prohibition", [False, True])
def test_a_new_rule_checks_clean_and_its_cases_fail_until_they_are_filled_in(
    pack: Pack, tmp_path: Path, prohibition: bool
) -> None:
    assert pack.warnings == ()
    rule, cases = new_rule(pack, "visits", prohibition=prohibition)
    write(tmp_path, "visits.yaml", rule)
    file = write(tmp_path, "visits.cases.yaml", cases)
    assert len(check_pack(tmp_path)[1]) == 0
    report = run_cases([file])
    assert not report.problems
    assert report.results
    assert report.failed == report.results
    assert all(one.title.startswith("fill in") for one in report.results)
    # The verdicts that are found are those that a case of each title is about: who fills them in has not to mend facts first.
    found = [one.mismatches[0].found for one in report.results]
    assert found == (["violated", "not_in_force"] if prohibition else ["fulfilled", "undetermined", "violated"])
    left = iter(found)
    file.write_text(re.sub("verdict: error", lambda _: f"verdict: {next(left)}", cases), encoding="utf-8")
    assert run_cases([file]).passed


def test_a_duty_of_records_begins_with_a_record_and_what_answers_it(tmp_path: Path) -> None:
    # A duty of every State would leave who writes about customers with three cases of France.
    for name, text in {**new_pack("house/visits"), "facts.yaml": PAIR}.items():
        write(tmp_path, name, text)
    rule, cases = new_rule(load_pack(tmp_path), "visits")
    assert "each: Hit as record" in rule
    assert "any(r for r in Review if r.customer == record.customer and r.finished >= record.found)" in rule
    assert "FRA" not in cases


@pytest.mark.parametrize("rule", ["unscr-2397-8", "unscr-2371-8/coal", "unscr-2397-5", "dprk-oil-as-trade"])
def test_a_new_case_can_be_run_for_a_rule_that_ships(rule: str, tmp_path: Path) -> None:
    file = write(tmp_path, "one.cases.yaml", new_case(load_packs(["un/dprk"])[0], rule))
    report = run_cases([file], packs=["un/dprk"])
    assert [str(one) for one in report.problems] == []
    assert len(report.failed) == 1


@pytest.mark.parametrize("rule, said", [("unscr-2371-8-winddown", "is an exemption"), ("unscr-9999", "has no rule")])
def test_a_case_of_what_makes_no_finding_is_refused(rule: str, said: str) -> None:
    with pytest.raises(BadQuestion, match=said):
        new_case(load_packs(["un/dprk"])[0], rule)


@pytest.mark.parametrize("name", ["House", "house visits", "../house"])
def test_a_pack_that_cannot_be_called_so_is_refused(name: str) -> None:
    with pytest.raises(BadQuestion):
        new_pack(name)


def test_a_rule_that_is_there_already_or_has_nothing_to_rest_on_is_refused(pack: Pack, tmp_path: Path) -> None:
    write(tmp_path, "visits.yaml", new_rule(pack, "visits")[0])
    for id in ("visits", "Visits"):
        with pytest.raises(BadQuestion):
            new_rule(load_pack(tmp_path), id)
    for name, said in (("facts.yaml", "no fact kind"), ("instruments.yaml", "no adopted text")):
        folder = tmp_path / said.replace(" ", "-")
        folder.mkdir()
        for other in {"pack.yaml", "facts.yaml", "instruments.yaml"} - {name}:
            write(folder, other, (tmp_path / other).read_text(encoding="utf-8"))
        with pytest.raises(BadQuestion, match=said):
            new_rule(load_pack(folder), "other")


def test_the_linter_tells_of_every_text_that_is_left_and_is_silent_once_none_is(pack: Pack) -> None:
    folder = Path(pack.path)
    for id, prohibition in (("reports", False), ("ban", True)):
        rules, cases = new_rule(pack, id, prohibition=prohibition)
        write(folder, f"{id}.yaml", rules)
        write(folder, f"{id}.cases.yaml", cases)
    told = [one for one in lint([folder]).problems if one.code is not Code.SE721]
    assert {one.code for one in told} == {Code.SE724}
    assert all(any(f"`{text}`" in one.message for one in told) for text in TO_FILL_IN)
    titles = sum(text.count(f'case: "{FILL_IN}') for text in texts_of(folder))
    comments = sum(text.count("# fill in") for text in texts_of(folder))
    assert len(told) == len(TO_FILL_IN) + titles + comments
    for file in folder.glob("*.yaml"):
        text = re.sub(r"  # fill in.*", "", file.read_text(encoding="utf-8"))
        file.write_text(re.sub(r"[Ff]ill in", "say", text), encoding="utf-8")
    assert [one for one in lint([folder]).problems if one.code is Code.SE724] == []


def texts_of(folder: Path) -> list[str]:
    return [file.read_text(encoding="utf-8") for file in folder.glob("*.yaml")]
