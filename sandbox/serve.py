"""Serve stand-ins on loopback, each on its own port, from one thread in the background."""

import asyncio
import errno
import http.client
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import uvicorn

from sandbox.control import PREFIX, AnswerKey, Front, control_app
from sandbox.mishaps import Address, Mishaps
from sandbox.standin import StandIn
from sandbox.traffic import Traffic
from tieout.errors import TieoutError

HOST = "127.0.0.1"
BACKLOG = 2048
START_SECONDS = 30.0
KEEP_ALIVE_SECONDS = 75  # longer than a client is busy with what it got
GRACE_SECONDS = 2  # for requests that are still being worked on when the server stops


class PortUnavailableError(TieoutError):
    """Somebody else listens on the port that was asked for."""


class NotStartedError(TieoutError):
    """A stand-in that does not answer."""


@dataclass(frozen=True, slots=True)
class Served:
    """Stand-ins that answer; `urls` by system name, without a slash at the end."""

    standins: Sequence[StandIn]
    urls: Mapping[str, str]

    def credentials(self) -> dict[str, dict[str, str]]:
        """System name -> setting -> value: all that a client needs to get in."""
        return {it.name: dict(it.credentials(self.urls[it.name])) for it in self.standins}

    def environment(self) -> dict[str, str]:
        """The credentials as the variables under which dlt looks for them."""
        return {
            f"SOURCES__{system}__{setting}".upper(): value
            for system, settings in self.credentials().items()
            for setting, value in settings.items()
        }


@contextmanager
def serve(
    standins: Sequence[StandIn],
    *,
    answer_key: AnswerKey,
    ports: Mapping[str, int] | None = None,
) -> Iterator[Served]:
    """Serve `standins` until the block is left; every one answers when it is entered.

    `ports` by system name, a free one where none is given. `answer_key` is asked at most once and
    served by all. PortUnavailableError names the system and the port; NotStartedError the system.
    The stand-ins stay the caller's to close.
    """
    sockets = _bound(standins, ports or {})
    served = Served(tuple(standins), {name: _url(it) for name, it in sockets.items()})
    house = _House(standins, sockets, _asked_once(answer_key))
    try:
        house.start(served.urls)
        yield served
    finally:
        house.stop()


class _House:
    """One thread, one event loop, one uvicorn server a stand-in."""

    def __init__(
        self,
        standins: Sequence[StandIn],
        sockets: Mapping[str, socket.socket],
        answer_key: AnswerKey,
    ) -> None:
        self._sockets = sockets
        self._loop = asyncio.new_event_loop()
        self._closing = asyncio.Event()
        self._servers = {it.name: _server(it, answer_key, self._closing) for it in standins}
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)

    def start(self, urls: Mapping[str, str]) -> None:
        self._thread.start()
        for name, url in urls.items():
            _raise_if_silent(name, url)

    def stop(self) -> None:
        """Stop listening, hang up on everybody, and wait for the thread to end."""
        with suppress(RuntimeError):  # the loop is closed where no stand-in could start
            self._loop.call_soon_threadsafe(self._hang_up_on_all)
        self._thread.join()

    def _hang_up_on_all(self) -> None:
        self._closing.set()
        for server in self._servers.values():
            server.should_exit = True
            for connection in list(server.server_state.connections):
                connection.transport.abort()

    def _run(self) -> None:
        try:
            with (
                suppress(SystemExit),  # how uvicorn leaves when an app does not start
                asyncio.Runner(loop_factory=lambda: self._loop) as runner,
            ):
                runner.run(self._serve_all())
        finally:
            for listener in self._sockets.values():
                listener.close()

    async def _serve_all(self) -> None:
        serving = (server.serve([self._sockets[name]]) for name, server in self._servers.items())
        await asyncio.gather(*serving, return_exceptions=True)


def _server(standin: StandIn, answer_key: AnswerKey, closing: asyncio.Event) -> uvicorn.Server:
    def hang_up(client: Address) -> None:
        for connection in list(server.server_state.connections):
            if getattr(connection, "client", None) == client:
                connection.transport.abort()

    words = getattr(standin, "fault_response", None)
    traffic = Traffic(Mishaps(standin.app, standin.faults, hang_up, closing, words))
    server = uvicorn.Server(
        uvicorn.Config(
            Front(standin.app, control_app(standin, traffic, answer_key), traffic),
            http="h11",
            ws="none",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            backlog=BACKLOG,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
    return server


def _bound(standins: Sequence[StandIn], ports: Mapping[str, int]) -> dict[str, socket.socket]:
    if strangers := ports.keys() - {it.name for it in standins}:
        raise ValueError(f"a port was asked for {', '.join(sorted(strangers))}, not served here")
    sockets: dict[str, socket.socket] = {}
    try:
        for standin in standins:
            sockets[standin.name] = _listener(standin.name, ports.get(standin.name, 0))
    except TieoutError:
        for listener in sockets.values():
            listener.close()
        raise
    return sockets


def _listener(name: str, port: int) -> socket.socket:
    # the protocol is named because asyncio sets TCP_NODELAY only where it sees it, and without that
    # every answer to a request with a body takes 40 ms
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(BACKLOG)  # from here on a client waits instead of being turned away
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            reason = "somebody else listens there"
        else:
            reason = error.strerror or str(error)
        raise PortUnavailableError(
            f"{name}: cannot listen on {HOST} port {port}: {reason}. "
            "Stop that one, or ask for another port; without one a free port is taken."
        ) from error
    return listener


def _url(listener: socket.socket) -> str:
    return f"http://{HOST}:{listener.getsockname()[1]}"


def _raise_if_silent(name: str, url: str) -> None:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=START_SECONDS)
    try:
        connection.request("GET", f"{PREFIX}/health")
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise NotStartedError(f"{name}: the stand-in did not start: {error}") from error
    finally:
        connection.close()
    if status != http.client.OK:
        raise NotStartedError(f"{name}: the stand-in answers {status} to its health check")


def _asked_once(answer_key: AnswerKey) -> AnswerKey:
    lock = threading.Lock()
    kept: list[Mapping[str, Any]] = []

    def asked() -> Mapping[str, Any]:
        with lock:
            if not kept:
                kept.append(answer_key())
            return kept[0]

    return asked
