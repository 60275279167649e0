"""What a caller says of all rows is checked as `tables` of a dossier is, and told in the same words."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sanctions_engine.diagnostics import InputRejected
from tests.unit.facts.bulk.typed_lines import DAY, SAID, lines, load


@pytest.mark.parametrize(
    "wrong, told",
    [
        ({"sorce": "x"}, "error[SE101]: unknown key `sorce` of `defaults` (help: did you mean `source`?)"),
        ({"by": 7}, "error[SE103]: `by` of `defaults`: expected a text"),
        ({"denied": "maybe"}, "error[SE103]: `denied` of `defaults`: expected `true` or `false`"),
        ({"grade": "ZZ"}, "error[SE418]: `grade` of `defaults`: expected a grade (help: write reliability A to F and"),
        ({"delimiter": "ab"}, "error[SE103]: `delimiter` of `defaults`: expected one character such as `;`"),
    ],
)
def test_what_cannot_be_said_of_rows(wrong: Mapping[str, object], told: str) -> None:
    with pytest.raises(InputRejected) as caught:
        load(lines(value=["12"]), defaults={**SAID, **wrong})
    assert [str(problem)[: len(told)] for problem in caught.value.problems] == [told]


def test_a_day_may_be_a_date() -> None:
    with load(lines(value=["12"]), defaults=SAID | {"known": DAY}) as tables:
        assert tables.tables["Line"].known_exact
