from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from systems.base import Page, Row, Table
from systems.netsuite.reader import NetSuiteReader
from systems.netsuite.tables import (
    CURRENCY,
    CUSTOMER,
    DELETEDRECORD,
    TABLES,
    TRANSACTION,
    TRANSACTIONLINE,
    TRANSACTIONLINK,
)
from tests.systems.erp import Erp, erp
from tests.systems.helpdesk import doubles, rows
from tieout.errors import (
    BadAnswer,
    LoginRefused,
    NotPermitted,
    RateLimited,
    SettingsError,
    UnknownName,
)

SUITEQL = "/services/rest/query/v1/suiteql"
OAUTH2 = ("account", "client_id", "certificate_id", "private_key")
TBA = ("account", "consumer_key", "consumer_secret", "token_id", "token_secret")
Reading = Callable[..., NetSuiteReader]


@pytest.fixture(scope="module")
def served() -> Iterator[Erp]:
    with erp() as books:
        yield books


@pytest.fixture
def books(served: Erp) -> Erp:
    return served.as_new()


@pytest.fixture
def reader(books: Erp) -> Iterator[NetSuiteReader]:
    reader = NetSuiteReader(books.settings, clock=books.clock, page_rows=150)
    yield reader
    reader.close()


def keys(table: Table, found: list[Row]) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in table.key) for row in found]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_row_comes_once_with_the_declared_columns_as_text(
    table: Table, reader: NetSuiteReader
) -> None:
    pages = list(reader.pages(table, None))
    found = rows(pages)
    assert found
    assert len(set(keys(table, found))) == len(found)
    assert {page.stated_total for page in pages} == {len(found)}
    assert {name for row in found for name in row} <= {column.name for column in table.columns}
    assert all(isinstance(value, str) for row in found for value in row.values())
    assert all(row.keys() >= set(table.key) for row in found)


def test_small_and_large_pages_bring_the_same_rows(reader: NetSuiteReader, books: Erp) -> None:
    whole = NetSuiteReader(books.settings, clock=books.clock)
    for table in TABLES:
        small = list(reader.pages(table, None))
        assert rows(whole.pages(table, None)) == rows(small)
    whole.close()


def test_only_the_last_page_has_a_cursor_and_it_is_the_greatest_change_seen(
    reader: NetSuiteReader,
) -> None:
    *first, last = reader.pages(TRANSACTION, None)
    newest = max(str(row["lastmodifieddate"]) for page in [*first, last] for row in page.rows)
    assert {page.cursor for page in first} == {None}
    assert last.cursor == newest
    assert newest.endswith("Z")


def test_full_tables_have_no_cursor(reader: NetSuiteReader) -> None:
    *_, last = reader.pages(CUSTOMER, "2026-06-30T00:00:00Z")
    assert last.cursor is None
    assert last.stated_total == len(rows(reader.pages(CUSTOMER, None)))


