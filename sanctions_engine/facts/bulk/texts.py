"""Reads what SQL left as text, by the row-wise code, so that both ways read alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from pydantic import ValidationError

from sanctions_engine.models.claims import FieldValue
from sanctions_engine.models.kinds import FactKind
from sanctions_engine.models.numbers import Number, NumberRange
from sanctions_engine.models.records import partial_model


@dataclass(frozen=True, slots=True)
class Texts:
    """What the texts of one field mean.

    Attributes:
        found: The value of each text that is one; None for a blank cell, which is absent.
        bad: The texts that the field cannot have.
    """

    found: Mapping[str, FieldValue | None]
    bad: frozenset[str]

    def bounds(self) -> list[Number]:
        """Return every bound of the numbers."""
        ranges = [one for one in self.found.values() if isinstance(one, NumberRange)]
        return [bound for one in ranges for bound in (one.low, one.high) if bound is not None]


def read_texts(
    kind: FactKind,
    name: str,
    texts: Iterable[str],
    tolerance: Fraction,
    *,
    strips: bool,
    meant: Mapping[str, FieldValue] | None = None,
) -> Texts:
    """Read texts of one field.

    Args:
        kind: The kind.
        name: The field.
        texts: The texts, each once.
        tolerance: What `~1000` leaves open on each side, as a part of the number.
        strips: Blanks at both ends do not count, and an empty text is an absent value.
        meant: Words that stand for values, see `Part`.

    Example:
        >>> fields = {"id": {"kind": "text"}, "on": {"kind": "date"}}
        >>> kind = FactKind.model_validate({"name": "Line", "nature": "event", "dated": "on", "identity": ("id",), "fields": fields})
        >>> texts = read_texts(kind, "on", [" 2019-03", "soon", " "], Fraction(1, 20), strips=True)
        >>> str(texts.found[" 2019-03"]), texts.found[" "], texts.bad
        ('2019-03', None, frozenset({'soon'}))
    """
    model = partial_model(kind)
    found: dict[str, FieldValue | None] = {}
    bad: set[str] = set()
    for raw in texts:
        if meant and raw in meant:
            found[raw] = meant[raw]
            continue
        text = raw.strip() if strips else raw
        if strips and not text:
            found[raw] = None
            continue
        try:
            found[raw] = model.model_validate({name: text}, context={"tolerance": tolerance}).given()[name]
        except ValidationError:
            bad.add(raw)
    return Texts(found, frozenset(bad))
