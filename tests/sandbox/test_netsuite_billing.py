"""SuiteBilling at the NetSuite stand-in: drafts, change orders, renewals and what they leave."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.netsuite_company import Erp, erp


@pytest.fixture(scope="module")
def served() -> Iterator[Erp]:
    with erp() as account:
        yield account


@pytest.fixture
def account(served: Erp) -> Iterator[Erp]:
    yield served
    served.standin.reset()


@pytest.fixture
def subscription(account: Erp) -> str:
    """An active subscription of Acme for twelve months from 15 July 2025, 120.00 a month."""
    billing = account.written(
        "POST", "billingAccount", {"customer": {"id": "107"}, "startDate": "2025-07-15"}
    )
    lines = [
        {"item": {"id": "1002"}, "quantity": 2, "recurringAmount": 120},
        {"item": {"id": "1003"}, "recurringAmount": 9.5, "includeInRenewal": False},
    ]
    body = {
        "customer": {"id": "107"},
        "billingAccount": {"id": billing},
        "subscriptionPlan": {"id": "1"},
        "initialTerm": {"id": "1"},
        "startDate": "2025-07-15",
        "billingSubscriptionStatus": "PENDING_ACTIVATION",
        "subscriptionLine": {"items": lines},
    }
    made = account.written("POST", "subscription", body)
    change(account, made, "ACTIVATE")
    return made


def change(account: Erp, subscription: str, action: str, **more: Any) -> str:
    body = {"action": action, "subscription": {"id": subscription}, **more}
    return account.written("POST", "subscriptionChangeOrder", body)


def refused(account: Erp, subscription: str, action: str, **more: Any) -> str:
    body = {"action": action, "subscription": {"id": subscription}, **more}
    answer = account.call("POST", "subscriptionChangeOrder", body)
    assert answer.status_code == 400, answer.text
    (detail,) = answer.json()["o:errorDetails"]
    assert detail["o:errorCode"] == "USER_ERROR"
    return str(detail["detail"]).removeprefix("Error while accessing a resource. ")


STATE = (
    "SELECT billingsubscriptionstatus s, TO_CHAR(startdate, 'YYYY-MM-DD') a, "
    "TO_CHAR(enddate, 'YYYY-MM-DD') z, renewalnumber n FROM subscription WHERE id = ?"
)
STEPS = "SELECT step, status, subscription, transaction, error "
STEPS += "FROM subscriptionchangeorderrenewalsteps WHERE subscriptionchangeorder = ?"


def test_a_subscription_starts_as_a_draft_and_ends_a_day_before_its_term(account: Erp) -> None:
    body = {
        "customer": {"id": "107"},
        "subscriptionPlan": {"id": "1"},
        "initialTerm": {"id": "2"},
        "startDate": "2026-01-31",
    }
    made = account.written("PUT", "subscription/eid:SUB-1", body)
    # 31 January and 24 months; the names are the account's
    assert account.row(STATE, made) == {
        "s": "DRAFT",
        "a": "2026-01-31",
        "z": "2028-01-30",
        "n": "0",
    }
    record = account.call("GET", "subscription/eid:SUB-1").json()
    assert record["currency"]["refName"] == "USD"
    assert record["initialTerm"]["refName"] == "24 Months"
    assert record["billingSubscriptionStatus"] == {"id": "DRAFT", "refName": "Draft"}
    assert "lastModifiedDate" not in record


def test_change_orders_move_a_subscription_and_its_lines(account: Erp, subscription: str) -> None:
    status = "SELECT billingsubscriptionstatus FROM subscription WHERE id = ?"
    lines = "SELECT DISTINCT subscriptionlinestatus FROM subscriptionline WHERE subscription = ?"
    assert account.values(status, subscription) == ["ACTIVE"]
    for action, state in (
        ("SUSPEND", "SUSPENDED"),
        ("REACTIVATE", "ACTIVE"),
        ("TERMINATE", "TERMINATED"),
    ):
        change(account, subscription, action, effectiveDate="2026-06-01")
        assert account.values(status, subscription) == [state]
        assert account.values(lines, subscription) == [state]
    assert account.row(STATE, subscription)["z"] == "2026-06-01"


def test_what_is_dated_later_or_not_approved_waits(account: Erp, subscription: str) -> None:
    later = change(account, subscription, "SUSPEND", effectiveDate="2026-07-01")
    waiting = change(account, subscription, "SUSPEND", approvalStatus="PENDING_APPROVAL")
    assert account.row(STATE, subscription)["s"] == "ACTIVE"

    account.written("PATCH", f"subscriptionChangeOrder/{waiting}", {"approvalStatus": "APPROVED"})
    assert account.row(STATE, subscription)["s"] == "SUSPENDED"
    assert account.call("DELETE", f"subscriptionChangeOrder/{waiting}").status_code == 400
    assert account.call("DELETE", f"subscriptionChangeOrder/{later}").status_code == 204


def test_a_line_is_repriced_as_in_the_vendors_own_sample(account: Erp, subscription: str) -> None:
    lines = {"items": [{"apply": True, "sequence": 1, "quantitynew": 3}]}
    change(account, subscription, "MODIFY_PRICING", subline=lines)
    sql = "SELECT quantity, recurringamount FROM subscriptionline WHERE subscription = ? "
    assert account.rows(sql + "ORDER BY linenumber", subscription) == [
        {"quantity": "3", "recurringamount": "180"},
        {"quantity": "1", "recurringamount": "9.5"},
    ]


def test_a_renewal_with_a_sales_order_leaves_three_things_that_agree(
    account: Erp, subscription: str
) -> None:
    order = change(
        account,
        subscription,
        "RENEW",
        renewalMethod="CREATE_NEW_SUBSCRIPTION",
        renewalTranType="SalesOrd",
        renewalTerm={"id": "1"},
    )

    created, sold = account.rows(STEPS, order)
    renewed, sale = created["subscription"], sold["transaction"]
    assert created == {
        "step": "CREATE_NEW_SUBSCRIPTION",
        "status": "SUCCESS",
        "subscription": renewed,
    }
    assert sold == {
        "step": "CREATE_NEW_SALES_TRANSACTION",
        "status": "SUCCESS",
        "transaction": sale,
    }
    assert account.row(STATE, renewed) == {
        "s": "DRAFT",
        "a": "2026-07-15",
        "z": "2027-07-14",
        "n": "1",
    }
    assert account.row(STATE, subscription)["s"] == "ACTIVE"
    sales_order = account.call("GET", f"salesOrder/{sale}?expandSubResources=true").json()
    assert sales_order["status"] == {"id": "A", "refName": "Pending Approval"}
    assert sales_order["total"] == 120.0
    assert [line["quantity"] for line in sales_order["item"]["items"]] == [2.0]
    assert account.values("SELECT unbilledorderssearch FROM customer WHERE id = 107") == ["150"]

    record = account.call("GET", f"subscriptionChangeOrder/{order}?expandSubResources=true").json()
    assert record["renewalStartDate"] == "2026-07-15"
    assert record["renewalEndDate"] == "2027-07-14"
    assert [step["step"]["id"] for step in record["renewalSteps"]["items"]] == [
        "CREATE_NEW_SUBSCRIPTION",
        "CREATE_NEW_SALES_TRANSACTION",
    ]


def test_approving_the_renewals_order_readies_the_draft(account: Erp, subscription: str) -> None:
    order = change(
        account,
        subscription,
        "RENEW",
        renewalMethod="CREATE_NEW_SUBSCRIPTION",
        renewalTranType="SalesOrd",
    )
    created, sold = account.rows(STEPS, order)
    account.written("PATCH", f"salesOrder/{sold['transaction']}", {"orderStatus": "B"})
    assert account.row(STATE, created["subscription"])["s"] == "PENDING_ACTIVATION"
    assert account.values("SELECT unbilledorderssearch FROM customer WHERE id = 107") == ["270"]


def test_a_renewal_can_fail_halfway(account: Erp, subscription: str) -> None:
    order = change(
        account,
        subscription,
        "RENEW",
        renewalMethod="CREATE_NEW_SUBSCRIPTION",
        renewalTranType="SalesOrd",
        renewalPlan={"id": "2"},  # add-ons do not go along into another plan
    )
    created, sold = account.rows(STEPS, order)
    assert created["status"] == "SUCCESS"
    assert sold["status"] == "FAILURE"
    assert "no line that a sales order could hold" in sold["error"]
    assert account.row(STATE, created["subscription"])["s"] == "DRAFT"


def test_extending_pushes_the_end_by_the_term(account: Erp, subscription: str) -> None:
    order = change(
        account,
        subscription,
        "RENEW",
        renewalMethod="EXTEND_EXISTING_SUBSCRIPTION",
        renewalTerm={"id": "2"},
    )
    expected = {"s": "ACTIVE", "a": "2025-07-15", "z": "2028-07-14", "n": "1"}
    assert account.row(STATE, subscription) == expected
    assert account.rows(STEPS, order) == []
    assert account.values("SELECT COUNT(*) FROM subscription") == ["1"]


def test_what_a_subscription_is_not_ready_for_is_refused(account: Erp, subscription: str) -> None:
    words = "The action REACTIVATE is not possible for a subscription with the status ACTIVE."
    assert refused(account, subscription, "REACTIVATE") == words
    assert "Please enter value(s) for: renewalMethod" in refused(account, subscription, "RENEW")
    assert "No sales transaction can be made" in refused(
        account,
        subscription,
        "RENEW",
        renewalMethod="EXTEND_EXISTING_SUBSCRIPTION",
        renewalTranType="SalesOrd",
    )
    assert "another customer's" in refused(account, subscription, "SUSPEND", customer={"id": "109"})
    assert "no such line" in refused(
        account, subscription, "MODIFY_PRICING", subLine={"items": [{"sequence": 9}]}
    )


def test_a_status_is_not_changed_by_hand(account: Erp, subscription: str) -> None:
    body = {"billingSubscriptionStatus": "TERMINATED"}
    answer = account.call("PATCH", f"subscription/{subscription}", body)
    (detail,) = answer.json()["o:errorDetails"]
    assert (detail["o:errorCode"], detail["o:errorPath"]) == (
        "USER_ERROR",
        "billingSubscriptionStatus",
    )
    assert account.call("DELETE", f"subscription/{subscription}").status_code == 400


def test_renewals_cannot_be_deleted(account: Erp, subscription: str) -> None:
    order = change(account, subscription, "RENEW", renewalMethod="EXTEND_EXISTING_SUBSCRIPTION")
    answer = account.call("DELETE", f"subscriptionChangeOrder/{order}")
    assert "cannot be deleted" in answer.json()["o:errorDetails"][0]["detail"]


def test_a_plan_of_ones_own_can_be_sold(account: Erp) -> None:
    plan = account.written("PUT", "subscriptionPlan/eid:P-1", {"itemId": "Fibre 1000"})
    body = {
        "customer": {"externalId": "C-109"},
        "subscriptionPlan": {"externalId": "P-1"},
        "startDate": "2026-02-01",
    }
    made = account.written("POST", "subscription", body)
    sql = "SELECT BUILTIN.DF(subscriptionplan) p, subscriptionplan i FROM subscription WHERE id = ?"
    assert account.row(sql, made) == {"p": "Fibre 1000", "i": plan}
