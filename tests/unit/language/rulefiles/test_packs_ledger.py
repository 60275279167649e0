"""The ledger of a pack: what of the law is no rule of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sanctions_engine.language.packs import load_pack
from sanctions_engine.models.norms import LedgerWay

WritePack = Callable[..., Path]
RULES = """
instrument: res-1
rules:
  - {id: one, obligation: One, each: State as state, satisfied_when: state.un_member}
  - {id: other, obligation: Two, each: State as state, satisfied_when: state.un_member}
"""
LEDGER = """
paragraphs:
  - {row: "1-1", instrument: res-1, paragraph: "1", as: none, reason: Recalls other texts}
  - row: 1-2
    instrument: res-1
    paragraph: "2"
    verified: false
    as: change
    of: ["o*", one]
    file: a.yaml
    reason: >-
      Widens both:
      an amendment
"""


def test_a_ledger_is_read_into_the_pack(write_pack: WritePack) -> None:
    none, change = load_pack(write_pack(RULES, files={"ledger.yaml": LEDGER})).ledger
    assert (none.row, none.way, none.of, none.file, none.reason) == (
        "1-1",
        LedgerWay.NONE,
        (),
        None,
        "Recalls other texts",
    )
    assert none.citation.paragraph == "1"
    assert change.way is LedgerWay.CHANGE
    assert change.of == ("one", "other")  # each rule once, whatever the patterns
    assert change.named == ("o*", "one")
    assert (change.file, change.reason) == ("a.yaml", "Widens both: an amendment")
    assert "number not verified" in str(change.citation)


def test_a_ledger_is_no_rule_file_and_counts_for_the_digest(write_pack: WritePack) -> None:
    path = write_pack(RULES)
    without = load_pack(path)
    (path / "ledger.yaml").write_text(LEDGER, encoding="utf-8")
    having = load_pack(path)
    assert without.ledger == ()
    assert having.rules.keys() == without.rules.keys()
    assert having.digest != without.digest


def test_a_ledger_can_speak_of_the_law_of_a_required_pack(write_pack: WritePack) -> None:
    write_pack(RULES, folder="own/first", files={"pack.yaml": "name: own/first\nversion: '1'\ntitle: T\n"})
    second = write_pack(
        folder="own/second",
        files={
            "pack.yaml": "name: own/second\nversion: '1'\ntitle: T\nrequires: [own/first]\n",
            "instruments.yaml": "instruments: {}\n",
            "facts.yaml": "kinds: {}\n",
            "ledger.yaml": LEDGER.replace("    file: a.yaml\n", ""),
        },
    )
    assert [line.of for line in load_pack(second).ledger] == [(), ("one", "other")]
