"""The claims that were fed and not withdrawn, found again by what they say."""

from __future__ import annotations

from collections.abc import Iterator

from sanctions_engine.models.claims import Claim

Content = tuple[object, ...]


def content(claim: Claim) -> Content:
    """Return what makes a claim the one that it is: all but its place in a file.

    Example:
        >>> one = Claim(fact="X", fields={"a": "b"}, by="RUS", source="s", known="2020")
        >>> content(one) == content(one.model_copy(update={"place": {"file": "f", "line": 1}}))
        True
    """
    said = frozenset(claim.fields.items())
    return (claim.fact, claim.by, claim.source, claim.known, claim.grade, claim.denied, said)


class HeldClaims:
    """Claims in the order in which they came, those that say the same beside each other.

    Of each only the hash of what it says is kept beside it: a million claims are held.

    Example:
        >>> one = Claim(fact="X", fields={"a": "b"}, by="RUS", source="s", known="2020")
        >>> held = HeldClaims()
        >>> held.add(one); held.add(one); len(held), one in held, len(held.take(one)), one in held
        (1, True, 2, False)
    """

    def __init__(self) -> None:
        self._by_hash: dict[int, Claim | list[Claim]] = {}
        self._different = 0

    def __len__(self) -> int:
        """The number of different claims."""
        return self._different

    def __iter__(self) -> Iterator[Claim]:
        for found in self._by_hash.values():
            if isinstance(found, Claim):
                yield found
            else:
                yield from found

    def __contains__(self, claim: Claim) -> bool:
        said = content(claim)
        return any(content(one) == said for one in self._at(hash(said)))

    def add(self, claim: Claim) -> None:
        """Take a claim."""
        said = content(claim)
        place = hash(said)
        if place not in self._by_hash:
            self._by_hash[place] = claim
            self._different += 1
            return
        found = self._at(place)
        self._different += all(content(one) != said for one in found)
        self._by_hash[place] = [*found, claim]

    def take(self, claim: Claim) -> list[Claim]:
        """Take out all copies of a claim, and return them."""
        said = content(claim)
        found = self._at(hash(said))
        taken = [one for one in found if content(one) == said]
        left = [one for one in found if content(one) != said]
        if left:
            self._by_hash[hash(said)] = left
        elif found:
            del self._by_hash[hash(said)]
        self._different -= bool(taken)
        return taken

    def _at(self, place: int) -> list[Claim]:
        found = self._by_hash.get(place, [])
        return [found] if isinstance(found, Claim) else found
