"""States and words are stored as their number among all there are; who reads a table has texts, as in every other table."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanctions_engine.facts.bulk import ClaimTables, building, claims_of, load_claim_tables
from sanctions_engine.models.kinds import FactKind

KIND = FactKind.model_validate(
    {
        "name": "Supply",
        "nature": "event",
        "dated": "on",
        "identity": ("id",),
        "fields": {
            "id": {"kind": "text"},
            "to": {"kind": "state", "optional": True},
            "of": {"kind": "text", "one_of": ("refined, light", "crude"), "optional": True},
            "on": {"kind": "date"},
        },
    }
)
SAID = {"by": "panel", "source": "panel-2020", "known": "2020-03-02"}


def read(path: Path, *rows: str) -> ClaimTables:
    path.write_text("\n".join(("id,to,of,on", *rows)) + "\n", encoding="utf-8")
    return load_claim_tables({"Supply": path}, kinds={"Supply": KIND}, defaults=SAID)


def test_a_word_with_the_delimiter_in_it_is_read_in_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "slow_part", None)
    with read(tmp_path / "supplies.csv", 'a,PRK,"refined, light",2018-01-02', "b,RUS,crude,2018-01-03") as tables:
        assert [claim.fields["of"] for claim in claims_of(tables, "Supply")] == ["refined, light", "crude"]


@pytest.mark.parametrize("odd", [(), ("c,North Korea,none,2018-01-04",), ("c,none,CRUDE,2018-01-04", "d,,,2018-01-05")])
def test_what_reads_a_table_has_texts_in_the_order_of_texts(tmp_path: Path, odd: tuple[str, ...]) -> None:
    with read(tmp_path / "supplies.csv", 'a,RUS,"refined, light",2018-01-02', "b,PRK,crude,2018-01-03", *odd) as tables:
        name = tables.tables["Supply"].name
        types = {row[0]: row[1] for row in tables.connection.execute(f'DESCRIBE "{name}"').fetchall()}
        assert (types["to"], types["of"]) == ("VARCHAR", "VARCHAR")
        told = tables.connection.execute(f'SELECT min("to"), max("to"), min(of), max(of) FROM "{name}"').fetchone()
        assert told == ("PRK", "RUS", "crude", "refined, light")
