"""Citations as rule files write them: `unscr-2397 8` is the instrument, then the paragraph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sanctions_engine.diagnostics import Code, Problems, Span
from sanctions_engine.diagnostics.suggestions import suggest
from sanctions_engine.language.rulefiles.doubts import NO_DOUBTS, Doubts
from sanctions_engine.models.instruments import Citation, Instrument, InstrumentStatus


@dataclass(frozen=True)
class Cited:
    """What a `cite` names."""

    instrument: Instrument
    paragraph: str


@dataclass(frozen=True)
class CitationReader:
    """Reads citations against the instruments that a pack knows; what was read once is not read again.

    Attributes:
        instruments: Those of the pack and of the packs that it requires.
        doubts: Ids of instruments that are listed, and badly.
    """

    instruments: Mapping[str, Instrument]
    doubts: Doubts = NO_DOUBTS
    _known: dict[tuple[str, str, str | None, bool], Citation] = field(default_factory=dict)

    def instrument(self, id: str, span: Span, problems: Problems) -> Instrument | None:
        """Return an instrument by its id, or None after noting SE113 (unless its own entry has mistakes)."""
        found = self.instruments.get(id)
        if found is None and id not in self.doubts:
            meant = suggest(id, self.instruments)
            help = f"did you mean `{meant}`?" if meant else "list it in `instruments.yaml`"
            problems.add(Code.SE113, f"unknown instrument `{id}`", span, help=help, offending=id, suggestion=meant)
        return found

    def cited(self, text: str, span: Span, problems: Problems) -> Cited | None:
        """Return what a `cite` names, or None after noting SE113."""
        id, _, paragraph = text.strip().partition(" ")
        instrument = self.instrument(id, span, problems)
        return Cited(instrument, paragraph.strip()) if instrument else None

    def free(self, text: str, span: Span, problems: Problems) -> Citation | None:
        """Return the citation of a dated value, or None for words of another sort ("conversion used by the Committee").

        A first word that looks like the id of an instrument and is none is SE116.
        """
        id, _, paragraph = text.strip().partition(" ")
        if id in self.instruments:
            return self.citation(self.instruments[id], paragraph.strip())
        if "-" in id and any(character.isdigit() for character in id) and id not in self.doubts:
            meant = suggest(id, self.instruments)
            help = (
                f"did you mean `{meant}`?"
                if meant
                else "list the instrument in `instruments.yaml`, or cite in other words"
            )
            problems.add(Code.SE116, f"unknown citation `{text}`", span, help=help, offending=id, suggestion=meant)
        return None

    def citation(
        self, instrument: Instrument, paragraph: str, *, url: str | None = None, verified: bool = True
    ) -> Citation:
        """Return a citation with the instrument's title, and its link where none is given."""
        key = (instrument.id, paragraph, url, verified)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Citation(
                instrument=instrument.id,
                paragraph=paragraph,
                title=instrument.title,
                url=url or instrument.url,
                verified=verified,
            )
        return found


def stand_in(id: str) -> Instrument:
    """Return an instrument in the place of one that is not known, so that the rest of a file can be checked."""
    return Instrument(id=id, title=id, body="", status=InstrumentStatus.DRAFT)
