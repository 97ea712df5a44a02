import gc
import logging
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.shop import DROP, OK, Says, Shop, open_shop
from tests.stopped_clock import StoppedClock
from tieout.answers import json_or_none, retry_after
from tieout.errors import (
    BadAnswer,
    LoginRefused,
    NotPermitted,
    RateLimited,
    Refused,
    SettingsError,
    SystemFault,
    Unreachable,
)
from tieout.http import Session

SECRET = "s3cr3t-of-the-shop-0123456789"
NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)


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


def test_a_number_with_a_point_arrives_as_its_text_and_a_whole_one_as_an_int(
    shop: Shop, session: Callable[..., Session]
) -> None:
    shop.script = [Says(body=b'{"amount":12345678901234567.67,"count":123456789012345678}')]
    reply = session().call("GET", "/x")
    assert reply.body == {"amount": "12345678901234567.67", "count": 123456789012345678}


def test_a_decimal_goes_out_as_an_exact_number(shop: Shop, session: Callable[..., Session]) -> None:
    session().call("PUT", "/x", body={"amount": Decimal("12345678901234567.60"), "none": None})
    assert shop.seen[0].body == b'{"amount":12345678901234567.60,"none":null}'
    assert shop.seen[0].headers["Content-Type"] == "application/json"


def test_an_empty_answer_has_no_body(shop: Shop, session: Callable[..., Session]) -> None:
    shop.script = [Says(204, b"")]
    assert session().call("PUT", "/x").body is None


def test_an_answer_and_its_request_are_let_go_of_as_soon_as_they_were_read(
    session: Callable[..., Session],
) -> None:
    held: list[weakref.ref[object]] = []

    def note(response: httpx.Response) -> None:
        held.extend((weakref.ref(response), weakref.ref(response.request)))

    gc.disable()  # what would wait for it would wait for long beside a large plan
    try:
        assert session(classify=note).call("PUT", "/x", body={"a": "b"}).body == {"ok": True}
        assert [it() for it in held] == [None, None]
    finally:
        gc.enable()


def test_a_list_that_is_missing_is_a_bad_answer(
    shop: Shop, session: Callable[..., Session]
) -> None:
    with pytest.raises(BadAnswer, match=r"^shop: /x answered without a list of things\.$"):
        session().call("GET", "/x").rows("things")


def test_a_dropped_connection_is_tried_again_on_a_read(
    shop: Shop, session: Callable[..., Session], clock: StoppedClock
) -> None:
    shop.script = [DROP, DROP, OK]
    assert session().call("GET", "/x").body == {"ok": True}
    assert len(shop.seen) == 3
    assert clock.waits[0] < clock.waits[1] < 3


def test_a_write_whose_answer_is_lost_is_not_sent_again(
    shop: Shop, session: Callable[..., Session], clock: StoppedClock
) -> None:
    shop.script = [DROP]
    with pytest.raises(Unreachable) as caught:
        session().call("POST", "/x", body={})
    assert str(caught.value) == "shop: 127.0.0.1 dropped the connection (RemoteProtocolError)."
    assert not caught.value.had_no_effect
    assert len(shop.seen) == 1
    assert clock.waits == []


def test_a_write_that_answers_500_is_not_sent_again(
    shop: Shop, session: Callable[..., Session]
) -> None:
    shop.script = [Says(500)]
    with pytest.raises(Unreachable, match=r"^shop: /x answered 500\.$"):
        session().call("POST", "/x", body={})
    assert len(shop.seen) == 1


def test_a_write_that_the_caller_calls_repeatable_is_sent_again(
    shop: Shop, session: Callable[..., Session]
) -> None:
    shop.script = [DROP, OK]
    assert session().call("POST", "/x", is_repeatable=True).body == {"ok": True}


def test_a_write_that_was_turned_away_by_a_limit_is_sent_again(
    shop: Shop, session: Callable[..., Session], clock: StoppedClock
) -> None:
    shop.script = [Says(429, headers={"Retry-After": "7"}), OK]
    assert session().call("POST", "/x").body == {"ok": True}
    assert 7 <= clock.elapsed() <= 7.25


