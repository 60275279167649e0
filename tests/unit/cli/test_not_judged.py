"""What was not judged must not look like good news: exit codes and loud lines; who is bound; the last day of a timeline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

PACK = {
    "pack.yaml": "name: own/goods\nversion: '1'\ntitle: Goods\n",
    "instruments.yaml": "instruments: {pact: {title: The pact, body: Assembly, adopted: 2019-01-01}}\n",
    "facts.yaml": """
kinds:
  Flow:
    title: Goods that move
    is: event
    dated: day
    identity: [id]
    fields: {id: text, sender: state, tonnes: decimal? >= 0, day: date}
""",
    "ban.yaml": """
instrument: pact
rules:
  - id: ban
    prohibition: Send more than ten tonnes
    each: Flow as f
    on: f.day
    bearer: f.sender
    violated_when: f.tonnes > 10
  - id: file
    obligation: Send something by March
    each: State as s
    satisfied_when: any(f for f in Flow if f.sender == s.code)
    due: date("2019-03-01")
""",
}
BROKEN = """
  - id: broken
    obligation: Send something else in time
    binding: {}
    each: Flow as g
    satisfied_when: any(f for f in Flow if f.sender == g.sender)
    due: g.day + days(g.tonnes * 1000000)
"""
HEAD = "dossier: flows\nsources: {paper: {publisher: A paper, published: 2019-06-01}}\nclaims:\n"
FLOW = "  - {{fact: Flow, id: {0}, sender: {1}, tonnes: {2}, day: 2019-02-01, by: paper, source: paper}}\n"


@pytest.fixture
def goods(tmp_path: Path) -> Path:
    folder = tmp_path / "goods"
    folder.mkdir()
    for name, text in PACK.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def evaluate(command: Any, goods: Path, rows: str, *more: str) -> Any:
    dossier = goods.parent / "flows.yaml"
    dossier.write_text(HEAD + rows, encoding="utf-8")
    return command("evaluate", str(dossier), "--rules", str(goods), "--as-of", "2019-06-30", *more)


def test_a_kind_of_which_every_row_was_set_aside_is_no_clean_pass(command: Any, goods: Path) -> None:
    # No flow is read, so no flow is forbidden: a pipeline that passes here passes on nothing.
    bad = FLOW.format("a", "FRA", "much") + FLOW.format("b", "FRA", "more")
    done = evaluate(command, goods, bad, "--rule", "ban", "--fail-on", "violated")
    assert done.code == 4
    assert "NOT JUDGED: nothing is known of `Flow`, for all 2 rows had to be set aside\n" in done.err
    assert "nothing was judged on `Flow`: all 2 rows had to be set aside\n" in done.out
    assert evaluate(command, goods, bad, "--rule", "ban").code == 0
    run = json.loads(evaluate(command, goods, bad, "--format", "json").out)["run"]
    assert run["warnings"] == ["nothing was judged on `Flow`: all 2 rows had to be set aside"]


def test_a_kind_of_which_some_row_was_read_is_judged(command: Any, goods: Path) -> None:
    rows = FLOW.format("a", "FRA", "much") + FLOW.format("b", "FRA", "5")
    done = evaluate(command, goods, rows, "--rule", "ban", "--fail-on", "violated")
    assert (done.code, done.err) == (0, "")
    assert "1 row of the evidence set aside" in done.out


def test_a_hit_is_a_hit_whatever_else_is_wrong(command: Any, goods: Path) -> None:
    bad = FLOW.format("a", "FRA", "much") + "pleas: [{by: FRA, rule: file, ground: x, source: paper}]\n"
    assert evaluate(command, goods, bad, "--fail-on", "undetermined").code == 1
    assert evaluate(command, goods, bad, "--fail-on", "violated").code == 4


@pytest.mark.parametrize("binding, code, hit", [("mandatory", 3, 1), ("hortatory", 0, 0)])
def test_a_rule_that_fails_to_evaluate_is_told_by_the_exit_code(
    command: Any, goods: Path, binding: str, code: int, hit: int
) -> None:
    ban = goods / "ban.yaml"
    ban.write_text(ban.read_text(encoding="utf-8") + BROKEN.format(binding), encoding="utf-8")
    rows = FLOW.format("a", "FRA", "5")
    done = evaluate(command, goods, rows, "--rule", "broken")
    assert done.code == code
    assert ("NOT JUDGED: the rule failed to evaluate for 1 of its subjects: `broken`\n" in done.err) is (code == 3)
    assert "ERROR" in done.out
    assert evaluate(command, goods, rows, "--rule", "broken", "--fail-on", "violated").code == hit


def test_the_bearer_can_be_asked_for(command: Any, goods: Path) -> None:
    # The subject of a ban is the flow: `--subject FRA` finds nothing of what France has sent.
    rows = FLOW.format("a", "FRA", "50") + FLOW.format("b", "BEL", "50") + FLOW.format("c", "FRA", "5")
    done = json.loads(evaluate(command, goods, rows, "--bearer", "France", "--format", "json").out)
    assert [(one["rule"], one["subject"]) for one in done["findings"]] == [("ban", "a"), ("file", "FRA")]
    assert done["run"]["counts"] == {"clean": 1, "fulfilled": 1, "violated": 1}
    nobody = evaluate(command, goods, rows, "--bearer", "LUX")
    assert nobody.code == 2
    assert "no rule that is asked for binds `LUX` in this evidence" in nobody.err


def test_a_subject_that_is_named_is_told_of_in_any_case(command: Any, goods: Path) -> None:
    rows = FLOW.format("a", "FRA", "50") + FLOW.format("c", "FRA", "5")
    assert "CLEAN" not in evaluate(command, goods, rows, "--rule", "ban").out
    done = evaluate(command, goods, rows, "--rule", "ban", "--subject", "c")
    assert "CLEAN  c  ban  on 2019-02-01\n" in done.out
    assert "  because  the event is not forbidden\n             f.tonnes = 5 (paper)\n" in done.out
    assert "  formula  f.tonnes > 10\n" in done.out
    assert done.out.endswith("1 rule, 1 subject: 1 clean\n")


@pytest.mark.parametrize(
    "arguments, told",
    [
        (("--assume", "x=2021/10/01"), "`--assume x=2021/10/01` is not a day"),
        (("--after", "assume=x=2021/10/01"), "`--after assume x=2021/10/01` is not a day"),
        (("--as-of", "2021/10/01"), "`--as-of 2021/10/01` is not a day"),
        (("--before", "as-of=2021/10/01"), "`--before as-of 2021/10/01` is not a day"),
    ],
)
def test_an_error_names_the_option_that_was_given(command: Any, arguments: tuple[str, ...], told: str) -> None:
    done = command("compare", "examples/russia-2020", *arguments)
    assert done.code == 2
    assert told in done.err


def test_a_timeline_ends_on_the_day_that_was_asked_for(command: Any, goods: Path) -> None:
    dossier = goods.parent / "flows.yaml"
    dossier.write_text(HEAD + FLOW.format("a", "FRA", "5"), encoding="utf-8")
    asked = ("timeline", str(dossier), "--rules", str(goods), "--rule", "file", "--subject", "FRA", "--format", "json")
    spans = json.loads(command(*asked, "--until", "2019-06-30").out)["spans"]
    assert spans[-1]["until"] == "2019-06-30"
    assert json.loads(command(*asked).out)["spans"][-1]["until"] is None


def test_what_does_not_exist_has_its_exit_code(command: Any) -> None:
    assert command("evaluate", "examples/russia-2020", "--rules", "un/nowhere").code == 3
    assert command("evaluate", "examples/nowhere").code == 4
