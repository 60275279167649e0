"""Trade lines that come one by one, and bans on goods: so many of a hundred lines are of banned goods, whatever the number of bans."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sanctions_engine import Claim, DateRange, Pack
from sanctions_engine.semantics.law import Law
from sanctions_engine.semantics.reference import Question
from tests.benchmarks.bulk.trade.bans import Ban, bans, subheadings
from tests.benchmarks.bulk.trade.pack import RULE, trade_pack

AS_OF = date(2019, 6, 30)
KNOWN = DateRange.of(date(2019, 1, 1))
STATES = ("CHN", "RUS", "IND", "DEU", "FRA", "USA", "BRA", "NGA")


@dataclass(frozen=True, slots=True)
class Work:
    """What every contender is given.

    Attributes:
        bans: The bans, as rows of a table.
        pack: The bans as a pack.
        claims: The lines, in the order in which they come.
    """

    bans: tuple[Ban, ...]
    pack: Pack
    claims: tuple[Claim, ...]

    @property
    def law(self) -> Law:
        """The pack as law."""
        return Law([self.pack])

    @property
    def question(self) -> Question:
        """What is asked: every ban, on one day."""
        return Question(as_of=AS_OF)


def work(rules: int, claims: int, hits: float, first: int = 0) -> Work:
    """Return so many bans and claims.

    Args:
        rules: How many bans there are.
        claims: How many lines come.
        hits: The share of lines that are of banned goods.
        first: The number of the first line.
    """
    table = bans(rules)
    with TemporaryDirectory() as folder:
        pack = trade_pack(Path(folder), table)
    return Work(table, pack, tuple(lines(claims, hits, first)))


def lines(number: int, hits: float, first: int = 0) -> list[Claim]:
    """Return so many lines, of which a share is of banned goods; those come from the DPRK."""
    chance = random.Random(2397 + first)
    banned, other = subheadings(banned=True), subheadings(banned=False)
    found = []
    for place in range(first, first + number):
        is_hit = chance.random() < hits
        said = {
            "id": f"L{place:08}",
            "importer": chance.choice(STATES),
            "exporter": "PRK" if is_hit else chance.choice(STATES),
            "hs": chance.choice(banned if is_hit else other),
            "date": DateRange.of(date(2018, 1 + place % 12, 1 + place % 28)),
        }
        found.append(Claim(fact="TradeLine", fields=said, by=said["importer"], source="customs", known=KNOWN))  # type: ignore[arg-type]  # texts and a day
    return found


def rule_id(ban: Ban) -> str:
    """Return the id of the rule that is made of a row."""
    return f"{RULE}/{ban.id}"
