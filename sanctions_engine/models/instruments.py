"""Legal texts and the places in them that are cited."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from sanctions_engine.models.base import Model


class InstrumentStatus(StrEnum):
    """Whether a text is law: only an adopted one is; a draft can be assumed adopted by a scenario; a lapsed one never was."""

    ADOPTED = "adopted"
    DRAFT = "draft"
    LAPSED = "lapsed"


class Instrument(Model):
    """A legal text: a resolution, a regulation, a licence, or a draft of one.

    Example:
        >>> Instrument(id="unscr-2397", title="Resolution 2397 (2017)", body="UNSC", adopted=date(2017, 12, 22)).status.value
        'adopted'
    """

    id: str
    title: str
    body: str
    adopted: date | None = None
    status: InstrumentStatus = InstrumentStatus.ADOPTED
    symbol: str | None = None
    url: str | None = None
    tabled: date | None = Field(default=None, description="The day on which a draft was put forward.")
    note: str | None = None

    @model_validator(mode="after")
    def _adopted_has_a_day(self) -> Self:
        if (self.status is InstrumentStatus.ADOPTED) != (self.adopted is not None):
            raise ValueError("an adopted instrument has an `adopted` day, a draft or lapsed one has none")
        return self


class Citation(Model):
    """A paragraph of an instrument.

    Attributes:
        instrument: Id of the instrument.
        paragraph: As the text numbers it; empty when the text as a whole is meant.
        title: Title of the instrument, for readers.
        url: Where the text can be read.
        verified: Whether the paragraph number was checked against the text or a source that quotes it.

    Example:
        >>> str(Citation(instrument="unscr-2397", paragraph="8", title="Security Council resolution 2397 (2017)"))
        'Security Council resolution 2397 (2017), paragraph 8'
    """

    instrument: str
    paragraph: str = ""
    title: str | None = None
    url: str | None = None
    verified: bool = True

    def __str__(self) -> str:
        name = self.title or self.instrument
        numbered = self.paragraph[:1].isdigit()
        place = f"{name}, {'paragraph ' if numbered else ''}{self.paragraph}" if self.paragraph else name
        return place if self.verified or not self.paragraph else f"{place} (number not verified)"
