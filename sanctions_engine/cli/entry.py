"""The entry point: runs a command, and turns whatever goes wrong into a message and an exit code."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from typing import cast

import typer
import typer.main

from sanctions_engine.cli.app import app
from sanctions_engine.cli.breaking_off import broken_off_text
from sanctions_engine.cli.exits import Exit, exit_of
from sanctions_engine.cli.output import close_quietly
from sanctions_engine.cli.problems import tell
from sanctions_engine.diagnostics import Code, Problem, SanctionsEngineError
from sanctions_engine.diagnostics.written import noting

PROGRAM = "sanctions-engine"
DEBUG = "SANCTIONS_ENGINE_DEBUG"
INTERRUPTED = 130

_UsageError: type[Exception] = cast("type[Exception]", typer.BadParameter.__mro__[2])
"""The base of what the parser raises; its home differs between versions of the parser."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process with the exit code.

    Who asks it to end (SIGTERM) is heard as Ctrl-C is: what was being written is removed, and a line says what was written before.

    Args:
        arguments: What follows the name of the program; those of the process if None.

    Raises:
        SystemExit: Always.
    """
    asked: list[int] = []

    def end(sign: int, _: object) -> None:
        asked.append(sign)
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():  # others get no signals
        signal.signal(signal.SIGTERM, end)
    code = run(sys.argv[1:] if arguments is None else arguments)
    sys.exit(128 + asked[0] if asked and code == INTERRUPTED else code)


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return the exit code; every problem has been told on the error stream."""
    with noting() as written:
        code = _run(arguments)
    if code == INTERRUPTED:
        sys.stderr.write(f"{broken_off_text(written)}\n")
    return code


def _run(arguments: Sequence[str]) -> int:
    command = typer.main.get_command(app)
    given = list(arguments)
    try:
        done = command.main(given or ["--help"], prog_name=PROGRAM, standalone_mode=False)
        sys.stdout.flush()
    except SanctionsEngineError as error:
        tell(error.problems)
        return exit_of(error)
    except _UsageError as error:
        tell([_usage_problem(error, given)])
        return Exit.USAGE
    except (BrokenPipeError, SystemExit):  # the parser leaves the process where nobody reads its help
        close_quietly()
        return Exit.DONE
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as error:  # the one barrier: who did not ask for a traceback is not shown one
        if os.environ.get(DEBUG) == "1":
            raise
        return _internal(error, given)
    if not given:
        return Exit.USAGE
    return done if isinstance(done, int) else Exit.DONE


def _usage_problem(error: BaseException, given: list[str]) -> Problem:
    """Return what is wrong with the words of a command; the parser's own sentence, in our form."""
    told = getattr(error, "format_message", lambda: str(error))().strip()
    message = (told[:1].lower() + told[1:]).replace("'", "`").rstrip(".")
    commands = {command.name for command in app.registered_commands}
    named = next((word for word in given if word in commands), None)
    about = f"{PROGRAM} {named}" if named else PROGRAM
    return Problem(Code.SE507, message, help=f"`{about} --help` shows what can be asked")


def _internal(error: Exception, given: list[str]) -> int:
    """Tell of a fault of the library in a few lines: what to report, and how to see more."""
    sys.stderr.write(
        f"internal error: {type(error).__name__}: {error}\n"
        f"  command: {PROGRAM} {' '.join(given)}\n"
        "  help: this is a fault of sanctions-engine, not of your files; please report the two lines above with the\n"
        f"        version that `{PROGRAM} --version` shows. {DEBUG}=1 shows where it happened\n"
    )
    return Exit.INTERNAL
