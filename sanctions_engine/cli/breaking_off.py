"""Ctrl-C, or a signal to end: the database hears of it at once, not when it is done; and what is told in the end."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from sanctions_engine.diagnostics.written import Written


class Interruptible(Protocol):
    """A connection to a database whose query another thread can stop."""

    def interrupt(self) -> None:
        """Stop the query that runs."""


@contextmanager
def can_be_broken_off(connection: Interruptible) -> Iterator[None]:
    """Let Ctrl-C, or a signal to end, stop the query that runs in the main thread.

    Python looks for signals between two steps of its own, and a query is one step. A second thread hears of the signal when it
    comes, and interrupts the query; then Python gets to raise `KeyboardInterrupt`. Where the database saw the signal first it
    keeps that to itself and raises an error of its own, so what was heard counts.

    Args:
        connection: The connection that the main thread works with.

    Raises:
        KeyboardInterrupt: If the signal came and something was raised.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are not for this thread
        return
    listening, told = socket.socketpair()
    told.setblocking(False)
    over, broken = threading.Event(), threading.Event()

    def listen() -> None:
        while heard := listening.recv(16):
            if signal.SIGINT not in heard and signal.SIGTERM not in heard:
                continue
            broken.set()
            if not over.is_set():
                connection.interrupt()

    thread = threading.Thread(target=listen, daemon=True)
    before = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    thread.start()
    try:
        yield
    finally:
        raised = sys.exception()
        signal.set_wakeup_fd(before)
        over.set()
        told.close()  # the other end hears that, and the thread ends
        thread.join()
        listening.close()
        if broken.is_set() and raised is not None and not isinstance(raised, KeyboardInterrupt):
            raise KeyboardInterrupt from raised


def broken_off_text(written: Written) -> str:
    """Return the line that a command ends with that was broken off: what of its output is there.

    Args:
        written: What it has written.

    Example:
        >>> broken_off_text(Written())
        'broken off: nothing was written'
        >>> broken_off_text(Written(printed=True))
        'broken off: the standard output may have only a part of the report'
    """
    names = ", ".join(f"`{path}`" for path in written.files)
    told = [f"{names} {'was' if len(written.files) == 1 else 'were'} written"] if names else []
    told += ["the standard output may have only a part of the report"] if written.printed else []
    return f"broken off: {'; '.join(told) or 'nothing was written'}"
