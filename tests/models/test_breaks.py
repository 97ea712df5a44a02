"""A break lives from the run that saw it to the run that could not find it any more."""

from datetime import UTC, date, datetime
from decimal import Decimal

from tests.models.company import Company
from tests.models.landing import customer, invoice

FIRST = datetime(2026, 6, 30, 10, tzinfo=UTC)
SECOND = datetime(2026, 6, 30, 11, tzinfo=UTC)
THIRD = datetime(2026, 6, 30, 12, tzinfo=UTC)
LIFE = (
    "select status, first_seen_at, last_seen_at, resolved_at, reopened_count, amount"
    " from marts.breaks"
)


def _stated(company: Company, balance: str) -> None:
    """The header says so much, the documents come to 100.00."""
    company.land(
        netsuite_customer=[customer("1", "Acme", balancesearch=balance, isinactive=True)],
        netsuite_transaction=[invoice("10", "1", "100", date(2026, 7, 10))],
    )


def test_a_break_that_is_found_again_keeps_its_row_and_its_first_day(company: Company) -> None:
    _stated(company, "130")
    company.build(FIRST)
    first = company.row("select break_id from marts.breaks")

    _stated(company, "140")
    company.build(SECOND)

    assert company.row("select break_id from marts.breaks") == first
    assert company.row(LIFE) == {
        "status": "open",
        "first_seen_at": FIRST,
        "last_seen_at": SECOND,
        "resolved_at": None,
        "reopened_count": 0,
        "amount": Decimal("40.00"),
    }


def test_a_break_that_is_gone_is_verified_and_one_that_returns_is_open_again(
    company: Company,
) -> None:
    _stated(company, "130")
    company.build(FIRST)

    _stated(company, "100")
    company.build(SECOND)
    gone = company.row(LIFE)
    _stated(company, "70")
    company.build(THIRD)

    assert gone == {
        "status": "verified",
        "first_seen_at": FIRST,
        "last_seen_at": FIRST,
        "resolved_at": SECOND,
        "reopened_count": 0,
        "amount": Decimal("30.00"),
    }
    assert company.row(LIFE) == {
        "status": "open",
        "first_seen_at": FIRST,
        "last_seen_at": THIRD,
        "resolved_at": None,
        "reopened_count": 1,
        "amount": Decimal("-30.00"),
    }


def test_building_twice_in_one_run_changes_no_break(company: Company) -> None:
    _stated(company, "130")
    company.build(FIRST)
    before = company.rows("select * from marts.breaks")

    company.build(FIRST)

    assert company.rows("select * from marts.breaks") == before


def test_a_break_whose_record_could_not_be_taken_in_stays_open(company: Company) -> None:
    _stated(company, "130")
    company.build(FIRST)

    company.land(
        netsuite_rejected_rows=[{"table_name": "customer", "record_key": "1", "payload": "{}"}]
    )
    company.build(SECOND)

    assert company.row("select status, resolved_at from marts.breaks") == {
        "status": "open",
        "resolved_at": None,
    }


def test_a_break_explains_itself_with_both_values_and_the_difference(company: Company) -> None:
    company.land(
        netsuite_customer=[
            customer(
                "1",
                "Acme",
                isinactive=True,
                balancesearch="70",
                daysoverduesearch=3,
                oncredithold=True,
            )
        ],
        netsuite_transaction=[
            invoice("10", "1", "100", date(2026, 7, 10)),
            invoice("11", "1", "80", date(2026, 7, 10), currency="2"),
        ],
    )
    company.build(FIRST)

    found = company.rows("select explanation from marts.breaks order by explanation")

    assert [row["explanation"] for row in found] == [
        "Acme: NetSuite says held, the credit rule over its own figures says not held (none).",
        "Acme: NetSuite states 3 days overdue, but no open invoice is overdue.",
        "Acme: NetSuite states a balance of 70.00 USD, the open documents come to 200.00 USD: "
        "130.00 USD too little.",
        "Acme: The customer is kept in USD, but invoice INV11 is open with 80.00 EUR.",
    ]
