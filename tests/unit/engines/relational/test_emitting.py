"""Operations as DuckDB computes them, against Python's."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine.engines.relational.plan import Query
from sanctions_engine.engines.relational.running import fetch
from sanctions_engine.engines.relational.terms import apply, constant

LETTERS = "kKsSfFiItTlL\u00df\u017f\u1e9e\u212a\ufb00\ufb01\ufb03\ufb05\ufb06\u0130\u0131\u00e9 -/8\u0307"


def folded(text: str) -> object:
    with duckdb.connect() as connection:
        (row,) = fetch(connection, Query({}, {"one": apply("folded", constant(text))}))
        return row[0]


@given(st.text(alphabet=LETTERS, max_size=6))
def test_what_folds_to_ascii_folds_as_in_python(text: str) -> None:
    found = text.casefold()
    assert folded(text) == (found if found.isascii() else "")


@pytest.mark.parametrize("letter", "\u00df\u017f\u1e9e\u212a\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06\u0130")
def test_each_letter_with_a_plain_form(letter: str) -> None:
    found = letter.casefold()
    assert folded(f"A{letter}") == (f"a{found}" if found.isascii() else "")
