"""Many records in one call at the Salesforce stand-in: Collections, composite and batch."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.salesforce_company import ACME_ID, ANN_ID, BOREALIS_ID, CIRRUS_ID, id_of
from tests.sandbox.salesforce_served import DATA, Crm, crm

BY_NETSUITE_ID = "composite/sobjects/Account/NetSuite_Id__c"


@pytest.fixture(scope="module")
def opened() -> Iterator[Crm]:
    with crm() as served:
        yield served


@pytest.fixture
def org(opened: Crm) -> Crm:
    return opened.renewed()


def records(*sent: dict[str, Any], all_or_none: bool = False, of: str = "Account") -> Any:
    attributes = {"attributes": {"type": of}}
    return {"allOrNone": all_or_none, "records": [{**attributes, **it} for it in sent]}


def phones(org: Crm) -> list[str | None]:
    found = org.query("SELECT Phone FROM Account ORDER BY Name")["records"]
    return [it["Phone"] for it in found]


def test_each_record_of_a_collection_has_its_own_answer(org: Crm) -> None:
    answer = org.patch(
        "composite/sobjects",
        records(
            {"id": ACME_ID, "Phone": "1"},
            {"Id": BOREALIS_ID[:15], "Sic": "x" * 30},
            {"id": id_of("001", 99), "Phone": "3"},
            {"id": CIRRUS_ID, "Phone": "4"},
        ),
    )
    assert [it["success"] for it in answer] == [True, False, False, True]
    assert answer[0] == {"id": ACME_ID, "success": True, "errors": []}
    assert answer[1]["errors"] == [
        {
            "statusCode": "STRING_TOO_LONG",
            "message": f"Sic: data value too large: {'x' * 30} (max length=20)",
            "fields": ["Sic"],
        }
    ]
    assert answer[2]["errors"][0]["statusCode"] == "INVALID_CROSS_REFERENCE_KEY"
    assert phones(org) == ["1", None, "4"]


def test_all_or_none_writes_nothing_where_one_fails(org: Crm) -> None:
    sent = records({"id": ACME_ID, "Phone": "1"}, {"id": CIRRUS_ID, "Name": ""}, all_or_none=True)
    first, second = org.patch("composite/sobjects", sent)
    assert first["errors"][0] == {
        "statusCode": "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        "message": "Record rolled back because not all records were valid and the request was "
        "using AllOrNone header",
        "fields": [],
    }
    assert second["errors"][0]["statusCode"] == "REQUIRED_FIELD_MISSING"
    assert phones(org) == [None, None, None]


def test_records_of_several_types_are_created_in_one_call(org: Crm) -> None:
    sent = records({"Name": "Dusk"})
    sent["records"].append({"attributes": {"type": "Contact"}, "LastName": "Fox"})
    made = org.post("composite/sobjects", sent)
    assert [it["id"][:3] for it in made] == ["001", "003"]


def test_an_upsert_of_many_says_which_were_created(org: Crm) -> None:
    answer = org.patch(
        BY_NETSUITE_ID,
        records(
            {"NetSuite_Id__c": "1001", "Phone": "1"},
            {"NetSuite_Id__c": "9001", "Name": "Dusk"},
            {"NetSuite_Id__c": "9001", "Name": "Dusk again"},
            {"Name": "No key"},
        ),
    )
    assert answer[0] == {"id": ACME_ID, "success": True, "errors": [], "created": False}
    assert (answer[1]["success"], answer[1]["created"]) == (True, True)
    told = [it["errors"][0]["message"] for it in answer[2:]]
    assert told == ["Duplicate external id specified: 9001", "NetSuite_Id__c not specified"]


def test_two_new_records_cannot_share_a_unique_value(org: Crm) -> None:
    made, refused = org.post(
        "composite/sobjects",
        records({"Name": "A", "NetSuite_Id__c": "77"}, {"Name": "B", "NetSuite_Id__c": "77"}),
    )
    assert refused["errors"][0]["message"] == (
        f"duplicate value found: NetSuite_Id__c duplicates value on record with id: {made['id']}"
    )


def test_unique_values_can_be_swapped_by_emptying_one_first(org: Crm) -> None:
    sent = records(
        {"id": ACME_ID, "NetSuite_Id__c": None},
        {"id": BOREALIS_ID, "NetSuite_Id__c": "1001"},
    )
    assert [it["success"] for it in org.patch("composite/sobjects", sent)] == [True, True]
    assert org.names("SELECT Name FROM Account WHERE NetSuite_Id__c = '1001'") == ["Borealis"]


def test_records_are_read_by_id_in_the_order_asked_for(org: Crm) -> None:
    wanted = {"ids": [CIRRUS_ID, id_of("001", 99), ACME_ID[:15]], "fields": ["Name", "Owner.Name"]}
    found = org.post("composite/sobjects/Account", wanted)
    assert [it and it["Name"] for it in found] == ["Cirrus", None, "Acme"]
    assert found[0]["Owner"]["Name"] == "Max Field"


def test_records_are_deleted_by_a_list_of_ids(org: Crm) -> None:
    first, second, third = org.delete(
        "composite/sobjects", 200, ids=f"{ANN_ID},{CIRRUS_ID},{id_of('001', 99)}"
    )
    assert (first["success"], second["success"], third["success"]) == (True, True, False)
    assert org.names("SELECT Name FROM Account ORDER BY Name") == ["Acme", "Borealis"]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (records(*({"Name": "x"} for _ in range(201))), "EXCEEDED_ID_LIMIT"),
        (records({"Name": "x"}, of="Nothing"), "INVALID_TYPE"),
        ({"records": [{"Name": "x"}]}, "JSON_PARSER_ERROR"),
        ({"records": "x"}, "JSON_PARSER_ERROR"),
    ],
)
def test_a_collection_that_is_wrong_as_a_whole_is_refused(org: Crm, sent: Any, code: str) -> None:
    (error,) = org.post("composite/sobjects", sent, 400)
    assert error["errorCode"] == code


def test_later_requests_of_a_composite_use_earlier_answers(org: Crm) -> None:
    wanted = [
        {
            "method": "POST",
            "url": f"{DATA}/sobjects/Account",
            "referenceId": "made",
            "body": {"Name": "Dusk"},
        },
        {
            "method": "POST",
            "url": f"{DATA}/sobjects/Contact",
            "referenceId": "person",
            "body": {"LastName": "Fox", "AccountId": "@{made.id}"},
        },
        {
            "method": "GET",
            "url": f"{DATA}/query/?q=SELECT+Name+FROM+Contact+WHERE+Id='@{{person.id}}'",
            "referenceId": "found",
        },
        {
            "method": "GET",
            "url": f"{DATA}/sobjects/Account/@{{found.records[0].Nothing}}",
            "referenceId": "lost",
        },
    ]
    made, person, found, lost = org.post("composite", {"compositeRequest": wanted})[
        "compositeResponse"
    ]
    assert (made["httpStatusCode"], made["referenceId"]) == (201, "made")
    assert person["httpStatusCode"] == 201
    assert found["body"]["records"][0]["Name"] == "Fox"
    assert lost["httpStatusCode"] == 400
    assert lost["body"][0]["errorCode"] == "PROCESSING_HALTED"


def test_a_composite_of_all_or_none_is_undone(org: Crm) -> None:
    place = f"{DATA}/sobjects/Account"
    wanted = [
        {"method": "POST", "url": place, "referenceId": "a", "body": {"Name": "Dusk"}},
        {"method": "POST", "url": place, "referenceId": "b", "body": {}},
    ]
    sent = {"allOrNone": True, "compositeRequest": wanted}
    first, second = org.post("composite", sent)["compositeResponse"]
    assert first["body"] == [
        {
            "errorCode": "PROCESSING_HALTED",
            "message": "The transaction was rolled back since another operation in the same "
            "transaction failed.",
        }
    ]
    assert second["body"][0]["errorCode"] == "REQUIRED_FIELD_MISSING"
    assert org.query("SELECT COUNT() FROM Account")["totalSize"] == 3


def test_a_read_before_a_write_in_a_composite_may_hold_it_back_by_a_tag(org: Crm) -> None:
    patch = {
        "method": "PATCH",
        "url": f"{DATA}/sobjects/Account/{ACME_ID}",
        "referenceId": "write",
        "body": {"Phone": "1"},
        "httpHeaders": {"If-Match": '"stale"'},
    }
    (answer,) = org.post("composite", {"compositeRequest": [patch]})["compositeResponse"]
    assert answer["httpStatusCode"] == 412


@pytest.mark.parametrize("count", [0, 26])
def test_a_composite_has_at_most_twenty_five_requests(org: Crm, count: int) -> None:
    one = {"method": "GET", "url": f"{DATA}/limits", "referenceId": "x"}
    (error,) = org.post("composite", {"compositeRequest": [one] * count}, 400)
    assert error["errorCode"] == "LIMIT_EXCEEDED"


def test_a_composite_has_at_most_five_queries(org: Crm) -> None:
    one = {"method": "GET", "url": f"{DATA}/query?q=x", "referenceId": "x"}
    (error,) = org.post("composite", {"compositeRequest": [one] * 6}, 400)
    assert error["errorCode"] == "LIMIT_EXCEEDED"


def test_a_batch_answers_each_request_and_halts_where_it_is_told(org: Crm) -> None:
    wanted = [
        {"method": "GET", "url": "v60.0/sobjects/Account/describe"},
        {"method": "GET", "url": f"{DATA}/sobjects/Nothing/describe"},
        {
            "method": "PATCH",
            "url": f"v60.0/sobjects/Account/{ACME_ID}",
            "richInput": {"Phone": "1"},
        },
    ]
    answer = org.post("composite/batch", {"batchRequests": wanted})
    assert answer["hasErrors"] is True
    assert [it["statusCode"] for it in answer["results"]] == [200, 404, 204]
    assert answer["results"][0]["result"]["name"] == "Account"
    halted = org.post("composite/batch", {"haltOnError": True, "batchRequests": wanted})
    assert [it["statusCode"] for it in halted["results"]] == [200, 404, 412]


def test_a_collection_can_be_made_to_stop_half_way(org: Crm) -> None:
    org.standin.faults.add("half-written-batch")
    sent = records({"id": ACME_ID, "Phone": "1"}, {"id": CIRRUS_ID, "Phone": "2"})
    (error,) = org.patch("composite/sobjects", sent, 500)
    assert error["errorCode"] == "UNKNOWN_EXCEPTION"
    assert phones(org) == ["1", None, None]


def test_the_first_record_can_be_made_to_be_locked(org: Crm) -> None:
    org.standin.faults.add("locked-row", times=2)
    first, second = org.patch(
        "composite/sobjects",
        records({"id": ACME_ID, "Phone": "1"}, {"id": CIRRUS_ID, "Phone": "2"}),
    )
    assert first["errors"][0]["statusCode"] == "UNABLE_TO_LOCK_ROW"
    assert second["success"] is True
    (error,) = org.patch(f"sobjects/Account/{ACME_ID}", {"Phone": "1"}, 400)
    assert error["message"] == (
        f"unable to obtain exclusive access to this record or 1 records: {ACME_ID}"
    )
    org.patch(f"sobjects/Account/{ACME_ID}", {"Phone": "1"}, 204)
