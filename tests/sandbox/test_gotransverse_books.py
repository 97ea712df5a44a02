"""Invoices, payments, general ledger and usage at the Gotransverse stand-in."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.gotransverse_company import Billing, billing, problem

EVENT = {
    "start_time": "2026-03-01T10:00:00Z",
    "service_resource_identifier": "+15125550100",
    "usage_uom": "MINUTE",
    "usage_amount": 12.5,
}


@pytest.fixture(scope="module")
def opened() -> Iterator[Billing]:
    with billing() as served:
        yield served


@pytest.fixture
def desk(opened: Billing) -> Billing:
    return opened.renewed()


@pytest.fixture
def metered(desk: Billing) -> Billing:
    """The billing system with a telephone number on service 93726."""
    desk.post("services/93726/service-resources", {"service_resource_identifier": "+15125550100"})
    return desk


def bulk(desk: Billing, *events: dict[str, Any], **more: Any) -> Any:
    body = {"mode": "FAIL_ON_EXISTING", "usage_events": list(events)} | more
    return desk.post("usage-events/bulk", body)


def test_an_invoice_shows_its_items_and_what_is_open(desk: Billing) -> None:
    invoice = desk.get("invoices/55001")
    assert (invoice["invoice_num"], invoice["status"]) == ("INV-1001", "OPEN")
    assert invoice["amount"] == invoice["amount_to_pay"] == Decimal("566.50")
    assert invoice["due_date"] == "2026-02-16"
    assert invoice["billing_statement"]["taxes_and_fees"] == Decimal("16.50")
    item = invoice["invoice_items"][0]
    assert item["service"] == {"id": "93726", "product": {"name": "B-INTERNET-100"}}
    charge = item["invoice_item_charges"][0]
    assert (charge["type"], charge["balance"]) == ("SCHEDULED_RECURRING", Decimal("550.00"))
    assert desk.ids("invoices", filter="occurred_on GTE '2026-02-01'") == ["55001"]
    assert desk.ids("invoices", filter="due_date LT '2026-02-01' AND amount GT '50'") == ["55002"]


def test_a_payment_shows_what_it_paid(desk: Billing) -> None:
    payment = desk.get("payments/7701")
    assert payment["unapplied_amount"] == Decimal("5.00")
    (application,) = desk.get("payments/7701/payment-applications")
    assert application["invoice"] == {"id": "55002"}
    assert desk.get("payment-applications") == payment["payment_applications"] == [application]


def test_the_ledger_balances_and_equals_the_books(desk: Billing) -> None:
    entries = [
        *desk.get("gl-accounting-entries"),
        *desk.get("gl-accounting-entries", page_number=2),
        *desk.get("gl-accounting-entries", page_number=3),
    ]
    balance: defaultdict[str, Decimal] = defaultdict(Decimal)
    for entry in entries:
        sign = -1 if entry["credit"] else 1
        balance[entry["gl_account"]["name"]] += sign * entry["amount"]
    assert balance == {
        "Accounts Receivable": Decimal("541.50"),  # 566.50 + 55.00 - 60.00 - 20.00
        "Subscription Revenue": Decimal("-605.00"),
        "Sales Tax Payable": Decimal("-16.50"),
        "Cash": Decimal("60.00"),
        "Credits and Allowances": Decimal("20.00"),
    }
    assert {entry["source_type"] for entry in entries} == {
        *("RECURRING", "TAX", "PAYMENTS", "CREDIT_POST"),
    }
    batches = desk.get("gl-transaction-batches")
    assert [(it["id"], it["sequence"]) for it in batches] == [
        ("20260101", 1),
        ("20260110", 2),
        ("20260201", 3),
    ]
    assert desk.get("gl-transaction-batches/20260110")["posted_on"] == "2026-01-10T00:00:00Z"
    assert (
        desk.headers("gl-accounting-entries", gl_transaction_batch_id=20260110)["x-total-count"]
        == "2"
    )


def test_the_ledger_goes_on_with_what_is_posted_and_keeps_its_ids(desk: Billing) -> None:
    last = desk.get("gl-accounting-entries", sort="-id")[0]
    desk.get("gl-accounting-entries", 400, colour="blue")
    body = {"effective_date": "2026-03-15T00:00:00Z", "reason": {"id": "4"}}
    desk.post("services/93726/deactivate", body)

    first, second, before = desk.get("gl-accounting-entries", sort="-id")[:3]

    assert before == last
    assert [second["gl_account"]["name"], first["gl_account"]["name"]] == [
        *("Accounts Receivable", "Subscription Revenue"),
    ]
    assert first["amount"] == second["amount"] == Decimal("3483.33")


def test_a_refused_question_leaves_no_half_made_ledger(desk: Billing) -> None:
    desk.post("orders/88002/void")
    desk.get("gl-accounting-entries", 400, colour="blue")
    assert desk.headers("gl-accounting-entries")["x-total-count"] == "118"


def test_events_are_rated_or_refused_one_by_one_inside_a_200(metered: Billing) -> None:
    unknown = EVENT | {"service_resource_identifier": "+1999"}

    answer = bulk(metered, EVENT, EVENT | {"sequence_id": "s-1"}, unknown, EVENT)

    assert [len(answer["rated_events"]), len(answer["erred_events"])] == [3, 1]
    (erred,) = answer["erred_events"]
    assert erred["unrated_usage_event"] == unknown | {"usage_amount": Decimal("12.5")}
    assert (erred["code"], erred["message"]) == (
        "400",
        "Could not find a service with identifier +1999 for the event start time.",
    )
    rated = answer["rated_events"][0]
    assert rated["event_charges"][0]["service"] == {"id": "93726"}
    assert metered.headers("usage-events")["x-total-count"] == "3"
    text = metered.client.get("/billing/2/usage-events").text
    assert '"total_charge":0E-20,' in text


def test_a_sequence_id_comes_once_until_its_event_is_voided(metered: Billing) -> None:
    event = EVENT | {"sequence_id": "s-1"}
    assert len(bulk(metered, event, event)["rated_events"]) == 1
    (erred,) = bulk(metered, event)["erred_events"]
    assert (erred["code"], erred["message"]) == (
        *("409", "A usage event with sequence id s-1 already exists."),
    )

    voided = metered.asked("DELETE", "usage-events/bulk", json={"usage_events": [event]})

    assert [it["status"] for it in voided["voided_events"]] == ["VOIDED"]
    again = metered.asked("DELETE", "usage-events/bulk", json={"usage_events": [event]})
    assert [it["code"] for it in again["erred_events"]] == ["404"]
    assert len(bulk(metered, event)["rated_events"]) == 1
    assert len(metered.ids("usage-events", sequence_id="s-1")) == 2


def test_an_event_outside_the_services_time_finds_no_service(metered: Billing) -> None:
    answer = bulk(metered, EVENT | {"start_time": "2024-12-31T23:00:00Z"})
    assert answer["rated_events"] == []


def test_an_event_that_is_not_right_is_told_by_itself(metered: Billing) -> None:
    answer = bulk(metered, EVENT, EVENT | {"usage_uom": "CUP"}, {**EVENT, "colour": "blue"})
    assert [it["message"] for it in answer["erred_events"]] == [
        *("Validation failed: usage_uom", "Validation failed: colour"),
    ]
    assert len(answer["rated_events"]) == 1


def test_a_bulk_without_mode_or_events_is_refused(desk: Billing) -> None:
    refused = desk.post("usage-events/bulk", {"usage_events": []}, 400)
    assert list(problem(refused)) == ["mode", "usage_events"]
    body = {"mode": "REPLACE", "usage_events": [EVENT]}
    refused = desk.post("usage-events/bulk", body, 400)
    assert problem(refused) == {"mode": "must be one of FAIL_ON_EXISTING"}


def test_a_half_written_batch_is_500_with_its_first_half_kept(metered: Billing) -> None:
    metered.standin.faults.add("half-written-batch")
    events = [EVENT | {"sequence_id": f"s-{number}"} for number in range(4)]

    body = {"mode": "FAIL_ON_EXISTING", "usage_events": events}
    refused = metered.post("usage-events/bulk", body, 500)

    assert refused["message"] == "An unexpected error occurred"
    sequences = [it["sequence_id"] for it in metered.get("usage-events")]
    assert sequences == ["s-0", "s-1"]


def test_an_identifier_belongs_to_one_service(metered: Billing) -> None:
    body = {"service_resource_identifier": "+15125550100"}
    refused = metered.post("services/93727/service-resources", body, 409)
    assert refused["code"] == "ALREADY_EXISTS"
    resources = metered.get("services/93726/service-resources")
    assert [it["service_resource_identifier"] for it in resources] == ["+15125550100"]
