"""The table of what eleven resolutions and the carve-out of 2022 demand of States, and the pack `un/dprk`, hold together both ways.

The table has one row for each thing that is demanded: facts alone (days, kinds of norm, whether the number of the paragraph
was seen in a source). Every row has its rule, or a line in the ledger of the pack that says why not.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from sanctions_engine import Pack, load_dossier, load_pack
from sanctions_engine.language.rules import Rule
from sanctions_engine.models.instruments import InstrumentStatus
from sanctions_engine.models.norms import LedgerWay, Modality
from sanctions_engine.semantics.evidence import Evidence
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question, judgements

TABLE = Path(__file__).resolve().parents[1] / "cases" / "law" / "un-dprk.csv"
ONE_DAY = timedelta(days=1)
OWN_INDICATORS = {"dprk-visa-surge", "dprk-transport-capacity", "dprk-oil-as-trade"}
"""Red flags of this pack; no paragraph demands anything of the sort."""

REPLACED = {
    "1718-8f": "1874",
    "1874-11": "2094",
    "1874-18": "2094",
    "1874-20": "2094",
    "2094-12": "2270",
    "2094-13": "2270",
    "2094-15": "2270",
    "2094-16": "2270",
    "2094-18": "2270",
    "2270-35": "2321",
    "2270-36": "2321",
    "2321-30/vessels": "2397",
}
"""Rules that end with a later resolution although the table gives them no end: it says that the later paragraph supersedes them, and
this pack lets one text judge one act on one day (see `docs/decisions`)."""

MODALITIES = {
    "obligation": {Modality.OBLIGATION, Modality.PROHIBITION},
    "report": {Modality.OBLIGATION},
    "prohibition": {Modality.PROHIBITION},
    "cap": {Modality.PROHIBITION},
    "permission": {Modality.EXEMPTION},
}
OTHER_MODALITY = {"2094-22": Modality.PROHIBITION}
"""States may stop whatever could help: nothing forbids it otherwise, so there is nothing to exempt, and what they should stop is told."""


@dataclass(frozen=True)
class Row:
    """One row of the table."""

    id: str
    resolution: str
    paragraph: str
    modality: str
    binding: str
    adopted: date
    since: date
    last: date | None
    due: date | None
    seen: bool


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def read_rows() -> list[Row]:
    rows = []
    with TABLE.open(encoding="utf-8", newline="") as file:
        for one in csv.DictReader(file):
            rows.append(
                Row(
                    one["row"],
                    one["resolution"],
                    one["paragraph"],
                    one["modality"],
                    one["binding"],
                    date.fromisoformat(one["adopted"]),
                    date.fromisoformat(one["from"]),
                    day(one["until_and_including"]),
                    day(one["due"]),
                    one["paragraph_seen"] == "yes",
                )
            )
    return rows


ROWS = {row.id: row for row in read_rows()}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("un/dprk")


@pytest.fixture(scope="module")
def law(pack: Pack) -> Law:
    return Law([pack])


def rules_of(pack: Pack, row: str) -> list[Rule]:
    """Return the rule of a row, or the rows of its table; those that say the same of the last quarter of 2017 cite its paragraph."""
    found = [rule for rule in pack.rules.values() if rule.id == f"unscr-{row}" or rule.id.startswith(f"unscr-{row}/")]
    return [rule for rule in found if "/last-quarter" not in rule.id]


def row_of(rule: str) -> str | None:
    """Return the row that a rule belongs to: the longest that its id begins with."""
    found = [row for row in ROWS if rule == f"unscr-{row}" or rule.startswith((f"unscr-{row}/", f"unscr-{row}-"))]
    return max(found, key=len, default=None)


def test_the_table_has_its_172_rows() -> None:
    assert len(ROWS) == 172


def test_every_row_has_a_rule_or_a_line_in_the_ledger_and_not_both(pack: Pack) -> None:
    ledger = {line.row for line in pack.ledger}
    with_rule = {row for row in ROWS if rules_of(pack, row)}
    assert sorted(ROWS.keys() - with_rule - ledger) == []
    assert sorted(with_rule & ledger) == []
    assert sorted(ledger - ROWS.keys()) == []


def test_every_rule_belongs_to_a_row(pack: Pack) -> None:
    adopted = [rule.id for rule in pack.rules.values() if rule.instrument.status is InstrumentStatus.ADOPTED]
    assert sorted(id for id in adopted if row_of(id) is None and id not in OWN_INDICATORS) == []


def test_every_line_of_the_ledger_is_true(pack: Pack) -> None:
    """It cites what the table cites, and a change that it names is there."""
    for line in pack.ledger:
        row, cited = ROWS[line.row], line.citation
        assert (cited.instrument, cited.paragraph, cited.verified) == (
            f"unscr-{row.resolution}",
            row.paragraph,
            row.seen,
        )
        if line.way is LedgerWay.CHANGE:
            by_it = [change for change in pack.changes if change.instrument.id == cited.instrument]
            changed = {id for change in by_it for id in change.targets}
            assert set(line.of) <= changed, line.row
            assert line.file in {Path(change.place.file).relative_to("rules/un/dprk").as_posix() for change in by_it}


def within(paragraph: str, cited: str) -> bool:
    """Whether a paragraph is the one that the table cites, or a part of it: 9(a) of 9(a)-(c), 8 of 8-9."""
    return paragraph.partition("(")[0] in cited.partition("(")[0].split("-") or paragraph == cited


def mismatches(pack: Pack) -> Iterator[str]:
    """Yield each way in which a rule says of its paragraph what the table does not."""
    for row in ROWS.values():
        for rule in rules_of(pack, row.id):
            citation = rule.norm.citation
            if citation.instrument != f"unscr-{row.resolution}":
                yield f"{rule.id} cites {citation.instrument}"
            if not within(str(citation.paragraph), row.paragraph):
                yield f"{rule.id} cites paragraph {citation.paragraph}, the table has {row.paragraph}"
            if citation.verified is not row.seen:
                yield f"{rule.id} has `verified: {citation.verified}`, the table says {row.seen}"
            if rule.norm.binding.value != row.binding:
                yield f"{rule.id} is {rule.norm.binding.value}, the table says {row.binding}"
            if rule.modality not in MODALITIES[row.modality] and rule.modality is not OTHER_MODALITY.get(row.id):
                yield f"{rule.id} is of modality {rule.modality.value}, the table says {row.modality}"


def test_rules_cite_what_the_table_cites(pack: Pack) -> None:
    assert list(mismatches(pack)) == []


@pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))
def test_a_rule_is_in_force_when_the_table_says(pack: Pack, law: Law, row: Row) -> None:
    rules = rules_of(pack, row.id)
    assert rules or row.id in {line.row for line in pack.ledger}
    for rule in rules:
        assert rule.instrument.adopted == row.adopted
        texts = [text for text in law.texts(rule.id) if text.rule is not None]
        if not texts:  # replaced before it ever took effect
            assert row.last is not None
            assert row.last < row.since
            continue
        assert texts[0].since == row.since, rule.id
        until = texts[-1].until
        replaced = REPLACED.get(rule.id.removeprefix("unscr-"))
        if replaced is not None:
            assert until == pack.instruments[f"unscr-{replaced}"].adopted, rule.id
            continue
        # where a text ends by being replaced, the table names the day of the new text; where it runs out, its own last day
        assert until in ({row.last, row.last + ONE_DAY} if row.last else {None}), rule.id


WITH_DUE = [row for row in ROWS.values() if row.due is not None and row.modality != "permission"]
DOSSIER = """dossier: One State, and one of each record that a due day hangs on
sources: {paper: {published: 2006-01-01}}
claims:
  - {fact: ImplementationReport, state: FRA, about: nothing, submitted: 2006-01-01, by: FRA, source: paper}
  - {fact: Presence, id: theirs, state: FRA, home: PRK, business: bank, kind: office, opened: 2006-01-01, by: FRA, source: paper}
  - {fact: Presence, id: ours, state: PRK, home: FRA, business: bank, kind: office, opened: 2006-01-01, programme_risk: true,
     by: FRA, source: paper}
  - {fact: JointVenture, id: venture, state: FRA, partner: PRK, opened: 2006-01-01, by: FRA, source: paper}
  - {fact: TradeFlow, id: iron, importer: FRA, exporter: PRK, hs: "7201", date: 2017-08-10, contract_date: 2017-01-01, by: FRA,
     source: paper}
"""


@pytest.mark.parametrize("row", WITH_DUE, ids=[row.id for row in WITH_DUE])
def test_a_computed_due_day_is_that_of_the_table(pack: Pack, law: Law, row: Row, tmp_path: Path) -> None:
    path = tmp_path / "dossier.yaml"
    path.write_text(DOSSIER, encoding="utf-8")
    dossier = load_dossier(path, kinds=law.kinds)
    question = Question(as_of=row.adopted + timedelta(days=10), rules=(f"unscr-{row.id}*",))
    due = {
        judged.due.low
        for rule, _, judged in judgements(question, law, Evidence(dossier, law.kinds))
        if rule.id == f"unscr-{row.id}" and judged.due is not None
    }
    in_ledger = row.id in {line.row for line in pack.ledger}
    assert due == (set() if in_ledger else {row.due})
