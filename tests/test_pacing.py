import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.shop import OK, Says, Seen, Shop, open_shop
from tests.stopped_clock import StoppedClock
from tieout.http import Session
from tieout.pacing import Pacer, Quota


@pytest.fixture
def shop() -> Iterator[Shop]:
    with open_shop() as shop:
        yield shop


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def session(shop: Shop, clock: StoppedClock) -> Iterator[Callable[..., Session]]:
    with ExitStack() as open_ones:
        yield lambda **how: open_ones.enter_context(Session("shop", shop.url, clock=clock, **how))


def test_a_used_up_window_is_waited_out_before_the_system_says_no(
    shop: Shop, session: Callable[..., Session], clock: StoppedClock
) -> None:
    def quotas(response: httpx.Response) -> Iterator[Quota]:
        yield Quota("export", int(response.headers["Left"]), 42)

    shop.script = [Says(headers={"Left": "1"}), Says(headers={"Left": "0"})]
    shop.script += [Says(headers={"Left": "9"})] * 2
    one = session(quotas=quotas)
    one.call("GET", "/x", buckets=["export"])
    one.call("GET", "/x", buckets=["export"])
    assert clock.waits == []
    one.call("GET", "/other")
    assert clock.waits == []
    shop.script = [Says(headers={"Left": "0"}), Says(headers={"Left": "9"})]
    one.call("GET", "/x", buckets=["export"])
    one.call("GET", "/x", buckets=["export"])
    assert clock.waits == [42]


def test_calls_under_way_count_against_the_window(clock: StoppedClock) -> None:
    pacer = Pacer(clock)
    pacer.note([Quota("export", 2, 10)])
    for _ in range(3):
        pacer.wait(["export"])
    assert clock.waits == [10]


def test_no_more_calls_are_under_way_than_allowed(
    shop: Shop, session: Callable[..., Session]
) -> None:
    lock, now, most = threading.Lock(), 0, 0

    def answering(_: Seen) -> Says:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        threading.Event().wait(0.02)
        with lock:
            now -= 1
        return OK

    shop.answering = answering
    one = session(in_flight=2)
    threads = [threading.Thread(target=one.call, args=("GET", "/x")) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2
