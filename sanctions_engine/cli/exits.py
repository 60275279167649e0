"""What the exit code of every command means."""

from __future__ import annotations

from enum import IntEnum

from sanctions_engine.diagnostics import (
    BadQuestion,
    EngineUnavailable,
    InputRejected,
    RulesRejected,
    SanctionsEngineError,
)


class Exit(IntEnum):
    """The exit codes; part of what other programs rely on."""

    DONE = 0
    HIT = 1
    """`--fail-on` was hit, or a case failed."""
    USAGE = 2
    """The command or its options are wrong, or name something that does not exist."""
    RULES = 3
    """Rule files were rejected, or a binding rule failed to evaluate."""
    INPUT = 4
    """The evidence was rejected, or with `--fail-on` no row of some kind could be read."""
    INTERNAL = 70
    """A fault of the library itself."""


_OF = (
    (BadQuestion, Exit.USAGE),
    (EngineUnavailable, Exit.USAGE),
    (RulesRejected, Exit.RULES),
    (InputRejected, Exit.INPUT),
)


def exit_of(error: SanctionsEngineError) -> Exit:
    """Return the exit code for an error; one that the user cannot mend (engines that disagree) is internal.

    Example:
        >>> exit_of(InputRejected([])).value
        4
    """
    return next((code for kind, code in _OF if isinstance(error, kind)), Exit.INTERNAL)
