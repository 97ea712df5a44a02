"""Orders and invoices of the NetSuite stand-in, and the customers' headers that follow them."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.netsuite_company import Erp, erp

HEADER = (
    "SELECT balancesearch b, overduebalancesearch o, unbilledorderssearch u, "
    "daysoverduesearch d, oncredithold h FROM customer WHERE id = ?"
)
FAMILY = "SELECT consolbalancesearch b, consolunbilledorderssearch u FROM customer WHERE id = 107"
ROUTER = {"item": {"id": "1001"}, "quantity": 2, "rate": 100}


@pytest.fixture(scope="module")
def served() -> Iterator[Erp]:
    with erp() as account:
        yield account


@pytest.fixture
def account(served: Erp) -> Iterator[Erp]:
    yield served
    served.standin.reset()


def document(customer: str, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"entity": {"id": customer}, "item": {"items": list(lines)}, **more}


def test_an_approved_order_is_unbilled_and_one_that_waits_is_not(account: Erp) -> None:
    account.written("POST", "salesOrder", document("107", ROUTER))
    assert account.row(HEADER, 107)["u"] == "150"

    order = account.written("POST", "salesOrder", document("107", ROUTER, orderStatus="B"))
    assert account.row(HEADER, 107)["u"] == "350"
    assert account.row(FAMILY) == {"b": "1230.5", "u": "350"}

    sql = "SELECT tranid, status, foreigntotal, trandate FROM transaction WHERE id = ?"
    expected = {"status": "B", "foreigntotal": "200", "trandate": "06/30/2026"}
    assert account.row(sql, order) == {"tranid": f"SO{order}", **expected}


def test_setting_the_order_status_approves(account: Erp) -> None:
    order = account.written("POST", "salesOrder", document("107", ROUTER))
    account.written("PATCH", f"salesOrder/{order}", {"orderStatus": {"id": "B"}})
    assert account.call("GET", f"salesOrder/{order}").json()["status"]["id"] == "B"
    assert account.row(HEADER, 107)["u"] == "350"


def test_lines_are_merged_by_number_and_replaced_on_demand(account: Erp) -> None:
    wish = {"items": [{"line": 1, "quantity": 20}, {"item": {"id": "1002"}, "amount": 7.5}]}
    account.written("PATCH", "salesOrder/1005", {"item": wish})
    # (20 - 4) x 25.00 and 7.50; the closed line counts for the total only
    assert account.row(HEADER, 107)["u"] == "407.5"
    assert account.call("GET", "salesOrder/1005").json()["total"] == 587.5

    account.written("PATCH", "salesOrder/1005?replace=item", {"item": {"items": [ROUTER]}})
    assert account.row(HEADER, 107)["u"] == "200"
    sql = "SELECT id, quantity, foreignamount FROM transactionline WHERE transaction = 1005"
    assert account.rows(f"{sql} ORDER BY id") == [
        {"id": "0", "foreignamount": "200"},
        {"id": "1", "quantity": "-2", "foreignamount": "-200"},
    ]


def test_closing_a_line_leaves_nothing_to_bill(account: Erp) -> None:
    account.written(
        "PATCH", "salesOrder/1005", {"item": {"items": [{"line": 1, "isClosed": True}]}}
    )
    assert account.row(HEADER, 107)["u"] == "0"
    assert account.call("GET", "salesOrder/1005").json()["total"] == 330.0


def test_an_invoice_is_due_by_the_customers_terms_and_raises_the_balance(account: Erp) -> None:
    body = document("107", ROUTER, tranDate="2026-04-01")
    invoice = account.written("POST", "invoice", body)
    made = account.call("GET", f"invoice/{invoice}").json()
    assert (made["dueDate"], made["amountRemaining"], made["amountPaid"]) == (
        "2026-05-01",
        200.0,
        0.0,
    )
    # due 60 days ago: that is as long as the company waits
    expected = {"b": "1350.5", "o": "1200", "u": "150", "d": "60", "h": "T"}
    assert account.row(HEADER, 107) == expected

    assert account.call("DELETE", f"invoice/{invoice}").status_code == 204
    expected = {"b": "1150.5", "o": "1000", "u": "150", "d": "30", "h": "F"}
    assert account.row(HEADER, 107) == expected
    assert account.values("SELECT name FROM deletedrecord WHERE type = 'invoice'") == [
        f"#INV{invoice}"
    ]


def test_an_invoice_of_a_branch_counts_for_the_parents_family_only(account: Erp) -> None:
    account.written("POST", "invoice", document("108", ROUTER))
    assert account.row(HEADER, 108)["b"] == "280"
    assert account.row(HEADER, 107)["b"] == "1150.5"
    assert account.row(FAMILY)["b"] == "1430.5"


def test_a_branch_that_leaves_takes_its_figures_along(account: Erp) -> None:
    account.written("PATCH", "customer/108", {"parent": None})
    assert account.row(FAMILY)["b"] == "1150.5"
    account.written("PATCH", "customer/108", {"parent": {"id": "107"}})
    assert account.row(FAMILY)["b"] == "1230.5"


def test_a_header_that_was_wrong_stays_wrong_by_as_much(account: Erp) -> None:
    account.written("POST", "invoice", document("109", ROUTER, dueDate="2026-06-29"))
    # the flag was off although 999.99 is more than the limit of 0.50: that does not change
    expected = {"b": "1199.99", "o": "200", "u": "0", "d": "1", "h": "F"}
    assert account.row(HEADER, 109) == expected


def test_a_foreign_invoice_is_converted_at_the_accounts_rates(account: Erp) -> None:
    line = {"item": {"id": "1001"}, "quantity": 3, "rate": 1000}
    account.written("POST", "invoice", document("109", line, currency={"id": "3"}))
    # 3000 yen x 0.0064 = 19.20 dollars; / 1.10 = 17.45 euros
    assert account.row(HEADER, 109)["b"] == "1017.44"


def test_a_limit_that_is_reached_by_orders_holds_and_lets_go_again(account: Erp) -> None:
    account.written("PATCH", "customer/107", {"creditLimit": 1400})
    order = account.written("POST", "salesOrder", document("107", ROUTER, orderStatus="B"))
    assert account.row(HEADER, 107)["h"] == "T"  # 1150.50 and 350.00 are more than 1400.00
    account.written("PATCH", "customer/107", {"creditLimit": 1500.5})
    assert account.row(HEADER, 107)["h"] == "F"
    account.written("PATCH", "customer/107", {"creditLimit": 1500.49})
    assert account.row(HEADER, 107)["h"] == "T"
    account.call("DELETE", f"salesOrder/{order}")
    assert account.row(HEADER, 107)["h"] == "F"


def test_headers_move_without_the_time_of_the_last_change(account: Erp) -> None:
    sql = "SELECT TO_CHAR(lastmodifieddate, 'YYYY-MM-DD') FROM customer WHERE id = 107"
    account.written("POST", "invoice", document("107", ROUTER))
    assert account.row(HEADER, 107)["b"] == "1350.5"
    assert account.values(sql) == ["2026-05-04"]


def test_what_was_paid_of_an_invoice_bounds_its_total(account: Erp) -> None:
    cheap = {"item": {"items": [{"line": 1, "rate": 300}]}}
    account.written("PATCH", "invoice/1002", cheap)
    sql = "SELECT status, foreignamountunpaid u FROM transaction WHERE id = 1002"
    assert account.row(sql) == {"status": "B", "u": "0"}

    cheap["item"]["items"][0]["rate"] = 299
    answer = account.call("PATCH", "invoice/1002", cheap)
    assert answer.status_code == 400
    assert "cannot be less than what was paid" in answer.json()["o:errorDetails"][0]["detail"]


def test_a_document_with_a_payment_applied_cannot_be_deleted(account: Erp) -> None:
    answer = account.call("DELETE", "invoice/1002")
    assert answer.json()["o:errorDetails"][0]["o:errorCode"] == "USER_ERROR"


@pytest.mark.parametrize(
    ("body", "code", "path"),
    [
        (document("107"), "USER_ERROR", "item"),
        (document("107", {"quantity": 1, "rate": 1}), "INVALID_CONTENT", "item.items[0].item"),
        (document("1", ROUTER), "INVALID_CONTENT", "entity"),
        ({"item": {"items": [ROUTER]}}, "INVALID_CONTENT", "entity"),
        (document("107", {**ROUTER, "item": {"id": "5"}}), "INVALID_CONTENT", "item.items[0].item"),
        (document("107", ROUTER, status="G"), "INVALID_CONTENT", "status"),
        (document("107", ROUTER, item=[ROUTER]), "INVALID_CONTENT", "item"),
        (document("107", ROUTER, tranDate="6/30/2026"), "INVALID_CONTENT", "tranDate"),
    ],
)
def test_an_order_with_a_fault_is_refused_with_its_path(
    account: Erp, body: dict[str, Any], code: str, path: str
) -> None:
    answer = account.call("POST", "salesOrder", body)
    (detail,) = answer.json()["o:errorDetails"]
    assert (answer.status_code, detail["o:errorCode"]) == (400, code)
    assert detail["o:errorPath"] == path


def test_whose_a_document_is_cannot_be_changed(account: Erp) -> None:
    answer = account.call("PATCH", "invoice/1001", {"entity": {"id": "108"}})
    (detail,) = answer.json()["o:errorDetails"]
    assert detail["o:errorPath"] == "entity"
    assert detail["detail"].endswith("The field 'entity' cannot be changed any more.")
