from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from systems.base import SourceTotal, Table
from systems.salesforce.tables import (
    ACCOUNT,
    CONTACT,
    OPPORTUNITY,
    ORDER,
    SUBSCRIPTION,
    TABLES,
    USER,
)
from tests.sandbox.salesforce_company import (
    ACME_ID,
    BOREALIS_ID,
    CIRRUS_ID,
    DORMANT_ID,
    RENEWAL_ID,
    SUBSCRIPTION_ID,
)
from tests.shop import Says, Seen
from tests.systems.crm import FIRMS, NAME, Crm, crm, firm, ids, landed, to_firms
from tests.systems.scripted_org import account, page, query_of, scripted_reader
from tieout.errors import (
    BadAnswer,
    LoginRefused,
    NotPermitted,
    RateLimited,
    UnknownName,
    Unreachable,
)

FIRM_IDS = [firm(number) for number in FIRMS]
EVERYBODY = [ACME_ID, BOREALIS_ID, CIRRUS_ID, DORMANT_ID, *FIRM_IDS]
LATEST = "2026-05-27T09:30:00Z"


@pytest.fixture(scope="module")
def served() -> Iterator[Crm]:
    with crm() as org:
        yield org


@pytest.fixture
def org(served: Crm) -> Crm:
    return served.as_new()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_bulk_job_brings_row_for_row_what_a_query_brings(org: Crm, table: Table) -> None:
    by_query = org.rows(table)
    assert by_query
    assert org.rows(table, bulk_from=0, bulk_page_rows=5) == by_query


def test_a_query_is_read_page_by_page_and_ends_with_its_cursor(org: Crm) -> None:
    with org.reader() as reader:
        pages = list(reader.pages(ACCOUNT, None))
    assert [page.row_count for page in pages] == [4, 4, 4, 4, 0]
    assert [page.stated_total for page in pages] == [16, 16, 16, 16, None]
    assert [page.cursor for page in pages] == [None, None, None, None, LATEST]


def test_an_account_lands_with_all_that_is_declared(org: Crm) -> None:
    acme = next(row for row in org.rows(ACCOUNT) if row["id"] == ACME_ID)
    assert acme == {
        "id": ACME_ID,
        "name": "Acme",
        "type": "Customer",
        "parentid": None,
        "masterrecordid": None,
        "ownerid": "005000000000001AAA",
        "accountnumber": None,
        "website": None,
        "industry": "Retail",
        "billingstreet": "1 Main Street",
        "billingcity": "Springfield",
        "billingstate": "IL",
        "billingpostalcode": "62701",
        "billingcountry": "US",
        "currencyisocode": "USD",
        "tax_number__c": None,
        "renewal_owner__c": None,
        "netsuite_id__c": "1001",
        "gtv_account_id__c": "BA-1",
        "gtv_account_number__c": None,
        "gtv_status__c": None,
        "gtv_billing_cycle__c": None,
        "gtv_billing_category__c": None,
        "gtv_balance__c": Decimal("1250.50"),
        "gtv_past_due_amount__c": Decimal("0.00"),
        "gtv_last_invoice_date__c": datetime(2026, 5, 1, tzinfo=UTC).date(),
        "gtv_last_synchronized__c": datetime(2026, 5, 7, 8, 30, tzinfo=UTC),
        "isdeleted": False,
        "createddate": datetime(2026, 5, 1, 8, 30, tzinfo=UTC),
        "systemmodstamp": datetime(2026, 5, 6, 8, 30, tzinfo=UTC),
    }


def test_the_custom_object_of_subscriptions_is_read_like_any_other(org: Crm) -> None:
    row = next(it for it in org.rows(SUBSCRIPTION) if it["id"] == SUBSCRIPTION_ID)
    assert (row["netsuite_id__c"], row["mrr__c"], row["quantity__c"], row["term__c"]) == (
        "S-1",
        Decimal("250.00"),
        Decimal("2.500000"),
        Decimal(12),
    )


def test_a_merged_account_comes_marked_with_its_winner(org: Crm) -> None:
    gone = [row for row in org.rows(ACCOUNT) if row["isdeleted"]]
    assert [(row["id"], row["masterrecordid"]) for row in gone] == [(DORMANT_ID, ACME_ID)]


def test_names_and_addresses_of_people_are_not_read(org: Crm) -> None:
    ann = org.rows(CONTACT)[0]
    assert ann.keys() == {
        *("id", "accountid", "masterrecordid", "role__c"),
        *("isdeleted", "createddate", "systemmodstamp"),
    }


