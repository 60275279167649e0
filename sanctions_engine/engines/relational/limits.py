"""What the relational engine leaves to the reference evaluator, each with the reason; the run block tells how often."""

from __future__ import annotations


class Unsupported(Exception):
    """A rule says something that has no form in SQL yet: the reference evaluator judges it.

    Attributes:
        reason: Why, in words that the run block can show.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
