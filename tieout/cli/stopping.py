"""Ctrl-C and SIGTERM while something is being written: first finish what is in flight."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, current_thread, main_thread
from types import FrameType

STOPS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stoppable(told: Callable[[str], None]) -> Iterator[Callable[[], bool]]:
    """Gives a question, "was I asked to stop?"; a second request stops at once.

    Where the process is killed at once nothing is lost either: the ledger knows what was in flight.
    """
    asked = Event()

    def stop(number: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt(f"signal {number}, twice")
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
