"""`explain WORD` finds the rules that speak of what a word means, in any of its usual forms."""

from __future__ import annotations

from typing import Any


def explain(command: Any, words: str) -> str:
    told: str = command("explain", words).err
    return told


def test_a_plural_and_the_name_of_a_fact_kind_are_found(command: Any) -> None:
    for word in ("workers", "Worker"):
        told = explain(command, word)
        assert all(f"`{id}`: " in told for id in ("unscr-2397-8", "unscr-2397-8-midterm", "unscr-2397-8-at-once")), word
    told = explain(command, "petroleum")
    assert all(f"`{id}`: " in told for id in ("unscr-2397-4", "unscr-2397-5"))


def test_rules_with_all_of_several_words_come_first(command: Any) -> None:
    lines = explain(command, "sell seafood").splitlines()
    first = next(line for line in lines if line.strip().startswith("`unscr"))
    assert first.strip() == "`unscr-2371-9-supply/seafood`: Sell seafood from the DPRK"


def test_a_misspelt_word_is_suggested(command: Any) -> None:
    assert "did you mean `seafood`?" in explain(command, "seafod")
