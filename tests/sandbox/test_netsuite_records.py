"""The record service of the NetSuite stand-in: records read, listed, written, refused."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.sandbox.netsuite_company import Erp, erp

NEW = {"companyName": "Newcomer", "subsidiary": {"id": "1"}}


@pytest.fixture(scope="module")
def served() -> Iterator[Erp]:
    with erp() as account:
        yield account


@pytest.fixture
def account(served: Erp) -> Iterator[Erp]:
    yield served
    served.standin.faults.clear()
    served.standin.reset()


def problem(answer: httpx.Response) -> tuple[int, str, str | None, str]:
    """Status, code, path and words of a refusal."""
    assert answer.json()["status"] == answer.status_code
    (detail,) = answer.json()["o:errorDetails"]
    return answer.status_code, detail["o:errorCode"], detail.get("o:errorPath"), detail["detail"]


# --- reading --------------------------------------------------------------------------------------


def test_a_record_is_typed_json_with_references_and_codes(account: Erp) -> None:
    base = f"{account.url}/services/rest/record/v1"

    def reference(kind: str, record_id: str, name: str) -> dict[str, Any]:
        links = [{"rel": "self", "href": f"{base}/{kind}/{record_id}"}]
        return {"links": links, "id": record_id, "refName": name}

    assert account.call("GET", "customer/107").json() == {
        "links": [{"rel": "self", "href": f"{base}/customer/107"}],
        "id": "107",
        "entityId": "C107",
        "companyName": "Acme",
        "altName": "Acme",
        "externalId": "SF-001xx",
        "isInactive": False,
        "isPerson": False,
        "email": "ap@acme.example",
        "currency": reference("currency", "1", "USD"),
        "subsidiary": reference("subsidiary", "1", "Parent"),
        "terms": reference("term", "1", "Net 30"),
        "creditHoldOverride": {"id": "AUTO", "refName": "Auto"},
        "creditLimit": 10000.0,
        "balance": 1150.5,
        "overdueBalance": 1000.0,
        "unbilledOrders": 150.0,
        "depositBalance": 0.0,
        "daysOverdue": 30,
        "consolBalance": 1230.5,
        "consolOverdueBalance": 1000.0,
        "consolUnbilledOrders": 150.0,
        "consolDepositBalance": 0.0,
        "consolDaysOverdue": 30,
        "dateCreated": "2026-05-04T16:30:15Z",
        "lastModifiedDate": "2026-05-04T16:30:15Z",
        "currencyList": {"links": [{"rel": "self", "href": f"{base}/customer/107/currencyList"}]},
    }


def test_sublists_are_written_out_on_demand(account: Erp) -> None:
    record = account.call("GET", "salesOrder/1005?expandSubResources=true").json()
    items = record["item"]["items"]
    assert record["orderStatus"] == {"id": "B", "refName": "Pending Fulfillment"}
    assert record["total"] == 330.0
    assert {key: it for key, it in record["item"].items() if key not in ("links", "items")} == {
        "totalResults": 2,
        "count": 2,
        "hasMore": False,
        "offset": 0,
    }
    assert [(it["line"], it["quantity"], it["rate"], it["amount"]) for it in items] == [
        (1, 10.0, 25.0, 250.0),
        (2, 2.0, 40.0, 80.0),
    ]
    assert [it["isClosed"] for it in items] == [False, True]
    assert items[0]["item"]["refName"] == "Router"


def test_a_sublist_and_a_line_have_addresses_of_their_own(account: Erp) -> None:
    links = account.call("GET", "salesOrder/1005/item").json()["items"]
    assert [it["links"][0]["href"].rpartition("/record/v1/")[2] for it in links] == [
        "salesOrder/1005/item/1",
        "salesOrder/1005/item/2",
    ]
    assert account.call("GET", "salesOrder/1005/item/2").json()["amount"] == 80.0
    assert account.call("GET", "salesOrder/1005/item/3").status_code == 404


def test_codes_can_be_simple_and_fields_few(account: Erp) -> None:
    query = "fields=companyName,creditHoldOverride&simpleEnumFormat=true"
    record = account.call("GET", f"customer/eid:SF-001xx?{query}").json()
    del record["links"]
    assert record == {"id": "107", "companyName": "Acme", "creditHoldOverride": "AUTO"}


@pytest.mark.parametrize("path", ["customer/1", "customer/eid:none", "customer/abc", "term/99"])
def test_a_record_that_is_not_there_is_not_found(account: Erp, path: str) -> None:
    answer = account.call("GET", path)
    assert problem(answer) == (404, "NONEXISTENT_ID", None, "Record does not exist.")


def test_an_invoice_is_no_sales_order(account: Erp) -> None:
    assert account.call("GET", "invoice/1001").status_code == 200
    assert account.call("GET", "salesOrder/1001").status_code == 404


@pytest.mark.parametrize(
    ("path", "total"),
    [
        ("invoice", 3),
        ("creditMemo", 1),
        ("customerPayment", 1),
        ("customerDeposit", 1),
        ("currency", 3),
        ("contact?limit=1", 0),
    ],
)
def test_other_kinds_of_records_can_be_read(account: Erp, path: str, total: int) -> None:
    listed = account.call("GET", path).json()
    assert listed["totalResults"] == total
    for item in listed["items"]:
        one = account.http.get(item["links"][0]["href"], params={"expandSubResources": "true"})
        assert one.json()["id"] == item["id"]


# --- lists ----------------------------------------------------------------------------------------


def test_a_list_is_ids_and_links(account: Erp) -> None:
    page = account.call("GET", "customer?limit=3&offset=3").json()
    base = f"{account.url}/services/rest/record/v1/customer"
    assert page["items"] == [{"links": [{"rel": "self", "href": f"{base}/110"}], "id": "110"}]
    assert [link["rel"] for link in page["links"]] == ["prev", "first", "last", "self"]
    del page["items"], page["links"]
    assert page == {"count": 1, "hasMore": False, "offset": 3, "totalResults": 4}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ('companyName IS "acme"', ["107"]),
        ('companyName START_WITH "Acme"', ["107", "108"]),
        ('companyName START_WITH_NOT "Acme"', ["109", "110"]),
        ('companyName CONTAIN "e"', ["107", "108", "110"]),
        ('companyName END_WITH "a" OR companyName IS "Acme" AND id EQUAL 107', ["107", "110"]),
        ('(companyName END_WITH "a" OR companyName IS "Acme") AND id EQUAL 107', ["107"]),
        ("externalId EMPTY", ["108", "110"]),
        ("externalId EMPTY_NOT", ["107", "109"]),
        ("balance GREATER 80", ["107", "109"]),
        ("balance GREATER_OR_EQUAL 80 AND balance LESS 999.99", ["108"]),
        ("balance BETWEEN [80, 1000]", ["108", "109"]),
        ("currency ANY_OF [2, 3]", ["109", "110"]),
        ("id ANY_OF [107,110]", ["107", "110"]),
        ("isInactive IS false AND creditLimit EMPTY", ["110"]),
        ('creditHoldOverride ANY_OF ["ON"]', []),
        ('lastModifiedDate ON "5/31/2026"', ["108"]),
        ('lastModifiedDate ON_OR_AFTER "05/31/2026"', ["108"]),
        ('lastModifiedDate BEFORE "05/31/2026"', ["107", "109", "110"]),
    ],
)
def test_a_list_can_be_filtered(account: Erp, query: str, ids: list[str]) -> None:
    answer = account.http.get("/record/v1/customer", params={"q": query})
    assert [item["id"] for item in answer.json()["items"]] == ids


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (
            'lastModifiedDate AFTER "2026-05-31"',
            "Parsing of the value '2026-05-31' failed with date format 'MM/DD/YYYY'.",
        ),
        ('nope IS "x"', "The field 'nope' does not exist."),
        ("balance CONTAIN 5", "The operator 'CONTAIN' cannot be used with 'balance'."),
        ("balance GREATER much", "Expected a number, got 'much'."),
        ("balance", "The expression ends too early."),
        ("(balance GREATER 5", "The expression ends too early."),
        ("balance GREATER 5 balance", "Unexpected 'balance'."),
        ("currency ANY_OF []", "The list is empty."),
        ('companyName IS "x', "Unexpected '\"'."),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(account: Erp, query: str, words: str) -> None:
    answer = account.http.get("/record/v1/customer", params={"q": query})
    (detail,) = answer.json()["o:errorDetails"]
    assert (answer.status_code, detail["o:errorCode"]) == (400, "INVALID_PARAMETER")
    assert detail["o:errorQueryParam"] == "q"
    assert detail["detail"] == f"Invalid query parameter 'q'. {words}"


# --- making and changing --------------------------------------------------------------------------


def test_a_new_customer_has_an_address_and_nothing_owed(account: Erp) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    record_id = account.written("POST", "customer", {**NEW, "externalId": "N-1"})

    made = account.call("GET", "customer/eid:N-1").json()
    assert made["id"] == record_id == "111"
    assert made["entityId"] == "CUST00111"
    assert made["currency"]["refName"] == "USD"
    assert (made["balance"], made["daysOverdue"]) == (0.0, 0)
    assert made["creditHoldOverride"]["id"] == "AUTO"
    assert datetime.fromisoformat(made["lastModifiedDate"]) >= before
    seen = account.row("SELECT searchstage, oncredithold, isinactive FROM customer WHERE id = 111")
    assert seen == {"searchstage": "Customer", "oncredithold": "F", "isinactive": "F"}


def test_an_upsert_makes_first_and_changes_then(account: Erp) -> None:
    made = account.call("PUT", "customer/eid:N-2", NEW)
    changed = account.call("PUT", "customer/eid:N-2", {"companyName": "Renamed"})

    assert (made.status_code, changed.status_code) == (204, 204)
    assert made.headers["Location"] == changed.headers["Location"]
    assert account.values("SELECT companyname FROM customer WHERE externalid = 'N-2'") == [
        "Renamed"
    ]
    assert account.values("SELECT COUNT(*) FROM customer") == ["5"]


def test_a_patch_changes_what_it_names_and_the_time(account: Erp) -> None:
    assert account.written("PATCH", "customer/107", {"creditHoldOverride": {"id": "ON"}}) == "107"
    after = account.call("GET", "customer/107").json()
    assert after["creditHoldOverride"] == {"id": "ON", "refName": "On"}
    assert after["companyName"] == "Acme"
    assert after["lastModifiedDate"] > "2026-06-30"
    assert account.values("SELECT oncredithold FROM customer WHERE id = 107") == ["T"]


def test_null_clears_and_custom_fields_hold(account: Erp) -> None:
    body = {
        "terms": None,
        "creditLimit": None,
        "custentity_crm_id": "0015x",
        "creditHoldOverride": "OFF",
    }
    account.written("PATCH", "customer/eid:SF-001xx", body)
    after = account.call("GET", "customer/107").json()
    assert "terms" not in after
    assert "creditLimit" not in after
    assert after["custentity_crm_id"] == "0015x"
    assert after["creditHoldOverride"]["id"] == "OFF"


def test_property_names_need_no_capitals_and_what_was_read_can_be_sent_back(account: Erp) -> None:
    read = account.call("GET", "customer/108").json()
    sent = {key: read[key] for key in ("links", "id", "companyName", "currency", "isInactive")}
    account.written("PATCH", "customer/108", {**sent, "companyname": "Acme Orient"})
    assert account.values("SELECT companyname FROM customer WHERE id = 108") == ["Acme Orient"]


def test_an_unknown_property_is_reported_refused_or_ignored(account: Erp) -> None:
    body = {"companyName": "Acme II", "nope": 1}
    warned = account.call("PATCH", "customer/107", body)
    silent = account.call("PATCH", "customer/107", body, X_NetSuite_PropertyNameValidation="Ignore")
    refused = account.call("PATCH", "customer/107", body, X_NetSuite_PropertyNameValidation="error")

    assert warned.status_code == silent.status_code == 204
    assert warned.headers["Warning"] == '299 - "Unknown properties were ignored: nope"'
    assert "Warning" not in silent.headers
    words = "Unknown reference or field: 'nope'."
    assert problem(refused) == (400, "NONEXISTENT_FIELD", "nope", words)


@pytest.mark.parametrize(
    ("changed", "path", "words"),
    [
        (
            {"subsidiary": {"id": "7"}},
            "subsidiary",
            "Invalid reference key '7' for the field 'subsidiary'.",
        ),
        (
            {"parent": {"externalId": "none"}},
            "parent",
            "Invalid reference key 'none' for the field 'parent'.",
        ),
        (
            {"creditLimit": "much"},
            "creditLimit",
            "Invalid value for the field 'creditLimit': expected number, got much.",
        ),
        (
            {"isInactive": "F"},
            "isInactive",
            "Invalid value for the field 'isInactive': expected boolean, got F.",
        ),
        (
            {"creditHoldOverride": {"id": "MAYBE"}},
            "creditHoldOverride",
            "Invalid value 'MAYBE' for the field 'creditHoldOverride'. "
            "Provide one of: AUTO, ON, OFF.",
        ),
        ({"balance": 5}, "balance", "The field 'balance' is read-only."),
        ({"companyName": None}, "companyName", "Please enter value(s) for: companyName."),
        (
            {"externalId": "a b"},
            "externalId",
            "Invalid external ID: only letters, digits, underscores and hyphens are allowed.",
        ),
    ],
)
def test_content_that_is_wrong_is_refused_with_its_path(
    account: Erp, changed: dict[str, Any], path: str, words: str
) -> None:
    answer = account.call("POST", "customer", {**NEW, **changed})
    whole = f"Error while accessing a resource. {words}"
    assert problem(answer) == (400, "INVALID_CONTENT", path, whole)


def test_what_is_mandatory_is_asked_for(account: Erp) -> None:
    words = "Error while accessing a resource. Please enter value(s) for: companyName, subsidiary."
    answer = account.call("POST", "customer", {})
    assert problem(answer) == (400, "INVALID_CONTENT", "companyName", words)


@pytest.mark.parametrize(
    ("method", "path", "body", "words"),
    [
        ("POST", "customer", {**NEW, "entityId": "C107"}, "A customer record with this ID already"),
        ("POST", "customer", {**NEW, "externalId": "C-109"}, "This entity already exists"),
        ("PATCH", "customer/107", {"parent": {"id": "108"}}, "cannot be its own parent"),
        ("PATCH", "customer/107", {"currency": {"id": "2"}}, "primary currency cannot be changed"),
        ("DELETE", "customer/107", None, "This record cannot be deleted because it has dependent"),
    ],
)
def test_rules_of_the_business_are_kept(
    account: Erp, method: str, path: str, body: Any, words: str
) -> None:
    status, code, _, detail = problem(account.call(method, path, body))
    assert (status, code) == (400, "USER_ERROR")
    assert words in detail


def test_a_refused_write_leaves_nothing_behind(account: Erp) -> None:
    lines = {"items": [{"item": {"id": "1001"}, "rate": 5}, {"item": {"id": "1001"}}]}
    answer = account.call("POST", "salesOrder", {"entity": {"id": "107"}, "item": lines})
    assert problem(answer)[:3] == (400, "INVALID_CONTENT", "item.items[1].rate")
    assert account.values("SELECT COUNT(*) FROM transaction") == ["7"]
    assert account.values("SELECT unbilledorderssearch FROM customer WHERE id = 107") == ["150"]


def test_a_deleted_customer_stands_in_the_log(account: Erp) -> None:
    assert account.call("DELETE", "customer/110").status_code == 204
    assert account.call("GET", "customer/110").status_code == 404
    sql = "SELECT recordid, type, name FROM deletedrecord WHERE recordid = 110"
    assert account.row(sql) == {"recordid": "110", "type": "customer", "name": "Delta"}


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("PUT", "customer/107", 405, "METHOD_NOT_ALLOWED"),
        ("POST", "currency", 405, "METHOD_NOT_ALLOWED"),
        ("PATCH", "customerPayment/1003", 405, "METHOD_NOT_ALLOWED"),
        ("PATCH", "customer", 405, "METHOD_NOT_ALLOWED"),
        ("PUT", "customer/eid:a.b", 400, "INVALID_CONTENT"),
        ("POST", "nothing", 404, "NONEXISTENT_ID"),
    ],
)
def test_calls_that_cannot_be_are_refused(
    account: Erp, method: str, path: str, status: int, code: str
) -> None:
    assert problem(account.call(method, path, NEW))[:2] == (status, code)


def test_a_body_that_is_no_object_is_a_bad_request(account: Erp) -> None:
    answer = account.http.post(
        "/record/v1/customer", content=b"[1]", headers={"Content-Type": "application/json"}
    )
    assert problem(answer)[:2] == (400, "INVALID_REQUEST")


def test_a_role_without_permission_is_told_so(account: Erp) -> None:
    account.standin.faults.add("no-permission", name="customer", match="PATCH")
    assert problem(account.call("PATCH", "customer/107", {}))[:2] == (
        403,
        "INSUFFICIENT_PERMISSION",
    )
