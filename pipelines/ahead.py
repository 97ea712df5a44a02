"""Makes the reading of many rows cheaper; changes nothing of what is read."""

import gc
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


def one_ahead(elements: Iterable[T]) -> Iterator[T]:
    """The elements in their order, each taken from its source in a thread while the last is used.

    An error of the source is raised where its element would have come.
    """
    source = iter(elements)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead") as thread:
        coming = thread.submit(next, source, None)
        while (element := coming.result()) is not None:
            coming = thread.submit(next, source, None)
            yield element


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for garbage less often: rows are many objects, and none of them is in a cycle.

    Not much less: the client's answers are in cycles, each with its whole body.
    """
    before = gc.get_threshold()
    gc.set_threshold(10_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
