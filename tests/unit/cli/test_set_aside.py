"""What was set aside, and what contradicts itself, is told on every way out, and never longer than what was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

HEAD = """dossier: many bad rows
packs: [un/dprk]
sources:
  a: {publisher: A, published: 2017-12-01}
  b: {publisher: B, published: 2017-12-01}
claims:
"""
FLOW = "  - {{fact: TradeFlow, id: t{0}, exporter: PRK, importer: CHN, hs: '{1}', date: 2017-09-20, by: {2}, source: {3}}}\n"
BAD = "  - {{fact: TradeFlow, id: bad{0}, exporter: PRK, importer: CHN, hs: '2601', date: soon, by: CHN, source: a}}\n"
NARROW = ("--rule", "unscr-2371-8/coal", "--subject", "t1")


@pytest.fixture
def dossier(tmp_path: Path) -> str:
    """Write a dossier with 25 records on which two speakers disagree, and 30 rows that cannot be read."""
    rows = [
        FLOW.format(n, hs, by, source)
        for n in range(25)
        for hs, by, source in (("2601", "CHN", "a"), ("2701", "RUS", "b"))
    ]
    path = tmp_path / "many.yaml"
    path.write_text(HEAD + "".join(rows) + "".join(BAD.format(n) for n in range(30)), encoding="utf-8")
    return str(path)


def evaluate(command: Any, dossier: str, *words: str) -> Any:
    return command("evaluate", dossier, "--as-of", "2018-01-01", *words)


@pytest.mark.parametrize("words", [NARROW, NARROW[:2], NARROW[2:]])
def test_who_asks_for_a_subject_or_a_rule_is_told_the_counts_in_a_line(
    command: Any, dossier: str, words: tuple[str, ...]
) -> None:
    # A reader who asks for one shipment had to search the answer above two hundred lines on others.
    out = evaluate(command, dossier, *words).out
    assert "\n30 rows of the evidence set aside, not read; 25 warnings on the evidence; `-v` tells each\n" in out
    assert "SE413" not in out
    assert "[SE4" not in out


def test_in_full_and_for_the_whole_evidence_they_are_told(command: Any, dossier: str) -> None:
    whole = evaluate(command, dossier).out
    assert whole.count("many.yaml:") >= 40
    assert "\n  and 10 more\n" in whole
    assert "\nand 5 more warnings; `-v` tells each\n" in whole
    verbose = evaluate(command, dossier, *NARROW, "-v").out
    assert verbose.count("warning[SE413]") == 25
    assert verbose.count("[SE405]") + verbose.count("[SE407]") + verbose.count("[SE404]") >= 30


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_formats_for_programs_tell_as_much_beside_them(command: Any, dossier: str, format: str) -> None:
    told = evaluate(command, dossier, "--format", format).err.splitlines()
    assert sum(one.startswith("set aside, not read: ") for one in told) == 20
    assert sum("warning[SE413]: `CHN` and `RUS` contradict each other" in one for one in told) == 20
    assert "and 10 more rows set aside; `evaluate -v` tells each" in told
    assert "and 5 more warnings; `evaluate -v` tells each" in told
    every = evaluate(command, dossier, "--format", format, "-v").err
    assert (every.count("set aside, not read: "), every.count("warning[SE413]")) == (30, 25)
    assert " more " not in every


def test_a_table_in_a_form_that_is_not_read_is_one_error_without_its_bytes(command: Any, tmp_path: Path) -> None:
    tables = "tables:\n  TradeFlow: {by: CHN, source: a}\n  Nonsense: {by: CHN, source: a}\n"
    (tmp_path / "dossier.yaml").write_text(HEAD.replace("claims:\n", tables), encoding="utf-8")
    (tmp_path / "TradeFlow.parquet").write_bytes(b"PAR1\x15\x04\x15\x00\x00\xfe\xffPAR1")
    err = command("evaluate", str(tmp_path)).err
    assert "error[SE414]" in err
    assert "\n  help: Parquet is read for the relational engine" in err
    assert "PAR1" not in err
    assert "`tables` speaks of `TradeFlow`" not in err
    assert "`tables` speaks of `Nonsense`, and the dossier has no such table" in err  # that there is none is still told
