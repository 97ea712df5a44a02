"""Services at the Gotransverse stand-in: re-rates, re-terms, renewals, replacements, endings."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sandbox.gotransverse.terminations import Terms, charge, remaining_months
from tests.sandbox.gotransverse_company import Billing, billing, problem

DAY = "2026-03-15T00:00:00Z"
ENDED = {"effective_date": DAY, "reason": {"id": "4"}}


@pytest.fixture(scope="module")
def opened() -> Iterator[Billing]:
    with billing() as served:
        yield served


@pytest.fixture
def desk(opened: Billing) -> Billing:
    return opened.renewed()


def prices(service: Any) -> list[tuple[Any, ...]]:
    """Amount, first day and last day of each price."""
    return [
        (it["amount"], it["start_date"][:10], it["end_date"] and it["end_date"][:10])
        for it in service["service_prices"]
    ]


def test_a_re_rate_ends_the_old_price_the_day_before(desk: Billing) -> None:
    body = {"new_recurring_unit_price": 550.25, "effective_date": "2026-07-01T00:00:00Z"}
    service = desk.post("services/93726/change-price", body)
    assert prices(service) == [
        (Decimal("500.00"), "2025-01-01", "2026-06-30"),
        (Decimal("550.25"), "2026-07-01", None),
    ]
    assert desk.get("services/93726/service-prices") == service["service_prices"]
    child = desk.get("services/93727")
    assert prices(child) == [(Decimal("50.00"), "2025-01-01", None)]


def test_a_price_is_for_the_whole_quantity(desk: Billing) -> None:
    body = {"new_recurring_unit_price": 12, "effective_date": DAY}
    assert prices(desk.post("services/93727/change-price", body))[1][0] == Decimal("60.00")
    body = {"new_quantity": 7, "effective_date": DAY}
    service = desk.post("services/93727/change-quantity", body)
    assert service["quantity"] == 7
    assert prices(service)[1:] == [(Decimal("84.00"), "2026-03-15", None)]


@pytest.mark.parametrize(
    ("command", "body", "field", "message"),
    [
        ("change-price", {"effective_date": DAY}, "new_recurring_unit_price", "is required"),
        ("change-price", {"new_recurring_unit_price": 1}, "effective_date", "is required"),
        (
            *("change-price", {"new_recurring_unit_price": -1, "effective_date": DAY}),
            *("new_recurring_unit_price", "must be a number of at least 0"),
        ),
        (
            *("change-price", {"new_recurring_unit_price": 1, "effective_date": "2024-12-31"}),
            *("effective_date", "must not be before the service's start, 2025-01-01"),
        ),
        (
            *("change-quantity", {"new_quantity": 0, "effective_date": DAY}),
            *("new_quantity", "must be a number above 0"),
        ),
        ("deactivate", {"effective_date": DAY}, "reason", "is required"),
        (
            *("add-agreement", {"agreement": {"id": "38"}, "start_date": DAY}),
            *("agreement.id", "is DRAFT, not ACTIVE"),
        ),
        (
            "add-agreement",
            {"agreement": {"id": "37"}, "start_date": DAY, "end_date": "2026-03-14"},
            *("end_date", "must not be before start_date"),
        ),
    ],
)
def test_a_command_that_makes_no_sense_is_named(
    desk: Billing, command: str, body: dict[str, Any], field: str, message: str
) -> None:
    assert problem(desk.post(f"services/93726/{command}", body, 400)) == {field: message}


def test_a_re_term_puts_another_agreement_on_the_service(desk: Billing) -> None:
    body = {"agreement": {"id": "37"}, "start_date": "2026-04-01T00:00:00Z"}
    service = desk.post("services/93726/add-agreement", body)
    force = service["current_agreement_service"]
    assert force["agreement"] == {"id": "37", "name": "12 months"}
    assert (force["start_date"], force["end_date"]) == (
        *("2026-04-01T00:00:00Z", "2027-03-31T00:00:00Z"),
    )
    assert service["commitment_end_date"] == "2027-03-31T00:00:00Z"
    body |= {"end_date": "2026-12-31T00:00:00Z", "end_action": "DEACTIVATE_SERVICE"}
    force = desk.post("services/93726/add-agreement", body)["current_agreement_service"]
    assert (force["end_date"], force["end_action"]) == (
        *("2026-12-31T00:00:00Z", "DEACTIVATE_SERVICE"),
    )


def test_a_service_is_suspended_and_resumed(desk: Billing) -> None:
    suspended = desk.post("services/93726/suspend", {"effective_date": DAY})
    assert (suspended["status"], suspended["status_date"]) == ("SUSPENDED", DAY)
    refused = desk.post("services/93726/suspend", status=422)
    assert refused["message"] == "Cannot suspend service 93726: it is SUSPENDED"
    assert desk.post("services/93726/resume")["status"] == "ACTIVE"
    assert desk.post("services/93726/resume", status=422)["message"] == (
        "Cannot resume service 93726: it is ACTIVE"
    )


def test_ending_a_service_early_ends_its_add_ons_and_charges_3483_33(desk: Billing) -> None:
    """1,200 flat for 22 of 36 months is 733.33, and 25 % of 22 times 500 is 2,750.00."""
    service = desk.post("services/93726/deactivate", ENDED)

    assert (service["status"], service["end_date"]) == ("DEACTIVATED", DAY)
    assert prices(service) == [(Decimal("500.00"), "2025-01-01", "2026-03-15")]
    assert [child["status"] for child in service["child_services"]] == ["DEACTIVATED"]
    assert desk.get("services/93727")["end_date"] == DAY
    (adjustment,) = desk.get("adjustments", type="TERMINATION_CHARGE")
    assert adjustment["amount"] == Decimal("3483.33")
    assert (adjustment["credit"], adjustment["status"]) == (False, "POSTED")
    assert (adjustment["occurred_on"], adjustment["posted_on"]) == (DAY, DAY)
    assert adjustment["billing_account"] == {"id": "4104951", "account_num": "183"}
    assert adjustment["adjustment_items"] == [
        {
            "type": "TERMINATION_CHARGE",
            "amount": Decimal("3483.33"),
            "service": {"id": "93726"},
        }
    ]
    assert desk.ids("adjustments", service_id=93726) == [adjustment["id"]]
    assert desk.get("billing-accounts/4104951")["balance"] == Decimal("4049.83")


def test_an_end_is_final(desk: Billing) -> None:
    desk.post("services/93726/deactivate", ENDED)
    for command, words in (("deactivate", "deactivate"), ("change-price", "change the price of")):
        refused = desk.post(f"services/93726/{command}", ENDED, 422)
        assert refused["message"] == f"Cannot {words} service 93726: it is DEACTIVATED"
    assert len(desk.get("adjustments", type="TERMINATION_CHARGE")) == 1


def test_month_to_month_ends_without_a_charge(desk: Billing) -> None:
    desk.post("services/93730/deactivate", ENDED)
    assert desk.get("services/93730")["status"] == "DEACTIVATED"
    assert desk.get("adjustments", type="TERMINATION_CHARGE") == []


def test_an_end_after_the_agreements_end_costs_nothing(desk: Billing) -> None:
    body = ENDED | {"effective_date": "2028-01-01T00:00:00Z"}
    desk.post("services/93726/deactivate", body)
    assert desk.get("adjustments", type="TERMINATION_CHARGE") == []


@pytest.mark.parametrize(
    ("flat", "percentage", "most", "is_prorated", "amount"),
    [
        ("1200", "0", None, True, "733.33"),
        ("1200", "25", None, True, "3483.33"),
        ("0", "100", None, False, "11000.00"),
        ("0", "50", None, False, "5500.00"),
        ("0", "100", "5000", False, "5000.00"),
        ("1200", "0", None, False, "1200.00"),
        ("0", "0", None, True, "0.00"),
    ],
)
def test_the_termination_charge(
    flat: str, percentage: str, most: str | None, is_prorated: bool, amount: str
) -> None:
    terms = Terms(
        flat=Decimal(flat),
        percentage=Decimal(percentage),
        most=None if most is None else Decimal(most),
        is_prorated=is_prorated,
        months=36,
        currency="USD",
    )
    ended, last = date(2026, 3, 15), date(2027, 12, 31)
    assert str(charge(terms, Decimal("500.00"), ended, last, "USD")) == amount


@pytest.mark.parametrize(
    ("ended", "last", "months"),
    [
        (date(2026, 3, 15), date(2027, 12, 31), 22),
        (date(2026, 1, 1), date(2026, 12, 31), 12),
        (date(2026, 1, 2), date(2026, 12, 31), 12),
        (date(2026, 2, 1), date(2026, 12, 31), 11),
        (date(2026, 1, 31), date(2026, 2, 27), 1),
        (date(2026, 12, 31), date(2026, 12, 31), 1),
        (date(2027, 1, 1), date(2026, 12, 31), 0),
    ],
)
def test_a_part_of_a_month_counts_whole(ended: date, last: date, months: int) -> None:
    assert remaining_months(ended, last) == months


def test_a_quarterly_price_is_charged_by_its_month(desk: Billing) -> None:
    """12 months left of 36 under a new agreement: 1,200 x 12/36 + 25 % of 12 x 500."""
    body = {"agreement": {"id": "36"}, "start_date": DAY, "end_date": "2027-03-14"}
    desk.post("services/93730/add-agreement", body)
    desk.post("services/93730/deactivate", ENDED)
    (adjustment,) = desk.get("adjustments", type="TERMINATION_CHARGE")
    assert adjustment["amount"] == Decimal("1900.00")


def test_a_renewal_is_drafted_and_done_when_confirmed(desk: Billing) -> None:
    body = {"order": {"purchase_order_number": "PO-R"}, "preserve_pricing": True}
    order = desk.post("services/93726/renew", body)
    assert (order["order_type"], order["status"]) == ("renewal", "DRAFT")
    assert (order["renewal_date"], order["purchase_order_number"]) == (
        *("2028-01-01T00:00:00Z", "PO-R"),
    )
    assert desk.get("services/93726")["renewal_count"] == 0

    desk.post(f"orders/{order['id']}/confirm")

    service = desk.get("services/93726")
    force = service["current_agreement_service"]
    assert (force["start_date"], force["end_date"], force["renewed"]) == (
        *("2028-01-01T00:00:00Z", "2030-12-31T00:00:00Z"),
        True,
    )
    assert (service["renewal_count"], len(service["service_prices"])) == (1, 1)


def test_a_renewal_can_take_the_catalogues_price(desk: Billing) -> None:
    body = {"new_recurring_unit_price": 450, "effective_date": DAY}
    desk.post("services/93726/change-price", body)
    order = desk.post("services/93726/renew", {"order": {}, "preserve_pricing": False})
    assert order["total_amount"] == Decimal("500.00")
    desk.post(f"orders/{order['id']}/confirm")
    assert prices(desk.get("services/93726"))[1:] == [
        (Decimal("450.00"), "2026-03-15", "2027-12-31"),
        (Decimal("500.00"), "2028-01-01", None),
    ]


def test_nothing_can_be_renewed_without_an_agreement(desk: Billing) -> None:
    refused = desk.post("services/93730/renew", {"order": {}}, 422)
    assert refused["message"] == "Cannot renew service 93730: no agreement is on it"


def test_a_service_can_be_replaced_by_one_of_another_product(desk: Billing) -> None:
    body = {
        "service": {"id": "93726"},
        "product": {"id": "27314"},
        "recurring_unit_price": 700,
        "effective_date": DAY,
    }
    answer = desk.post("billing-accounts/4104951/change-service", body)
    assert list(answer) == ["changed_service_order_id"]

    order = desk.post(f"orders/{answer['changed_service_order_id']}/confirm")

    old = desk.get("services/93726")
    assert (order["order_type"], order["status"]) == ("change", "COMPLETED")
    assert (old["status"], old["end_date"]) == ("REPLACED", "2026-03-14T00:00:00Z")
    assert prices(old) == [(Decimal("500.00"), "2025-01-01", "2026-03-14")]
    new = desk.get(f"services/{old['next_service']['id']}")
    assert prices(new) == [(Decimal("700.00"), "2026-03-15", None)]
    assert new["commitment_end_date"] == "2027-12-31T00:00:00Z"
    assert old["child_services"] == []
    assert [child["id"] for child in new["child_services"]] == ["93727"]
    assert desk.get("services/93727")["parent_service"] == {"id": new["id"]}
    refused = desk.post("billing-accounts/4104952/change-service", body, 400)
    assert problem(refused) == {"service.id": "belongs to another billing account"}


def test_a_field_must_be_related_to_the_product_before_its_services_hold_it(
    desk: Billing,
) -> None:
    path = "services/93726/custom-field-values"
    body = {"custom_field": {"id": "2339"}, "value": "AUS-1"}
    refused = desk.post(path, body, 400)
    assert problem(refused) == {"custom_field.id": "is not related to the product of this service"}

    relation = {"service_custom_field": {"id": "2339"}}
    desk.post("products/27314/service-custom-field-relations", relation)
    added = desk.post(path, body)

    assert (added["value"], added["custom_field"]["name"]) == ("AUS-1", "site_code")
    assert [it["value"] for it in desk.get(path)] == ["a0S1", "AUS-1"]
    changed = desk.post(f"{path}/{added['id']}", {"value": "AUS-2"})
    assert changed == desk.get(f"{path}/{added['id']}") == added | {"value": "AUS-2"}
    assert desk.get(f"{path}/1", 404)["message"] == "There is no custom field value with id 1"


def test_the_custom_fields_of_services_are_listed(desk: Billing) -> None:
    names = [it["name"] for it in desk.get("service-custom-fields")]
    assert names == ["crm_subscription_id", "site_code"]
    assert desk.get("service-custom-fields/2336")["field_type"] == "TEXT"
    assert desk.get("service-custom-fields/2337", 404)["code"] == "404"
    products = desk.get("service-custom-fields/2336/references")
    assert [it["id"] for it in products] == ["27314", "27400", "27500", "27600"]
    assert desk.get("service-custom-fields/2339/references") == []
