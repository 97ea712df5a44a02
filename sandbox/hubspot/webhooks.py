"""Signed notices of what changed, sent to a listener on this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from sandbox.exact_json import encode
from sandbox.hubspot.login import APP_ID, CLIENT_SECRET
from sandbox.hubspot.object_types import PORTAL_ID, ObjectType

if TYPE_CHECKING:
    from sandbox.records import Record

Event = dict[str, Any]

LOOPBACK = ("127.0.0.1", "localhost", "::1")
MOST_AT_ONCE, ATTEMPTS, PAUSE_SECONDS, PATIENCE_SECONDS = 100, 11, 0.05, 5.0
NAMED = ("company", "contact", "deal", "ticket", "product", "line_item")


class Webhooks:
    """The notices of one account. Nothing is collected where there is nobody to tell.

    What happened is told when the call that did it is over, from a thread of its own; a delivery
    that is not answered by 2xx is tried ten times more, at short pauses.
    """

    def __init__(self, target: str | None, clock: Callable[[], float]) -> None:
        if target is not None and urlsplit(target).hostname not in LOOPBACK:
            raise ValueError(f"webhooks go to this machine only, got {target}")
        self._target, self._clock = target, clock
        self._here = threading.local()  # a call is answered by one thread
        self._queue: queue.Queue[list[Event] | None] = queue.Queue()
        self._next_id = 1
        self._is_closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
        if target is not None:
            self._thread.start()

    def created(self, kind: ObjectType, record: Record) -> None:
        self._add(kind, record, "creation", {"changeFlag": "CREATED"})

    def deleted(self, kind: ObjectType, record: Record) -> None:
        self._add(kind, record, "deletion", {"changeFlag": "DELETED"})

    def merged(self, kind: ObjectType, record: Record) -> None:
        self._add(kind, record, "merge", {"primaryObjectId": record["id"]})

    def changed(self, kind: ObjectType, record: Record, changes: dict[str, str | None]) -> None:
        for name, value in changes.items():
            more = {"propertyName": name, "propertyValue": value or ""}
            self._add(kind, record, "propertyChange", more)

    def flush(self) -> None:
        """What was collected has happened: tell of it."""
        pending = self._pending()
        self.discard()
        for start in range(0, len(pending), MOST_AT_ONCE):
            self._queue.put(pending[start : start + MOST_AT_ONCE])

    def discard(self) -> None:
        """What was collected did not happen after all."""
        self._here.events = []

    def close(self) -> None:
        """Stop telling; what is not delivered yet is not delivered any more."""
        self._is_closing.set()
        self._queue.put(None)
        if self._target is not None:
            self._thread.join()

    def _pending(self) -> list[Event]:
        events: list[Event] = getattr(self._here, "events", [])
        self._here.events = events
        return events

    def _add(self, kind: ObjectType, record: Record, what: str, more: Event) -> None:
        if self._target is None:
            return
        subject = kind.singular if kind.singular in NAMED else "object"
        event = {
            "eventId": self._next_id,
            "subscriptionId": 1,
            "portalId": PORTAL_ID,
            "appId": APP_ID,
            "occurredAt": record["updated"],
            "subscriptionType": f"{subject}.{what}",
            "attemptNumber": 0,
            "objectId": record["id"],
            "changeSource": "INTEGRATION",
            "sourceId": str(APP_ID),
        }
        type_id = {} if kind.singular in NAMED else {"objectTypeId": kind.id}
        self._pending().append(event | type_id | more)
        self._next_id += 1

    def _run(self) -> None:
        with httpx.Client(timeout=PATIENCE_SECONDS, trust_env=False) as client:
            while (events := self._queue.get()) is not None:
                self._deliver(client, events)

    def _deliver(self, client: httpx.Client, events: list[Event]) -> None:
        for attempt in range(ATTEMPTS):
            body = encode([event | {"attemptNumber": attempt} for event in events])
            try:
                sent = client.post(str(self._target), content=body, headers=self._signed(body))
                if sent.is_success:
                    return
            except httpx.HTTPError:
                pass  # nobody answered: the next attempt may find somebody
            if self._is_closing.wait(PAUSE_SECONDS):
                return

    def _signed(self, body: bytes) -> dict[str, str]:
        """The headers of a delivery: v3 of the signature, and the time that it covers."""
        at = str(int(self._clock() * 1000))
        text = f"POST{self._target}".encode() + body + at.encode()
        digest = hmac.new(CLIENT_SECRET.encode(), text, hashlib.sha256).digest()
        return {
            "content-type": "application/json",
            "X-HubSpot-Signature-v3": base64.b64encode(digest).decode(),
            "X-HubSpot-Request-Timestamp": at,
        }
