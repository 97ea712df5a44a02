"""What the general ledger has of the receivables, today and on a past day, beside the documents.

| document | of     | day    | amount  | settled             | base at its rate |
|----------|--------|--------|---------|---------------------|------------------|
| 10       | dollar | 10 May | 100     | 60 by 12 on 20 May  | 40               |
| 11       | euro   | 10 May | 200     | 200 by 13 on 10 June| 0, on 31 May 250 |
| 14       | dollar | 5 June | 30      | nothing             | 30               |
| J1       | dollar | 15 May | 7.50    | booked by hand      |                  |
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.models.company import AS_OF, Company, a_company
from tests.models.landing import Row, customer, invoice, payment

OF_MAY, OF_JUNE = date(2026, 5, 10), date(2026, 6, 10)
PAST = date(2026, 5, 31)


def posting(document: str, line: str, kind: str, amount: str, day: date, **more: object) -> Row:
    """A line that posts to the receivables of the first subsidiary."""
    return {
        "uniquekey": f"{document}{line}".replace("J", "9"),
        "transaction": document,
        "transactionline": line,
        "accountingbook": "1",
        "account": "119",
        "amount": amount,
        "type": kind,
        "tranid": document,
        "trandate": day,
        "subsidiary": "1",
        **more,
    }


def link(invoice_id: str, payment_id: str, amount: str) -> Row:
    return {
        "previousdoc": invoice_id,
        "previousline": "0",
        "nextdoc": payment_id,
        "nextline": "0",
        "linktype": "Payment",
        "foreignamount": amount,
    }


@pytest.fixture(scope="module")
def the_company() -> Company:
    company = a_company()
    company.land(
        netsuite_customer=[
            customer(
                "1", "One", balancesearch="70", overduebalancesearch="40", daysoverduesearch=20
            ),
            customer("2", "Two", currency="2"),
        ],
        netsuite_subsidiary=[{"id": "1", "name": "Corvane", "currency": "1"}],
        netsuite_account=[
            {
                "id": "119",
                "accttype": "AcctRec",
                "accountsearchdisplayname": "1100 Accounts Receivable",
            }
        ],
        netsuite_transaction=[
            invoice("10", "1", "40", OF_JUNE, foreigntotal="100", trandate=OF_MAY),
            invoice(
                *("11", "2", "0", OF_JUNE),
                foreigntotal="200",
                currency="2",
                exchangerate="1.25",
                status="B",
                trandate=OF_MAY,
            ),
            payment("12", "1", "0", foreigntotal="60", trandate=date(2026, 5, 20)),
            payment(
                *("13", "2", "0"),
                foreigntotal="200",
                currency="2",
                exchangerate="1.3",
                trandate=OF_JUNE,
            ),
            invoice("14", "1", "30", date(2026, 7, 5), trandate=date(2026, 6, 5)),
        ],
        netsuite_transactionlink=[link("10", "12", "60"), link("11", "13", "200")],
        netsuite_transactionaccountingline=[
            posting("10", "0", "CustInvc", "100", OF_MAY, entity="1"),
            posting("11", "0", "CustInvc", "250", OF_MAY, entity="2"),
            posting("12", "1", "CustPymt", "-60", date(2026, 5, 20), entity="1"),
            posting("13", "1", "CustPymt", "-260", OF_JUNE, entity="2"),
            posting("13", "2", "CustPymt", "10", OF_JUNE, entity="2"),
            posting("14", "0", "CustInvc", "30", date(2026, 6, 5), entity="1"),
            posting("J1", "0", "Journal", "7.50", date(2026, 5, 15), memo="Accrual"),
        ],
    )
    company.build()
    return company


ACCOUNT = (
    "select control_account_id, subsidiary_name, currency, ledger_balance, documents_balance,"
    " journals_amount, unexplained_difference, verdict from marts.control_accounts"
)
BREAKS = "select kind, left_record_id, right_record_id, amount, status from marts.breaks"
FIGURES = (
    "select customer_id_netsuite, balance, overdue_balance, days_overdue, figures_source, verdict"
    " from marts.financials order by customer_id_netsuite"
)
JOURNAL = {
    "kind": "control",
    "left_record_id": "J1",
    "right_record_id": "1:119",
    "amount": Decimal("7.50"),
    "status": "open",
}


def test_the_ledger_ties_to_the_documents_but_for_a_journal(the_company: Company) -> None:
    assert the_company.row(ACCOUNT) == {
        "control_account_id": "1:119",
        "subsidiary_name": "Corvane",
        "currency": "USD",
        "ledger_balance": Decimal("77.50"),
        "documents_balance": Decimal("70.00"),
        "journals_amount": Decimal("7.50"),
        "unexplained_difference": Decimal("0.00"),
        "verdict": "journals",
    }


def test_a_journal_on_the_receivables_is_a_break_in_a_sentence(the_company: Company) -> None:
    assert the_company.rows(BREAKS) == [JOURNAL]
    assert the_company.row("select explanation from marts.breaks")["explanation"] == (
        "Journal J1 of 2026-05-15 books 7.50 USD to 1100 Accounts Receivable of Corvane by hand "
        "(Accrual): no document stands behind it."
    )


@pytest.fixture(scope="module")
def of_may(the_company: Company) -> Iterator[Company]:
    today = the_company.settings
    the_company.settings = replace(today, as_of=PAST, today=AS_OF)
    the_company.build()
    yield the_company
    the_company.settings = today


def test_a_past_day_is_made_of_what_was_there_then(of_may: Company) -> None:
    assert [tuple(row.values()) for row in of_may.rows(FIGURES)] == [
        ("1", Decimal("40.00"), Decimal("0.00"), 0, "open_transactions", "not_compared"),
        ("2", Decimal("200.00"), Decimal("0.00"), 0, "open_transactions", "not_compared"),
    ]


def test_the_ledger_ties_on_a_past_day_too(of_may: Company) -> None:
    account = of_may.row(ACCOUNT)
    assert (account["ledger_balance"], account["documents_balance"]) == (
        Decimal("297.50"),
        Decimal("290.00"),
    )
    assert account["verdict"] == "journals"


def test_a_run_of_a_past_day_leaves_the_breaks_alone(of_may: Company) -> None:
    assert of_may.rows(BREAKS) == [JOURNAL]
