"""The JSON Schema of every file format takes what the loader takes, and refuses what the loader refuses for its shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from sanctions_engine.diagnostics import Code, InputRejected, Problems
from sanctions_engine.facts import read_dossier
from sanctions_engine.facts.cases import read_cases
from sanctions_engine.facts.evidence_schemas import CLAIM_FORMS
from sanctions_engine.facts.file_formats import FORMATS, file_schema
from sanctions_engine.language.packs import check_pack, load_packs, shipped_packs
from sanctions_engine.language.rules import Pack
from sanctions_engine.language.yaml.yaml_document import PLAIN, MappingNode, Node, SequenceNode
from sanctions_engine.language.yaml.yaml_text import read_yaml
from sanctions_engine.models.kinds import CLAIM_KEYS

ROOT = Path(__file__).parents[3]
BAD = ROOT / "tests/cases/packs/bad"
ROWS = ROOT / "tests/cases/dossiers/rows.yaml"
FIXED = {"pack.yaml": "pack", "instruments.yaml": "instruments", "facts.yaml": "facts", "ledger.yaml": "ledger"}

SHAPE = {Code.SE101, Code.SE102, Code.SE103, Code.SE105, Code.SE106, Code.SE112, Code.SE307}
"""The faults of a pack that are of shape: keys, forms, what goes with what."""

SHAPE_OF_ROWS = {
    "SE101",
    "SE102",
    "SE103",
    "SE402",
    "SE403",
    "SE404",
    "SE405",
    "SE408",
    "SE409",
    "SE410",
    "SE415",
    "SE418",
}


# --- what an editor reads ------------------------------------------------------------------------------------------


def as_an_editor_reads(node: Node) -> Any:
    """Return what YAML 1.2 makes of a node: plain words that look like numbers and truth values are such."""
    if isinstance(node, MappingNode):
        return {key: as_an_editor_reads(value) for key, value in node.values.items()}
    if isinstance(node, SequenceNode):
        return [as_an_editor_reads(item) for item in node.items]
    text = node.value
    if node.style != PLAIN:
        return text
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if re.fullmatch("true|True|TRUE|false|False|FALSE", text):
        return text.lower() == "true"
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
        return float(text)
    return text


def read(text: str) -> Any:
    document = read_yaml(text, "a.yaml", Problems())
    return None if document is None else as_an_editor_reads(document.root)


@cache
def validator(name: str | None, packs: tuple[str, ...] = ()) -> jsonschema.Draft7Validator:
    schema = file_schema(name, _packs(packs))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


@cache
def _packs(names: tuple[str, ...]) -> tuple[Pack, ...]:
    return tuple(load_packs(list(names)))


def faults(name: str | None, data: Any, packs: tuple[str, ...] = ()) -> list[str]:
    """Return what a schema says against data, each with its place."""
    return [f"{error.json_path}: {error.message[:200]}" for error in validator(name, packs).iter_errors(data)]


def format_of(file: Path) -> str:
    if file.name in FIXED:
        return FIXED[file.name]
    if file.name.endswith(".cases.yaml"):
        return "cases"
    return "dossier" if "examples" in file.parts else "rules"


# --- good files ----------------------------------------------------------------------------------------------------


def good_files() -> Iterator[Path]:
    for folder in ("rules", "examples", "tests/cases/meaning", "tests/cases/packs/good"):
        yield from sorted((ROOT / folder).rglob("*.yaml"))


def home(file: Path) -> str:
    return next(str(folder) for folder in file.parents if (folder / "pack.yaml").is_file())


@pytest.mark.parametrize("file", list(good_files()), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_every_good_file_is_taken(file: Path) -> None:
    data, name = read(file.read_text(encoding="utf-8")), format_of(file)
    assert not faults(name, data)
    assert not faults(None, data)
    if name == "cases":
        packs = tuple(map(str, data.get("packs", ()))) or (home(file),)
        assert not faults(name, data, packs)
        assert not faults(None, data, packs)
    if name == "dossier":
        assert not faults(name, data, tuple(shipped_packs()))


# --- bad files of packs --------------------------------------------------------------------------------------------

NO_SHAPE = {
    "a parameter whose values are of two types": "a value may have any type",
    "a parameter whose value holds on no day": "days are compared",
    "a change that ends before it begins": "days are computed",
    "a rule that ends before it begins": "days are computed",
    "an amendment that does not fit its rule": "the rule stands elsewhere",
    "a title that an amendment gives under another modality, with a column that is not there, or without a table": (
        "the rule stands elsewhere"
    ),
    "row ids that are missing, doubled or malformed": "which column holds the ids says the table",
    "cells that do not fit the type that is declared": "the type stands in another key",
}
"""Mistakes whose code is one of shape and that a schema cannot see, with the reason."""


def bad_packs() -> Iterator[Any]:
    for file in sorted(BAD.glob("*.yaml")):
        for case in yaml.safe_load(file.read_text(encoding="utf-8")):
            yield pytest.param(case, id=f"{file.stem}: {case['case']}")


def _is_read(name: str) -> bool:
    """Whether a file is part of the pack: none of cases, of a hidden folder or of another pack inside."""
    return name.endswith(".yaml") and not name.endswith(".cases.yaml") and not name.startswith((".", "inner/"))


@pytest.mark.parametrize("case", list(bad_packs()))
def test_a_mistake_of_shape_in_a_pack_is_refused_and_nothing_else(case: dict[str, Any], tmp_path: Path) -> None:
    base = {
        name: (BAD / "base" / name).read_text(encoding="utf-8")
        for name in ("pack.yaml", "instruments.yaml", "facts.yaml")
    }
    files = {name: text for name, text in (base | case.get("files", {})).items() if text is not None}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    told = check_pack(tmp_path)[1].errors
    for name, text in files.items():
        document = read_yaml(text, name, Problems())
        if document is None or not _is_read(name):
            continue
        here = {one.code for one in told if one.labels and one.labels[0].span.file.endswith(f"/{name}")}
        found = faults(format_of(Path(name)), as_an_editor_reads(document.root))
        if here & SHAPE:
            assert bool(found) is (case["case"] not in NO_SHAPE), (name, here)
        if not here:
            assert not found, name


# --- bad evidence --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "case", yaml.safe_load(ROWS.read_text(encoding="utf-8"))["cases"], ids=lambda case: case["case"]
)
def test_a_mistake_of_shape_in_a_dossier_is_refused_and_nothing_else(case: dict[str, Any]) -> None:
    head = yaml.safe_load(ROWS.read_text(encoding="utf-8"))["head"]
    packs = tuple(shipped_packs())
    kinds = {name: kind for pack in _packs(packs) for name, kind in pack.kinds.items()}
    rules = {id for pack in _packs(packs) for id in pack.rules}
    text = head + case["rows"]
    try:
        dossier = read_dossier(text, kinds=kinds, rules=rules)
        told = {one.code for one in dossier.rejected}
    except InputRejected as rejected:
        told = {one.code.name for one in rejected.problems}
    found = faults("dossier", read(text), packs)
    if told & SHAPE_OF_ROWS:
        assert found, told
    if not told:
        assert not found


EXPECT = "expect: [{rule: unscr-2397-8, subject: RUS, verdict: pending}]"
BAD_CASES = [
    f"as_of: 2020-01-24, fact: {{}}, {EXPECT}",
    "as_of: 2020-01-24",
    EXPECT,
    f"as_of: 2020-01-24, facts: {{WorkerPresents: []}}, {EXPECT}",
    f"as_of: 2020-01-24, facts: {{WorkerPresence: [5]}}, {EXPECT}",
    f"as_of: 2020-01-24, facts: {{WorkerPresence: {{}}}}, {EXPECT}",
    f"as_of: 2020-01-24, facts: {{ImplementationReport: [{{state: CHN, about: x, submitted: 22.12.2019}}]}}, {EXPECT}",
    f"as_of: 2020-01-24, coverage: [{{fact: WorkerPresence, sate: RUS}}], {EXPECT}",
    f"as_of: 24 January, {EXPECT}",
    "as_of: 2020-01-24, expect: [{rule: q, subject: RUS, verdict: pending}]",
    "as_of: 2020-01-24, expect: [{rule: unscr-2397-8, subject: RUS, verdict: guilty}]",
    "as_of: 2020-01-24, expect: [{rule: unscr-2397-8, subject: RUS, verdict: pending, contested: maybe}]",
    "judged: {r: []}, expect: [{rule: unscr-2397-8, subject: RUS, verdict: pending, as_of: 2020-01-24}]",
]


@pytest.mark.parametrize("text", BAD_CASES)
def test_a_mistake_of_shape_in_a_case_is_refused(text: str, tmp_path: Path) -> None:
    pack = load_packs(["un/dprk"])[0]
    whole = f"cases:\n  - {{case: one, {text}}}\n"
    file, problems = tmp_path / "a.cases.yaml", Problems()
    file.write_text(whole, encoding="utf-8")
    read_cases(file, pack.kinds, problems, rules=pack.rules)
    assert problems.errors
    assert faults("cases", read(whole), ("un/dprk",))


# --- the schemas themselves ----------------------------------------------------------------------------------------


def test_every_key_of_a_claim_has_its_form() -> None:
    assert CLAIM_FORMS.keys() == CLAIM_KEYS - {"fact"}


def test_the_key_of_a_format_is_known_to_no_other_format() -> None:
    # The schema of all formats would send a file to the wrong one.
    keys = {one.name: file_schema(one.name)["properties"].keys() for one in FORMATS}
    for one in FORMATS:
        if one.key is not None:
            assert [name for name, known in keys.items() if one.key in known] == [one.name]


def test_formats_share_a_definition_only_where_it_says_the_same() -> None:
    known: dict[str, Any] = {}
    for one in FORMATS:
        for name, form in file_schema(one.name, _packs(("un/dprk",)))["definitions"].items():
            assert known.setdefault(name, form) == form, name


def test_a_dossier_of_a_pack_is_held_against_its_kinds() -> None:
    claim = "fact: ImplementationReport, state: CHN, %s, by: a, source: a"
    text = f"dossier: x\nsources: {{a: {{published: 2020-01-01}}}}\nclaims:\n  - {{{claim}}}\n"
    data = read(text % "about: x, submited: 2020-03-22")
    assert not faults("dossier", data)
    assert faults("dossier", data, ("un/dprk",))


def test_the_command_line_and_its_page_name_every_format() -> None:
    page = (ROOT / "docs/reference/cli.md").read_text(encoding="utf-8")
    for one in FORMATS:
        assert f"| `{one.name}` | {one.files} |" in page
