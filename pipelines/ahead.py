"""Fetches what comes next while what came last is worked on."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
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
