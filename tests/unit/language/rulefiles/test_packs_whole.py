"""Packs as a whole: problems, digests, kinds of Python, and packs that build on others."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sanctions_engine.diagnostics import Code, RulesRejected, Span
from sanctions_engine.language.nodes import Call, walk
from sanctions_engine.language.packs import check_pack, check_packs, load_pack, load_packs
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.kinds import FactKind, FieldKind, FieldType, Nature

WritePack = Callable[..., Path]
RULES = """
instrument: res-1
rules:
  - {id: one, obligation: One, each: State as state, satisfied_when: state.un_member, due: instrument.adopted + days(1)}
  - {id: two, obligation: Two, each: State as state, satisfied_when: state.un_member, due: none}
  - {id: three, obligation: Three, each: State as state, satisfied_when: state.un_member, due: none}
"""
OnlyRule = Callable[..., Rule]


def test_all_problems_of_all_files_are_told_at_once(write_pack: WritePack) -> None:
    path = write_pack("instrument: res-1\nrulez: []\n", files={"b.yaml": "instrument: res-11\n", "c.yaml": ""})
    with pytest.raises(RulesRejected) as caught:
        load_pack(path)
    assert [problem.code for problem in caught.value.problems] == [Code.SE101, Code.SE113, Code.SE004]


def test_warnings_come_with_the_pack(write_pack: WritePack) -> None:
    text = RULES + 'changes: [{amend: one, from: date("2019-01-01"), set: {severity: medium}}]\n'
    (warning,) = load_pack(write_pack(text)).warnings
    assert warning.code is Code.SE302


def test_a_rule_file_is_opened_once(write_pack: WritePack, monkeypatch: pytest.MonkeyPatch) -> None:
    # trap: once for its text and once more for the digest
    path, opened, real = write_pack(RULES), list[str](), Path.open

    def noted(self: Path, *arguments: Any, **options: Any) -> Any:
        opened.append(self.name)
        return real(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", noted)
    load_pack(path)
    assert opened.count("a.yaml") == opened.count("instruments.yaml") == 1


def test_a_formula_knows_its_place(write_pack: WritePack) -> None:
    # trap: an offset that is worked out late counts the blanks and the line break after a folded text
    shown = (
        "  - id: one\n    obligation: One\n    each: State as state\n    satisfied_when: >-\n      state.un_member\n\n"
    )
    text = f"instrument: res-1\nrules:\n{shown}"
    rule = load_pack(write_pack(text)).rules["one"]
    assert rule.satisfied_when is not None
    assert rule.satisfied_when.place == Span(rule.place.file, 6, 21, 7, 22)


def test_the_digest_is_over_names_and_bytes(write_pack: WritePack) -> None:
    path = write_pack(RULES)
    first = load_pack(path)
    names = ("a.yaml", "facts.yaml", "instruments.yaml", "pack.yaml")
    total = hashlib.sha256()
    for name in names:
        content = (path / name).read_bytes()
        total.update(f"{name}\0{len(content)}\0".encode() + content)
    assert first.digest == total.hexdigest()
    (path / "a.cases.yaml").write_text("- case: nothing", encoding="utf-8")
    assert load_pack(path).digest == first.digest  # cases are no law
    (path / "a.yaml").rename(path / "b.yaml")
    assert load_pack(path).digest != first.digest
    assert first.rules["one"].pack == first.ref


def test_kinds_can_be_written_in_python(write_pack: WritePack) -> None:
    fields = {"id": FieldType(kind=FieldKind.TEXT), "seen": FieldType(kind=FieldKind.DATE)}
    kind = FactKind(name="Sighting", nature=Nature.EVENT, dated="seen", identity=("id",), fields=fields)
    text = 'instrument: res-1\nrules: [{id: a, prohibition: A, each: Sighting as s, violated_when: s.id == "x"}]\n'
    pack = load_pack(write_pack(text), kinds=[kind])
    assert pack.kinds["Sighting"] is kind
    _, problems, _ = check_pack(write_pack(text))
    assert [problem.code for problem in problems] == [Code.SE206]


def test_a_kind_of_python_cannot_contradict_the_files(write_pack: WritePack) -> None:
    fields = {"date": FieldType(kind=FieldKind.DATE)}
    kind = FactKind(name="Flow", nature=Nature.EVENT, dated="date", identity=("date",), fields=fields)
    _, problems, _ = check_pack(write_pack(RULES), kinds=[kind])
    assert [problem.code for problem in problems] == [Code.SE114]


OTHER = """
name: test/other
version: "2.0"
title: A pack that builds on another
requires: [test/pack]
"""


def test_a_pack_uses_kinds_instruments_and_rules_of_those_it_requires(write_pack: WritePack) -> None:
    write_pack(RULES, folder="rules/test/pack")
    other = write_pack(
        """
instrument: res-2
rules:
  - {id: more, obligation: More, each: State as s, satisfied_when: 'as_of > due_of("one")', due: none}
  - {id: aid, exemption: Aid, each: State as s, when: s.code == "FRA", covers: [one]}
changes:
  - {amend: two, set: {severity: low}}
