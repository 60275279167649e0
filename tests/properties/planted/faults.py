"""Every planted fault."""

from __future__ import annotations

from typing import Final

from tests.properties.planted import law, readings, values
from tests.properties.planted.engines import Planted

FAULTS: Final[tuple[Planted, ...]] = (*values.FAULTS, *readings.FAULTS, *law.TIME, *law.LAW, *law.VERDICTS)
