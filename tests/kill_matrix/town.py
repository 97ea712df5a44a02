"""The stand-ins of the kill matrix, and a watch that kills whoever has just sent something."""

import asyncio
import os
import re
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox import world
from sandbox.gotransverse import Gotransverse
from sandbox.serve import serve
from sandbox.standin import StandIn
from sandbox.standins import STANDINS
from tests.kill_matrix.cases import Case
from tests.systems.billing_company import COMPANY

WRITTEN_TO = ("salesforce", "hubspot", "netsuite", "gotransverse", "zendesk", "bigcommerce")


@dataclass
class Watch:
    """An ASGI layer that counts the calls of a pattern, and kills whoever made one of them.

    The answer reaches nobody. The system has done the work by then, or does it only after `delay`
    seconds, while somebody else may be asking already.
    """

    app: ASGIApp
    pattern: str = "$^"
    seen: int = 0
    victim: int | None = None
    kills_at: int | None = None
    delay: float = 0.0
    is_idle: Event = field(default_factory=Event)  # cleared while a call of the dead is under way

    def begin(self, pattern: str) -> None:
        """Count from zero, and kill nobody."""
        self.pattern, self.seen, self.victim = pattern, 0, None

    def lie_in_wait(self, victim: int, call: int, delay: float) -> None:
        """Kill this process at its call of that number."""
        self.victim, self.kills_at, self.delay = victim, self.seen + call, delay
        self.is_idle.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._is_counted(scope):
            await self.app(scope, receive, send)
            return
        self.seen += 1
        if self.victim is None or self.seen != self.kills_at:
            await self.app(scope, receive, send)
            return
        body = [await receive()]
        while body[-1].get("more_body"):
            body.append(await receive())
        if self.delay:
            os.kill(self.victim, signal.SIGKILL)
            await asyncio.sleep(self.delay)
        await self.app(scope, _played(body), _nowhere)
        self.is_idle.set()
        if not self.delay:
            os.kill(self.victim, signal.SIGKILL)
        while (await receive())["type"] != "http.disconnect":
            pass

    def _is_counted(self, scope: Scope) -> bool:
        return re.match(self.pattern, f"{scope['method']} {scope['path']}") is not None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.app, name)


def _played(messages: Sequence[Message]) -> Receive:
    """What was received, once more; then the other side is gone."""
    left = iter(messages)

    async def receive() -> Message:
        return next(left, {"type": "http.disconnect"})

    return receive


async def _nowhere(message: Message) -> None:
    """Where an answer goes that nobody gets."""


@dataclass
class Town:
    """The systems that are written to, each with its watch."""

    standins: Mapping[str, StandIn]
    watches: Mapping[str, Watch]
    logins: Mapping[str, Mapping[str, str]]
    made: dict[str, list[str]] = field(default_factory=dict)

    def as_new(self, case: Case) -> list[str]:
        """The system as at the beginning, its fields made; the ids of the first five records."""
        standin = self.standins[case.system]
        standin.reset()
        standin.faults.clear()
        target = case.target(self.logins[case.system])
        fields = [known for _, known in case.spec().fields]
        for known in fields:
            if target.problems([known]):
                target.create_field(known)
        assert not target.problems(fields), target.problems(fields)
        target.close()
        if case.name not in self.made:
            self.made[case.name] = case.records(self.logins[case.system])
        self.watches[case.system].begin(case.writes)
        return self.made[case.name][:5]


@contextmanager
def town(*names: str) -> Iterator[Town]:
    """The systems of these names, all where none is named."""
    company = world.build(60)
    standins: dict[str, Any] = {
        name: Gotransverse(COMPANY) if name == "gotransverse" else STANDINS[name](company)
        for name in names or WRITTEN_TO
    }
    watches = {name: Watch(it.app) for name, it in standins.items()}
    for name, it in standins.items():
        it.app = watches[name]
    try:
        with serve([*standins.values()], answer_key=dict) as served:
            yield Town(standins, watches, served.credentials())
    finally:
        for it in standins.values():
            it.close()