def test_an_increment_brings_what_changed_since_the_cursor_less_the_overlap(org: Crm) -> None:
    changed = org.rows(ACCOUNT, LATEST)
    assert ids(changed) == [firm(number) for number in range(107, 113)]
    earlier = org.rows(ACCOUNT, "2026-05-27T09:20:00Z")  # the overlap is a quarter of an hour
    assert ids(earlier) == [firm(number) for number in range(105, 113)]


def test_nothing_of_an_increment_is_lost_among_equal_times(org: Crm) -> None:
    """Six firms changed in one second; the list is forgotten in the middle of them."""
    org.faults.add("expired-locator", match="/query", times=None)
    with org.reader() as reader:
        pages = list(reader.pages(ACCOUNT, LATEST))
    assert [page.row_count for page in pages] == [4, 2, 0]
    assert ids(landed(ACCOUNT, pages)) == [firm(number) for number in range(107, 113)]


def test_an_increment_without_changes_keeps_its_cursor(org: Crm) -> None:
    with org.reader() as reader:
        pages = list(reader.pages(ACCOUNT, "2026-05-28T11:00:00Z"))
    assert [(page.row_count, page.cursor) for page in pages] == [
        (0, None),
        (0, "2026-05-28T11:00:00Z"),
    ]


def test_a_cursor_is_never_later_than_the_read_began() -> None:
    """At noon by our clock, though the org stamps half past."""

    def told(request: Seen) -> Says | None:
        ahead = account(1, at="2026-05-28T12:30:00.000+0000")
        return page(ahead) if query_of(request) else None

    with scripted_reader(told) as (reader, _):
        assert [*reader.pages(ACCOUNT, None)][-1].cursor == "2026-05-28T12:00:00Z"


def test_what_changes_while_it_is_read_is_read_again(org: Crm) -> None:
    with org.reader() as reader:
        pages = reader.pages(ACCOUNT, None)
        begun = [next(pages)]
        org.clock.sleep(3600)
        with org.target() as target:
            target.send("update", to_firms([112], **{NAME.name: "Late"}))
        assert [*begun, *pages][-1].cursor == LATEST
        changed = org.rows(ACCOUNT, "2026-05-28T12:00:00Z")
    assert [(row["id"], row["name"]) for row in changed] == [(firm(112), "Late")]


@pytest.mark.parametrize("fault", ["expired-locator", "repeated-page", "shifting-page"])
def test_a_list_that_is_lost_or_repeats_is_asked_for_behind_the_last_row(
    org: Crm, fault: str
) -> None:
    org.faults.add(fault, match="/query", after=1)
    with org.reader() as reader:
        found = landed(ACCOUNT, reader.pages(ACCOUNT, None))
    assert ids(found) == EVERYBODY


def test_a_row_that_is_missing_shows_against_the_stated_total(org: Crm) -> None:
    org.faults.add("lost-row", match="/query")
    with org.reader() as reader:
        pages = list(reader.pages(ACCOUNT, None))
    assert (pages[0].stated_total, sum(page.row_count for page in pages)) == (16, 15)


def test_a_field_that_nobody_declared_is_not_asked_for(org: Crm) -> None:
    org.faults.add("new-column", match="/", name="Mood__c", value="good", times=None)
    with org.reader() as reader:
        first = next(iter(reader.pages(ACCOUNT, None)))
    assert {name for row in first.rows for name in row} == {it.name for it in ACCOUNT.columns}


def test_an_expired_session_is_renewed_in_the_middle_of_a_list(org: Crm) -> None:
    org.faults.add("expired-token", match="/query", after=2)
    assert ids(org.rows(ACCOUNT)) == EVERYBODY


@pytest.mark.parametrize(
    "fault", ["drop", "error-500", "unavailable", "malformed-body", "not-json"]
)
def test_a_fault_of_a_moment_is_waited_out(org: Crm, fault: str) -> None:
    org.faults.add(fault, match="/query", after=1)
    assert ids(org.rows(ACCOUNT)) == EVERYBODY


def test_a_fault_that_stays_is_told(org: Crm) -> None:
    org.faults.add("error-500", match="/query", times=None)
    with org.reader(patience_seconds=5) as reader, pytest.raises(Unreachable) as caught:
        list(reader.pages(ACCOUNT, None))
    assert str(caught.value) == "salesforce: queryAll answered 500."


def test_a_days_calls_used_up_stop_the_read_at_once(org: Crm) -> None:
    org.faults.add("rate-limit", match="/query", times=None)
    with org.reader() as reader, pytest.raises(RateLimited) as caught:
        list(reader.pages(ACCOUNT, None))
    assert str(caught.value) == (
        "salesforce: the org has used up its API calls of the last 24 hours. What is left to do "
        "goes on in a later run; Setup > System Overview shows who calls."
    )
    assert org.clock.waits == []


