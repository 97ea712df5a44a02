"""The query service of the NetSuite stand-in: the shape of answers, pages, and refusals."""

from collections.abc import Iterator

import pytest

from tests.sandbox.netsuite_company import Erp, erp


@pytest.fixture(scope="module")
def account() -> Iterator[Erp]:
    with erp() as served:
        yield served


# --- the shape of an answer -----------------------------------------------------------------------


def test_a_page_is_text_without_nulls_under_lower_case_names(account: Erp) -> None:
    answer = account.suiteql(
        "SELECT c.ID, c.CompanyName, c.creditLimit, c.parent, c.isInactive AS Inactive "
        "FROM Customer C WHERE c.id IN (107, 108) ORDER BY c.id DESC"
    )
    address = f"{account.url}/services/rest/query/v1/suiteql?limit=1000&offset=0"
    assert answer.json() == {
        "links": [{"rel": "last", "href": address}, {"rel": "self", "href": address}],
        "count": 2,
        "hasMore": False,
        "items": [
            {
                "links": [],
                "id": "108",
                "companyname": "Acme East",
                "creditlimit": "10000",
                "parent": "107",
                "inactive": "F",
            },
            {
                "links": [],
                "id": "107",
                "companyname": "Acme",
                "creditlimit": "10000",
                "inactive": "F",
            },
        ],
        "offset": 0,
        "totalResults": 2,
    }


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("c.balancesearch", "1150.5"),
        ("c.consolbalancesearch", "1230.5"),
        ("c.overduebalancesearch", "1000"),
        ("c.balancesearch / 2301", ".5"),
        ("0 - c.balancesearch / 2301", "-.5"),
        ("c.depositbalancesearch", "0"),
        ("c.isinactive", "F"),
        ("c.datecreated", "05/04/2026"),
        ("c.id + 0.25", "107.25"),
        ("c.daysoverduesearch", "30"),
    ],
)
def test_values_are_rendered_as_the_vendor_does(account: Erp, expression: str, text: str) -> None:
    assert account.shown(expression, "customer c WHERE c.id = 107") == [text]


def test_a_text_that_is_empty_is_null(account: Erp) -> None:
    assert account.row("SELECT id, phone, NVL(phone, '') x FROM customer WHERE id = 107") == {
        "id": "107"
    }


def test_a_column_without_a_name_gets_one(account: Erp) -> None:
    assert account.row("SELECT COUNT(*), MAX(id) FROM customer") == {"expr1": "4", "expr2": "110"}


def test_a_star_is_every_column_and_an_alias_beside_it_wins(account: Erp) -> None:
    row = account.row("SELECT *, BUILTIN.DF(status) status FROM transaction WHERE id = 1005")
    assert row["tranid"] == "SO1005"
    assert row["status"] == "Sales Order : Pending Fulfillment"
    assert "subsidiary" not in row
    assert "mainline" not in row


def test_the_same_name_twice_is_refused(account: Erp) -> None:
    assert "duplicate column name 'id'" in account.refusal("SELECT id, id FROM customer")


# --- pages ----------------------------------------------------------------------------------------


def test_pages_link_to_each_other_and_cover_everything(account: Erp) -> None:
    sql = "SELECT id FROM transaction"
    first = account.suiteql(sql, limit=3, offset=0).json()
    second = account.suiteql(sql, limit=3, offset=3).json()
    third = account.suiteql(sql, limit=3, offset=6).json()

    assert [page["count"] for page in (first, second, third)] == [3, 3, 1]
    assert [page["hasMore"] for page in (first, second, third)] == [True, True, False]
    assert {page["totalResults"] for page in (first, second, third)} == {7}
    assert [link["rel"] for link in first["links"]] == ["next", "last", "self"]
    assert [link["rel"] for link in second["links"]] == ["prev", "first", "next", "last", "self"]
    assert first["links"][0]["href"].endswith("/query/v1/suiteql?limit=3&offset=3")
    assert first["links"][1]["href"].endswith("/query/v1/suiteql?limit=3&offset=6")
    ids = [item["id"] for page in (first, second, third) for item in page["items"]]
    assert ids == [str(number) for number in range(1001, 1008)]


