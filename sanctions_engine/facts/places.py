"""The places of claims, as labels of a problem."""

from __future__ import annotations

from sanctions_engine.diagnostics import Label, whole_line
from sanctions_engine.models.claims import Place


def label_at(place: Place | None, text: str = "") -> tuple[Label, ...]:
    """Return the label of a place, with what is to be said of it; none for what was made in Python.

    Example:
        >>> [str(one.span) for one in label_at(Place(file="dossier.yaml", line=4))], label_at(None)
        (['dossier.yaml:4:1'], ())
    """
    return () if place is None else (Label(whole_line(place.file, place.line), text),)
