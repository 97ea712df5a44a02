"""The metadata catalogue of the NetSuite stand-in."""

from collections.abc import Iterator

import pytest

from tests.sandbox.netsuite_company import Erp, erp


@pytest.fixture(scope="module")
def account() -> Iterator[Erp]:
    with erp() as served:
        yield served


def test_the_catalogue_lists_what_can_be_read(account: Erp) -> None:
    items = account.call("GET", "metadata-catalog").json()["items"]
    names = {item["name"] for item in items}
    assert {"customer", "salesOrder", "invoice", "subscription", "billingAccount"} <= names
    for item in items:
        (canonical,) = [it for it in item["links"] if it["rel"] == "canonical"]
        schema = account.http.get(
            canonical["href"], headers={"Accept": "application/schema+json"}
        ).json()
        assert schema["properties"]["id"]["type"] == "string"


def test_a_schema_tells_kinds_and_custom_fields(account: Erp) -> None:
    headers = {"Accept": "application/schema+json"}
    answer = account.http.get("/record/v1/metadata-catalog/customer", headers=headers)
    properties = answer.json()["properties"]
    assert answer.headers["Content-Type"] == "application/schema+json"
    assert properties["creditLimit"]["type"] == "number"
    assert properties["lastModifiedDate"]["format"] == "date-time"
    assert properties["creditHoldOverride"]["properties"]["id"]["enum"] == ["AUTO", "ON", "OFF"]
    assert properties["custentity_crm_id"]["x-ns-custom-field"] is True
    link = properties["links"]["items"]["$ref"]
    assert link == "/services/rest/record/v1/metadata-catalog/nsLink"
    assert account.http.get(account.url + link).json()["properties"]["href"]["type"] == "string"


def test_an_openapi_document_holds_the_selected_records(account: Erp) -> None:
    answer = account.http.get(
        "/record/v1/metadata-catalog?select=customer,invoice",
        headers={"Accept": "application/swagger+json"},
    )
    assert answer.json()["components"]["schemas"].keys() == {"customer", "invoice"}
