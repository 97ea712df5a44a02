"""What a stand-in's port serves under `/__sandbox__/`, beside the vendor's own protocol."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.faults import Faults
from sandbox.standin import StandIn
from sandbox.traffic import Traffic

PREFIX = "/__sandbox__"
AnswerKey = Callable[[], Mapping[str, Any]]


class Front:
    """One stand-in's port: control routes to `control`, all else through `traffic`.

    Calls of the control routes are neither counted nor disturbed by faults.
    """

    def __init__(self, lifespan: ASGIApp, control: ASGIApp, traffic: Traffic) -> None:
        self._lifespan = lifespan
        self._control = control
        self._traffic = traffic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._lifespan(scope, receive, send)
        elif scope["path"].startswith(f"{PREFIX}/"):
            await self._control(scope, receive, send)
        else:
            await self._traffic(scope, receive, send)


def control_app(standin: StandIn, traffic: Traffic, answer_key: AnswerKey) -> Starlette:
    """The control routes of one stand-in; `answer_key` is called when somebody asks for it."""

    async def health(_: Request) -> Response:
        return JSONResponse({"name": standin.name, "ready": True})

    def key(_: Request) -> Response:
        return JSONResponse(answer_key())

    async def requests(_: Request) -> Response:
        return JSONResponse(traffic.as_json())

    async def faults(request: Request) -> Response:
        if request.method == "POST":
            try:
                switch(standin.faults, await request.body())
            except ValueError as error:
                return JSONResponse({"error": str(error)}, 400)
        return JSONResponse({"active": standin.faults.active()})

    async def reset(_: Request) -> Response:
        await run_in_threadpool(standin.reset)
        standin.faults.clear()
        traffic.clear()
        return JSONResponse({"reset": True})

    async def unknown(request: Request) -> Response:
        return JSONResponse({"error": f"nothing is served at {request.url.path}"}, 404)

    return Starlette(
        routes=[
            Route(f"{PREFIX}/health", health),
            Route(f"{PREFIX}/answer-key", key),
            Route(f"{PREFIX}/requests", requests),
            Route(f"{PREFIX}/faults", faults, methods=["GET", "POST"]),
            Route(f"{PREFIX}/reset", reset, methods=["POST"]),
            Route(f"{PREFIX}/{{rest:path}}", unknown),
        ]
    )


def switch(faults: Faults, body: bytes) -> None:
    """Do what the body of a `POST faults` says; ValueError says what makes no sense in it."""
    wish = json.loads(body or b"{}")
    if not isinstance(wish, dict):
        raise ValueError(f"expected an object, got {wish!r}")  # noqa: TRY004
    if unknown := wish.keys() - {"clear", "name", "match", "times", "after", "options"}:
        raise ValueError(f"not known: {', '.join(sorted(unknown))}")
    if wish.get("clear"):
        faults.clear()
    if "name" not in wish:
        if not wish.get("clear"):
            raise ValueError(
                'expected {"clear": true} or an object like {"name": "drop", "times": 2}'
            )
        return
    options = _typed(wish, "options", dict, {})
    if reserved := options.keys() & {"match", "times", "after"}:
        raise ValueError(f"belongs beside options: {', '.join(sorted(reserved))}")
    faults.add(
        _typed(wish, "name", str, ""),
        match=_typed(wish, "match", str, ""),
        times=None if wish.get("times", 1) is None else _typed(wish, "times", int, 1),
        after=_typed(wish, "after", int, 0),
        **options,
    )


def _typed(wish: Mapping[str, Any], key: str, kind: type, default: Any) -> Any:
    value = wish.get(key, default)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ValueError(f"{key} must be {kind.__name__}, got {value!r}")  # noqa: TRY004
    return value
