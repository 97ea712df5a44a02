"""Store orders on their way through the CRM and field service, and orders of billing.

| order | buyer     | lines           | CRM                                                  |
|-------|-----------|-----------------|------------------------------------------------------|
| 1     | FMS site  | Harvard         | Activated, IPS Pricing, job as typed by a person     |
| 2     | FMS site  | Harvard, Legacy | dearer, held by PO and asked                         |
| 3     | IPS Sales | Harvard         | dearer by card, not held; in the queue IPS Pricing   |
| 4     | a guest   | Partsco         | none                                                 |
| 5     | FMS site  | Legacy          | Activated untracked, job open, that of a line another |
| 6     | a guest   | New             | none, and cancelled in the store                     |
| 7     | a guest   | New             | none, a checkout that was left                       |
| 8     | FMS site  | New             | the job of order 1, in euros                         |
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.models.company import Company, a_company
from tests.models.landing import Row, customer

AT = datetime(2026, 6, 10, 9, tzinfo=UTC)
VENDORS = {"51": "Harvard", "52": "Legacy", "53": "Partsco", "54": "New"}


def _placed(id_: str, buyer: str, subtotal: str, **more: object) -> Row:
    """An order in the store, paid by PO."""
    return {
        "id": id_,
        "customer_id": buyer,
        "status_id": 11,
        "status": "Awaiting Fulfillment",
        "payment_method": "Purchase Order",
        "default_currency_code": "USD",
        "subtotal_ex_tax": subtotal,
        "billing_company": "Firm",
        "is_deleted": False,
        "date_created": AT,
        **more,
    }


def _store_line(id_: str, order_id: str, product_id: str, quantity: int, price: str) -> Row:
    return {
        "id": id_,
        "order_id": order_id,
        "product_id": product_id,
        "brand": "",
        "quantity": quantity,
        "price_ex_tax": price,
    }


def _sold(store_id: str, **more: object) -> Row:
    """The CRM's order of a store order, accepted."""
    return {
        "id": f"sf{store_id}",
        "ordernumber": f"0000{store_id}",
        "accountid": "sfA",
        "status": "Order Accepted",
        "type": "New",
        "currencyisocode": "USD",
        "queue__c": "CSR",
        "payment_method__c": "PO",
        "ponumber": f"PO-{store_id}",
        "bigcommerce_order_id__c": store_id,
        "isdeleted": False,
        "createddate": AT,
        **more,
    }


def _crm_line(id_: str, store_id: str, quantity: str, price: str, **more: object) -> Row:
    return {
        "id": f"sfl{id_}",
        "orderid": f"sf{store_id}",
        "orderitemnumber": f"L{id_}",
        "bigcommerce_line_id__c": id_,
        "quantity": quantity,
        "unitprice": price,
        "isdeleted": False,
        **more,
    }


def _job(request_id: str, *, is_over: bool, customer_id: str = "CUST1") -> Row:
    return {
        "order_id": f"{request_id}@@1",
        "request_id": request_id,
        "line_no": 1,
        "customer_id": customer_id,
        "is_in_history": "Y" if is_over else "N",
    }


@pytest.fixture(scope="module")
def the_company() -> Company:
    completed: dict[str, Any] = {"status_id": 10, "status": "Completed"}
    return a_company().built(
        netsuite_customer=[customer("1", "Firm A"), customer("2", "Firm B")],
        salesforce_account=[
            {
                "id": "sfA",
                "name": "Firm A",
                "type": "Customer",
                "netsuite_id__c": "1",
                "isdeleted": False,
            }
        ],
        bigcommerce_customers=[
            {"id": "61", "company": "Firm A", "customer_group": "FMS Site"},
            {"id": "62", "company": "Firm A", "customer_group": "IPS Sales"},
        ],
        bigcommerce_products=[{"id": id_, "brand": brand} for id_, brand in VENDORS.items()],
        bigcommerce_orders=[
            _placed("1", "61", "20", **completed),
            _placed("2", "61", "30"),
            _placed("3", "62", "10", payment_method="Credit Card"),
            _placed("4", "0", "10"),
            _placed("5", "61", "10", **completed),
            _placed("6", "0", "10", status_id=5, status="Cancelled"),
            _placed("7", "0", "10", status_id=0, status="Incomplete"),
            _placed("8", "61", "10"),
        ],
        bigcommerce_order_products=[
            _store_line("11", "1", "51", 2, "10"),
            _store_line("21", "2", "51", 1, "10"),
            _store_line("22", "2", "52", 2, "10"),
            _store_line("31", "3", "51", 1, "10"),
            _store_line("41", "4", "53", 1, "10"),
            _store_line("51", "5", "52", 1, "10"),
            _store_line("61", "6", "54", 1, "10"),
            _store_line("71", "7", "54", 1, "10"),
            _store_line("81", "8", "54", 1, "10"),
        ],
        bigcommerce_order_metafields=[
            {"id": it, "resource_id": it, "namespace": "tieout", "key": "po_number", "value": value}
            for it, value in (("1", "PO-1"), ("2", "PO-22"))
        ],
        bigcommerce_order_shipments=[
            {"id": "91", "order_id": "1", "tracking_number": "1Z1"},
            {"id": "95", "order_id": "5", "tracking_number": "1Z5"},
        ],
        salesforce_order=[
            _sold(
                "1",
                status="Activated",
                queue__c="IPS Pricing",
                tracking_number__c="1Z1",
                astea_job_number__c=" sv1@@1",
            ),
            _sold(
                "2",
                status="Order Hold",
                reauthorization__c="requested",
                authorized_amount__c="30",
            ),
            _sold("3", queue__c="IPS Pricing", payment_method__c="Credit Card"),
            _sold("5", status="Activated", astea_job_number__c="SV5"),
            _sold("8", currencyisocode="EUR", astea_job_number__c="SV1"),
        ],
        salesforce_orderitem=[
            _crm_line("11", "1", "2", "10", astea_job_number__c="SV1"),
            _crm_line("21", "2", "1", "11"),
            _crm_line("22", "2", "2", "10"),
            _crm_line("31", "3", "1", "11"),
            _crm_line("51", "5", "1", "10", astea_job_number__c="SV6"),
            _crm_line("81", "8", "1", "10"),
        ],
        astea_jobs=[_job("SV1", is_over=True), _job("SV5", is_over=False, customer_id="CUST2")],
        gotransverse_billing_accounts=[
            {"id": "71", "account_num": "N71", "organization_name": "Firm A"}
        ],
        gotransverse_orders=[
            {
                "id": id_,
                "order_num": f"N{id_}",
                "billing_account_id": "71",
                "status": status,
                "currency_code": "USD",
                "total_amount": "99",
                "order_date": at,
            }
            for id_, status, at in (
                ("81", "ERROR", datetime(2026, 6, 22, 23, tzinfo=UTC)),
                ("82", "ERROR", datetime(2026, 6, 23, 1, tzinfo=UTC)),
                ("83", "COMPLETED", datetime(2026, 6, 1, tzinfo=UTC)),
            )
        ],
    )


