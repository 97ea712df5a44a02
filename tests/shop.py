"""A server on loopback that answers as it is told, for the tests of the way out to the network."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Seen:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Says:
    """An answer of the shop; `hangs_up` closes the connection instead."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False


OK = Says(body=b'{"ok":true}')
DROP = Says(hangs_up=True)
Answering = Callable[[Seen], Says]


@dataclass
class Shop:
    """A server on loopback that answers from a list, or as a function says."""

    url: str
    seen: list[Seen]
    script: list[Says]
    answering: Answering | None = None

    def answer(self, request: Seen) -> Says:
        self.seen.append(request)
        if self.answering is not None:
            return self.answering(request)
        return self.script.pop(0) if self.script else OK


@contextmanager
def open_shop() -> Iterator[Shop]:
    """Open on a free port until the block is left."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("content-length", 0))
            request = Seen(self.command, self.path, dict(self.headers), self.rfile.read(length))
            says = counter.answer(request)
            if says.hangs_up:
                self.close_connection = True
                return
            self.send_response(says.status)
            for name, value in {"Content-Type": "application/json", **says.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(says.body)))
            self.end_headers()
            self.wfile.write(says.body)

        do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            """A client that hung up is no error here."""

    with Server(("127.0.0.1", 0), Handler) as server:
        counter = Shop(f"http://127.0.0.1:{server.server_port}", [], [])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield counter
        server.shutdown()
        thread.join()