""",
        folder="rules/test/other",
        files={"pack.yaml": OTHER},
    )
    for name in ("instruments.yaml", "facts.yaml"):
        (other / name).unlink()
    first, second = load_packs([other])
    assert (first.name, second.name, second.requires) == ("test/pack", "test/other", ("test/pack",))
    assert list(second.rules) == ["more", "aid"]
    assert list(second.kinds) == ["Flow", "Report"]
    assert second.rules["aid"].covers == ("one",)
    assert second.changes[0].targets == ("two",)
    assert first.changes == ()


def test_packs_of_a_folder_load_together(write_pack: WritePack) -> None:
    write_pack(RULES, folder="rules/test/pack")
    write_pack("", folder="rules/test/other", files={"pack.yaml": OTHER})
    packs = load_packs([write_pack("", folder="rules/test/pack").parents[1]])
    assert [pack.name for pack in packs] == ["test/pack", "test/other"]


def test_packs_that_require_each_other_are_told_with_the_way(write_pack: WritePack) -> None:
    pack = 'name: test/pack\nversion: "1"\ntitle: One\nrequires: [test/other]\n'
    path = write_pack("", folder="rules/test/pack", files={"pack.yaml": pack})
    write_pack("", folder="rules/test/other", files={"pack.yaml": OTHER})
    _, problems, _ = check_pack(path)
    (problem,) = problems
    assert problem.code is Code.SE111
    assert problem.message == "packs require each other: `test/pack` -> `test/other` -> `test/pack`"


def test_one_id_in_two_packs_is_ambiguous(write_pack: WritePack) -> None:
    one = write_pack(RULES, folder="one")
    two = write_pack(RULES, folder="two", files={"pack.yaml": 'name: test/two\nversion: "1"\ntitle: Two\n'})
    _, problems, _ = check_packs([one, two])
    assert [problem.code for problem in problems] == [Code.SE104] * 3


def test_an_unknown_name_of_a_pack_is_told_with_what_there_is() -> None:
    with pytest.raises(RulesRejected) as caught:
        load_pack("un/dprkk")
    (problem,) = caught.value.problems
    assert problem.code is Code.SE111


def test_a_link_out_of_the_pack_is_not_followed(write_pack: WritePack, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("instrument: res-1\n", encoding="utf-8")
    path = write_pack(RULES, folder="pack")
    (path / "b.yaml").symlink_to(secret)
    _, problems, sources = check_pack(path)
    assert [problem.code for problem in problems] == [Code.SE010]
    assert not any(name.endswith("b.yaml") for name in sources)


def test_equal_formulas_are_read_once(write_pack: WritePack) -> None:
    pack = load_pack(write_pack(RULES))
    two, three = pack.rules["two"], pack.rules["three"]
    assert two.satisfied_when is not None
    assert three.satisfied_when is not None
    assert two.satisfied_when.node is three.satisfied_when.node
    assert two.satisfied_when.place.line != three.satisfied_when.place.line


def test_a_big_table_shares_what_its_rows_have_in_common(write_pack: WritePack) -> None:
    rows = "".join(
        f"r{number},{number % 97 + 1:02}{number % 89:02},{'' if number % 2 else 30}\n" for number in range(2560)
    )
    path = write_pack(
        """
instrument: res-1
rules:
  - id: ban
    prohibition: Procure {row.id}
    each: Flow as flow
    table: {csv: a.csv}
    violated_when: hs_in(flow.hs, row.hs)
    exceptions: [{id: wind-down, when: flow.date <= instrument.adopted + days(row.wind_down)}]
changes:
  - {amend: "ban/*", from: date("2020-01-01"), set: {severity: high}}
""",
        files={"a.csv": f"id,hs,wind_down\n{rows}"},
    )
    pack = load_pack(path)
    assert len(pack.rules) == 2560
    assert len({id(rule.violated_when) for rule in pack.rules.values()}) == 1
    assert len({id(rule.exceptions) for rule in pack.rules.values()}) == 2
    assert any(isinstance(node, Call) for node in walk(pack.rules["ban/r0"].exceptions[0].when.node))


def test_what_a_required_pack_requires_can_be_used_too(write_pack: WritePack) -> None:
    write_pack(RULES, folder="rules/test/pack")
    write_pack("", folder="rules/test/other", files={"pack.yaml": OTHER})
    third = 'name: test/third\nversion: "1"\ntitle: Third\nrequires: [test/other]\n'
    text = "instrument: res-1\nchanges: [{repeal: [one]}]\n"
    path = write_pack(text, folder="rules/test/third", files={"pack.yaml": third})
    (path / "facts.yaml").unlink()
    assert [pack.name for pack in load_packs([path])] == ["test/pack", "test/other", "test/third"]


def test_what_a_required_pack_could_not_read_is_not_missed_in_the_others(write_pack: WritePack) -> None:
    # The trap: kinds, instruments and rules of the broken pack would each look unknown in every pack that uses them.
    broken = {"facts.yaml": "kinds: [", "instruments.yaml": "instruments: {res-1: {body: B}}\n"}
    write_pack("instrument: res-1\nrules: [\n", folder="rules/test/pack", files=broken)
    text = """
instrument: res-1
rules:
  - {id: aid, exemption: Aid, each: Flow as flow, when: flow.hs == "30", covers: [one]}
  - {id: late, obligation: Late, each: State as s, satisfied_when: any(r for r in Report if r.state == s.code), due: none}
changes: [{repeal: [two]}]
"""
    other = write_pack(text, folder="rules/test/other", files={"pack.yaml": OTHER})
    for name in ("instruments.yaml", "facts.yaml"):
        (other / name).unlink()
    _, problems, _ = check_pack(other)
    told = [(Path(problem.span.file).name, problem.code) for problem in problems if problem.span]
    assert told == [("a.yaml", Code.SE006), ("facts.yaml", Code.SE006), ("instruments.yaml", Code.SE102)]


def test_a_citation_links_to_the_instrument(write_pack: WritePack) -> None:
    listed = "instruments: {res-1: {title: One, body: B, adopted: 2017-12-22, url: https://example.org/1}}\n"
    pack = load_pack(write_pack(RULES, files={"instruments.yaml": listed}))
    assert pack.rules["one"].norm.citation.url == "https://example.org/1"
