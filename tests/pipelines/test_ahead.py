"""Reading faster changes neither the order nor the errors, nor anything afterwards."""

import gc
import threading
from collections.abc import Iterator

import pytest

from pipelines.ahead import one_ahead, rare_collections


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

    coming = one_ahead(numbers())
    assert [next(coming), next(coming)] == [1, 2]
    with pytest.raises(ValueError, match="the third"):
        next(coming)


def test_garbage_is_looked_for_as_before_afterwards() -> None:
    before = gc.get_threshold()
    with rare_collections():
        assert gc.get_threshold()[0] == 10_000
    assert gc.get_threshold() == before
