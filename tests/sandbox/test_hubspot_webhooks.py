"""What the HubSpot stand-in tells a listener of, and how it signs it."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tests.sandbox.hubspot_company import crm

COMPANIES = "/crm/v3/objects/companies"


@dataclass
class Listener:
    """Somebody who takes notices, and refuses the first `refusals` of them."""

    url: str = ""
    refusals: int = 0
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def taken(self, headers: dict[str, str], body: bytes) -> int:
        with self.news:
            self.heard.append((headers, body))
            self.news.notify_all()
            return 500 if len(self.heard) <= self.refusals else 200

    def after(self, count: int) -> list[list[dict[str, Any]]]:
        """The events of each delivery, when there are that many."""
        with self.news:
            assert self.news.wait_for(lambda: len(self.heard) >= count, timeout=5)
        return [json.loads(body) for _, body in self.heard]


@contextmanager
def listening(refusals: int = 0) -> Iterator[Listener]:
    listener = Listener(refusals=refusals)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(listener.taken(headers, body))
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        listener.url = f"http://127.0.0.1:{server.server_port}/hook?a=1"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield listener
        finally:
            server.shutdown()
            thread.join()


def test_a_change_is_told_of_and_signed() -> None:
    with listening() as listener, crm(webhook_target=listener.url) as hub:
        hub.patch(f"{COMPANIES}/501", {"properties": {"city": "Bonn", "phone": ""}})
        ((city, phone),) = listener.after(1)
        headers, body = listener.heard[0]
    assert city == {
        "eventId": 1,
        "subscriptionId": 1,
        "portalId": 24681357,
        "appId": 1234567,
        "occurredAt": 1780000000000,
        "subscriptionType": "company.propertyChange",
        "attemptNumber": 0,
        "objectId": 501,
        "changeSource": "INTEGRATION",
        "sourceId": "1234567",
        "propertyName": "city",
        "propertyValue": "Bonn",
    }
    assert (phone["propertyName"], phone["propertyValue"]) == ("phone", "")
    signed = f"POST{listener.url}".encode() + body + b"1780000000000"
    digest = hmac.new(b"pretended-client-secret", signed, hashlib.sha256).digest()
    assert headers["x-hubspot-signature-v3"] == base64.b64encode(digest).decode()
    assert headers["x-hubspot-request-timestamp"] == "1780000000000"


def test_creations_deletions_merges_and_partner_clients_are_told_of() -> None:
    with listening() as listener, crm(webhook_target=listener.url) as hub:
        hub.post(COMPANIES, {"properties": {"name": "Dusk"}}, 201)
        hub.delete("/crm/v3/objects/contacts/601")
        ids = {"primaryObjectId": "501", "objectIdToMerge": "502"}
        hub.post(f"{COMPANIES}/merge", ids)
        sent = {"properties": {"rec_renewal_status": "Pending"}}
        hub.patch("/crm/v3/objects/partner_clients/801", sent)
        deliveries = listener.after(4)
    assert [[it["subscriptionType"] for it in events] for events in deliveries] == [
        ["company.creation"],
        ["contact.deletion"],
        ["company.deletion", "company.merge"],
        ["object.propertyChange"],
    ]
    assert deliveries[3][0]["objectTypeId"] == "0-145"


def test_a_delivery_that_is_refused_comes_again() -> None:
    with listening(refusals=2) as listener, crm(webhook_target=listener.url) as hub:
        hub.patch(f"{COMPANIES}/501", {"properties": {"city": "Bonn"}})
        attempts = [events[0]["attemptNumber"] for events in listener.after(3)]
    assert attempts == [0, 1, 2]


def test_what_was_refused_is_not_told_of() -> None:
    with listening() as listener, crm(webhook_target=listener.url) as hub:
        inputs = [
            {"id": "501", "properties": {"city": "Bonn"}},
            {"id": "502", "properties": {"x": "1"}},
        ]
        hub.post(f"{COMPANIES}/batch/update", {"inputs": inputs}, 400)
        hub.patch(f"{COMPANIES}/502", {"properties": {"city": "Rom"}})
        assert [it["objectId"] for (it,) in listener.after(1)] == [502]


def test_notices_go_to_this_machine_only() -> None:
    words = "webhooks go to this machine only, got https://hooks.example/x"
    with (
        pytest.raises(ValueError, match=words),
        crm(webhook_target="https://hooks.example/x"),
    ):
        pass