@pytest.mark.parametrize(
    ("table", "changed"),
    [
        (TRANSACTION, "lastmodifieddate"),
        (TRANSACTIONLINE, "linelastmodifieddate"),
        (TRANSACTIONLINK, "lastmodifieddate"),
        (DELETEDRECORD, "deleteddate"),
    ],
    ids=lambda it: getattr(it, "name", it),
)
def test_the_next_read_goes_back_half_a_day_at_least_whatever_the_zone(
    table: Table, changed: str, reader: NetSuiteReader
) -> None:
    everything = rows(reader.pages(table, None))
    times = sorted(str(row[changed]) for row in everything)
    cursor = times[len(times) // 2]
    again = [str(row[changed]) for row in rows(reader.pages(table, cursor))]
    moment = datetime.fromisoformat(cursor)
    surely, earliest = moment - timedelta(hours=12), moment - timedelta(hours=36)
    assert sorted(it for it in again if datetime.fromisoformat(it) >= surely) == [
        it for it in times if datetime.fromisoformat(it) >= surely
    ]
    assert earliest <= datetime.fromisoformat(min(again)) <= moment


def test_a_cursor_does_not_go_back_when_nothing_changed(reader: NetSuiteReader) -> None:
    *_, last = reader.pages(TRANSACTION, "2026-10-01T00:00:00Z")
    assert (list(last.rows), last.cursor) == ([], "2026-10-01T00:00:00Z")


def test_a_cursor_is_never_later_than_the_read_began(books: Erp) -> None:
    early = datetime(2026, 3, 1, tzinfo=UTC)
    reader = NetSuiteReader(
        {name: books.settings[name] for name in ("base_url", *TBA)},
        clock=books.stopped_at(early),
    )
    *_, last = reader.pages(TRANSACTION, None)
    assert last.cursor == "2026-03-01T00:00:00Z"
    reader.close()


def test_lines_are_item_lines_of_sales_orders_with_negative_quantities(
    reader: NetSuiteReader,
) -> None:
    documents = rows(reader.pages(TRANSACTION, None))
    orders = {row["id"] for row in documents if row["type"] == "SalesOrd"}
    lines = rows(reader.pages(TRANSACTIONLINE, None))
    assert {line["transaction"] for line in lines} <= orders
    assert {(line["mainline"], line["taxline"]) for line in lines} == {("F", "F")}
    assert all(Decimal(str(line["quantity"])) < 0 < Decimal(str(line["rate"])) for line in lines)
    assert doubles(lines, "uniquekey") == []


def test_totals_are_the_sums_of_what_is_read(reader: NetSuiteReader) -> None:
    for table in TABLES:
        found = rows(reader.pages(table, None))
        totals = {(it.measure, it.currency): it.value for it in reader.totals(table)}
        if table is TRANSACTIONLINK:
            assert totals == {}
            continue
        expected = {("count", ""): Decimal(len(found))}
        for total in table.totals:
            for row in found:
                key = (total.amount, str(row[total.currency]))
                expected[key] = expected.get(key, Decimal(0)) + Decimal(
                    str(row.get(total.amount, "0"))
                )
        assert totals == expected
    assert len({it.currency for it in reader.totals(TRANSACTION)}) > 2


def test_deletions_name_the_table_and_take_lines_and_links_with_the_document(
    reader: NetSuiteReader,
) -> None:
    log = rows(reader.pages(DELETEDRECORD, None))
    found = list(reader.deletions(None))
    documents = {str(row["recordid"]) for row in log if row["type"] != "customer"}
    assert {it.key for it in found if it.table == "transaction"} == {(it,) for it in documents}
    for belonging in ("transactionline", "transactionlink", "transactionaccountingline"):
        assert {it.key for it in found if it.table == belonging} == {(it,) for it in documents}
    customers = {str(row["recordid"]) for row in log if row["type"] == "customer"}
    assert {it.key for it in found if it.table == "customer"} == {(it,) for it in customers}
    assert all(it.deleted_at.tzinfo is not None for it in found)


def test_what_was_changed_and_deleted_since_is_read_next_time(reader: NetSuiteReader) -> None:
    *_, last = pages = list(reader.pages(TRANSACTION, None))
    orders = [str(row["id"]) for row in rows(pages) if row["type"] == "SalesOrd"]
    records = reader.client.session
    for method, order, body in (("PATCH", orders[0], {"memo": "x"}), ("DELETE", orders[1], None)):
        records.call(method, f"/services/rest/record/v1/salesOrder/{order}", body=body)
    changed = {row["id"] for row in rows(reader.pages(TRANSACTION, last.cursor))}
    deleted = {(it.table, it.key) for it in reader.deletions(last.cursor)}
    assert orders[0] in changed
    assert orders[1] not in changed
    assert deleted == {
        (table, (orders[1],))
        for table in (
            *("transaction", "transactionline", "transactionlink"),
            "transactionaccountingline",
        )
    }


def test_old_deletions_are_not_told_again(reader: NetSuiteReader) -> None:
    assert list(reader.deletions("2026-10-01T00:00:00Z")) == []


def test_a_deleted_record_is_in_no_table(reader: NetSuiteReader) -> None:
    gone = {(it.table, it.key[0]) for it in reader.deletions(None)}
    assert gone
    for table in (CUSTOMER, TRANSACTION):
        held = {(table.name, row["id"]) for row in rows(reader.pages(table, None))}
        assert not held & gone


@pytest.mark.parametrize(
    "fault",
    [
        *("drop", "rate-limit", "rate-limit-silent", "unavailable", "error-500"),
        *("not-json", "malformed-body", "repeated-page"),
    ],
)
def test_a_read_gets_over_a_mishap(fault: str, reader: NetSuiteReader, books: Erp) -> None:
    expected = rows(reader.pages(TRANSACTION, None))
    books.faults.add(fault, match="suiteql", after=2)
    assert rows(reader.pages(TRANSACTION, None)) == expected


def test_a_concurrency_limit_that_never_ends_is_said(reader: NetSuiteReader, books: Erp) -> None:
    books.faults.add("rate-limit-silent", match="suiteql", times=None)
    with pytest.raises(RateLimited, match=r"^netsuite: too many calls at once for the account\.$"):
        rows(reader.pages(CURRENCY, None))
    assert 200 < books.clock.elapsed() <= 300


def test_pages_that_keep_repeating_are_a_bad_answer(reader: NetSuiteReader, books: Erp) -> None:
    books.faults.add("repeated-page", match="suiteql", after=1, times=None)
    with pytest.raises(
        BadAnswer, match=r"^netsuite: pages of transaction repeat or go back, twice over\.$"
    ):
        rows(reader.pages(TRANSACTION, None))


def test_a_row_that_is_missing_shows_against_the_stated_total(
    reader: NetSuiteReader, books: Erp
) -> None:
    books.faults.add("lost-row", match="suiteql", after=1)
    pages = list(reader.pages(TRANSACTION, None))
    assert len(rows(pages)) == (pages[0].stated_total or 0) - 1


def test_hidden_columns_are_left_out_with_a_note(reader: NetSuiteReader) -> None:
    whole = rows(reader.pages(CUSTOMER, None))
    missing = ("customer.balancesearch", "customer.oncredithold")
    with erp(hidden_columns=missing) as books:
        restricted = NetSuiteReader(books.settings, clock=books.clock)
        found = rows(restricted.pages(CUSTOMER, None))
        assert [it.measure for it in restricted.totals(CUSTOMER)] == ["count"]
        restricted.close()
    assert found == [
        {name: value for name, value in row.items() if f"customer.{name}" not in missing}
        for row in whole
    ]
    assert sorted(restricted.hidden(CUSTOMER)) == ["balancesearch", "oncredithold"]
    assert restricted.notes() == [
        f"customer: {', '.join(restricted.hidden(CUSTOMER))} hidden from this role, left out"
    ]


def test_a_sum_over_a_hidden_column_is_left_out(reader: NetSuiteReader, books: Erp) -> None:
    books.faults.add("hidden-column", name="balancesearch", times=None)
    assert [it.measure for it in reader.totals(CUSTOMER)] == ["count"]
    assert reader.hidden(CUSTOMER) == ("balancesearch",)


def test_a_column_that_cannot_be_done_without_stops_its_table(
    reader: NetSuiteReader, books: Erp
) -> None:
    books.faults.add("hidden-column", name="entityid", times=None)
    with pytest.raises(UnknownName) as caught:
        rows(reader.pages(CUSTOMER, None))
    assert str(caught.value) == (
        "netsuite: customer has no column entityid, or this role may not see it. Give the "
        "integration's role the permission, or switch the feature on, then: tieout doctor"
    )
    assert caught.value.name == "entityid"


def test_a_table_that_the_role_may_not_see_is_unknown(reader: NetSuiteReader, books: Erp) -> None:
    books.faults.add("no-permission", name="customer", times=None)
    with pytest.raises(UnknownName) as caught:
        rows(reader.pages(CUSTOMER, None))
    assert str(caught.value) == (
        "netsuite: customer cannot be read: customer is unknown or not permitted. Give the "
        "integration's role the permission, or switch the feature on, then: tieout doctor"
    )


def test_a_role_without_the_query_service_is_not_permitted(
    reader: NetSuiteReader, books: Erp
) -> None:
    books.faults.add("no-permission", match="suiteql", times=None)
    with pytest.raises(NotPermitted, match=r"^netsuite: not permitted: "):
        rows(reader.pages(CUSTOMER, None))


@pytest.mark.parametrize("login", [OAUTH2, TBA], ids=["oauth2", "tba"])
def test_every_way_in_works(login: tuple[str, ...], books: Erp) -> None:
    settings = {name: books.settings[name] for name in ("base_url", *login)}
    reader = NetSuiteReader(settings, clock=books.clock)
    assert rows(reader.pages(CURRENCY, None))
    reader.close()


@pytest.mark.parametrize("kind", ["P-384", "P-521", "RSA-3072"])
def test_every_kind_of_key_works(kind: str, books: Erp) -> None:
    reader = NetSuiteReader(books.settings_of_key(kind), clock=books.clock)
    assert rows(reader.pages(CURRENCY, None))
    reader.close()


def test_a_key_whose_lines_are_written_as_backslash_n_works(books: Erp) -> None:
    one_line = books.settings["private_key"].replace("\n", "\\n")
    reader = NetSuiteReader({**books.settings, "private_key": one_line}, clock=books.clock)
    assert rows(reader.pages(CURRENCY, None))
    reader.close()


@pytest.mark.parametrize(
    ("login", "wrong", "sentence"),
    [
        (
            OAUTH2,
            "certificate_id",
            "netsuite: the log-in was refused (invalid_client). Check account, client_id, "
            "certificate_id and private_key, that the certificate is mapped to a user and role "
            "and has not run out, and that the role has Log in using OAuth 2.0 Access Tokens and "
            "REST Web Services. Setup > Users/Roles > User Management > View Login Audit Trail "
            "says why; then: tieout doctor",
        ),
        (
            TBA,
            "token_secret",
            "netsuite: the log-in was refused (INVALID_LOGIN). Check account, the consumer's and "
            "the token's key and secret, that this machine's clock is right to five minutes, and "
            "that the role has Log in using Access Tokens and REST Web Services. Setup > "
            "Users/Roles > User Management > View Login Audit Trail says why; then: tieout doctor",
        ),
    ],
)
def test_a_wrong_secret_is_refused_with_what_to_check(
    login: tuple[str, ...], wrong: str, sentence: str, books: Erp
) -> None:
    settings = {name: books.settings[name] for name in ("base_url", *login)}
    reader = NetSuiteReader({**settings, wrong: "not-the-secret"}, clock=books.clock)
    with pytest.raises(LoginRefused) as caught:
        rows(reader.pages(CURRENCY, None))
    reader.close()
    assert str(caught.value) == sentence
    assert books.clock.waits == []


def test_a_token_that_runs_out_on_the_way_is_renewed(reader: NetSuiteReader, books: Erp) -> None:
    books.faults.add("expired-token", match="suiteql", after=2)
    rows(reader.pages(TRANSACTION, None))
    assert reader.client.session.calls()["POST", "/services/rest/auth/oauth2/v1/token"] == 2


def pem_of_another_kind() -> str:
    key = ed25519.Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.mark.parametrize("pem", ["not a key", pem_of_another_kind()])
def test_a_private_key_that_is_none_is_a_settings_error_without_the_key(
    pem: str, books: Erp
) -> None:
    with pytest.raises(SettingsError, match="netsuite: private_key must be an RSA or") as caught:
        NetSuiteReader({**books.settings, "private_key": pem})
    assert pem not in str(caught.value)


def test_a_concurrency_that_is_no_number_is_a_settings_error(books: Erp) -> None:
    with pytest.raises(SettingsError, match="concurrency must be a whole number of calls"):
        NetSuiteReader({**books.settings, "concurrency": "many"})


def test_the_account_id_leads_to_the_vendor(books: Erp) -> None:
    settings = {**books.settings, "account": "1234567_SB1", "base_url": ""}
    reader = NetSuiteReader(settings)
    assert reader.client.session.base_url == "https://1234567-sb1.suitetalk.api.netsuite.com"
    reader.close()


def test_pages_are_made_by_key_and_never_by_offset(reader: NetSuiteReader, books: Erp) -> None:
    pages: list[Page] = list(reader.pages(TRANSACTION, None))
    assert reader.client.session.calls()["POST", SUITEQL] == len(pages)


def test_more_columns_are_read_where_somebody_wishes_to_have_them(books: Erp) -> None:
    settings = {**books.settings, "more_fields": "customer.email, customer.custentity_nowhere"}
    with closing(NetSuiteReader(settings, clock=books.clock)) as reader:
        (page, *_) = reader.pages(CUSTOMER, None)
        assert str(page.rows[0]["email"]).startswith("accounts@")
        assert reader.hidden(CUSTOMER) == ("custentity_nowhere",)


def test_a_wish_for_a_table_that_is_not_read_is_refused(books: Erp) -> None:
    with pytest.raises(SettingsError, match=r"more_fields takes table\.field, got 'vendor\.email'"):
        NetSuiteReader({**books.settings, "more_fields": "vendor.email"}, clock=books.clock)


def test_a_patience_that_is_no_number_of_seconds_is_refused(books: Erp) -> None:
    said = r"patience_seconds takes a number of seconds such as 300, got '5 min'"
    with pytest.raises(SettingsError, match=said):
        NetSuiteReader({**books.settings, "patience_seconds": "5 min"}, clock=books.clock)
