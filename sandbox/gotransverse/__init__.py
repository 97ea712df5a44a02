"""A stand-in for a billing tenant that speaks the Gotransverse API 2, over state of its own."""

import time
from collections.abc import Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from sandbox.faults import Fault, Faults
from sandbox.gotransverse.errors import RefusedError
from sandbox.gotransverse.front import Front, refused
from sandbox.gotransverse.loading import Company
from sandbox.gotransverse.routes import OPERATIONS
from sandbox.gotransverse.spelling import Spelling
from sandbox.gotransverse.tenant import Clock, Tenant

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


class Gotransverse:
    """The billing system of a pretended company.

    `dates` is how times are written: `zulu` as API 2 does, `offset` or `millis` as older servers.
    Its records are in a temporary file, in `folder` where one is given. `clock` gives unix seconds.
    """

    name = "gotransverse"
    operations = OPERATIONS

    def __init__(
        self,
        world: Company,
        *,
        folder: Path | None = None,
        clock: Clock = time.time,
        dates: Spelling = "zulu",
    ) -> None:
        self.faults = Faults()
        self._tenant = Tenant(world, self.faults, clock, dates, folder)
        front = Front(self._tenant)
        self.app = Starlette(routes=[Route("/{path:path}", front.answer, methods=METHODS)])

    def credentials(self, url: str) -> Mapping[str, str]:
        """The settings of a client that finds the tenant at `url`; it adds `/billing/2` itself."""
        return {"base_url": url, "api_key": self._tenant.keys.billing_key}

    def fault_response(self, fault: Fault) -> Response | None:
        """A generic fault in this vendor's words; None where it has none of its own."""
        match fault.name:
            case "rate-limit" | "rate-limit-silent":
                return refused(RefusedError(429, "Too many requests"))
            case "error-500":
                return refused(RefusedError(500, "An unexpected error occurred"))
            case "unavailable":
                return refused(RefusedError(503, "The service is temporarily unavailable"))
            case _:
                return None

    def reset(self) -> None:
        """Back to the company as it was at the start; the API key is the first one again."""
        self._tenant.reset()

    def close(self) -> None:
        """Let go of the records and their file."""
        self._tenant.store.close()
