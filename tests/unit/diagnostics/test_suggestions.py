"""Did-you-mean: near words are found, far-fetched ones are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanctions_engine.diagnostics.suggestions import edit_distance, suggest

WORDS = st.text("abc", max_size=7)


@pytest.mark.parametrize(
    "word, meant",
    [
        ("cuont", "count"),  # neighbours swapped
        ("conut", "count"),
        ("applies-when", "applies_when"),
        ("Count", "count"),
        ("DUE", "due"),
        ("satisfied_wen", "satisfied_when"),
        ("stat", "state"),
        ("xy", None),  # too short to guess from
        ("id", None),
        ("dew", None),  # two of three letters differ
        ("nationality", None),
        ("", None),
    ],
)
def test_only_near_words_are_suggested(word: str, meant: str | None) -> None:
    assert suggest(word, ["state", "count", "due", "applies_when", "satisfied_when", "in"]) == meant


def test_the_word_itself_is_no_suggestion() -> None:
    assert suggest("count", ["count"]) is None


def test_the_order_of_the_options_does_not_matter() -> None:
    options = ["bount", "dount", "aount"]
    assert {suggest("count", options), suggest("count", reversed(options))} == {"aount"}


def test_among_equally_near_words_the_one_that_keeps_the_case_wins() -> None:
    assert suggest("Rus", ["rus", "RUS", "PRK"]) == "rus"


def test_a_huge_word_costs_nothing() -> None:
    assert suggest("a" * 1_000_000, ["a" * 999_999]) is None


@given(WORDS, WORDS)
def test_distance_is_symmetric_and_zero_only_for_equal_words(one: str, other: str) -> None:
    assert edit_distance(one, other, 99) == edit_distance(other, one, 99)
    assert (edit_distance(one, other, 99) == 0) == (one == other)


@given(WORDS, WORDS, st.integers(0, 4))
def test_the_limit_only_cuts_off(one: str, other: str, limit: int) -> None:
    exact, limited = edit_distance(one, other, 99), edit_distance(one, other, limit)
    assert limited == exact or (limited > limit and exact > limit)
