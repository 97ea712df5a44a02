"""Invoices of billing against their copies in the ERP, and balances against those in the CRM.

| invoice | of | billing                       | ERP                                  |
|---------|----|-------------------------------|--------------------------------------|
| 1       | 21 | 100.00 of 1 June, paid        | the same                             |
| 2       | 21 | 62.00, half of May's 128.13   | the same                             |
| 3       | 21 | 40.00, open                   | none                                 |
| 4       | 21 | 30.00                         | twice: by external id, by memo       |
| 5       | 21 | 25.00, all of April is 50.00  | the same                             |
| 6       | 22 | 1,000 yen                     | the same, at 0.009 instead of 0.008  |
| 7       | 22 | none                          | 700 yen                              |
| 8       | 22 | 500 yen, open, two payments   | the same                             |
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.models.company import Company, a_company
from tests.models.landing import Row, customer, invoice

JUNE = date(2026, 6, 1)
JULY = date(2026, 7, 1)


def _billed(id_: str, account: str, amount: str, currency: str = "USD", **more: object) -> Row:
    """A paid invoice of billing; its number is made of its id."""
    return {
        "id": id_,
        "invoice_num": f"B{id_}",
        "billing_account_id": account,
        "status": "CLOSED",
        "currency_code": currency,
        "amount": amount,
        "amount_to_pay": "0",
        "occurred_on": JUNE,
        "due_date": JULY,
        **more,
    }


def _item(invoice_id: str, total: str, full: str, first: date, last: date) -> Row:
    return {
        "invoice_id": invoice_id,
        "id": f"{invoice_id}-1",
        "type": "SERVICE",
        "total_amount": total,
        "un_prorated_amount": full,
        "charge_start_date": first,
        "charge_end_date": last,
    }


def _copy(id_: str, customer_id: str, number: str, total: str, **more: object) -> Row:
    """The ERP's paid copy of an invoice, as the connector makes it."""
    return invoice(
        id_,
        customer_id,
        "0",
        JULY,
        status="B",
        externalid=f"GTV-{number}",
        memo=f"Billing invoice {number}",
        foreigntotal=total,
        exchangerate="1",
        trandate=JUNE,
        **more,
    )


def _account(id_: str, **more: object) -> Row:
    return {
        "id": id_,
        "account_num": f"N{id_}",
        "external_account_num": f"sf{id_}",
        "organization_name": f"Firm {id_}",
        "status": "ACTIVE",
        "currency_code": "USD",
        "balance": "0",
        **more,
    }


def _crm_account(billing_id: str, customer_id: str, **more: object) -> Row:
    return {
        "id": f"sf{billing_id}",
        "name": f"Firm {billing_id}",
        "type": "Customer",
        "isdeleted": False,
        "currencyisocode": "USD",
        "netsuite_id__c": customer_id,
        "gtv_account_id__c": billing_id,
        "gtv_account_number__c": f"N{billing_id}",
        "gtv_balance__c": "0",
        "gtv_past_due_amount__c": "0",
        "gtv_last_synchronized__c": "2026-06-29 12:00:00+00",
        **more,
    }


def _payment(id_: str, unapplied: str) -> Row:
    return {
        "id": id_,
        "billing_account_id": "22",
        "status": "COMPLETED",
        "received_currency": "JPY",
        "amount": unapplied,
        "unapplied_amount": unapplied,
        "occurred_on": JUNE,
    }


APRIL = (date(2026, 4, 1), date(2026, 4, 30))
HALF_OF_MAY = (date(2026, 5, 1), date(2026, 5, 15))


@pytest.fixture(scope="module")
def the_company() -> Company:
    yen: dict[str, Any] = {"currency": "3", "exchangerate": "0.008"}
    return a_company().built(
        netsuite_customer=[customer("1", "Firm 21"), customer("2", "Firm 22", currency="3")],
        salesforce_account=[
            _crm_account("21", "1", gtv_balance__c="10", gtv_past_due_amount__c="40"),
            _crm_account(
                "22",
                "2",
                currencyisocode="JPY",
                gtv_balance__c="9",
                gtv_last_synchronized__c="2026-06-01 12:00:00+00",
            ),
        ],
        gotransverse_billing_accounts=[
            _account("21"),
            _account("22", currency_code=None),
        ],
        gotransverse_invoices=[
            _billed("1", "21", "100"),
            _billed("2", "21", "62"),
            _billed("3", "21", "40", amount_to_pay="40", due_date=JUNE),
            _billed("4", "21", "30"),
            _billed("5", "21", "25"),
            _billed("6", "22", "1000", "JPY"),
            _billed("8", "22", "500", "JPY", amount_to_pay="500"),
        ],
        gotransverse_invoice_items=[
            _item("1", "100", "100", *APRIL),
            _item("2", "62", "128.13", *HALF_OF_MAY),
            _item("3", "40", "40", *APRIL),
            _item("4", "30", "30", *APRIL),
            _item("5", "25", "50", *APRIL),
            _item("6", "1000", "1000", *APRIL),
            _item("8", "500", "500", *APRIL),
        ],
        gotransverse_payments=[_payment("92", "500"), _payment("91", "500")],
        netsuite_transaction=[
            _copy("101", "1", "B1", "100"),
            _copy("102", "1", "B2", "62"),
            _copy("104", "1", "B4", "30"),
            {**_copy("99", "1", "B4", "30"), "externalid": None},
            _copy("105", "1", "B5", "25"),
            {**_copy("106", "2", "B6", "1000"), **yen, "exchangerate": "0.009"},
            {**_copy("107", "2", "B7", "700"), **yen},
            {**_copy("108", "2", "B8", "500"), **yen, "status": "A", "foreignamountunpaid": "500"},
            invoice("150", "1", "70", JULY, externalid="0000000042"),
        ],
    )


