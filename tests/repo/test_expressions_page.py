"""`docs/reference/expressions.md`: every operator and function is on it, and every example is of the type and value it says.

The examples stand in the rules of the page: each becomes a figure (`shows`) of the rule, and the finding tells its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from sanctions_engine.evaluation import evaluate, read_dossiers
from sanctions_engine.language.expressions.comparisons import _SIGNS as COMPARISONS
from sanctions_engine.language.expressions.functions import METHOD_TABLE, TABLE
from sanctions_engine.language.expressions.operators import RESULTS
from sanctions_engine.language.expressions.typing_rules import SCALARS
from sanctions_engine.language.expressions.vocabulary import AGGREGATES, FUNCTIONS, METHODS
from sanctions_engine.language.packs import load_pack
from sanctions_engine.language.rules import Pack
from sanctions_engine.language.types import Base
from sanctions_engine.models.findings import Findings

PAGE = Path("docs/reference/expressions.md")
FILE = re.compile(r"```yaml\n# (\S+)\n(.*?)```", re.DOTALL)
RULES = "page/expressions/rules.yaml"
SUBJECTS = {
    "flows": ("flows/coal", "f1"),
    "duty": ("duty", "CHN 2019-10-01..2019-12-31"),
    "yearly": ("yearly", "year=2019"),
}
"""The finding that tells the values of a rule's examples."""


@dataclass(frozen=True)
class Example:
    """One example: the row that it stands in, its text, the type and the value that the page tells."""

    row: tuple[str, ...]
    text: str
    gives: str
    value: str

    @property
    def rule(self) -> str:
        """The rule in which it stands."""
        if re.search(r"\b(total|members|group)\b", self.text):
            return "yearly"
        return "duty" if re.search(r"\b(state\.|due|period\.|due_of)", self.text) else "flows"


def plain(cell: str) -> str:
    return cell.removeprefix("`").removesuffix("`") if cell.count("`") == 2 else cell


def rows(page: str, heading: str) -> Iterator[dict[str, str]]:
    """Yield the rows of the table under a heading, as mappings of its columns."""
    found = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert found, heading
    lines = [line for line in found[1].splitlines() if line.startswith("|")]
    assert len(lines) > 2, f"no table under {heading}"
    head, _, *body = [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]
    for line in body:
        yield dict(zip(head, line, strict=True))


HEADINGS = ("Names", "Constants", "Conditions", "Arithmetic", "Functions", "Texts", "Aggregates")


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / PAGE).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def examples(page: str) -> list[Example]:
    found = [
        Example(tuple(row.values()), plain(row["example"]), row["gives"], row["it is"])
        for heading in HEADINGS
        for row in rows(page, heading)
    ]
    assert len(found) > len(FUNCTIONS) + len(METHODS) + len(AGGREGATES) + len(RESULTS)
    return found


@pytest.fixture(scope="module")
def folder(page: str, examples: list[Example], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack and the dossier of the page, with every example as a figure of its rule."""
    root = tmp_path_factory.mktemp("page")
    for name, text in FILE.findall(page):
        for rule in SUBJECTS if name == RULES else ():
            figures = [f"      x{n}: '{one.text}'\n" for n, one in enumerate(examples) if one.rule == rule]
            head = f"  - id: {rule}\n"
            assert head in text
            text = text.replace(head, f"{head}    shows:\n{''.join(figures)}")
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root / "page"


@pytest.fixture(scope="module")
def pack(folder: Path) -> Pack:
    return load_pack(folder / "expressions")


@pytest.fixture(scope="module")
def findings(pack: Pack, folder: Path) -> Findings:
    _, dossier = read_dossiers([folder / "flows.yaml"], packs=[folder / "expressions"], strict=True)
    return evaluate(pack, dossier, as_of=date(2020, 1, 24))


def test_every_example_checks_and_is_of_the_type_that_the_page_tells(pack: Pack, examples: list[Example]) -> None:
    assert not pack.warnings
    figures = {rule: dict(pack.rules[id].shows) for rule, (id, _) in SUBJECTS.items()}
    found = {one.text: str(figures[one.rule][f"x{number}"].node.type) for number, one in enumerate(examples)}
    assert found == {one.text: one.gives for one in examples}


def test_every_example_is_what_the_page_tells(findings: Findings, examples: list[Example]) -> None:
    told = {rule: findings.of(*subject)[0].shows for rule, subject in SUBJECTS.items()}
    found = {one.text: told[one.rule][f"x{number}"] for number, one in enumerate(examples)}
    assert found == {one.text: one.value for one in examples}


def test_every_function_is_on_the_page_as_messages_write_it(page: str) -> None:
    for heading, column, forms in (
        ("Functions", "function", FUNCTIONS),
        ("Texts", "method", METHODS),
        ("Aggregates", "aggregate", AGGREGATES),
    ):
        assert [plain(row[column]) for row in rows(page, heading)] == list(forms.values())


def test_the_types_that_functions_take_are_those_of_the_table(page: str) -> None:
    told = {plain(row["function"]).partition("(")[0]: row["takes"] for row in rows(page, "Functions")}
    told |= {plain(row["method"])[5:].partition("(")[0]: row["takes"] for row in rows(page, "Texts")}
    assert told.pop("total") == Base.NUMBER.value
    assert told.pop("members") == "nothing"
    assert told == {name: "; ".join(map(words, one.takes)) for name, one in (TABLE | METHOD_TABLE).items()}


def words(bases: frozenset[Base]) -> str:
    return "any single value" if bases == SCALARS else " or ".join(sorted(base.value for base in bases))


def test_every_operator_is_on_the_page(page: str) -> None:
    signs = {plain(row["operator"]) for row in rows(page, "Conditions")}
    assert signs == {*COMPARISONS.values(), "and", "or", "not", "in", "not in", "if … else"}
    table = {(plain(row["operator"]), row["left"], row["right"]): row["gives"] for row in rows(page, "Arithmetic")}
    assert table == {(sign, left.value, right.value): str(type_) for (sign, left, right), type_ in RESULTS.items()}


def test_an_example_stands_for_what_its_row_is_about(page: str) -> None:
    # An example that does not use the function beside it would pass every other test.
    for heading, column in (("Functions", "function"), ("Texts", "method"), ("Aggregates", "aggregate")):
        for row in rows(page, heading):
            name = plain(row[column]).removeprefix("text.").partition("(")[0]
            assert re.search(rf"\b{name}\(", row["example"]), row
    for row in (*rows(page, "Conditions"), *rows(page, "Arithmetic")):
        assert plain(row["operator"]).split(" …")[0] in row["example"], row


def test_a_table_that_is_not_there_is_seen() -> None:
    with pytest.raises(AssertionError):
        list(rows("## Functions\n\nnothing\n", "Functions"))
