"""Did-you-mean with a limit on the distance: a far-fetched guess is worse than none."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 100


def suggest(word: str, options: Iterable[str]) -> str | None:
    """Return the option that was probably meant, or None where none is near.

    Near means: at most a third of the word's letters are changed, added, dropped or swapped with their neighbour.
    A difference of case alone is always near. Of equally near options the one that comes first in the alphabet wins,
    so that the answer does not depend on the order of `options`.

    Example:
        >>> suggest("cuont", ["state", "count"])
        'count'
        >>> suggest("cargo", ["state", "count"]) is None
        True
    """
    if not word or len(word) > _LONGEST:
        return None
    folded, limit = word.casefold(), _limit(len(word))
    near: list[tuple[int, int, str]] = []
    for option in options:
        if option == word or abs(len(option) - len(word)) > limit:
            continue
        distance = edit_distance(folded, option.casefold(), limit)
        if distance <= limit:
            near.append((distance, edit_distance(word, option, _LONGEST), option))
    return min(near)[2] if near else None


def _limit(length: int) -> int:
    """Return how many edits count as near: a third of the letters, one at least, none for two letters or fewer."""
    return max(1, length // 3) if length > 2 else 0


def edit_distance(one: str, other: str, limit: int) -> int:
    """Return how many letters to change, add, drop or swap to get from one word to the other.

    This is the optimal string alignment distance: no letter is edited twice. Past `limit` it is any larger number.

    Example:
        >>> edit_distance("cuont", "count", 3)
        1
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, rival in enumerate(other, start=1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != rival))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == rival:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > limit:
            return limit + 1
        before, last = last, line
    return last[-1]
