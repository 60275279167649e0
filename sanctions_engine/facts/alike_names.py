"""Names that differ by letters, dots and spaces alone: most often one body or party, written in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from sanctions_engine.diagnostics import Code, Problem
from sanctions_engine.facts.places import label_at
from sanctions_engine.models.claims import Claim, Place
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.text_forms import TextForm

Names = Mapping[str, Place | None]
"""Names, each with the place of the first claim that has it."""


def alike_names(claims: Iterable[Claim], kinds: Mapping[str, FactKind]) -> Iterator[Problem]:
    """Yield a warning SE430 for each speaker and each party that is probably one that was named before.

    Two speakers can contradict each other, one can only correct itself; a party that is listed under another spelling is found by no
    rule. Parties are what fields of the form `name-or-imo` hold.

    Example:
        >>> told = [Claim(fact="X", by=by, source="s", known="2020") for by in ("1718 Committee", "1718 committee", "RUS")]
        >>> [(one.message, one.help) for one in alike_names(told, {})]
        [('the speakers `1718 Committee` and `1718 committee` may be one', 'name a speaker in one way')]
    """
    speakers: dict[str, Place | None] = {}
    parties: dict[str, Place | None] = {}
    naming = {
        name: [field for field, declared in kind.fields.items() if declared.form is TextForm.NAME_OR_IMO]
        for name, kind in kinds.items()
    }
    for claim in claims:
        if claim.by not in speakers:
            speakers[claim.by] = claim.place
        for field in naming.get(claim.fact, ()):
            text = claim.fields.get(field)
            if isinstance(text, str):
                parties.setdefault(text, claim.place)
    yield from alike(speakers, "speaker")
    yield from alike(parties, "party")


def alike(names: Names, what: str) -> Iterator[Problem]:
    """Yield a warning for each name that differs from an earlier one by letters, dots and spaces alone.

    Args:
        names: The names, in order.
        what: What they name: `speaker` or `party`.
    """
    first: dict[str, str] = {}
    several = "parties" if what == "party" else f"{what}s"
    for name, place in names.items():
        other = first.setdefault(re.sub(r"[\W_]", "", name.casefold()) or name, name)
        if other != name:
            message = f"the {several} `{other}` and `{name}` may be one"
            yield Problem(
                Code.SE430, message, label_at(place), f"name a {what} in one way", offending=name, suggestion=other
            )
