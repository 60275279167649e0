"""What `docs/reference/dossiers.md` shows works, and the example that ships loads without a rejected row."""

import re
from pathlib import Path
from typing import Any

import pytest

from sanctions_engine.diagnostics import Code, Problems
from sanctions_engine.facts import dossier_to_yaml, load_dossier, read_dossier
from sanctions_engine.language.rulefiles.kinds_from_document import read_kinds
from sanctions_engine.language.yaml.yaml_text import read_yaml
from sanctions_engine.models.kinds import FactKind

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "reference" / "dossiers.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def kinds() -> dict[str, FactKind]:
    problems = Problems()
    document = read_yaml((ROOT / "rules/un/dprk/facts.yaml").read_text(encoding="utf-8"), "facts.yaml", problems)
    assert document is not None
    found = read_kinds(document, "un/dprk", problems)
    assert not problems.errors
    return found


def test_the_dossier_of_the_page_loads(kinds: dict[str, FactKind]) -> None:
    block = re.search(r"```yaml\n(dossier: .*?)```", PAGE, re.DOTALL)
    assert block is not None
    dossier = read_dossier(block[1], kinds=kinds, rules={"unscr-2397-8"}, strict=True)
    counts = [
        len(rows) for rows in (dossier.claims, dossier.pleas, dossier.assessments, dossier.coverage, dossier.expect)
    ]
    assert counts == [1, 1, 1, 1, 1]


def test_the_class_of_the_page_makes_a_claim() -> None:
    block = re.search(r"```python\n(from sanctions_engine.models.facts import.*?)```", PAGE, re.DOTALL)
    assert block is not None
    names: dict[str, Any] = {"__name__": "page"}
    exec(compile(block[1], "dossiers.md", "exec"), names)
    assert names["claim"].fields["state"] == "RUS"


def test_the_page_names_every_code_of_dossiers() -> None:
    assert [
        code.name for code in Code if code.name.startswith("SE4") and code.name not in PAGE and code.name != "SE413"
    ] == []


def test_the_russia_example_loads_without_a_rejected_row_and_survives_writing(
    kinds: dict[str, FactKind], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    dossier = load_dossier("examples/russia-2020", kinds=kinds, strict=True)
    again = read_dossier(dossier_to_yaml(dossier), kinds=kinds, strict=True)
    assert [(c.fact, c.fields, c.by, c.known) for c in again.claims] == [
        (c.fact, c.fields, c.by, c.known) for c in dossier.claims
    ]
    assert dossier.path == "examples/russia-2020"
    assert {str(claim.place).partition(":")[0] for claim in dossier.claims} >= {"examples/russia-2020/TradeFlow.csv"}