@pytest.mark.parametrize(
    ("paging", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=ten", "limit"),
        ("limit=10&offset=5", "offset"),
        ("limit=10&offset=-10", "offset"),
        ("limit=1000&offset=100000", "offset"),
    ],
)
def test_a_page_that_cannot_be_is_refused(account: Erp, paging: str, parameter: str) -> None:
    answer = account.http.post(
        f"/query/v1/suiteql?{paging}",
        json={"q": "SELECT id FROM customer"},
        headers={"Prefer": "transient"},
    )
    assert answer.status_code == 400
    (detail,) = answer.json()["o:errorDetails"]
    assert detail["o:errorCode"] == "INVALID_PARAMETER"
    assert detail["o:errorQueryParam"] == parameter


def test_beyond_the_cap_there_is_no_more_though_the_total_knows_better() -> None:
    with erp(page_cap=5) as capped:
        sql = "SELECT id FROM transaction ORDER BY id"
        first = capped.suiteql(sql, limit=3, offset=0).json()
        last = capped.suiteql(sql, limit=3, offset=3).json()
        beyond = capped.suiteql(sql, limit=3, offset=6)

    assert (first["count"], first["hasMore"], first["totalResults"]) == (3, True, 7)
    assert (last["count"], last["hasMore"], last["totalResults"]) == (2, False, 7)
    assert beyond.status_code == 400


def test_pages_by_key_state_what_is_left(account: Erp) -> None:
    sql = "SELECT l.uniquekey FROM transactionline l JOIN transaction t ON t.id = l.transaction "
    sql += "WHERE t.type <> 'CustDep' AND l.uniquekey > {} ORDER BY l.uniquekey"
    keys: list[int] = []
    totals = []
    while True:
        page = account.suiteql(sql.format(keys[-1] if keys else 0), limit=5).json()
        keys += [int(item["uniquekey"]) for item in page["items"]]
        totals.append(page["totalResults"])
        if not page["hasMore"]:
            break

    assert keys == list(range(1, 14))
    assert totals == [13, 8, 3]


def test_a_total_that_was_counted_before_a_write_is_counted_again(account: Erp) -> None:
    sql = "SELECT id FROM customer WHERE id > 100 ORDER BY id"
    assert account.suiteql(sql).json()["totalResults"] == 4
    try:
        body = {"companyName": "New", "subsidiary": {"id": "1"}}
        account.written("POST", "customer", body)
        assert account.suiteql(sql).json()["totalResults"] == 5
    finally:
        account.standin.reset()
    assert account.suiteql(sql).json()["totalResults"] == 4


# --- requests that make no sense ------------------------------------------------------------------


def test_without_prefer_transient_nothing_is_run(account: Erp) -> None:
    answer = account.http.post("/query/v1/suiteql", json={"q": "SELECT id FROM customer"})
    assert answer.status_code == 400
    (detail,) = answer.json()["o:errorDetails"]
    assert (detail["o:errorCode"], detail["o:errorHeader"]) == ("INVALID_REQUEST", "Prefer")


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"query":"x"}', "application/json", 400),
        (b'{"q":"SELECT 1 FROM dual"}', "text/plain", 415),
    ],
)
def test_a_body_that_is_no_query_is_refused(
    account: Erp, body: bytes, content_type: str, status: int
) -> None:
    headers = {"Prefer": "transient", "Content-Type": content_type}
    answer = account.http.post("/query/v1/suiteql", content=body, headers=headers)
    assert answer.status_code == status
    assert answer.json()["status"] == status


def test_the_method_must_be_post(account: Erp) -> None:
    answer = account.http.get("/query/v1/suiteql")
    assert answer.status_code == 405
    assert answer.json()["o:errorDetails"][0]["o:errorCode"] == "METHOD_NOT_ALLOWED"