def test_a_limit_without_a_wish_backs_off(
    shop: Shop, session: Callable[..., Session], clock: StoppedClock
) -> None:
    shop.script = [Says(429, b"slow down", {"Content-Type": "text/plain"})] * 4 + [OK]
    assert session().call("GET", "/x").body == {"ok": True}
    assert clock.waits == sorted(clock.waits)
    assert 7.5 <= clock.elapsed() <= 9.5


def test_patience_has_an_end(
    shop: Shop, session: Callable[..., Session], clock: StoppedClock
) -> None:
    shop.answering = lambda _: Says(503)
    with pytest.raises(Unreachable, match=r"^shop: /x answered 503\.$"):
        session(patience_seconds=20).call("GET", "/x")
    assert clock.elapsed() <= 20


def test_a_wish_longer_than_the_patience_is_not_waited_for(
    shop: Shop, session: Callable[..., Session], clock: StoppedClock
) -> None:
    shop.script = [Says(429, headers={"Retry-After": "3600"})]
    with pytest.raises(RateLimited) as caught:
        session().call("GET", "/x")
    assert caught.value.retry_after == 3600
    assert clock.waits == []


def test_nobody_listening_is_tried_again_even_for_a_write_and_then_said(
    clock: StoppedClock,
) -> None:
    with (
        Session("shop", "http://127.0.0.1:1", patience_seconds=5, clock=clock) as session,
        pytest.raises(Unreachable, match=r"^shop: no connection to 127.0.0.1 \(ConnectError\)\.$"),
    ):
        session.call("POST", "/x")
    assert len(session.calls()) == 1
    assert session.calls()["POST", "/x"] > 1


def test_a_slow_answer_ends_in_a_time_out(shop: Shop, session: Callable[..., Session]) -> None:
    gone = threading.Event()
    shop.answering = lambda _: OK if gone.wait(5) else DROP
    with pytest.raises(Unreachable, match=r"^shop: 127.0.0.1 did not answer in time \(ReadTimeo"):
        session(read_timeout_seconds=0.05).call("POST", "/x")
    gone.set()


def test_a_page_instead_of_json_is_a_bad_answer_after_a_second_look(
    shop: Shop, session: Callable[..., Session]
) -> None:
    page = b'<html>  please\n wait, token="' + SECRET.encode() + b'" and so on' + b"." * 200
    shop.answering = lambda _: Says(200, page, {"Content-Type": "text/html"})
    with pytest.raises(BadAnswer) as caught:
        session().call("GET", "/x")
    assert str(caught.value).startswith(
        "shop: /x answered 200 (text/html) with what is not JSON: <html> please wait, token=***"
    )
    assert len(str(caught.value)) < 150
    assert len(shop.seen) == 2


@pytest.mark.parametrize("body", [b'{"a":[1,2', b'{"a":"\xff"}', b"[" * 100_000, b"{]"])
def test_a_body_that_is_broken_is_a_bad_answer(
    body: bytes, shop: Shop, session: Callable[..., Session]
) -> None:
    shop.answering = lambda _: Says(body=body)
    with pytest.raises(BadAnswer, match="what is not JSON"):
        session().call("GET", "/x")


def test_a_body_that_is_broken_once_is_read_at_the_second_look(
    shop: Shop, session: Callable[..., Session]
) -> None:
    shop.script = [Says(body=b'{"a":[1,2'), OK]
    assert session().call("GET", "/x").body == {"ok": True}


@pytest.mark.parametrize(
    ("status", "kind", "sentence"),
    [
        (302, BadAnswer, "shop: /x answered 302, a way to elsewhere: not followed."),
        (401, LoginRefused, "shop: the log-in was refused. Check it with: tieout doctor"),
        (403, NotPermitted, "shop: /x is not permitted to this log-in."),
        (422, Refused, "shop: /x answered 422."),
    ],
)
def test_a_status_has_a_meaning_of_its_own(
    status: int,
    kind: type[SystemFault],
    sentence: str,
    shop: Shop,
    session: Callable[..., Session],
) -> None:
    shop.answering = lambda _: Says(status, headers={"Location": "http://other.example/"})
    with pytest.raises(kind) as caught:
        session().call("POST", "/x")
    assert str(caught.value) == sentence
    assert len(shop.seen) == 1


