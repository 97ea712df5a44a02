"""What a customer owes: what the ERP states, and what its documents come to."""

from datetime import date
from decimal import Decimal

from tests.models.company import Company
from tests.models.landing import customer, invoice, line, order, organization, payment

OF_40_DAYS_AGO = date(2026, 5, 21)
IN_10_DAYS = date(2026, 7, 10)


def test_unapplied_money_lowers_the_balance_and_not_what_is_overdue(company: Company) -> None:
    """
    | document | open      | due        |
    |----------|-----------|------------|
    | invoice  |  5,000.00 | 2026-05-21 |
    | invoice  |  2,000.00 | 2026-07-10 |
    | payment  | -4,000.00 |            |
    """
    company.built(
        netsuite_customer=[
            customer(
                "1", "Acme", balancesearch="3000", overduebalancesearch="5000", daysoverduesearch=40
            )
        ],
        netsuite_transaction=[
            invoice("10", "1", "5000", OF_40_DAYS_AGO),
            invoice("11", "1", "2000", IN_10_DAYS),
            payment("12", "1", "4000"),
        ],
    )

    figures = company.row(
        "select balance, balance_computed, overdue_balance_computed, days_overdue_computed,"
        " aging_current, aging_31_60, unapplied, aging_source, verdict from marts.financials"
    )

    assert figures == {
        "balance": Decimal("3000.00"),
        "balance_computed": Decimal("3000.00"),
        "overdue_balance_computed": Decimal("5000.00"),
        "days_overdue_computed": 40,
        "aging_current": Decimal("2000.00"),
        "aging_31_60": Decimal("5000.00"),
        "unapplied": Decimal("-4000.00"),
        "aging_source": "open_transactions",
        "verdict": "agrees",
    }


def test_a_customer_without_a_document_owes_nothing_and_not_an_unknown_amount(
    company: Company,
) -> None:
    company.built(netsuite_customer=[customer("1", "Acme")])

    figures = company.row("select * from marts.financials")

    assert figures["balance_computed"] == Decimal("0.00")
    assert figures["days_overdue_computed"] == 0
    assert figures["credit_hold"] is False
    assert figures["as_of"] == date(2026, 6, 30)


def test_figures_that_the_role_may_not_see_are_recomputed_and_say_so(company: Company) -> None:
    company.built(
        netsuite_customer=[
            customer(
                "1",
                "Acme",
                creditlimit="100",
                balancesearch=None,
                overduebalancesearch=None,
                unbilledorderssearch=None,
                daysoverduesearch=None,
                oncredithold=None,
            )
        ],
        netsuite_transaction=[
            invoice("10", "1", "90", OF_40_DAYS_AGO),
            order("20", "1", "B"),
        ],
        netsuite_transactionline=[line("20", "1", "4", "5", foreignamount="-20")],
    )

    figures = company.row(
        "select balance, overdue_balance, unbilled_orders, days_overdue, figures_source,"
        " credit_hold, credit_hold_reason, credit_hold_erp, verdict from marts.financials"
    )

    assert figures == {
        "balance": Decimal("90.00"),
        "overdue_balance": Decimal("90.00"),
        "unbilled_orders": Decimal("20.00"),
        "days_overdue": 40,
        "figures_source": "open_transactions",
        "credit_hold": True,
        "credit_hold_reason": "limit",
        "credit_hold_erp": None,
        "verdict": "agrees",
    }


def test_money_of_another_currency_is_shown_in_a_row_of_its_own(company: Company) -> None:
    company.built(
        netsuite_customer=[customer("1", "Acme", balancesearch="350")],
        netsuite_transaction=[
            invoice("10", "1", "100", IN_10_DAYS),
            invoice("11", "1", "200", IN_10_DAYS, currency="2"),
        ],
    )

    figures = company.rows(
        "select currency, balance, balance_computed, balance_expected, credit_hold, verdict"
        " from marts.financials order by currency desc"
    )

    assert [tuple(row.values()) for row in figures] == [
        ("USD", Decimal(350), Decimal(100), Decimal(350), False, "currency_differs"),
        ("EUR", None, Decimal(200), None, None, "currency_differs"),
    ]


def test_only_the_figures_of_the_own_currency_go_to_the_helpdesk(company: Company) -> None:
    company.built(
        netsuite_customer=[customer("1", "Acme", balancesearch="350", creditlimit="1000")],
        netsuite_transaction=[
            invoice("10", "1", "100", IN_10_DAYS),
            invoice("11", "1", "200", IN_10_DAYS, currency="2"),
        ],
        zendesk_organizations=[organization("900", "Acme", "1")],
    )

    desired = company.row(
        "select organization_id_zendesk, external_id, credit_hold, balance, overdue_balance,"
        " unbilled_orders, days_overdue, credit_limit, currency"
        " from syncs.sync_zendesk__organization_financials"
    )

    assert desired == {
        "organization_id_zendesk": "900",
        "external_id": "1",
        "credit_hold": False,
        "balance": Decimal("350.00"),
        "overdue_balance": Decimal("0.00"),
        "unbilled_orders": Decimal("0.00"),
        "days_overdue": 0,
        "credit_limit": Decimal("1000.00"),
        "currency": "USD",
    }


def test_documents_that_are_set_aside_are_named_where_they_are_missed(company: Company) -> None:
    company.built(
        netsuite_customer=[customer("1", "Acme", balancesearch="100")],
        netsuite_rejected_rows=[
            {
                "table_name": "transaction",
                "record_key": "10",
                "reason": "foreignamountunpaid: not decimal(18,2)",
                "payload": '{"id": "10", "entity": "1", "foreignamountunpaid": "100.005"}',
            }
        ],
    )

    found = company.row("select explanation, amount from marts.breaks where kind = 'amount'")

    assert found == {
        "explanation": "Acme: NetSuite states a balance of 100.00 USD, the open documents come to "
        "0.00 USD: 100.00 USD too much. Not counted: 1 of its documents that could not be taken in.",
        "amount": Decimal("100.00"),
    }
