"""`explain --plan`: the plan that runs, with SQL that the database takes, or the reason why there is none."""

from __future__ import annotations

import runpy
from datetime import date
from pathlib import Path

import duckdb

from sanctions_engine import load_pack
from sanctions_engine.cli.entry import run
from sanctions_engine.engines.relational.explaining import explained
from sanctions_engine.engines.relational.planning import planned_with_disputes
from sanctions_engine.facts.bulk import claim_tables_from
from sanctions_engine.models.claims import Claim, Dossier
from sanctions_engine.models.dates import DateRange
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question

EXAMPLE = Path(__file__).parents[4] / "examples" / "judge_many_records.py"
QUESTION = Question(as_of=date(2020, 1, 24))


def test_rules_of_one_shape_are_explained_together() -> None:
    law = Law([load_pack("un/dprk")])
    ids = [id for id in law.rules if id.startswith("unscr-2094-23/")]
    (found,) = explained(QUESTION, law, ids)
    assert (found.rules, found.why_not) == (tuple(ids), None)
    assert found.plan.startswith("query\n")
    assert "table TradeFlow" in found.plan
    tree = duckdb.extract_statements(found.sql)
    assert len(tree) == 1


def test_a_rule_over_groups_sums_its_records_up_once() -> None:
    law = Law([load_pack("un/dprk")])
    (found,) = explained(QUESTION, law, ["unscr-2321-16"])
    assert found.why_not is None
    assert found.plan.count("table BankAccount") == 1


def test_rules_that_divide_figures_of_the_evidence_have_a_plan() -> None:
    law = Law([load_pack("un/dprk")])
    found = list(explained(QUESTION, law, ["dprk-transport-capacity", "unscr-2321-26b-notice"]))
    assert [(one.rules, one.why_not) for one in found] == [
        (("dprk-transport-capacity",), None),
        (("unscr-2321-26b-notice",), None),
    ]


def test_a_rule_without_a_plan_says_why() -> None:
    law = Law([load_pack("un/dprk")])
    (found,) = explained(QUESTION, law, ["unscr-2397-4"])
    assert found.why_not
    assert found.plan == found.sql == ""


def test_the_command_prints_plan_and_sql(capsys: object) -> None:
    assert run(["explain", "unscr-2094-23/pearls", "--plan", "--as-of", "2020-01-24"]) == 0
    told = capsys.readouterr().out.split("\n")  # type: ignore[attr-defined]
    assert told[:3] == ["unscr-2094-23/pearls", "  plan", "    query"]
    assert told[told.index("  SQL") + 1] == "    SELECT"


def test_the_rules_of_the_example_are_answered_in_the_database() -> None:
    # Ten million lines do not fit into the memory of the reference evaluator.
    pack = load_pack("un/dprk")
    left_out = runpy.run_path(str(EXAMPLE))["LEFT_OUT"]
    known = DateRange(QUESTION.as_of, QUESTION.as_of)
    claim = Claim(fact="TradeFlow", fields={"id": "a", "date": known}, by="CHN", source="customs", known=known)
    with claim_tables_from(Dossier(title="lines", claims=(claim,)), pack.kinds) as tables:
        plan = planned_with_disputes(QUESTION, Law([pack]), tables)
    on_lines = {id for id, rule in pack.rules.items() if rule.each.kind.name == "TradeFlow"}
    assert not on_lines & set(plan.left)
    assert len(on_lines & {rule.id for rule in plan.rules} - left_out) > 60
