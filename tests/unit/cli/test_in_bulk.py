"""`evaluate --engine relational` from the command line: the same reports, many findings, and nothing half written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from sanctions_engine.cli import in_bulk
from sanctions_engine.cli.progress import progress
from tests.benchmarks.bulk.trade.bans import bans
from tests.benchmarks.bulk.trade.lines import write_lines
from tests.benchmarks.bulk.trade.pack import write_pack

ROOT = Path(__file__).resolve().parents[3]
RUSSIA = ("evaluate", "examples/russia-2020", "--as-of", "2020-01-24")
LINES = 600


@pytest.fixture(scope="module")
def trade(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    folder = tmp_path_factory.mktemp("trade")
    file = write_lines(folder / "lines.parquet", LINES, gaps=True)
    said = ("--by", "CHN", "--source", "customs", "--known", "2019-06-01")
    return (
        *("evaluate", f"TradeLine={file}", "--rules", str(write_pack(folder / "pack", bans(12)))),
        *("--as-of", "2019-06-30", "--engine", "relational", *said),
    )


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every number of findings for many."""
    monkeypatch.setattr(in_bulk, "FEW", 0)


@pytest.mark.parametrize("format", ["json", "jsonl", "csv", "text"])
def test_a_dossier_gives_the_same_report(command: Any, format: str) -> None:
    asked = [*RUSSIA, "--format", format, *(["--rule", "unscr-2397-8*"] if format in ("jsonl", "csv") else [])]
    reference, relational = command(*asked), command(*asked, "--engine", "relational")
    assert (relational.code, relational.err) == (reference.code, reference.err)
    if format == "json":
        one, other = json.loads(reference.out), json.loads(relational.out)
        assert one["findings"] == other["findings"]
        assert other["run"]["answered"]["by_reference"] == {}
        assert other["run"]["answered"]["in_database"] > 500
    elif format == "text":
        lines = relational.out.split("\n")
        start = next(number for number, line in enumerate(lines) if line.startswith("  judged "))
        assert "outcomes in the database; by the reference evaluator" in lines[start]
        assert relational.out.split("\n\n", 1)[1] == reference.out.split("\n\n", 1)[1]
    else:
        assert relational.out == reference.out


