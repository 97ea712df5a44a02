"""The door of the Gotransverse stand-in: keys, errors, faults, spellings of times and money."""

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

import httpx
import pytest

from sandbox.gotransverse.keys import DUNNING_KEY
from tests.sandbox.gotransverse_company import (
    ACME,
    CATALOGUE,
    Billing,
    Company,
    account,
    billing,
)

SERVICES = "/billing/2/services"
NO_KEY = "The X-Api-Key header is missing or its key is not valid"


@pytest.fixture(scope="module")
def opened() -> Iterator[Billing]:
    with billing() as served:
        yield served


@pytest.fixture
def desk(opened: Billing) -> Billing:
    return opened.renewed()


def asked(desk: Billing, **headers: str) -> httpx.Response:
    return desk.stranger.get(SERVICES, headers=headers)


def test_the_base_url_has_no_path_and_the_key_opens_the_door(desk: Billing) -> None:
    assert list(desk.settings) == ["base_url", "api_key"]
    assert desk.settings["base_url"] == desk.url
    assert asked(desk, **{"X-Api-Key": desk.settings["api_key"]}).status_code == 200
    assert asked(desk, **{"x-api-key": desk.settings["api_key"]}).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"X-Api-Key": "guessed"}, {"Authorization": "Basic x"}])
def test_no_key_or_a_wrong_one_is_401(desk: Billing, headers: dict[str, str]) -> None:
    refused = asked(desk, **headers)

    body = refused.json()
    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/json;charset=UTF-8"
    assert list(body) == ["request_id", "code", "message", "errors"]
    assert UUID(body["request_id"])
    assert (body["code"], body["message"], body["errors"]) == ("401", NO_KEY, [])


def test_a_key_of_another_microservice_is_403(desk: Billing) -> None:
    refused = asked(desk, **{"X-Api-Key": DUNNING_KEY})
    assert refused.status_code == 403
    assert refused.json()["message"] == "The API key does not have access to billing"


def test_a_path_that_is_not_there_is_404_and_a_method_405(desk: Billing) -> None:
    for path in ("/billing/2/invoices/9", "/billing/2/nothing", "/billing/1/services", "/"):
        assert desk.client.get(path).status_code == 404
    assert desk.get("services/x", 404)["message"] == "There is no service with id x"
    assert desk.get("nothing", 404)["message"] == "Nothing is found at /billing/2/nothing"
    refused = desk.asked("DELETE", "services/93726", 405)
    assert refused["message"] == "DELETE is not supported at /billing/2/services/93726"


def test_a_body_that_is_no_json_object_is_400(desk: Billing) -> None:
    for body in (b"{", b"[]", b"7"):
        response = desk.client.post("/billing/2/orders", content=body)
        assert response.status_code == 400
        assert response.json()["message"].startswith("The body is not valid JSON: ")


def test_wrong_credentials_and_no_permission_can_be_switched_on(desk: Billing) -> None:
    desk.standin.faults.add("wrong-credentials")
    assert desk.get("services", 401)["message"] == NO_KEY
    desk.standin.faults.add("no-permission", match="orders", name="orders")
    assert len(desk.get("services")) == 3
    assert desk.get("orders", 403)["message"] == "The API key does not have access to orders"


def test_a_rotated_key_is_refused_for_good_and_the_new_one_works(desk: Billing) -> None:
    old = desk.settings["api_key"]
    desk.standin.faults.add("expired-token")

    assert asked(desk, **{"X-Api-Key": old}).status_code == 401
    assert asked(desk, **{"X-Api-Key": old}).status_code == 401

    new = desk.standin.credentials(desk.url)["api_key"]
    assert len(new) == 32
    assert asked(desk, **{"X-Api-Key": new}).status_code == 200
    desk.standin.reset()
    assert asked(desk, **{"X-Api-Key": old}).status_code == 200


@pytest.mark.parametrize(
    ("fault", "status", "message", "retry_after"),
    [
        ("rate-limit", 429, "Too many requests", "1"),
        ("rate-limit-silent", 429, "Too many requests", None),
        ("error-500", 500, "An unexpected error occurred", None),
        ("unavailable", 503, "The service is temporarily unavailable", "1"),
    ],
)
def test_generic_faults_are_told_in_the_vendors_envelope(
    desk: Billing, fault: str, status: int, message: str, retry_after: str | None
) -> None:
    desk.standin.faults.add(fault)

    refused = desk.client.get(SERVICES)

    assert (refused.status_code, refused.json()["message"]) == (status, message)
    assert refused.json()["code"] == str(status)
    assert refused.headers.get("retry-after") == retry_after
    assert desk.client.get(SERVICES).status_code == 200


