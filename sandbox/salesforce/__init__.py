"""A stand-in for an org of Salesforce: log-in, REST, sObject Collections, both Bulk APIs.

Where the vendor's behaviour is not known for sure it is strict. What it does not do:

- log-in with a browser; SOAP but for its log-in; Metadata API; of the Tooling API all but new
  custom fields; Apex, flows, triggers, validation and duplicate rules; record types, sharing
- SOQL: TYPEOF, ROLLUP, geolocation, data categories; picklists sort by their text
- XML answers of REST; bodies over REST in anything but JSON
- deleting an account leaves its contacts and orders; merging and undeleting; the recycle bin is
  never emptied
- orders: reductions; contracts that come due; syncing of quotes; schedules
"""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.faults import Fault, Faults
from sandbox.salesforce.errors import Refusal, limit_exceeded, unknown_exception
from sandbox.salesforce.front import Front, refused
from sandbox.salesforce.loading import API_USERNAME, Company
from sandbox.salesforce.routes import OPERATIONS
from sandbox.salesforce.sessions import (
    CLIENT_ID,
    CLIENT_SECRET,
    PASSWORD,
    REFRESH_TOKEN,
    SECURITY_TOKEN,
)
from sandbox.salesforce.state import Clock, Options, Org
from sandbox.standin import Operation

API_VERSION = "v60.0"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


class Salesforce:
    """The CRM of a pretended company.

    `daily_calls` is the limit of a day, `page_size` the most records of a page of a query,
    `job_polls` how many polls a job is seen unfinished. An org that is not `is_multi_currency` has
    no currency codes. Its records are in memory, or in a file in `folder`; `clock` gives unix
    seconds.
    """

    name = "salesforce"
    operations: Sequence[Operation] = OPERATIONS

    def __init__(
        self,
        world: Company,
        *,
        folder: Path | None = None,
        daily_calls: int = 100_000,
        page_size: int = 2000,
        job_polls: int = 1,
        is_multi_currency: bool = True,
        clock: Clock = time.time,
    ) -> None:
        self.faults = Faults()
        options = Options(daily_calls, page_size, job_polls, is_multi_currency)
        self._org = Org(world, options, self.faults, clock, folder)
        front = Front(self._org)
        self.app = Starlette(
            routes=[Route("/{path:path}", front.answer, methods=METHODS)],
            exception_handlers={Exception: _broken},
        )

    def credentials(self, url: str) -> Mapping[str, str]:
        """The settings of a client that finds the org at `url`; every log-in is complete."""
        return {
            "base_url": url,
            "api_version": API_VERSION,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "username": API_USERNAME,
            "password": PASSWORD,
            "security_token": SECURITY_TOKEN,
            "refresh_token": REFRESH_TOKEN,
            "private_key": self._org.sessions.private_key(),
        }

    def fault_response(self, fault: Fault) -> Response | None:
        """A generic fault in this vendor's words, which has 403 for what others call 429."""
        match fault.name:
            case "rate-limit" | "rate-limit-silent":
                return refused(limit_exceeded())
            case "error-500":
                return refused(unknown_exception())
            case "unavailable":
                return refused(Refusal(503, "SERVER_UNAVAILABLE", "Server is unavailable"))
            case _:
                return None

    def reset(self) -> None:
        """Back to the company as it was at the start; log-ins stay good, jobs are forgotten."""
        self._org.reset()

    def close(self) -> None:
        """Let go of the records and their file."""
        self._org.store.close()


async def _broken(_: Request, __: Exception) -> Response:
    return refused(unknown_exception())
