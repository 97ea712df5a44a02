"""An org that answers as a test tells it to, for what no stand-in shows: over a socket as well."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from systems.salesforce.reader import SalesforceReader
from systems.salesforce.writes import ACCOUNT, Records
from tests.shop import Says, Seen, Shop, open_shop
from tests.stopped_clock import StoppedClock

NOON = datetime(2026, 5, 28, 12, 0, tzinfo=UTC)
USAGE = {"Sforce-Limit-Info": "api-usage=18/5000"}
Told = Callable[[Seen], Says | None]
NUMBERS = ("currency", "double")


def says(body: object, status: int = 200, **headers: str) -> Says:
    """A JSON answer; an underscore in a header's name is a hyphen."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    kind = {"Content-Type": "application/json;charset=UTF-8"}
    return Says(status, json.dumps(body).encode(), kind | USAGE | named)


def csv(body: str, rows: int, locator: str = "null") -> Says:
    """A page of bulk results."""
    headers = {
        "Content-Type": "text/csv",
        "Sforce-NumberOfRecords": str(rows),
        "Sforce-Locator": locator,
    }
    return Says(200, body.encode(), headers | USAGE)


def refusal(code: str, message: str, status: int = 400) -> Says:
    return says([{"errorCode": code, "message": message}], status)


def page(*records: Mapping[str, Any], total: int | None = None, following: str = "") -> Says:
    """A page of a query."""
    body: dict[str, Any] = {
        "totalSize": len(records) if total is None else total,
        "done": not following,
        "records": list(records),
    }
    return says(body | ({"nextRecordsUrl": following} if following else {}))


def account(number: int, at: str = "2026-05-27T09:30:00.000+0000", **more: Any) -> dict[str, Any]:
    return {"Id": f"001{number:015}", "IsDeleted": False, "SystemModstamp": at} | more


def description(**fields: str) -> Says:
    """Account with these fields and their types, beside those that every object has."""
    usual = {"Id": "id", "IsDeleted": "boolean", "SystemModstamp": "datetime"}
    return says(
        {
            "name": "Account",
            "replicateable": True,
            "fields": [
                {
                    "name": name,
                    "type": kind,
                    "scale": 2 if kind in NUMBERS else 0,
                    "createable": name not in usual,
                    "updateable": name not in usual,
                    "externalId": name == "NetSuite_Id__c",
                }
                for name, kind in (usual | fields).items()
            ],
        }
    )


def query_of(request: Seen) -> str:
    """The SOQL of a request, empty where it asks for something else."""
    return parse_qs(urlsplit(request.path).query).get("q", [""])[0]


def path_of(request: Seen) -> str:
    """The path below the version."""
    return urlsplit(request.path).path.removeprefix("/services/data/v60.0")


@contextmanager
def scripted(told: Told) -> Iterator[tuple[Shop, dict[str, str], StoppedClock]]:
    """An org that answers what `told` says; None leaves the log-in and a describe to the usual."""
    with open_shop() as shop:

        def answering(request: Seen) -> Says:
            said = told(request)
            if said is not None:
                return said
            if request.path.endswith("/token"):
                return says({"access_token": "00D!token", "instance_url": shop.url})
            if request.path.endswith("/describe"):
                return description(Name="string", NetSuite_Id__c="string")
            return refusal("NOT_FOUND", "The requested resource does not exist", 404)

        shop.answering = answering
        login = {"base_url": shop.url, "client_id": "key", "client_secret": "hidden"}
        yield shop, login, StoppedClock(NOON)


@contextmanager
def scripted_reader(told: Told, **settings: str) -> Iterator[tuple[SalesforceReader, Shop]]:
    with scripted(told) as (shop, login, clock):
        reader = SalesforceReader(login | settings, clock=clock, patience_seconds=30)
        with closing(reader):
            yield reader, shop


@contextmanager
def scripted_target(told: Told, **settings: str) -> Iterator[tuple[Records, Shop]]:
    with scripted(told) as (shop, login, clock):
        target = Records(login | settings, written=ACCOUNT, clock=clock, patience_seconds=30)
        with closing(target):
            yield target, shop
