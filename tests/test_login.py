from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import httpx
import pytest

from tests.shop import DROP, OK, Says, Seen, Shop, open_shop
from tests.stopped_clock import StoppedClock
from tieout.clock import Clock
from tieout.errors import (
    BadAnswer,
    LoginRefused,
)
from tieout.http import Session
from tieout.login import BearerLogin

SECRET = "s3cr3t-of-the-shop-0123456789"
TOKEN_ANSWER = b'{"access_token":"shop-token-%d","expires_in":%s}'


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


def bearer(shop: Shop, clock: Clock) -> BearerLogin:
    return BearerLogin(
        "shop", lambda: httpx.Request("POST", f"{shop.url}/token", json={"s": SECRET}), clock=clock
    )


@dataclass
class Tokens:
    """Answers `/token` with shop-token-1, shop-token-2…, and takes only those in `good`."""

    good: set[str]
    life: object = 3600
    given: int = 0

    def __call__(self, request: Seen) -> Says:
        if request.path == "/token":
            self.given += 1
            return Says(body=TOKEN_ANSWER % (self.given, str(self.life).encode()))
        return OK if request.headers.get("Authorization") in self.good else Says(401)


def test_a_token_is_fetched_once_and_used_for_every_call(
    shop: Shop, session: Callable[..., Session], clock: StoppedClock
) -> None:
    shop.answering = Tokens({"Bearer shop-token-1"})
    one = session(auth=bearer(shop, clock))
    one.call("GET", "/x")
    one.call("GET", "/x")
    assert one.calls() == {("POST", "/token"): 1, ("GET", "/x"): 2}


def test_a_token_that_is_refused_on_the_way_is_fetched_again_even_for_a_write(
    shop: Shop, session: Callable[..., Session], clock: StoppedClock
) -> None:
    shop.answering = Tokens({"Bearer shop-token-2"})
    one = session(auth=bearer(shop, clock))
    assert one.call("POST", "/x").body == {"ok": True}
    assert one.calls() == {("POST", "/token"): 2, ("POST", "/x"): 2}


def test_a_log_in_that_is_never_good_is_tried_once_more_only(
    shop: Shop, session: Callable[..., Session], clock: StoppedClock
) -> None:
    shop.answering = Tokens(set())
    one = session(auth=bearer(shop, clock))
    with pytest.raises(LoginRefused):
        one.call("GET", "/x")
    assert one.calls() == {("POST", "/token"): 2, ("GET", "/x"): 2}


@pytest.mark.parametrize("life", [120, '"120"'])
def test_a_token_is_renewed_before_it_runs_out(
    life: object, shop: Shop, session: Callable[..., Session], clock: StoppedClock
) -> None:
    shop.answering = tokens = Tokens({"Bearer shop-token-1", "Bearer shop-token-2"}, life=life)
    one = session(auth=bearer(shop, clock))
    for seconds in (0, 59, 2):
        clock.sleep(seconds)
        one.call("GET", "/x")
    assert tokens.given == 2


def test_a_write_whose_log_in_was_lost_on_the_way_is_sent_after_all(
    shop: Shop, session: Callable[..., Session], clock: StoppedClock
) -> None:
    shop.script = [DROP, Says(503), Says(body=b'{"access_token":"shop-token-1"}'), OK]
    one = session(auth=bearer(shop, clock))
    assert one.call("POST", "/x").body == {"ok": True}
    assert one.calls() == {("POST", "/token"): 3, ("POST", "/x"): 1}


def test_a_log_in_without_a_token_is_a_bad_answer(
    shop: Shop, session: Callable[..., Session], clock: StoppedClock
) -> None:
    with pytest.raises(BadAnswer, match=r"^shop: the log-in answered without an access token\.$"):
        session(auth=bearer(shop, clock)).call("POST", "/x")
