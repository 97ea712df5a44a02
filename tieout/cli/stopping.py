"""Ctrl-C and SIGTERM: one way out, whatever the process is just doing."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, current_thread, main_thread
from types import FrameType

STOPS = (signal.SIGINT, signal.SIGTERM)
INTERRUPTED = 130  # what a shell reports of a process that was stopped from the keyboard
REASON = "Stopped by Ctrl-C or SIGTERM."
SENTENCE = "Stopped. Nothing is half-done: the next run goes on from here."

_asked = Event()


def leave_at_once() -> None:
    """While the program is still being loaded there is nothing to put away: a stop just ends it."""
    for number in STOPS:
        signal.signal(number, _leave)


def listen() -> None:
    """From now on a request to stop raises KeyboardInterrupt in the main thread."""
    for number in STOPS:
        signal.signal(number, _interrupt)


def stop_listening() -> None:
    """What is left to do takes a moment and is not to be cut short."""
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)


def was_asked() -> bool:
    """Whether this process was asked to stop.

    Libraries turn the KeyboardInterrupt into errors of their own, or into a result that says so:
    after this was asked, no error means what it says.
    """
    return _asked.is_set()


def raise_if_asked() -> None:
    """KeyboardInterrupt where somebody asked to stop, and a library kept it to itself."""
    if was_asked():
        raise KeyboardInterrupt(REASON)


@contextmanager
def stoppable(told: Callable[[str], None]) -> Iterator[Callable[[], bool]]:
    """While something is being written: first finish what is in flight.

    Gives a question, "was I asked to stop?"; a second request stops at once. Where the process is
    killed nothing is lost either: the ledger knows what was in flight.
    """
    asked = Event()

    def stop(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            _interrupt(number, frame)
        asked.set()
        told("Stopping: the batches in flight are followed to their end. Again: stop at once.")

    if current_thread() is not main_thread():  # only there can signals be caught
        yield asked.is_set
        return
    before = {number: signal.signal(number, stop) for number in STOPS}
    try:
        yield asked.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_process(exit_code: int) -> None:
    """End it, without waiting for a thread that still waits for a system where we were stopped."""
    stop_listening()
    if not was_asked():
        sys.exit(exit_code)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    _asked.set()
    raise KeyboardInterrupt(REASON)


def _leave(_number: int, _frame: FrameType | None) -> None:
    os.write(2, f"{SENTENCE}\n".encode())
    os._exit(INTERRUPTED)
