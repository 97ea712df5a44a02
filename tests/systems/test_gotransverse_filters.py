"""A tenant that lets its lists be filtered by less than ours, and says so in a body of its own."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import parse_qs

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.gotransverse import Gotransverse
from sandbox.serve import serve
from systems.base import Key, Table
from systems.gotransverse.drafts import Orders
from systems.gotransverse.reader import GotransverseReader
from systems.gotransverse.tables import INVOICES, ORDERS, SERVICE_PRICES, SERVICES
from tests.stopped_clock import StoppedClock
from tests.systems.billing import TODAY, Billing
from tests.systems.billing_company import COMPANY
from tests.systems.billing_company import SERVICES as SERVICE_IDS
from tests.systems.helpdesk import rows
from tieout.errors import Refused

SINCE = "2026-06-29T09:30:00Z"


class Strict(Gotransverse):
    """Answers 400 to a filter that holds one of `refused`, with `body`."""

    refused: tuple[str, ...] = ()
    body = b"{}"

    def guard(self) -> None:
        """Stand in front of what answers otherwise."""
        behind: ASGIApp = self.app

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            asked = parse_qs(scope.get("query_string", b"").decode()).get("filter", [""])[0]
            is_refused = any(word in asked for word in self.refused)
            app = Response(self.body, status_code=400) if is_refused else behind
            await app(scope, receive, send)

        self.app = Starlette(routes=[Mount("/", answer)])


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Strict, Billing]]:
    standin = Strict(COMPANY, clock=TODAY.timestamp)
    standin.guard()
    try:
        with serve([standin], answer_key=dict) as running:
            settings = running.credentials()["gotransverse"]
            yield standin, Billing(standin, settings, StoppedClock(TODAY))
    finally:
        standin.close()


@contextmanager
def reading(
    served: tuple[Strict, Billing], *refused: str, body: bytes = b"{}"
) -> Iterator[GotransverseReader]:
    """A reader of the tenant, which refuses filters with these words."""
    standin, books = served
    standin.refused, standin.body = refused, body
    with closing(books.as_new().reader(page_rows=10)) as reader:
        yield reader


def ids(reader: GotransverseReader, table: Table, since: str | None = None) -> list[int]:
    return sorted(int(str(row["id"])) for row in rows(reader.pages(table, since)))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>no</html>",
        b'"no"',
        b'["no"]',
        b'[{"message": 7, "errors": {"id": "no"}}]',
        b'{"failureReason": "VALIDATION_FAILURE", "description": "no"}',
        b'{"message": null, "errors": [null, {"field": "id"}]}',
        b"\xff\xfe",
    ],
)
def test_a_list_that_may_not_be_filtered_by_id_is_read_by_page_number(
    body: bytes, served: tuple[Strict, Billing]
) -> None:
    with reading(served, "id GT", body=body) as reader:
        assert ids(reader, SERVICES) == list(SERVICE_IDS)
        assert len(rows(reader.pages(SERVICE_PRICES, None))) == 184
        assert reader.notes() == (
            "services: the list cannot be filtered by id; it is read by page number, and records "
            "that move between pages meanwhile are missed until the next read",
        )


def test_a_list_that_may_not_be_filtered_by_date_is_read_whole(
    served: tuple[Strict, Billing],
) -> None:
    with reading(served, "order_date") as reader:
        assert ids(reader, ORDERS, SINCE) == [7001, 7002, 7003]
        assert reader.notes() == (
            "orders: the list cannot be filtered by order_date; all of it is read each time",
        )


def test_invoices_are_at_least_read_by_their_date(served: tuple[Strict, Billing]) -> None:
    with reading(served, "paid_date") as reader:
        assert ids(reader, INVOICES, SINCE) == [9001, 9002]
        assert ids(reader, INVOICES, "2026-02-20T00:00:00Z") == [9001, 9002]
        assert reader.notes() == ()


def test_a_refusal_of_another_kind_is_one(served: tuple[Strict, Billing]) -> None:
    standin, books = served
    standin.refused = ()
    books.as_new().faults.add("no-permission", match="/orders", times=None)
    with closing(books.reader()) as reader, pytest.raises(Exception, match="not permitted"):
        list(reader.pages(ORDERS, SINCE))


def test_orders_that_cannot_be_looked_up_are_not_drafted(served: tuple[Strict, Billing]) -> None:
    standin, books = served
    standin.refused = ("custom_field_value",)
    books.as_new()
    with closing(Orders(books.settings, clock=books.clock)) as orders:
        with pytest.raises(Refused) as caught:
            orders.read([Key(None, "801X")], [])
        assert str(caught.value) == (
            "gotransverse: orders cannot be looked up by custom_fields.crm_order_id, so none is "
            "drafted. Set order_key to purchase_order_number, or ask for the filter."
        )


def test_records_that_cannot_be_asked_for_together_are_asked_for_one_by_one(
    served: tuple[Strict, Billing],
) -> None:
    standin, books = served
    standin.refused = ("id IN",)
    books.as_new()
    keys = [Key(str(number)) for number in (7001, 7002, 7003, 1, 2, 3)]
    with closing(Orders(books.settings, clock=books.clock)) as orders:
        assert orders.read(keys, []).keys() == set(keys[:3])