def _breaks(company: Company, of: str) -> dict[tuple[object, ...], tuple[object, ...]]:
    rows: Iterable[dict[str, Any]] = company.rows(
        "select kind, field, left_record_id, right_record_id, amount, currency, explanation"  # noqa: S608
        f" from intermediate.int_breaks__{of}"
    )
    return {
        (it["kind"], it["field"], it["left_record_id"], it["right_record_id"]): (
            it["amount"],
            it["currency"],
            it["explanation"],
        )
        for it in rows
    }


def test_every_difference_of_an_invoice_is_found_once_and_said_in_a_sentence(
    the_company: Company,
) -> None:
    assert _breaks(the_company, "invoices") == {
        ("missing_right", "invoice", "3", ""): (
            Decimal(40),
            "USD",
            "Firm 21: invoice B3: billing made it over 40.00 USD on 2026-06-01, NetSuite does not "
            "have it.",
        ),
        ("duplicate", "invoice", "4", "99,104"): (
            Decimal(-30),
            "USD",
            "Firm 21: invoice B4: NetSuite has it more than once, as documents 99,104: 30.00 USD "
            "too much.",
        ),
        ("amount", "proration", "5", "5"): (
            Decimal(-25),
            "USD",
            "Firm 21: invoice B5: its items are billed with 25.00 USD, for the days that they are "
            "for it should be 50.00 USD (actual).",
        ),
        ("fx", "exchange_rate", "6", "106"): (
            Decimal(-1),
            "USD",
            "Firm 22: invoice B6: NetSuite books 1000.00 JPY as 9.00 USD, by its table of rates "
            "they are 8.00 USD.",
        ),
        ("missing_left", "invoice", "", "107"): (
            Decimal(-700),
            "JPY",
            "Firm 22: invoice B7: NetSuite has it as INV107 over 700.00 JPY, billing has no such "
            "invoice.",
        ),
        ("ambiguous", "payment", "8", "91,92"): (
            Decimal(500),
            "JPY",
            "Firm 22: invoice B8: it is open with 500.00 JPY, and each of the payments 91,92, none "
            "of them applied, would settle it.",
        ),
    }


def test_every_invoice_has_a_row_with_both_sides_and_the_erps_own_have_none(
    the_company: Company,
) -> None:
    rows = the_company.rows(
        "select invoice_number, amount_billing, amount_erp, currency, verdict"
        " from marts.invoices order by invoice_number"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("B1", 100, 100, "USD", "agrees"),
        ("B2", 62, 62, "USD", "agrees"),
        ("B3", 40, None, "USD", "not_in_erp"),
        ("B4", 30, 30, "USD", "twice_in_erp"),
        ("B5", 25, 25, "USD", "proration_differs"),
        ("B6", 1000, 1000, "JPY", "rate_differs"),
        ("B7", None, 700, "JPY", "not_in_billing"),
        ("B8", 500, 500, "JPY", "payment_ambiguous"),
    ]


def test_an_invoice_that_only_the_erp_has_is_the_same_accounts_as_the_others(
    the_company: Company,
) -> None:
    rows = the_company.rows(
        "select customer_id_netsuite, count(distinct account_id) as accounts"
        " from marts.invoices group by customer_id_netsuite order by customer_id_netsuite"
    )
    assert [tuple(row.values()) for row in rows] == [("1", 1), ("2", 1), (None, 1)]


def test_a_balance_in_the_crm_is_stale_when_it_is_old_and_wrong_when_it_is_not(
    the_company: Company,
) -> None:
    assert _breaks(the_company, "balances") == {
        ("amount", "balance", "21", "sf21"): (
            Decimal(30),
            "USD",
            "Firm 21: billing account N21 owes 40.00 USD, Salesforce shows 10.00 USD, and the copy "
            "is no older than 24 hours.",
        ),
        ("stale", "balance", "22", "sf22"): (
            Decimal(-509),
            "JPY",
            "Firm 22: billing account N22 owes -500.00 JPY, Salesforce shows 9.00 JPY, copied last "
            "on 2026-06-01.",
        ),
    }


def test_money_that_no_invoice_has_got_lowers_the_balance_and_not_what_is_overdue(
    the_company: Company,
) -> None:
    rows = the_company.rows(
        "select billing_account_id_gotransverse, currency, balance, overdue_balance"
        " from intermediate.int_billing__balances order by billing_account_id_gotransverse"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("21", "USD", Decimal(40), Decimal(40)),
        ("22", "JPY", Decimal(-500), Decimal(0)),
    ]
