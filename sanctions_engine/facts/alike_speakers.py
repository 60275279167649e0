"""Speakers whose names differ by letters, dots and spaces alone: most often one body, written in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sanctions_engine.diagnostics import Code, Label, Problem, Span
from sanctions_engine.models.claims import Claim, Place


def alike_speakers(claims: Iterable[Claim]) -> Iterator[Problem]:
    """Yield a warning SE430 for each speaker who is probably one that was named before, at the first claim by the other name.

    Two speakers can contradict each other, one can only correct itself: so it matters whether they are one.

    Example:
        >>> told = [Claim(fact="X", by=by, source="s", known="2020") for by in ("1718 Committee", "1718 committee", "RUS")]
        >>> [(one.message, one.help) for one in alike_speakers(told)]
        [('the speakers `1718 Committee` and `1718 committee` may be one', 'name a speaker in one way')]
    """
    first: dict[str, Place | None] = {}
    for claim in claims:
        if claim.by not in first:
            first[claim.by] = claim.place
    named: dict[str, str] = {}
    for by, place in first.items():
        other = named.setdefault(re.sub(r"[\W_]", "", by.casefold()), by)
        if other != by:
            labels = () if place is None else (Label(Span(place.file, place.line, 1, place.line, 1)),)
            message = f"the speakers `{other}` and `{by}` may be one"
            help = "name a speaker in one way"
            yield Problem(Code.SE430, message, labels, help, offending=by, suggestion=other)
