"""A stand-in for a web store that speaks the BigCommerce REST API over state of its own."""

import time
from collections.abc import Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from sandbox.bigcommerce.errors import RefusedError, gateway, server_error, too_many_requests
from sandbox.bigcommerce.front import Front, in_json
from sandbox.bigcommerce.loading import Company
from sandbox.bigcommerce.login import ACCESS_TOKEN, CLIENT_ID, STORE_HASH
from sandbox.bigcommerce.routes import OPERATIONS
from sandbox.bigcommerce.sender import Sender
from sandbox.bigcommerce.shop import Clock, Options, Shop
from sandbox.bigcommerce.tables import HOOKS
from sandbox.faults import Fault, Faults
from sandbox.records import equal

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"]


class BigCommerce:
    """The web store of a pretended company.

    Its records are in a temporary file, in `folder` where one is given; `clock` gives unix seconds.
    `plan` sets the requests in 30 seconds (`standard`, `pro`, `enterprise`), `shows_rate_headers`
    whether answers tell of them. `shipments_move_status`, `pads_money`, `status_labels` and
    `payment_seconds` are those of `shop.Options`. `webhook_scale` shortens the vendor's distances
    between two tries of a webhook, `doubles_webhooks` sends each message twice.
    """

    name = "bigcommerce"
    operations = OPERATIONS

    def __init__(
        self,
        world: Company,
        *,
        folder: Path | None = None,
        clock: Clock = time.time,
        plan: str = "enterprise",
        shows_rate_headers: bool = True,
        shipments_move_status: bool = True,
        pads_money: bool = True,
        status_labels: Mapping[int, str] | None = None,
        payment_seconds: float = 1.0,
        webhook_scale: float = 1 / 600,
        doubles_webhooks: bool = False,
    ) -> None:
        self.faults = Faults()
        options = Options(
            plan=plan,
            shows_rate_headers=shows_rate_headers,
            shipments_move_status=shipments_move_status,
            pads_money=pads_money,
            status_labels=status_labels or {},
            payment_seconds=payment_seconds,
        )
        self._shop = Shop(world, options, self.faults, clock, folder)
        self._sender = Sender(self._silence, scale=webhook_scale, is_doubled=doubles_webhooks)
        front = Front(self._shop, self._sender)
        self.app = Starlette(routes=[Route("/{path:path}", front.answer, methods=METHODS)])

    def credentials(self, url: str) -> Mapping[str, str]:
        """The settings of a client that finds the store at `url`."""
        return {
            "base_url": url,
            "store_hash": STORE_HASH,
            "access_token": ACCESS_TOKEN,
            "client_id": CLIENT_ID,
        }

    def fault_response(self, fault: Fault) -> Response | None:
        """A generic fault in this vendor's words; 429 has no header at all where it is silent."""
        now = self._shop.clock()
        match fault.name:
            case "rate-limit":
                refusal = self._shop.quota.refusal(now, int(fault.option("seconds", 1)))
                return _refused(refusal, self._shop.quota.headers(now))
            case "rate-limit-silent":
                return _refused(too_many_requests())
            case "error-500":
                return _refused(server_error(), self._shop.quota.headers(now))
            case "unavailable":
                return _refused(gateway(503, "Service Unavailable"))
            case _:
                return None

    def reset(self) -> None:
        """Back to the company as it was at the start; the quota and the webhooks are new too."""
        self._sender.forget()
        self._shop.reset()

    def close(self) -> None:
        """Stop the webhooks, let go of the records and their file."""
        self._sender.close()
        self._shop.store.close()

    def _silence(self, hook_id: int) -> None:
        """A webhook that nobody answered to the end of the ladder is called no more."""
        store = self._shop.store
        with store.transaction():
            hook = store.get(HOOKS, equal("id", hook_id))
            if hook is not None:
                store.put(HOOKS, hook | {"is_active": False})


def _refused(refusal: RefusedError, headers: Mapping[str, str] | None = None) -> Response:
    return in_json(refusal.body, refusal.status, {**refusal.headers, **(headers or {})})