@pytest.mark.parametrize("format", ["json", "jsonl", "csv"])
def test_many_findings_are_streamed_as_few_are_printed(
    command: Any, trade: tuple[str, ...], format: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    printed = command(*trade, "--format", format)
    monkeypatch.setattr(in_bulk, "FEW", 0)
    streamed = command(*trade, "--format", format)
    assert (streamed.code, streamed.out) == (0, printed.out)
    assert command(*trade, "--format", format, "--output", str(tmp_path / "report")).code == 0
    assert (tmp_path / "report").read_bytes().decode() == printed.out
    nothing = command(*trade, "--format", format, "--rule", "import-ban/ban-0001", "--as-of", "2015-01-01")
    monkeypatch.setattr(in_bulk, "FEW", 2_000)
    assert (
        nothing.out == command(*trade, "--format", format, "--rule", "import-ban/ban-0001", "--as-of", "2015-01-01").out
    )


def test_many_findings_are_told_as_numbers(command: Any, trade: tuple[str, ...], few: None) -> None:
    done = command(*trade)
    assert (done.code, done.err) == (0, "")  # no bar where nobody looks
    assert "  judged   7,200 outcomes in the database; judged again by the reference evaluator: " in done.out
    assert "not shown one by one" in done.out
    assert done.out.rstrip().split("\n")[-1].startswith(f"12 rules, {LINES} subjects: ")
    assert command(*trade, "--fail-on", "violated").code == 1
    assert command(*trade, "--fail-on", "error").code == 0
    assert "reg-1" in command(*trade, "--summary").out


def test_findings_as_parquet(command: Any, trade: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "found.parquet"
    assert command(*trade, "--format", "parquet", "--output", str(file)).code == 0
    lines = command(*trade, "--format", "jsonl").out.splitlines()
    told = [(one["rule"], one["subject"], one["verdict"]) for one in map(json.loads, lines)]
    assert [(one["rule"], one["subject"], one["verdict"]) for one in pq.read_table(file).to_pylist()] == told
    assert command(*trade, "--format", "parquet").code == 2
    assert command(*RUSSIA, "--format", "parquet", "--output", str(file)).code == 2
    assert "add `--engine relational`" in command(*RUSSIA, "--memory-limit", "1GB").err
    assert "add `--engine relational`" in command(*RUSSIA, "--temp-directory", str(tmp_path)).err


def test_a_report_replaces_nothing_that_it_was_made_from(command: Any, trade: tuple[str, ...], tmp_path: Path) -> None:
    first, file, *rest = trade
    lines = Path(file.partition("=")[2] or file)
    for named in (str(lines), f"TradeLine={lines}", f"TradeLine={lines.parent}/*.parquet", str(lines.parent)):
        before = lines.read_bytes()
        more = ("--format", "parquet", "--temp-directory", str(tmp_path), "--output")
        done = command(first, named, *rest, *more, str(lines.parent / "." / lines.name))
        assert done.code == 2
        assert f"would replace what `{named}` reads" in done.err
        assert lines.read_bytes() == before


@pytest.mark.parametrize(
    "more, code, says, help",
    [
        (("--memory-limit", "lots"), 2, "`memory_limit` cannot be `lots`", "such as `500MB`"),
        (("--memory-limit=-1GB",), 2, "`memory_limit` cannot be `-1GB`", "such as `500MB`"),
        (("--memory-limit", "1KB"), 4, "error[SE424]: a table cannot be read: the memory", "(`--memory-limit`)"),
        (("--known", "2019-1-31"), 4, "`known`: `2019-1-31` is not a date", ""),
        (("--delimiter", "x"), 2, "`--delimiter` cannot be `x`", "write one character such as `;`"),
        (("--output", "found.parquet"), 2, "`found.parquet` would hold text", "add `--format parquet`"),
    ],
)
def test_options_that_cannot_be_used(
    command: Any, trade: tuple[str, ...], more: tuple[str, ...], code: int, says: str, help: str
) -> None:
    done = command(*trade, *more)
    assert (done.code, done.out) == (code, "")
    assert says in done.err
    assert help in done.err


def test_tables_that_are_named_amiss(command: Any, trade: tuple[str, ...], tmp_path: Path) -> None:
    first, file, *rest = trade
    nowhere = command(first, "TradeLine=", *rest)  # and not the folder in which the command runs
    assert (nowhere.code, "a table has no path" in nowhere.err) == (4, True)
    path = file.partition("=")[2]
    amiss = command(first, path, *rest)
    assert (amiss.code, f"`{path}` is called like no fact kind" in amiss.err) == (4, True)
    assert f"TradeLine={path}" in amiss.err or f"TradeFlow={path}" in amiss.err


def test_a_table_whose_rows_say_too_little_is_refused_once(command: Any, trade: tuple[str, ...]) -> None:
    done = command(*trade[: trade.index("--by")])
    assert done.code == 4
    for name in ("by", "source", "known"):
        assert f"has no column `{name}`" in done.err
        assert f"`--{name}` of a table without one" in done.err


def test_cells_divided_by_something_else(command: Any, tmp_path: Path) -> None:
    path = tmp_path / "ImplementationReport.csv"
    path.write_text("state;about;submitted\nCHN;unscr-2397-8-final;2020-03-20\n")
    words = ("evaluate", str(path), "--rules", "un/dprk", "--engine", "relational", "--rule", "unscr-2397-8-final")
    said = (*words, "--as-of", "2020-04-02", "--by", "CHN", "--source", "list", "--known", "2020-04-02")
    refused = command(*said)
    assert (refused.code, "`--delimiter ';'` of a table without one" in refused.err) == (4, True)
    assert "FULFILLED" in command(*said, "--delimiter", ";", "--subject", "CHN").out
    path.write_text(path.read_text().replace(";", "\t"))
    assert "FULFILLED" in command(*said, "--delimiter", r"\t", "--subject", "CHN").out


def test_a_dossier_and_a_table_belong_together(command: Any, trade: tuple[str, ...], tmp_path: Path) -> None:
    file = trade[1].partition("=")[2]
    (tmp_path / "sources.yaml").write_text("dossier: sources\nsources: {customs: {published: 2019-06-01}}\n", "utf-8")
    joined = (trade[0], str(tmp_path / "sources.yaml"), *trade[1:])
    assert command(*joined, "--format", "jsonl").out == command(*trade, "--format", "jsonl").out
    other = tmp_path / "more"
    other.mkdir()
    pq.write_table(pq.read_table(file), other / "TradeLine.parquet")
    tables = "tables: {TradeLine: {by: RUS, source: panel}}\n"
    (other / "dossier.yaml").write_text(
        f"dossier: more\nsources: {{panel: {{published: 2019-05-01}}}}\n{tables}", "utf-8"
    )
    # Two tables of one kind: both speak of each line.
    both = command(trade[0], str(other), *trade[1:], "--format", "json")
    run = json.loads(both.out)["run"]
    assert run["subjects"] == LINES
    assert not run["rejected"]
    twice = command(trade[0], trade[1], *trade[1:])
    assert (twice.code, "SE402" in twice.err) == (4, True)


_INTERRUPTED = """
import sys
from sanctions_engine.cli.entry import main
from sanctions_engine.engines.relational.listing import Listing
Listing.query = property(lambda self: "SELECT range AS rule FROM range(1000000000000)")
main()
"""


_READING = """
import sys
from sanctions_engine.cli.entry import run
from sanctions_engine.facts.bulk import building
def judged(stage, reader, said, connection):
    sys.stdout.write("reading")
    sys.stdout.flush()
    connection.execute("SELECT sum(a.range * b.range) FROM range(10000000) AS a, range(10000000) AS b")
building.judged = judged
sys.exit(run(sys.argv[1:]))
"""


def _heed() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.parametrize("sign, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_breaking_off_leaves_no_half_written_file(
    trade: tuple[str, ...], sign: signal.Signals, code: int, tmp_path: Path
) -> None:
    # More rows than any disk holds are being written when the signal comes.
    folder = tmp_path / "out"
    folder.mkdir()
    old = folder / "found.parquet"
    old.write_text("old")
    words = [sys.executable, "-c", _INTERRUPTED, *trade, "--format", "parquet", "--output", str(old)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    # Whoever started the tests may ignore the signal, and what they start would ignore it too.
    running = subprocess.Popen(
        words, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=_heed
    )
    try:
        while running.poll() is None and not any(
            one.stat().st_size > 100_000 for one in folder.iterdir() if one != old
        ):
            time.sleep(0.05)
        assert running.poll() is None, running.communicate()
        running.send_signal(sign)
        out, told = running.communicate(timeout=120)
    finally:
        running.kill()
    assert (running.returncode, out, told.decode()) == (code, b"", "broken off: nothing was written\n")
    assert [one.name for one in folder.iterdir()] == ["found.parquet"]
    assert old.read_text() == "old"


def test_reading_can_be_broken_off(trade: tuple[str, ...], tmp_path: Path) -> None:
    words = [sys.executable, "-c", _READING, *trade]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(
        words, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=_heed
    )
    try:
        assert running.stdout is not None
        assert running.stdout.read(7) == b"reading"
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        out, told = running.communicate(timeout=120)
    finally:
        running.kill()
    assert (running.returncode, out, told.decode()) == (130, b"", "broken off: nothing was written\n")


def test_the_bar_is_for_terminals_alone(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> str:
        with progress("reading evidence") as tell:
            tell("judging", 1, 2)
        return capsys.readouterr().err

    assert told() == ""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert "judging" in told()
