"""Gotransverse's lists, read over a socket."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest

from systems.base import Row, Table
from systems.gotransverse.reader import GotransverseReader
from systems.gotransverse.tables import (
    ADJUSTMENTS,
    AGREEMENTS,
    BILLING_ACCOUNTS,
    INVOICE_ITEMS,
    INVOICES,
    ORDER_ITEMS,
    ORDERS,
    PAYMENT_APPLICATIONS,
    PAYMENTS,
    PRODUCT_PRICES,
    PRODUCTS,
    SERVICE_PRICES,
    SERVICES,
    TABLES,
)
from tests.systems.billing import Billing, billing
from tests.systems.billing_company import ACCOUNTS
from tests.systems.billing_company import SERVICES as SERVICE_IDS
from tests.systems.helpdesk import rows
from tieout.errors import BadAnswer, LoginRefused, NotPermitted, RateLimited, Unreachable

COUNTS = {
    "billing_accounts": 60,
    "orders": 3,
    "order_items": 3,
    "services": 130,
    "service_prices": 55 + 129,
    "agreements": 1,
    "products": 2,
    "product_prices": 1,
    "invoices": 3,
    "invoice_items": 60 + 50 + 1,
    "payments": 1,
    "payment_applications": 1,
    "adjustments": 1,
}


@pytest.fixture(scope="module")
def served() -> Iterator[Billing]:
    with billing() as books:
        yield books


@pytest.fixture
def books(served: Billing) -> Billing:
    return served.as_new()


@pytest.fixture
def reader(books: Billing) -> Iterator[GotransverseReader]:
    reader = books.reader(page_rows=10)
    yield reader
    reader.close()


def asked(reader: GotransverseReader) -> Counter[str]:
    """How often each route was asked for."""
    return Counter({route: times for (_, route), times in reader.client.session.calls().items()})


def ids(found: list[Row]) -> list[int]:
    return sorted(int(str(row["id"])) for row in found)


def one(found: list[Row], record_id: int) -> Row:
    (row,) = [row for row in found if row["id"] == str(record_id)]
    return row


def test_every_row_of_every_table_comes_once_under_declared_names(
    reader: GotransverseReader,
) -> None:
    counted = {}
    for table in TABLES:
        found = rows(reader.pages(table, None))
        keys = {tuple(row[name] for name in table.key) for row in found}
        assert len(keys) == len(found), table.name
        assert {name for row in found for name in row} <= {it.name for it in table.columns}
        counted[table.name] = len(found)
    assert counted == COUNTS
    assert reader.notes() == ()


def test_a_list_is_read_in_ranges_of_ids_that_add_up(reader: GotransverseReader) -> None:
    pages = list(reader.pages(SERVICES, None))
    assert ids(rows(pages)) == list(SERVICE_IDS)
    assert {page.stated_total for page in pages} == {130}
    # thirteen pages, the greatest id, and a page at each end of at most a few ranges
    assert 14 <= asked(reader)["/services"] <= 24


@pytest.mark.parametrize("concurrency", ["1", "2", "7"])
def test_more_or_fewer_calls_at_once_bring_the_same(books: Billing, concurrency: str) -> None:
    settings = {**books.settings, "concurrency": concurrency}
    reader = GotransverseReader(settings, clock=books.clock, page_rows=10)
    assert ids(rows(reader.pages(SERVICES, None))) == list(SERVICE_IDS)
    reader.close()


def test_a_list_of_one_page_is_asked_for_once(books: Billing) -> None:
    reader = books.reader()
    assert len(rows(reader.pages(PRODUCTS, None))) == 2
    assert asked(reader) == {"/products": 1}
    reader.close()


def test_parts_come_out_of_the_parents_bodies_without_asking_twice(books: Billing) -> None:
    reader = books.reader()
    for table in (PRODUCTS, PRODUCT_PRICES, PAYMENTS, PAYMENT_APPLICATIONS, ORDERS, ORDER_ITEMS):
        assert rows(reader.pages(table, None))
    assert asked(reader) == {"/products": 1, "/payments": 1, "/orders": 1}
    reader.close()


def test_a_list_that_was_cut_at_fifty_is_completed_and_no_other(books: Billing) -> None:
    reader = books.reader()
    rows(reader.pages(INVOICES, None))
    found = rows(reader.pages(INVOICE_ITEMS, None))
    assert Counter(row["invoice_id"] for row in found) == {"9001": 60, "9002": 50, "9003": 1}
    # two pages of sixty, one of just fifty; the third invoice has one item
    assert asked(reader) == {"/invoices": 1, "/invoices/{id}/invoice-items": 3}
    reader.close()


def test_parts_alone_bring_their_parents_along(books: Billing) -> None:
    reader = books.reader()
    assert len(rows(reader.pages(SERVICE_PRICES, None))) == 184
    reader.close()


def test_a_list_that_cannot_be_completed_stops_its_own_table_only(books: Billing) -> None:
    books.faults.add("no-permission", match="/invoice-items", times=None)
    reader = books.reader()
    assert len(rows(reader.pages(INVOICES, None))) == 3
    with pytest.raises(NotPermitted, match=r"/invoices/\{id\}/invoice-items is not permitted"):
        list(reader.pages(INVOICE_ITEMS, None))
    reader.close()


def test_a_window_reads_what_is_young_and_moves_the_cursor(reader: GotransverseReader) -> None:
    pages = list(reader.pages(ORDERS, None))
    assert [page.cursor for page in pages][-1] == "2026-06-29T09:30:00Z"
    again = list(reader.pages(ORDERS, "2026-06-29T09:30:00Z"))
    assert ids(rows(again)) == [7003]  # thirty-five days before is the 25th of May
    earlier = list(reader.pages(ORDERS, "2026-06-20T09:30:00Z"))
    assert ids(rows(earlier)) == [7002, 7003]
    assert again[-1].cursor == earlier[-1].cursor == "2026-06-29T09:30:00Z"


def test_the_parts_of_a_window_are_those_of_its_parents(reader: GotransverseReader) -> None:
    since = "2026-06-29T09:30:00Z"
    rows(reader.pages(ORDERS, since))
    pages = list(reader.pages(ORDER_ITEMS, since))
    assert [row["order_id"] for row in rows(pages)] == ["7003"]
    assert pages[-1].cursor == since
    assert len(rows(reader.pages(ORDER_ITEMS, None))) == 3  # the window does not cover all


def test_an_old_invoice_that_is_open_or_was_paid_since_is_in_the_window(
    reader: GotransverseReader,
) -> None:
    assert ids(rows(reader.pages(INVOICES, "2026-06-30T00:00:00Z"))) == [9001, 9002]
    assert ids(rows(reader.pages(INVOICES, "2026-02-20T00:00:00Z"))) == [9001, 9002, 9003]


def test_an_account_as_it_lands(books: Billing) -> None:
    found = books.read(BILLING_ACCOUNTS)
    assert ids(found) == list(ACCOUNTS)
    row = one(found, 1002)
    assert {name: value for name, value in row.items() if value is not None} == {
        "id": "1002",
        "account_num": "2",
        "external_account_num": "0011002",
        "status": "ACTIVE",
        "bill_type": "EMAIL",
        "currency_code": "USD",
        "balance": "100.00",
        "pending_charges_total": "0.00",
        "start_date": "2024-01-01",
        "next_invoice_date": "2026-07-01",
        "tax_exempt": False,
        "bill_cycle_id": "11",
        "bill_cycle_name": "Monthly on the first",
        "bill_cycle_type": "monthly",
        "category_id": "21",
        "category_name": "Standard",
        "payment_term_id": "31",
        "payment_term_name": "Net 30",
        "party_type": "organization",
        "organization_name": "Company 1002",
        "customer_num": "C1002",
        "billing_city": "Austin",
        "billing_region": "TX",
        "billing_postal_code": "78701",
        "billing_country": "USA",
        "primary_email": "billing@company1002.example",
        "custom_fields": {},
    }
    assert one(found, 1001)["currency_code"] is None


def test_the_primary_email_is_left_out_where_it_is_not_wanted(books: Billing) -> None:
    settings = {**books.settings, "primary_email": "no"}
    reader = GotransverseReader(settings, clock=books.clock)
    assert all("primary_email" not in row for row in rows(reader.pages(BILLING_ACCOUNTS, None)))
    reader.close()


def test_no_word_of_a_person_leaves_the_reader(books: Billing) -> None:
    text = str([books.read(table) for table in TABLES])
    assert "call Jane" not in text
    assert "Main Street" not in text


def test_numbers_are_exact_whatever_they_look_like(books: Billing) -> None:
    prices = books.read(SERVICE_PRICES)
    assert one(prices, 50_020)["amount"] == "0.00012345678901234567"
    items = books.read(INVOICE_ITEMS)
    amounts = {str(one(items, number)["unit_amount"]) for number in (900_100, 900_101, 900_300)}
    assert {Decimal(it) for it in amounts} == {Decimal("10.00")}
    assert "10.00000000000000000000" in amounts
    assert {one(items, 900_100)[name] for name in ("total_amount", "un_prorated_amount")} == {
        "10.00"
    }
    assert one(books.read(SERVICES), 5002)["quantity"] == "2.50"


def test_a_service_with_its_agreement_and_an_add_on(books: Billing) -> None:
    found = books.read(SERVICES)
    row, add_on = one(found, 5002), one(found, 5003)
    assert [row[name] for name in ("agreement_id", "agreement_end_date", "agreement_renewed")] == [
        "41",
        "2027-12-31",
        False,
    ]
    assert row["custom_fields"] == {"crm_subscription_id": "a0S5002"}
    assert (add_on["parent_service_id"], add_on["agreement_id"]) == ("5002", None)
    assert str(add_on["status"]).removeprefix("SERVICE_") == "SUSPENDED"


def test_a_fee_points_at_its_service(books: Billing) -> None:
    (row,) = books.read(ADJUSTMENTS)
    assert [row[name] for name in ("type", "amount", "service_id", "reason")] == [
        "TERMINATION_CHARGE",
        "3483.33",
        "5002",
        "Early termination",
    ]
    (agreement,) = books.read(AGREEMENTS)
    assert agreement["termination_flat_charge"] == "1200.00"


@pytest.mark.parametrize("spelling", ["offset", "millis"])
def test_older_spellings_of_dates_mean_the_same_days(spelling: str) -> None:
    with billing(dates=spelling) as older:
        (invoice,) = [row for row in older.read(INVOICES) if row["id"] == "9003"]
        assert (invoice["occurred_on"], invoice["paid_date"]) == ("2026-01-01", "2026-01-20")
        reader = older.reader()
        assert list(reader.pages(ORDERS, None))[-1].cursor == "2026-06-29T09:30:00Z"
        reader.close()


def test_the_count_of_a_window_is_that_of_the_whole_table(reader: GotransverseReader) -> None:
    assert [(it.measure, it.value) for it in reader.totals(INVOICES)] == [("count", Decimal(3))]
    assert reader.totals(SERVICES) == ()  # said with its pages
    assert reader.totals(INVOICE_ITEMS) == ()


@pytest.mark.parametrize("table", [SERVICES, ORDERS], ids=lambda table: table.name)
@pytest.mark.parametrize("fault", ["rate-limit", "error-500", "drop", "malformed-body", "not-json"])
def test_a_fault_that_passes_costs_a_repetition(
    fault: str, table: Table, reader: GotransverseReader, books: Billing
) -> None:
    books.faults.add(fault, after=1 if table is SERVICES else 0)
    assert len(rows(reader.pages(table, None))) == COUNTS[table.name]


def test_a_page_that_comes_twice_is_asked_for_again(
    reader: GotransverseReader, books: Billing
) -> None:
    books.faults.add("repeated-page", match="/services")
    assert ids(rows(reader.pages(SERVICES, None))) == list(SERVICE_IDS)


def test_pages_that_repeat_for_ever_are_refused(reader: GotransverseReader, books: Billing) -> None:
    books.faults.add("repeated-page", match="/services", times=None)
    with pytest.raises(BadAnswer) as caught:
        list(reader.pages(SERVICES, None))
    assert str(caught.value) == ("gotransverse: pages of /services repeat or go back, twice over.")


def test_a_record_that_is_lost_from_a_page_does_not_end_the_read(
    reader: GotransverseReader, books: Billing
) -> None:
    books.faults.add("lost-row", match="/services")
    pages = list(reader.pages(SERVICES, None))
    assert len(rows(pages)) == 129
    assert {page.stated_total for page in pages} == {130}  # so that it is noticed


def test_an_attribute_that_nobody_knows_is_handed_on(books: Billing) -> None:
    books.faults.add("new-column", match="/agreements", name="renewal_notice_days", value=60)
    (row,) = books.read(AGREEMENTS)
    assert row["renewal_notice_days"] == 60


def test_a_wrong_key_is_refused_without_being_shown(books: Billing) -> None:
    settings = {**books.settings, "api_key": "not-the-key"}
    reader = GotransverseReader(settings, clock=books.clock)
    with pytest.raises(LoginRefused) as caught:
        list(reader.pages(SERVICES, None))
    assert str(caught.value) == (
        "gotransverse: the API key was refused. Check api_key and base_url: every tenant and every "
        "service has keys of its own. Then: tieout doctor"
    )
    assert books.clock.waits == []
    reader.close()


def test_limits_that_never_end_are_given_up_after_a_while(books: Billing) -> None:
    books.faults.add("rate-limit-silent", times=None)
    reader = books.reader(patience_seconds=20)
    with pytest.raises(RateLimited, match="/services: Too many requests"):
        list(reader.pages(SERVICES, None))
    assert 0 < books.clock.elapsed() <= 20
    reader.close()


def test_a_system_that_is_down_is_unreachable(books: Billing) -> None:
    books.faults.add("unavailable", times=None)
    reader = books.reader(patience_seconds=20)
    with pytest.raises(Unreachable, match="/services answered 503"):
        list(reader.pages(SERVICES, None))
    reader.close()