def test_an_unknown_table_is_refused_in_the_vendors_words(account: Erp) -> None:
    answer = account.suiteql("SELECT id FROM foo")
    assert answer.status_code == 400
    assert answer.json() == {
        "type": "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#sec10.4.1",
        "title": "Bad Request",
        "status": 400,
        "o:errorDetails": [
            {
                "detail": "Invalid search query. Detailed unprocessed description follows. "
                "Search error occurred: Record 'foo' was not found.",
                "o:errorQueryParam": "q",
                "o:errorCode": "INVALID_PARAMETER",
            }
        ],
    }


@pytest.mark.parametrize(
    ("sql", "field", "record"),
    [
        ("SELECT balance FROM customer", "balance", "customer"),
        ("SELECT c.id FROM customer c WHERE c.nope = 1", "nope", "customer"),
        ("SELECT t.id FROM customer c JOIN transaction t ON t.entity = c.key", "key", "customer"),
        ("SELECT id FROM customer ORDER BY nope", "nope", "customer"),
        ("SELECT subsidiary FROM transaction", "subsidiary", "transaction"),
        ("SELECT x.b FROM (SELECT id a FROM customer) x", "b", "x"),
    ],
)
def test_an_unknown_column_is_refused_in_the_vendors_words(
    account: Erp, sql: str, field: str, record: str
) -> None:
    assert account.refusal(sql) == (
        f"Search error occurred: Field '{field}' for record '{record}' was not found. "
        "Reason: NOT_EXISTS - Field not found"
    )


@pytest.mark.parametrize(
    "sql",
    [
        "SELEC id FROM customer",
        "SELECT id FROM",
        "SELECT id FROM customer WHERE",
        "SELECT [id] FROM customer",
        "SELECT id FROM customer LIMIT 5",
        "SELECT id::varchar FROM customer",
        "SELECT id FROM customer; SELECT id FROM term",
        "SELECT id FROM main.customer",
        "SELECT id FROM customer FOR UPDATE",
        "INSERT INTO customer (id) VALUES (1)",
        "UPDATE customer SET id = 1",
        "DELETE FROM customer",
        "DROP TABLE customer",
        "ATTACH '/tmp/x.duckdb'",
        "COPY customer TO '/tmp/x.csv'",
        "PRAGMA database_list",
        "SET threads = 1",
        "SELECT * FROM read_csv('/etc/hosts')",
        "SELECT * FROM books.customer",
        "WITH RECURSIVE r AS (SELECT 1 a FROM dual) SELECT a FROM r",
        "SELECT id FROM customer WHERE id = :1",
        "(SELECT id FROM customer) ORDER BY id",
    ],
)
def test_what_is_no_plain_query_cannot_be_parsed(account: Erp, sql: str) -> None:
    assert account.refusal(sql).startswith(f"Failed to parse SQL [{sql}]: syntax error, ")


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT read_text('/etc/hosts') FROM dual", "Unknown function 'READ_TEXT'"),
        ("SELECT getenv('HOME') FROM dual", "Unknown function 'GETENV'"),
        ("SELECT ns_text(id) FROM customer", "Unknown function 'NS_TEXT'"),
        ("SELECT * FROM 'customer.csv'", "Record 'customer.csv' was not found."),
        ("SELECT * FROM duckdb_settings", "Record 'duckdb_settings' was not found."),
        ("SELECT * FROM information_schema", "Record 'information_schema' was not found."),
        ("SELECT BUILTIN.CONSOLIDATE(id) FROM customer", "BUILTIN.CONSOLIDATE is not supported."),
        ("SELECT NVL(id) FROM customer", "invalid number of arguments for function 'NVL'."),
        ("SELECT id FROM customer WHERE id = 'abc'", "Invalid or unsupported search."),
        ("SELECT 1 / 0 FROM dual", "Invalid or unsupported search."),
        ("SELECT a.id FROM customer a, customer a", "the name 'a' is used twice."),
        ("SELECT id FROM customer a, term b", "column 'id' is ambiguous."),
    ],
)
def test_nothing_outside_the_known_tables_and_functions_can_be_reached(
    account: Erp, sql: str, words: str
) -> None:
    assert words in account.refusal(sql)
