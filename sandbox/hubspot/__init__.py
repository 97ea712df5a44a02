"""A stand-in for a partner's CRM that speaks the HubSpot API, over state of its own."""

import time
import uuid
from collections.abc import Collection, Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from sandbox.faults import Fault, Faults
from sandbox.hubspot.call import Answer
from sandbox.hubspot.errors import RefusedError, internal_error, throttled
from sandbox.hubspot.front import Front, in_json
from sandbox.hubspot.loading import Company
from sandbox.hubspot.login import (
    ACCESS_TOKEN,
    ALL_SCOPES,
    CLIENT_ID,
    CLIENT_SECRET,
    REFRESH_TOKEN,
)
from sandbox.hubspot.portal import Clock, Options, Portal
from sandbox.hubspot.routes import ROUTES

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


class HubSpot:
    """The partner CRM of a pretended company.

    `tier` sets the limits (`free`, `starter`, `professional`, `enterprise`, `increased`, or
    `unlimited`), `daily_limit` another quota than the tier's. `scopes` are those of the private
    app. Without `is_partner` the objects of partners are refused; with
    `has_renewal_owner_property` clients have a writable property for the renewal owner, which the
    real ones are not known to have. `answers_530` refuses tokens of a wrong form as the edge of the
    network does. Results of batches come in another order than their inputs unless
    `shuffles_results` is off, their errors without what is empty where `lean_batch_errors` is on
    (which the vendor's own Python client cannot read). Ids of associations are numbers with
    `numeric_association_ids`. A 429 says how long to wait with `sends_retry_after`. Search does not
    know what is younger than `index_delay_seconds`. An address longer than `longest_url` is 414.
    What changes is told to `webhook_target`, which must be on this machine. The records are in a
    temporary file, in `folder` where one is given; `clock` gives unix seconds.
    """

    name = "hubspot"
    operations = tuple(route.operation for route in ROUTES)

    def __init__(
        self,
        world: Company,
        *,
        folder: Path | None = None,
        clock: Clock = time.time,
        tier: str = "professional",
        daily_limit: int | None = None,
        scopes: Collection[str] = ALL_SCOPES,
        is_partner: bool = True,
        has_renewal_owner_property: bool = False,
        answers_530: bool = False,
        shuffles_results: bool = True,
        lean_batch_errors: bool = False,
        numeric_association_ids: bool = False,
        sends_retry_after: bool = False,
        index_delay_seconds: float = 0,
        longest_url: int = 16_000,
        webhook_target: str | None = None,
    ) -> None:
        self.faults = Faults()
        options = Options(
            tier=tier,
            daily_limit=daily_limit,
            scopes=scopes,
            is_partner=is_partner,
            has_renewal_owner_property=has_renewal_owner_property,
            answers_530=answers_530,
            shuffles_results=shuffles_results,
            lean_batch_errors=lean_batch_errors,
            numeric_association_ids=numeric_association_ids,
            sends_retry_after=sends_retry_after,
            index_delay_seconds=index_delay_seconds,
            longest_url=longest_url,
            webhook_target=webhook_target,
        )
        self._portal = Portal(world, options, self.faults, clock, folder)
        front = Front(self._portal)
        self.app = Starlette(routes=[Route("/{path:path}", front.answer, methods=METHODS)])

    def credentials(self, url: str) -> Mapping[str, str]:
        """The settings of a client that finds the CRM at `url`."""
        return {
            "base_url": url,
            "access_token": ACCESS_TOKEN,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "refresh_token": REFRESH_TOKEN,
        }

    def fault_response(self, fault: Fault) -> Response | None:
        """A generic fault in this vendor's words; None where it has none of its own."""
        match fault.name:
            case "rate-limit" | "rate-limit-silent":
                words = "You have reached your ten_secondly_rolling limit."
                refusal = throttled(words, "TEN_SECONDLY_ROLLING", {})
            case "error-500":
                refusal = internal_error()
            case "unavailable":
                refusal = RefusedError(503, "SERVICE_UNAVAILABLE", "Service unavailable")
            case _:
                return None
        return in_json(Answer(refusal, refusal.status), {}, str(uuid.uuid4()))

    def reset(self) -> None:
        """Back to the company as it was at the start; tokens and limits start anew."""
        self._portal.reset()

    def close(self) -> None:
        """Let go of the records and their file."""
        self._portal.close()
