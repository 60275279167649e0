"""Claims left aside are counted in tables as among the claims of a dossier."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine.facts.bulk import claim_tables_from
from sanctions_engine.facts.bulk.left_aside import left_aside_of
from sanctions_engine.findings.left_aside import left_aside
from sanctions_engine.models.claims import Claim, Dossier
from sanctions_engine.models.dates import DateRange
from sanctions_engine.models.kinds import FactKind

KINDS = {
    name: FactKind.model_validate(
        {
            "name": name,
            "nature": nature,
            "dated": "on",
            "identity": ("id",),
            "fields": {"id": {"kind": "text"}, "on": {"kind": "date"}},
        }
    )
    for name, nature in (("Dealing", "event"), ("Status", "status"))
}
DAY = date(2020, 1, 1)
days = st.integers(0, 3).map(lambda number: DAY + timedelta(days=number))
ranges = st.one_of(
    days.map(lambda day: DateRange(day, day)),
    st.tuples(days, days).map(lambda pair: DateRange(min(pair), max(pair))),
    days.map(lambda day: DateRange(None, day)),
)
claims = st.builds(
    lambda kind, id, on, known, by: Claim(
        fact=kind,
        fields={"id": id} | ({"on": on} if on else {}),
        by=by,
        source="s",
        known=known,
    ),
    st.sampled_from(sorted(KINDS)),
    st.sampled_from("ab"),
    st.none() | ranges,
    ranges,
    st.sampled_from(["CHN", "RUS"]),
)


@given(st.lists(claims, max_size=8), days, st.none() | days)
def test_counts_are_those_of_the_dossier(found: list[Claim], as_of: date, known_at: date | None) -> None:
    dossier = Dossier(title="a", claims=tuple(found))
    with claim_tables_from(dossier, KINDS) as tables:
        assert left_aside_of(tables, as_of, known_at) == left_aside(found, KINDS, as_of, known_at)
