"""Every diagnostic code is explained, every example triggers its code, and the pages are made from the explanations.

`python tests/repo/test_diagnostics_pages.py` writes the pages of `docs/reference/diagnostics/` anew.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sanctions_engine.diagnostics import Code, InputRejected
from sanctions_engine.diagnostics.explanations import explanations

PAGES = Path("docs/reference/diagnostics")
_FILE = re.compile(r"^# (\S+\.(?:yaml|csv|jsonl))\n", re.MULTILINE)
_TOLD_IN_WORDS = {
    "SE002",
    "SE003",
    "SE005",
    "SE214",
    "SE425",
    "SE423",
    "SE424",
    "SE601",
    "SE603",
    "SE604",
    "SE605",
    "SE428",
}
"""Codes whose example cannot be written down: bytes, sizes, faults. Other tests trigger them."""

MANIFEST = "name: own/example\nversion: '1'\ntitle: An example\nrequires: [un/dprk]\n"
RULE = "instrument: unscr-2397\nrules:\n  - {}\n"

LINT_FILES = {
    "pack.yaml": "name: own/example\nversion: '1'\ntitle: An example\n",
    "instruments.yaml": (
        "instruments:\n  unscr-2397: {title: Resolution 2397 (2017), body: UN Security Council, adopted: 2017-12-22}\n"
    ),
    "facts.yaml": """kinds:
  TradeFlow:
    is: event
    dated: date
    identity: [id]
    fields:
      id: text
      importer: state
      exporter: state
      hs: {type: text, form: tariff-code}
      date: date
      contract_date: date?
      tonnes: decimal? >= 0
      value_usd: decimal? >= 0
      committee_approved: bool?
  ImplementationReport:
    is: event
    dated: submitted
    identity: [state, about]
    fields: {state: state, about: text, submitted: date}
""",
}
"""What the examples of the linter stand in: the instrument and the kinds of `un/dprk` that they read, small enough to be read for each."""


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    from sanctions_engine.reports.code_page import code_markdown, index_markdown

    made = {f"{code.name}.md": code_markdown(code, one) for code, one in explanations().items()}
    return {"README.md": index_markdown(explanations())} | made


# --- the examples ----------------------------------------------------------------------------------------------------


def files_of(example: str) -> dict[str, str]:
    """Return the files of an example by their names; keys of one rule become a rule file."""
    parts = _FILE.split(example)
    if len(parts) == 1:
        return {"rules.yaml": RULE.format(_whole_rule(example).replace("\n", "\n    "))}
    return {name: f"{text.rstrip()}\n" for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def _whole_rule(keys: str) -> str:
    if keys.startswith("id:"):
        return keys
    if "satisfied_when" in keys:
        return f"id: example\nobligation: An example\neach: State as state\n{keys}"
    return f"id: example\nprohibition: An example\neach: TradeFlow as flow\n{keys}"


def codes_of_pack(files: dict[str, str], folder: Path) -> set[str]:
    from sanctions_engine.language.packs import check_pack

    for name, text in ({"pack.yaml": MANIFEST} | files).items():
        (folder / name).write_text(text, encoding="utf-8")
    return {problem.code.name for problem in check_pack(folder)[1]}


def codes_of_lint(example: str, folder: Path) -> set[str]:
    from sanctions_engine.linting.run import lint

    files = files_of(example)
    if len(_FILE.split(example)) == 1:
        files["rules.yaml"] = files["rules.yaml"].replace("rules:", 'paragraph: "6"\nrules:', 1)
    if not any(name.endswith(".cases.yaml") for name in files):
        ids = re.findall(r"\bid: ([a-z0-9-]+)", files["rules.yaml"])
        files["all.cases.yaml"] = "cases:\n" + "".join(f"  - {{case: {id}, expect: [{{rule: {id}}}]}}\n" for id in ids)
    for name, text in (LINT_FILES | files).items():
        (folder / name).write_text(text, encoding="utf-8")
    return {problem.code.name for problem in lint([folder]).problems}


def codes_of_dossier(files: dict[str, str], folder: Path) -> set[str]:
    from sanctions_engine.evaluation import read_dossiers

    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    try:
        _, dossier = read_dossiers([folder])
    except InputRejected as rejected:
        return {problem.code.name for problem in rejected.problems}
    told = " ".join(str(warning) for warning in getattr(dossier, "warnings", ()))
    return {row.code for row in dossier.rejected} | set(re.findall(r"SE\d{3}", told))


def codes_of_command(line: str, capsys: pytest.CaptureFixture[str]) -> set[str]:
    from sanctions_engine.cli.entry import run

    run(shlex.split(line.removeprefix("$ "))[1:])
    told = capsys.readouterr()
    return set(re.findall(r"\[(SE\d{3})\]", told.err + told.out))


# --- the tests -------------------------------------------------------------------------------------------------------


def test_every_code_is_explained_in_order() -> None:
    assert list(explanations()) == list(Code)


@pytest.mark.parametrize("code", [code.name for code in Code if code.name not in _TOLD_IN_WORDS])
def test_every_example_triggers_its_code_and_no_other(
    code: str, tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    example = explanations()[Code[code]].example
    monkeypatch.chdir(root)
    if example.startswith("$ "):
        told = codes_of_command(example, capsys)
    elif Code[code].is_lint:
        told = codes_of_lint(example, tmp_path)
    elif "# dossier.yaml" in example:
        told = codes_of_dossier(files_of(example), tmp_path)
    else:
        told = codes_of_pack(files_of(example), tmp_path)
    assert told == {code}


@pytest.mark.parametrize("code", [code.name for code in Code if explanations()[code].good])
def test_every_good_example_has_no_problem(
    code: str, tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    example = explanations()[Code[code]].good
    monkeypatch.chdir(root)
    if example.startswith("$ "):
        told = codes_of_command(example, capsys)
    else:
        told = codes_of_lint(example, tmp_path) if Code[code].is_lint else codes_of_pack(files_of(example), tmp_path)
    assert told == set()


def test_every_code_that_check_tells_has_a_good_example() -> None:
    """Files that cannot be read (SE0xx) have none: the good one is any file."""
    without = [code.name for code, one in explanations().items() if code.name[2] in "1237" and not one.good]
    assert without == ["SE214"]  # told in words


def test_every_code_of_the_linter_is_in_its_table() -> None:
    from sanctions_engine.linting.table import LINTS

    listed = {code for one in LINTS for code in one.codes}
    of_comments = [Code.SE722, Code.SE723]
    assert sorted(code.name for code in [*listed, *of_comments]) == [code.name for code in Code if code.is_lint]


def test_only_what_cannot_be_written_down_is_told_in_words() -> None:
    assert {code.name for code, one in explanations().items() if one.language == "text"} == _TOLD_IN_WORDS


def test_the_pages_are_those_that_the_explanations_make(root: Path) -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in (root / PAGES).glob("*.md")}
    assert written == pages(), "run `python tests/repo/test_diagnostics_pages.py`"


def test_a_broken_explanation_file_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from sanctions_engine.diagnostics import explanations as module

    monkeypatch.setattr(module, "_ENTRY", re.compile(module._ENTRY.pattern.replace("SE", "SX"), module._ENTRY.flags))
    module.explanations.cache_clear()
    with pytest.raises(ValueError, match="cannot be read"):
        module.explanations()
    module.explanations.cache_clear()


if __name__ == "__main__":
    folder = Path(__file__).resolve().parents[2] / PAGES
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.md"):
        stale.unlink()
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
