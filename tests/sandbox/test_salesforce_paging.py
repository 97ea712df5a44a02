"""Pages of a query at the Salesforce stand-in, and what can be made to go wrong between them."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.salesforce_company import many
from tests.sandbox.salesforce_served import DATA, Crm, crm

SOQL = "SELECT Name FROM Account ORDER BY Name"


@pytest.fixture(scope="module")
def opened() -> Iterator[Crm]:
    with crm(many(450)) as served:
        yield served


@pytest.fixture
def org(opened: Crm) -> Crm:
    return opened.renewed()


def first_page(org: Crm, soql: str = SOQL) -> Any:
    headers = {"Sforce-Query-Options": "batchSize=200"}
    return org.asked("GET", "query", 200, params={"q": soql}, headers=headers)


def names(page: Any) -> list[str]:
    return [it["Name"] for it in page["records"]]


def firms(first: int, last: int) -> list[str]:
    return [f"Firm {number:04}" for number in range(first, last + 1)]


def test_pages_follow_one_another_to_the_last(org: Crm) -> None:
    first = first_page(org)
    assert (first["totalSize"], first["done"]) == (450, False)
    assert first["nextRecordsUrl"].startswith(f"{DATA}/query/01g")
    assert first["nextRecordsUrl"].endswith("-200")
    second = org.get(first["nextRecordsUrl"])
    third = org.get(second["nextRecordsUrl"])
    assert names(first) + names(second) + names(third) == firms(1, 450)
    assert (third["totalSize"], third["done"]) == (450, True)
    assert "nextRecordsUrl" not in third


@pytest.mark.parametrize(("wish", "size"), [(1, 200), (300, 300), (5000, 450)])
def test_a_page_has_between_two_hundred_and_two_thousand_records(
    org: Crm, wish: int, size: int
) -> None:
    headers = {"Sforce-Query-Options": f"batchSize={wish}"}
    page = org.asked("GET", "query", 200, params={"q": SOQL}, headers=headers)
    assert len(page["records"]) == size


def test_two_long_texts_make_pages_small(org: Crm) -> None:
    for name in ("One__c", "Two__c"):
        metadata = {"type": "LongTextArea", "length": 1000}
        sent = {"FullName": f"Account.{name}", "Metadata": metadata}
        org.post("tooling/sobjects/CustomField", sent, 201)
    assert len(org.query("SELECT One__c, Two__c FROM Account")["records"]) == 200
    assert len(org.query("SELECT One__c FROM Account")["records"]) == 450


def test_a_place_in_a_list_stands_still_while_records_change(org: Crm) -> None:
    first = first_page(org)
    org.patch("sobjects/Account/NetSuite_Id__c/F-201", {"Name": "Away"}, 200)
    assert names(org.get(first["nextRecordsUrl"]))[0] == "Firm 0201"


def test_an_unknown_place_is_refused(org: Crm) -> None:
    first = first_page(org)
    beyond = first["nextRecordsUrl"].replace("-200", "-999")
    for place in ("query/01gzTo000000009-200", "query/nonsense", beyond):
        (error,) = org.get(place, 400)
        assert error == {"errorCode": "INVALID_QUERY_LOCATOR", "message": "invalid query locator"}


def test_a_place_can_be_made_to_be_forgotten(org: Crm) -> None:
    first = first_page(org)
    org.standin.faults.add("expired-locator")
    assert org.get(first["nextRecordsUrl"], 400)[0]["errorCode"] == "INVALID_QUERY_LOCATOR"
    assert names(org.get(first["nextRecordsUrl"])) == firms(201, 400)


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("repeated-page", (1, 200)),
        ("shifting-page", (200, 399)),
        ("lost-row", (202, 400)),
    ],
)
def test_a_page_can_be_made_to_be_wrong(org: Crm, fault: str, found: tuple[int, int]) -> None:
    first = first_page(org)
    org.standin.faults.add(fault)
    second = org.get(first["nextRecordsUrl"])
    assert names(second) == firms(*found)
    assert (second["totalSize"], second["nextRecordsUrl"][-4:]) == (450, "-400")


def test_a_session_can_be_made_to_end_between_two_pages(org: Crm) -> None:
    first = first_page(org)
    org.standin.faults.add("expired-token")
    assert org.get(first["nextRecordsUrl"], 401)[0]["errorCode"] == "INVALID_SESSION_ID"
    form = {name: org.settings[name] for name in ("client_id", "client_secret")}
    token = org.token(grant_type="client_credentials", **form)["access_token"]
    org.client.headers["Authorization"] = f"Bearer {token}"
    assert names(org.get(first["nextRecordsUrl"])) == firms(201, 400)


def test_a_number_can_be_made_to_be_none(org: Crm) -> None:
    org.standin.faults.add("not-a-number", name="GTV_Balance__c", value="twelve")
    found = org.query("SELECT GTV_Balance__c FROM Account LIMIT 2")["records"]
    assert [it["GTV_Balance__c"] for it in found] == ["twelve", None]


def test_children_of_a_page_are_those_of_its_records(org: Crm) -> None:
    org.post("sobjects/Contact", {"LastName": "Fox", "Account": {"NetSuite_Id__c": "F-201"}}, 201)
    soql = "SELECT Name, (SELECT LastName FROM Contacts) FROM Account ORDER BY Name"
    first = first_page(org, soql)
    second = org.get(first["nextRecordsUrl"])
    assert all(it["Contacts"] is None for it in first["records"])
    assert second["records"][0]["Contacts"]["records"][0]["LastName"] == "Fox"
