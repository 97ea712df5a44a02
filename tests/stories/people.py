"""People at work in the systems: plain HTTP, as a screen would send it."""

from collections.abc import Mapping
from typing import Any

import httpx
import msgspec

from systems.netsuite.client import RECORDS, Client

_decode = msgspec.json.Decoder(float_hook=str).decode


class SalesPeople:
    """A user of Salesforce; numbers with a point come as their text."""

    def __init__(self, credentials: Mapping[str, str]) -> None:
        names = ("client_id", "client_secret")
        form = {"grant_type": "client_credentials"} | {it: credentials[it] for it in names}
        self._client = httpx.Client(base_url=credentials["base_url"], trust_env=False)
        granted = self._client.post("/services/oauth2/token", data=form).raise_for_status()
        self._client.headers["Authorization"] = f"Bearer {granted.json()['access_token']}"
        self._root = "/services/data/v60.0"

    def found(self, query: str) -> list[dict[str, Any]]:
        """The rows of a query, parents of a record beside its own fields."""
        reply = self._client.get(f"{self._root}/query", params={"q": query})
        records = _decode(reply.raise_for_status().content)["records"]
        return [{key: it for key, it in row.items() if key != "attributes"} for row in records]

    def one(self, query: str) -> dict[str, Any]:
        (row,) = self.found(query)
        return row

    def enter(self, kind: str, record_id: str, **values: object) -> None:
        """Somebody types values into a record."""
        path = f"{self._root}/sobjects/{kind}/{record_id}"
        self._client.patch(path, json=values).raise_for_status()

    def make(self, kind: str, **values: object) -> str:
        """Somebody makes a record; its id."""
        reply = self._client.post(f"{self._root}/sobjects/{kind}", json=values)
        return str(reply.raise_for_status().json()["id"])

    def close(self) -> None:
        self._client.close()


class Buyer:
    """Somebody who looks at orders of the web store."""

    def __init__(self, credentials: Mapping[str, str]) -> None:
        base = f"{credentials['base_url']}/stores/{credentials['store_hash']}/v2"
        headers = {"X-Auth-Token": credentials["access_token"], "Accept": "application/json"}
        self._client = httpx.Client(base_url=base, headers=headers, trust_env=False)

    def order(self, order_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self._client.get(f"/orders/{order_id}").raise_for_status().json()
        return found

    def parcels(self, order_id: str) -> list[tuple[str, str]]:
        """Tracking number and carrier of each parcel."""
        reply = self._client.get(f"/orders/{order_id}/shipments").raise_for_status()
        rows = reply.json() if reply.content else []
        return [(it["tracking_number"], it["tracking_carrier"]) for it in rows]

    def close(self) -> None:
        self._client.close()


class Accountant:
    """A user of NetSuite. Only the log-in, which is signed, is the client's."""

    def __init__(self, credentials: Mapping[str, str]) -> None:
        self._client = Client(credentials)

    def found(self, query: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self._client.query(query).rows]

    def renew(self, subscription_id: str) -> None:
        """Actions, Renew: a new subscription for twelve months, and a sales order for it."""
        body = {
            "action": "RENEW",
            "subscription": {"id": subscription_id},
            "renewalMethod": "CREATE_NEW_SUBSCRIPTION",
            "renewalTranType": "SalesOrd",
            "renewalTerm": {"id": "1"},
        }
        self._client.session.call("POST", f"{RECORDS}/subscriptionChangeOrder", body=body)

    def reprice(self, sales_order_id: str, rate: str) -> None:
        """The first line of a sales order gets another rate."""
        body = {"item": {"items": [{"line": 1, "rate": float(rate)}]}}
        self._client.session.call("PATCH", f"{RECORDS}/salesOrder/{sales_order_id}", body=body)

    def close(self) -> None:
        self._client.close()
