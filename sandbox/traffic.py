"""How many requests a stand-in got, by method and route."""

import re
from collections import Counter
from collections.abc import MutableMapping
from threading import Lock
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

UNANSWERED = "none"  # the status of a request that got no answer

_ID = re.compile(
    r"""
      (?:eid:)?\d+                              # 42, eid:0042
    | eid:.+                                    # a record by its external id
    | [0-9a-f]{8}-?[0-9a-f-]{8,}                # uuids and job ids
    | (?=[A-Za-z]*\d)[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?   # ids of 15 or 18 letters and digits
    """,
    re.VERBOSE,
)
_SEGMENT = re.compile(rf"(?P<id>{_ID.pattern})(?P<suffix>\.\w+)?", re.VERBOSE)


def route_template(path: str) -> str:
    """The path with every id as `{id}`: `/api/v2/organizations/42.json` -> `…/{id}.json`."""
    return "/".join(_segment(segment) for segment in path.split("/"))


def _segment(segment: str) -> str:
    found = _SEGMENT.fullmatch(segment)
    return segment if found is None else "{id}" + (found["suffix"] or "")


class Traffic:
    """An ASGI layer that counts what passes. A request counts from the moment it arrives."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._lock = Lock()
        self._counts: Counter[tuple[str, str, str]] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method, route = scope["method"], route_template(scope["path"])
        self._add(method, route, UNANSWERED)

        async def counted_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._answered(method, route, str(message["status"]))
            await send(message)

        await self._app(scope, receive, counted_send)

    def _add(self, method: str, route: str, status: str) -> None:
        with self._lock:
            self._counts[method, route, status] += 1

    def _answered(self, method: str, route: str, status: str) -> None:
        with self._lock:
            if self._counts[method, route, UNANSWERED]:  # zero where a reset came between
                self._counts[method, route, UNANSWERED] -= 1
                self._counts[method, route, status] += 1

    def clear(self) -> None:
        """Count from zero again."""
        with self._lock:
            self._counts.clear()

    def as_json(self) -> dict[str, Any]:
        """`total`, and `by_route`: one row a method and route, its statuses counted apart."""
        with self._lock:
            counts = {key: count for key, count in self._counts.items() if count}
        rows: MutableMapping[tuple[str, str], dict[str, int]] = {}
        for (method, route, status), count in sorted(counts.items()):
            rows.setdefault((method, route), {})[status] = count
        return {
            "total": sum(counts.values()),
            "by_route": [
                {
                    "method": method,
                    "route": route,
                    "count": sum(statuses.values()),
                    "statuses": statuses,
                }
                for (method, route), statuses in rows.items()
            ],
        }
