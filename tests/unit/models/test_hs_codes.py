"""The list of tariff codes: whole, in order, and true to each edition."""

from collections import Counter

import pytest

from sanctions_engine.models.hs_codes import _table, editions_with


def test_each_edition_has_as_many_subheadings_as_were_published() -> None:
    codes, editions = _table()
    counts = Counter(year for one in editions for year in one)
    assert counts == {2002: 5224, 2007: 5052, 2012: 5205, 2017: 5388, 2022: 5613}
    assert list(codes) == sorted(set(codes))
    assert all(len(code) == 6 and code.isdigit() for code in codes)


@pytest.mark.parametrize(
    "code, editions",
    [
        ("77", ()),  # reserved: no edition has this chapter
        ("98", ()),  # a State's own
        ("2852", (2007, 2012, 2017, 2022)),  # compounds of mercury got a heading in 2007
        ("890392", (2002, 2007, 2012, 2017)),  # motorboats were split by length in 2022
        ("8806", (2022,)),  # unmanned aircraft
        ("27011200", (2002, 2007, 2012, 2017, 2022)),  # the last two digits are a State's own
        ("710820", (2002, 2007, 2012, 2017, 2022)),  # monetary gold
    ],
)
def test_a_code_exists_in_its_editions_alone(code: str, editions: tuple[int, ...]) -> None:
    assert editions_with(code) == editions
