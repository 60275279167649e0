"""W2 as a pack: a table of duties to reach a level, each with days of its own, for parties that are bound on days of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sanctions_engine import Pack, load_pack

INSTRUMENTS = {
    "reg-1": date(2016, 3, 1),
    "reg-2": date(2017, 3, 1),
    "reg-3": date(2018, 3, 1),
    "reg-4": date(2018, 11, 1),
}
READINGS = ("half", "shown")
"""Half the level is enough; what is not shown is not done."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A row of the decision table: reach a level in a topic within so many days."""

    id: str
    topic: str
    level: int
    days: int
    instrument: str

    @property
    def adopted(self) -> date:
        """Day of adoption of the instrument, and first day of the duty."""
        return INSTRUMENTS[self.instrument]

    @property
    def half(self) -> int:
        """The level that is enough under the reading `half`."""
        return max(1, self.level // 2)


def duties(number: int) -> tuple[Duty, ...]:
    """Return so many duties, no two of one topic."""
    instruments = tuple(INSTRUMENTS)
    return tuple(
        Duty(f"duty-{one:03}", f"topic-{one:03}", 2 + one % 6, 30 + 37 * one % 700, instruments[one % len(instruments)])
        for one in range(number)
    )


_PACK = 'name: bench/duties\nversion: "1"\ntitle: Levels to reach\n'
_FACTS = """kinds:
  Party:
    is: event
    dated: joined
    identity: [code]
    fields: {code: text, joined: date, bound_on: date?, bound: "bool?", waived: "bool?"}
  Standing:
    is: status
    dated: at
    identity: [party, topic]
    fields: {party: text, topic: text, level: int >= 0, at: date}
"""
_RULES = """instrument: reg-1
paragraph: "1"

rules:
  - id: duty
    obligation: Reach level {row.level} in {row.topic}
    each: Party as p
    applies_when: p.bound
    let:
      reached: latest(s.level for s in Standing if s.party == p.code and s.topic == row.topic)
    satisfied_when: reached >= row.level
    due: p.bound_on + days(row.days)
    table: {csv: duties.csv, types: {topic: text, level: number, half: number, days: number}}
    exceptions:
      - {id: waived, when: p.waived, burden: authority}
    readings:
      - {id: half, title: Half the level is enough, satisfied_when: reached >= row.half}
      - {id: shown, title: What is not shown is not done, satisfied_when: shown(reached) >= row.level}
"""


def write_pack(folder: Path, duties: tuple[Duty, ...]) -> Path:
    """Write the files of the pack into a folder, which is made; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    instruments = "".join(
        f"  {id}: {{title: Regulation {id[4:]}, body: Union, adopted: {day}}}\n" for id, day in INSTRUMENTS.items()
    )
    rows = "".join(f"{one.id},{one.topic},{one.level},{one.half},{one.days},{one.instrument} 1\n" for one in duties)
    files = {
        "pack.yaml": _PACK,
        "instruments.yaml": f"instruments:\n{instruments}",
        "facts.yaml": _FACTS,
        "duties.yaml": _RULES,
        "duties.csv": f"id,topic,level,half,days,cite\n{rows}",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def duties_pack(folder: Path, duties: tuple[Duty, ...]) -> Pack:
    """Write the pack into a folder and load it."""
    return load_pack(write_pack(folder, duties))
