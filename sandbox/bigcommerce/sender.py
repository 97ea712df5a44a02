"""Tells webhooks what happened: on loopback only, and again and again where nobody heard.

The vendor's distances, a minute to a day, are scaled down. Deliveries are made from one thread.
"""

import base64
import hashlib
import hmac
import http.client
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.bigcommerce.call import Event
from sandbox.bigcommerce.hooks import LOOPBACK
from sandbox.bigcommerce.login import CLIENT_SECRET
from sandbox.bigcommerce.small import STORE_ID
from sandbox.exact_json import encode
from sandbox.records import Record

LADDER = (60, 180, 300, 600, 900, 1800, 3600, 7200, 21_600, 50_400, 86_400)  # seconds
ANSWER_SECONDS = 5.0

GaveUp = Callable[[int], None]  # id of a webhook that nobody answers


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one webhook, due at a moment of the monotonic clock."""

    due: float
    hook_id: int
    destination: str
    headers: Mapping[str, str]
    body: bytes
    message_id: str
    tries: int = 0


def messages(
    events: Iterable[Event], hooks: Iterable[Record], store_hash: str, now: int
) -> list[Delivery]:
    """What the webhooks are to be told, each of what it asked for."""
    known = list(hooks)
    return [
        _message(event, hook, store_hash, now)
        for event in events
        for hook in known
        if _covers(hook["scope"], event.scope)
    ]


class Sender:
    """Sends deliveries until it is closed. `scale` makes seconds of the vendor's ladder shorter.

    `is_doubled` sends all that is sent twice, as the vendor may. `gave_up` is told of a webhook
    whose ladder ended.
    """

    def __init__(self, gave_up: GaveUp, *, scale: float, is_doubled: bool) -> None:
        self._gave_up = gave_up
        self._scale = scale
        self._is_doubled = is_doubled
        self._changed = threading.Condition()
        self._waiting: list[Delivery] = []
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def send(self, deliveries: list[Delivery]) -> None:
        """Soon, from another thread."""
        if not deliveries:
            return
        with self._changed:
            self._waiting.extend(deliveries * 2 if self._is_doubled else deliveries)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
                self._thread.start()
            self._changed.notify()

    def forget(self) -> None:
        """Send nothing of what is waiting."""
        with self._changed:
            self._waiting = []

    def close(self) -> None:
        with self._changed:
            self._is_closed, self._waiting = True, []
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while (delivery := self._next()) is not None:
            if not _is_heard(delivery):
                self._again(delivery)

    def _next(self) -> Delivery | None:
        with self._changed:
            while not self._is_closed:
                due = min(self._waiting, key=lambda it: it.due, default=None)
                if due is not None and due.due <= time.monotonic():
                    self._waiting.remove(due)
                    return due
                self._changed.wait(None if due is None else due.due - time.monotonic())
        return None

    def _again(self, delivery: Delivery) -> None:
        if delivery.tries >= len(LADDER):
            self._gave_up(delivery.hook_id)
            return
        due = time.monotonic() + LADDER[delivery.tries] * self._scale
        again = Delivery(
            due,
            delivery.hook_id,
            delivery.destination,
            delivery.headers,
            delivery.body,
            delivery.message_id,
            delivery.tries + 1,
        )
        with self._changed:
            self._waiting.append(again)


def _covers(wanted: str, scope: str) -> bool:
    return wanted == scope or (wanted.endswith("/*") and scope.startswith(wanted[:-1]))


def _message(event: Event, hook: Record, store_hash: str, now: int) -> Delivery:
    body = {
        "scope": event.scope,
        "store_id": str(STORE_ID),
        "data": dict(event.data),
        "hash": hashlib.sha1(  # noqa: S324 - the vendor's way to tell messages apart
            encode([event.scope, dict(event.data), now])
        ).hexdigest(),
        "created_at": now,
        "producer": f"stores/{store_hash}",
    }
    return Delivery(
        time.monotonic(),
        hook["id"],
        hook["destination"],
        dict(hook["headers"] or {}),
        encode(body),
        f"msg_{uuid.uuid4().hex}",
    )


def _is_heard(delivery: Delivery) -> bool:
    """Whether the destination took it; those that are not on loopback are never called."""
    parts = urlsplit(delivery.destination)
    if parts.scheme != "http" or parts.hostname not in LOOPBACK:
        return True
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=ANSWER_SECONDS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, delivery.body, _headers(delivery))
        return 200 <= connection.getresponse().status < 300
    except (OSError, http.client.HTTPException):
        return False
    finally:
        with suppress(OSError):
            connection.close()


def _headers(delivery: Delivery) -> dict[str, str]:
    """The client's own headers, and a signature as Standard Webhooks has it."""
    timestamp = str(int(time.time()))
    signed = f"{delivery.message_id}.{timestamp}.".encode() + delivery.body
    digest = hmac.new(CLIENT_SECRET.encode(), signed, hashlib.sha256).digest()
    return {
        **delivery.headers,
        "Content-Type": "application/json",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
