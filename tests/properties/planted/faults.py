"""Every planted fault."""

from __future__ import annotations

from typing import Final

from tests.properties.planted import law, readings, values
from tests.properties.planted.engines import Planted

FAULTS: Final[tuple[Planted, ...]] = (*values.FAULTS, *readings.FAULTS, *law.TIME, *law.LAW, *law.VERDICTS)

SOON: Final = (
    "States of pleas not judged",
    "`<=` read as `<`",
    "`and` unknown beside a false one",
    "`in_force: from` ignored",
    "`in_force: until` ignored",
    "`known_at` ignored",
    "`max` over an open list exact",
    "`no(x)` false where it is unknown",
    "`none` taken as absent",
    "a comparison with `none` unknown",
    "a group always closed",
    "a month of thirty days",
    "a parameter holds on its first day without it",
    "a period judged once it is over",
    "a perspective silences all others",
    "a repeal undoes what was owed before",
    "a row in force as its file",
    "a speaker's earlier claims compete",
    "a tie taken as its first",
    "a value that may hold left out",
    "a violation where it may not apply",
    "amendments ignored",
    "an absent identity field matches nothing",
    "an absent number read as 0",
    "an absent truth read as false",
    "an exemption of the day judged",
    "an imprecise day taken at its low end",
    "an imprecise number exceeds what it may exceed",
    "an indicator clear where it is unknown",
    "an open group fulfilled",
    "an open kind taken as complete",
    "assumed drafts ignored",
    "claims that may have been known left out",
    "coverage ignored",
    "coverage known from the first",
    "exempt where it may not apply",
    "facts of the next day read",
    "members that may belong left out",
    "members that the law did not reach counted",
    "of one grade all count",
    "of one grade the earlier known wins",
    "only States that are spoken of",
    "readings ignored",
    "records that may be dated later no subjects",
    "repeals ignored",
    "subjects that were asked for ignored",
    "the burden always on the bearer",
    "the end of a period off by one day",
    "the period of coverage ignored",
    "the perspective ignored",
    "the worse grade wins",
    "unknown on the due day a violation",
    "values of imprecise days left out",
    "what is late never exempt",
    "what is pending never exempt",
    "what is unknown never exempt",
)
"""Faults that some forty examples show; so many are looked for in the short profile."""

SOON_MOST: Final = 200
"""Within how many examples these have to be found: several times as many, so that a change of the generator may move them a little."""