def test_what_is_not_permitted_says_so(org: Crm) -> None:
    org.faults.add("no-permission", match="/queryAll", times=None)
    with org.reader() as reader, pytest.raises(NotPermitted) as caught:
        list(reader.pages(ACCOUNT, None))
    assert "queryAll is not permitted: " in str(caught.value)
    assert str(caught.value).endswith(
        "Give the integration user's permission set what is missing, then: tieout doctor"
    )


def test_wrong_credentials_are_told_with_what_to_check(org: Crm) -> None:
    org.faults.add("wrong-credentials", times=None)
    with org.reader() as reader, pytest.raises(LoginRefused) as caught:
        list(reader.pages(ACCOUNT, None))
    assert "salesforce: the log-in was refused (invalid" in str(caught.value)


def test_a_number_that_is_none_reaches_landing_as_it_came(org: Crm) -> None:
    """Where it is set aside; the reader judges no values."""
    org.faults.add("not-a-number", match="/query", name="GTV_Balance__c", value="n/a")
    with org.reader() as reader:
        rows = [row for page in reader.pages(ACCOUNT, None) for row in page.rows]
    assert [row["gtv_balance__c"] for row in rows if row["gtv_balance__c"]] == ["n/a", "20.0"]


def test_totals_are_of_what_is_not_deleted_and_by_currency(org: Crm) -> None:
    with org.reader() as reader:
        assert reader.totals(ACCOUNT) == (
            SourceTotal("account", "count", "", Decimal(15)),
            SourceTotal("account", "gtv_balance__c", "EUR", Decimal("20.00")),
            SourceTotal("account", "gtv_balance__c", "USD", Decimal("1250.50")),
        )
        assert reader.totals(USER) == (SourceTotal("user", "count", "", Decimal(2)),)
        assert reader.totals(ORDER) == (
            SourceTotal("order", "count", "", Decimal(2)),
            SourceTotal("order", "totalamount", "EUR", Decimal("90.00")),
            SourceTotal("order", "totalamount", "USD", Decimal("249.99")),
        )


def test_deleted_records_are_marked_rows_and_no_deletions(org: Crm) -> None:
    with org.target() as target:
        for number in range(101, 107):  # more than a page holds
            target.client.send("DELETE", f"/sobjects/Account/{firm(number)}")
    with org.reader() as reader:
        found = landed(ACCOUNT, reader.pages(ACCOUNT, None))
        marked = [row["id"] for row in found if row["isdeleted"]]
        assert marked == [DORMANT_ID, *(firm(number) for number in range(101, 107))]
        assert list(reader.deletions("2026-05-27T00:00:00Z")) == []


def test_only_tables_that_were_read_are_asked_for_deletions(org: Crm) -> None:
    with org.reader() as reader:
        list(reader.pages(CONTACT, None))
        list(reader.pages(USER, None))
        assert list(reader.deletions(None)) == []
        calls = reader.client.calls_made()
    assert calls["GET", "deleted"] == 1


def test_an_object_that_the_settings_deny_is_unknown(org: Crm) -> None:
    with (
        org.reader({"subscription_object": ""}) as reader,
        pytest.raises(UnknownName) as caught,
    ):
        list(reader.pages(SUBSCRIPTION, None))
    assert str(caught.value) == "salesforce: the settings say that there is no subscription."


def test_an_object_that_the_org_lacks_is_unknown(org: Crm) -> None:
    with (
        org.reader({"subscription_object": "Abo__c"}) as reader,
        pytest.raises(UnknownName) as caught,
    ):
        list(reader.pages(SUBSCRIPTION, None))
    assert str(caught.value) == (
        "salesforce: there is no object Abo__c, or this user may not see it. Give the integration "
        "user's permission set Read on it, or switch the feature on, then: tieout doctor"
    )
    assert SUBSCRIPTION.is_optional


def test_a_cursor_that_is_no_time_is_refused(org: Crm) -> None:
    with org.reader() as reader, pytest.raises(BadAnswer, match="'yesterday' is no time"):
        list(reader.pages(ACCOUNT, "yesterday"))


def test_a_renewal_names_its_order_and_subscription(org: Crm) -> None:
    (row,) = org.rows(OPPORTUNITY)
    assert (row["id"], row["netsuite_id__c"], row["subscription__c"]) == (
        RENEWAL_ID,
        "SO-1",
        SUBSCRIPTION_ID,
    )
    assert (row["amount"], row["probability"]) == (Decimal("300.00"), Decimal(100))