def test_the_systems_own_words_go_before_the_status(
    shop: Shop, session: Callable[..., Session]
) -> None:
    def in_its_own_words(response: httpx.Response) -> SystemFault | None:
        body = json_or_none(response)
        return NotPermitted("shop", "closed.") if body == {"error": "closed"} else None

    shop.script = [Says(200, b'{"error":"closed"}')]
    with pytest.raises(NotPermitted, match=r"^shop: closed\.$"):
        session(classify=in_its_own_words).call("GET", "/x")


def test_credentials_do_not_go_over_plain_http_to_another_machine() -> None:
    with pytest.raises(SettingsError) as caught:
        Session("shop", "http://shop.example")
    assert caught.value.faults == (
        "shop: base_url must begin with https:// (http:// only for this machine), "
        "got http://shop.example",
    )


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(SettingsError) as caught:
        Session("shop", f"https://me:{SECRET}@shop.example")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("url", ["https://shop.example", "http://localhost:1", "http://[::1]:1"])
def test_https_and_this_machine_are_fine(url: str) -> None:
    Session("shop", url).close()


def test_a_link_to_another_host_is_not_followed(
    shop: Shop, session: Callable[..., Session]
) -> None:
    with pytest.raises(BadAnswer, match=r"^shop: a link leads to another host, evil.example"):
        session().call("GET", "https://evil.example/x?page=2", route="/x")
    assert shop.seen == []


def test_a_link_to_the_same_host_is_followed(shop: Shop, session: Callable[..., Session]) -> None:
    session().call("GET", f"{shop.url}/x?page=2&ids=a%2Cb,c", route="/x")
    assert shop.seen[0].path == "/x?page=2&ids=a%2Cb,c"


def test_calls_are_counted_by_method_and_route(shop: Shop, session: Callable[..., Session]) -> None:
    shop.script = [Says(503), OK, OK]
    one = session()
    one.call("GET", "/things/1?a=b", route="/things/{id}")
    one.call("PUT", "/things")
    assert one.calls() == {("GET", "/things/{id}"): 2, ("PUT", "/things"): 1}


def test_the_log_has_facts_and_neither_queries_nor_headers_nor_bodies(
    shop: Shop, session: Callable[..., Session], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shop.script = [OK, DROP]
    one = session(auth=httpx.BasicAuth("me", SECRET))
    one.call("POST", "/x", params={"name": "Ada"}, body={"note": "private"})
    with pytest.raises(Unreachable):
        one.call("POST", "/x", params={"name": "Ada"})
    assert "system=shop method=POST route=/x status=200 seconds=0.000" in caplog.messages
    assert "system=shop method=POST route=/x lost" in caplog.messages
    for word in (SECRET, "Ada", "private", "Basic"):
        assert word not in caplog.text


def test_no_secret_is_in_the_text_the_repr_or_the_causes_of_an_error(
    shop: Shop, session: Callable[..., Session]
) -> None:
    def chain(error: BaseException | None) -> Iterator[BaseException]:
        while error is not None:
            yield error
            error = error.__cause__ or error.__context__

    shop.answering = lambda request: DROP if request.path == "/drop" else Says(401)
    for secret in (SECRET, f"{SECRET}\n", f"{SECRET}–"):  # the last two cannot be in a header
        for path in ("/drop", "/refused"):
            with pytest.raises(SystemFault) as caught:
                session(auth=_Header(secret)).call("POST", path, params={"q": SECRET})
            for error in chain(caught.value):
                assert SECRET not in f"{error} {error!r} {vars(error)}"


class _Header(httpx.Auth):
    def __init__(self, secret: str) -> None:
        self.secret = secret

    def auth_flow(self, request: httpx.Request) -> Any:
        request.headers["Authorization"] = f"Bearer {self.secret}"
        yield request


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("27", 27.0),
        ("0.5", 0.5),
        ("Tue, 30 Jun 2026 12:00:40 GMT", 40.0),
        ("Tue, 30 Jun 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str, seconds: float | None) -> None:
    assert retry_after(httpx.Response(429, headers={"Retry-After": text}), NOON) == seconds
