"""What a customer owes: what the ERP states, and what its documents come to.

| customer | documents                                                        | header states    |
|----------|------------------------------------------------------------------|------------------|
| 1        | invoices 5,000 (40 days over) and 2,000 (not due), 4,000 unused   | 3,000 / 5,000    |
| 2        | none                                                             | 0                |
| 3        | invoice 90 (40 days over), order 20                              | hidden           |
| 4        | invoice 100 USD and 200 EUR, not due                             | 350 USD          |
| 5        | one that could not be taken in                                   | 100              |
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.models.company import Company, a_company
from tests.models.landing import customer, invoice, line, order, organization, payment

OF_40_DAYS_AGO = date(2026, 5, 21)
IN_10_DAYS = date(2026, 7, 10)
HIDDEN = dict.fromkeys(
    (
        *("balancesearch", "overduebalancesearch", "unbilledorderssearch"),
        *("daysoverduesearch", "oncredithold"),
    )
)


@pytest.fixture(scope="module")
def the_company() -> Company:
    return a_company().built(
        netsuite_customer=[
            customer(
                "1", "One", balancesearch="3000", overduebalancesearch="5000", daysoverduesearch=40
            ),
            customer("2", "Two"),
            customer("3", "Three", creditlimit="100", **HIDDEN),
            customer("4", "Four", balancesearch="350", creditlimit="1000"),
            customer("5", "Five", balancesearch="100"),
        ],
        netsuite_transaction=[
            invoice("10", "1", "5000", OF_40_DAYS_AGO),
            invoice("11", "1", "2000", IN_10_DAYS),
            payment("12", "1", "4000"),
            invoice("30", "3", "90", OF_40_DAYS_AGO),
            order("31", "3", "B"),
            invoice("40", "4", "100", IN_10_DAYS),
            invoice("41", "4", "200", IN_10_DAYS, currency="2"),
        ],
        netsuite_transactionline=[line("31", "1", "4", "5", foreignamount="-20")],
        netsuite_rejected_rows=[
            {
                "table_name": "transaction",
                "record_key": "50",
                "reason": "foreignamountunpaid: not decimal(18,2)",
                "payload": '{"id": "50", "entity": "5", "foreignamountunpaid": "100.005"}',
            }
        ],
        zendesk_organizations=[organization("904", "Four", "4")],
    )


def _figures(company: Company, customer_id: str, columns: str) -> list[tuple[Any, ...]]:
    rows = company.rows(
        f"select {columns} from marts.financials where customer_id_netsuite = ?"  # noqa: S608
        " order by is_other_currency",
        customer_id,
    )
    return [tuple(row.values()) for row in rows]


def test_unapplied_money_lowers_the_balance_and_not_what_is_overdue(the_company: Company) -> None:
    columns = "balance, balance_computed, overdue_balance_computed, days_overdue_computed, verdict"
    assert _figures(the_company, "1", columns) == [(3000, 3000, 5000, 40, "agrees")]


def test_the_buckets_and_what_is_unapplied_come_to_the_balance(the_company: Company) -> None:
    columns = "aging_current, aging_1_30, aging_31_60, aging_61_90, aging_over_90, unapplied"
    assert _figures(the_company, "1", columns) == [(2000, 0, 5000, 0, 0, -4000)]
    assert _figures(the_company, "1", "aging_source") == [("open_transactions",)]


def test_a_customer_without_a_document_owes_nothing_and_not_an_unknown_amount(
    the_company: Company,
) -> None:
    columns = "balance_computed, days_overdue_computed, credit_hold, as_of"
    assert _figures(the_company, "2", columns) == [(0, 0, False, date(2026, 6, 30))]


def test_figures_that_the_role_may_not_see_are_recomputed_and_say_so(the_company: Company) -> None:
    columns = "balance, overdue_balance, unbilled_orders, days_overdue, figures_source"
    assert _figures(the_company, "3", columns) == [(90, 90, 20, 40, "open_transactions")]
    columns = "credit_hold, credit_hold_reason, credit_hold_erp, verdict"
    assert _figures(the_company, "3", columns) == [(True, "limit", None, "agrees")]


def test_money_of_another_currency_is_shown_in_a_row_of_its_own(the_company: Company) -> None:
    columns = "currency, balance, balance_computed, balance_expected, credit_hold, verdict"
    assert _figures(the_company, "4", columns) == [
        ("USD", Decimal(350), Decimal(100), Decimal(350), False, "currency_differs"),
        ("EUR", None, Decimal(200), None, None, "currency_differs"),
    ]


def test_only_the_figures_of_the_own_currency_go_to_the_helpdesk(the_company: Company) -> None:
    assert the_company.row(
        "select organization_id_zendesk, external_id, credit_hold, balance, overdue_balance,"
        " unbilled_orders, days_overdue, credit_limit, currency"
        " from syncs.sync_zendesk__organization_financials where customer_id_netsuite = '4'"
    ) == {
        "organization_id_zendesk": "904",
        "external_id": "4",
        "credit_hold": False,
        "balance": Decimal("350.00"),
        "overdue_balance": Decimal("0.00"),
        "unbilled_orders": Decimal("0.00"),
        "days_overdue": 0,
        "credit_limit": Decimal("1000.00"),
        "currency": "USD",
    }


def test_documents_that_are_set_aside_are_named_where_they_are_missed(the_company: Company) -> None:
    assert the_company.row(
        "select explanation, amount from marts.breaks where kind = 'amount'"
    ) == {
        "explanation": "Five: NetSuite states a balance of 100.00 USD, the open documents come to "
        "0.00 USD: 100.00 USD too much. Not counted: 1 of its documents that could not be taken "
        "in.",
        "amount": Decimal("100.00"),
    }
