"""A stand-in for a helpdesk account that speaks the Zendesk Support API, over state of its own."""

import time
from collections.abc import Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from sandbox.faults import Fault, Faults
from sandbox.zendesk.account import Account, Clock, Options
from sandbox.zendesk.errors import RefusedError, server_error, throttled
from sandbox.zendesk.front import Front, refused
from sandbox.zendesk.loading import Company
from sandbox.zendesk.login import ADMIN_EMAIL, API_TOKEN, CLIENT_ID, CLIENT_SECRET
from sandbox.zendesk.routes import OPERATIONS

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


class Zendesk:
    """The helpdesk of a pretended company.

    `plan` sets the requests a minute (`team`, `professional`, `enterprise`, … or `unlimited`),
    `job_polls` how many polls a job is seen unfinished. Its records are in a temporary file, in
    `folder` where one is given. Passwords are refused unless `allow_passwords`; the search index
    is `index_lag_seconds` behind; `clock` gives unix seconds.
    """

    name = "zendesk"
    operations = OPERATIONS

    def __init__(
        self,
        world: Company,
        *,
        plan: str = "enterprise",
        incremental_per_minute: int = 10,
        job_polls: int = 1,
        folder: Path | None = None,
        allow_passwords: bool = False,
        index_lag_seconds: float = 0,
        ends_with_an_empty_page: bool = True,
        clock: Clock = time.time,
    ) -> None:
        self.faults = Faults()
        options = Options(
            plan=plan,
            incremental_per_minute=incremental_per_minute,
            job_polls=job_polls,
            allow_passwords=allow_passwords,
            index_lag_seconds=index_lag_seconds,
            ends_with_an_empty_page=ends_with_an_empty_page,
        )
        self._account = Account(world, options, self.faults, clock, folder)
        front = Front(self._account)
        self.app = Starlette(routes=[Route("/{path:path}", front.answer, methods=METHODS)])

    def credentials(self, url: str) -> Mapping[str, str]:
        """The settings of a client that finds the helpdesk at `url`."""
        return {
            "base_url": url,
            "subdomain": "company",
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "email": ADMIN_EMAIL,
            "api_token": API_TOKEN,
        }

    def fault_response(self, fault: Fault) -> Response | None:
        """A generic fault in this vendor's words; None where it has none of its own."""
        match fault.name:
            case "rate-limit" | "rate-limit-silent":
                words = "Number of allowed API requests per minute exceeded"
                return refused(throttled(words, int(fault.option("seconds", 1))))
            case "error-500":
                return refused(server_error())
            case "unavailable":
                body = {"error": "DatabaseUnavailable", "description": "Please try again later"}
                return refused(RefusedError(503, body))
            case _:
                return None

    def reset(self) -> None:
        """Back to the company as it was at the start; tokens and limits start anew."""
        self._account.reset()

    def close(self) -> None:
        """Let go of the records and their file."""
        self._account.store.close()
