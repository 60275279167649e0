"""Loading and checking packs, against parsing the same files into YAML nodes with PyYAML.

Run: `python -m tests.benchmarks.load_packs`. One pack is made of 1,000 rules, no two alike; the other is `un/dprk`, whose tables
turn one text into many rules. The measure is PyYAML's C loader, whose nodes are dropped file by file; the aim is at most 4.
`yaml.compose` without a loader is the one in Python: it stands beside, measured in fewer rounds.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import yaml

from sanctions_engine.language.packs import load_pack, shipped_rules_folder
from tests.benchmarks.timing import interleaved, report

FILES = 100
RULES = 10  # in each file
ROUNDS = 15
ROUNDS_IN_PYTHON = 2
BASE = "yaml.compose with CLoader, one file after the other"

_PACK = 'name: bench/pack\nversion: "1.0"\ntitle: A pack for measuring\n'
_INSTRUMENTS = "instruments:\n" + "".join(
    f"  res-{number}: {{title: Resolution {number}, body: UNSC, adopted: 2017-{number % 12 + 1:02}-{number % 28 + 1:02}}}\n"
    for number in range(FILES)
)
_FACTS = """kinds:
  WorkerPresence:
    is: status
    dated: at
    identity: [state, nationality, earning_income]
    fields: {state: state, nationality: state, earning_income: bool, count: int >= 0, at: date}
  ImplementationReport:
    is: event
    dated: submitted
    identity: [state, about]
    fields: {state: state, about: text, submitted: date, explains_shortfall: bool?}
  TradeFlow:
    is: event
    dated: date
    identity: [id]
    fields: {id: text, importer: state, exporter: state, hs: text, date: date, tonnes: decimal? >= 0, contract_date: date?}
"""
_HEAD = """instrument: res-{file}
paragraph: "{file}"

rules:
"""
_OBLIGATION = """  - id: duty-{file}-{rule}
    obligation: Repatriate the workers of list {rule} of paragraph {file}
    each: State as state
    applies_when: state.un_member and state.code != "PRK"
    let:
      earning: >-
        latest(w.count for w in recent(WorkerPresence, months({rule} + 3))
        if w.state == state.code and w.nationality == "PRK" and w.earning_income)
      idle: >-
        latest(w.count for w in recent(WorkerPresence, months({file} + 3))
        if w.state == state.code and w.nationality == "PRK" and not w.earning_income)
    satisfied_when: earning + shown(idle) <= {file} * {rule}
    due: instrument.adopted + months({rule} + 12, round="down")
    readings:
      - id: earning-now
        title: Only those who still earn income must leave
        grounds: [no longer workers, permits expired]
        satisfied_when: earning <= {file}
    severity: high
"""
_REPORT = """  - id: report-{file}-{rule}
    obligation: Report on the measures of paragraph {file}
    each: State as state
    applies_when: state.un_member
    satisfied_when: any(r for r in ImplementationReport if r.state == state.code and r.about == "report-{file}-{rule}")
    due: instrument.adopted + days({rule}0)
"""
_PROHIBITION = """  - id: ban-{file}-{rule}
    prohibition: Procure the goods of list {rule} from the DPRK
    each: TradeFlow as flow
    on: flow.date
    bearer: flow.importer
    violated_when: flow.exporter == "PRK" and hs_in(flow.hs, ("{file}{rule}", "27{rule}"))
    exceptions:
      - id: wind-down
        title: Contracts of before the resolution
        when: flow.contract_date < instrument.adopted and flow.date <= instrument.adopted + days({rule}0)
"""
_CAP = """  - id: cap-{file}-{rule}
    prohibition: Supply more than the yearly cap of paragraph {file}
    each: TradeFlow as flow
    where: flow.exporter == "PRK" and flow.hs.startswith("{file}")
    bearer: all
    group_by: {{year: year(flow.date)}}
    parameters:
      cap:
        - {{from: 2018-01-01, value: {file}000, cite: res-{file} {rule}}}
    let:
      tonnes: presume(flow.tonnes, {rule})
    violated_when: total(tonnes) > parameter.cap
"""
_SHAPES = (_OBLIGATION, _REPORT, _PROHIBITION, _CAP, _PROHIBITION)


def write_pack(folder: Path, *, files: int = FILES, rules: int = RULES) -> list[Path]:
    """Write a pack of `files` times `rules` rules, no two alike; return its files."""
    texts = {"pack.yaml": _PACK, "instruments.yaml": _INSTRUMENTS, "facts.yaml": _FACTS}
    for file in range(files):
        shapes = (_SHAPES[rule % len(_SHAPES)].format(file=file, rule=rule) for rule in range(rules))
        texts[f"res-{file}.yaml"] = _HEAD.format(file=file) + "".join(shapes)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


def compose(file: Path) -> object:
    """Parse a file into nodes."""
    return yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.CLoader)


def compose_in_python(files: list[Path]) -> None:
    """Parse files into nodes as `yaml.compose` does by itself, one file after the other."""
    for file in files:
        yaml.compose(file.read_text(encoding="utf-8"))


def measure(title: str, folder: Path, files: list[Path]) -> None:
    """Print the medians and their ratios for one pack."""

    def forgetting() -> None:
        for file in files:
            compose(file)

    work = {
        BASE: forgetting,
        "yaml.compose with CLoader, all nodes kept": lambda: [compose(file) for file in files],
        "load_pack": lambda: load_pack(folder),
    }
    medians = interleaved(work, ROUNDS)
    medians |= interleaved({"yaml.compose without a loader": lambda: compose_in_python(files)}, ROUNDS_IN_PYTHON)
    report(f"{title}: {len(load_pack(folder).rules):,} rules in {len(files)} files", medians, BASE)


def main() -> int:
    """Measure both packs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure("a pack made for this", folder, write_pack(folder))
    rules = shipped_rules_folder()
    assert rules is not None
    folder = rules / "un" / "dprk"
    files = sorted(file for file in folder.rglob("*.yaml") if not file.name.endswith(".cases.yaml"))
    measure("un/dprk", folder, files)
    return 0


if __name__ == "__main__":
    sys.exit(main())
