"""Fetching ahead changes neither the order nor the errors."""

import threading
from collections.abc import Iterator

import pytest

from pipelines.ahead import one_ahead


def test_elements_come_in_their_order_from_another_thread() -> None:
    threads = []

    def numbers() -> Iterator[int]:
        for number in range(5):
            threads.append(threading.current_thread())
            yield number

    assert list(one_ahead(numbers())) == [0, 1, 2, 3, 4]
    assert threading.current_thread() not in threads


def test_an_error_comes_where_its_element_would_have_come() -> None:
    def numbers() -> Iterator[int]:
        yield 1
        yield 2
        raise ValueError("the third")

    seen = []
    with pytest.raises(ValueError, match="the third"):
        for number in one_ahead(numbers()):
            seen.append(number)  # noqa: PERF402 - the error comes in the middle
    assert seen == [1, 2]
