"""What every stand-in offers to the one who serves it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from starlette.applications import Starlette
from starlette.responses import Response

from sandbox.faults import Fault, Faults


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that a vendor's API can be asked, and how much of it the stand-in does.

    `path` has its names in braces; `does` is a few words, `lacks` what of the real one is left out.
    """

    method: str
    path: str
    does: str
    lacks: str = ""


class StandIn(Protocol):
    """A pretended system: an ASGI application with state, and how to log in to it.

    It may also be a `SpeaksFaults`.
    """

    name: str
    app: Starlette

    @property
    def faults(self) -> Faults: ...

    @property
    def operations(self) -> Sequence[Operation]: ...

    def credentials(self, url: str) -> Mapping[str, str]:
        """Setting name -> value, for a client that finds the stand-in at `url`.

        The names are those that `sources.<name>.<setting>` uses; the first log-in kind is complete.
        """

    def reset(self) -> None:
        """Back to the company as it was at the start."""

    def close(self) -> None:
        """Let go of files and memory."""


class SpeaksFaults(Protocol):
    """A stand-in that answers the generic faults in its vendor's own words."""

    def fault_response(self, fault: Fault) -> Response | None:
        """The vendor's answer to `rate-limit`, `rate-limit-silent`, `error-500` or `unavailable`.

        Status, headers and body; Retry-After is put in or taken out by the caller. None for a plain
        text answer.
        """
