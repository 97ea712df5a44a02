"""Webhooks of the BigCommerce stand-in, and the messages that they are sent."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from sandbox.bigcommerce.login import CLIENT_SECRET
from tests.sandbox.bigcommerce_company import Store, store

HOOK = {"scope": "store/order/*", "destination": "https://app.example/hook"}
FAST = 1 / 6_000  # of the vendor's ladder: its first minute is ten milliseconds
SECONDS = 5.0


@dataclass
class Listener:
    """A destination that keeps what it is told. It answers 500 as often as `refuses` says."""

    url: str
    refuses: int = 0
    heard: list[tuple[dict[str, Any], dict[str, str], bytes]] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def take(self, count: int) -> list[dict[str, Any]]:
        """The first so many messages, waited for."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.heard) >= count, SECONDS)
            return [body for body, _, _ in self.heard[:count]]


@contextmanager
def listening(refuses: int = 0) -> Iterator[Listener]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with listener.changed:
                is_refused = listener.refuses > 0
                listener.refuses -= is_refused
                listener.heard.append((json.loads(body), dict(self.headers.items()), body))
                listener.changed.notify_all()
            self.send_response(500 if is_refused else 200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    listener = Listener(f"http://127.0.0.1:{server.server_address[1]}/hook", refuses)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def opened() -> Iterator[Store]:
    with store(webhook_scale=FAST) as served:
        yield served


@pytest.fixture
def shop(opened: Store) -> Store:
    return opened.renewed()


def test_webhooks_are_made_shown_changed_and_deleted(shop: Store) -> None:
    made = shop.post("v3/hooks", HOOK | {"headers": {"X-Secret": "s"}})["data"]
    assert (made["scope"], made["is_active"], made["store_hash"]) == (
        *("store/order/*", True),
        "sandbox1",
    )
    assert made["created_at"] == made["updated_at"] == 1_780_000_000
    assert shop.get(f"v3/hooks/{made['id']}")["data"] == made
    assert shop.get("v3/hooks", scope="store/order/created")["data"] == []
    assert shop.get("v3/hooks", is_active="true")["data"] == [made]
    assert shop.put("v3/hooks/1", {"is_active": False})["data"]["is_active"] is False
    assert shop.delete("v3/hooks/1", 200)["data"]["id"] == 1
    assert shop.get("v3/hooks/1", 404)["title"] == "Webhook with id [1] not found"


def test_a_webhook_that_cannot_be_is_refused(shop: Store) -> None:
    refused = shop.post("v3/hooks", {"scope": "store/order/*"}, 422)
    assert refused["errors"] == {"destination": "error.path.missing."}
    shop.post("v3/hooks", HOOK | {"scope": "store/weather/*"}, 422)
    for destination in ("http://app.example/", "https://app.example:8443/", "ftp://x", 5):
        shop.post("v3/hooks", HOOK | {"destination": destination}, 422)
    shop.post("v3/hooks", HOOK)
    shop.post("v3/hooks", HOOK, 422)
    for number in range(9):
        shop.post("v3/hooks", HOOK | {"destination": f"https://app.example/{number}"})
    refused = shop.post("v3/hooks", HOOK | {"destination": "https://app.example/ten"}, 422)
    assert refused["title"] == "No more than 10 webhooks of one scope are allowed."


def test_alerts_go_to_somebody(shop: Store) -> None:
    shop.put("v3/hooks/admin", {"emails": ["ops@company.example"]}, 204)
    assert shop.get("v3/hooks/admin")["data"]["emails"] == ["ops@company.example"]
    shop.put("v3/hooks/admin", {"emails": "x"}, 422)


def test_a_message_says_what_happened(shop: Store) -> None:
    with listening() as listener:
        hook = {"destination": listener.url, "headers": {"X-Secret": "s"}}
        shop.post("v3/hooks", hook | {"scope": "store/order/statusUpdated"})
        shop.put("v2/orders/100", {"status_id": 10})
        (body,) = listener.take(1)
        _, headers, raw = listener.heard[0]
    assert body["data"] == {
        "type": "order",
        "id": 100,
        "status": {"previous_status_id": 11, "new_status_id": 10},
    }
    assert (body["scope"], body["store_id"]) == ("store/order/statusUpdated", "1025646")
    assert (body["producer"], body["created_at"]) == ("stores/sandbox1", 1_780_000_000)
    assert len(body["hash"]) == 40
    assert headers["X-Secret"] == "s"
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + raw
    digest = hmac.new(CLIENT_SECRET.encode(), signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"


def test_each_is_told_of_what_it_asked_for(shop: Store) -> None:
    with listening() as listener:
        for scope in ("store/order/*", "store/shipment/created", "store/customer/*"):
            shop.post("v3/hooks", {"scope": scope, "destination": listener.url})
        item = {"order_product_id": 1, "quantity": 6}
        sent = {"order_address_id": 600, "items": [item | {"quantity": 5}]}
        shop.post("v2/orders/100/shipments", sent, 201)
        shop.put("v2/orders/100", {"colour": "red"}, 400)  # nothing happened
        told = {(it["scope"], it["data"]["id"]) for it in listener.take(3)}
    assert told == {
        ("store/order/statusUpdated", 100),
        ("store/order/updated", 100),
        ("store/shipment/created", 73),
    }


def test_who_does_not_hear_is_told_again(shop: Store) -> None:
    with listening(refuses=2) as listener:
        shop.post("v3/hooks", {"scope": "store/order/archived", "destination": listener.url})
        shop.delete("v2/orders/100")
        first, second, third = listener.take(3)
    assert first["hash"] == second["hash"] == third["hash"]


def test_who_never_hears_is_told_no_more() -> None:
    with store(webhook_scale=0) as shop, listening(refuses=99) as listener:
        shop.post("v3/hooks", {"scope": "store/order/archived", "destination": listener.url})
        shop.delete("v2/orders/100")
        assert len(listener.take(12)) == 12
        assert not _is_active(shop)
        assert len(listener.heard) == 12


def _is_active(shop: Store) -> bool:
    """Whether the webhook is active, once the last try is booked."""
    return all(shop.get("v3/hooks/1")["data"]["is_active"] for _ in range(200))


def test_the_same_message_may_come_twice() -> None:
    with store(doubles_webhooks=True) as shop, listening() as listener:
        shop.post("v3/hooks", {"scope": "store/order/archived", "destination": listener.url})
        shop.delete("v2/orders/100")
        first, second = listener.take(2)
    assert first == second


def test_a_host_that_is_not_on_loopback_is_never_called(shop: Store) -> None:
    shop.post("v3/hooks", HOOK)
    shop.delete("v2/orders/100")
    assert shop.get("v3/hooks/1")["data"]["is_active"] is True