@pytest.mark.parametrize(
    ("fault", "second_page"),
    [("repeated-page", ["93726", "93727"]), ("shifting-page", ["93727"])],
)
@pytest.mark.parametrize("by_id", [False, True])
def test_pages_can_repeat_and_shift(
    desk: Billing, fault: str, second_page: list[str], by_id: bool
) -> None:
    desk.standin.faults.add(fault)
    following = {"filter": "id GT '93727'"} if by_id else {"page_number": "2"}

    first = desk.ids("services", page_size=2)
    second = desk.ids("services", page_size=2, **following)

    assert (first, second) == (["93726", "93727"], second_page)
    assert desk.ids("services", page_size=2, page_number=2) == ["93730"]


def test_a_row_can_be_lost_though_the_total_counts_it(desk: Billing) -> None:
    desk.standin.faults.add("lost-row")

    response = desk.client.get(SERVICES)

    assert [service["id"] for service in response.json()] == ["93726", "93730"]
    assert response.headers["x-element-count"] == "2"
    assert response.headers["x-total-count"] == "3"


def test_columns_can_vanish_appear_and_hold_words(desk: Billing) -> None:
    faults = desk.standin.faults
    faults.add("hidden-column", name="end_date")
    assert "end_date" not in desk.get("services/93726")
    faults.add("new-column", name="mood", value="good")
    assert desk.get("services")[0]["mood"] == "good"
    faults.add("not-a-number", name="quantity")
    assert desk.get("services")[2]["quantity"] == "n/a"
    faults.add("not-a-number", name="total_amount", match="invoice-items")
    assert desk.get("invoices/55001/invoice-items")[0]["total_amount"] == "n/a"


def test_money_is_exact_and_now_and_then_long() -> None:
    long = account(4104960, "190", "Long")
    owing = account(4104970, "191", "Owing", pending_charges=Decimal("99999999999.99"))
    with billing(Company((CATALOGUE, type(ACME)(accounts=(long, owing))))) as desk:
        text = desk.client.get("/billing/2/billing-accounts/4104960").text
        assert '"pending_charges_total":0E-20,"balance":566.50,' in text
        text = desk.client.get("/billing/2/billing-accounts/4104970").text
        assert '"pending_charges_total":99999999999.99000000000000000000,' in text


@pytest.mark.parametrize(
    ("spelling", "midnight", "half_past_nine"),
    [
        ("zulu", "2025-01-01T00:00:00Z", "2025-01-01T09:30:00Z"),
        ("offset", "2025-01-01T00:00:00-05:00", "2025-01-01T04:30:00-05:00"),
        ("millis", "2025-01-01T00:00:00.000-0500", "2025-01-01T04:30:00.000-0500"),
    ],
)
def test_times_are_spelled_as_the_server_is_old(
    spelling: str, midnight: str, half_past_nine: str
) -> None:
    with billing(dates=spelling) as desk:
        assert desk.get("services/93726")["start_date"] == midnight
        assert desk.get("orders/88001")["order_date"] == half_past_nine
        assert desk.get("invoices/55001")["due_date"] == "2026-02-16"
        assert desk.ids("services", filter=f"start_date EQ '{midnight}'", page_size=1) == ["93726"]
        body = {"effective_date": midnight, "new_recurring_unit_price": 1}
        prices = desk.post("services/93726/change-price", body)["service_prices"]
        assert [price["start_date"] for price in prices] == [midnight]
        ended = {"effective_date": "2026-03-15T12:00:00Z", "reason": {"id": "1"}}
        assert desk.post("services/93727/deactivate", ended)["end_date"][:10] == "2026-03-15"


def test_a_reset_brings_the_company_back(desk: Billing) -> None:
    desk.post("orders/88002/void")
    assert desk.get("orders/88002")["status"] == "CANCELED"

    desk.standin.reset()

    assert desk.get("orders/88002")["status"] == "DRAFT"


def test_every_operation_is_answered(desk: Billing) -> None:
    for operation in desk.standin.operations:
        path = operation.path.replace("{id}", "1").replace("{value_id}", "1")
        response = desk.client.request(operation.method, path.replace("{sequence}", "1"))
        assert response.status_code != 405
        assert not response.json() or "Nothing is found" not in response.text