def test_every_difference_of_an_order_is_found_once(the_company: Company) -> None:
    rows = the_company.rows(
        "select kind, field, left_record_id, right_record_id, amount, currency"
        " from intermediate.int_breaks__found where recon = 'orders'"
    )
    assert {tuple(row.values()) for row in rows} == {
        ("mapping", "po_number", "2", "sf2", None, None),
        ("mapping", "queue", "3", "sf3", None, None),
        ("amount", "total", "3", "sf3", Decimal(-1), "USD"),
        ("missing_right", "order", "4", "", Decimal(10), "USD"),
        ("missing_right", "tracking_number", "5", "sf5", None, None),
        ("mapping", "line_job_number", "sf5", "sfl51", None, None),
        ("ownership", "job_customer", "sf5", "SV5@@1", None, None),
        ("status", "job_status", "sf5", "SV5@@1", None, None),
        ("currency", "currency", "8", "sf8", Decimal(10), "EUR"),
        ("duplicate", "job_number", "SV1", "sf1,sf8", None, None),
        ("status", "billing_order", "81", "81", Decimal(99), "USD"),
    }


def test_a_difference_says_what_a_person_needs_to_see_it(the_company: Company) -> None:
    rows = the_company.rows(
        "select explanation from intermediate.int_breaks__found where recon = 'orders'"
        " and field in ('total', 'queue', 'job_number', 'billing_order') order by explanation"
    )
    assert [row["explanation"] for row in rows] == [
        "Firm A: Salesforce order 00003 is in the queue IPS Pricing and belongs to CSR (routing "
        "rule 3).",
        "Firm A: Salesforce order 00003 went from 10.00 to 11.00 USD without being held, and the "
        "buyer (Credit Card: by a second cart) has not authorized it.",
        "Firm A: billing order N81 over 99.00 USD has been ERROR since 2026-06-22.",
        "Job SV1 of Astea is on several Salesforce orders: 00001,00008.",
    ]


def test_an_order_goes_where_the_four_rules_put_it(the_company: Company) -> None:
    rows = the_company.rows(
        "select order_id_bigcommerce, routing_rule_number, queue_expected, order_type_expected"
        " from marts.orders order by order_id_bigcommerce"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("1", 1, "IPS Pricing", "New"),
        ("2", 2, "CSR", "New"),
        ("3", 3, "CSR", "New"),
        ("4", 4, "CSR", "Quote"),
        ("5", 4, "CSR", "New"),
        ("6", 4, "CSR", "New"),
        ("8", 4, "CSR", "New"),
    ]


def test_a_changed_price_is_asked_for_by_the_way_that_was_paid(the_company: Company) -> None:
    rows = the_company.rows(
        "select order_id_bigcommerce, price_changed, reauthorization, reauthorization_way"
        " from marts.orders where order_id_salesforce is not null order by order_id_bigcommerce"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("1", False, "not_needed", None),
        ("2", True, "requested", "email"),
        ("3", True, "lacking", "second_cart"),
        ("5", False, "not_needed", None),
        ("8", None, "unknown", None),
    ]


def test_a_job_is_recognised_however_it_was_typed(the_company: Company) -> None:
    columns = "job_id_astea, line_job_ids_astea, job_state, verdict"
    assert the_company.row(
        f"select {columns} from marts.orders where order_id_bigcommerce = '1'"  # noqa: S608
    ) == {
        "job_id_astea": "SV1",
        "line_job_ids_astea": "SV1",
        "job_state": "history",
        "verdict": "job_shared",
    }
    assert the_company.row(
        f"select {columns} from marts.orders where order_id_bigcommerce = '5'"  # noqa: S608
    ) == {
        "job_id_astea": "SV5",
        "line_job_ids_astea": "SV6",
        "job_state": "open",
        "verdict": "tracking_missing",
    }


def test_checkouts_that_were_left_are_no_orders_and_cancelled_ones_are_missed_by_nobody(
    the_company: Company,
) -> None:
    rows = the_company.rows(
        "select order_id_bigcommerce, verdict from marts.orders"
        " where order_id_salesforce is null order by order_id_bigcommerce"
    )
    assert [tuple(row.values()) for row in rows] == [("4", "not_in_crm"), ("6", "not_expected")]
